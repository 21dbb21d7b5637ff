#ifndef TESSERA_OPERATIONS_MEMBERS_MERGE_MEMBERS_H_
#define TESSERA_OPERATIONS_MEMBERS_MERGE_MEMBERS_H_

#include "absl/status/statusor.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/member_service.pb.h"

namespace tessera::operations {

// `into` keeps who it is, whether it takes part, and what it knows of the person; gaps are filled from
// `from`, where nothing of it stays. Whoever shares the account of `from` shares that of `into` from now
// on; points of an account that `from` only shared stay there.
absl::StatusOr<v1::MergeMembersResponse> MergeMembers(const Context& context,
                                                      storage::Transaction& transaction,
                                                      const v1::MergeMembersRequest& request);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_MEMBERS_MERGE_MEMBERS_H_
