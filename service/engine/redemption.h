// Points as a reduction of the price.
#ifndef TESSERA_ENGINE_REDEMPTION_H_
#define TESSERA_ENGINE_REDEMPTION_H_

#include "absl/status/status.h"
#include "effects/applying.h"
#include "tessera/engine/evaluation.h"

namespace tessera::engine {

// Fills in max_redeem, redeem_limit and each line's redeemable; then, if `basket.redeem` is not
// zero, spends exactly that: takes it off `state` and fills in redeemed and spent of `evaluation`
// and its lines. FAILED_PRECONDITION / REDEEM_LIMIT with field "redeem_points" if it may not be.
//
// The most that may be spent is the program's share of what discounts leave of the goods for which
// points may pay, rounded down, not more than the receipt comes to, and not more than what lies above
// these goods' floors. Lines that are no goods are passed by. No rounding takes place between points
// and money: only such numbers of points are spent as are worth whole minor units.
// `spendable`: the member's points less what choices cost.
absl::Status ApplyRedemption(const CompiledProgram::Internals& program, const MemberView& member,
                             Points spendable, BasketState* state, Workspace* work,
                             Evaluation* evaluation);

}  // namespace tessera::engine

#endif  // TESSERA_ENGINE_REDEMPTION_H_
