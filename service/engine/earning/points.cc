// Points: for money, for units, per receipt, and more of those that were given.
#include <algorithm>

#include "earning/giving.h"
#include "tessera/base/status.h"

namespace tessera::engine {
namespace {

absl::Status TooManyPoints() {
  return InvalidInput("AMOUNT_OVERFLOW", "lines", "the basket earns more points than can be");
}

class PointsOf {
 public:
  PointsOf(const CompiledEffect& effect, Giving* giving)
      : set_(effect.set),
        giving_(*giving),
        run_(giving->run),
        parts_(run_.work.parts),
        lines_(GoodsOf(effect, *giving)) {
    parts_.clear();
  }

  absl::StatusOr<Reason> Give(const EarnPerMoney& earn) {
    int64_t paid = 0;
    for (uint32_t i : lines_) {
      const int64_t base = MoneyOf(i, earn.basis);
      AddPart(base, run_.state.lines()[i].earns);
      paid += base;
    }
    if (paid == 0) return Reason::kNothingToDiscount;
    if (!earn.in_proportion && paid < earn.per_amount.value()) {
      giving_.missing_amount = earn.per_amount - Money(paid);
      return Reason::kMinimumAmount;
    }
    const auto points =
        earn.in_proportion
            ? MultiplyDivide(paid, earn.points.value(), earn.per_amount.value(), PointsRounding())
            : CheckedMultiply(paid / earn.per_amount.value(), earn.points.value());
    if (!points) return TooManyPoints();
    return SpreadOverLines(Capped(*points, earn.maximum), true, 1);
  }

  absl::StatusOr<Reason> Give(const EarnPerUnit& earn) {
    int64_t units = 0;
    for (uint32_t i : lines_) {
      const LineState& line = run_.state.lines()[i];
      AddPart(line.earns ? line.units : 0, line.earns);
      units += line.earns ? line.units : 0;
    }
    const auto points = CheckedMultiply(units, earn.points.value());
    if (!points) return TooManyPoints();
    return SpreadOverLines(Capped(*points, earn.maximum), true, 1);
  }

  absl::StatusOr<Reason> Give(const EarnFixed& earn) {
    bool any = false;
    for (uint32_t i : lines_) {
      const LineState& line = run_.state.lines()[i];
      AddPart(line.earns ? line.gross.value() : 0, line.earns);
      any = any || line.earns;
    }
    if (!any) {
      if (set_ == kAllGoods || !lines_.empty()) return Reason::kNothingToDiscount;
      giving_.missing_quantity = kOnePiece;
      return Reason::kMinimumQuantity;
    }
    const int64_t times = giving_.repeats.All();
    const auto points = CheckedMultiply(earn.points.value(), times);
    if (!points) return TooManyPoints();
    return SpreadOverLines(*points, earn.multiplied, times);
  }

  absl::StatusOr<Reason> Give(const EarnMultiplier& earn) {
    int64_t base = 0;
    for (uint32_t i : lines_) {
      const int64_t here =
          run_.earning.multiplied[i].value() + giving_.award().MultipliedOf(i);
      AddPart(here, here != 0);
      base += here;
    }
    const bool more = earn.factor_milli > 1000;
    const int64_t change = more ? earn.factor_milli - 1000 : 1000 - earn.factor_milli;
    const auto points = MultiplyDivide(base, change, 1000, PointsRounding());
    if (!points) return TooManyPoints();
    if (more) return SpreadOverLines(Capped(*points, earn.maximum), false, 1);
    return TakeAway(*points);
  }

  template <typename Other>
  absl::StatusOr<Reason> Give(const Other&) {
    return Broken("an effect that gives no points was asked for them");
  }

 private:
  void AddPart(int64_t weight, bool open) { parts_.push_back({weight, open ? 1 : 0}); }

  int64_t MoneyOf(uint32_t line, Basis basis) const {
    const LineState& state = run_.state.lines()[line];
    if (!state.earns) return 0;
    if (basis == Basis::kBeforeDiscounts) return state.gross.value();
    if (basis == Basis::kAfterDiscounts) return state.net.value();
    return (state.net + run_.evaluation->lines[line].redeemed).value();
  }

  Rounding PointsRounding() const {
    const Program& program = run_.program->source;
    return program.points_rounding.value_or(program.rounding);
  }

  static int64_t Capped(int64_t points, Points maximum) {
    return maximum.is_zero() ? points : std::min(points, maximum.value());
  }

  // By the weights of the parts, over those that are open.
  absl::StatusOr<Reason> SpreadOverLines(int64_t points, bool multiplied, int64_t times) {
    if (points == 0) return Reason::kNothingToDiscount;
    const auto award = CheckedAdd(giving_.award().given(), points);
    if (!award || !CheckedAdd(run_.earning.promised, *award)) return TooManyPoints();
    for (Part& part : parts_) part.capacity = part.capacity == 0 ? 0 : points;
    const auto shares =
        run_.work.allocator.Allocate(points, parts_, Spread::kLargestRemainder);
    for (size_t k = 0; k < shares.size(); ++k) {
      if (shares[k] != 0) giving_.award().Add(lines_[k], shares[k], multiplied);
    }
    giving_.award().AppliedTimes(times);
    return Reason::kNone;
  }

  // Of each line not more than it has, with what this offer gave or took already.
  Reason TakeAway(int64_t points) {
    for (size_t k = 0; k < lines_.size(); ++k) {
      if (parts_[k].weight == 0) continue;
      parts_[k].capacity = run_.evaluation->lines[lines_[k]].earned.value() +
                           giving_.award().PointsOf(lines_[k]);
    }
    const auto shares =
        run_.work.allocator.Allocate(points, parts_, Spread::kLargestRemainder);
    bool any = false;
    for (size_t k = 0; k < shares.size(); ++k) {
      if (shares[k] == 0) continue;
      giving_.award().Add(lines_[k], -shares[k], false);
      any = true;
    }
    if (!any) return Reason::kNothingToDiscount;
    giving_.award().AppliedTimes(1);
    return Reason::kNone;
  }

  const uint32_t set_;
  Giving& giving_;
  Run& run_;
  std::vector<Part>& parts_;  // one per line of lines_
  const absl::Span<const uint32_t> lines_;
};

}  // namespace

absl::StatusOr<Reason> GivePoints(const CompiledEffect& effect, Giving* giving) {
  if (!giving->run.situation.member_present()) return Reason::kMemberRequired;
  PointsOf points(effect, giving);
  return std::visit([&](const auto& earn) { return points.Give(earn); }, *effect.source);
}

}  // namespace tessera::engine
