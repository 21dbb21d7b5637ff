// A clock that stands still until told.
#ifndef TESSERA_SUPPORT_STOPPED_CLOCK_H_
#define TESSERA_SUPPORT_STOPPED_CLOCK_H_

#include <atomic>
#include <cstdint>

#include "tessera/base/clock.h"

namespace tessera::support {

// Thread-safe. It is some day in 2025.
class StoppedClock final : public Clock {
 public:
  Instant Now() const override { return {now_us_.load()}; }
  Duration Monotonic() const override { return {now_us_.load()}; }
  void Pass(Duration duration) { now_us_ += duration.us; }

 private:
  std::atomic<int64_t> now_us_{1'750'000'000'000'000};
};

}  // namespace tessera::support

#endif  // TESSERA_SUPPORT_STOPPED_CLOCK_H_
