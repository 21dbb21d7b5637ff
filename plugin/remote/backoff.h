// How long to wait before trying again: doubling up to a cap, with jitter so that a thousand tills
// do not come back in the same millisecond.
#ifndef TESSERA_PLUGIN_REMOTE_BACKOFF_H_
#define TESSERA_PLUGIN_REMOTE_BACKOFF_H_

#include <algorithm>

#include "tessera/base/clock.h"
#include "tessera/base/random.h"

namespace tessera::plugin {

// For one thread at a time.
class Backoff {
 public:
  Backoff(Random& random, Duration first, Duration longest)
      : random_(random), first_(first), longest_(longest), next_(first) {}

  // Between half of the current step and the whole of it.
  Duration Next() {
    const int64_t step_us = next_.us;
    next_.us = std::min(longest_.us, next_.us * 2);
    const int64_t half_us = step_us / 2;
    return {half_us + static_cast<int64_t>(random_.Next64() % static_cast<uint64_t>(half_us + 1))};
  }
  void Reset() { next_ = first_; }

 private:
  Random& random_;
  Duration first_;
  Duration longest_;
  Duration next_;
};

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_REMOTE_BACKOFF_H_
