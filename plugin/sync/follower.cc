#include "tessera/plugin/sync/follower.h"

#include <optional>
#include <utility>

#include "tessera/base/status.h"
#include "tessera/plugin/sync/report.h"

namespace tessera::plugin {
namespace {

// Without any part of a snapshot. In all it may take hours: a million members over a thin line do.
constexpr Duration kSnapshotPatience = Seconds(60);
// Between looks for members whom the cache policy let go.
constexpr Duration kPurgePause = Seconds(86'400);
// A sale bears the time at which its booking began: a response of the same moment may not have it yet.
constexpr Duration kLongestBooking = Seconds(60);

}  // namespace

absl::Status Follower::Follow() {
  TESSERA_RETURN_IF_ERROR(cache_.Appear());
  cache_.KeepAge();
  if (lost_ || cache_.damaged() || cache_.cursor().empty()) {
    TESSERA_RETURN_IF_ERROR(TakeSnapshot());
    lost_ = false;
    proved_ = false;
  }
  const absl::Status status = Watch();
  following_ = 0;
  changed_();
  const std::string reason = ReasonOf(status);
  if (reason == "CURSOR_TOO_OLD" || reason == "CURSOR_INVALID") {
    lost_ = true;
    // A service that refuses what it just gave out is at odds with itself: then this is an error like
    // any other, so that snapshots are not taken as fast as they come.
    return proved_ ? absl::OkStatus() : status;
  }
  return status;
}

absl::Status Follower::TakeSnapshot() {
  v1::SnapshotRequest request;
  request.set_terminal_id(options_.terminal_id);
  request.set_store_id(options_.store_id);
  std::optional<v1::SnapshotResume> broken_off = cache_.BrokenOff();
  if (broken_off.has_value()) *request.mutable_resume() = *std::move(broken_off);
  // As old as its beginning: what changed since is in the stream that follows.
  const Instant began = clock_.Now();
  const absl::Status status = service_.Stream([&](Service& service) {
    return service.Snapshot(request, kSnapshotPatience, [this](const v1::SnapshotResponse& part) {
      service_.Heard();
      // Not before the service is there: what can be read of a damaged cache is better than nothing.
      const absl::Status ready =
          part.has_header() && cache_.damaged() ? cache_.Rebuild() : absl::OkStatus();
      if (!ready.ok()) return ready;
      if (part.has_header()) return cache_.BeginSnapshot(part.header());
      if (part.has_batch()) return cache_.AddToSnapshot(part.batch());
      return absl::OkStatus();
    });
  });
  if (!status.ok()) {
    cache_.PauseSnapshot();
    return status;
  }
  TESSERA_RETURN_IF_ERROR(cache_.FinishSnapshot(began));
  changed_();
  return absl::OkStatus();
}

// By the report the service sees whether the program is the store's: the cursor does not say it.
v1::WatchRequest Follower::From(const std::string& cursor) const {
  v1::WatchRequest request;
  request.set_terminal_id(options_.terminal_id);
  request.set_store_id(options_.store_id);
  request.set_cursor(cursor);
  *request.mutable_report() = MakeReport(cache_, outbox_, clock_.Now(), options_.plugin_version);
  return request;
}

absl::StatusOr<bool> Follower::CaughtUp(Duration timeout) {
  const std::string cursor = cache_.cursor();
  if (cursor.empty() || following_ == 0) return false;
  const v1::WatchRequest request = From(cursor);
  std::optional<bool> nothing_new;
  const absl::Status status = service_.Stream([&](Service& service) {
    return service.Watch(request, timeout, [&](const v1::WatchResponse& response) {
      nothing_new = response.changes_size() == 0;
      return absl::CancelledError("one response is enough");
    });
  });
  if (nothing_new.has_value()) return *nothing_new;
  return status.ok() ? absl::UnavailableError("the service closed the stream") : status;
}

absl::Status Follower::Watch() {
  const v1::WatchRequest request = From(cache_.cursor());
  return service_.Stream([&](Service& service) {
    return service.Watch(request, Duration{}, [this](const v1::WatchResponse& response) {
      service_.Heard();
      return Take(response);
    });
  });
}

absl::Status Follower::Take(const v1::WatchResponse& response) {
  const bool is_last = !Cache::HasMore(response);
  const Instant as_of{response.as_of_us()};
  // Of those before it nobody knows how long they were under way.
  if (is_last && as_of.us > 0) cache_.service_time().Heard(as_of, clock_.Now());
  TESSERA_RETURN_IF_ERROR(cache_.Apply(response, clock_.Now()));
  if (is_last) outbox_.NoteShown(as_of - kLongestBooking);
  // Nothing has to be fetched anew.
  if (following_ == 0) cache_.ForgetSnapshot();
  proved_ = true;
  ++following_;
  changed_();
  return is_last ? Purge(as_of) : absl::OkStatus();
}

// A few at each response until there are none, then a day later again.
absl::Status Follower::Purge(Instant as_of) {
  if (clock_.Monotonic() < purge_at_) return absl::OkStatus();
  TESSERA_ASSIGN_OR_RETURN(const bool more, cache_.Purge(as_of));
  if (!more) purge_at_ = {clock_.Monotonic().us + kPurgePause.us};
  return absl::OkStatus();
}

}  // namespace tessera::plugin
