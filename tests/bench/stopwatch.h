// Times one thread.
#ifndef TESSERA_BENCH_STOPWATCH_H_
#define TESSERA_BENCH_STOPWATCH_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"

namespace tessera::bench {

// Nanoseconds of processor time that this thread has had.
int64_t ThreadNs();
// The same of all threads of this process.
int64_t ProcessNs();
// Nanoseconds on a clock that never goes back.
int64_t ClockNs();

// What calling something again and again took.
struct Lap {
  std::vector<double> each_ns;  // by the clock
  double per_second = 0;        // of processor time

  double Percentile(size_t percent) const;
};

// Calls `once` for so long, at least once.
template <typename Once>
absl::StatusOr<Lap> CallFor(int64_t milliseconds, Once once) {
  Lap lap;
  const int64_t first_cpu = ThreadNs();
  const int64_t end = ClockNs() + milliseconds * 1'000'000;
  for (int64_t before = ClockNs(); lap.each_ns.empty() || before < end;) {
    const absl::Status done = once();
    if (!done.ok()) return done;
    const int64_t after = ClockNs();
    lap.each_ns.push_back(static_cast<double>(after - before));
    before = after;
  }
  lap.per_second = 1e9 * static_cast<double>(lap.each_ns.size()) /
                   static_cast<double>(ThreadNs() - first_cpu);
  return lap;
}

// One side's figures over all laps.
struct Laps {
  std::vector<double> per_second, p50_ns, p99_ns;

  void Take(const Lap& lap);
};

}  // namespace tessera::bench

#endif  // TESSERA_BENCH_STOPWATCH_H_
