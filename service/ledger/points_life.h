// From a program's days to a lot's instants.
#ifndef TESSERA_LEDGER_POINTS_LIFE_H_
#define TESSERA_LEDGER_POINTS_LIFE_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tessera/engine/program.h"
#include "tessera/ledger/lot.h"

namespace tessera::ledger {

// The rule: days are calendar days of `time_zone` (IANA). Points earned on day D
//   - can be spent at once if activation_days is 0, else from 00:00 of day A = D + activation_days;
//   - with lifetime_days > 0 end at 00:00 of the day after their last, A + lifetime_days, so that the
//     last day counts wholly; with lifetime_months the last day is the same day of a later month or,
//     where that month has no such day, its last; with neither they never end;
//   - with until_end_of the last day moves to the last of the month, quarter or year in which it
//     lies (of that in which they become active, where nothing else ends them);
//   - with idle_days end at the latest at 00:00 after A + idle_days, see LotLife::idle_days: points
//     that wait do not end of it, so that everybody gets a chance to spend them.
// Where a clock change skips midnight, the first instant of that day counts. Points never end before
// they are active.
// INTERNAL if the time zone is unknown: a program with one is never published.
absl::StatusOr<LotLife> LifeFrom(Instant earned_at, const engine::PointsLife& life,
                                 absl::string_view time_zone);

// The same without the wait: for points that HQ gives, that are transferred or come back.
absl::StatusOr<LotLife> LifeAtOnce(Instant given_at, engine::PointsLife life,
                                   absl::string_view time_zone);

// 00:00 after the day that lies `days` calendar days behind that of `from`. Same errors.
absl::StatusOr<Instant> EndAfterDays(Instant from, int32_t days, absl::string_view time_zone);

}  // namespace tessera::ledger

#endif  // TESSERA_LEDGER_POINTS_LIFE_H_
