// Compiled program versions, kept in memory as long as they are asked for.
#ifndef TESSERA_OPERATIONS_COMMON_PROGRAMS_H_
#define TESSERA_OPERATIONS_COMMON_PROGRAMS_H_

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tessera/base/secret.h"
#include "tessera/engine/compiled_program.h"
#include "tessera/storage/transaction.h"

namespace tessera::operations {

// Thread-safe. Loads a version from the store when it is first asked for, and forgets the one that was
// not asked for the longest where there are too many.
class Programs {
 public:
  using Program = std::shared_ptr<const engine::CompiledProgram>;

  // Those that are in force, of the chain and of its pilot stores, are asked for all the time; the rest is
  // for sales that are pinned to one of before.
  static constexpr size_t kMost = 24;

  // The version in force for all. NOT_FOUND / PROGRAM_UNKNOWN if none was published.
  absl::StatusOr<Program> Live(storage::ReadTransaction& transaction);

  // The same; null if none was published.
  absl::StatusOr<Program> LiveOrNone(storage::ReadTransaction& transaction);

  // What counts in a store: a version for some stores, or else that for all. Null if there is none. What
  // concerns the chain as a whole, such as tiers, goes by Live all the same.
  absl::StatusOr<Program> LiveOf(storage::ReadTransaction& transaction,
                                 absl::string_view store_id);

  // NOT_FOUND / PROGRAM_UNKNOWN if there is no such version.
  absl::StatusOr<Program> Version(storage::ReadTransaction& transaction, int64_t version);

 private:
  // The digest tells whether the number still means the same document: a publication that was seen
  // inside a transaction may not have come to stand.
  struct Loaded {
    Digest digest;
    Program program;
    int64_t asked = 0;  // when last, by asked_
  };

  void Keep(int64_t version, Loaded loaded);

  std::mutex mutex_;
  std::map<int64_t, Loaded> by_version_;
  int64_t asked_ = 0;
};

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_COMMON_PROGRAMS_H_
