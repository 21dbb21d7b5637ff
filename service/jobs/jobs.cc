#include "tessera/jobs/jobs.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"
#include "tessera/jobs/insight.h"
#include "tessera/jobs/portion.h"

namespace tessera::jobs {
namespace {

absl::Status AlreadyRunning(Kind kind) {
  return MakeError(absl::StatusCode::kResourceExhausted, "JOB_RUNNING", "kind",
                   absl::StrCat("the job \"", NameOf(kind), "\" runs already; wait for it"));
}

storage::JobRun RunOf(Kind kind, Instant started_at) {
  storage::JobRun run;
  run.job = std::string(NameOf(kind));
  run.started_at = started_at;
  return run;
}

void Put(const Progress& progress, storage::JobRun& run) {
  run.accounts = progress.accounts;
  run.changed = progress.changed;
  run.reason = progress.reason;
}

}  // namespace

absl::string_view NameOf(Kind kind) {
  switch (kind) {
    case Kind::kPoints: return "points";
    case Kind::kTiers: return "tiers";
    case Kind::kPurchases: return "purchases";
    case Kind::kInsight: return "insight";
    case Kind::kSegments: return "segments";
    case Kind::kFeed: return "feed";
  }
  return "";
}

operations::Context Jobs::NewContext() const {
  return operations::Context{clock_.Now(), random_, secrets_, programs_, operations::Caller{}, {}};
}

absl::StatusOr<bool> Jobs::IsDue(Kind kind) {
  bool is_due = false;
  TESSERA_RETURN_IF_ERROR(store_.Read([&](storage::ReadTransaction& transaction) -> absl::Status {
    if (kind == Kind::kFeed) {
      TESSERA_ASSIGN_OR_RETURN(is_due, HasOldEvents(transaction, clock_.Now() - keep_events_));
      return absl::OkStatus();
    }
    TESSERA_ASSIGN_OR_RETURN(is_due, HasDue(kind, NewContext(), transaction));
    if (!is_due || kind == Kind::kPoints) return absl::OkStatus();
    TESSERA_ASSIGN_OR_RETURN(const int64_t live, transaction.LiveProgramVersion());
    is_due = live != 0;
    return absl::OkStatus();
  }));
  return is_due;
}

absl::Status Jobs::DoNext(Kind kind, Progress& progress, storage::JobRun& run) {
  if (ReadsFirst(kind)) {
    TESSERA_RETURN_IF_ERROR(store_.Read([&](storage::ReadTransaction& transaction) {
      return ReadInsight(kind, NewContext(), transaction, progress);
    }));
  }
  return store_.WriteAndWait([&](storage::Transaction& transaction) {
    const operations::Context context = NewContext();
    TESSERA_RETURN_IF_ERROR(DoPortion(kind, context, transaction, progress));
    Put(progress, run);
    if (progress.is_done) run.ended_at = context.now;
    return transaction.SaveJob(run);
  });
}

absl::StatusOr<storage::JobRun> Jobs::RunAlone(Kind kind, const StillWanted& still_wanted) {
  storage::JobRun run = RunOf(kind, clock_.Now());
  Progress progress;
  progress.forget_before = run.started_at - keep_events_;
  if (kind == Kind::kInsight) progress.portion = last_portion_;
  absl::Status outcome;
  while (outcome.ok() && !progress.is_done) {
    outcome = still_wanted ? still_wanted() : absl::OkStatus();
    if (!outcome.ok()) break;
    Progress next = progress;
    storage::JobRun after = run;
    outcome = DoNext(kind, next, after);
    if (!outcome.ok()) break;
    progress = std::move(next);
    run = std::move(after);
  }
  if (kind == Kind::kInsight) last_portion_ = progress.portion;
  if (outcome.ok()) return run;
  run.ended_at = clock_.Now();
  run.reason = ReasonOf(outcome);
  // What ended the run is what counts; that it can't be kept either adds nothing.
  store_.WriteAndWait([&](storage::Transaction& transaction) { return transaction.SaveJob(run); })
      .IgnoreError();
  return outcome;
}

absl::StatusOr<storage::JobRun> Jobs::Run(Kind kind, const StillWanted& still_wanted) {
  if (RunningOf(kind).exchange(true)) return AlreadyRunning(kind);
  auto run = RunAlone(kind, still_wanted);
  RunningOf(kind) = false;
  return run;
}

absl::StatusOr<storage::JobRun> Jobs::CountAnew(const StillWanted& still_wanted) {
  if (RunningOf(Kind::kInsight).exchange(true)) return AlreadyRunning(Kind::kInsight);
  const absl::Status begun = store_.WriteAndWait(
      [](storage::Transaction& transaction) { return operations::CountAnew(transaction); });
  absl::StatusOr<storage::JobRun> run =
      begun.ok() ? RunAlone(Kind::kInsight, still_wanted) : absl::StatusOr<storage::JobRun>(begun);
  RunningOf(Kind::kInsight) = false;
  return run;
}

absl::StatusOr<std::optional<storage::JobRun>> Jobs::RunIfDue(Kind kind,
                                                              const StillWanted& still_wanted) {
  TESSERA_ASSIGN_OR_RETURN(const bool is_due, IsDue(kind));
  if (!is_due) return std::optional<storage::JobRun>();
  TESSERA_ASSIGN_OR_RETURN(storage::JobRun run, Run(kind, still_wanted));
  return std::optional<storage::JobRun>(std::move(run));
}

absl::StatusOr<std::vector<JobState>> Jobs::List() {
  std::vector<JobState> states;
  for (const Kind kind : kKinds) {
    // Before the row is read: one that ends meanwhile was running.
    const bool is_running = RunningOf(kind);
    std::optional<storage::JobRun> run;
    Distance distance;
    TESSERA_RETURN_IF_ERROR(store_.Read([&](storage::ReadTransaction& transaction) -> absl::Status {
      TESSERA_ASSIGN_OR_RETURN(run, transaction.FindJob(NameOf(kind)));
      if (!is_running || !run) return absl::OkStatus();
      TESSERA_ASSIGN_OR_RETURN(distance, DistanceOf(kind, *run, transaction));
      return absl::OkStatus();
    }));
    if (!run) run = RunOf(kind, Instant());
    if (run->started_at != Instant() && !run->ended_at && !is_running) run->reason = "INTERRUPTED";
    states.push_back({*std::move(run), distance});
  }
  return states;
}

}  // namespace tessera::jobs
