// Recency, frequency, money: scores by quantiles, and cells of scores with a name.
#ifndef TESSERA_INSIGHT_RFM_H_
#define TESSERA_INSIGHT_RFM_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace tessera::insight {

// What one member did within the window.
struct RfmValues {
  int64_t recency_days = 0;  // from the last purchase to the day of computing
  int64_t frequency = 0;     // purchases
  int64_t spend = 0;         // minor units
};

// One for each score but the first, ascending; each in `scores`-ths, so that no quantile is rounded: a
// value reaches a cut if value x scores is not below it.
struct RfmCuts {
  int32_t scores = 0;  // 0: nobody bought yet
  std::vector<int64_t> recency;
  std::vector<int64_t> frequency;
  std::vector<int64_t> spend;
};

struct RfmScores {
  int32_t recency = 0;
  int32_t frequency = 0;
  int32_t spend = 0;
};

// Bounds included; 0: none.
struct RfmCell {
  std::string id;
  int32_t recency_from = 0;
  int32_t recency_to = 0;
  int32_t frequency_from = 0;
  int32_t frequency_to = 0;
  int32_t spend_from = 0;
  int32_t spend_to = 0;
};

// The quantiles of type 7 (Hyndman and Fan, 1996) at 1/scores, 2/scores ..., each plus one day, one
// purchase, one unit of the currency (`unit` minor ones). With fewer members than scores quantiles fall
// together: then everybody below them has the lowest score, and nobody those between.
RfmCuts CutsOf(std::vector<RfmValues> members, int32_t scores, int64_t unit);

// 1 and one more for each cut that the value reaches; recency the other way round.
RfmScores ScoresOf(const RfmValues& values, const RfmCuts& cuts);

// The first that fits; empty if none does.
absl::string_view CellOf(const RfmScores& scores, absl::Span<const RfmCell> cells);

// Of five scores: each of the 25 pairs of recency and frequency has one name.
absl::Span<const RfmCell> UsualCells();

}  // namespace tessera::insight

#endif  // TESSERA_INSIGHT_RFM_H_
