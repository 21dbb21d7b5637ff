// A member's history with the sales of this till that the service has not booked, or not told of, yet.
#ifndef TESSERA_PLUGIN_SALE_OWN_HISTORY_H_
#define TESSERA_PLUGIN_SALE_OWN_HISTORY_H_

#include <vector>

#include "tessera/engine/compiled_program.h"
#include "tessera/engine/history.h"
#include "tessera/plugin/outbox/own_sale.h"

namespace tessera::plugin {

// Counts the sales as the service will when it books them.
void AddOwnSales(const engine::CompiledProgram& program, const std::vector<OwnSale>& sales,
                 engine::MemberHistory* history);

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_SALE_OWN_HISTORY_H_
