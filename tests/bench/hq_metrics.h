// HQ's figures over many receipts.
#ifndef TESSERA_BENCH_HQ_METRICS_H_
#define TESSERA_BENCH_HQ_METRICS_H_

#include <vector>

#include "absl/status/statusor.h"
#include "figure.h"
#include "options.h"

namespace tessera::bench {

// options.receipts receipts of a year, of 1,000,000 members (fewer where there are fewer receipts) in 1,000
// stores, and one answer to a survey for twenty of them, written as the service writes them, and asked for
// over gRPC of a service in this process. Milliseconds by the clock, the median of five; baseline: the
// second in which they are to be there.
//   hq.metrics             all metrics of the year, beside the year before
//   hq.metrics.by-store    the same, apart for each store
//   hq.metrics.by-segment  the same for each of ten segments, of which each member is in two
//   hq.cohorts             the year's twelve cohorts
absl::StatusOr<std::vector<Figure>> MeasureHqMetrics(const Options& options);

}  // namespace tessera::bench

#endif  // TESSERA_BENCH_HQ_METRICS_H_
