#include "tessera/base/clock.h"

#include <chrono>

namespace tessera {
namespace {

class RealClock final : public Clock {
 public:
  Instant Now() const override {
    return {Microseconds(std::chrono::system_clock::now().time_since_epoch())};
  }
  Duration Monotonic() const override {
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
