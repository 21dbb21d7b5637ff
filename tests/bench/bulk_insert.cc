#include "bulk_insert.h"

#include <sqlite3.h>

#include <filesystem>
#include <memory>

#include "absl/strings/str_cat.h"
#include "stopwatch.h"
#include "tessera/base/status.h"
#include "tessera/support/test_service.h"

namespace tessera::bench {
namespace {

constexpr int64_t kRowsInTransaction = 10'000;
constexpr int kRecordBytes = 2'500;  // a sale of 20 lines

struct CloseDatabase {
  void operator()(sqlite3* database) const { sqlite3_close(database); }
};
struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Database = std::unique_ptr<sqlite3, CloseDatabase>;
using Prepared = std::unique_ptr<sqlite3_stmt, Finalize>;

absl::Status Check(int code, sqlite3* database) {
  if (code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW) return absl::OkStatus();
  return absl::InternalError(absl::StrCat("bare SQLite: ", sqlite3_errmsg(database)));
}

absl::StatusOr<Database> Open(const std::string& path) {
  sqlite3* handle = nullptr;
  const int code = sqlite3_open(path.c_str(), &handle);
  Database database(handle);
  TESSERA_RETURN_IF_ERROR(Check(code, handle));
  return database;
}

absl::Status Execute(sqlite3* database, const std::string& sql) {
  return Check(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr), database);
}

absl::StatusOr<Prepared> Prepare(sqlite3* database, const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  TESSERA_RETURN_IF_ERROR(
      Check(sqlite3_prepare_v2(database, sql.c_str(), -1, &statement, nullptr), database));
  return Prepared(statement);
}

// Makes what `named` selects of the schema of `from` in `to`.
absl::Status Make(sqlite3* from, sqlite3* to, const std::string& named) {
  TESSERA_ASSIGN_OR_RETURN(
      const Prepared making,
      Prepare(from, absl::StrCat("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND ", named)));
  while (sqlite3_step(making.get()) == SQLITE_ROW) {
    TESSERA_RETURN_IF_ERROR(
        Execute(to, reinterpret_cast<const char*>(sqlite3_column_text(making.get(), 0))));
  }
  return absl::OkStatus();
}

// Makes the table anew in `to`, and copies its rows; or only reads them, to know what that takes.
absl::Status Copy(sqlite3* from, sqlite3* to, const std::string& table, Indexes indexes) {
  TESSERA_ASSIGN_OR_RETURN(const Prepared rows, Prepare(from, absl::StrCat("SELECT * FROM ", table)));
  const int columns = sqlite3_column_count(rows.get());
  Prepared insert;
  if (to != nullptr) {
    TESSERA_RETURN_IF_ERROR(Make(from, to, absl::StrCat("name = '", table, "'")));
    if (indexes == Indexes::kWith) {
      TESSERA_RETURN_IF_ERROR(
          Make(from, to, absl::StrCat("type = 'index' AND tbl_name = '", table, "'")));
    }
    std::string marks = "?";
    for (int i = 1; i < columns; ++i) marks += ", ?";
    TESSERA_ASSIGN_OR_RETURN(insert,
                             Prepare(to, absl::StrCat("INSERT INTO ", table, " VALUES (", marks, ")")));
    TESSERA_RETURN_IF_ERROR(Execute(to, "BEGIN"));
  }
  for (int64_t row = 1; sqlite3_step(rows.get()) == SQLITE_ROW; ++row) {
    if (to == nullptr) continue;
    for (int i = 0; i < columns; ++i) {
      sqlite3_bind_value(insert.get(), i + 1, sqlite3_column_value(rows.get(), i));
    }
    const int code = sqlite3_step(insert.get());
    sqlite3_reset(insert.get());
    TESSERA_RETURN_IF_ERROR(Check(code, to));
    if (row % kRowsInTransaction == 0) TESSERA_RETURN_IF_ERROR(Execute(to, "COMMIT; BEGIN"));
  }
  return to == nullptr ? absl::OkStatus() : Execute(to, "COMMIT");
}

}  // namespace

absl::StatusOr<double> BulkInsertSeconds(const std::string& path,
                                         const std::vector<std::string>& tables,
                                         Indexes indexes) {
  const support::TemporaryFolder folder;
  TESSERA_ASSIGN_OR_RETURN(const Database from, Open(path));
  TESSERA_ASSIGN_OR_RETURN(const Database to, Open((folder.path() / "bare.db").string()));
  TESSERA_RETURN_IF_ERROR(Execute(to.get(), "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
                                            " PRAGMA cache_size = -65536"));
  int64_t times_ns[2] = {};
  for (const bool write : {false, true}) {
    const int64_t begun_ns = ClockNs();
    for (const std::string& table : tables) {
      TESSERA_RETURN_IF_ERROR(Copy(from.get(), write ? to.get() : nullptr, table, indexes));
    }
    if (write) TESSERA_RETURN_IF_ERROR(Execute(to.get(), "PRAGMA wal_checkpoint(TRUNCATE)"));
    times_ns[write ? 1 : 0] = ClockNs() - begun_ns;
  }
  return 1e-9 * static_cast<double>(times_ns[1] - times_ns[0]);
}

void DurableInserts::CloseDatabase::operator()(sqlite3* database) const { sqlite3_close(database); }

void DurableInserts::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

absl::StatusOr<DurableInserts> DurableInserts::Open(const std::string& folder) {
  DurableInserts inserts;
  TESSERA_ASSIGN_OR_RETURN(Database database,
                           bench::Open((std::filesystem::path(folder) / "bare.db").string()));
  inserts.database_.reset(database.release());
  sqlite3* const handle = inserts.database_.get();
  TESSERA_RETURN_IF_ERROR(Execute(handle,
                                  "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                                  " CREATE TABLE record (number INTEGER PRIMARY KEY, content BLOB)"));
  TESSERA_ASSIGN_OR_RETURN(Prepared insert,
                           Prepare(handle, "INSERT INTO record (content) VALUES (zeroblob(?))"));
  inserts.insert_.reset(insert.release());
  return inserts;
}

absl::Status DurableInserts::Insert() {
  sqlite3_bind_int(insert_.get(), 1, kRecordBytes);
  const int code = sqlite3_step(insert_.get());
  sqlite3_reset(insert_.get());
  return Check(code, database_.get());
}

}  // namespace tessera::bench
