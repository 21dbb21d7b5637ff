// A result row, read column by column into the port's types.
#ifndef TESSERA_STORAGE_SQLITE_ROW_H_
#define TESSERA_STORAGE_SQLITE_ROW_H_

#include <array>
#include <cstring>
#include <optional>
#include <string>

#include "tessera/base/clock.h"
#include "tessera/base/number.h"
#include "tessera/sqlite/statement.h"

namespace tessera::storage::sqlite {

// Columns come in the order of the reads. A value that does not fit its type makes the row unsound:
// DATA_LOSS / STORAGE_CORRUPT out of status(), which is looked at once behind the last column.
class Row {
 public:
  explicit Row(tessera::sqlite::Statement& statement) : statement_(statement) {}

  int64_t Integer() { return statement_.IntegerAt(column_++); }
  std::string Text() { return std::string(statement_.TextAt(column_++)); }
  std::string Blob() { return std::string(statement_.BlobAt(column_++)); }
  Instant Time() { return Instant{Integer()}; }
  Points Amount() { return Points(Integer()); }
  Money Minor() { return Money(Integer()); }

  template <size_t N>
  void Bytes(std::array<uint8_t, N>& bytes) {
    const absl::string_view stored = statement_.BlobAt(column_++);
    sound_ = sound_ && stored.size() == N;
    if (stored.size() == N) std::memcpy(bytes.data(), stored.data(), N);
  }

  template <typename Id>
  Id Key() {
    Id id;
    Bytes(id.bytes);
    return id;
  }

  template <typename Id>
  std::optional<Id> OptionalKey() {
    if (SkipNull()) return std::nullopt;
    return Key<Id>();
  }

  std::optional<int64_t> OptionalInteger() {
    if (SkipNull()) return std::nullopt;
    return Integer();
  }

  std::optional<Instant> OptionalTime() {
    if (SkipNull()) return std::nullopt;
    return Time();
  }

  absl::Status status() const;

 private:
  bool SkipNull() {
    if (!statement_.IsNullAt(column_)) return false;
    ++column_;
    return true;
  }

  tessera::sqlite::Statement& statement_;
  int column_ = 0;
  bool sound_ = true;
};

// Binds nothing as NULL.
template <typename Id>
void BindKey(tessera::sqlite::Statement& statement, const std::optional<Id>& id) {
  if (id) {
    statement.Blob(id->ToBytes());
  } else {
    statement.Null();
  }
}

inline void BindTime(tessera::sqlite::Statement& statement, const std::optional<Instant>& time) {
  if (time) {
    statement.Integer(time->us);
  } else {
    statement.Null();
  }
}

template <size_t N>
absl::string_view AsBytes(const std::array<uint8_t, N>& bytes) {
  return absl::string_view(reinterpret_cast<const char*>(bytes.data()), N);
}

}  // namespace tessera::storage::sqlite

#endif  // TESSERA_STORAGE_SQLITE_ROW_H_
