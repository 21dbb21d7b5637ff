// What happens by itself as time goes by, without anybody buying anything.
#ifndef TESSERA_JOBS_JOBS_H_
#define TESSERA_JOBS_JOBS_H_

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tessera/base/clock.h"
#include "tessera/base/random.h"
#include "tessera/operations/common/operation.h"
#include "tessera/operations/common/programs.h"
#include "tessera/storage/store.h"

namespace tessera::operations {
struct InsightPortion;
}

namespace tessera::jobs {

enum class Kind : uint8_t {
  kPoints,     // points become active or end, holds lapse
  kTiers,      // tiers whose time is over
  kPurchases,  // sales from before purchases were counted, once
  kInsight,    // what was sold and moved since, for HQ's figures
  kSegments,   // who belongs to which segment, once a day
  kFeed,       // events that were kept long enough
};
inline constexpr std::array<Kind, 6> kKinds = {Kind::kPoints,  Kind::kTiers,    Kind::kPurchases,
                                               Kind::kInsight, Kind::kSegments, Kind::kFeed};

// As in storage::JobRun::job.
absl::string_view NameOf(Kind kind);

// Between two portions tills get their turn; a portion is one transaction.
inline constexpr int kPortion = 256;

using StillWanted = std::function<absl::Status()>;

// Of what a job counts, done so far, of so many; 0 for what is not known.
struct Distance {
  int64_t done = 0;
  int64_t expected = 0;
};

struct JobState {
  storage::JobRun run;
  Distance distance;
};

struct Progress;

// Thread-safe. What is due stands in the rows themselves, so a job that was cut goes on where it
// stopped, and one that runs twice finds nothing to do. An account that its own rules refuse is left
// as it is and does not stand in the way of the others. All that is passed in outlives it.
class Jobs {
 public:
  Jobs(storage::Store& store, operations::Programs& programs, const operations::Secrets& secrets,
       const Clock& clock, Random& random)
      : store_(store), programs_(programs), secrets_(secrets), clock_(clock), random_(random) {}

  // How long HQ's feed keeps events; 90 days unless it is told. Before the first run.
  void KeepEvents(Duration keep) { keep_events_ = keep; }

  // Until nothing is due any more; terminals hear of what is different. Keeps the run with how it
  // went, also after an error. `still_wanted` is asked before every portion; what it says ends the
  // run. Blocks: never from a store's work. The store's errors; RESOURCE_EXHAUSTED / JOB_RUNNING
  // while another of the kind runs.
  absl::StatusOr<storage::JobRun> Run(Kind kind, const StillWanted& still_wanted);

  // Forgets what was counted for HQ's figures, and runs kInsight, which counts all of it anew.
  absl::StatusOr<storage::JobRun> CountAnew(const StillWanted& still_wanted);

  // The same as Run where something is due; nullopt, and nothing is written, where nothing is.
  absl::StatusOr<std::optional<storage::JobRun>> RunIfDue(Kind kind,
                                                          const StillWanted& still_wanted);

  // The last run of each kind; of one that never ran, its name alone. One that the process did not
  // live to end says INTERRUPTED.
  absl::StatusOr<std::vector<JobState>> List();

 private:
  absl::StatusOr<bool> IsDue(Kind kind);
  absl::StatusOr<storage::JobRun> RunAlone(Kind kind, const StillWanted& still_wanted);
  absl::Status DoNext(Kind kind, Progress& progress, storage::JobRun& run);
  operations::Context NewContext() const;
  std::atomic<bool>& RunningOf(Kind kind) { return running_[static_cast<size_t>(kind)]; }

  storage::Store& store_;
  operations::Programs& programs_;
  const operations::Secrets& secrets_;
  const Clock& clock_;
  Random& random_;
  Duration keep_events_ = Days(90);
  // The last of kInsight, for the rules that stand in it; touched by its run alone.
  std::shared_ptr<const operations::InsightPortion> last_portion_;
  std::array<std::atomic<bool>, kKinds.size()> running_{};
};

}  // namespace tessera::jobs

#endif  // TESSERA_JOBS_JOBS_H_
