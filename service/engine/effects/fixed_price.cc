#include "effects/effects.h"
#include "effects/picking.h"

namespace tessera::engine {

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
  Pick(price.goods, set, true, applying);
  ReckonUnits(cut, applying);
  return TakeOff(true, applying);
}

}  // namespace tessera::engine
