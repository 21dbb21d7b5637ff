// From a program's days to a lot's instants.
#ifndef TESSERA_LEDGER_POINTS_LIFE_H_
#define TESSERA_LEDGER_POINTS_LIFE_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tessera/ledger/lot.h"

namespace tessera::ledger {

// The rule: days are calendar days of `time_zone` (IANA). Points earned on day D
//   - can be spent at once if `activation_days` is 0, else from 00:00 of day D + activation_days;
//   - with `lifetime_days` > 0 end at 00:00 of the day after their last: D + activation_days +
//     lifetime_days + 1, so that the last day counts wholly; with 0 they never end.
// Where a clock change skips midnight, the first instant of that day counts.
// INTERNAL if the time zone is unknown: a program with one is never published.
absl::StatusOr<LotLife> LifeFrom(Instant earned_at, int32_t activation_days, int32_t lifetime_days,
                                 absl::string_view time_zone);

}  // namespace tessera::ledger

#endif  // TESSERA_LEDGER_POINTS_LIFE_H_
