// What headquarters reads and loads, beside what is promised.
#ifndef TESSERA_BENCH_HQ_FEED_H_
#define TESSERA_BENCH_HQ_FEED_H_

#include <vector>

#include "absl/status/statusor.h"
#include "figure.h"
#include "options.h"

namespace tessera::bench {

// Through gRPC, on a service in this process with a database of its own:
//   hq.feed        events a second to one consumer that reads them all: of a sale of each member, options.members
//                  of them but at most 100,000, with two entries each; baseline: 100,000
//   hq.feed.lines  the same without the sales' documents
// INTERNAL if anything failed.
absl::StatusOr<std::vector<Figure>> MeasureHqFeed(const Options& options);

}  // namespace tessera::bench

#endif  // TESSERA_BENCH_HQ_FEED_H_
