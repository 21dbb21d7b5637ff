#include "effects/picking.h"

#include <algorithm>

namespace tessera::engine {
namespace {

int64_t RoundUpShare(int64_t whole, int64_t upto, int64_t total) {
  return whole - CumulativeShare(whole, total - upto, total);
}

int64_t Scaled(int64_t units, int64_t times) {
  if (units == 0) return kUnlimited;
  return MultiplyDivide(units, times, 1, Rounding::kDown).value_or(kUnlimited);
}

// How many of the units after the first `before` are each n-th ones, among `units`.
int64_t EveryNth(int64_t before, int64_t units, int64_t n) {
  return n <= 1 ? units : (before + units) / n - before / n;
}

// Counts off the units that may still be discounted for the member: those that an earlier effect of
// the offer discounted are counted already.
class UnitAllowance {
 public:
  explicit UnitAllowance(const Applying& applying)
      : left_(applying.units_left), counted_(applying.work.offer_units) {}

  // The most units of all these lines.
  int64_t Most(absl::Span<const uint32_t> lines) const {
    int64_t most = left_;
    for (uint32_t i : lines) most = CheckedAdd(most, CountedIn(i)).value_or(kUnlimited);
    return most;
  }
  // Takes as many of the line's units as are allowed.
  int64_t Take(uint32_t line, int64_t units) {
    if (left_ == kUnlimited) return units;
    const int64_t fresh = std::min(std::max<int64_t>(units - CountedIn(line), 0), left_);
    left_ -= fresh;
    return std::min(units, CountedIn(line) + fresh);
  }

 private:
  int64_t CountedIn(uint32_t line) const {
    return left_ == kUnlimited || line >= counted_.size() ? 0 : counted_[line];
  }

  int64_t left_;
  const std::vector<int64_t>& counted_;  // per line
};

// Some of the units of the lines in work.order.
void PickSome(const Goods& goods, Applying* applying) {
  SortLines(goods.order, applying);
  const std::vector<uint32_t>& order = applying->work.order;
  UnitAllowance allowance(*applying);
  const int64_t per_line = Scaled(goods.maximum_units_per_line, applying->times);
  int64_t all = 0;
  for (uint32_t i : order) all += std::min(FreeUnits(i, *applying), per_line);
  int64_t most = std::min({Scaled(goods.maximum_units, applying->times), applying->units_paid,
                           allowance.Most(order)});
  if (goods.every_nth <= 1) all = std::min(all, most);
  if (goods.group_units > 1) all -= all % goods.group_units;
  int64_t walked = 0;
  for (uint32_t i : order) {
    const int64_t here = std::min({FreeUnits(i, *applying), per_line, all - walked});
    const int64_t units =
        allowance.Take(i, std::min(EveryNth(walked, here, goods.every_nth), most));
    walked += here;
    most -= units;
    if (units > 0) applying->work.picked.push_back(PickUnits(i, units, *applying));
    if (walked == all || most == 0) break;
  }
}

}  // namespace

bool IsPieces(uint32_t line, const Applying& applying) {
  const Line& source = applying.state.basket().lines[line];
  return !source.weighed && source.quantity.value() % kOnePiece.value() == 0;
}

void CollectLines(uint32_t set, Applying* applying) {
  std::vector<uint32_t>& order = applying->work.order;
  order.clear();
  const bool skip_on_sale = applying->offer.terms->exclude_on_sale;
  for (uint32_t i : applying->state.LinesOf(set)) {
    if (!applying->state.lines()[i].discountable) continue;
    if (skip_on_sale && applying->state.basket().lines[i].on_sale) continue;
    order.push_back(i);
  }
}

void SortLines(UnitOrder order, Applying* applying) {
  applying->state.SortByPrice(order, &applying->work.order);
}

int64_t FreeUnits(uint32_t line, const Applying& applying) {
  const LineState& state = applying.state.lines()[line];
  return applying.units_used_once() ? state.units - state.used_units : state.units;
}

Picked PickUnits(uint32_t line, int64_t units, const Applying& applying) {
  const LineState& state = applying.state.lines()[line];
  const int64_t free_units = FreeUnits(line, applying);
  const Money free_net =
      applying.units_used_once() ? state.net - state.used_net : state.net;
  Picked picked;
  picked.line = line;
  picked.units = units;
  picked.whole = units == state.units;
  picked.net = units == free_units
                   ? free_net
                   : Money(CumulativeShare(free_net.value(), units, free_units));
  picked.base = !applying.on_original ? picked.net
                : picked.whole
                    ? state.gross
                    : Money(CumulativeShare(state.gross.value(), units, state.units));
  const Money floor = picked.whole
                          ? state.floor
                          : Money(RoundUpShare(state.floor.value(), units, state.units));
  picked.room = std::clamp(picked.net - floor, Money(), state.discount_room());
  return picked;
}

bool PicksUnits(const Goods& goods, const Applying& applying) {
  return goods.maximum_units != 0 || goods.maximum_units_per_line != 0 || goods.group_units > 1 ||
         goods.every_nth > 1 || applying.units_left != kUnlimited ||
         applying.units_paid != kUnlimited;
}

void Pick(const Goods& goods, uint32_t set, bool by_unit, Applying* applying) {
  CollectLines(set, applying);
  PickCollected(goods, by_unit, applying);
}

void PickCollected(const Goods& goods, bool by_unit, Applying* applying) {
  std::vector<Picked>& picked = applying->work.picked;
  picked.clear();
  if (PicksUnits(goods, *applying)) return PickSome(goods, applying);
  for (uint32_t i : applying->work.order) {
    if (!by_unit) {
      const LineState& line = applying->state.lines()[i];
      picked.push_back({i, line.units, true, line.net,
                        applying->on_original ? line.gross : line.net, line.discount_room()});
    } else if (const int64_t units = FreeUnits(i, *applying); units > 0) {
      picked.push_back(PickUnits(i, units, *applying));
    }
  }
}

const Step* FindStep(const std::vector<Step>& steps, Applying* applying, Reason* why) {
  const std::vector<uint32_t>& lines = applying->work.order;
  const Money amount =
      applying->on_original ? applying->state.GrossOf(lines) : applying->state.NetOf(lines);
  const Quantity quantity = applying->state.QuantityOf(lines);
  const Step* found = nullptr;
  for (const Step& step : steps) {
    if (amount >= step.from_amount && quantity >= step.from_quantity) found = &step;
  }
  if (found != nullptr) return found;
  OfferResult* result = applying->result;
  result->missing_amount = std::max(steps[0].from_amount - amount, Money());
  result->missing_quantity = std::max(steps[0].from_quantity - quantity, Quantity());
  *why = result->missing_amount.is_zero() ? Reason::kMinimumQuantity : Reason::kMinimumAmount;
  return nullptr;
}

}  // namespace tessera::engine
