// Calendar and clock of a store. Dates are counted in days, times of day in minutes.
#ifndef TESSERA_ENGINE_LOCAL_TIME_H_
#define TESSERA_ENGINE_LOCAL_TIME_H_

#include <cstdint>
#include <optional>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "tessera/base/clock.h"

namespace tessera::engine {

// "2026-03-01" in days since 1970-01-01; nullopt if there is no such day.
std::optional<int64_t> ParseDate(absl::string_view text);
// "22:00" in minutes since midnight, "24:00" being the end of the day; nullopt if it is no time.
std::optional<int32_t> ParseTimeOfDay(absl::string_view text);

struct LocalTime {
  int64_t day = 0;        // since 1970-01-01
  int32_t minute = 0;     // since midnight
  int32_t weekday = 1;    // 1 = Monday
  int64_t year = 1970;
};

LocalTime LocalTimeAt(Instant now, const absl::TimeZone& zone);

// Days since 1970-01-01; days beyond the month's end roll over, so 29 February is 1 March in other
// years.
int64_t DayOf(int64_t year, int32_t month, int32_t day);

}  // namespace tessera::engine

#endif  // TESSERA_ENGINE_LOCAL_TIME_H_
