#include "tessera/engine/evaluate.h"

#include <algorithm>

#include "redemption.h"
#include "run.h"
#include "tessera/base/status.h"

namespace tessera::engine {
namespace {

constexpr size_t kMostSpareShares = 1'000;

// Everything empty, with the memory kept.
void Clear(Run* run) {
  Evaluation* const evaluation = run->evaluation;
  Evaluation kept = std::move(*evaluation);
  // Last first, so that an offer that is met again gets what it had.
  for (auto offer = kept.offers.rbegin(); offer != kept.offers.rend(); ++offer) {
    if (run->spare_shares.size() == kMostSpareShares) break;
    if (offer->shares.capacity() != 0) run->spare_shares.push_back(std::move(offer->shares));
  }
  *evaluation = Evaluation();
  const auto keep = [](auto* emptied, auto* memory) {
    memory->clear();
    *emptied = std::move(*memory);
  };
  keep(&evaluation->lines, &kept.lines);
  keep(&evaluation->offers, &kept.offers);
  keep(&evaluation->gifts, &kept.gifts);
  keep(&evaluation->payments, &kept.payments);
  keep(&evaluation->stamps, &kept.stamps);
  keep(&evaluation->issued_coupons, &kept.issued_coupons);
  keep(&evaluation->refused_codes, &kept.refused_codes);
}

void RecordDiscounts(Run* run) {
  for (size_t i = 0; i < run->evaluation->lines.size(); ++i) {
    const LineState& state = run->state.lines()[i];
    LineResult& line = run->evaluation->lines[i];
    line.line_no = run->state.basket().lines[i].line_no;
    line.gross = state.gross;
    line.discount = state.gross - state.covered - state.net;
  }
}

void RecordTotals(Run* run) {
  Evaluation& evaluation = *run->evaluation;
  for (size_t i = 0; i < evaluation.lines.size(); ++i) {
    LineResult& line = evaluation.lines[i];
    line.net = run->state.lines()[i].net + run->state.lines()[i].covered;
    evaluation.gross += line.gross;
    evaluation.discount += line.discount;
    evaluation.total += line.net;
  }
}

Points CostOf(const Evaluation& evaluation) {
  Points cost;
  for (const OfferResult& offer : evaluation.offers) cost += offer.cost;
  return cost;
}

// Spreads what an offer costs over the lines that it lowered.
void RecordCost(const OfferResult& offer, Run* run) {
  if (offer.cost.is_zero()) return;
  run->evaluation->spent += offer.cost;
  run->work.parts.clear();
  for (const OfferShare& share : offer.shares) {
    run->work.parts.push_back(
        {share.discount.value(), share.discount.is_zero() ? 0 : offer.cost.value()});
  }
  const auto costs = run->work.allocator.Allocate(offer.cost.value(), run->work.parts,
                                                  Spread::kLargestRemainder);
  size_t line = 0;
  for (size_t k = 0; k < costs.size(); ++k) {
    while (run->evaluation->lines[line].line_no != offer.shares[k].line_no) ++line;
    run->evaluation->lines[line].spent += Points(costs[k]);
  }
}

void RecordRefusedCodes(Run* run) {
  for (const OfferResult& offer : run->evaluation->offers) {
    if (offer.coupon_code.empty() || offer.outcome == Outcome::kApplied) continue;
    run->evaluation->refused_codes.push_back({offer.coupon_code, offer.reason});
  }
}

absl::Status RunOnce(const Basket& basket, Points allowance, Run* run) {
  const CompiledProgram::Internals& program = *run->program;
  Evaluation& evaluation = *run->evaluation;
  Clear(run);
  evaluation.program_version = program.version;
  run->state.Reset(basket, program);
  evaluation.lines.resize(basket.lines.size());
  run->exclusive_taken = false;
  run->group_taken.assign(program.groups.size(), 0);
  run->taken_groups.clear();
  const Points spendable =
      run->member->present ? std::max(run->member->spendable, Points()) : Points();
  run->state.standing().points = Points(CheckedAdd(spendable.value(), allowance.value())
                                            .value_or(std::numeric_limits<int64_t>::max()));
  CoverByTenders(run);
  TESSERA_RETURN_IF_ERROR(FindCandidates(run));
  ApplyDiscounts(run);
  RecordDiscounts(run);
  TESSERA_RETURN_IF_ERROR(ApplyRedemption(program, *run->member, spendable - CostOf(evaluation),
                                          &run->state, &run->work, &evaluation));
  run->state.standing().points -= evaluation.spent;
  TESSERA_RETURN_IF_ERROR(ApplyLater(run));
  for (const OfferResult& offer : evaluation.offers) RecordCost(offer, run);
  RecordTotals(run);
  ApplyTenders(run);
  RecordRefusedCodes(run);
  return absl::OkStatus();
}

bool CostsPoints(const Evaluation& evaluation) {
  return std::any_of(evaluation.offers.begin(), evaluation.offers.end(),
                     [](const OfferResult& offer) {
                       return offer.reason == Reason::kPointsInsufficient || !offer.cost.is_zero();
                     });
}

// Where points of this sale may pay its choices: what it earns without the choices that they would
// pay is allowed for; if the choices then make it earn less, only so much, and at last nothing.
absl::Status RunWithOwnPoints(const Basket& basket, Run* run) {
  TESSERA_RETURN_IF_ERROR(RunOnce(basket, Points(), run));
  if (!CostsPoints(*run->evaluation)) return absl::OkStatus();
  const Points spendable = std::max(run->member->spendable, Points());
  Points allowance = run->evaluation->earned;
  for (int i = 0; i < 3 && !allowance.is_zero(); ++i) {
    const absl::Status status = RunOnce(basket, allowance, run);
    const Points earned = run->evaluation->earned;
    if (status.ok() && run->evaluation->spent - earned <= spendable) return status;
    allowance = status.ok() ? std::min(allowance, earned) : Points();
  }
  return RunOnce(basket, Points(), run);
}

}  // namespace

Evaluator::Evaluator() : run_(std::make_unique<Run>()) {}
Evaluator::~Evaluator() = default;
Evaluator::Evaluator(Evaluator&&) noexcept = default;
Evaluator& Evaluator::operator=(Evaluator&&) noexcept = default;

absl::Status Evaluator::Evaluate(const CompiledProgram& program, const MemberView& member,
                                 const Basket& basket, Instant now, Evaluation* evaluation) {
  TESSERA_RETURN_IF_ERROR(CheckBasket(basket));
  if (basket.currency_code != program.source().currency_code) {
    return InvalidInput("CURRENCY_MISMATCH", "currency_code",
                        "the program is in " + program.source().currency_code);
  }
  TESSERA_RETURN_IF_ERROR(CheckTendersTaken(basket, program.source()));
  run_->program = &program.internals();
  run_->member = &member;
  run_->evaluation = evaluation;
  run_->situation.Reset(program.internals(), member, basket, now);
  if (program.source().earned_points_pay_at_once && member.present) {
    return RunWithOwnPoints(basket, run_.get());
  }
  return RunOnce(basket, Points(), run_.get());
}

absl::StatusOr<Evaluation> Evaluate(const CompiledProgram& program, const MemberView& member,
                                    const Basket& basket, Instant now) {
  Evaluation evaluation;
  TESSERA_RETURN_IF_ERROR(Evaluator().Evaluate(program, member, basket, now, &evaluation));
  return evaluation;
}

absl::StatusOr<Evaluation> EvaluateWithoutProgram(const Basket& basket, Rounding rounding) {
  TESSERA_RETURN_IF_ERROR(CheckBasket(basket));
  Evaluation evaluation;
  evaluation.redeem_limit = RedeemLimit::kNotOffered;
  if (!basket.redeem.is_zero()) {
    return Refused("REDEEM_LIMIT", "redeem_points", "without a program no points may be spent");
  }
  for (const Line& line : basket.lines) {
    const Money gross = PriceOf(line.unit_price, line.quantity, rounding);
    evaluation.lines.push_back({});
    evaluation.lines.back().line_no = line.line_no;
    evaluation.lines.back().gross = gross;
    evaluation.lines.back().net = gross;
    evaluation.gross += gross;
  }
  evaluation.total = evaluation.gross;
  evaluation.due = evaluation.gross;
  return evaluation;
}

}  // namespace tessera::engine
