// What offers give. Each takes its part off the basket (or adds a gift), notes it in the workspace and
// in the result, and answers kNone if it gave something, else why not.
#ifndef TESSERA_ENGINE_EFFECTS_EFFECTS_H_
#define TESSERA_ENGINE_EFFECTS_EFFECTS_H_

#include "effects/applying.h"

namespace tessera::engine {

// The percentage is rounded in the program's place. What a line may not take because of its floor is
// not moved to other lines: nothing is discounted by more than the percentage. A maximum is spread
// over the same lines, none of which then gets more than without it.
Reason ApplyPercentOff(const PercentOff& off, uint32_t set, Applying* applying);

// Once per receipt, the amount is cut to what the goods can bear above their floors, and spread over
// what is left of their prices; what one line cannot bear moves to the others.
Reason ApplyAmountOff(const AmountOff& off, uint32_t set, Applying* applying);

// Goods that cost less already stay as they are. The price is that of a piece or kilogram.
Reason ApplyFixedPrice(const FixedPrice& price, uint32_t set, Applying* applying);

Reason ApplyBundlePrice(const BundlePrice& bundle, absl::Span<const uint32_t> sets,
                        Applying* applying);

Reason ApplyBuyGet(const BuyGet& buy_get, uint32_t buy_set, uint32_t get_set, Applying* applying);

Reason ApplyGift(const Gift& gift, uint32_t set, uint32_t position, Applying* applying);

// As many units as the points that are left pay for.
Reason ApplyPointsPrice(const PointsPrice& price, uint32_t set, Applying* applying);

// One of the above; kNothingToDiscount for effects of other kinds.
Reason ApplyEffect(const CompiledEffect& effect, Applying* applying);

// For the effects on units: what each of them is lowered by.
struct UnitCut {
  Share percent;
  Money amount;
  bool to_price = false;  // lowered to `price`
  Money price;
  Money first_amount;  // instead of `amount` for the first unit, where has_first
  bool has_first = false;
};

// Fills work.amounts with what the cut takes off work.picked.
void ReckonUnits(const UnitCut& cut, Applying* applying);
// By percentage, rounded in the program's place; `percent` at most 100 %.
void ReckonPercent(Share percent, Applying* applying);

}  // namespace tessera::engine

#endif  // TESSERA_ENGINE_EFFECTS_EFFECTS_H_
