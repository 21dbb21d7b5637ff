// The rows that a load of the service left behind, written again by bare SQLite.
#ifndef TESSERA_BENCH_BARE_ROWS_H_
#define TESSERA_BENCH_BARE_ROWS_H_

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

struct sqlite3_value;

namespace tessera::bench {

// Everything that one database has and an older copy of it has not, as it stands in its tables. A row
// that was changed more than once counts once: let a load touch each member once. Members' rows come in
// the order of their sales, as the service wrote them: sorted by their keys they would share pages.
class BareRows {
 public:
  // Of two databases that nobody has open.
  static absl::StatusOr<BareRows> Between(const std::filesystem::path& before,
                                          const std::filesystem::path& after);
  BareRows(BareRows&&) = default;
  BareRows& operator=(BareRows&&) = default;
  ~BareRows();

  size_t count() const;

  // Writes all of them into a copy of the older database, shared out evenly among `transactions`: one
  // prepared statement for a table, WAL, synchronous=FULL, foreign keys not looked after. Returns the
  // seconds that it took, without opening and closing.
  absl::StatusOr<double> Write(const std::filesystem::path& copy, int64_t transactions) const;

 private:
  struct Table {
    std::string name;
    std::vector<std::string> columns;
    std::vector<std::vector<sqlite3_value*>> rows;  // owned

    size_t IndexOf(const std::string& column) const;
  };

  BareRows() = default;

  void OrderBySale();

  std::vector<Table> tables_;
};

}  // namespace tessera::bench

#endif  // TESSERA_BENCH_BARE_ROWS_H_
