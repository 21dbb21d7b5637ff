#include "tessera/jobs/jobs.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"
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
  }
  return "";
}

operations::Context Jobs::NewContext() const {
  return operations::Context{clock_.Now(), random_, secrets_, programs_, operations::Caller{}, {}};
}

absl::StatusOr<bool> Jobs::IsDue(Kind kind) {
  bool is_due = false;
  const Instant now = clock_.Now();
  TESSERA_RETURN_IF_ERROR(store_.Read([&](storage::ReadTransaction& transaction) -> absl::Status {
    TESSERA_ASSIGN_OR_RETURN(is_due, HasDue(kind, transaction, now));
    if (!is_due || kind == Kind::kPoints) return absl::OkStatus();
    TESSERA_ASSIGN_OR_RETURN(const int64_t live, transaction.LiveProgramVersion());
    is_due = live != 0;
    return absl::OkStatus();
  }));
  return is_due;
}

absl::StatusOr<storage::JobRun> Jobs::RunAlone(Kind kind, const StillWanted& still_wanted) {
  storage::JobRun run = RunOf(kind, clock_.Now());
  Progress progress;
  absl::Status outcome;
  while (outcome.ok() && !progress.is_done) {
    outcome = still_wanted ? still_wanted() : absl::OkStatus();
    if (!outcome.ok()) break;
    Progress next = progress;
    storage::JobRun after = run;
    outcome = store_.WriteAndWait([&](storage::Transaction& transaction) {
      const operations::Context context = NewContext();
      TESSERA_RETURN_IF_ERROR(DoPortion(kind, context, transaction, next));
      Put(next, after);
      if (next.is_done) after.ended_at = context.now;
      return transaction.SaveJob(after);
    });
    if (!outcome.ok()) break;
    progress = std::move(next);
    run = std::move(after);
  }
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

absl::StatusOr<std::optional<storage::JobRun>> Jobs::RunIfDue(Kind kind,
                                                              const StillWanted& still_wanted) {
  TESSERA_ASSIGN_OR_RETURN(const bool is_due, IsDue(kind));
  if (!is_due) return std::optional<storage::JobRun>();
  TESSERA_ASSIGN_OR_RETURN(storage::JobRun run, Run(kind, still_wanted));
  return std::optional<storage::JobRun>(std::move(run));
}

absl::StatusOr<std::vector<storage::JobRun>> Jobs::List() {
  std::vector<storage::JobRun> runs;
  for (const Kind kind : kKinds) {
    // Before the row is read: one that ends meanwhile was running.
    const bool is_running = RunningOf(kind);
    std::optional<storage::JobRun> run;
    TESSERA_RETURN_IF_ERROR(store_.Read([&](storage::ReadTransaction& transaction) -> absl::Status {
      TESSERA_ASSIGN_OR_RETURN(run, transaction.FindJob(NameOf(kind)));
      return absl::OkStatus();
    }));
    if (!run) run = RunOf(kind, Instant());
    if (run->started_at != Instant() && !run->ended_at && !is_running) run->reason = "INTERRUPTED";
    runs.push_back(*std::move(run));
  }
  return runs;
}

}  // namespace tessera::jobs
