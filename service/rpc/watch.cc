#include "tessera/rpc/watch.h"

#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "tessera/operations/sync/read_changes.h"
#include "tessera/operations/sync/see_terminal.h"
#include "tessera/rpc/call.h"
#include "tessera/rpc/stream.h"
#include "tessera/storage/transaction.h"

namespace tessera::rpc {
namespace {

constexpr int kPageChanges = 1'000;
// Below what a client takes by default (4 MiB); a page of published programs could be more.
constexpr size_t kPageBytes = 3 << 20;

// Either busy - exactly one step is under way, a task on the lane or a write, and only that step
// touches what is not locked - or resting, until Wake or OnCancel makes it busy again.
class WatchReactor final : public grpc::ServerWriteReactor<v1::WatchResponse>, public Watcher {
 public:
  WatchReactor(Front& front, grpc::CallbackServerContext& context, const v1::WatchRequest& request)
      : call_(front, kWatch, context),
        place_(front),
        request_(request),
        cursor_(request.cursor()),
        ends_at_(EndOf(front)) {}

  void Begin() {
    absl::Status admitted = call_.Admit();
    if (admitted.ok()) admitted = call_.CheckTerminal(request_.store_id(), request_.terminal_id());
    if (admitted.ok()) admitted = place_.Take();
    if (!admitted.ok()) return End(admitted);
    See();
    call_.front().changes->Add(this);
    if (!call_.front().long_lane.TrySubmit([this] { Step(); })) End(QueueFull());
  }

  void Wake(bool changed) override {
    {
      const std::lock_guard lock(mutex_);
      if (changed) changed_ = true;
      if (!resting_ || (!changed && !HeartbeatIsDue() && !IsOver())) return;
      resting_ = false;
    }
    Continue();
  }

 private:
  // By up to a tenth sooner, so that not all terminals come back at once.
  static Duration EndOf(Front& front) {
    const int64_t age_us = front.options.connection_age.us;
    const uint64_t spread = static_cast<uint64_t>(age_us / 10) + 1;
    const int64_t sooner_us = static_cast<int64_t>(front.random.Next64() % spread);
    return Duration{front.clock.Monotonic().us + age_us - sooner_us};
  }
  bool IsOver() const { return call_.front().clock.Monotonic().us >= ends_at_.us; }

  // A report that finds no place in the queue is not worth a refused stream.
  void See() {
    Front& front = call_.front();
    front.running.Enter();
    // The call may be over by then.
    operations::Context context = call_.NewContext();
    context.still_wanted = nullptr;
    front.store.Write(
        [context, request = request_](storage::Transaction& transaction) {
          return operations::SeeTerminal(context, transaction, request);
        },
        [&front, request = request_](const absl::Status& outcome) {
          const auto& tell = front.options.on_report;
          if (outcome.ok() && tell && request.has_report()) tell(request);
          front.running.Leave();
        });
  }

  void Continue() {
    call_.front().long_lane.Continue([this] { Step(); });
  }

  void End(const absl::Status& outcome) {
    place_.Release();
    Finish(call_.Close(outcome));
  }

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
    if (absl::Status read = ReadPage(); !read.ok()) return End(read);
    if (response_.changes_size() > 0 || HeartbeatIsDue()) return StartWrite(&response_);
    Rest();
  }

  absl::Status ReadPage() {
    int limit = kPageChanges;
    while (true) {
      const absl::Status read =
          call_.front().store.Read([&](storage::ReadTransaction& transaction) {
            absl::StatusOr<v1::WatchResponse> page =
                operations::ReadChanges(call_.NewContext(), transaction, cursor_, limit);
            if (page.ok()) response_ = *std::move(page);
            return page.status();
          });
      if (!read.ok() || limit == 1 || response_.ByteSizeLong() <= kPageBytes) return read;
      limit /= 4;
      if (limit == 0) limit = 1;
    }
  }

  void Rest() {
    {
      const std::lock_guard lock(mutex_);
      if (!changed_ && !cancelled_ && !call_.front().stopping) {
        resting_ = true;
        return;
      }
    }
    Continue();
  }

  void OnWriteDone(bool ok) override {
    if (!ok) return End(absl::CancelledError("the terminal went away"));
    cursor_ = response_.cursor();
    {
      const std::lock_guard lock(mutex_);
      sent_at_ = call_.front().clock.Monotonic();
    }
    Continue();
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
    call_.front().changes->Remove(this);
    delete this;
  }

  Call call_;
  StreamPlace place_;
  const v1::WatchRequest& request_;
  std::string cursor_;
  const Duration ends_at_;  // monotonic
  v1::WatchResponse response_;
  std::mutex mutex_;
  bool resting_ = false;
  bool changed_ = false;
  bool cancelled_ = false;
  std::optional<Duration> sent_at_;  // written under the mutex by the busy step, which reads it freely
};

}  // namespace

grpc::ServerWriteReactor<v1::WatchResponse>* Watch(Front& front,
                                                   grpc::CallbackServerContext* context,
                                                   const v1::WatchRequest* request) {
  auto* reactor = new WatchReactor(front, *context, *request);
  reactor->Begin();
  return reactor;
}

}  // namespace tessera::rpc
