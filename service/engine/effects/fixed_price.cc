#include "effects/effects.h"
#include "effects/picking.h"

namespace tessera::engine {
namespace {

// What the goods cost more than the price together, spread over them.
Reason PriceTogether(Money price, bool counted, Applying* applying) {
  Workspace& work = applying->work;
  Money sum;
  work.parts.clear();
  for (const Picked& picked : work.picked) {
    sum += picked.base;
    work.parts.push_back({picked.base.value(), picked.room.value()});
  }
  if (sum <= price) return Reason::kNothingToDiscount;
  const auto shares = work.allocator.Allocate((sum - price).value(), work.parts,
                                              applying->program.source.spread);
  work.amounts.assign(shares.begin(), shares.end());
  return TakeOff(counted, applying);
}

}  // namespace

Reason ApplyFixedPrice(const FixedPrice& price, uint32_t set, Applying* applying) {
  UnitCut cut;
  cut.to_price = true;
  cut.price = price.unit_price;
  if (!price.steps.empty()) {
    CollectLines(set, applying);
    Reason why = Reason::kNone;
    const Step* step = FindStep(price.steps, applying, &why);
    if (step == nullptr) return why;
    cut.price = step->amount;
  }
  Pick(price.goods, set, !price.together, applying);
  if (price.together) {
    return PriceTogether(cut.price, PicksUnits(price.goods, *applying), applying);
  }
  ReckonUnits(cut, applying);
  return TakeOff(true, applying);
}

}  // namespace tessera::engine
