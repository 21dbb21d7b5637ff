// The engine alone, on one thread, beside the bare arithmetic of the same totals.
#ifndef TESSERA_BENCH_ENGINE_CASE_H_
#define TESSERA_BENCH_ENGINE_CASE_H_

#include <vector>

#include "absl/status/statusor.h"
#include "figure.h"
#include "options.h"

namespace tessera::bench {

// All of the engine's figures; what each is beside stands in the program's help. Evaluations per
// second count processor time of this thread alone; single evaluations are timed by the clock.
absl::StatusOr<std::vector<Figure>> MeasureEngine(const Options& options);

}  // namespace tessera::bench

#endif  // TESSERA_BENCH_ENGINE_CASE_H_
