#include "tessera/plugin/sync/follower.h"

#include <algorithm>
#include <optional>

#include "tessera/base/status.h"

namespace tessera::plugin {
namespace {

// A bound on what nobody waits for: a million members over a thin line take hours, and a line that is
// dead is found out by its keepalive.
constexpr Duration kSnapshotTimeout = Seconds(86'400);
// A sale bears the time at which its booking began: a response of the same moment may not have it yet.
constexpr Duration kLongestBooking = Seconds(60);

}  // namespace

absl::Status Follower::Follow() {
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
  // As old as its beginning: what changed since is in the stream that follows.
  const Instant began = clock_.Now();
  TESSERA_RETURN_IF_ERROR(service_.Stream([&](Service& service) {
    return service.Snapshot(request, kSnapshotTimeout, [this](const v1::SnapshotResponse& part) {
      service_.Heard();
      // Not before the service is there: what can be read of a damaged cache is better than nothing.
      const absl::Status ready =
          part.has_header() && cache_.damaged() ? cache_.Rebuild() : absl::OkStatus();
      if (!ready.ok()) return ready;
      if (part.has_header()) return cache_.BeginSnapshot(part.header());
      if (part.has_batch()) return cache_.AddToSnapshot(part.batch());
      return absl::OkStatus();
    });
  }));
  TESSERA_RETURN_IF_ERROR(cache_.FinishSnapshot(began));
  changed_();
  return absl::OkStatus();
}

absl::StatusOr<bool> Follower::CaughtUp(Duration timeout) {
  const std::string cursor = cache_.cursor();
  if (cursor.empty() || following_ == 0) return false;
  v1::WatchRequest request;
  request.set_terminal_id(options_.terminal_id);
  request.set_store_id(options_.store_id);
  request.set_cursor(cursor);
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
  v1::WatchRequest request;
  request.set_terminal_id(options_.terminal_id);
  request.set_store_id(options_.store_id);
  request.set_cursor(cache_.cursor());
  const Outbox::Counts counts = outbox_.counts();
  v1::TerminalReport* report = request.mutable_report();
  report->set_plugin_version(options_.plugin_version);
  const std::shared_ptr<const CachedProgram> live = cache_.Live();
  report->set_program_version(live == nullptr ? 0 : live->version);
  report->set_outbox_records(counts.pending);
  if (counts.pending > 0) {
    report->set_outbox_age_seconds(
        std::max<int64_t>(0, (clock_.Now() - counts.oldest_pending).us / 1'000'000));
  }
  report->set_parked_records(counts.parked);
  return service_.Stream([&](Service& service) {
    return service.Watch(request, Duration{}, [this](const v1::WatchResponse& response) {
      service_.Heard();
      TESSERA_RETURN_IF_ERROR(cache_.Apply(response, clock_.Now()));
      if (!Cache::HasMore(response)) {
        outbox_.NoteShown(Instant{response.as_of_us()} - kLongestBooking);
      }
      proved_ = true;
      ++following_;
      changed_();
      return absl::OkStatus();
    });
  });
}

}  // namespace tessera::plugin
