// The store in one SQLite file: one writer, many readers, WAL, every commit on the disk.
#ifndef TESSERA_STORAGE_SQLITE_SQLITE_STORE_H_
#define TESSERA_STORAGE_SQLITE_SQLITE_STORE_H_

#include <memory>
#include <mutex>
#include <string>

#include "tessera/base/random.h"
#include "tessera/storage/sqlite/reader_pool.h"
#include "tessera/storage/sqlite/writer.h"
#include "tessera/storage/store.h"

namespace tessera::storage::sqlite {

struct SqliteStoreOptions {
  std::string path;  // of the file; its folder must be there
  WriterLimits writer;
  size_t readers = 8;  // connections for Read
  std::string vfs;     // as sqlite::OpenOptions::vfs
  // Stands for the keys that the chain's rows were made with. The file keeps the first one that is not
  // empty; empty: not looked at.
  std::string key_check;
};

class SqliteStore final : public Store {
 public:
  // Makes the file or brings it up to the present schema. `random` is used during the call only.
  // FAILED_PRECONDITION / SCHEMA_NEWER, KEY_CHECK_DIFFERS; errors of sqlite/status.h.
  static absl::StatusOr<std::unique_ptr<SqliteStore>> Open(const SqliteStoreOptions& options,
                                                           Random& random);
  ~SqliteStore() override;

  absl::Status Read(absl::FunctionRef<absl::Status(ReadTransaction&)> work) override;
  absl::Status ReadLatest(absl::FunctionRef<absl::Status(ReadTransaction&)> work) override;
  void Write(Work work, Done done) override;
  size_t waiting_writes() override { return writer_->waiting(); }
  absl::Status Backup(const std::string& path, Random& random,
                      absl::FunctionRef<absl::Status()> still_wanted) override;
  void OnChange(std::function<void(int64_t newest_change)> listener) override;
  void Stop() override;

  // How it fares, for those who watch it. Thread-safe.
  size_t busy_readers() { return readers_.busy(); }

 private:
  SqliteStore(const SqliteStoreOptions& options, std::unique_ptr<Writer> writer);

  const std::string path_;
  const std::string vfs_;
  std::mutex backup_mutex_;
  // The last connection to close tidies up beside the file, which no reader may.
  const std::unique_ptr<Writer> writer_;
  ReaderPool readers_;
};

}  // namespace tessera::storage::sqlite

#endif  // TESSERA_STORAGE_SQLITE_SQLITE_STORE_H_
