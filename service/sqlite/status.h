// The one place where SQLite's result codes become errors of this code base.
#ifndef TESSERA_SQLITE_STATUS_H_
#define TESSERA_SQLITE_STATUS_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

struct sqlite3;

namespace tessera::sqlite {

// The error for an (extended) result `code`, as `connection` left it; `action` says in a few words
// what was tried ("commit"). Neither SQL text nor values get into the message.
//   RESOURCE_EXHAUSTED / DISK_FULL, MEMORY_FULL    UNAVAILABLE / STORAGE_FAILED, STORAGE_BUSY
//   DATA_LOSS / STORAGE_CORRUPT                    ALREADY_EXISTS / ROW_EXISTS
//   FAILED_PRECONDITION / STORAGE_UNOPENABLE, STORAGE_READONLY
//   INTERNAL / STORAGE_MISUSED for everything that only a bug can cause.
// OK for SQLITE_OK, SQLITE_ROW and SQLITE_DONE.
absl::Status FromCode(sqlite3* connection, int code, absl::string_view action);

}  // namespace tessera::sqlite

#endif  // TESSERA_SQLITE_STATUS_H_
