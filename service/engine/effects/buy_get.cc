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

// Finds how often it goes: got units are the first in their order, bought ones the first from the
// other end of what is left.
class Matching {
 public:
  Matching(const BuyGet& terms, uint32_t buy_set, uint32_t get_set, Applying* applying)
      : terms_(terms), buy_set_(buy_set), get_set_(get_set), applying_(*applying),
        work_(applying->work) {
    work_.free_units.assign(applying_.state.lines().size(), 0);
    for (uint32_t i = 0; i < work_.free_units.size(); ++i) {
      work_.free_units[i] = FreeUnits(i, applying_);
    }
    CollectLines(get_set_, &applying_);
    SortLines(terms_.get_order, &applying_);
    work_.get_order.assign(work_.order.begin(), work_.order.end());
    free_of_both_ = FreeOfBoth();
  }

  // The largest number of times; got units per line are in wanted_units afterwards.
  int64_t Find() {
    int64_t low = 0;
    int64_t high = Most();
    while (low < high) {
      const int64_t middle = low + (high - low + 1) / 2;
      if (Fits(middle)) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    Fits(low);
    return low;
  }

  // Takes the units that were bought for `times` off free_units, so that they count as used.
  void Buy(int64_t times) {
    int64_t wanted = times * terms_.buy_units;
    Order(buy_set_, OtherEnd(terms_.get_order));
    work_.bought_units.assign(work_.free_units.size(), 0);
    for (uint32_t i : work_.order) {
      const int64_t taken = std::min(wanted, work_.free_units[i] - work_.wanted_units[i]);
      work_.bought_units[i] = taken;
      wanted -= taken;
      if (wanted == 0) break;
    }
  }

 private:
  // Bought goods need not be discountable.
  void Order(uint32_t set, UnitOrder order) {
    const absl::Span<const uint32_t> lines = applying_.state.LinesOf(set);
    work_.order.assign(lines.begin(), lines.end());
    SortLines(order, &applying_);
  }

  int64_t FreeIn(absl::Span<const uint32_t> lines) const {
    int64_t sum = 0;
    for (uint32_t i : lines) sum += work_.free_units[i];
    return sum;
  }

  int64_t Most() {
    const int64_t got = FreeIn(work_.get_order);
    const int64_t get_times =
        got / terms_.get_units + (terms_.incomplete && got % terms_.get_units != 0 ? 1 : 0);
    int64_t most =
        std::min(get_times, FreeIn(applying_.state.LinesOf(buy_set_)) / terms_.buy_units);
    if (terms_.maximum_times != 0) most = std::min(most, terms_.maximum_times);
    const int64_t limit = applying_.offer.terms->limits.times_per_receipt;
    if (limit != 0) most = std::min(most, limit);
    if (applying_.units_left != kUnlimited) {
      most = std::min(most, applying_.units_left / terms_.get_units);
    }
    return most;
  }

  bool Fits(int64_t times) {
    work_.wanted_units.assign(work_.free_units.size(), 0);
    int64_t to_get = times * terms_.get_units;
    int64_t got = 0;
    // Units to be got may be wanted for buying, too: with `incomplete` the last ones give way.
    const int64_t spare = free_of_both_ - times * terms_.buy_units;
    if (spare < 0) return false;
    for (uint32_t i : work_.get_order) {
      int64_t taken = std::min(to_get, work_.free_units[i]);
      if (terms_.incomplete) taken = std::min(taken, spare - got);
      work_.wanted_units[i] = std::max<int64_t>(taken, 0);
      got += work_.wanted_units[i];
      to_get -= work_.wanted_units[i];
      if (to_get == 0) break;
    }
    const int64_t least = times * terms_.get_units - (terms_.incomplete ? terms_.get_units - 1 : 0);
    if (times > 0 && got < std::max<int64_t>(least, 1)) return false;
    int64_t left_to_buy = 0;
    for (uint32_t i : applying_.state.LinesOf(buy_set_)) {
      left_to_buy += work_.free_units[i] - work_.wanted_units[i];
    }
    return left_to_buy >= times * terms_.buy_units;
  }

  // Free units that are in either set.
  int64_t FreeOfBoth() const {
    int64_t sum = 0;
    bool same = buy_set_ == get_set_;
    for (uint32_t i : applying_.state.LinesOf(buy_set_)) sum += work_.free_units[i];
    if (same) return sum;
    const absl::Span<const uint32_t> bought = applying_.state.LinesOf(buy_set_);
    for (uint32_t i : applying_.state.LinesOf(get_set_)) {
      if (!std::binary_search(bought.begin(), bought.end(), i)) sum += work_.free_units[i];
    }
    return sum;
  }

  const BuyGet& terms_;
  const uint32_t buy_set_;
  const uint32_t get_set_;
  Applying& applying_;
  Workspace& work_;
  int64_t free_of_both_ = 0;
};

}  // namespace

Reason ApplyBuyGet(const BuyGet& buy_get, uint32_t buy_set, uint32_t get_set, Applying* applying) {
  Workspace& work = applying->work;
  Matching matching(buy_get, buy_set, get_set, applying);
  const int64_t times = matching.Find();
  if (times == 0) {
    const int64_t there = applying->state.UnitsOf(applying->state.LinesOf(buy_set));
    const int64_t needed = buy_get.buy_units + (buy_set == get_set ? buy_get.get_units : 0);
    if (there >= needed) return Reason::kNothingToDiscount;
    applying->result->missing_quantity = Quantity((needed - there) * kOnePiece.value());
    return Reason::kMinimumQuantity;
  }
  matching.Buy(times);
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
