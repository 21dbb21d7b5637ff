#include "tessera/operations/feed/filter.h"

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"

namespace tessera::operations {

absl::StatusOr<FeedFilter> ReadFeedFilter(const v1::FeedFilter& message) {
  FeedFilter filter;
  for (int i = 0; i < message.kinds_size(); ++i) {
    const int kind = message.kinds(i);
    if (kind == v1::FEED_KIND_UNSPECIFIED || !v1::FeedKind_IsValid(kind)) {
      return InvalidInput("KIND_INVALID", absl::StrCat("filter.kinds[", i, "]"),
                          "send a kind that the API knows");
    }
    filter.named.set(static_cast<size_t>(kind));
  }
  filter.kinds = filter.named.any() ? filter.named : filter.kinds.set();
  filter.store_ids = {message.store_ids().begin(), message.store_ids().end()};
  if (!message.member_id().empty()) {
    TESSERA_ASSIGN_OR_RETURN(filter.member_id,
                             MemberId::Parse(message.member_id(), "filter.member_id"));
  }
  filter.partitions.fill(message.partitions_size() == 0);
  for (int i = 0; i < message.partitions_size(); ++i) {
    const int partition = message.partitions(i);
    if (partition < 0 || partition >= storage::kEventPartitions) {
      return InvalidInput("PARTITION_INVALID", absl::StrCat("filter.partitions[", i, "]"),
                          absl::StrCat("send 0 to ", storage::kEventPartitions - 1));
    }
    filter.partitions[static_cast<size_t>(partition)] = true;
  }
  if (filter.member_id) {
    const auto own = static_cast<size_t>(storage::EventPartitionOf(filter.member_id->ToBytes()));
    const bool wanted = filter.partitions[own];
    filter.partitions.fill(false);
    filter.partitions[own] = wanted;
  }
  filter.with_profiles = message.with_profiles();
  filter.without_lines = message.without_lines();
  return filter;
}

}  // namespace tessera::operations
