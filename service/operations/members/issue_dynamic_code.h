#ifndef TESSERA_OPERATIONS_MEMBERS_ISSUE_DYNAMIC_CODE_H_
#define TESSERA_OPERATIONS_MEMBERS_ISSUE_DYNAMIC_CODE_H_

#include "absl/status/statusor.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/member_service.pb.h"

namespace tessera::operations {

absl::StatusOr<v1::IssueDynamicCodeResponse> IssueDynamicCode(
    const Context& context, storage::ReadTransaction& transaction,
    const v1::IssueDynamicCodeRequest& request);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_MEMBERS_ISSUE_DYNAMIC_CODE_H_
