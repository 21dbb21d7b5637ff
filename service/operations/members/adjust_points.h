#ifndef TESSERA_OPERATIONS_MEMBERS_ADJUST_POINTS_H_
#define TESSERA_OPERATIONS_MEMBERS_ADJUST_POINTS_H_

#include "absl/status/statusor.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/member_service.pb.h"

namespace tessera::operations {

absl::StatusOr<v1::AdjustPointsResponse> AdjustPoints(const Context& context,
                                                      storage::Transaction& transaction,
                                                      const v1::AdjustPointsRequest& request);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_MEMBERS_ADJUST_POINTS_H_
