#include "tessera/ledger/points_life.h"

#include <algorithm>
#include <optional>

#include "tessera/base/status.h"
#include "tessera/ledger/calendar.h"

namespace tessera::ledger {
namespace {

std::optional<absl::CivilDay> LastDay(absl::CivilDay active, const engine::PointsLife& life) {
  const bool until_end = life.until_end_of != engine::CalendarPeriod::kNone;
  absl::CivilDay last = active;
  if (life.lifetime_days > 0) {
    last = active + life.lifetime_days;
  } else if (life.lifetime_months > 0) {
    last = AddMonths(active, life.lifetime_months);
  } else if (!until_end) {
    return std::nullopt;
  }
  return LastDayOf(life.until_end_of, last);
}

}  // namespace

absl::StatusOr<LotLife> LifeFrom(Instant earned_at, const engine::PointsLife& life,
                                 absl::string_view time_zone) {
  TESSERA_ASSIGN_OR_RETURN(const Calendar calendar, Calendar::Of(time_zone));
  const absl::CivilDay active = calendar.DayOf(earned_at) + life.activation_days;
  LotLife lot;
  lot.active_from = life.activation_days == 0 ? earned_at : calendar.StartOf(active);
  if (const auto last = LastDay(active, life)) lot.expires_at = calendar.EndOf(*last);
  if (life.idle_days == 0) return lot;
  lot.idle_days = life.idle_days;
  lot.latest = lot.expires_at;
  const Instant idle = calendar.EndOf(active + life.idle_days);
  lot.expires_at = std::min(idle, lot.latest.value_or(idle));
  return lot;
}

absl::StatusOr<LotLife> LifeAtOnce(Instant given_at, engine::PointsLife life,
                                   absl::string_view time_zone) {
  life.activation_days = 0;
  return LifeFrom(given_at, life, time_zone);
}

absl::StatusOr<Instant> EndAfterDays(Instant from, int32_t days, absl::string_view time_zone) {
  TESSERA_ASSIGN_OR_RETURN(const Calendar calendar, Calendar::Of(time_zone));
  return calendar.EndOf(calendar.DayOf(from) + days);
}

}  // namespace tessera::ledger
