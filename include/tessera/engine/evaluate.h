// The pure function at the heart of it: no clock, no I/O, no floating point, no locale, and no
// dependence on the order of hash tables. The same inputs give the same bytes everywhere.
#ifndef TESSERA_ENGINE_EVALUATE_H_
#define TESSERA_ENGINE_EVALUATE_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tessera/engine/basket.h"
#include "tessera/engine/compiled_program.h"
#include "tessera/engine/evaluation.h"

namespace tessera::engine {

// What is wrong with a basket in itself, whatever the program: LINES_EMPTY is not an error here.
// INVALID_ARGUMENT with field "lines[i]...": TOO_MANY_LINES, LINE_NO_INVALID, LINE_NO_REPEATED,
// BASKET_SKU_INVALID, QUANTITY_INVALID, PRICE_INVALID, TEXT_TOO_LONG, TEXT_INVALID (not UTF-8),
// TOO_MANY_LABELS, AMOUNT_OVERFLOW; with field "coupon_codes" TOO_MANY_COUPONS, TEXT_TOO_LONG; with
// field "redeem_points" POINTS_INVALID.
absl::Status CheckBasket(const Basket& basket);

// Order: offers that lower prices, by falling priority, then id, each on what the earlier ones left;
// then redemption; then offers that give points, on what is paid.
//
// Where rounding happens: a line's gross amount once; each percentage once on the sum over its
// goods, then spread by largest remainder; points once per offer, for the whole multiples of
// `per_amount` in the sum over its goods, then spread likewise; the share that points may pay once,
// down; a line's floor (minimum price x quantity) once, up. Between points and money nothing is
// rounded.
//
// A NEARLY result tells what the first condition that does not hold still lacks.
//
// `basket.redeem` points are spent exactly or not at all: more than max_redeem, less than the
// minimum or off the step is FAILED_PRECONDITION / REDEEM_LIMIT with field "redeem_points".
// Otherwise the errors of CheckBasket, and CURRENCY_MISMATCH.
absl::StatusOr<Evaluation> Evaluate(const CompiledProgram& program, const MemberView& member,
                                    const Basket& basket, Instant now);

// The evaluation of a basket to which no program applies: gross amounts and nothing else.
// Line amounts are rounded half up.
absl::StatusOr<Evaluation> EvaluateWithoutProgram(const Basket& basket);

}  // namespace tessera::engine

#endif  // TESSERA_ENGINE_EVALUATE_H_
