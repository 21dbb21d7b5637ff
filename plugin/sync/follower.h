// Keeps the cache what the service is: a snapshot where there is nothing to go on from, then the
// stream of changes.
#ifndef TESSERA_PLUGIN_SYNC_FOLLOWER_H_
#define TESSERA_PLUGIN_SYNC_FOLLOWER_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tessera/base/clock.h"
#include "tessera/plugin/cache/cache.h"
#include "tessera/plugin/outbox/outbox.h"
#include "tessera/plugin/remote/guarded_service.h"
#include "tessera/plugin/remote/service.h"

namespace tessera::plugin {

// For one thread, but for following() and CaughtUp(), which any may ask.
class Follower {
 public:
  struct Options {
    std::string store_id;
    std::string terminal_id;
    std::string plugin_version;
  };

  // All must outlive it. `changed` is called on the following thread after each step.
  Follower(Cache& cache, Outbox& outbox, GuardedService& service, const Clock& clock,
           Options options, std::function<void()> changed)
      : cache_(cache),
        outbox_(outbox),
        service_(service),
        clock_(clock),
        options_(std::move(options)),
        changed_(std::move(changed)) {}

  // Blocks until the stream ends, for whatever reason. OK if it should be taken up again at once.
  absl::Status Follow();

  // Whether the cache has all that the service has at this moment: asks for what comes after the
  // cache's cursor, takes nothing over.
  absl::StatusOr<bool> CaughtUp(Duration timeout);

  // How many responses the cache took over in the stream that is open; 0 if none is.
  int64_t following() const { return following_; }

 private:
  v1::WatchRequest From(const std::string& cursor) const;
  absl::Status TakeSnapshot();
  absl::Status Watch();
  absl::Status Take(const v1::WatchResponse& response);
  absl::Status Purge(Instant as_of);

  Cache& cache_;
  Outbox& outbox_;
  GuardedService& service_;
  const Clock& clock_;
  const Options options_;
  const std::function<void()> changed_;
  bool lost_ = false;   // the cursor is of no use
  bool proved_ = true;   // the service went on from the last snapshot's cursor
  Duration purge_at_{};
  std::atomic<int64_t> following_{0};
};

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_SYNC_FOLLOWER_H_
