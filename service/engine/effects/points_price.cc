#include <algorithm>

#include "effects/effects.h"
#include "effects/picking.h"

namespace tessera::engine {

Reason ApplyPointsPrice(const PointsPrice& price, uint32_t set, Applying* applying) {
  Workspace& work = applying->work;
  const Points there = std::max(applying->state.standing().points, Points());
  const int64_t payable = there.value() / price.points.value();
  if (payable == 0) return Reason::kPointsInsufficient;
  const int64_t units_left = applying->units_left;
  applying->units_left = std::min(units_left, payable);
  Pick(price.goods, set, true, applying);
  applying->units_left = units_left;
  UnitCut cut;
  cut.to_price = true;
  cut.price = price.unit_price;
  ReckonUnits(cut, applying);
  // Nobody pays points for what gets no cheaper.
  size_t kept = 0;
  int64_t units = 0;
  for (size_t k = 0; k < work.picked.size(); ++k) {
    if (std::min(work.amounts[k], work.picked[k].room.value()) <= 0) continue;
    work.picked[kept] = work.picked[k];
    work.amounts[kept++] = work.amounts[k];
    units += work.picked[k].units;
  }
  work.picked.resize(kept);
  work.amounts.resize(kept);
  const Reason reason = TakeOff(true, applying);
  if (reason != Reason::kNone) return reason;
  const Points cost(units * price.points.value());
  applying->result->cost += cost;
  applying->state.standing().points -= cost;
  return Reason::kNone;
}

Reason ApplyEffect(const CompiledEffect& effect, Applying* applying) {
  const Effect& source = *effect.source;
  if (const auto* percent = std::get_if<PercentOff>(&source)) {
    return ApplyPercentOff(*percent, effect.set, applying);
  }
  if (const auto* amount = std::get_if<AmountOff>(&source)) {
    return ApplyAmountOff(*amount, effect.set, applying);
  }
  if (const auto* price = std::get_if<FixedPrice>(&source)) {
    return ApplyFixedPrice(*price, effect.set, applying);
  }
  if (const auto* bundle = std::get_if<BundlePrice>(&source)) {
    return ApplyBundlePrice(*bundle, effect.part_sets, applying);
  }
  if (const auto* buy_get = std::get_if<BuyGet>(&source)) {
    return ApplyBuyGet(*buy_get, effect.buy_set, effect.set, applying);
  }
  if (const auto* gift = std::get_if<Gift>(&source)) {
    return ApplyGift(*gift, effect.set, effect.position, applying);
  }
  if (const auto* price = std::get_if<PointsPrice>(&source)) {
    return ApplyPointsPrice(*price, effect.set, applying);
  }
  return Reason::kNothingToDiscount;
}

}  // namespace tessera::engine
