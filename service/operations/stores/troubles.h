#ifndef TESSERA_OPERATIONS_STORES_TROUBLES_H_
#define TESSERA_OPERATIONS_STORES_TROUBLES_H_

#include <string>
#include <vector>

#include "tessera/base/clock.h"
#include "tessera/v1/store_service.pb.h"

namespace tessera::operations {

// What is wrong with a terminal, as TerminalState.troubles names it, worst first. `outbox_id` is that of
// the file whose records were booked last, empty if none said. Of a store that sells no more nobody
// expects to hear.
std::vector<std::string> TroublesOf(const v1::TerminalState& terminal, const std::string& outbox_id,
                                    bool store_is_closed, Instant now);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_STORES_TROUBLES_H_
