#include "tessera/ledger/calendar.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"

namespace tessera::ledger {
namespace {

using TimeInfo = absl::TimeZone::TimeInfo;

int MonthsOf(engine::CalendarPeriod period) {
  switch (period) {
    case engine::CalendarPeriod::kMonth:
      return 1;
    case engine::CalendarPeriod::kQuarter:
      return 3;
    case engine::CalendarPeriod::kYear:
      return 12;
    case engine::CalendarPeriod::kNone:
      break;
  }
  return 0;
}

}  // namespace

absl::StatusOr<Calendar> Calendar::Of(absl::string_view time_zone) {
  absl::TimeZone zone;
  if (!absl::LoadTimeZone(time_zone, &zone)) {
    return Broken(absl::StrCat("time zone ", time_zone, " is unknown"));
  }
  return Calendar(zone);
}

absl::CivilDay Calendar::DayOf(Instant at) const {
  return absl::CivilDay(zone_.At(absl::FromUnixMicros(at.us)).cs);
}

Instant Calendar::StartOf(absl::CivilDay day) const {
  const TimeInfo midnight = zone_.At(absl::CivilSecond(day));
  const bool skipped = midnight.kind == TimeInfo::SKIPPED;
  return Instant{absl::ToUnixMicros(skipped ? midnight.trans : midnight.pre)};
}

Instant Calendar::EndOf(absl::CivilDay day) const {
  const TimeInfo midnight = zone_.At(absl::CivilSecond(day + 1));
  const bool skipped = midnight.kind == TimeInfo::SKIPPED;
  return Instant{absl::ToUnixMicros(skipped ? midnight.trans : midnight.post)};
}

absl::CivilDay AddMonths(absl::CivilDay day, int32_t months) {
  const absl::CivilMonth month = absl::CivilMonth(day) + months;
  const absl::CivilDay last = absl::CivilDay(month + 1) - 1;
  return std::min(absl::CivilDay(month) + (day.day() - 1), last);
}

absl::CivilDay FirstDayOf(engine::CalendarPeriod period, absl::CivilDay day) {
  const int months = MonthsOf(period);
  if (months == 0) return day;
  return absl::CivilDay(absl::CivilMonth(day) - (day.month() - 1) % months);
}

absl::CivilDay LastDayOf(engine::CalendarPeriod period, absl::CivilDay day) {
  const int months = MonthsOf(period);
  if (months == 0) return day;
  return absl::CivilDay(absl::CivilMonth(FirstDayOf(period, day)) + months) - 1;
}

int32_t DayNumber(absl::CivilDay day) {
  return static_cast<int32_t>(day - absl::CivilDay(1970, 1, 1));
}

}  // namespace tessera::ledger
