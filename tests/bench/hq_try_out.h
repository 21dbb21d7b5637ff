// What it takes to try a program out on receipts that were booked.
#ifndef TESSERA_BENCH_HQ_TRY_OUT_H_
#define TESSERA_BENCH_HQ_TRY_OUT_H_

#include <vector>

#include "absl/status/statusor.h"
#include "figure.h"
#include "options.h"

namespace tessera::bench {

// A twentieth of options.receipts receipts of five lines, 500,000 if nothing else is asked for, tried with
// a program of options.offers offers: read from SQLite, parsed, rated and summed up on one thread. Seconds
// of its processor time; baseline: the 20 seconds in which 500,000 are to be tried, or as much of them as
// there are receipts.
//   hq.tryout
absl::StatusOr<std::vector<Figure>> MeasureHqTryOut(const Options& options);

}  // namespace tessera::bench

#endif  // TESSERA_BENCH_HQ_TRY_OUT_H_
