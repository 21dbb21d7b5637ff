// Moves the WAL into the database piece by piece, so that no commit waits long for it.
#ifndef TESSERA_STORAGE_SQLITE_CHECKPOINTS_H_
#define TESSERA_STORAGE_SQLITE_CHECKPOINTS_H_

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "absl/status/status.h"
#include "tessera/sqlite/connection.h"
#include "tessera/sqlite/transaction.h"

namespace tessera::storage::sqlite {

struct CheckpointLimits {
  int64_t slice_pages = 256;   // moved at a time: about a millisecond
  int64_t sync_pages = 1'024;  // moved until the database is synced behind them
  int64_t wal_pages = 16'384;  // from which on the WAL is to begin anew (64 MiB)
};

// A checkpoint that moves all there is syncs the database before the WAL may begin anew, and a commit
// would wait for all of it. One that a reader keeps from moving everything syncs only the WAL
// (https://www.sqlite.org/wal.html, wal.c: walCheckpoint). So a read transaction of our own marks how
// far a slice goes, a thread syncs the database behind the slices, and once the WAL is long little is
// left for the checkpoint that completes it. Nor does a slice sync the WAL where all that it
// moves is known to be on the disk.
//
// All checkpoints are the writer's own connection's, between its transactions: with two connections
// that write or move, SQLite before 3.51.3 can lose pages (https://www.sqlite.org/wal.html#walresetbug).
//
// After a failed sync nobody knows what of the moved pages is on the disk. The WAL still has them all,
// and keeps them: nothing is moved any more until the store is opened anew, which moves all of it.
class Checkpoints {
 public:
  // `connection` is the writer's, and outlives this; `mark` reads the same file.
  static absl::StatusOr<std::unique_ptr<Checkpoints>> Make(
      tessera::sqlite::Connection& connection, std::unique_ptr<tessera::sqlite::Connection> mark,
      const CheckpointLimits& limits);
  Checkpoints(const Checkpoints&) = delete;
  Checkpoints& operator=(const Checkpoints&) = delete;
  ~Checkpoints();

  // Both on the writer's thread, between its transactions. Errors stand in the way of no commit: the
  // next one tells if the disk is bad.
  // One slice, where there is one to move. `committed` counts the groups so far, `durable` how many of
  // them, from the first on, are on the disk.
  void Step(uint64_t committed, uint64_t durable);
  // Everything, and the WAL is cut to nothing, unless a reader is in the way: waits for no other than the
  // disk.
  void Finish();

 private:
  using Sync = std::function<absl::Status()>;
  enum class Syncing : uint8_t { kNo, kAsked, kFailed };

  Checkpoints(tessera::sqlite::Connection& connection,
              std::unique_ptr<tessera::sqlite::Connection> mark, Sync sync_database,
              const CheckpointLimits& limits);

  void MoveSlice(uint64_t durable);
  void SyncBehind();
  void Complete();
  // Notes what it came to; nothing where it failed.
  std::optional<tessera::sqlite::CheckpointResult> Move(tessera::sqlite::CheckpointMode mode);
  void Stop();
  void SetMark(uint64_t committed);
  Syncing syncing();
  void AskForSync();
  void RunSyncs();

  tessera::sqlite::Connection& connection_;
  const std::unique_ptr<tessera::sqlite::Connection> mark_connection_;
  const Sync sync_database_;
  const CheckpointLimits limits_;
  std::optional<tessera::sqlite::Transaction> mark_;
  int64_t mark_pages_ = 0;       // of the WAL, at the mark
  uint64_t mark_committed_ = 0;  // groups, likewise
  int64_t moved_pages_ = 0;    // of the WAL as it is now
  int64_t asked_pages_ = 0;    // of these, when the last sync was asked for
  int64_t behind_pages_;       // so many that are not moved call for a slice
  bool stopped_ = false;       // by a failed sync, for good

  std::mutex mutex_;
  std::condition_variable wake_;  // syncing_ or ending_ is another
  Syncing syncing_ = Syncing::kNo;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace tessera::storage::sqlite

#endif  // TESSERA_STORAGE_SQLITE_CHECKPOINTS_H_
