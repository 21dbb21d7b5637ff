#include "tessera/insight/compute.h"

#include "tessera/base/number.h"

namespace tessera::insight::compute {
namespace {

constexpr int64_t kPercent = 100'000;
constexpr int64_t kThousandths = 1'000;
constexpr int64_t kOnce = 1;
constexpr int64_t kDaysOfYear = 365;
constexpr int64_t kMostYearsMilli = 10'000;

Value Count(int64_t figure) { return {true, figure, figure, 1}; }

// numerator x scale / denominator; unknown where there is nothing to divide by, or no room for it.
Value Ratio(int64_t numerator, int64_t denominator, int64_t scale) {
  Value value{false, 0, numerator, denominator};
  if (denominator <= 0) return value;
  const auto figure = MultiplyDivide(numerator, scale, denominator, Rounding::kHalfUp);
  if (!figure) return value;
  value.known = true;
  value.figure = *figure;
  return value;
}

// Of one buyer, in thousandths, as if the period were a year.
Value YearlyOfBuyers(int64_t purchases, const Facts& facts) {
  const auto yearly = CheckedMultiply(purchases, kDaysOfYear);
  const auto days = CheckedMultiply(facts.sums.buyers, facts.period.days());
  return yearly && days ? Ratio(*yearly, *days, kThousandths) : Value{};
}

// A part of what points did; unknown where points are not told apart.
template <typename Part>
Value OfPoints(const Facts& facts, Part part) {
  return facts.points ? Count(part(*facts.points)) : Value{};
}

// What receipts moved; of the whole chain what the ledger says of them, which knows each hour.
PointsFacts WithReceipts(const Facts& facts) {
  if (facts.points) return *facts.points;
  PointsFacts points;
  points.issued = facts.sums.earned;
  points.redeemed = facts.sums.spent;
  points.revoked = facts.sums.revoked;
  points.given_back = facts.sums.given_back;
  return points;
}

}  // namespace

Value RetentionRate(const Facts& facts) {
  return Ratio(facts.sums.retained, facts.sums.buyers_before, kPercent);
}

Value Crr(const Facts& facts) {
  const Sums& sums = facts.sums;
  return Ratio(sums.end - sums.gained - sums.regained, sums.start, kPercent);
}

// Rounded as 100 % less CRR is, so that both always make a whole.
Value Churn(const Facts& facts) {
  const Value kept = Crr(facts);
  Value lost{kept.known, 0, facts.sums.lost, facts.sums.start};
  if (kept.known) lost.figure = kPercent - kept.figure;
  return lost;
}

Value CustomersStart(const Facts& facts) { return Count(facts.sums.start); }
Value CustomersEnd(const Facts& facts) { return Count(facts.sums.end); }
Value CustomersNew(const Facts& facts) { return Count(facts.sums.gained); }
Value CustomersReturned(const Facts& facts) { return Count(facts.sums.regained); }
Value CustomersLost(const Facts& facts) { return Count(facts.sums.lost); }

Value RepeatRate(const Facts& facts) {
  return Ratio(facts.sums.repeaters, facts.sums.buyers, kPercent);
}

Value RepeatPurchases(const Facts& facts) {
  return YearlyOfBuyers(facts.sums.purchases - facts.sums.newcomers, facts);
}

Value PurchaseFrequency(const Facts& facts) {
  return YearlyOfBuyers(facts.sums.purchases, facts);
}

Value AverageReceipt(const Facts& facts) {
  return Ratio(facts.sums.kept_net, facts.sums.kept, kOnce);
}

Value AverageReceiptOfMembers(const Facts& facts) {
  return Ratio(facts.sums.purchases_net, facts.sums.purchases, kOnce);
}

Value ItemsPerReceipt(const Facts& facts) {
  return Ratio(facts.sums.pieces, facts.sums.receipts, kThousandths);
}

Value CardShare(const Facts& facts) {
  return Ratio(facts.sums.member_receipts, facts.sums.receipts, kPercent);
}

Value Lifetime(const Facts& facts) {
  if (facts.lifetime_years_milli > 0) {
    return {true, facts.lifetime_years_milli, facts.lifetime_years_milli, 1};
  }
  const Sums& sums = facts.sums;
  const auto days = CheckedMultiply(sums.start, facts.period.days());
  const auto lost = CheckedMultiply(sums.lost, kDaysOfYear);
  if (sums.start == 0 || !days || !lost) return {};
  Value value = Ratio(*days, *lost, kThousandths);
  if (value.known && value.figure <= kMostYearsMilli) return value;
  value.known = true;
  value.figure = kMostYearsMilli;
  value.note = "CAPPED";
  return value;
}

// From the unrounded average and frequency: 50 x 4 x 5 is 1,000 and not nearly so.
Value Clv(const Facts& facts) {
  const Value years = Lifetime(facts);
  const Sums& sums = facts.sums;
  if (!years.known || sums.buyers == 0) return {};
  // purchases_net / purchases x purchases / buyers x 365 / days: purchases cancel out.
  const auto days = CheckedMultiply(sums.buyers, facts.period.days());
  const auto yearly = CheckedMultiply(sums.purchases_net, kDaysOfYear);
  const auto whole = days ? CheckedMultiply(*days, kThousandths) : std::nullopt;
  if (!whole || !yearly) return {};
  Value value = Ratio(*yearly, *whole, years.figure);
  value.note = years.note;
  return value;
}

// What was not costed is taken to have the margin of what was.
Value ClvMargin(const Facts& facts) {
  const Value paid = Clv(facts);
  const Sums& sums = facts.sums;
  if (!paid.known || sums.purchases_costed <= 0) return {};
  Value value = Ratio(sums.purchases_margin, sums.purchases_costed, paid.figure);
  value.note = sums.purchases_costed < sums.purchases_net ? "PARTIAL" : paid.note;
  return value;
}

Value MarginRate(const Facts& facts) {
  const Sums& sums = facts.sums;
  Value value = Ratio(sums.purchases_margin, sums.purchases_costed, kPercent);
  if (value.known && sums.purchases_costed < sums.purchases_net) value.note = "PARTIAL";
  return value;
}

Value ActiveMembers(const Facts& facts) { return Count(facts.sums.buyers); }

Value NewMembers(const Facts& facts) {
  return facts.members ? Count(facts.members->enrolled) : Value{};
}

Value AllMembers(const Facts& facts) {
  return facts.members ? Count(facts.members->members) : Value{};
}

Value ReceiptCount(const Facts& facts) { return Count(facts.sums.receipts); }
Value Gross(const Facts& facts) { return Count(facts.sums.gross); }
Value Discount(const Facts& facts) { return Count(facts.sums.discount); }
Value Redeemed(const Facts& facts) { return Count(facts.sums.redeemed); }
Value Returns(const Facts& facts) { return Count(facts.sums.returned); }

Value Revenue(const Facts& facts) {
  const auto revenue = CheckedSubtract(facts.sums.net, facts.sums.returned);
  return revenue ? Count(*revenue) : Value{};
}

Value RedemptionShare(const Facts& facts) {
  return Ratio(facts.sums.redeeming, facts.sums.member_receipts, kPercent);
}

Value PointsIssued(const Facts& facts) { return Count(WithReceipts(facts).issued); }
Value PointsRedeemed(const Facts& facts) { return Count(WithReceipts(facts).redeemed); }
Value PointsExpired(const Facts& facts) {
  return OfPoints(facts, [](const PointsFacts& points) { return points.expired; });
}
Value PointsRevoked(const Facts& facts) { return Count(WithReceipts(facts).revoked); }
Value PointsAdjusted(const Facts& facts) {
  return OfPoints(facts, [](const PointsFacts& points) { return points.adjusted; });
}

Value RedemptionRate(const Facts& facts) {
  const PointsFacts points = WithReceipts(facts);
  return Ratio(points.redeemed - points.given_back, points.issued - points.revoked, kPercent);
}

Value Liability(const Facts& facts) {
  return OfPoints(facts, [](const PointsFacts& points) { return points.liability; });
}

Value LiabilityMoney(const Facts& facts) {
  if (!facts.points || !facts.points->liability_minor) return {};
  return Count(*facts.points->liability_minor);
}

Value BreakageRate(const Facts& facts) {
  if (!facts.points) return {};
  const PointsFacts& points = *facts.points;
  return Ratio(points.expired, points.expired + points.redeemed - points.given_back, kPercent);
}

Value Nps(const Facts& facts) {
  if (!facts.nps) return {};
  return Ratio(facts.nps->high - facts.nps->low, facts.nps->answers, kPercent);
}

Value Csat(const Facts& facts) {
  return facts.csat ? Ratio(facts.csat->high, facts.csat->answers, kPercent) : Value{};
}

Value CsatMean(const Facts& facts) {
  return facts.csat ? Ratio(facts.csat->score_sum, facts.csat->answers, kThousandths) : Value{};
}

}  // namespace tessera::insight::compute
