// Sales with their refunds, and the rows of the ledger that they made.
#ifndef TESSERA_OPERATIONS_AUDIT_SALES_AUDIT_H_
#define TESSERA_OPERATIONS_AUDIT_SALES_AUDIT_H_

#include <cstdint>

#include "absl/status/status.h"
#include "tessera/operations/audit/findings.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"

namespace tessera::operations {

// Over all sales.
struct SaleSums {
  int64_t returned_points = 0;  // to members, as refunds were answered
};

// Goes through all sales in portions: what each was answered must agree with its lots, allocations and
// refunds, and no sale that is booked may be given up or hold points.
absl::Status VerifySales(const Context& context, storage::ReadTransaction& transaction,
                         Findings& findings, SaleSums& sums);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_AUDIT_SALES_AUDIT_H_
