#ifndef TESSERA_OPERATIONS_SURVEYS_FOLLOW_UP_PROTO_H_
#define TESSERA_OPERATIONS_SURVEYS_FOLLOW_UP_PROTO_H_

#include "absl/status/statusor.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/follow_ups.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/survey_service.pb.h"

namespace tessera::operations {

// With the answer that opened it. INTERNAL if that is not there, DATA_LOSS if its seal is broken.
absl::StatusOr<v1::FollowUp> FollowUpToProto(const Context& context,
                                             const storage::ReadTransaction& transaction,
                                             const storage::FollowUp& row);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_SURVEYS_FOLLOW_UP_PROTO_H_
