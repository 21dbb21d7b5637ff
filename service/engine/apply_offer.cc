// Applying one offer that lowers prices, within its limits.
#include <algorithm>

#include "effects/effects.h"
#include "run.h"

namespace tessera::engine {
namespace {

Reason CheckLimits(const CompiledOffer& offer, const Situation& situation) {
  if (!offer.limited) return Reason::kNone;
  const Limits& limits = offer.terms->limits;
  const bool per_member = limits.uses_per_member != 0 || limits.uses_per_member_day != 0 ||
                          limits.units_per_member != 0;
  if (per_member && !limits.without_member && !situation.member_present()) {
    return Reason::kMemberRequired;
  }
  const OfferUse* use = situation.UseOf(offer.source);
  if (use == nullptr) return Reason::kNone;
  const auto reached = [](int64_t limit, int64_t used) { return limit != 0 && used >= limit; };
  if (reached(limits.uses_per_member, use->uses_member) ||
      reached(limits.uses_per_member_day, use->uses_member_today) ||
      reached(limits.uses_total, use->uses_total)) {
    return Reason::kUseLimit;
  }
  if (reached(limits.units_per_member, use->units_member)) return Reason::kUnitLimit;
  if (reached(limits.budget.value(), use->budget_used.value()) ||
      reached(limits.budget_points.value(), use->budget_used_points.value())) {
    return Reason::kBudget;
  }
  return Reason::kNone;
}

bool HasGoodsOnSale(const BasketState& state) {
  const std::vector<Line>& lines = state.basket().lines;
  return std::any_of(lines.begin(), lines.end(), [](const Line& line) { return line.on_sale; });
}

// What the offer's budget still bears; at least 1 after CheckLimits.
Money MoneyLeft(const CompiledOffer& offer, const Situation& situation) {
  const OfferUse* use = situation.UseOf(offer.source);
  return offer.terms->limits.budget - (use == nullptr ? Money() : use->budget_used);
}

int64_t UnitsLeft(const CompiledOffer& offer, const Situation& situation) {
  const int64_t limit = offer.terms->limits.units_per_member;
  if (limit == 0) return kUnlimited;
  const OfferUse* use = situation.UseOf(offer.source);
  return limit - (use == nullptr ? 0 : use->units_member);
}

// Shares by line, in the basket's order.
void RecordShares(Run* run, OfferResult* result) {
  std::vector<Given>& given = run->work.given;
  const auto by_line = [](const Given& a, const Given& b) { return a.line < b.line; };
  if (!std::is_sorted(given.begin(), given.end(), by_line)) {
    std::sort(given.begin(), given.end(), by_line);
  }
  ReuseShares(given.size(), run, result);
  uint32_t last = kUnnumbered;
  for (const Given& part : given) {
    if (part.line != last) {
      result->shares.push_back({run->state.basket().lines[part.line].line_no, Money(), Points()});
    }
    last = part.line;
    result->shares.back().discount += part.discount;
    result->discount += part.discount;
  }
}

// One time through the offer's effects; kNone if any gave something.
Reason ApplyEffects(const CompiledOffer& offer, Applying* applying) {
  Reason why = Reason::kNothingToDiscount;
  bool first = true;
  for (const CompiledEffect& effect : Cut(applying->program.effects, offer.effects)) {
    if (!LowersPrices(*effect.source)) continue;
    const Reason reason = ApplyEffect(effect, applying);
    if (why != Reason::kNone && (first || reason == Reason::kNone)) why = reason;
    first = false;
    if (applying->units_limit != kUnlimited) {
      applying->units_left =
          std::max<int64_t>(applying->units_limit - applying->result->units, 0);
    }
  }
  return why;
}

}  // namespace

Reason CheckAllowed(const Candidate& candidate, bool check_groups, Run* run) {
  const CompiledOffer& offer = run->program->offers[candidate.number];
  const Reason eligible = CheckEligible(*run->program, offer, &run->situation);
  if (eligible != Reason::kNone) return eligible;
  if (offer.terms->refused_with_on_sale && HasGoodsOnSale(run->state)) return Reason::kGoodsOnSale;
  if (run->exclusive_taken && offer.lowers) return Reason::kExcludedBy;
  if (check_groups && offer.group != kUnnumbered && run->group_taken[offer.group] != 0) {
    return Reason::kExcludedBy;
  }
  return CheckLimits(offer, run->situation);
}

Reason ApplyOffer(const Candidate& candidate, Manner manner, Run* run, OfferResult* result,
                  std::vector<GiftLine>* gifts) {
  const CompiledOffer& offer = run->program->offers[candidate.number];
  ResetResult(candidate, *run, result);
  const Reason allowed = CheckAllowed(candidate, manner.check_groups, run);
  if (allowed != Reason::kNone) return allowed;
  int64_t bundles = 1;
  const Reason conditions = CheckConditions(*run->program, offer, run->state, result, &bundles);
  if (manner.check_conditions && conditions != Reason::kNone) return conditions;
  const Limits& limits = offer.terms->limits;
  int64_t times = candidate.times;
  if (limits.times_per_receipt != 0) {
    bundles = std::min(bundles, limits.times_per_receipt);
    times = std::min(times, limits.times_per_receipt);
  }
  Points cost;
  if (const auto* choice = std::get_if<ChoiceTrigger>(&offer.terms->trigger)) {
    const auto whole = CheckedMultiply(choice->cost.value(), times);
    if (!whole || Points(*whole) > std::max(run->state.standing().points, Points())) {
      return Reason::kPointsInsufficient;
    }
    cost = Points(*whole);
  }
  Money budget(kUnlimited);
  if (!limits.budget.is_zero()) budget = MoneyLeft(offer, run->situation);
  const bool refuse = budget.value() != kUnlimited && limits.on_exceed == OnExceed::kRefuse;
  Standing before;
  if (refuse) before = run->state.standing();
  run->work.given.clear();
  const size_t gifts_before = gifts->size();
  Applying applying{*run->program, run->state, run->work, offer};
  applying.on_original = manner.on_original;
  applying.times = bundles;
  applying.units_limit = applying.units_left = UnitsLeft(offer, run->situation);
  if (limits.on_exceed == OnExceed::kCut) applying.money_left = budget;
  if (!limits.maximum_discount.is_zero()) {
    applying.money_left = std::min(applying.money_left, limits.maximum_discount);
  }
  applying.result = result;
  applying.gifts = gifts;
  Reason why = Reason::kNone;
  for (int64_t i = 0; i < times; ++i) {
    const Reason reason = ApplyEffects(offer, &applying);
    if (i == 0) why = reason;
    if (reason != Reason::kNone) break;
  }
  if (why != Reason::kNone) return why;
  RecordShares(run, result);
  if (refuse && result->discount > budget) {
    run->state.standing() = before;
    gifts->resize(gifts_before);
    *result = ResultFor(candidate, *run);
    return Reason::kBudget;
  }
  result->missing_amount = Money();
  result->missing_quantity = Quantity();
  run->state.standing().points -= cost;
  result->cost += cost;
  if (result->times == 0) result->times = std::max(bundles, times);
  return Reason::kNone;
}

OfferResult ResultFor(const Candidate& candidate, const Run& run) {
  OfferResult result;
  result.offer = run.program->offers[candidate.number].source;
  if (candidate.code != kUnnumbered) {
    result.coupon_code = run.state.basket().coupon_codes[candidate.code];
  }
  return result;
}

void ResetResult(const Candidate& candidate, const Run& run, OfferResult* result) {
  std::vector<OfferShare> shares = std::move(result->shares);
  shares.clear();
  *result = ResultFor(candidate, run);
  result->shares = std::move(shares);
}

void ReuseShares(size_t count, Run* run, OfferResult* result) {
  if (result->shares.capacity() == 0 && !run->spare_shares.empty()) {
    result->shares = std::move(run->spare_shares.back());
    run->spare_shares.pop_back();
  }
  result->shares.clear();
  result->shares.reserve(count);
}

OfferResult RejectedFor(const Candidate& candidate, Reason reason, Run* run) {
  OfferResult result = ResultFor(candidate, *run);
  result.reason = CheckAllowed(candidate, reason != Reason::kNotBest, run);
  if (result.reason == Reason::kNone) result.reason = reason;
  SetOutcome(&result);
  return result;
}

void TakeGroup(const CompiledOffer& offer, Run* run) {
  if (offer.group == kUnnumbered || run->group_taken[offer.group] != 0) return;
  run->group_taken[offer.group] = 1;
  run->taken_groups.push_back(offer.group);
}

void FreeGroups(Run* run) {
  for (uint32_t group : run->taken_groups) run->group_taken[group] = 0;
  run->taken_groups.clear();
}

void SetOutcome(OfferResult* result) {
  switch (result->reason) {
    case Reason::kNone: result->outcome = Outcome::kApplied; break;
    case Reason::kMinimumAmount:
    case Reason::kMinimumQuantity: result->outcome = Outcome::kNearly; break;
    default: result->outcome = Outcome::kRejected; break;
  }
  // What one effect lacks does not bring the offer nearer where another one is refused for good.
  if (result->outcome != Outcome::kNearly) {
    result->missing_amount = Money();
    result->missing_quantity = Quantity();
  }
}

Money WorthOf(const std::vector<GiftLine>& gifts, size_t first) {
  Money worth;
  for (size_t i = first; i < gifts.size(); ++i) {
    const auto price = MultiplyDivide(gifts[i].list_price.value(), gifts[i].quantity.value(),
                                      kOnePiece.value(), Rounding::kDown);
    const auto sum = price ? CheckedAdd(worth.value(), *price) : std::nullopt;
    worth = Money(sum.value_or(kUnlimited / 4));
  }
  return std::min(worth, Money(kUnlimited / 4));
}

}  // namespace tessera::engine
