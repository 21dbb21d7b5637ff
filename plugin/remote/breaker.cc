#include "tessera/plugin/remote/breaker.h"

#include <algorithm>

namespace tessera::plugin {

bool Breaker::Closed() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return !open_;
}

LinkState Breaker::link() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return link_;
}

void Breaker::Succeeded() {
  std::lock_guard<std::mutex> lock(mutex_);
  failures_ = 0;
  open_ = false;
  link_ = {Link::kOnline, ""};
  backoff_.Reset();
}

void Breaker::Heard() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    if (!open_) {
      link_ = {Link::kOnline, ""};
      return;
    }
    const Duration soonest{probed_at_.us + options_.longest_probe.us};
    if (probe_at_ <= soonest) return;
    probe_at_ = soonest;
  }
  TellOpened();
}

void Breaker::Failed(const std::string& reason) {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    link_ = {Link::kAway, reason};
    // Calls that were under way when it opened say nothing new.
    if (open_) return;
    if (++failures_ < options_.failures_to_open) return;
    open_ = true;
    probed_at_ = clock_.Monotonic();
    probe_at_ = {probed_at_.us + backoff_.Next().us};
  }
  TellOpened();
}

void Breaker::Refused(const std::string& reason) {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    const bool is_news = !open_ || link_.link != Link::kRefused;
    link_ = {Link::kRefused, reason};
    // What is refused again and again must not put the next probe off for ever.
    if (is_news) {
      probed_at_ = clock_.Monotonic();
      probe_at_ = {probed_at_.us + options_.refused_probe.us};
    }
    if (std::exchange(open_, true)) return;
  }
  TellOpened();
}

void Breaker::TellOpened() {
  std::lock_guard<std::mutex> lock(opened_mutex_);
  opened_();
}

bool Breaker::TakeProbe() {
  std::lock_guard<std::mutex> lock(mutex_);
  const Duration now = clock_.Monotonic();
  if (!open_ || now < probe_at_) return false;
  const Duration step = link_.link == Link::kRefused ? options_.refused_probe : backoff_.Next();
  probed_at_ = now;
  probe_at_ = {now.us + step.us};
  return true;
}

Duration Breaker::UntilProbe() const {
  std::lock_guard<std::mutex> lock(mutex_);
  if (!open_) return options_.longest_probe;
  return {std::max<int64_t>(0, probe_at_.us - clock_.Monotonic().us)};
}

}  // namespace tessera::plugin
