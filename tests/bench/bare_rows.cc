#include "bare_rows.h"

#include <sqlite3.h>

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "stopwatch.h"

namespace tessera::bench {
namespace {

struct CloseDatabase {
  void operator()(sqlite3* database) const { sqlite3_close(database); }
};
struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Database = std::unique_ptr<sqlite3, CloseDatabase>;
using Prepared = std::unique_ptr<sqlite3_stmt, Finalize>;

absl::Status Failed(sqlite3* database) {
  return absl::InternalError(absl::StrCat("bare SQLite: ", sqlite3_errmsg(database)));
}

absl::StatusOr<Database> Open(const std::filesystem::path& path) {
  sqlite3* handle = nullptr;
  const int code = sqlite3_open(path.c_str(), &handle);
  Database database(handle);
  if (code != SQLITE_OK) return Failed(handle);
  return database;
}

absl::Status Execute(sqlite3* database, const std::string& sql) {
  if (sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK) {
    return absl::OkStatus();
  }
  return Failed(database);
}

absl::StatusOr<Prepared> Prepare(sqlite3* database, const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(database, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) {
    return Failed(database);
  }
  return Prepared(statement);
}

absl::StatusOr<std::vector<std::string>> Names(sqlite3* database, const std::string& sql) {
  absl::StatusOr<Prepared> statement = Prepare(database, sql);
  if (!statement.ok()) return statement.status();
  std::vector<std::string> names;
  while (sqlite3_step(statement->get()) == SQLITE_ROW) {
    names.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(statement->get(), 0)));
  }
  return names;
}

std::string BytesOf(sqlite3_value* value) {
  const auto* start = static_cast<const char*>(sqlite3_value_blob(value));
  return {start, start + sqlite3_value_bytes(value)};
}

// A row that is there already is brought up to date, as the service does it.
std::string InsertInto(const std::string& table, const std::vector<std::string>& columns) {
  std::vector<std::string> marks, changes;
  for (size_t i = 0; i < columns.size(); ++i) {
    marks.push_back(absl::StrCat("?", i + 1));
    changes.push_back(absl::StrCat(columns[i], " = excluded.", columns[i]));
  }
  return absl::StrCat("INSERT INTO ", table, " (", absl::StrJoin(columns, ", "), ") VALUES (",
                      absl::StrJoin(marks, ", "), ") ON CONFLICT DO UPDATE SET ",
                      absl::StrJoin(changes, ", "));
}

}  // namespace

BareRows::~BareRows() {
  for (const Table& table : tables_) {
    for (const auto& row : table.rows) {
      for (sqlite3_value* value : row) sqlite3_value_free(value);
    }
  }
}

size_t BareRows::Table::IndexOf(const std::string& column) const {
  return static_cast<size_t>(std::find(columns.begin(), columns.end(), column) - columns.begin());
}

void BareRows::OrderBySale() {
  std::map<std::string, int64_t> sale_of;  // by member
  for (const Table& table : tables_) {
    if (table.name != "sale") continue;
    const size_t member = table.IndexOf("member_id");
    const size_t number = table.IndexOf("sale_no");
    for (const auto& row : table.rows) {
      sale_of[BytesOf(row[member])] = sqlite3_value_int64(row[number]);
    }
  }
  for (Table& table : tables_) {
    const size_t member = table.IndexOf("member_id");
    if (table.name == "sale" || member == table.columns.size()) continue;
    std::stable_sort(table.rows.begin(), table.rows.end(), [&](const auto& a, const auto& b) {
      return sale_of[BytesOf(a[member])] < sale_of[BytesOf(b[member])];
    });
  }
}

absl::StatusOr<BareRows> BareRows::Between(const std::filesystem::path& before,
                                           const std::filesystem::path& after) {
  absl::StatusOr<Database> database = Open(after);
  if (!database.ok()) return database.status();
  sqlite3* const handle = database->get();
  absl::Status done = Execute(handle, absl::StrCat("ATTACH '", before.string(), "' AS older"));
  if (!done.ok()) return done;
  const auto tables = Names(handle,
                            "SELECT name FROM main.sqlite_schema WHERE type = 'table'"
                            " AND name NOT LIKE 'sqlite_%'");
  if (!tables.ok()) return tables.status();
  BareRows rows;
  for (const std::string& name : *tables) {
    const auto columns =
        Names(handle, absl::StrCat("SELECT name FROM pragma_table_info('", name, "')"));
    if (!columns.ok()) return columns.status();
    Table table{name, *columns, {}};
    absl::StatusOr<Prepared> added =
        Prepare(handle, absl::StrCat("SELECT * FROM main.", name, " EXCEPT SELECT * FROM older.", name));
    if (!added.ok()) return added.status();
    while (sqlite3_step(added->get()) == SQLITE_ROW) {
      auto& row = table.rows.emplace_back();
      for (size_t i = 0; i < table.columns.size(); ++i) {
        row.push_back(sqlite3_value_dup(sqlite3_column_value(added->get(), static_cast<int>(i))));
      }
    }
    if (!table.rows.empty()) rows.tables_.push_back(std::move(table));
  }
  rows.OrderBySale();
  return rows;
}

size_t BareRows::count() const {
  size_t count = 0;
  for (const Table& table : tables_) count += table.rows.size();
  return count;
}

absl::StatusOr<double> BareRows::Write(const std::filesystem::path& copy,
                                       int64_t transactions) const {
  absl::StatusOr<Database> database = Open(copy);
  if (!database.ok()) return database.status();
  sqlite3* const handle = database->get();
  absl::Status done = Execute(handle,
                              "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                              " PRAGMA cache_size = -65536");
  std::vector<Prepared> statements;
  for (const Table& table : tables_) {
    absl::StatusOr<Prepared> statement = Prepare(handle, InsertInto(table.name, table.columns));
    if (!statement.ok()) return statement.status();
    statements.push_back(*std::move(statement));
  }
  const int64_t begun_ns = ClockNs();
  for (int64_t i = 0; i < transactions && done.ok(); ++i) {
    done = Execute(handle, "BEGIN IMMEDIATE");
    for (size_t t = 0; t < tables_.size() && done.ok(); ++t) {
      const auto all = static_cast<int64_t>(tables_[t].rows.size());
      sqlite3_stmt* const statement = statements[t].get();
      for (int64_t row = all * i / transactions; row < all * (i + 1) / transactions; ++row) {
        int column = 0;
        for (const sqlite3_value* value : tables_[t].rows[static_cast<size_t>(row)]) {
          sqlite3_bind_value(statement, ++column, value);
        }
        const int code = sqlite3_step(statement);
        sqlite3_reset(statement);
        if (code != SQLITE_DONE) return Failed(handle);
      }
    }
    if (done.ok()) done = Execute(handle, "COMMIT");
  }
  if (!done.ok()) return done;
  return 1e-9 * static_cast<double>(ClockNs() - begun_ns);
}

}  // namespace tessera::bench
