// What percentages, amounts and prices take off the units that were picked.
#include <algorithm>

#include "effects/effects.h"
#include "effects/picking.h"

namespace tessera::engine {
namespace {

int64_t PercentOf(int64_t amount, Share percent, Rounding rounding) {
  return *MultiplyDivide(amount, percent.value(), kWhole.value(), rounding);
}

// The discounted price of one unit is rounded, not the discount.
int64_t OffUnitPrice(int64_t unit, Share percent, Rounding rounding) {
  return unit - PercentOf(unit, kWhole - percent, rounding);
}

// The sum of `off` over the units, whose prices differ by one minor unit at most.
template <typename Off>
int64_t OverUnits(const Picked& picked, Off off) {
  const int64_t low = picked.base.value() / picked.units;
  const int64_t dearer = picked.base.value() % picked.units;
  const int64_t cheaper = picked.units - dearer;
  return (dearer == 0 ? 0 : dearer * off(low + 1)) + cheaper * off(low);
}

int64_t DownToPrice(const Picked& picked, Money price, const Applying& applying) {
  if (!IsPieces(picked.line, applying)) {
    const Quantity quantity = applying.state.basket().lines[picked.line].quantity;
    const auto whole = MultiplyDivide(price.value(), quantity.value(), kOnePiece.value(),
                                      applying.rounding());
    return whole ? std::max<int64_t>(picked.base.value() - *whole, 0) : 0;
  }
  return OverUnits(picked, [&](int64_t unit) { return std::max<int64_t>(unit - price.value(), 0); });
}

int64_t OffEach(const Picked& picked, const UnitCut& cut, bool first) {
  const auto capped = [&](int64_t unit) { return std::min(cut.amount.value(), unit); };
  if (!first || !cut.has_first) return OverUnits(picked, capped);
  const int64_t unit = picked.base.value() / picked.units +
                       (picked.base.value() % picked.units == 0 ? 0 : 1);
  return OverUnits(picked, capped) - capped(unit) + std::min(cut.first_amount.value(), unit);
}

}  // namespace

void ReckonPercent(Share percent, Applying* applying) {
  Workspace& work = applying->work;
  const Rounding rounding = applying->rounding();
  work.amounts.clear();
  switch (applying->program.source.rounding_place) {
    case RoundingPlace::kLine:
      for (const Picked& picked : work.picked) {
        work.amounts.push_back(PercentOf(picked.base.value(), percent, rounding));
      }
      return;
    case RoundingPlace::kUnitPrice:
      for (const Picked& picked : work.picked) {
        work.amounts.push_back(OverUnits(
            picked, [&](int64_t unit) { return OffUnitPrice(unit, percent, rounding); }));
      }
      return;
    case RoundingPlace::kReceipt: break;
  }
  int64_t base = 0;
  work.parts.clear();
  for (const Picked& picked : work.picked) {
    base += picked.base.value();
    work.parts.push_back({picked.base.value(), picked.base.value()});
  }
  const auto shares = work.allocator.Allocate(PercentOf(base, percent, rounding), work.parts,
                                              applying->program.source.spread);
  work.amounts.assign(shares.begin(), shares.end());
}

void ReckonUnits(const UnitCut& cut, Applying* applying) {
  if (!cut.percent.is_zero()) return ReckonPercent(cut.percent, applying);
  Workspace& work = applying->work;
  work.amounts.clear();
  bool first = true;
  for (const Picked& picked : work.picked) {
    work.amounts.push_back(cut.to_price ? DownToPrice(picked, cut.price, *applying)
                                        : OffEach(picked, cut, first));
    first = false;
  }
}

}  // namespace tessera::engine
