// What bare SQLite takes for rows that a till keeps.
#ifndef TESSERA_BENCH_BULK_INSERT_H_
#define TESSERA_BENCH_BULK_INSERT_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

struct sqlite3;
struct sqlite3_stmt;

namespace tessera::bench {

enum class Indexes { kWithout, kWith };

// Seconds to insert all rows of these tables of the file `path` into tables of the same making in a new
// file, 10,000 rows in a transaction, and to have them on the disk. Indexes that are not part of a table
// are made before the rows, or not at all. Reading the rows is not counted.
absl::StatusOr<double> BulkInsertSeconds(const std::string& path,
                                         const std::vector<std::string>& tables,
                                         Indexes indexes = Indexes::kWithout);

// Inserts of rows as large as a sale's record, each of them on the disk before the next.
class DurableInserts {
 public:
  // Into a new file in `folder`.
  static absl::StatusOr<DurableInserts> Open(const std::string& folder);

  absl::Status Insert();

 private:
  struct CloseDatabase {
    void operator()(sqlite3* database) const;
  };
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };

  std::unique_ptr<sqlite3, CloseDatabase> database_;
  std::unique_ptr<sqlite3_stmt, Finalize> insert_;
};

}  // namespace tessera::bench

#endif  // TESSERA_BENCH_BULK_INSERT_H_
