#ifndef TESSERA_OPERATIONS_FEED_READ_FEED_SNAPSHOT_H_
#define TESSERA_OPERATIONS_FEED_READ_FEED_SNAPSHOT_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "feed_wire.pb.h"
#include "tessera/operations/common/operation.h"
#include "tessera/operations/feed/filter.h"
#include "tessera/storage/transaction.h"

namespace tessera::operations {

// How far a snapshot is.
struct SnapshotPlace {
  std::string cursor;     // from where to read on once all is taken over
  int stage = 0;          // of what is sent, in the order of sending; kSnapshotStages: all was
  std::string after;      // within the stage: key of the last row, empty to begin
  int64_t done = 0;       // rows so far
  int64_t expected = 0;   // of so many, about

  std::string ToText() const;
};

inline constexpr int kSnapshotStages = 12;

// Begins one, or goes on where `resume` says. INVALID_ARGUMENT / RESUME_INVALID; CURSOR_INVALID where it
// is one of another database, or of this one before it was restored; FAILED_PRECONDITION /
// CURSOR_TOO_OLD where what changed since it began is not kept any more.
absl::StatusOr<SnapshotPlace> BeginFeedSnapshot(storage::ReadTransaction& transaction,
                                                const FeedFilter& filter,
                                                const std::string& resume);

// The next part, and moves `place` behind it. Each may be read in a transaction of its own: what changes
// meanwhile is told by the feed behind the cursor, so whoever takes states as they come and movements by
// their ids ends right. Empty parts are possible; `resume` is empty in the last.
absl::StatusOr<feed::Part> ReadFeedSnapshotPart(const Context& context,
                                                storage::ReadTransaction& transaction,
                                                const FeedFilter& filter, SnapshotPlace& place);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_FEED_READ_FEED_SNAPSHOT_H_
