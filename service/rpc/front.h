// What all calls share. One per server; everything in it is thread-safe.
#ifndef TESSERA_RPC_FRONT_H_
#define TESSERA_RPC_FRONT_H_

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>

#include "tessera/jobs/jobs.h"
#include "tessera/operations/common/operation.h"
#include "tessera/rpc/change_signal.h"
#include "tessera/rpc/method.h"
#include "tessera/rpc/presence.h"
#include "tessera/rpc/server.h"
#include "tessera/rpc/worker_pool.h"
#include "tessera/rpc/wrong_links.h"
#include "tessera/storage/store.h"

namespace tessera::rpc {

// Counts what is running, so that nothing is torn down under a call.
class RunningCalls {
 public:
  void Enter() {
    const std::lock_guard lock(mutex_);
    ++count_;
  }
  void Leave() {
    const std::lock_guard lock(mutex_);
    if (--count_ == 0) idle_.notify_all();
  }
  void WaitUntilIdle() {
    std::unique_lock lock(mutex_);
    idle_.wait(lock, [this] { return count_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable idle_;
  size_t count_ = 0;
};

struct Front {
  Front(const ServerOptions& server_options, storage::Store& the_store,
        operations::Programs& the_programs, const operations::Secrets& the_secrets,
        const Clock& the_clock, Random& the_random)
      : options(server_options),
        store(the_store),
        programs(the_programs),
        secrets(the_secrets),
        clock(the_clock),
        random(the_random),
        short_lane(options.read_threads, options.read_queue),
        long_lane(options.long_threads, options.long_queue),
        operator_lane(options.operator_threads, options.operator_queue),
        feed_lane(options.feed_threads, options.feed_queue),
        hq_lane(options.hq_threads, options.hq_queue),
        import_lane(static_cast<size_t>(options.imports), 0),
        jobs(the_store, the_programs, the_secrets, the_clock, the_random),
        changes(std::make_shared<ChangeSignal>(options.change_pause, options.heartbeat)),
        events(std::make_shared<ChangeSignal>(options.change_pause, options.heartbeat)) {}

  WorkerPool& LaneOf(const Method& method) {
    switch (method.lane) {
      case Lane::kLong: return long_lane;
      case Lane::kOperator: return operator_lane;
      case Lane::kFeed: return feed_lane;
      case Lane::kHq: return hq_lane;
      case Lane::kShort: break;
    }
    return short_lane;
  }

  const ServerOptions options;
  storage::Store& store;
  operations::Programs& programs;
  const operations::Secrets& secrets;
  const Clock& clock;
  Random& random;
  WorkerPool short_lane;
  WorkerPool long_lane;
  WorkerPool operator_lane;
  WorkerPool feed_lane;
  WorkerPool hq_lane;
  WorkerPool import_lane;  // what imports make of their rows before these meet the store
  jobs::Jobs jobs;
  // Of what tills watch, and of what HQ's feed has; shared with the store, which may outlive the server.
  const std::shared_ptr<ChangeSignal> changes;
  const std::shared_ptr<ChangeSignal> events;
  RunningCalls running;
  Presence presence;
  WrongLinks wrong_links;
  std::atomic<size_t> streams{0};
  std::atomic<int> try_outs{0};
  std::atomic<bool> verifying{false};
  std::atomic<int> imports{0};
  std::atomic<bool> stopping{false};
};

}  // namespace tessera::rpc

#endif  // TESSERA_RPC_FRONT_H_
