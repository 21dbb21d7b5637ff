#include "tessera/engine/evaluate.h"

#include <algorithm>

#include "basket_state.h"
#include "compiled.h"
#include "conditions.h"
#include "effects.h"
#include "redemption.h"
#include "tessera/base/status.h"

namespace tessera::engine {
namespace {

// One evaluation: discounts, then redemption on what they leave, then points on what is paid.
class Run {
 public:
  Run(const CompiledProgram::Internals& program, const MemberView& member, const Basket& basket,
      Instant now)
      : program_(program),
        member_(member),
        state_(basket, program),
        situation_(Resolve(program, member, basket, now)),
        group_taken_(program.group_count, false) {}

  absl::StatusOr<Evaluation> Evaluate() {
    evaluation_.program_version = program_.version;
    evaluation_.lines.resize(state_.lines().size());
    const std::vector<uint32_t> offers = OffersToLookAt();
    const auto earning = std::lower_bound(offers.begin(), offers.end(), program_.first_earning);
    for (auto it = offers.begin(); it != earning; ++it) TESSERA_RETURN_IF_ERROR(Try(*it));
    RecordDiscounts();
    TESSERA_RETURN_IF_ERROR(ApplyRedemption(program_, member_, &state_, &evaluation_));
    for (auto it = earning; it != offers.end(); ++it) TESSERA_RETURN_IF_ERROR(Try(*it));
    TESSERA_RETURN_IF_ERROR(RecordPoints());
    RecordTotals();
    return std::move(evaluation_);
  }

 private:
  // In the order of application.
  std::vector<uint32_t> OffersToLookAt() const {
    std::vector<uint32_t> offers;
    if (state_.lines().empty()) return offers;
    offers = program_.always;
    for (uint32_t set : state_.membership().touched()) {
      const std::vector<uint32_t>& more = program_.offers_of_set[set];
      offers.insert(offers.end(), more.begin(), more.end());
    }
    std::sort(offers.begin(), offers.end());
    offers.erase(std::unique(offers.begin(), offers.end()), offers.end());
    return offers;
  }

  absl::Status Try(uint32_t number) {
    const CompiledOffer& offer = program_.offers[number];
    OfferResult result;
    result.offer = offer.source;
    TESSERA_ASSIGN_OR_RETURN(result.reason, Apply(offer, &result));
    switch (result.reason) {
      case Reason::kNone:
        result.outcome = Outcome::kApplied;
        if (offer.group != kUnnumbered) group_taken_[offer.group] = true;
        break;
      case Reason::kMinimumAmount:
      case Reason::kMinimumQuantity: result.outcome = Outcome::kNearly; break;
      default: result.outcome = Outcome::kRejected; break;
    }
    evaluation_.offers.push_back(std::move(result));
    return absl::OkStatus();
  }

  absl::StatusOr<Reason> Apply(const CompiledOffer& offer, OfferResult* result) {
    if (const Reason reason = CheckEligible(program_, offer, situation_); reason != Reason::kNone) {
      return reason;
    }
    if (offer.group != kUnnumbered && group_taken_[offer.group]) return Reason::kExcludedBy;
    if (const Reason reason = CheckConditions(program_, offer, state_, result);
        reason != Reason::kNone) {
      return reason;
    }
    Reason why = Reason::kNothingToDiscount;
    for (const CompiledEffect& effect : Cut(program_.effects, offer.effects)) {
      TESSERA_ASSIGN_OR_RETURN(const Reason reason,
                               Give(*effect.source, state_.LinesOf(effect.set), result));
      if (why != Reason::kNone) why = reason;
    }
    return why;
  }

  absl::StatusOr<Reason> Give(const Effect& effect, absl::Span<const uint32_t> lines,
                              OfferResult* result) {
    if (const auto* percent = std::get_if<PercentOff>(&effect)) {
      return ApplyPercentOff(*percent, lines, program_.source.rounding, &state_, result);
    }
    if (const auto* amount = std::get_if<AmountOff>(&effect)) {
      return ApplyAmountOff(*amount, lines, &state_, result);
    }
    if (const auto* earn = std::get_if<EarnPerMoney>(&effect)) {
      return ApplyEarning(*earn, lines, state_, result);
    }
    return Reason::kNothingToDiscount;
  }

  void RecordDiscounts() {
    for (size_t i = 0; i < evaluation_.lines.size(); ++i) {
      const LineState& state = state_.lines()[i];
      evaluation_.lines[i].line_no = state_.basket().lines[i].line_no;
      evaluation_.lines[i].gross = state.gross;
      evaluation_.lines[i].discount = state.gross - state.net;
    }
  }

  // Shares stand in the basket's order, so one walk along the lines finds each.
  absl::Status RecordPoints() {
    int64_t earned = 0;
    for (const OfferResult& offer : evaluation_.offers) {
      const auto sum = CheckedAdd(earned, offer.points.value());
      if (!sum) {
        return InvalidInput("AMOUNT_OVERFLOW", "lines",
                            "the basket earns more points than can be");
      }
      earned = *sum;
      if (offer.points.is_zero()) continue;
      size_t line = 0;
      for (const OfferShare& share : offer.shares) {
        while (evaluation_.lines[line].line_no != share.line_no) ++line;
        evaluation_.lines[line].earned += share.points;
      }
    }
    evaluation_.earned = Points(earned);
    return absl::OkStatus();
  }

  void RecordTotals() {
    for (size_t i = 0; i < evaluation_.lines.size(); ++i) {
      LineResult& line = evaluation_.lines[i];
      line.net = state_.lines()[i].net;
      evaluation_.gross += line.gross;
      evaluation_.discount += line.discount;
      evaluation_.total += line.net;
    }
    evaluation_.due = evaluation_.total;
  }

  const CompiledProgram::Internals& program_;
  const MemberView& member_;
  BasketState state_;
  const Situation situation_;
  std::vector<bool> group_taken_;
  Evaluation evaluation_;
};

}  // namespace

absl::StatusOr<Evaluation> Evaluate(const CompiledProgram& program, const MemberView& member,
                                    const Basket& basket, Instant now) {
  TESSERA_RETURN_IF_ERROR(CheckBasket(basket));
  if (basket.currency_code != program.source().currency_code) {
    return InvalidInput("CURRENCY_MISMATCH", "currency_code",
                        "the program is in " + program.source().currency_code);
  }
  return Run(program.internals(), member, basket, now).Evaluate();
}

absl::StatusOr<Evaluation> EvaluateWithoutProgram(const Basket& basket) {
  TESSERA_RETURN_IF_ERROR(CheckBasket(basket));
  Evaluation evaluation;
  evaluation.redeem_limit = RedeemLimit::kNotOffered;
  if (!basket.redeem.is_zero()) {
    return Refused("REDEEM_LIMIT", "redeem_points", "without a program no points may be spent");
  }
  for (const Line& line : basket.lines) {
    const Money gross = PriceOf(line.unit_price, line.quantity, Rounding::kHalfUp);
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
