// identify and quote through the real service, each beside an echo of the same sizes.
#ifndef TESSERA_BENCH_READ_CASES_H_
#define TESSERA_BENCH_READ_CASES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "figure.h"
#include "load.h"
#include "options.h"

namespace tessera::bench {

// Of a service with the sample program and kMembers members. Calls per second, and the median and 99th
// percentile of a call's time and the processor time that it takes on both sides, which other programs of
// the machine disturb least, as `name`, `name`.p50, .p99 and .cpu. INTERNAL if a call failed.
absl::StatusOr<std::vector<Figure>> MeasureReads(const std::string& name, const Target& target,
                                                 const Options& options);

}  // namespace tessera::bench

#endif  // TESSERA_BENCH_READ_CASES_H_
