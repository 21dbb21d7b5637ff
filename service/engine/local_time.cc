#include "local_time.h"

#include "absl/strings/ascii.h"
#include "absl/time/civil_time.h"

namespace tessera::engine {
namespace {

std::optional<int32_t> Digits(absl::string_view text) {
  int32_t value = 0;
  for (char c : text) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(c))) return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

}  // namespace

std::optional<int64_t> ParseDate(absl::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = Digits(text.substr(0, 4));
  const auto month = Digits(text.substr(5, 2));
  const auto day = Digits(text.substr(8, 2));
  if (!year || !month || !day) return std::nullopt;
  const absl::CivilDay date(*year, *month, *day);
  if (date.month() != *month || date.day() != *day) return std::nullopt;
  return date - absl::CivilDay();
}

std::optional<int32_t> ParseTimeOfDay(absl::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const auto hour = Digits(text.substr(0, 2));
  const auto minute = Digits(text.substr(3, 2));
  if (!hour || !minute || *minute > 59 || *hour > 24) return std::nullopt;
  if (*hour == 24 && *minute != 0) return std::nullopt;
  return *hour * 60 + *minute;
}

LocalTime LocalTimeAt(Instant now, const absl::TimeZone& zone) {
  const absl::CivilSecond civil = zone.At(absl::FromUnixMicros(now.us)).cs;
  const absl::CivilDay date(civil);
  LocalTime local;
  local.day = date - absl::CivilDay();
  local.minute = civil.hour() * 60 + civil.minute();
  local.weekday = static_cast<int32_t>(absl::GetWeekday(date)) + 1;
  local.year = date.year();
  return local;
}

int64_t DayOf(int64_t year, int32_t month, int32_t day) {
  return absl::CivilDay(year, month, day) - absl::CivilDay();
}

}  // namespace tessera::engine
