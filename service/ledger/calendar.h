// Days, months, quarters and years of a program's time zone.
#ifndef TESSERA_LEDGER_CALENDAR_H_
#define TESSERA_LEDGER_CALENDAR_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "tessera/base/clock.h"
#include "tessera/engine/program.h"

namespace tessera::ledger {

// A value; thread-safe.
class Calendar {
 public:
  // INTERNAL if the zone (IANA) is unknown: a program with such a one is never published.
  static absl::StatusOr<Calendar> Of(absl::string_view time_zone);

  absl::CivilDay DayOf(Instant at) const;
  // The first instant of a day; where a clock change skips midnight, the first behind the gap.
  Instant StartOf(absl::CivilDay day) const;
  // The first instant behind a day. Not before StartOf the next one; later where a clock change at
  // midnight brings part of the day again.
  Instant EndOf(absl::CivilDay day) const;

 private:
  explicit Calendar(absl::TimeZone zone) : zone_(zone) {}
  absl::TimeZone zone_;
};

// To the same day of a later month or, where that month has no such day, to its last.
absl::CivilDay AddMonths(absl::CivilDay day, int32_t months);

// Of the period in which `day` lies; kNone: `day` itself.
absl::CivilDay FirstDayOf(engine::CalendarPeriod period, absl::CivilDay day);
absl::CivilDay LastDayOf(engine::CalendarPeriod period, absl::CivilDay day);

// Days since 1970-01-01, as PurchaseDay counts them.
int32_t DayNumber(absl::CivilDay day);

}  // namespace tessera::ledger

#endif  // TESSERA_LEDGER_CALENDAR_H_
