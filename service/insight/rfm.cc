#include "tessera/insight/rfm.h"

#include <algorithm>
#include <utility>

namespace tessera::insight {
namespace {

// Leaves room for ten scores: who spent more than this is at the top all the same.
constexpr int64_t kMost = int64_t{1} << 59;

int64_t Bounded(int64_t value) { return std::clamp(value, -kMost, kMost); }

// `scores` times the quantile at k / scores, plus `scores` times `more`. With h = (n - 1) k / scores the
// quantile is x[floor h] + (h - floor h) (x[floor h + 1] - x[floor h]); all of it in scores-ths.
int64_t CutAt(const std::vector<int64_t>& sorted, int32_t k, int32_t scores, int64_t more) {
  const int64_t place = static_cast<int64_t>(sorted.size() - 1) * k;
  const size_t below = static_cast<size_t>(place / scores);
  const int64_t part = place % scores;
  int64_t cut = (sorted[below] + more) * scores;
  if (part != 0) cut += part * (sorted[below + 1] - sorted[below]);
  return cut;
}

std::vector<int64_t> CutsOfOne(std::vector<int64_t> values, int32_t scores, int64_t more) {
  std::sort(values.begin(), values.end());
  std::vector<int64_t> cuts;
  for (int32_t k = 1; k < scores; ++k) cuts.push_back(CutAt(values, k, scores, more));
  return cuts;
}

int32_t ScoreOf(int64_t value, const std::vector<int64_t>& cuts, int32_t scores) {
  const auto reached = std::upper_bound(cuts.begin(), cuts.end(), value * scores);
  return 1 + static_cast<int32_t>(reached - cuts.begin());
}

bool Fits(int32_t score, int32_t from, int32_t to) {
  return (from == 0 || score >= from) && (to == 0 || score <= to);
}

}  // namespace

RfmCuts CutsOf(std::vector<RfmValues> members, int32_t scores, int64_t unit) {
  RfmCuts cuts;
  if (members.empty()) return cuts;
  std::vector<int64_t> recency;
  std::vector<int64_t> frequency;
  std::vector<int64_t> spend;
  for (const RfmValues& values : members) {
    recency.push_back(values.recency_days);
    frequency.push_back(values.frequency);
    spend.push_back(Bounded(values.spend));
  }
  cuts.scores = scores;
  cuts.recency = CutsOfOne(std::move(recency), scores, 1);
  cuts.frequency = CutsOfOne(std::move(frequency), scores, 1);
  cuts.spend = CutsOfOne(std::move(spend), scores, unit);
  return cuts;
}

RfmScores ScoresOf(const RfmValues& values, const RfmCuts& cuts) {
  if (cuts.scores == 0) return {};
  return {cuts.scores + 1 - ScoreOf(values.recency_days, cuts.recency, cuts.scores),
          ScoreOf(values.frequency, cuts.frequency, cuts.scores),
          ScoreOf(Bounded(values.spend), cuts.spend, cuts.scores)};
}

absl::string_view CellOf(const RfmScores& scores, absl::Span<const RfmCell> cells) {
  for (const RfmCell& cell : cells) {
    if (Fits(scores.recency, cell.recency_from, cell.recency_to) &&
        Fits(scores.frequency, cell.frequency_from, cell.frequency_to) &&
        Fits(scores.spend, cell.spend_from, cell.spend_to)) {
      return cell.id;
    }
  }
  return {};
}

absl::Span<const RfmCell> UsualCells() {
  static const RfmCell kCells[] = {
      {"champions", 5, 5, 4, 5, 0, 0},       {"loyal", 3, 4, 4, 5, 0, 0},
      {"potential-loyalist", 4, 5, 2, 3, 0, 0}, {"new", 5, 5, 1, 1, 0, 0},
      {"promising", 4, 4, 1, 1, 0, 0},       {"need-attention", 3, 3, 3, 3, 0, 0},
      {"about-to-sleep", 3, 3, 1, 2, 0, 0},  {"at-risk", 1, 2, 3, 4, 0, 0},
      {"cant-lose", 1, 2, 5, 5, 0, 0},       {"hibernating", 1, 2, 1, 2, 0, 0},
  };
  return kCells;
}

}  // namespace tessera::insight
