// What every metric is and how it is made of sums. Integers only; a share is rounded half up, once.
#ifndef TESSERA_INSIGHT_METRICS_H_
#define TESSERA_INSIGHT_METRICS_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "tessera/insight/scan.h"

namespace tessera::insight {

// The numbers are those of tessera.v1.MetricUnit.
enum class Unit : uint8_t {
  kCount = 1,
  kMoneyMinor = 2,
  kPoints = 3,
  kPercentMilli = 4,  // thousandths of a percent: 60 % is 60,000
  kMilli = 5,         // thousandths
  kYearsMilli = 6,    // thousandths of a year
};

// Movements of points of all members within a period, and what is owed at its end; smallest units.
struct PointsFacts {
  int64_t issued = 0;
  int64_t redeemed = 0;
  int64_t given_back = 0;
  int64_t expired = 0;
  int64_t revoked = 0;
  int64_t adjusted = 0;  // may be negative
  int64_t liability = 0;
  std::optional<int64_t> liability_minor;  // where the program has a redemption
};

// Answers to one kind of survey within a period; of each member the last one.
struct AnswerFacts {
  int64_t answers = 0;
  int64_t high = 0;       // NPS: promoters; CSAT: satisfied
  int64_t low = 0;        // NPS: detractors; CSAT: 0
  int64_t score_sum = 0;
};

struct MemberFacts {
  int64_t enrolled = 0;  // in the period
  int64_t members = 0;   // at its end, who was merged not counted
};

// All that is known of one group in one period; nullopt: not told apart by it.
struct Facts {
  Period period;
  Sums sums;
  int64_t lifetime_years_milli = 0;  // set by the program; 0: from churn
  std::optional<PointsFacts> points;
  std::optional<AnswerFacts> nps;
  std::optional<AnswerFacts> csat;
  std::optional<MemberFacts> members;
};

struct Value {
  bool known = false;
  int64_t figure = 0;
  int64_t numerator = 0;
  int64_t denominator = 0;
  absl::string_view note = {};  // "CAPPED", "PARTIAL"; empty for none
};

// What a metric needs beside the period itself. kPointsOfReceipts: kPoints of the whole chain, kSums of a part
// of it.
enum class Needs : uint8_t {
  kSums, kActivity, kBoth, kPoints, kPointsOfReceipts, kNps, kCsat, kMembers
};

struct Words {
  absl::string_view name;
  absl::string_view definition;
};

struct Metric {
  absl::string_view id;
  Unit unit;
  Needs needs;
  absl::string_view formula;
  absl::string_view source;
  Words en;
  Words ru;
  bool has_targets = false;
  int64_t usual = 0;  // in `unit`; money in whole units of the currency, see InMinor
  int64_t good = 0;
  bool less_is_better = false;
  Value (*compute)(const Facts& facts) = nullptr;
};

// In the order of reports. Lives for ever.
absl::Span<const Metric> Metrics();
// Null for an id that is none.
const Metric* FindMetric(absl::string_view id);

// A target in figures: money by the digits of the currency.
int64_t InMinor(const Metric& metric, int64_t target, int currency_digits);

enum class Standing : uint8_t { kNone = 0, kBelow = 1, kUsual = 2, kGood = 3 };
Standing StandingOf(int64_t figure, int64_t usual, int64_t good, bool less_is_better);

}  // namespace tessera::insight

#endif  // TESSERA_INSIGHT_METRICS_H_
