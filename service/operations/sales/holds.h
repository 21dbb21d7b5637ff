// Reserved points of a sale, whoever's they are.
#ifndef TESSERA_OPERATIONS_SALES_HOLDS_H_
#define TESSERA_OPERATIONS_SALES_HOLDS_H_

#include <optional>

#include "absl/status/status.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"

namespace tessera::operations {

// Drops the sale's hold unless it is `except`'s, whose account the caller has in hand and saves
// itself.
absl::Status ReleaseHold(const Context& context, storage::Transaction& transaction,
                         const SaleId& sale_id, const std::optional<MemberId>& except);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_SALES_HOLDS_H_
