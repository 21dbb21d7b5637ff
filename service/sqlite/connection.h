// One connection to one SQLite file.
#ifndef TESSERA_SQLITE_CONNECTION_H_
#define TESSERA_SQLITE_CONNECTION_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tessera/sqlite/statement.h"

struct sqlite3;
struct sqlite3_file;

namespace tessera::sqlite {

enum class OpenMode : uint8_t {
  kReadOnly,   // the file must be there; writes fail
  kReadWrite,  // the file must be there
  kCreate,     // made if it is not there
};

enum class Synchronous : uint8_t {
  kOff,     // SQLite syncs nothing: for what is on the disk already, or is synced behind it
  kNormal,  // survives a crash of the process; a power failure may lose the last transactions
  kFull,    // a commit that returned survives a power failure
};

struct OpenOptions {
  OpenMode mode = OpenMode::kCreate;
  Synchronous synchronous = Synchronous::kFull;
  int busy_timeout_ms = 5'000;
  // False: the WAL grows until Checkpoint is called. Of all connections to a file, one writes and
  // owns its checkpoints; readers need not set this.
  bool automatic_checkpoints = true;
  // Nobody else opens the file meanwhile: no lock is taken twice, and no -shm file is needed, for which
  // a full disk has no room. Others find it locked (STORAGE_BUSY).
  bool exclusive = false;
  int cache_kib = 8'192;
  // Name of a registered sqlite3_vfs, so that a test can lie about the disk; empty for the default.
  std::string vfs;
};

enum class CheckpointMode : uint8_t {
  kPassive,   // as much as goes without waiting for anybody
  kTruncate,  // everything, and the WAL file is cut to nothing; waits for readers (busy timeout)
  kTruncateUnlessBusy,  // the same where nobody is in the way; waits for nobody
};

struct CheckpointResult {
  int64_t wal_pages = 0;    // in the WAL
  int64_t moved_pages = 0;  // of these, already in the database
  bool complete = false;    // nobody was in the way
};

// For one thread at a time: the connection has no mutex. WAL mode, foreign keys on, schema not
// trusted.
class Connection {
 public:
  // Errors of sqlite/status.h; also FAILED_PRECONDITION / STORAGE_UNOPENABLE where WAL mode is
  // refused (in-memory databases, some network file systems).
  static absl::StatusOr<std::unique_ptr<Connection>> Open(const std::string& path,
                                                          const OpenOptions& options);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  // `sql` must be a constant of the program: the cache keeps each distinct text for ever. An error of
  // preparing comes out of the first Step.
  Statement Prepare(absl::string_view sql);

  // Runs a script of any number of statements and drops their rows.
  absl::Status Execute(const std::string& script);

  // Leaves the WAL as it is when this connection is closed, though it were the last.
  void KeepWalOnClose();

  // Has the WAL take `bytes` of the disk from now on, so that what is committed finds room in it though
  // the disk be full, and the file system has no sizes to note at each sync. Where it had to take more
  // it gives that back once it was moved. It stays when the connection is closed, provided that EmptyWal
  // was called. kTruncate undoes that.
  absl::Status ReserveWal(int64_t bytes);

  // Moves the WAL into the database and has it read as empty from then on; it keeps its room. Without
  // this one that stays would be taken for part of whatever file is put in the database's place. The
  // connection is good for nothing but closing afterwards. Not an error where somebody is in the way:
  // then the WAL is as it was.
  absl::Status EmptyWal();

  // From the next statement on; not inside a transaction.
  absl::Status SetSynchronous(Synchronous synchronous);

  // A checkpoint that others keep from finishing is not an error, only not complete.
  absl::StatusOr<CheckpointResult> Checkpoint(CheckpointMode mode);

  // A function that puts what this connection has committed so far on the disk, for a writer that opened
  // with kNormal and promises durability itself, later and for many commits at once. It may run on
  // another thread while the connection is used, and must not once it is closed. This call does it
  // once: what a crash left in the WAL may have been in memory only. UNAVAILABLE / STORAGE_FAILED; then
  // nobody knows which of the commits since the last success will be there after a power failure.
  absl::StatusOr<std::function<absl::Status()>> MakeWalSync();

  // The same for the database file, where checkpoints put pages.
  absl::StatusOr<std::function<absl::Status()>> MakeDatabaseSync();

  // Asks `wanted` now and then while a statement runs, on its thread; once it says no the statement
  // ends with UNAVAILABLE / STORAGE_FAILED. Set once, before the first statement that it is for.
  void StopUnless(std::function<bool()> wanted);

  // Pages in the WAL after the last commit of this connection.
  int64_t wal_pages() const { return wal_pages_; }
  // Rows that the last INSERT, UPDATE or DELETE touched.
  int64_t changed_rows() const;
  // Row id of the last INSERT.
  int64_t last_row_id() const;
  // Rows that all statements so far touched.
  int64_t written_rows() const;
  // False outside of a transaction; SQLite itself ends one on some errors (full disk, I/O).
  bool in_transaction() const;

  // A transaction that could not be undone where it ended, as without memory: the next one does it first.
  bool is_undo_due() const { return is_undo_due_; }
  void SetUndoDue(bool is_due) { is_undo_due_ = is_due; }

  // For sqlite/ and fault-injecting tests only.
  sqlite3* handle() const { return handle_; }

 private:
  using Sync = std::function<absl::Status()>;

  Connection() = default;
  absl::Status Configure(const OpenOptions& options);
  absl::StatusOr<sqlite3_file*> FileOf(int file);
  absl::StatusOr<Sync> MakeSync(int file);

  sqlite3* handle_ = nullptr;
  bool is_undo_due_ = false;
  int busy_timeout_ms_ = 0;
  int64_t wal_pages_ = 0;
  std::function<bool()> wanted_;
  // By text; an entry stays where it is. A map that stands when memory runs out.
  std::map<std::string, Statement::Idle, std::less<>> idle_;
};

}  // namespace tessera::sqlite

#endif  // TESSERA_SQLITE_CONNECTION_H_
