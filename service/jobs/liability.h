// What the chain owes its members, added up in the background.
#ifndef TESSERA_JOBS_LIABILITY_H_
#define TESSERA_JOBS_LIABILITY_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tessera/base/clock.h"
#include "tessera/jobs/jobs.h"
#include "tessera/storage/store.h"

namespace tessera::jobs {

// All members' points, active and pending, at `clock`'s time; overdrafts do not count against it. Reads
// a portion of members at a time, so that no transaction is long; what moves meanwhile is counted
// before or after it moved, so the figure is as true as it is young. The exact one comes from
// LedgerService.VerifyLedger. Ends with what `still_wanted` says. The store's errors.
absl::StatusOr<int64_t> SumLiability(storage::Store& store, const Clock& clock,
                                     const StillWanted& still_wanted);

}  // namespace tessera::jobs

#endif  // TESSERA_JOBS_LIABILITY_H_
