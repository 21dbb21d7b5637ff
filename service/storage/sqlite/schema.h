// The schema of the service's SQLite file, as numbered scripts.
#ifndef TESSERA_STORAGE_SQLITE_SCHEMA_H_
#define TESSERA_STORAGE_SQLITE_SCHEMA_H_

#include "absl/types/span.h"
#include "tessera/sqlite/migration.h"

namespace tessera::storage::sqlite {

absl::Span<const tessera::sqlite::Migration> Schema();

}  // namespace tessera::storage::sqlite

#endif  // TESSERA_STORAGE_SQLITE_SCHEMA_H_
