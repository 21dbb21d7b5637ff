// Periods of whole days, and those before them. Days count from 1970-01-01.
#ifndef TESSERA_INSIGHT_PERIODS_H_
#define TESSERA_INSIGHT_PERIODS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace tessera::insight {

struct Period {
  int32_t first = 0;
  int32_t last = 0;  // included

  int32_t days() const { return last - first + 1; }
  friend bool operator==(const Period& a, const Period& b) {
    return a.first == b.first && a.last == b.last;
  }
};

// "2026-05-01"; nullopt for anything else, and for years before 1971 and after 2999.
std::optional<int32_t> ParseDay(absl::string_view text);
std::string DayText(int32_t day);

// "2026-05"; the month's days.
std::optional<Period> ParseMonth(absl::string_view text);
std::string MonthText(int32_t day);
// Months since 1970-01.
int32_t MonthOf(int32_t day);
Period MonthPeriod(int32_t month);

// The same time before: of one or more whole calendar months as many months (so of a quarter the quarter
// before, of a year the year before), of anything else as many days right before it.
Period Before(const Period& period);

// `count` periods, the last of them `period`, each of the others Before the next.
std::vector<Period> Backwards(const Period& period, int count);

}  // namespace tessera::insight

#endif  // TESSERA_INSIGHT_PERIODS_H_
