#ifndef TESSERA_OPERATIONS_MEMBERS_SHARE_ACCOUNT_H_
#define TESSERA_OPERATIONS_MEMBERS_SHARE_ACCOUNT_H_

#include "absl/status/statusor.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/member_service.pb.h"

namespace tessera::operations {

// `with` may share an account itself: then it is that one. RESOURCE_EXHAUSTED / TOO_MANY_ITEMS beyond 16
// members, MEMBER_BLOCKED, MEMBERS_EQUAL. Wallets, tiers, stamps and counters stay each member's own.
absl::StatusOr<v1::ShareAccountResponse> ShareAccount(const Context& context,
                                                      storage::Transaction& transaction,
                                                      const v1::ShareAccountRequest& request);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_MEMBERS_SHARE_ACCOUNT_H_
