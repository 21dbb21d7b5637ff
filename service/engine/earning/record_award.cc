#include "earning/giving.h"
#include "tessera/base/status.h"

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

// Sums of one card or batch over all offers fit.
absl::Status RecordExtras(Run* run, const OfferResult& result) {
  Evaluation& evaluation = *run->evaluation;
  const Award& award = run->earning.award;
  for (const Award::Stamped& stamped : award.stamps()) {
    const auto promised = CheckedAdd(run->earning.promised_extras, stamped.stamps);
    if (!promised) return InvalidInput("AMOUNT_OVERFLOW", "lines", "more stamps than can be");
    run->earning.promised_extras = *promised;
    evaluation.stamps.push_back({result.offer, *stamped.card_id, stamped.stamps});
  }
  for (const Award::Issued& issued : award.coupons()) {
    const auto promised = CheckedAdd(run->earning.promised_extras, issued.coupons);
    if (!promised) return InvalidInput("AMOUNT_OVERFLOW", "lines", "more coupons than can be");
    run->earning.promised_extras = *promised;
    evaluation.issued_coupons.push_back({result.offer, *issued.batch_id, issued.coupons});
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status RecordAward(Run* run, OfferResult* result) {
  Award& award = run->earning.award;
  MergeShares(run, result);
  for (uint32_t line : award.Lines()) {
    run->evaluation->lines[line].earned += Points(award.PointsOf(line));
    run->earning.multiplied[line] += Points(award.MultipliedOf(line));
  }
  result->points += Points(award.points());
  run->evaluation->earned += Points(award.points());
  run->earning.promised += award.given();
  return RecordExtras(run, *result);
}

}  // namespace tessera::engine
