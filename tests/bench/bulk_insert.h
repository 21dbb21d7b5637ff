// What bare SQLite takes for rows that a till keeps.
#ifndef TESSERA_BENCH_BULK_INSERT_H_
#define TESSERA_BENCH_BULK_INSERT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace tessera::bench {

// Seconds to insert all rows of these tables of the file `path` into tables of the same making in a new
// file, 10,000 rows in a transaction, and to have them on the disk. Reading the rows is not counted.
absl::StatusOr<double> BulkInsertSeconds(const std::string& path,
                                         const std::vector<std::string>& tables);

// Microseconds, the median, to insert a row as large as a sale's record and to have it on the disk, in a
// new file in `folder`.
absl::StatusOr<double> DurableInsertUs(const std::string& folder, int64_t milliseconds);

}  // namespace tessera::bench

#endif  // TESSERA_BENCH_BULK_INSERT_H_
