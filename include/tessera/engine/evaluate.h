// The pure function at the heart of it: no clock, no I/O, no floating point, no locale, and no
// dependence on the order of hash tables. The same inputs give the same bytes everywhere.
#ifndef TESSERA_ENGINE_EVALUATE_H_
#define TESSERA_ENGINE_EVALUATE_H_

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tessera/engine/basket.h"
#include "tessera/engine/compiled_program.h"
#include "tessera/engine/evaluation.h"

namespace tessera::engine {

struct Run;

// What is wrong with a basket in itself, whatever the program: LINES_EMPTY is not an error here.
// INVALID_ARGUMENT with field "lines[i]...": TOO_MANY_LINES, LINE_NO_INVALID, LINE_NO_REPEATED,
// BASKET_SKU_INVALID, QUANTITY_INVALID, PRICE_INVALID, TEXT_TOO_LONG, TEXT_INVALID (not UTF-8),
// TOO_MANY_LABELS, AMOUNT_OVERFLOW; with field "coupon_codes" TOO_MANY_COUPONS, TEXT_TOO_LONG; with
// field "redeem_points" POINTS_INVALID; with field "choices" or "tenders" TOO_MANY_ITEMS,
// CHOICE_INVALID, TENDER_INVALID.
absl::Status CheckBasket(const Basket& basket);

// Order: offers that lower prices, phase by phase, by falling priority, then the program's order, as
// the phase's mode says; then redemption; then offers that give points, stamps and coupons; then
// gift cards and the wallet. An offer of both kinds gives its points if it lowered a price; they come
// at its priority among those of the offers that only give points, whatever its phase.
//
// Where rounding happens: a line's gross amount once; each percentage in the program's place, then
// spread as the program says; points once per offer; the share that points may pay once, down; a
// line's floor (minimum price x quantity) once, up. Between points and money nothing is rounded.
//
// A line of whole pieces that is not weighed is so many units at its unit price; any other line is
// one unit at its whole amount. Units of a line share what is left of it evenly.
//
// A line with a negative price lowers the receipt and nothing else: it is in no set. Discounts and
// points never take the receipt below zero.
//
// The cost of choices and of prices in points is spent: it is in `spent`, and, where it lowered lines,
// in these lines' `spent`.
//
// A NEARLY result tells what the first condition that does not hold still lacks.
//
// `basket.redeem` points are spent exactly or not at all: more than max_redeem, less than the
// minimum or off the step is FAILED_PRECONDITION / REDEEM_LIMIT with field "redeem_points".
// Otherwise the errors of CheckBasket, CURRENCY_MISMATCH, CHOICE_UNKNOWN, and TENDER_NOT_TAKEN.
absl::StatusOr<Evaluation> Evaluate(const CompiledProgram& program, const MemberView& member,
                                    const Basket& basket, Instant now);

// The same, keeping its memory from one evaluation to the next. Not thread-safe; any number may use
// one program, and one may go from program to program.
class Evaluator {
 public:
  Evaluator();
  ~Evaluator();
  Evaluator(Evaluator&&) noexcept;
  Evaluator& operator=(Evaluator&&) noexcept;

  // `evaluation` is overwritten; on an error it is left in any state. It depends on nothing that
  // was evaluated before.
  absl::Status Evaluate(const CompiledProgram& program, const MemberView& member,
                        const Basket& basket, Instant now, Evaluation* evaluation);

 private:
  std::unique_ptr<Run> run_;
};

// The evaluation of a basket to which no program applies: gross amounts and nothing else.
// Line amounts are rounded as `rounding` says. FAILED_PRECONDITION / REDEEM_LIMIT if points are to be spent.
absl::StatusOr<Evaluation> EvaluateWithoutProgram(const Basket& basket,
                                                  Rounding rounding = Rounding::kHalfUp);

}  // namespace tessera::engine

#endif  // TESSERA_ENGINE_EVALUATE_H_
