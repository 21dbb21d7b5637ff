// The job that counts what was sold before purchases and uses of offers were counted.
#ifndef TESSERA_JOBS_OLD_SALES_H_
#define TESSERA_JOBS_OLD_SALES_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tessera/jobs/portion.h"

namespace tessera::jobs {

// Whether any of them are left.
absl::StatusOr<bool> HasUncounted(storage::ReadTransaction& transaction);

// Counts up to kPortion of them, in the order of booking, and judges the tiers of whoever bought. How
// far it came is written in the same transaction. Without a live program, whose days count, nothing.
absl::Status CountPortion(const operations::Context& context, storage::Transaction& transaction,
                          Progress& progress);

}  // namespace tessera::jobs

#endif  // TESSERA_JOBS_OLD_SALES_H_
