// Applying one offer that lowers prices, within its limits.
#include <algorithm>
#include <optional>

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

// A unit counts once for the offer, however many of its effects discount it. `first`: of what the
// effect gave.
void CountUnits(size_t first, Applying* applying) {
  Workspace& work = applying->work;
  const absl::Span<const Given> given = absl::MakeConstSpan(work.given).subspan(first);
  for (const Given& part : given) work.effect_units[part.line] += part.units;
  for (const Given& part : given) {
    int64_t& counted = work.offer_units[part.line];
    int64_t& units = work.effect_units[part.line];
    if (units > counted) {
      applying->result->units += units - counted;
      counted = units;
    }
    units = 0;
  }
  if (applying->units_limit != kUnlimited) {
    applying->units_left = std::max<int64_t>(applying->units_limit - applying->result->units, 0);
  }
}

// Gives an offer as often as it was chosen. What one time discounted the next one does not discount
// again; the effects of one time may discount the same units.
class OfferGiving {
 public:
  OfferGiving(int64_t times, Points cost, Applying* applying)
      : times_(times), cost_(cost), applying_(*applying) {
    const auto effects = Cut(applying->program.effects, applying->offer.effects);
    for (const CompiledEffect& effect : effects) {
      if (LowersPrices(*effect.source)) ++effects_;
    }
    Workspace& work = applying_.work;
    work.given.clear();
    work.effect_discounts.assign(effects.size(), Money());
    const size_t lines = applying_.state.lines().size();
    if (work.offer_units.size() < lines) {
      work.effect_units.resize(lines, 0);
      work.offer_units.resize(lines, 0);
    }
    if (times > 1) apart_.emplace(applying);
  }

  // kNone if anything was given; kPointsInsufficient if less than the choice would give was paid for.
  Reason Give() {
    Points& points = applying_.state.standing().points;
    for (given_ = 0; given_ < times_; ++given_) {
      const bool paid = cost_.is_zero() || points >= cost_;
      if (!paid && given_ == 0) return Reason::kPointsInsufficient;
      if (paid) points -= cost_;
      const Reason reason = GiveOnce();
      if (reason == Reason::kNone && !paid) return Reason::kPointsInsufficient;
      if (reason == Reason::kNone) continue;
      if (paid) points += cost_;
      return given_ == 0 ? reason : Reason::kNone;
    }
    return Reason::kNone;
  }

  // How often something was given.
  int64_t given() const { return given_; }

 private:
  // Once through the effects; kNone if any gave something.
  Reason GiveOnce() {
    Workspace& work = applying_.work;
    const bool sharing = apart_ && effects_ > 1;
    if (sharing) BeginSharing();
    const size_t first = work.given.size();
    Reason why = Reason::kNothingToDiscount;
    bool any = false;
    for (const CompiledEffect& effect : Cut(applying_.program.effects, applying_.offer.effects)) {
      if (!LowersPrices(*effect.source)) continue;
      const Reason reason = GiveEffect(effect);
      if (sharing) Share();
      if (why != Reason::kNone && (!any || reason == Reason::kNone)) why = reason;
      any = true;
    }
    if (sharing) EndSharing();
    for (size_t k = first; k < work.given.size(); ++k) work.offer_units[work.given[k].line] = 0;
    return why;
  }

  Reason GiveEffect(const CompiledEffect& effect) {
    Workspace& work = applying_.work;
    const size_t first = work.given.size();
    Money& discounted = work.effect_discounts[effect.position];
    applying_.discounted = discounted;
    const Reason reason = ApplyEffect(effect, &applying_);
    for (size_t k = first; k < work.given.size(); ++k) discounted += work.given[k].discount;
    CountUnits(first, &applying_);
    return reason;
  }

  void BeginSharing() {
    const std::vector<LineState>& lines = applying_.state.lines();
    applying_.work.shared.assign(lines.size(), {});
    for (size_t i = 0; i < lines.size(); ++i) {
      applying_.work.shared[i] = {lines[i].used_units, lines[i].used_net, lines[i].net, 0, Money()};
    }
  }

  // Notes what an effect counted, and lets the next one see it as it was when this time began.
  void Share() {
    std::vector<LineState>& lines = applying_.state.lines();
    for (size_t i = 0; i < lines.size(); ++i) {
      LineState& line = lines[i];
      SharedUnits& shared = applying_.work.shared[i];
      const int64_t counted = line.used_units - shared.used_units;
      if (counted == 0) {
        shared.used_net = line.used_net;
      } else {
        shared.counted = std::max(shared.counted, counted);
        shared.taken += shared.net - line.net;
        line.used_units = shared.used_units;
        line.used_net = shared.used_net;
      }
      shared.net = line.net;
    }
  }

  // The units that were counted are used, with what is left of them.
  void EndSharing() {
    std::vector<LineState>& lines = applying_.state.lines();
    for (size_t i = 0; i < lines.size(); ++i) {
      LineState& line = lines[i];
      const SharedUnits& shared = applying_.work.shared[i];
      if (shared.counted == 0) continue;
      const Money before = line.net - line.used_net + shared.taken;
      const Money part(CumulativeShare(before.value(), shared.counted,
                                       line.units - line.used_units));
      line.used_units += shared.counted;
      line.used_net += std::max(part - shared.taken, Money());
    }
  }

  const int64_t times_;
  const Points cost_;
  Applying& applying_;
  int64_t effects_ = 0;
  int64_t given_ = 0;
  std::optional<CountingApart> apart_;
};

// The units that are counted apart for the choice are forgotten before anything is put back.
Reason GiveTimes(int64_t times, Points cost, Applying* applying, int64_t* given) {
  OfferGiving giving(times, cost, applying);
  const Reason why = giving.Give();
  *given = giving.given();
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
  const auto* choice = std::get_if<ChoiceTrigger>(&offer.terms->trigger);
  const Points cost = choice == nullptr ? Points() : choice->cost;
  Money budget(kUnlimited);
  if (!limits.budget.is_zero()) budget = MoneyLeft(offer, run->situation);
  const bool refuse = budget.value() != kUnlimited && limits.on_exceed == OnExceed::kRefuse;
  const bool may_undo = refuse || (times > 1 && !cost.is_zero());
  if (may_undo) run->before_offer = run->state.standing();
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
  int64_t given = 0;
  const Reason why = GiveTimes(times, cost, &applying, &given);
  if (why != Reason::kNone && given == 0) return why;
  RecordShares(run, result);
  if (why != Reason::kNone || (refuse && result->discount > budget)) {
    run->state.standing() = run->before_offer;
    gifts->resize(gifts_before);
    ResetResult(candidate, *run, result);
    return why == Reason::kNone ? Reason::kBudget : why;
  }
  result->missing_amount = Money();
  result->missing_quantity = Quantity();
  result->cost += Points(cost.value() * given);
  if (choice != nullptr) {
    result->times = given;
  } else if (result->times == 0) {
    result->times = bundles;
  }
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
