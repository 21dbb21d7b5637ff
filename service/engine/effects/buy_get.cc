#include <algorithm>

#include "effects/effects.h"
#include "effects/picking.h"

namespace tessera::engine {
namespace {

UnitOrder OtherEnd(UnitOrder order) {
  switch (order) {
    case UnitOrder::kCheapestFirst: return UnitOrder::kDearestFirst;
    case UnitOrder::kDearestFirst: return UnitOrder::kCheapestFirst;
    case UnitOrder::kBasket: break;
  }
  return UnitOrder::kBasket;
}

// Finds how often it goes. Units that are in both sets may be bought or got. Got units are the first
// in their order that buying can do without, bought ones the first from the other end of what is left.
class Matching {
 public:
  Matching(const BuyGet& terms, uint32_t buy_set, uint32_t get_set, Applying* applying)
      : terms_(terms), buy_set_(buy_set), applying_(*applying), work_(applying->work) {
    const size_t lines = applying_.state.lines().size();
    work_.free_units.assign(lines, 0);
    for (uint32_t i = 0; i < lines; ++i) work_.free_units[i] = FreeUnits(i, applying_);
    work_.bought_units.assign(lines, 0);
    work_.wanted_units.assign(lines, 0);
    work_.may_buy.assign(lines, 0);
    for (uint32_t i : applying_.state.LinesOf(buy_set)) {
      work_.may_buy[i] = 1;
      to_buy_ += work_.free_units[i];
    }
    CollectLines(get_set, &applying_);
    SortLines(terms_.get_order, &applying_);
    for (uint32_t i : work_.order) {
      (work_.may_buy[i] != 0 ? to_buy_or_get_ : to_get_only_) += work_.free_units[i];
    }
  }

  // The largest number of times; got and bought units per line are in wanted_units and bought_units
  // afterwards.
  int64_t Match() {
    const int64_t times = std::min(Most(), Limit());
    if (times == 0) return 0;
    Get(times);
    Buy(times * terms_.buy_units);
    return times;
  }

 private:
  // So often it goes if the units to buy, those to get, and those of both together suffice. The last
  // time may be incomplete.
  int64_t Most() const {
    const int64_t got = to_get_only_ + to_buy_or_get_;
    const int64_t all = to_get_only_ + to_buy_;
    const int64_t lacking = terms_.incomplete ? terms_.get_units - 1 : 0;
    return std::min({to_buy_ / terms_.buy_units, (got + lacking) / terms_.get_units,
                     (all + lacking) / (terms_.buy_units + terms_.get_units)});
  }

  int64_t Limit() const {
    int64_t limit = applying_.TimesLeft();
    if (terms_.maximum_times != 0) limit = std::min(limit, terms_.maximum_times);
    if (applying_.units_left != kUnlimited) {
      limit = std::min(limit, applying_.units_left / terms_.get_units);
    }
    return std::max<int64_t>(limit, 0);
  }

  void Get(int64_t times) {
    int64_t wanted = times * terms_.get_units;
    int64_t spare = to_buy_ - times * terms_.buy_units;
    for (uint32_t i : work_.order) {
      const bool both = work_.may_buy[i] != 0;
      const int64_t taken =
          std::min({wanted, work_.free_units[i], both ? spare : kUnlimited});
      work_.wanted_units[i] = taken;
      wanted -= taken;
      if (both) spare -= taken;
      if (wanted == 0) break;
    }
  }

  // Bought goods need not be discountable.
  void Buy(int64_t wanted) {
    const absl::Span<const uint32_t> lines = applying_.state.LinesOf(buy_set_);
    work_.order.assign(lines.begin(), lines.end());
    SortLines(OtherEnd(terms_.get_order), &applying_);
    for (uint32_t i : work_.order) {
      const int64_t taken = std::min(wanted, work_.free_units[i] - work_.wanted_units[i]);
      work_.bought_units[i] = taken;
      wanted -= taken;
      if (wanted == 0) break;
    }
  }

  const BuyGet& terms_;
  const uint32_t buy_set_;
  Applying& applying_;
  Workspace& work_;
  // Free units: that may be bought; of these, those that may be got instead; that may only be got.
  int64_t to_buy_ = 0;
  int64_t to_buy_or_get_ = 0;
  int64_t to_get_only_ = 0;
};

}  // namespace

Reason ApplyBuyGet(const BuyGet& buy_get, uint32_t buy_set, uint32_t get_set, Applying* applying) {
  Workspace& work = applying->work;
  Matching matching(buy_get, buy_set, get_set, applying);
  const int64_t times = matching.Match();
  if (times == 0) {
    const int64_t there = applying->state.UnitsOf(applying->state.LinesOf(buy_set));
    const int64_t needed = buy_get.buy_units + (buy_set == get_set ? buy_get.get_units : 0);
    if (there >= needed) return Reason::kNothingToDiscount;
    applying->result->missing_quantity = Quantity((needed - there) * kOnePiece.value());
    return Reason::kMinimumQuantity;
  }
  work.picked.clear();
  for (uint32_t i = 0; i < work.wanted_units.size(); ++i) {
    if (work.wanted_units[i] > 0) work.picked.push_back(PickUnits(i, work.wanted_units[i], *applying));
  }
  UnitCut cut;
  cut.percent = buy_get.percent;
  cut.amount = buy_get.amount;
  cut.to_price = !buy_get.unit_price.is_zero();
  cut.price = buy_get.unit_price;
  ReckonUnits(cut, applying);
  const Reason reason = TakeOff(true, applying);
  if (reason != Reason::kNone) return reason;
  applying->result->times += times;
  if (!applying->units_used_once()) return Reason::kNone;
  for (uint32_t i = 0; i < work.wanted_units.size(); ++i) {
    if (work.bought_units[i] == 0) continue;
    const Picked bought = PickUnits(i, work.bought_units[i], *applying);
    LineState& line = applying->state.lines()[i];
    line.used_units += bought.units;
    line.used_net += bought.net;
  }
  return Reason::kNone;
}

}  // namespace tessera::engine
