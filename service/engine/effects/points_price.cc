#include <algorithm>

#include "effects/effects.h"
#include "effects/picking.h"

namespace tessera::engine {

namespace {

// Leaves in work.order the lines that the price makes cheaper: nobody pays points for others, nor do
// their units count.
void DropCheapLines(const UnitCut& cut, Applying* applying) {
  Workspace& work = applying->work;
  work.picked.clear();
  for (uint32_t i : work.order) {
    const int64_t units = FreeUnits(i, *applying);
    if (units > 0) work.picked.push_back(PickUnits(i, units, *applying));
  }
  ReckonUnits(cut, applying);
  work.order.clear();
  for (size_t k = 0; k < work.picked.size(); ++k) {
    if (std::min(work.amounts[k], work.picked[k].room.value()) > 0) {
      work.order.push_back(work.picked[k].line);
    }
  }
}

}  // namespace

Reason ApplyPointsPrice(const PointsPrice& price, uint32_t set, Applying* applying) {
  Workspace& work = applying->work;
  const Points there = std::max(applying->state.standing().points, Points());
  const int64_t payable = there.value() / price.points.value();
  if (payable == 0) return Reason::kPointsInsufficient;
  UnitCut cut;
  cut.to_price = true;
  cut.price = price.unit_price;
  CollectLines(set, applying);
  DropCheapLines(cut, applying);
  applying->units_paid = payable;
  PickCollected(price.goods, true, applying);
  applying->units_paid = kUnlimited;
  ReckonUnits(cut, applying);
  // A line's units may differ by a minor unit.
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
