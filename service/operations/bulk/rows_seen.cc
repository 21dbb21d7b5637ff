#include "tessera/operations/bulk/rows_seen.h"

#include <limits>

#include "absl/hash/hash.h"
#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"

namespace tessera::operations {
namespace {

uint64_t HashOf(absl::string_view key) { return absl::Hash<absl::string_view>()(key); }
uint32_t OwnerOf(absl::string_view owner) { return static_cast<uint32_t>(HashOf(owner)); }

}  // namespace

absl::Status RowsSeen::Check(absl::string_view key, absl::string_view owner,
                             absl::string_view reason, absl::string_view field) const {
  const auto found = first_.find(HashOf(key));
  if (found == first_.end() || found->second.owner == OwnerOf(owner)) return absl::OkStatus();
  return MakeError(absl::StatusCode::kAlreadyExists, reason, field,
                   absl::StrCat("row ", found->second.row_no, " has this already"));
}

void RowsSeen::Take(absl::string_view key, absl::string_view owner, int64_t row_no) {
  const bool has_room = first_.size() < most_ && row_no <= std::numeric_limits<uint32_t>::max();
  if (has_room) {
    first_.try_emplace(HashOf(key), First{OwnerOf(owner), static_cast<uint32_t>(row_no)});
  } else if (full_since_ == 0) {
    full_since_ = row_no;
  }
}

}  // namespace tessera::operations
