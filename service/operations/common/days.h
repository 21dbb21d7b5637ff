// Calendar days that a list is asked for.
#ifndef TESSERA_OPERATIONS_COMMON_DAYS_H_
#define TESSERA_OPERATIONS_COMMON_DAYS_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tessera/base/clock.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"

namespace tessera::operations {

// From `first_at` on, up to but without `end_at`; nullopt: from the first, to the last.
struct DayRange {
  std::optional<Instant> first_at = {};
  std::optional<Instant> end_at = {};
};

// Days as "2026-03-01", both in it, empty for no bound: of the live program's time zone, of UTC without a
// program. INVALID_ARGUMENT / DATE_INVALID with field "first_date" or "last_date" for what is no day
// from 1970 on, and where the last comes before the first.
absl::StatusOr<DayRange> ReadDays(const Context& context, storage::ReadTransaction& transaction,
                                  absl::string_view first_date, absl::string_view last_date);

// The day as it was then, in the same time zone: "2026-03-01".
absl::StatusOr<std::string> DayOf(const Context& context, storage::ReadTransaction& transaction,
                                  Instant at);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_COMMON_DAYS_H_
