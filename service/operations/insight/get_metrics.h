// InsightService.GetMetrics and ListMetrics.
#ifndef TESSERA_OPERATIONS_INSIGHT_GET_METRICS_H_
#define TESSERA_OPERATIONS_INSIGHT_GET_METRICS_H_

#include "absl/status/statusor.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/insight_service.pb.h"

namespace tessera::operations {

// Reads about as much as the period has receipts; see InsightService for its errors.
absl::StatusOr<v1::GetMetricsResponse> GetMetrics(const Context& context,
                                                  storage::ReadTransaction& transaction,
                                                  const v1::GetMetricsRequest& request);

absl::StatusOr<v1::ListMetricsResponse> ListMetrics(const Context& context,
                                                    storage::ReadTransaction& transaction,
                                                    const v1::ListMetricsRequest& request);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_INSIGHT_GET_METRICS_H_
