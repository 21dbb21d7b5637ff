#include "tessera/jobs/scheduler.h"

#include <utility>

#include "tessera/base/status.h"
#include "tessera/jobs/insight.h"

namespace tessera::jobs {

void Scheduler::Start() {
  thread_.Start(times_.points, [this] { Look(); });
  behind_sales_.Start(times_.insight, [this] { LookBehindSales(); });
}

void Scheduler::Stop() {
  thread_.Stop();
  behind_sales_.Stop();
}

void Scheduler::Look() {
  for (const Kind kind : kKinds) {
    if (!ReadsFirst(kind)) LookIfTime(kind);
  }
}

void Scheduler::LookBehindSales() {
  for (const Kind kind : kKinds) {
    if (ReadsFirst(kind)) LookIfTime(kind);
  }
}

void Scheduler::LookIfTime(Kind kind) {
  const std::optional<Duration> at = next_at_[static_cast<size_t>(kind)];
  if (!at || *at <= clock_.Monotonic()) LookAt(kind);
}

// Points are looked after whenever their thread wakes; tiers and old sales, after an error, too.
Duration Scheduler::PauseBehind(Kind kind, bool went_well) const {
  if (kind == Kind::kInsight) return went_well ? Duration{} : times_.points;
  if (kind == Kind::kSegments) return times_.points;
  return kind != Kind::kPoints && went_well ? times_.tiers : Duration{};
}

void Scheduler::LookAt(Kind kind) {
  auto outcome = jobs_.RunIfDue(kind, [this] {
    return IsStopping() ? MakeError(absl::StatusCode::kUnavailable, "STOPPING", "",
                                    "the service is being stopped; the job goes on afterwards")
                        : absl::OkStatus();
  });
  // An operator was first, or the service stops: nothing went wrong.
  if (ReasonOf(outcome.status()) == "JOB_RUNNING" || IsStopping()) return;
  next_at_[static_cast<size_t>(kind)] =
      Duration{clock_.Monotonic().us + PauseBehind(kind, outcome.ok()).us};
  // What runs each second is worth a word only where it goes wrong.
  const bool is_routine = kind == Kind::kInsight && outcome.ok() &&
                          (!outcome->has_value() || (*outcome)->reason.empty());
  if (!on_report_ || is_routine) return;
  Report report{kind, outcome.status(), std::nullopt};
  if (outcome.ok()) report.run = *std::move(outcome);
  const std::lock_guard<std::mutex> lock(reporting_);
  on_report_(report);
}

}  // namespace tessera::jobs
