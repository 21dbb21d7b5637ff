// Gift cards against the sales that sold them.
#ifndef TESSERA_OPERATIONS_AUDIT_SOLD_CARDS_H_
#define TESSERA_OPERATIONS_AUDIT_SOLD_CARDS_H_

#include "absl/status/statusor.h"
#include "tessera/ledger/tender.h"
#include "tessera/storage/transaction.h"

namespace tessera::operations {

// Whether a refund of the sale that sold `card`, if one did, would find it.
absl::StatusOr<bool> IsFoundBySale(storage::ReadTransaction& transaction,
                                   const ledger::TenderState& card);

// What refunds of a sale took off the gift cards that it sold.
absl::StatusOr<Money> EmptiedBySale(storage::ReadTransaction& transaction, const SaleId& sale_id);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_AUDIT_SOLD_CARDS_H_
