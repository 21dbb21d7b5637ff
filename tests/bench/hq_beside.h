// What tills feel of headquarters, and headquarters of tills.
#ifndef TESSERA_BENCH_HQ_BESIDE_H_
#define TESSERA_BENCH_HQ_BESIDE_H_

#include <vector>

#include "absl/status/statusor.h"
#include "figure.h"
#include "options.h"
#include "tessera/support/test_service.h"

namespace tessera::bench {

// On a service with the sample's members and program, in rounds that alternate with the baseline:
//   hq.commit-with-feed   sales a second, as many as it takes, while one consumer reads the feed; baseline:
//                         without the consumer
//   hq.feed.delay.p99     from the booking of one of these sales until the consumer has it; baseline: a second
//   hq.import.commit.p99  of commits at a quarter of that rate while an import runs; baseline: without it
// INTERNAL if anything failed.
absl::StatusOr<std::vector<Figure>> MeasureHqBeside(support::TestService& service,
                                                    const Options& options);

}  // namespace tessera::bench

#endif  // TESSERA_BENCH_HQ_BESIDE_H_
