// One transaction's worth of a job.
#ifndef TESSERA_JOBS_PORTION_H_
#define TESSERA_JOBS_PORTION_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tessera/jobs/jobs.h"
#include "tessera/operations/insight/portion.h"
#include "tessera/operations/insight/segments.h"

namespace tessera::jobs {

// How far a run is. Copied before a portion, so that one which does not come to stand leaves no trace.
struct Progress {
  int64_t accounts = 0;      // looked at
  int64_t changed = 0;       // of these
  std::set<MemberId> stuck;  // due after they were looked at, too: not looked at again in this run
  std::string reason;        // why the first of `stuck` is; empty if it just stays due
  bool is_done = false;      // nothing else is due

  // Of jobs that read first, see insight.h.
  std::shared_ptr<const operations::InsightPortion> portion;  // to be counted next
  std::shared_ptr<const operations::SegmentsRun> segments;    // by what everybody is looked at
  std::optional<MemberId> after;                              // the last that was

  std::optional<Instant> forget_before;  // events older than this go
};

absl::StatusOr<bool> HasDue(Kind kind, const operations::Context& context,
                            storage::ReadTransaction& transaction);

// Of a run that is under way: kPurchases and kInsight in sales, kSegments in members.
absl::StatusOr<Distance> DistanceOf(Kind kind, const storage::JobRun& run,
                                    storage::ReadTransaction& transaction);

// Whether events from before `before` could be forgotten; the last of each partition never are.
absl::StatusOr<bool> HasOldEvents(const storage::ReadTransaction& transaction, Instant before);

// Looks at up to kPortion of those that are due. Without a live program no tier is looked at, and no
// old sale.
absl::Status DoPortion(Kind kind, const operations::Context& context,
                       storage::Transaction& transaction, Progress& progress);

}  // namespace tessera::jobs

#endif  // TESSERA_JOBS_PORTION_H_
