// Read-only connections, lent out one transaction at a time.
#ifndef TESSERA_STORAGE_SQLITE_READER_POOL_H_
#define TESSERA_STORAGE_SQLITE_READER_POOL_H_

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "tessera/sqlite/connection.h"
#include "tessera/storage/transaction.h"

namespace tessera::storage::sqlite {

// Thread-safe. Opens connections as they are needed, at most `limit`; then readers wait for one.
class ReaderPool {
 public:
  ReaderPool(std::string path, std::string vfs, size_t limit);

  // As Store::Read. Not from within itself: it would wait for its own connection.
  absl::Status Read(absl::FunctionRef<absl::Status(ReadTransaction&)> work);

  // Connections in use.
  size_t busy();

 private:
  using Held = std::unique_ptr<tessera::sqlite::Connection>;
  absl::StatusOr<Held> Take();
  void GiveBack(Held connection);

  const std::string path_;
  const std::string vfs_;
  const size_t limit_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<Held> idle_;
  size_t open_ = 0;
};

}  // namespace tessera::storage::sqlite

#endif  // TESSERA_STORAGE_SQLITE_READER_POOL_H_
