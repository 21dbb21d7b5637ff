#ifndef TESSERA_OPERATIONS_MEMBERS_LEAVE_ACCOUNT_H_
#define TESSERA_OPERATIONS_MEMBERS_LEAVE_ACCOUNT_H_

#include "absl/status/statusor.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/member_service.pb.h"

namespace tessera::operations {

absl::StatusOr<v1::LeaveAccountResponse> LeaveAccount(const Context& context,
                                                      storage::Transaction& transaction,
                                                      const v1::LeaveAccountRequest& request);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_MEMBERS_LEAVE_ACCOUNT_H_
