// Compiled program versions, kept in memory as long as the service lives.
#ifndef TESSERA_OPERATIONS_COMMON_PROGRAMS_H_
#define TESSERA_OPERATIONS_COMMON_PROGRAMS_H_

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>

#include "absl/status/statusor.h"
#include "tessera/base/secret.h"
#include "tessera/engine/compiled_program.h"
#include "tessera/storage/transaction.h"

namespace tessera::operations {

// Thread-safe. Loads a version from the store when it is first asked for.
class Programs {
 public:
  using Program = std::shared_ptr<const engine::CompiledProgram>;

  // The live version. NOT_FOUND / PROGRAM_UNKNOWN if none was published.
  absl::StatusOr<Program> Live(storage::ReadTransaction& transaction);

  // The same; null if none was published.
  absl::StatusOr<Program> LiveOrNone(storage::ReadTransaction& transaction);

  // NOT_FOUND / PROGRAM_UNKNOWN if there is no such version.
  absl::StatusOr<Program> Version(storage::ReadTransaction& transaction, int64_t version);

 private:
  // The digest tells whether the number still means the same document: a publication that was seen
  // inside a transaction may not have come to stand.
  struct Loaded {
    Digest digest;
    Program program;
  };

  std::mutex mutex_;
  std::map<int64_t, Loaded> by_version_;
};

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_COMMON_PROGRAMS_H_
