// Many writes of one call, fed to the store a few at a time, so that a bulk import waits in its own
// list and not in the queue that tills share.
#ifndef TESSERA_RPC_WRITE_SERIES_H_
#define TESSERA_RPC_WRITE_SERIES_H_

#include <functional>

#include "absl/status/status.h"
#include "tessera/storage/store.h"

namespace tessera::rpc {

// What is to be done with each of `count` items. `work` and `done` as in Store, with the item's index;
// `skip` may be empty: an item that it gives an error for goes to `done` without its work. `end` comes
// last, once, on the thread of the last `done`.
struct WriteSeries {
  int count = 0;
  std::function<absl::Status(int index)> skip{};
  std::function<absl::Status(int index, storage::Transaction&)> work{};
  std::function<void(int index, const absl::Status& outcome)> done{};
  std::function<void()> end{};
};

// At most so many of one call wait in the store's queue: enough to share an fsync, few enough that
// somebody else's write soon gets its turn.
inline constexpr int kSeriesWindow = 64;

// Starts the items in order; `count` is at least 1. `store` outlives `end`.
void RunSeries(storage::Store& store, WriteSeries series);

}  // namespace tessera::rpc

#endif  // TESSERA_RPC_WRITE_SERIES_H_
