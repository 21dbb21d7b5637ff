#include "read_cases.h"

#include "echo.h"
#include "rounds.h"
#include "targets.h"

namespace tessera::bench {

absl::StatusOr<std::vector<Figure>> MeasureReads(const std::string& name, const Target& target,
                                                 const Options& options) {
  EchoServer echo_server;
  if (echo_server.address().empty()) return absl::InternalError("the echo server did not start");
  const Target echo = echo_server.Like(target);

  const Duration slice = Milliseconds(options.milliseconds / (2 * kRounds + 2));
  uint64_t numbers = 0;
  Side ours, bare;
  for (int round = -1; round < kRounds; ++round) {  // the first warms connections and caches
    const Measured measured = Run(target, options.in_flight, slice, numbers);
    echo_server.AnswerWith(measured.response_bytes);
    const Measured baseline = Run(echo, options.in_flight, slice, numbers);
    absl::Status well = AllWell(name, measured);
    if (well.ok()) well = AllWell("echo", baseline);
    if (!well.ok()) return well;
    if (round < 0) continue;
    ours.Take(measured);
    bare.Take(baseline);
  }
  return std::vector<Figure>{
      {name, Median(ours.per_second), "calls/s", Median(bare.per_second)},
      {name + ".p50", Median(ours.p50_us), "us", Median(bare.p50_us)},
      {name + ".p99", Median(ours.p99_us), "us", Median(bare.p99_us)},
      {name + ".cpu", Median(ours.cpu_us), "us", Median(bare.cpu_us)},
  };
}

}  // namespace tessera::bench
