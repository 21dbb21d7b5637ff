// What a reader of the feed wants.
#ifndef TESSERA_OPERATIONS_FEED_FILTER_H_
#define TESSERA_OPERATIONS_FEED_FILTER_H_

#include <array>
#include <bitset>
#include <optional>
#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "tessera/storage/events.h"
#include "tessera/v1/feed_service.pb.h"

namespace tessera::operations {

struct FeedFilter {
  std::bitset<32> kinds;       // by number
  std::bitset<32> named;       // those that the request names itself
  std::set<std::string> store_ids;  // empty: all
  std::optional<MemberId> member_id;
  std::array<bool, storage::kEventPartitions> partitions{};
  bool with_profiles = false;
  bool without_lines = false;

  bool Wants(storage::EventKind kind) const { return kinds[static_cast<size_t>(kind)]; }
  bool Names(storage::EventKind kind) const { return named[static_cast<size_t>(kind)]; }
  bool WantsStore(const std::string& store_id) const {
    return store_ids.empty() || store_ids.count(store_id) > 0;
  }
};

// INVALID_ARGUMENT / KIND_INVALID, ID_INVALID, PARTITION_INVALID with a field below "filter".
absl::StatusOr<FeedFilter> ReadFeedFilter(const v1::FeedFilter& message);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_FEED_FILTER_H_
