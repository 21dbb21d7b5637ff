#include "tessera/operations/common/days.h"

#include <string>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "tessera/base/status.h"

namespace tessera::operations {
namespace {

// Shorter texts would be taken for the first of a month or of a year.
constexpr size_t kDateLength = 10;

absl::StatusOr<std::optional<absl::CivilDay>> ReadDay(absl::string_view date,
                                                      absl::string_view field) {
  if (date.empty()) return std::optional<absl::CivilDay>();
  absl::CivilDay day;
  const bool is_day = date.size() == kDateLength && absl::ParseCivilTime(date, &day) &&
                      day.year() >= 1970 && day.year() <= 9999;
  if (!is_day) {
    return InvalidInput("DATE_INVALID", field, "send a day such as 2026-03-01, or nothing");
  }
  return std::optional<absl::CivilDay>(day);
}

Instant StartOf(absl::CivilDay day, const absl::TimeZone& zone) {
  return Instant{absl::ToUnixMicros(absl::FromCivil(absl::CivilSecond(day), zone))};
}

absl::StatusOr<absl::TimeZone> ZoneOf(const Context& context,
                                      storage::ReadTransaction& transaction) {
  absl::TimeZone zone = absl::UTCTimeZone();
  TESSERA_ASSIGN_OR_RETURN(const Programs::Program live, context.programs.LiveOrNone(transaction));
  if (live != nullptr && !absl::LoadTimeZone(live->source().time_zone, &zone)) {
    return Broken("the live program's time zone is not known here");
  }
  return zone;
}

}  // namespace

absl::StatusOr<DayRange> ReadDays(const Context& context, storage::ReadTransaction& transaction,
                                  absl::string_view first_date, absl::string_view last_date) {
  TESSERA_ASSIGN_OR_RETURN(const auto first, ReadDay(first_date, "first_date"));
  TESSERA_ASSIGN_OR_RETURN(const auto last, ReadDay(last_date, "last_date"));
  if (first && last && *last < *first) {
    return InvalidInput("DATE_INVALID", "last_date", "send a day that is not before first_date");
  }
  TESSERA_ASSIGN_OR_RETURN(const absl::TimeZone zone, ZoneOf(context, transaction));
  DayRange range;
  if (first) range.first_at = StartOf(*first, zone);
  if (last) range.end_at = StartOf(*last + 1, zone);
  return range;
}

absl::StatusOr<std::string> DayOf(const Context& context, storage::ReadTransaction& transaction,
                                  Instant at) {
  TESSERA_ASSIGN_OR_RETURN(const absl::TimeZone zone, ZoneOf(context, transaction));
  return absl::FormatCivilTime(absl::ToCivilDay(absl::FromUnixMicros(at.us), zone));
}

}  // namespace tessera::operations
