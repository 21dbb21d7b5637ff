#include <algorithm>

#include "earning/giving.h"

namespace tessera::engine {
namespace {

// Merges the award into the result's shares; both stand in the basket's order.
void MergeShares(Run* run, OfferResult* result) {
  Award& award = run->earning.award;
  if (award.Lines().empty()) return;
  const std::vector<Line>& lines = run->state.basket().lines;
  std::vector<OfferShare>& before = run->work.shares;
  before.assign(result->shares.begin(), result->shares.end());
  ReuseShares(award.Lines().size() + before.size(), run, result);
  std::vector<OfferShare>& shares = result->shares;
  size_t kept = 0;
  uint32_t line = 0;
  for (uint32_t with_points : award.Lines()) {
    const Points points(award.PointsOf(with_points));
    if (points.is_zero()) continue;
    for (; kept < before.size() && line <= with_points; ++line) {
      if (before[kept].line_no == lines[line].line_no) shares.push_back(before[kept++]);
    }
    const uint32_t line_no = lines[with_points].line_no;
    if (shares.empty() || shares.back().line_no != line_no) {
      shares.push_back({line_no, Money(), Points()});
    }
    shares.back().points += points;
  }
  shares.insert(shares.end(), before.begin() + static_cast<std::ptrdiff_t>(kept), before.end());
}

// What is beyond the limits of a receipt is cut.
int64_t Take(int64_t wanted, int64_t* left) {
  const int64_t taken = std::min(wanted, *left);
  *left -= taken;
  return taken;
}

void RecordExtras(Run* run, const OfferResult& result) {
  Evaluation& evaluation = *run->evaluation;
  const Award& award = run->earning.award;
  for (const Award::Stamped& stamped : award.stamps()) {
    const int64_t stamps = Take(stamped.stamps, &run->earning.stamps_left);
    if (stamps > 0) evaluation.stamps.push_back({result.offer, *stamped.card_id, stamps});
  }
  for (const Award::Issued& issued : award.coupons()) {
    const int64_t coupons = Take(issued.coupons, &run->earning.coupons_left);
    if (coupons > 0) {
      evaluation.issued_coupons.push_back({result.offer, *issued.batch_id, coupons});
    }
  }
}

}  // namespace

void RecordAward(Run* run, OfferResult* result) {
  Award& award = run->earning.award;
  MergeShares(run, result);
  for (uint32_t line : award.Lines()) {
    run->evaluation->lines[line].earned += Points(award.PointsOf(line));
    run->earning.multiplied[line] += Points(award.MultipliedOf(line));
  }
  result->points += Points(award.points());
  run->evaluation->earned += Points(award.points());
  run->earning.promised += award.given();
  RecordExtras(run, *result);
}

}  // namespace tessera::engine
