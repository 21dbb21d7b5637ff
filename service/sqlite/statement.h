// A prepared statement on loan from its connection: bind, step, read.
#ifndef TESSERA_SQLITE_STATEMENT_H_
#define TESSERA_SQLITE_STATEMENT_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

struct sqlite3_stmt;

namespace tessera::sqlite {

class Connection;

// Used on its connection's thread and gone before the connection is. Goes back to the connection's
// cache, reset and with its bindings cleared, when it ends.
//
// Bind calls fill parameters ?1, ?2 ... in order. An error of a bind is kept and returned by the
// next Step; so is a column read as a type that it does not hold (DATA_LOSS / STORAGE_CORRUPT), which
// status() tells at once.
class Statement {
 public:
  // Statements of one text that are not on loan; more than one where it was used twice at once. There
  // is room for all that were made, so that giving one back takes no memory.
  struct Idle {
    std::vector<sqlite3_stmt*> statements;
    size_t made = 0;
  };

  // Gives `statement` back to `idle`, which outlives this.
  Statement(Connection* connection, Idle* idle, sqlite3_stmt* statement, absl::Status status);
  Statement(Statement&& other) noexcept;
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  Statement& operator=(Statement&&) = delete;
  ~Statement();

  Statement& Integer(int64_t value);
  // What is bound is copied.
  Statement& Text(absl::string_view value);
  Statement& Blob(absl::string_view bytes);
  Statement& Null();

  // True with a row, false at the end.
  absl::StatusOr<bool> Step();
  // For statements that give no rows: steps to the end.
  absl::Status Run();
  // For statements that give exactly one row: steps to it. INTERNAL / STORAGE_MISUSED if there is none.
  absl::Status One();
  // Back to before the first row with no bindings, to be bound again.
  void Reset();

  // Columns count from 0. The views live until the next Step or Reset.
  int64_t IntegerAt(int column);
  absl::string_view TextAt(int column);
  absl::string_view BlobAt(int column);
  bool IsNullAt(int column) const;

  // OK unless a bind, a step or a column read went wrong.
  const absl::Status& status() const { return status_; }

 private:
  void Keep(int code, absl::string_view action);
  bool Expect(int column, int type);

  Connection* connection_;
  Idle* idle_;
  sqlite3_stmt* statement_;
  int bound_ = 0;
  absl::Status status_;
};

}  // namespace tessera::sqlite

#endif  // TESSERA_SQLITE_STATEMENT_H_
