#include "tessera/sqlite/connection.h"

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
  TESSERA_RETURN_IF_ERROR(Execute(absl::StrCat(
      "PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -",
      options.cache_kib, "; PRAGMA synchronous = ",
      options.synchronous == Synchronous::kFull ? "FULL" : "NORMAL", ";")));
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
  for (const auto& [sql, statements] : idle_) {
    for (sqlite3_stmt* statement : statements) sqlite3_finalize(statement);
  }
  sqlite3_close_v2(handle_);
}

Statement Connection::Prepare(absl::string_view sql) {
  auto found = idle_.find(sql);
  if (found != idle_.end() && !found->second.empty()) {
    sqlite3_stmt* statement = found->second.back();
    found->second.pop_back();
    return Statement(this, statement, absl::OkStatus());
  }
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  return Statement(this, statement, FromCode(handle_, code, "prepare"));
}

void Connection::GiveBack(sqlite3_stmt* statement) {
  idle_[sqlite3_sql(statement)].push_back(statement);
}

absl::Status Connection::Execute(const std::string& script) {
  return FromCode(handle_, sqlite3_exec(handle_, script.c_str(), nullptr, nullptr, nullptr),
                  "execute");
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

void Connection::StopUnless(std::function<bool()> wanted) {
  wanted_ = std::move(wanted);
  sqlite3_progress_handler(handle_, kStepsBetween, EndUnlessWanted, &wanted_);
}

int64_t Connection::changed_rows() const { return sqlite3_changes64(handle_); }

bool Connection::in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }

}  // namespace tessera::sqlite
