#ifndef TESSERA_OPERATIONS_SURVEYS_UPDATE_FOLLOW_UP_H_
#define TESSERA_OPERATIONS_SURVEYS_UPDATE_FOLLOW_UP_H_

#include "absl/status/statusor.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/survey_service.pb.h"

namespace tessera::operations {

// Whoever takes one owns it; one that is open again is nobody's. INVALID_ARGUMENT / STATE_INVALID,
// CHANGE_EMPTY, TEXT_TOO_LONG; NOT_FOUND / FOLLOW_UP_UNKNOWN.
absl::StatusOr<v1::UpdateFollowUpResponse> UpdateFollowUp(const Context& context,
                                                          storage::Transaction& transaction,
                                                          const v1::UpdateFollowUpRequest& request);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_SURVEYS_UPDATE_FOLLOW_UP_H_
