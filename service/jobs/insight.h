// The jobs that count behind the sales: receipts in columns, and who belongs to which segment.
#ifndef TESSERA_JOBS_INSIGHT_H_
#define TESSERA_JOBS_INSIGHT_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tessera/jobs/jobs.h"
#include "tessera/jobs/portion.h"

namespace tessera::jobs {

// Whether the job reads on a connection of its own before it writes, so that the writer, which tills wait
// for, is not kept by it.
bool ReadsFirst(Kind kind);

// Whether there is something to count, or somebody to look at. Nothing is as long as sales are left from
// before purchases were counted: first purchases are told by those.
absl::StatusOr<bool> IsInsightDue(Kind kind, const operations::Context& context,
                                  storage::ReadTransaction& transaction);

// Of kInsight, in sales.
absl::StatusOr<Distance> InsightDistance(storage::ReadTransaction& transaction);

// Into `progress`: the next portion. kInsight: sales, refunds and movements behind the place. kSegments:
// once, the cuts of today.
absl::Status ReadInsight(Kind kind, const operations::Context& context,
                         storage::ReadTransaction& transaction, Progress& progress);

// Counts what was read, or looks at the next members. Without a live program nothing.
absl::Status WriteInsight(Kind kind, const operations::Context& context,
                          storage::Transaction& transaction, Progress& progress);

}  // namespace tessera::jobs

#endif  // TESSERA_JOBS_INSIGHT_H_
