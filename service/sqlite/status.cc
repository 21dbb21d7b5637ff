#include "tessera/sqlite/status.h"

#include <cerrno>

#include "absl/strings/str_cat.h"
#include "sqlite3.h"
#include "tessera/base/status.h"

namespace tessera::sqlite {
namespace {

struct Class {
  absl::StatusCode code;
  const char* reason;
  const char* advice;
};

constexpr Class kDiskFull{absl::StatusCode::kResourceExhausted, "DISK_FULL", "free disk space"};
constexpr Class kMisused{absl::StatusCode::kInternal, "STORAGE_MISUSED", "report this"};

Class ClassifyInputOutput(sqlite3* connection, int code) {
  if (code == SQLITE_IOERR_NOMEM) {
    return {absl::StatusCode::kResourceExhausted, "MEMORY_FULL", "free memory"};
  }
  if (connection != nullptr && sqlite3_system_errno(connection) == ENOSPC) return kDiskFull;
  return {absl::StatusCode::kUnavailable, "STORAGE_FAILED", "check the disk"};
}

Class ClassifyConstraint(int code) {
  switch (code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
      return {absl::StatusCode::kAlreadyExists, "ROW_EXISTS", "it is there already"};
    default:
      return kMisused;
  }
}

Class Classify(sqlite3* connection, int code) {
  switch (code & 0xff) {
    case SQLITE_FULL:
      return kDiskFull;
    case SQLITE_IOERR:
      return ClassifyInputOutput(connection, code);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return {absl::StatusCode::kDataLoss, "STORAGE_CORRUPT", "restore a backup"};
    case SQLITE_NOMEM:
      return {absl::StatusCode::kResourceExhausted, "MEMORY_FULL", "free memory"};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {absl::StatusCode::kUnavailable, "STORAGE_BUSY",
              "another process holds the database"};
    case SQLITE_INTERRUPT:
      return {absl::StatusCode::kUnavailable, "STORAGE_FAILED", "try again"};
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return {absl::StatusCode::kFailedPrecondition, "STORAGE_UNOPENABLE",
              "check that the folder exists and may be written"};
    case SQLITE_READONLY:
      return {absl::StatusCode::kFailedPrecondition, "STORAGE_READONLY",
              "make the database writable"};
    case SQLITE_CONSTRAINT:
      return ClassifyConstraint(code);
    default:
      return kMisused;
  }
}

}  // namespace

absl::Status FromCode(sqlite3* connection, int code, absl::string_view action) {
  if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE) return absl::OkStatus();
  const Class found = Classify(connection, code);
  return MakeError(found.code, found.reason, "",
                   absl::StrCat("database: ", action, ": ", sqlite3_errstr(code), " (code ", code,
                                "); ", found.advice));
}

}  // namespace tessera::sqlite
