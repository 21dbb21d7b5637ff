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

}  // namespace

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
         goods.every_nth > 1 || applying.units_left != kUnlimited;
}

void Pick(const Goods& goods, uint32_t set, bool by_unit, Applying* applying) {
  std::vector<Picked>& picked = applying->work.picked;
  picked.clear();
  CollectLines(set, applying);
  if (!PicksUnits(goods, *applying)) {
    for (uint32_t i : applying->work.order) {
      if (!by_unit) {
        const LineState& line = applying->state.lines()[i];
        picked.push_back({i, line.units, true, line.net,
                          applying->on_original ? line.gross : line.net, line.discount_room()});
      } else if (const int64_t units = FreeUnits(i, *applying); units > 0) {
        picked.push_back(PickUnits(i, units, *applying));
      }
    }
    return;
  }
  SortLines(goods.order, applying);
  const int64_t per_line = Scaled(goods.maximum_units_per_line, applying->times);
  int64_t all = 0;
  for (uint32_t i : applying->work.order) all += std::min(FreeUnits(i, *applying), per_line);
  int64_t most = Scaled(goods.maximum_units, applying->times);
  most = std::min(most, applying->units_left);
  if (goods.every_nth <= 1) all = std::min(all, most);
  if (goods.group_units > 1) all -= all % goods.group_units;
  int64_t walked = 0;
  for (uint32_t i : applying->work.order) {
    const int64_t here = std::min({FreeUnits(i, *applying), per_line, all - walked});
    const int64_t units = std::min(EveryNth(walked, here, goods.every_nth), most);
    walked += here;
    most -= units;
    if (units > 0) picked.push_back(PickUnits(i, units, *applying));
    if (walked == all || most == 0) break;
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
