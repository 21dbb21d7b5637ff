#include "tessera/plugin/sync/background.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "tessera/base/status.h"
#include "tessera/plugin/sync/report.h"

namespace tessera::plugin {
namespace {

constexpr Duration kFirstRetry = Milliseconds(100);
constexpr Duration kLongestRetry = Seconds(2);
constexpr Duration kPoll = Milliseconds(20);
constexpr Duration kIdle = Seconds(5);
constexpr Duration kProbeTimeout = Seconds(1);
// Between reports of how the terminal is doing.
constexpr Duration kNewsPause = Seconds(60);

// Nothing that is thrown here may end the host's process: it is a failure like any other, and what
// was to be done is tried again.
template <typename Step>
absl::Status Guarded(Step&& step) {
  try {
    return step();
  } catch (...) {
    return absl::InternalError("an unexpected fault");
  }
}

std::chrono::microseconds Micros(Duration duration) {
  return std::chrono::microseconds(duration.us);
}

}  // namespace

Background::Background(const Parts& parts)
    : parts_(parts),
      follower_(parts.cache, parts.outbox, parts.service, parts.clock,
                {parts.store_id, parts.terminal_id, parts.plugin_version}, [this] { Changed(); }),
      follow_backoff_(parts.random, kFirstRetry, kLongestRetry),
      deliver_backoff_(parts.random, kFirstRetry, kLongestRetry) {}

Background::~Background() {
  parts_.raw_service.OnLate({});
  parts_.delivery.OnLeft([] {});
  parts_.service.breaker().OnOpened([] {});
  {
    std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  parts_.raw_service.Shutdown();
  if (follower_thread_.joinable()) follower_thread_.join();
  if (delivery_thread_.joinable()) delivery_thread_.join();
}

void Background::Start() {
  parts_.raw_service.OnLate(
      {[this](const v1::Member& member) { parts_.cache.Heard(member); },
       [this](const v1::SaleResult& sale) { parts_.outbox.SettleLate(sale); }});
  parts_.delivery.OnLeft([this] { Wake(); });
  parts_.service.breaker().OnOpened([this] {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      breaker_opened_ = true;
    }
    changed_.notify_all();
  });
  follower_thread_ = std::thread([this] { FollowForever(); });
  told_at_ = parts_.clock.Monotonic();
  told_version_ = LiveVersion(parts_.cache);
  delivery_thread_ = std::thread([this] { DeliverForever(); });
}

void Background::Wake() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    record_left_ = true;
  }
  changed_.notify_all();
}

void Background::Changed() {
  { std::lock_guard<std::mutex> lock(mutex_); }
  changed_.notify_all();
}

bool Background::SleepFollower(Duration duration) {
  std::unique_lock<std::mutex> lock(mutex_);
  changed_.wait_for(lock, Micros(duration), [this] { return stopping_ || link_is_back_; });
  link_is_back_ = false;
  return !stopping_;
}

void Background::FollowForever() {
  bool goes_on = true;
  while (goes_on) {
    const absl::Status status = Guarded([this] { return follower_.Follow(); });
    if (status.ok()) follow_backoff_.Reset();
    goes_on = SleepFollower(follow_backoff_.Next());
  }
}

// How long the delivering thread may sleep; 0 if there is something to do.
Duration Background::UntilDelivery(Duration not_before) {
  if (!parts_.service.breaker().Closed()) return parts_.service.breaker().UntilProbe();
  if (parts_.outbox.counts().pending == 0) return kIdle;
  return {std::max<int64_t>(0, not_before.us - parts_.clock.Monotonic().us)};
}

// The stream of changes goes on for hours, and a report goes only with its beginning.
// Who publishes a program waits to see that it has arrived.
bool Background::IsNewsDue() const {
  return parts_.service.breaker().Closed() &&
         (parts_.clock.Monotonic() >= Duration{told_at_.us + kNewsPause.us} ||
          LiveVersion(parts_.cache) != told_version_);
}

void Background::DeliverForever() {
  Duration not_before{};
  while (true) {
    {
      std::unique_lock<std::mutex> lock(mutex_);
      // A new record is tried at once, unless the service is known to be away; the log may be full.
      const auto due = [this] {
        return stopping_ || breaker_opened_ ||
               (record_left_ && (parts_.service.breaker().Closed() || parts_.outbox.wants_tending()));
      };
      changed_.wait_for(lock, Micros(UntilDelivery(not_before)), due);
      if (stopping_) return;
      // How long to sleep is to be thought over: the first probe is due before long.
      if (std::exchange(breaker_opened_, false)) continue;
      if (record_left_) not_before = parts_.clock.Monotonic();
      record_left_ = false;
    }
    if (parts_.service.breaker().TakeProbe()) {
      static_cast<void>(Guarded([this] { return Probe(); }));
    }
    if (IsNewsDue()) static_cast<void>(Guarded([this] { return Ping().status(); }));
    if (parts_.clock.Monotonic() < not_before || !parts_.service.breaker().Closed()) {
      static_cast<void>(Guarded([this] { return parts_.outbox.Tend(parts_.clock.Now()); }));
      continue;
    }
    if (Guarded([this] { return parts_.delivery.DeliverPending(); }).ok()) {
      deliver_backoff_.Reset();
      not_before = {};
    } else {
      not_before.us = parts_.clock.Monotonic().us + deliver_backoff_.Next().us;
    }
    Changed();
  }
}

absl::StatusOr<v1::PingResponse> Background::Ping() {
  v1::PingRequest request;
  request.set_store_id(parts_.store_id);
  request.set_terminal_id(parts_.terminal_id);
  const Instant sent_at = parts_.clock.Now();
  const Duration began = parts_.clock.Monotonic();
  told_at_ = began;
  *request.mutable_report() =
      MakeReport(parts_.cache, parts_.outbox, sent_at, parts_.plugin_version);
  told_version_ = request.report().program_version();
  auto answer = parts_.service.Try(
      [&](Service& service) { return service.Ping(request, kProbeTimeout); });
  if (answer.ok() && answer->as_of_us() > 0) {
    const Duration way{(parts_.clock.Monotonic().us - began.us) / 2};
    parts_.cache.service_time().Heard(Instant{answer->as_of_us()}, sent_at + way);
  }
  return answer;
}

// Any answer will do.
absl::Status Background::Probe() {
  const auto answer = Ping();
  if (IsLinkFailure(answer.status()) || IsRefusedForGood(answer.status())) return answer.status();
  {
    std::lock_guard<std::mutex> lock(mutex_);
    link_is_back_ = true;
  }
  changed_.notify_all();
  return absl::OkStatus();
}

absl::Status Background::Synchronise(Duration timeout) {
  const Duration deadline{parts_.clock.Monotonic().us + timeout.us};
  while (true) {
    const Duration left{deadline.us - parts_.clock.Monotonic().us};
    if (left.us <= 0) break;
    if (parts_.outbox.counts().pending > 0) Wake();
    // The outbox first: what it delivers comes back as changes.
    if (parts_.outbox.counts().pending == 0 && follower_.CaughtUp(left).value_or(false)) {
      return absl::OkStatus();
    }
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait_for(lock, Micros(std::min(left, kPoll)));
  }
  return MakeError(absl::StatusCode::kUnavailable, "NOT_SYNCHRONISED", "",
                   "the service did not answer in time; the till works on and tries again by itself");
}

}  // namespace tessera::plugin
