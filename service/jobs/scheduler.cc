#include "tessera/jobs/scheduler.h"

#include <chrono>
#include <utility>

#include "tessera/base/status.h"

namespace tessera::jobs {

void Scheduler::Start() {
  thread_ = std::thread([this] {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
      lock.unlock();
      Look();
      lock.lock();
      wake_.wait_for(lock, std::chrono::microseconds(times_.points.us),
                     [this] { return stopping_; });
    }
  });
}

void Scheduler::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

bool Scheduler::IsStopping() {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

void Scheduler::Look() {
  for (const Kind kind : kKinds) {
    const std::optional<Duration> at = next_at_[static_cast<size_t>(kind)];
    if (!at || *at <= clock_.Monotonic()) LookAt(kind);
  }
}

void Scheduler::LookAt(Kind kind) {
  auto outcome = jobs_.RunIfDue(kind, [this] {
    return IsStopping() ? MakeError(absl::StatusCode::kUnavailable, "STOPPING", "",
                                    "the service is being stopped; the job goes on afterwards")
                        : absl::OkStatus();
  });
  // Points are looked after whenever the thread wakes; tiers, after an error, too.
  const bool waits = kind == Kind::kTiers && outcome.ok();
  next_at_[static_cast<size_t>(kind)] =
      Duration{clock_.Monotonic().us + (waits ? times_.tiers.us : 0)};
  if (!on_report_) return;
  Report report{kind, outcome.status(), std::nullopt};
  if (outcome.ok()) report.run = *std::move(outcome);
  on_report_(report);
}

}  // namespace tessera::jobs
