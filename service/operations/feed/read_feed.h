#ifndef TESSERA_OPERATIONS_FEED_READ_FEED_H_
#define TESSERA_OPERATIONS_FEED_READ_FEED_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "feed_wire.pb.h"
#include "tessera/operations/common/operation.h"
#include "tessera/operations/feed/filter.h"
#include "tessera/storage/transaction.h"

namespace tessera::operations {

// A page is also cut here, below what clients take by default (4 MiB).
inline constexpr size_t kFeedPageBytes = 1 << 20;

// 0 is 1,000. INVALID_ARGUMENT / PAGE_SIZE_INVALID beyond 10,000.
absl::StatusOr<int> FeedPageSize(int32_t requested);

// From where a reader begins.
struct FeedStart {
  std::string cursor;     // empty: the first event that is kept
  bool from_now = false;  // with an empty cursor: the end
};

// The next events behind `start`, of each partition in its order, and the cursor behind them: also where
// the filter leaves all out that was looked at, so that the next page begins further on. `behind` says
// what waits in the filter's partitions. INVALID_ARGUMENT / CURSOR_INVALID; FAILED_PRECONDITION /
// CURSOR_TOO_OLD where events behind it are gone.
absl::StatusOr<feed::Page> ReadFeed(const Context& context, storage::ReadTransaction& transaction,
                                    const FeedStart& start, const FeedFilter& filter, int limit);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_FEED_READ_FEED_H_
