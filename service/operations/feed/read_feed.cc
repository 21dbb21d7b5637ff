#include "tessera/operations/feed/read_feed.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "tessera/base/status.h"
#include "tessera/operations/feed/assemble.h"
#include "tessera/operations/feed/place.h"

namespace tessera::operations {
namespace {

constexpr int kDefaultPage = 1'000;
constexpr int kMaximumPage = 10'000;
// So that a page ends soon though the filter leaves nearly all out.
constexpr int kMostLookedAt = 50'000;
// Rows of one look; a page takes several.
constexpr int kPortion = 500;

absl::StatusOr<absl::Status> TooOld(const storage::ReadTransaction& transaction) {
  TESSERA_ASSIGN_OR_RETURN(const auto oldest, transaction.events().Oldest());
  const std::string since =
      oldest ? absl::StrCat("events before ",
                            absl::FormatTime("%Y-%m-%d %H:%M:%SZ", absl::FromUnixMicros(oldest->us),
                                             absl::UTCTimeZone()),
                            " are gone")
             : "the events behind this cursor are gone";
  return Refused("CURSOR_TOO_OLD", "cursor",
                 absl::StrCat(since, "; take a snapshot (FeedService.Snapshot, or tessera feed "
                                     "snapshot)"));
}

class PageReader {
 public:
  PageReader(const Context& context, storage::ReadTransaction& transaction,
             const FeedFilter& filter, int limit)
      : context_(context),
        transaction_(transaction),
        reading_(transaction),
        filter_(filter),
        limit_(limit),
        assembler_(context, transaction, filter) {}

  absl::StatusOr<feed::Page> Read(const FeedStart& start) {
    TESSERA_ASSIGN_OR_RETURN(last_, reading_.events().Last());
    TESSERA_RETURN_IF_ERROR(Begin(start));
    TESSERA_ASSIGN_OR_RETURN(const Uuid epoch, transaction_.Epoch());
    const EventNames names(epoch);
    // Round by round, so that no partition waits until another is read to its end.
    for (bool found = true; found && HasRoom();) {
      found = false;
      for (int partition = 0; partition < storage::kEventPartitions && HasRoom(); ++partition) {
        if (IsAtEnd(partition)) continue;
        TESSERA_RETURN_IF_ERROR(ReadPortion(partition, names));
        found = true;
      }
    }
    return Finish();
  }

 private:
  absl::Status Begin(const FeedStart& start) {
    TESSERA_ASSIGN_OR_RETURN(const auto pruned, reading_.events().Pruned());
    if (start.cursor.empty()) {
      places_ = start.from_now ? last_ : pruned;
      return absl::OkStatus();
    }
    TESSERA_ASSIGN_OR_RETURN(places_, ParseFeedCursor(transaction_, start.cursor, "cursor"));
    for (size_t i = 0; i < places_.size(); ++i) {
      if (!filter_.partitions[i] || places_[i] >= pruned[i]) continue;
      TESSERA_ASSIGN_OR_RETURN(const absl::Status too_old, TooOld(reading_));
      return too_old;
    }
    return absl::OkStatus();
  }

  bool HasRoom() const {
    return page_.events_size() < limit_ && bytes_ < kFeedPageBytes && looked_at_ < kMostLookedAt;
  }

  bool IsAtEnd(int partition) const {
    const auto i = static_cast<size_t>(partition);
    return !filter_.partitions[i] || places_[i] >= last_[i];
  }

  absl::Status ReadPortion(int partition, const EventNames& names) {
    int64_t& place = places_[static_cast<size_t>(partition)];
    const int wanted = std::min(kPortion, limit_ - page_.events_size());
    TESSERA_ASSIGN_OR_RETURN(const auto events, reading_.events().List(partition, place, wanted));
    if (events.empty()) return Broken("events are missing");
    for (const storage::Event& event : events) {
      if (!HasRoom()) break;
      ++looked_at_;
      feed::FeedEvent* message = page_.add_events();
      TESSERA_ASSIGN_OR_RETURN(const bool kept, assembler_.Fill(event, message));
      if (kept) {
        Name(event, names, message);
        bytes_ += message->ByteSizeLong();
      } else {
        page_.mutable_events()->RemoveLast();
      }
      place = event.event_no;
    }
    return absl::OkStatus();
  }

  static void Name(const storage::Event& event, const EventNames& names, feed::FeedEvent* message) {
    message->set_event_id(names.Of(event));
    message->set_partition(event.partition);
    message->set_event_no(event.event_no);
    message->set_kind(static_cast<v1::FeedKind>(event.kind));
    message->set_happened_at_us(event.happened_at.us);
  }

  absl::StatusOr<feed::Page> Finish() {
    v1::FeedPosition* position = page_.mutable_position();
    TESSERA_ASSIGN_OR_RETURN(*position->mutable_cursor(), MakeFeedCursor(transaction_, places_));
    position->set_as_of_us(context_.now.us);
    position->set_partitions(storage::kEventPartitions);
    int64_t behind = 0;
    for (size_t i = 0; i < places_.size(); ++i) {
      if (filter_.partitions[i]) behind += std::max<int64_t>(0, last_[i] - places_[i]);
    }
    position->set_behind(behind);
    return std::move(page_);
  }

  const Context& context_;
  storage::ReadTransaction& transaction_;
  const storage::ReadTransaction& reading_;
  const FeedFilter& filter_;
  const int limit_;
  EventAssembler assembler_;
  storage::EventPlaces last_{};
  storage::EventPlaces places_{};
  feed::Page page_;
  size_t bytes_ = 0;
  int looked_at_ = 0;
};

}  // namespace

absl::StatusOr<int> FeedPageSize(int32_t requested) {
  if (requested < 0 || requested > kMaximumPage) {
    return InvalidInput("PAGE_SIZE_INVALID", "page_size", "send 1 to 10,000, or 0 for 1,000");
  }
  return requested == 0 ? kDefaultPage : requested;
}

absl::StatusOr<feed::Page> ReadFeed(const Context& context, storage::ReadTransaction& transaction,
                                    const FeedStart& start, const FeedFilter& filter, int limit) {
  return PageReader(context, transaction, filter, limit).Read(start);
}

}  // namespace tessera::operations
