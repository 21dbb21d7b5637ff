// InsightService.GetSegments.
#ifndef TESSERA_OPERATIONS_INSIGHT_GET_SEGMENTS_H_
#define TESSERA_OPERATIONS_INSIGHT_GET_SEGMENTS_H_

#include "absl/status/statusor.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/insight_service.pb.h"

namespace tessera::operations {

// See InsightService for its errors.
absl::StatusOr<v1::GetSegmentsResponse> GetSegments(const Context& context,
                                                    storage::ReadTransaction& transaction,
                                                    const v1::GetSegmentsRequest& request);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_INSIGHT_GET_SEGMENTS_H_
