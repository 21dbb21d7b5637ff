#ifndef TESSERA_OPERATIONS_MEMBERS_UPDATE_MEMBER_H_
#define TESSERA_OPERATIONS_MEMBERS_UPDATE_MEMBER_H_

#include "absl/status/statusor.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/member_service.pb.h"

namespace tessera::operations {

// A tier that is taken away, or lowered, is judged anew from what the member bought.
absl::StatusOr<v1::UpdateMemberResponse> UpdateMember(const Context& context,
                                                      storage::Transaction& transaction,
                                                      const v1::UpdateMemberRequest& request);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_MEMBERS_UPDATE_MEMBER_H_
