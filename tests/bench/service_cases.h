// identify, quote and commit through the real service, each beside an echo of the same sizes.
#ifndef TESSERA_BENCH_SERVICE_CASES_H_
#define TESSERA_BENCH_SERVICE_CASES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "figure.h"
#include "options.h"

namespace tessera::bench {

// Of the service at `address`, which has the sample program and kMembers members. `name`: "identify", "quote" or "commit". Five rounds of service, echo, service, echo; medians.
// Calls per second, and the median and 99th percentile of a call's time. INTERNAL if a call failed.
absl::StatusOr<std::vector<Figure>> MeasureCalls(const std::string& name, const std::string& address,
                                                 const Options& options);

}  // namespace tessera::bench

#endif  // TESSERA_BENCH_SERVICE_CASES_H_
