// What offers give.
#ifndef TESSERA_ENGINE_EFFECTS_H_
#define TESSERA_ENGINE_EFFECTS_H_

#include "absl/status/statusor.h"
#include "basket_state.h"
#include "tessera/engine/evaluation.h"
#include "tessera/engine/program.h"

namespace tessera::engine {

// Each takes its part off `state` (discounts) or only looks at it (points), fills `result` with the
// amounts and shares, and answers kNone if it gave something, else why not. `lines` are the
// positions of the offer's goods.

// The percentage is taken once on the sum over the goods that may be discounted, rounded by the
// program's rule, and spread by largest remainder. What a line may not take because of its floor is
// not moved to other lines: nothing is discounted by more than the percentage. A maximum is spread
// over the same lines, none of which then gets more than without it.
Reason ApplyPercentOff(const PercentOff& off, absl::Span<const uint32_t> lines, Rounding rounding,
                       BasketState* state, OfferResult* result);

// The amount is cut to what the goods can bear above their floors, and spread by largest remainder
// over what is left of their prices; what one line cannot bear moves to the others.
Reason ApplyAmountOff(const AmountOff& off, absl::Span<const uint32_t> lines, BasketState* state,
                      OfferResult* result);

// So many points for each whole `per_amount` in the sum paid for the goods that earn, spread by
// largest remainder over what was paid. kMinimumAmount, with what is missing, below one
// `per_amount`. AMOUNT_OVERFLOW if the points do not fit.
absl::StatusOr<Reason> ApplyEarning(const EarnPerMoney& earn, absl::Span<const uint32_t> lines,
                                    const BasketState& state, OfferResult* result);

}  // namespace tessera::engine

#endif  // TESSERA_ENGINE_EFFECTS_H_
