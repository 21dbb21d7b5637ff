// Members with their accounts, and the movements that sales and refunds made there.
#ifndef TESSERA_OPERATIONS_AUDIT_MEMBERS_AUDIT_H_
#define TESSERA_OPERATIONS_AUDIT_MEMBERS_AUDIT_H_

#include <cstdint>

#include "absl/status/status.h"
#include "tessera/ledger/postings.h"
#include "tessera/operations/audit/findings.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"

namespace tessera::operations {

// Over all members.
struct MemberSums {
  ledger::Postings totals;
  int64_t returned_points = 0;  // by the entries of refunds of sales
};

// Goes through all members in portions. What a member's account says must agree with its entries, lots
// and holds, and each entry of a sale or refund with the answer that was given then.
absl::Status VerifyMembers(const Context& context, storage::ReadTransaction& transaction,
                           Findings& findings, MemberSums& sums);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_AUDIT_MEMBERS_AUDIT_H_
