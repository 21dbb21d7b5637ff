#include "tessera/plugin/remote/breaker.h"

#include <algorithm>

namespace tessera::plugin {

bool Breaker::Closed() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return !open_;
}

bool Breaker::online() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return online_;
}

void Breaker::Succeeded() {
  std::lock_guard<std::mutex> lock(mutex_);
  failures_ = 0;
  open_ = false;
  online_ = true;
  backoff_.Reset();
}

void Breaker::Failed() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    online_ = false;
    // Calls that were under way when it opened say nothing new.
    if (open_) return;
    if (++failures_ < options_.failures_to_open) return;
    open_ = true;
    probe_at_ = {clock_.Monotonic().us + backoff_.Next().us};
  }
  std::lock_guard<std::mutex> lock(opened_mutex_);
  opened_();
}

bool Breaker::TakeProbe() {
  std::lock_guard<std::mutex> lock(mutex_);
  const Duration now = clock_.Monotonic();
  if (!open_ || now < probe_at_) return false;
  probe_at_ = {now.us + backoff_.Next().us};
  return true;
}

Duration Breaker::UntilProbe() const {
  std::lock_guard<std::mutex> lock(mutex_);
  if (!open_) return options_.longest_probe;
  return {std::max<int64_t>(0, probe_at_.us - clock_.Monotonic().us)};
}

}  // namespace tessera::plugin
