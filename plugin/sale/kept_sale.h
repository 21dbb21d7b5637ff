// The answer to a commit that was made before, for a POS that died meanwhile.
#ifndef TESSERA_PLUGIN_SALE_KEPT_SALE_H_
#define TESSERA_PLUGIN_SALE_KEPT_SALE_H_

#include "tessera/plugin/outbox/outbox.h"
#include "tessera/plugin/sale/answer.h"

namespace tessera::plugin {

// What the commit of this sale did. The balance of one that waits is not known here: 0.
Answer AnswerOf(const KeptSale& kept);

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_SALE_KEPT_SALE_H_
