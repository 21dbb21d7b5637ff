#ifndef TESSERA_OPERATIONS_MEMBERS_TRANSFER_POINTS_H_
#define TESSERA_OPERATIONS_MEMBERS_TRANSFER_POINTS_H_

#include "absl/status/statusor.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/member_service.pb.h"

namespace tessera::operations {

// FAILED_PRECONDITION / MEMBERS_EQUAL, ACCOUNT_SHARED where both use one account, MEMBER_BLOCKED.
absl::StatusOr<v1::TransferPointsResponse> TransferPoints(const Context& context,
                                                          storage::Transaction& transaction,
                                                          const v1::TransferPointsRequest& request);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_MEMBERS_TRANSFER_POINTS_H_
