// Rows of a bound statement to values.
#ifndef TESSERA_STORAGE_SQLITE_QUERY_H_
#define TESSERA_STORAGE_SQLITE_QUERY_H_

#include <array>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "tessera/base/status.h"
#include "tessera/storage/sqlite/row.h"

namespace tessera::storage::sqlite {

// A text of SQL put together at compile time, so that a list of columns is written once.
template <size_t Size>
struct Sql {
  std::array<char, Size> text{};
  constexpr operator absl::string_view() const { return absl::string_view(text.data(), Size); }
};
template <size_t... Sizes>
constexpr auto Join(const char (&...parts)[Sizes]) {
  Sql<(... + (Sizes - 1))> sql;
  size_t at = 0;
  const auto append = [&](const char* part, size_t size) {
    for (size_t i = 0; i < size; ++i) sql.text[at++] = part[i];
  };
  (append(parts, Sizes - 1), ...);
  return sql;
}

// `read` takes a Row& and returns the value.
template <typename Read>
auto All(tessera::sqlite::Statement& statement, Read read)
    -> absl::StatusOr<std::vector<decltype(read(std::declval<Row&>()))>> {
  std::vector<decltype(read(std::declval<Row&>()))> values;
  while (true) {
    TESSERA_ASSIGN_OR_RETURN(const bool found, statement.Step());
    if (!found) return values;
    Row row(statement);
    values.push_back(read(row));
    TESSERA_RETURN_IF_ERROR(row.status());
  }
}

// The first row, if there is one.
template <typename Read>
auto First(tessera::sqlite::Statement& statement, Read read)
    -> absl::StatusOr<std::optional<decltype(read(std::declval<Row&>()))>> {
  using Value = decltype(read(std::declval<Row&>()));
  TESSERA_ASSIGN_OR_RETURN(const bool found, statement.Step());
  if (!found) return std::optional<Value>();
  Row row(statement);
  std::optional<Value> value(read(row));
  TESSERA_RETURN_IF_ERROR(row.status());
  return value;
}

}  // namespace tessera::storage::sqlite

#endif  // TESSERA_STORAGE_SQLITE_QUERY_H_
