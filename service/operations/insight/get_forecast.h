// InsightService.GetForecast, in two steps: what members did is read, and then learned from without the store.
#ifndef TESSERA_OPERATIONS_INSIGHT_GET_FORECAST_H_
#define TESSERA_OPERATIONS_INSIGHT_GET_FORECAST_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "tessera/base/clock.h"
#include "tessera/insight/buyers.h"
#include "tessera/insight/periods.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/insight_service.pb.h"

namespace tessera::operations {

struct ForecastInput {
  insight::Period observed;
  insight::Period ahead;
  bool is_over = false;  // all that was sold in the days ahead is counted
  int64_t discount_milli = 0;
  std::vector<insight::Buyer> buyers;
  Instant as_of;
};

// See InsightService for the errors of both.
absl::StatusOr<ForecastInput> ReadForecast(const Context& context,
                                           storage::ReadTransaction& transaction,
                                           const v1::GetForecastRequest& request);
absl::StatusOr<v1::GetForecastResponse> GetForecast(const ForecastInput& input);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_INSIGHT_GET_FORECAST_H_
