// The machine's clock with a gate: operations ask it what time it is, so closing the gate holds them
// in the middle of their work, on the thread that does it.
#ifndef TESSERA_TESTS_RPC_GATE_CLOCK_H_
#define TESSERA_TESTS_RPC_GATE_CLOCK_H_

#include <condition_variable>
#include <mutex>

#include "tessera/base/clock.h"

namespace tessera::tests {

class GateClock final : public Clock {
 public:
  Instant Now() const override {
    std::unique_lock lock(mutex_);
    ++passed_or_waiting_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
    return SystemClock().Now();
  }
  Duration Monotonic() const override { return SystemClock().Monotonic(); }

  void Close() {
    const std::lock_guard lock(mutex_);
    open_ = false;
    passed_or_waiting_ = 0;
  }
  void Open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  // Until somebody stands at the closed gate.
  void WaitForOne() const {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return passed_or_waiting_ > 0; });
  }
  // How many came since Close.
  int arrivals() const {
    const std::lock_guard lock(mutex_);
    return passed_or_waiting_;
  }

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  mutable int passed_or_waiting_ = 0;
  bool open_ = true;
};

}  // namespace tessera::tests

#endif  // TESSERA_TESTS_RPC_GATE_CLOCK_H_
