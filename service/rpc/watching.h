// What streams share that send what is new, page by page, and then rest until their signal wakes them.
#ifndef TESSERA_RPC_WATCHING_H_
#define TESSERA_RPC_WATCHING_H_

#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include <grpcpp/support/server_callback.h>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tessera/base/clock.h"
#include "tessera/rpc/call.h"
#include "tessera/rpc/front.h"
#include "tessera/rpc/stream.h"

namespace tessera::rpc {

// What was read in one step.
struct WatchedPage {
  bool news = false;  // it is worth sending before a heartbeat is due
  bool more = false;  // there is more to read at once
};

// Either busy - exactly one step is under way, a task on the lane or a write, and only that step touches
// what is not locked - or resting, until Wake or OnCancel makes it busy again. Holds no thread while it
// rests. Deletes itself when the stream is done.
template <typename Response>
class WatchingReactor : public grpc::ServerWriteReactor<Response>, public Watcher {
 public:
  void Wake(bool changed) override {
    {
      const std::lock_guard lock(mutex_);
      if (changed) changed_ = true;
      if (!resting_ || (!changed && !HeartbeatIsDue() && !IsOver())) return;
      resting_ = false;
    }
    Continue();
  }

 protected:
  // `signal` says that there is something new.
  WatchingReactor(Front& front, const Method& method, grpc::CallbackServerContext& context,
                  std::shared_ptr<ChangeSignal> signal)
      : call_(front, method, context),
        place_(front),
        lane_(front.LaneOf(method)),
        signal_(std::move(signal)),
        ends_at_(EndOfStream(front)) {}

  // The next page, in a step: what it takes from the place behind it. An error ends the stream.
  virtual absl::StatusOr<WatchedPage> ReadPage(Response* response) = 0;

  Call& call() { return call_; }
  // RESOURCE_EXHAUSTED / TOO_MANY_STREAMS.
  absl::Status TakePlace() { return place_.Take(); }
  // The first step, once the call is let in and has a place.
  void Start() {
    signal_->Add(this);
    if (!lane_.TrySubmit([this] { Step(); })) End(QueueFull());
  }
  void End(const absl::Status& outcome) {
    place_.Release();
    this->Finish(call_.Close(outcome));
  }

 private:
  void Continue() {
    lane_.Continue([this] { Step(); });
  }
  bool IsOver() const { return call_.front().clock.Monotonic().us >= ends_at_.us; }
  bool HeartbeatIsDue() const {
    const Front& front = call_.front();
    return !sent_at_.has_value() ||
           front.clock.Monotonic().us - sent_at_->us >= front.options.heartbeat.us;
  }

  void Step() {
    {
      const std::lock_guard lock(mutex_);
      changed_ = false;
    }
    if (call_.front().stopping) return End(Stopping());
    if (absl::Status alive = call_.CheckAlive(); !alive.ok()) return End(alive);
    if (sent_at_.has_value() && IsOver()) return End(absl::OkStatus());
    const absl::StatusOr<WatchedPage> page = ReadPage(&response_);
    if (!page.ok()) return End(page.status());
    more_ = page->more;
    if (page->news || HeartbeatIsDue()) return this->StartWrite(&response_);
    GoOn();
  }

  // A rest comes back at once where there was a change meanwhile.
  void GoOn() {
    if (!more_) {
      const std::lock_guard lock(mutex_);
      if (!changed_ && !cancelled_ && !call_.front().stopping) {
        resting_ = true;
        return;
      }
    }
    Continue();
  }

  void OnWriteDone(bool ok) override {
    if (!ok) return End(absl::CancelledError("the reader went away"));
    {
      const std::lock_guard lock(mutex_);
      sent_at_ = call_.front().clock.Monotonic();
    }
    GoOn();
  }

  void OnCancel() override {
    {
      const std::lock_guard lock(mutex_);
      cancelled_ = true;
      if (!std::exchange(resting_, false)) return;
    }
    Continue();
  }

  void OnDone() override {
    signal_->Remove(this);
    delete this;
  }

  Call call_;
  StreamPlace place_;
  WorkerPool& lane_;
  const std::shared_ptr<ChangeSignal> signal_;
  const Duration ends_at_;  // monotonic
  Response response_;
  bool more_ = false;
  std::mutex mutex_;
  bool resting_ = false;
  bool changed_ = false;
  bool cancelled_ = false;
  std::optional<Duration> sent_at_;  // written under the mutex by the busy step, which reads it freely
};

}  // namespace tessera::rpc

#endif  // TESSERA_RPC_WATCHING_H_
