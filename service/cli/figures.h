// Figures with their units, for people and for programs.
#ifndef TESSERA_CLI_FIGURES_H_
#define TESSERA_CLI_FIGURES_H_

#include <cstdint>
#include <string>

#include <google/protobuf/repeated_field.h>

#include "absl/status/statusor.h"
#include "tessera/cli/rows.h"
#include "tessera/cli/units.h"
#include "tessera/v1/insight_service.pb.h"

namespace tessera::cli {

// "75.000 %", "1234.50 RUB", "1.500"; programs get the number alone.
Cell FigureCell(const Units& units, v1::MetricUnit unit, int64_t figure);
// The same of what may be unknown: "unknown", nothing for programs.
Cell KnownCell(const Units& units, v1::MetricUnit unit, bool known, int64_t figure);

// Against the period before, with its sign; an arrow from a hundredth of the former value on.
Cell ChangeCell(const Units& units, const v1::MetricValue& value);

// The periods before and this one as bars of eight heights: "▁▃█"; "·" where one is unknown.
std::string Trend(const v1::MetricValue& value);

// "good", "usual", "below"; empty without targets.
std::string StandingText(v1::Standing standing);

struct DayRange {
  std::string first;
  std::string last;
};
// Of --month, --last and --from with --to, of which exactly one is given; `today` counts days since
// 1970-01-01. INVALID_ARGUMENT / DATE_INVALID.
absl::StatusOr<DayRange> ReadRange(const std::string& month, const std::string& last,
                                   const std::string& from, const std::string& to, int32_t today);

}  // namespace tessera::cli

#endif  // TESSERA_CLI_FIGURES_H_
