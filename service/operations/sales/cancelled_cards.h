// Gift cards that were activated for a sale that was given up.
#ifndef TESSERA_OPERATIONS_SALES_CANCELLED_CARDS_H_
#define TESSERA_OPERATIONS_SALES_CANCELLED_CARDS_H_

#include "absl/status/status.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"

namespace tessera::operations {

// Nobody paid for them: those that still have all they were sold with lose it. One that has paid for
// something stays as it is, and so does one that was sold anew.
absl::Status EmptyCardsOfCancelled(const Context& context, storage::Transaction& transaction,
                                   const SaleId& sale_id);

// The receipt was printed all the same: what EmptyCardsOfCancelled took is theirs again.
absl::Status RefillCardsOfCancelled(const Context& context, storage::Transaction& transaction,
                                    const SaleId& sale_id);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_SALES_CANCELLED_CARDS_H_
