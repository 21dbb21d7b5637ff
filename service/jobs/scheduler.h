// Runs the jobs at their times, on a thread of its own.
#ifndef TESSERA_JOBS_SCHEDULER_H_
#define TESSERA_JOBS_SCHEDULER_H_

#include <array>
#include <functional>
#include <mutex>
#include <optional>
#include <utility>

#include "tessera/base/periodic.h"
#include "tessera/jobs/jobs.h"

namespace tessera::jobs {

struct Times {
  Duration points = Seconds(60);    // how often it is asked whether points are due; also the pause
                                    // after which a job that failed is tried again
  Duration tiers = Seconds(3'600);  // the same of tiers, and of old sales
  Duration insight = Seconds(1);    // the same of what HQ's figures are made of; segments with points
};

// How a job went that was looked after. `run` is nullopt where nothing was due, or after an error.
struct Report {
  Kind kind;
  absl::Status status;
  std::optional<storage::JobRun> run;
};
// Called on the scheduler's threads, on one of them at a time; of kInsight only where it went wrong.
using OnReport = std::function<void(const Report&)>;

class Scheduler {
 public:
  // `jobs` and `clock` outlive it. `on_report` may be empty.
  Scheduler(Jobs& jobs, const Clock& clock, const Times& times, OnReport on_report)
      : jobs_(jobs), clock_(clock), times_(times), on_report_(std::move(on_report)) {}
  ~Scheduler() { Stop(); }
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;

  // Starts the threads; the first look is at once. What is counted behind the sales has one of its own,
  // so that a long run of it keeps nobody's points. Once.
  void Start();
  // A job that runs ends with its present portion. Idempotent.
  void Stop();

  // One look at the clock, on this thread: runs what has come to its time. For Start's threads and for
  // tests; neither for two threads at once.
  void Look();
  void LookBehindSales();

 private:
  void LookAt(Kind kind);
  void LookIfTime(Kind kind);
  bool IsStopping() { return thread_.IsStopping() || behind_sales_.IsStopping(); }
  Duration PauseBehind(Kind kind, bool went_well) const;

  Jobs& jobs_;
  const Clock& clock_;
  const Times times_;
  const OnReport on_report_;
  std::array<std::optional<Duration>, kKinds.size()> next_at_{};
  std::mutex reporting_;
  Periodic thread_;
  Periodic behind_sales_;
};

}  // namespace tessera::jobs

#endif  // TESSERA_JOBS_SCHEDULER_H_
