#include "tessera/sqlite/connection.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "sqlite3.h"
#include "tessera/base/status.h"
#include "tessera/sqlite/status.h"

namespace tessera::sqlite {
namespace {

int Flags(OpenMode mode) {
  // No URI: a path is a path, whatever characters are in it.
  constexpr int kAlways = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  switch (mode) {
    case OpenMode::kReadOnly:
      return kAlways | SQLITE_OPEN_READONLY;
    case OpenMode::kReadWrite:
      return kAlways | SQLITE_OPEN_READWRITE;
    case OpenMode::kCreate:
      break;
  }
  return kAlways | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
}

int RememberWalPages(void* pages, sqlite3*, const char*, int count) {
  *static_cast<int64_t*>(pages) = count;
  return SQLITE_OK;
}

constexpr int64_t kReservedAtOnce = 65'536;
constexpr int kWalHeaderBytes = 32;

// Virtual machine steps between two questions: about a millisecond.
constexpr int kStepsBetween = 10'000;

int EndUnlessWanted(void* wanted) { return (*static_cast<std::function<bool()>*>(wanted))() ? 0 : 1; }

}  // namespace

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(const std::string& path,
                                                             const OpenOptions& options) {
  std::unique_ptr<Connection> connection(new Connection);
  const char* vfs = options.vfs.empty() ? nullptr : options.vfs.c_str();
  const int code = sqlite3_open_v2(path.c_str(), &connection->handle_, Flags(options.mode), vfs);
  TESSERA_RETURN_IF_ERROR(FromCode(connection->handle_, code, absl::StrCat("open ", path)));
  TESSERA_RETURN_IF_ERROR(connection->Configure(options));
  return connection;
}

absl::Status Connection::Configure(const OpenOptions& options) {
  busy_timeout_ms_ = options.busy_timeout_ms;
  sqlite3_busy_timeout(handle_, busy_timeout_ms_);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  // Before the file is read for the first time: other pragmas do.
  if (options.exclusive) TESSERA_RETURN_IF_ERROR(Execute("PRAGMA locking_mode = EXCLUSIVE"));
  TESSERA_RETURN_IF_ERROR(Execute(absl::StrCat(
      "PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -",
      options.cache_kib)));
  TESSERA_RETURN_IF_ERROR(SetSynchronous(options.synchronous));
  if (!options.automatic_checkpoints) sqlite3_wal_hook(handle_, RememberWalPages, &wal_pages_);
  if (options.mode == OpenMode::kReadOnly) return absl::OkStatus();
  Statement journal = Prepare("PRAGMA journal_mode = WAL");
  TESSERA_RETURN_IF_ERROR(journal.One());
  if (journal.TextAt(0) != "wal") {
    return MakeError(absl::StatusCode::kFailedPrecondition, "STORAGE_UNOPENABLE", "",
                     "database: this file system does not allow WAL; use a local disk");
  }
  return absl::OkStatus();
}

Connection::~Connection() {
  for (const auto& [sql, idle] : idle_) {
    for (sqlite3_stmt* statement : idle.statements) sqlite3_finalize(statement);
  }
  sqlite3_close_v2(handle_);
}

Statement Connection::Prepare(absl::string_view sql) {
  auto found = idle_.find(sql);
  if (found == idle_.end()) found = idle_.emplace(std::string(sql), Statement::Idle()).first;
  Statement::Idle& idle = found->second;
  if (!idle.statements.empty()) {
    sqlite3_stmt* statement = idle.statements.back();
    idle.statements.pop_back();
    return Statement(this, &idle, statement, absl::OkStatus());
  }
  idle.statements.reserve(++idle.made);
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  return Statement(this, &idle, statement, FromCode(handle_, code, "prepare"));
}

absl::Status Connection::Execute(const std::string& script) {
  return FromCode(handle_, sqlite3_exec(handle_, script.c_str(), nullptr, nullptr, nullptr),
                  "execute");
}

void Connection::KeepWalOnClose() {
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

absl::Status Connection::SetSynchronous(Synchronous synchronous) {
  switch (synchronous) {
    case Synchronous::kOff: return Execute("PRAGMA synchronous = OFF");
    case Synchronous::kNormal: return Execute("PRAGMA synchronous = NORMAL");
    case Synchronous::kFull: break;
  }
  return Execute("PRAGMA synchronous = FULL");
}

absl::StatusOr<CheckpointResult> Connection::Checkpoint(CheckpointMode mode) {
  int wal_pages = 0;
  int moved_pages = 0;
  if (mode == CheckpointMode::kTruncateUnlessBusy) sqlite3_busy_timeout(handle_, 0);
  const int code = sqlite3_wal_checkpoint_v2(
      handle_, nullptr,
      mode == CheckpointMode::kPassive ? SQLITE_CHECKPOINT_PASSIVE : SQLITE_CHECKPOINT_TRUNCATE,
      &wal_pages, &moved_pages);
  if (mode == CheckpointMode::kTruncateUnlessBusy) sqlite3_busy_timeout(handle_, busy_timeout_ms_);
  if (code != SQLITE_OK && (code & 0xff) != SQLITE_BUSY) return FromCode(handle_, code, "checkpoint");
  CheckpointResult result{wal_pages, moved_pages, code == SQLITE_OK && wal_pages == moved_pages};
  if (result.complete) wal_pages_ = 0;
  return result;
}

// Stays open, and its place in memory, as long as the connection has the database open.
absl::StatusOr<sqlite3_file*> Connection::FileOf(int file) {
  sqlite3_file* opened = nullptr;
  const int found = sqlite3_file_control(handle_, "main", file, &opened);
  if (found != SQLITE_OK || opened == nullptr || opened->pMethods == nullptr) {
    return MakeError(absl::StatusCode::kInternal, "STORAGE_MISUSED", "",
                     "database: a file of it can't be reached; report this");
  }
  return opened;
}

absl::Status Connection::ReserveWal(int64_t bytes) {
  int stays = 1;
  sqlite3_file_control(handle_, "main", SQLITE_FCNTL_PERSIST_WAL, &stays);
  TESSERA_RETURN_IF_ERROR(Execute(absl::StrCat("PRAGMA journal_size_limit = ", bytes)));
  TESSERA_ASSIGN_OR_RETURN(sqlite3_file* const wal, FileOf(SQLITE_FCNTL_JOURNAL_POINTER));
  sqlite3_int64 size = 0;
  int code = wal->pMethods->xFileSize(wal, &size);
  if (code != SQLITE_OK || size >= bytes) return FromCode(handle_, code, "reserve");
  // What lies behind the last frame is nothing to SQLite. Written, not only asked for: blocks that were
  // never written cost the file system a note when they are.
  const std::vector<char> zeros(kReservedAtOnce);
  while (code == SQLITE_OK && size < bytes) {
    const int count = static_cast<int>(std::min<int64_t>(kReservedAtOnce, bytes - size));
    code = wal->pMethods->xWrite(wal, zeros.data(), count, size);
    size += count;
  }
  if (code == SQLITE_OK) code = wal->pMethods->xSync(wal, SQLITE_SYNC_NORMAL);
  return FromCode(handle_, code, "reserve");
}

absl::Status Connection::EmptyWal() {
  // With a limit SQLite cuts the file to nothing when it closes it.
  TESSERA_RETURN_IF_ERROR(Execute("PRAGMA journal_size_limit = -1"));
  TESSERA_ASSIGN_OR_RETURN(const CheckpointResult moved, Checkpoint(CheckpointMode::kPassive));
  if (!moved.complete || moved.wal_pages == 0) return absl::OkStatus();
  TESSERA_ASSIGN_OR_RETURN(sqlite3_file* const wal, FileOf(SQLITE_FCNTL_JOURNAL_POINTER));
  const std::array<char, kWalHeaderBytes> zeros{};
  const int code = wal->pMethods->xWrite(wal, zeros.data(), kWalHeaderBytes, 0);
  return FromCode(handle_, code, "empty the log");
}

absl::StatusOr<Connection::Sync> Connection::MakeSync(int file) {
  TESSERA_ASSIGN_OR_RETURN(sqlite3_file* const opened, FileOf(file));
  Sync sync = [opened] {
    return FromCode(nullptr, opened->pMethods->xSync(opened, SQLITE_SYNC_NORMAL), "sync");
  };
  // The first one also syncs the folder, and changes the file's flags for that: not for two threads.
  TESSERA_RETURN_IF_ERROR(sync());
  return sync;
}

absl::StatusOr<Connection::Sync> Connection::MakeWalSync() {
  return MakeSync(SQLITE_FCNTL_JOURNAL_POINTER);
}

absl::StatusOr<Connection::Sync> Connection::MakeDatabaseSync() {
  return MakeSync(SQLITE_FCNTL_FILE_POINTER);
}

void Connection::StopUnless(std::function<bool()> wanted) {
  wanted_ = std::move(wanted);
  sqlite3_progress_handler(handle_, kStepsBetween, EndUnlessWanted, &wanted_);
}

int64_t Connection::changed_rows() const { return sqlite3_changes64(handle_); }

int64_t Connection::last_row_id() const { return sqlite3_last_insert_rowid(handle_); }

int64_t Connection::written_rows() const { return sqlite3_total_changes64(handle_); }

bool Connection::in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }

}  // namespace tessera::sqlite
