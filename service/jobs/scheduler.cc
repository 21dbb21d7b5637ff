#include "tessera/jobs/scheduler.h"

#include <utility>

#include "tessera/base/status.h"

namespace tessera::jobs {

void Scheduler::Start() {
  thread_.Start(times_.points, [this] { Look(); });
}

void Scheduler::Stop() { thread_.Stop(); }

void Scheduler::Look() {
  for (const Kind kind : kKinds) {
    const std::optional<Duration> at = next_at_[static_cast<size_t>(kind)];
    if (!at || *at <= clock_.Monotonic()) LookAt(kind);
  }
}

void Scheduler::LookAt(Kind kind) {
  auto outcome = jobs_.RunIfDue(kind, [this] {
    return thread_.IsStopping() ? MakeError(absl::StatusCode::kUnavailable, "STOPPING", "",
                                    "the service is being stopped; the job goes on afterwards")
                        : absl::OkStatus();
  });
  // An operator was first, or the service stops: nothing went wrong.
  if (ReasonOf(outcome.status()) == "JOB_RUNNING" || thread_.IsStopping()) return;
  // Points are looked after whenever the thread wakes; the others, after an error, too.
  const bool waits = kind != Kind::kPoints && outcome.ok();
  next_at_[static_cast<size_t>(kind)] =
      Duration{clock_.Monotonic().us + (waits ? times_.tiers.us : 0)};
  if (!on_report_) return;
  Report report{kind, outcome.status(), std::nullopt};
  if (outcome.ok()) report.run = *std::move(outcome);
  on_report_(report);
}

}  // namespace tessera::jobs
