#ifndef TESSERA_OPERATIONS_SURVEYS_LIST_FOLLOW_UPS_H_
#define TESSERA_OPERATIONS_SURVEYS_LIST_FOLLOW_UPS_H_

#include "absl/status/statusor.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/survey_service.pb.h"

namespace tessera::operations {

// INVALID_ARGUMENT / STATE_INVALID for a state that there is not.
absl::StatusOr<v1::ListFollowUpsResponse> ListFollowUps(const Context& context,
                                                        storage::ReadTransaction& transaction,
                                                        const v1::ListFollowUpsRequest& request);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_SURVEYS_LIST_FOLLOW_UPS_H_
