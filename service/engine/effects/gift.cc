#include <algorithm>

#include "effects/effects.h"
#include "effects/picking.h"

namespace tessera::engine {
namespace {

// Lines of the gift's SKU into work.picked, at most so many units; returns how many there are.
int64_t PickSku(const std::string& sku, int64_t units, Applying* applying) {
  applying->work.picked.clear();
  int64_t left = units;
  const std::vector<Line>& lines = applying->state.basket().lines;
  for (uint32_t i = 0; i < lines.size() && left > 0; ++i) {
    const LineState& line = applying->state.lines()[i];
    if (lines[i].sku != sku || !line.discountable) continue;
    if (applying->offer.terms->exclude_on_sale && lines[i].on_sale) continue;
    const int64_t here = std::min(left, FreeUnits(i, *applying));
    if (here == 0) continue;
    applying->work.picked.push_back(PickUnits(i, here, *applying));
    left -= here;
  }
  return units - left;
}

Money ListPriceOf(const Gift& gift, const Basket& basket) {
  if (!gift.list_price.is_zero()) return gift.list_price;
  for (const Line& line : basket.lines) {
    if (line.sku == gift.sku && !line.unit_price.is_negative()) return line.unit_price;
  }
  return Money();
}

void AddLine(const Gift& gift, uint32_t position, int64_t units, Applying* applying) {
  const Quantity quantity(units * kOnePiece.value());
  for (GiftLine& line : *applying->gifts) {
    if (line.offer == applying->offer.source && line.effect == position) {
      line.quantity += quantity;
      return;
    }
  }
  applying->gifts->push_back({applying->offer.source, position, quantity,
                              ListPriceOf(gift, applying->state.basket())});
}

}  // namespace

Reason ApplyGift(const Gift& gift, uint32_t set, uint32_t position, Applying* applying) {
  int64_t times = applying->times;
  if (gift.per_units != 0) {
    const int64_t units = applying->state.UnitsOf(applying->state.LinesOf(set));
    times = units / gift.per_units;
    const int64_t limit = applying->offer.terms->limits.times_per_receipt;
    if (limit != 0) times = std::min(times, limit);
    if (times == 0) {
      applying->result->missing_quantity = Quantity((gift.per_units - units) * kOnePiece.value());
      return Reason::kMinimumQuantity;
    }
  }
  // 10^12 pieces at most: a basket has 10^9 units, but a gift may be as many for each.
  const int64_t units =
      std::min({MultiplyDivide(times, gift.units, 1, Rounding::kDown).value_or(kUnlimited),
                applying->units_left, int64_t{1'000'000'000'000}});
  if (units == 0) return Reason::kUnitLimit;
  int64_t there = 0;
  Reason why = Reason::kNone;
  if (gift.mode == GiftMode::kAddMissing) {
    there = PickSku(gift.sku, units, applying);
    ReckonPercent(kWhole, applying);
    if (there > 0) why = TakeOff(true, applying);
  }
  if (units == there) return why;
  AddLine(gift, position, units - there, applying);
  applying->result->units += units - there;
  return Reason::kNone;
}

}  // namespace tessera::engine
