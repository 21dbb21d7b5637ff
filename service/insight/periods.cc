#include "tessera/insight/periods.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"

namespace tessera::insight {
namespace {

constexpr absl::CivilDay kEpoch(1970, 1, 1);
constexpr int kFirstYear = 1971;
constexpr int kLastYear = 2999;

absl::CivilDay Civil(int32_t day) { return kEpoch + day; }
int32_t Number(absl::CivilDay day) { return static_cast<int32_t>(day - kEpoch); }

// All digits but for a hyphen behind the fourth, and the seventh where there is one.
bool IsDate(absl::string_view text, size_t size) {
  if (text.size() != size) return false;
  for (size_t i = 0; i < size; ++i) {
    const bool hyphen = i == 4 || i == 7;
    if (hyphen ? text[i] != '-' : !absl::ascii_isdigit(static_cast<unsigned char>(text[i]))) {
      return false;
    }
  }
  return true;
}

int PartOf(absl::string_view text, size_t at, size_t size) {
  int value = 0;
  return absl::SimpleAtoi(text.substr(at, size), &value) ? value : 0;
}

}  // namespace

std::optional<int32_t> ParseDay(absl::string_view text) {
  if (!IsDate(text, 10)) return std::nullopt;
  const int year = PartOf(text, 0, 4);
  const int month = PartOf(text, 5, 2);
  const int day = PartOf(text, 8, 2);
  const absl::CivilDay civil(year, month, day);
  if (year < kFirstYear || year > kLastYear || civil.year() != year || civil.month() != month ||
      civil.day() != day) {
    return std::nullopt;
  }
  return Number(civil);
}

std::string DayText(int32_t day) {
  const absl::CivilDay civil = Civil(day);
  return absl::StrFormat("%04d-%02d-%02d", civil.year(), civil.month(), civil.day());
}

std::optional<Period> ParseMonth(absl::string_view text) {
  if (!IsDate(text, 7)) return std::nullopt;
  const int year = PartOf(text, 0, 4);
  const int month = PartOf(text, 5, 2);
  if (year < kFirstYear || year > kLastYear || month < 1 || month > 12) return std::nullopt;
  return MonthPeriod(12 * (year - 1970) + month - 1);
}

std::string MonthText(int32_t day) {
  const absl::CivilDay civil = Civil(day);
  return absl::StrFormat("%04d-%02d", civil.year(), civil.month());
}

int32_t MonthOf(int32_t day) {
  return static_cast<int32_t>(absl::CivilMonth(Civil(day)) - absl::CivilMonth(kEpoch));
}

Period MonthPeriod(int32_t month) {
  const absl::CivilMonth first = absl::CivilMonth(kEpoch) + month;
  return {Number(absl::CivilDay(first)), Number(absl::CivilDay(first + 1)) - 1};
}

Period Before(const Period& period) {
  const int32_t from = MonthOf(period.first);
  const int32_t to = MonthOf(period.last);
  if (MonthPeriod(from).first == period.first && MonthPeriod(to).last == period.last) {
    const int32_t months = to - from + 1;
    return {MonthPeriod(from - months).first, period.first - 1};
  }
  return {period.first - period.days(), period.first - 1};
}

std::vector<Period> Backwards(const Period& period, int count) {
  std::vector<Period> periods = {period};
  for (int i = 1; i < count; ++i) periods.push_back(Before(periods.back()));
  std::reverse(periods.begin(), periods.end());
  return periods;
}

}  // namespace tessera::insight
