#include "tessera/base/clock.h"

#include <time.h>

#include <chrono>

namespace tessera {
namespace {

class RealClock final : public Clock {
 public:
  Instant Now() const override {
    return {Microseconds(std::chrono::system_clock::now().time_since_epoch())};
  }
  Duration Monotonic() const override {
#ifdef CLOCK_BOOTTIME
    // Goes on while the machine sleeps: an age does, too.
    timespec now{};
    if (::clock_gettime(CLOCK_BOOTTIME, &now) == 0) {
      return {now.tv_sec * 1'000'000 + now.tv_nsec / 1'000};
    }
#endif
    return {Microseconds(std::chrono::steady_clock::now().time_since_epoch())};
  }

 private:
  template <typename D>
  static int64_t Microseconds(D d) {
    return std::chrono::duration_cast<std::chrono::microseconds>(d).count();
  }
};

}  // namespace

const Clock& SystemClock() {
  static const RealClock clock;
  return clock;
}

}  // namespace tessera
