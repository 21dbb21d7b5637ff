#include "stopwatch.h"

#include <algorithm>
#include <chrono>
#include <ctime>

namespace tessera::bench {

namespace {

int64_t Read(clockid_t clock) {
  timespec time = {};
  clock_gettime(clock, &time);
  return int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

}  // namespace

int64_t ThreadNs() { return Read(CLOCK_THREAD_CPUTIME_ID); }

int64_t ProcessNs() { return Read(CLOCK_PROCESS_CPUTIME_ID); }

int64_t ClockNs() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

double Lap::Percentile(size_t percent) const {
  if (each_ns.empty()) return 0;
  std::vector<double> sorted = each_ns;
  std::sort(sorted.begin(), sorted.end());
  return sorted[std::min(sorted.size() - 1, sorted.size() * percent / 100)];
}

void Laps::Take(const Lap& lap) {
  per_second.push_back(lap.per_second);
  p50_ns.push_back(lap.Percentile(50));
  p99_ns.push_back(lap.Percentile(99));
}

}  // namespace tessera::bench
