#include "tessera/ledger/points_life.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "tessera/base/status.h"

namespace tessera::ledger {
namespace {

Instant StartOf(absl::CivilDay day, const absl::TimeZone& zone) {
  // For a skipped midnight `trans` is the first instant after the gap.
  const absl::TimeZone::TimeInfo midnight = zone.At(absl::CivilSecond(day));
  const bool skipped = midnight.kind == absl::TimeZone::TimeInfo::SKIPPED;
  return Instant{absl::ToUnixMicros(skipped ? midnight.trans : midnight.pre)};
}

}  // namespace

absl::StatusOr<LotLife> LifeFrom(Instant earned_at, int32_t activation_days, int32_t lifetime_days,
                                 absl::string_view time_zone) {
  absl::TimeZone zone;
  if (!absl::LoadTimeZone(time_zone, &zone)) {
    return Broken(absl::StrCat("time zone ", time_zone, " is unknown"));
  }
  const absl::CivilDay day(zone.At(absl::FromUnixMicros(earned_at.us)).cs);
  LotLife life;
  life.active_from = activation_days == 0 ? earned_at : StartOf(day + activation_days, zone);
  if (lifetime_days > 0) {
    life.expires_at = StartOf(day + activation_days + lifetime_days + 1, zone);
  }
  return life;
}

}  // namespace tessera::ledger
