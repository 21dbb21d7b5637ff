// What the rows of a trial use.
#ifndef TESSERA_OPERATIONS_BULK_ROWS_SEEN_H_
#define TESSERA_OPERATIONS_BULK_ROWS_SEEN_H_

#include <cstdint>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace tessera::operations {

// Which rows of a trial use what only one may have: nothing of them is kept, so they do not meet in the
// store. Remembers the first 4,000,000 keys by their hashes, 17 to 34 bytes each. For one thread at a time.
class RowsSeen {
 public:
  // `keys` as many as are remembered.
  explicit RowsSeen(size_t keys = 4'000'000) : most_(keys) {}

  // ALREADY_EXISTS / `reason` with `field` where another row than one of the same `owner` took it.
  absl::Status Check(absl::string_view key, absl::string_view owner, absl::string_view reason,
                     absl::string_view field) const;
  // For a row that stands.
  void Take(absl::string_view key, absl::string_view owner, int64_t row_no);

  // From which row on keys were not remembered any more; 0 where all were.
  int64_t full_since() const { return full_since_; }

 private:
  struct First {
    uint32_t owner;   // its hash
    uint32_t row_no;  // beyond 32 bits there is nothing to remember
  };

  const size_t most_;
  absl::flat_hash_map<uint64_t, First> first_;
  int64_t full_since_ = 0;
};

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_BULK_ROWS_SEEN_H_
