// Sales booked through the real service, beside what bare SQLite makes of the same rows.
#ifndef TESSERA_BENCH_COMMIT_CASES_H_
#define TESSERA_BENCH_COMMIT_CASES_H_

#include <vector>

#include "absl/status/statusor.h"
#include "figure.h"
#include "options.h"
#include "tessera/support/test_service.h"

namespace tessera::bench {

// Of a service with the sample program and kMembers members, which it stops and starts again:
//   commit                 sales a second with options.in_flight under way, each of another member;
//                          baseline: bare SQLite writes the same rows, 256 sales in a transaction
//   commit.p50, .p99, .cpu of that load; baseline: an echo of the same message sizes
//   commit.half-load.p99   at half that rate; baseline: an echo at the same rate
//   commit.hot-member      sales a second of one member; baseline: those of all
// INTERNAL if a call failed.
absl::StatusOr<std::vector<Figure>> MeasureCommits(support::TestService& service,
                                                   const Options& options);

}  // namespace tessera::bench

#endif  // TESSERA_BENCH_COMMIT_CASES_H_
