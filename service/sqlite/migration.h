// Brings a database file to the schema that this program knows.
#ifndef TESSERA_SQLITE_MIGRATION_H_
#define TESSERA_SQLITE_MIGRATION_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "tessera/sqlite/connection.h"

namespace tessera::sqlite {

// One step. A script that was released is never edited: a change is a new one.
struct Migration {
  int number;       // 1, 2, 3 ... without gaps
  const char* sql;  // statements, without BEGIN and COMMIT
};

// Runs the scripts that the file has not seen, each in a transaction with PRAGMA user_version, which
// holds the number of the last. An interrupted migration goes on from there at the next start.
// FAILED_PRECONDITION / SCHEMA_NEWER if the file was written by a newer program: nothing is touched.
absl::Status Migrate(Connection& connection, absl::Span<const Migration> migrations);

// The number of the last script that the file has seen; 0 for a new one.
absl::StatusOr<int> SchemaVersion(Connection& connection);

}  // namespace tessera::sqlite

#endif  // TESSERA_SQLITE_MIGRATION_H_
