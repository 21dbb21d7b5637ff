// Gift cards, wallets and coupons.
#ifndef TESSERA_OPERATIONS_AUDIT_VOUCHERS_AUDIT_H_
#define TESSERA_OPERATIONS_AUDIT_VOUCHERS_AUDIT_H_

#include "absl/status/status.h"
#include "tessera/operations/audit/findings.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"

namespace tessera::operations {

// Go through all of them in portions.
absl::Status VerifyTenders(const Context& context, storage::ReadTransaction& transaction,
                           Findings& findings);
// A coupon is used as often as it may be, but for printed receipts, which say so.
absl::Status VerifyCoupons(const Context& context, storage::ReadTransaction& transaction,
                           Findings& findings);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_AUDIT_VOUCHERS_AUDIT_H_
