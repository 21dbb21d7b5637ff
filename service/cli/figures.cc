#include "tessera/cli/figures.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "tessera/base/status.h"
#include "tessera/cli/output.h"
#include "tessera/insight/periods.h"

namespace tessera::cli {
namespace {

constexpr int kThousandths = 3;

absl::Status RangeInvalid(const char* option, absl::string_view message) {
  return InvalidInput("DATE_INVALID", option, message);
}

// "90d" as the days up to and with today.
absl::StatusOr<DayRange> LastDays(const std::string& text, int32_t today) {
  int32_t days = 0;
  const absl::string_view number =
      absl::string_view(text).substr(0, text.empty() ? 0 : text.size() - 1);
  if (text.empty() || text.back() != 'd' || !absl::SimpleAtoi(number, &days) || days < 1) {
    return RangeInvalid("--last", "write days like 90d");
  }
  return DayRange{insight::DayText(today - days + 1), insight::DayText(today)};
}

// Eight heights between the least and the most.
size_t HeightOf(int64_t figure, int64_t least, int64_t most) {
  constexpr size_t kTop = 7;
  if (most == least) return kTop / 2;
  const uint64_t range = static_cast<uint64_t>(most) - static_cast<uint64_t>(least);
  const uint64_t above = static_cast<uint64_t>(figure) - static_cast<uint64_t>(least);
  return std::min<size_t>(kTop, static_cast<size_t>(above / (range / kTop + 1)));
}

}  // namespace

Cell FigureCell(const Units& units, v1::MetricUnit unit, int64_t figure) {
  switch (unit) {
    case v1::METRIC_UNIT_MONEY_MINOR: return MoneyCell(units, figure);
    case v1::METRIC_UNIT_POINTS: return PointsCell(units, figure);
    case v1::METRIC_UNIT_PERCENT_MILLI: {
      const std::string text = DecimalText(figure, kThousandths);
      return {text + " %", text};
    }
    case v1::METRIC_UNIT_MILLI: return DecimalText(figure, kThousandths);
    case v1::METRIC_UNIT_YEARS_MILLI: {
      const std::string text = DecimalText(figure, kThousandths);
      return {text + " years", text};
    }
    default: return NumberCell(figure);
  }
}

Cell KnownCell(const Units& units, v1::MetricUnit unit, bool known, int64_t figure) {
  return known ? FigureCell(units, unit, figure) : Cell("unknown", "");
}

Cell ChangeCell(const Units& units, const v1::MetricValue& value) {
  const bool has_before = value.before_size() > 0 && value.before(value.before_size() - 1).known();
  if (!value.known() || !has_before) return {"", ""};
  const int64_t before = value.before(value.before_size() - 1).figure();
  Cell cell = FigureCell(units, value.unit(), value.change());
  const int64_t hundredth = before / 100;
  const bool moved = value.change() != 0 && (value.change() >= std::max(hundredth, -hundredth) ||
                                             value.change() <= std::min(hundredth, -hundredth));
  if (value.change() > 0) cell.shown.insert(0, 1, '+');
  if (moved) cell.shown += value.change() > 0 ? " ↑" : " ↓";
  return cell;
}

std::string Trend(const v1::MetricValue& value) {
  static constexpr const char* kBars[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  std::vector<std::pair<bool, int64_t>> points;
  for (const v1::TrendPoint& point : value.before()) {
    points.emplace_back(point.known(), point.figure());
  }
  points.emplace_back(value.known(), value.figure());
  bool any = false;
  int64_t least = 0;
  int64_t most = 0;
  for (const auto& [known, figure] : points) {
    if (!known) continue;
    least = any ? std::min(least, figure) : figure;
    most = any ? std::max(most, figure) : figure;
    any = true;
  }
  std::string bars;
  for (const auto& [known, figure] : points) {
    bars += known ? kBars[HeightOf(figure, least, most)] : "·";
  }
  return bars;
}

std::string StandingText(v1::Standing standing) {
  switch (standing) {
    case v1::STANDING_GOOD: return "good";
    case v1::STANDING_USUAL: return "usual";
    case v1::STANDING_BELOW: return "below";
    default: return "";
  }
}

absl::StatusOr<DayRange> ReadRange(const std::string& month, const std::string& last,
                                   const std::string& from, const std::string& to, int32_t today) {
  const int given = (month.empty() ? 0 : 1) + (last.empty() ? 0 : 1) + (from.empty() ? 0 : 1);
  if (given != 1 || from.empty() != to.empty()) {
    return RangeInvalid("--month", "say --month, --last, or --from and --to");
  }
  if (!last.empty()) return LastDays(last, today);
  if (!from.empty()) return DayRange{from, to};
  const auto period = insight::ParseMonth(month);
  if (!period) return RangeInvalid("--month", "write a month like 2026-05");
  return DayRange{insight::DayText(period->first), insight::DayText(period->last)};
}

}  // namespace tessera::cli
