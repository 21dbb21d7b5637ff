#include "tessera/sqlite/statement.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "sqlite3.h"
#include "tessera/base/status.h"
#include "tessera/sqlite/connection.h"
#include "tessera/sqlite/status.h"

namespace tessera::sqlite {

Statement::Statement(Connection* connection, Idle* idle, sqlite3_stmt* statement,
                     absl::Status status)
    : connection_(connection), idle_(idle), statement_(statement), status_(std::move(status)) {}

Statement::Statement(Statement&& other) noexcept
    : connection_(other.connection_),
      idle_(other.idle_),
      statement_(std::exchange(other.statement_, nullptr)),
      bound_(other.bound_),
      status_(std::move(other.status_)) {}

Statement::~Statement() {
  if (statement_ == nullptr) return;
  Reset();
  idle_->statements.push_back(statement_);
}

void Statement::Keep(int code, absl::string_view action) {
  if (!status_.ok()) return;
  status_ = FromCode(connection_->handle(), code, action);
}

Statement& Statement::Integer(int64_t value) {
  if (statement_ != nullptr) Keep(sqlite3_bind_int64(statement_, ++bound_, value), "bind");
  return *this;
}

// A null pointer would bind NULL where an empty value is meant.
Statement& Statement::Text(absl::string_view value) {
  if (statement_ == nullptr) return *this;
  const char* start = value.data() == nullptr ? "" : value.data();
  Keep(sqlite3_bind_text64(statement_, ++bound_, start, value.size(), SQLITE_TRANSIENT, SQLITE_UTF8),
       "bind");
  return *this;
}

Statement& Statement::Blob(absl::string_view bytes) {
  if (statement_ == nullptr) return *this;
  const char* start = bytes.data() == nullptr ? "" : bytes.data();
  Keep(sqlite3_bind_blob64(statement_, ++bound_, start, bytes.size(), SQLITE_TRANSIENT), "bind");
  return *this;
}

Statement& Statement::Null() {
  if (statement_ != nullptr) Keep(sqlite3_bind_null(statement_, ++bound_), "bind");
  return *this;
}

absl::StatusOr<bool> Statement::Step() {
  if (!status_.ok()) return status_;
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  Keep(code, "step");
  return status_;
}

absl::Status Statement::Run() {
  while (true) {
    TESSERA_ASSIGN_OR_RETURN(const bool row, Step());
    if (!row) return absl::OkStatus();
  }
}

absl::Status Statement::One() {
  TESSERA_ASSIGN_OR_RETURN(const bool row, Step());
  if (!row) status_ = MakeError(absl::StatusCode::kInternal, "STORAGE_MISUSED", "", "database: no row");
  return status_;
}

void Statement::Reset() {
  if (statement_ == nullptr) return;
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
  bound_ = 0;
}

bool Statement::Expect(int column, int type) {
  if (statement_ == nullptr || !status_.ok()) return false;
  const int found = sqlite3_column_type(statement_, column);
  if (found == type) return true;
  status_ = MakeError(
      absl::StatusCode::kDataLoss, "STORAGE_CORRUPT", "",
      absl::StrCat("database: column ", column, " has type ", found, " instead of ", type));
  return false;
}

int64_t Statement::IntegerAt(int column) {
  return Expect(column, SQLITE_INTEGER) ? sqlite3_column_int64(statement_, column) : 0;
}

absl::string_view Statement::TextAt(int column) {
  if (!Expect(column, SQLITE_TEXT)) return "";
  const auto* start = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  return {start, static_cast<size_t>(sqlite3_column_bytes(statement_, column))};
}

absl::string_view Statement::BlobAt(int column) {
  if (!Expect(column, SQLITE_BLOB)) return "";
  const auto* start = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  if (start == nullptr) return "";
  return {start, static_cast<size_t>(sqlite3_column_bytes(statement_, column))};
}

bool Statement::IsNullAt(int column) const {
  return statement_ == nullptr || sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

}  // namespace tessera::sqlite
