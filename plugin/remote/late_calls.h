// Calls that go on when nobody waits for them any more: what they come to is worth knowing.
#ifndef TESSERA_PLUGIN_REMOTE_LATE_CALLS_H_
#define TESSERA_PLUGIN_REMOTE_LATE_CALLS_H_

#include <grpcpp/grpcpp.h>

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>

#include "tessera/base/clock.h"

namespace tessera::plugin {

// One call, or one stream whose steps come one at a time, on a queue of its own: whoever waits does so on
// its own thread. For one thread at a time.
class PendingCall {
 public:
  PendingCall() = default;
  PendingCall(const PendingCall&) = delete;
  PendingCall& operator=(const PendingCall&) = delete;
  // No step is under way: see Abandon.
  virtual ~PendingCall();

  grpc::ClientContext& context() { return context_; }
  grpc::CompletionQueue* queue() { return &queue_; }
  // For each step that is begun.
  void* tag() {
    step_ = Step::kBegun;
    return this;
  }

  // Whether the step that was begun last ended within `timeout`.
  bool EndsWithin(Duration timeout);
  // Waits until it ends, which it always does, then whether it succeeded; after EndsWithin at once.
  bool Good();
  // Ends what is under way, before what it fills goes.
  void Abandon();

  // It ended, and nobody waits for it.
  virtual void Tell() {}

 private:
  enum class Step : uint8_t { kNone, kBegun, kEnded };

  grpc::ClientContext context_;
  grpc::CompletionQueue queue_;
  Step step_ = Step::kNone;
  bool good_ = false;
};

// Thread-safe. One thread waits for all of them, one after the other: each ends by its own deadline.
class LateCalls {
 public:
  LateCalls();
  // Waits for those that it has: cancel them before.
  ~LateCalls();
  LateCalls(const LateCalls&) = delete;
  LateCalls& operator=(const LateCalls&) = delete;

  // Where there are many already, it is cancelled.
  void Take(std::unique_ptr<PendingCall> call);

 private:
  void Run();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::unique_ptr<PendingCall>> calls_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_REMOTE_LATE_CALLS_H_
