// What offers give after prices are settled: points, stamps, coupons and words.
#include <algorithm>

#include "run.h"
#include "tessera/base/status.h"

namespace tessera::engine {
namespace {

absl::Status TooManyPoints() {
  return InvalidInput("AMOUNT_OVERFLOW", "lines", "the basket earns more points than can be");
}

// Gives the later effects of one offer.
class Giver {
 public:
  Giver(const CompiledOffer& offer, int64_t times, Run* run, OfferResult* result)
      : offer_(offer), times_(times), run_(*run), result_(*result) {}

  absl::StatusOr<Reason> Give() {
    run_.work.given.clear();
    if (!offer_.terms->limits.budget_points.is_zero()) base_before_ = run_.base_points;
    Reason why = Reason::kNothingToDiscount;
    bool first = true;
    for (const CompiledEffect& effect : Cut(run_.program->effects, offer_.effects)) {
      if (LowersPrices(*effect.source)) continue;
      TESSERA_ASSIGN_OR_RETURN(const Reason reason, GiveOne(effect));
      if (why != Reason::kNone && (first || reason == Reason::kNone)) why = reason;
      first = false;
    }
    TESSERA_RETURN_IF_ERROR(CutToBudget(&why));
    return why;
  }

  // Adds what is in work.given to the result's shares, and to the lines that multipliers look at.
  // Both are merged in the basket's order.
  void Record() {
    std::vector<Given>& given = run_.work.given;
    const auto by_line = [](const Given& a, const Given& b) { return a.line < b.line; };
    if (!std::is_sorted(given.begin(), given.end(), by_line)) {
      std::sort(given.begin(), given.end(), by_line);
    }
    const std::vector<Line>& lines = run_.state.basket().lines;
    std::vector<OfferShare>& before = run_.work.shares;
    before.assign(result_.shares.begin(), result_.shares.end());
    ReuseShares(given.size() + before.size(), &run_, &result_);
    size_t kept = 0;
    uint32_t line = 0;
    for (const Given& part : given) {
      for (; kept < before.size() && line <= part.line; ++line) {
        if (before[kept].line_no == lines[line].line_no) result_.shares.push_back(before[kept++]);
      }
      const uint32_t line_no = lines[part.line].line_no;
      if (result_.shares.empty() || result_.shares.back().line_no != line_no) {
        result_.shares.push_back({line_no, Money(), Points()});
      }
      result_.shares.back().points += part.points;
      result_.points += part.points;
      run_.evaluation->lines[part.line].earned += part.points;
    }
    result_.shares.insert(result_.shares.end(),
                          before.begin() + static_cast<std::ptrdiff_t>(kept), before.end());
  }

 private:
  absl::StatusOr<Reason> GiveOne(const CompiledEffect& effect) {
    const absl::Span<const uint32_t> lines = run_.state.LinesOf(effect.set);
    const Effect& source = *effect.source;
    if (GivesPoints(source) && !run_.situation.member_present()) return Reason::kMemberRequired;
    if (const auto* earn = std::get_if<EarnPerMoney>(&source)) return PerMoney(*earn, lines);
    if (const auto* earn = std::get_if<EarnPerUnit>(&source)) return PerUnit(*earn, lines);
    if (const auto* earn = std::get_if<EarnFixed>(&source)) return Fixed(*earn, effect.set, lines);
    if (const auto* earn = std::get_if<EarnMultiplier>(&source)) return Multiply(*earn, lines);
    if (const auto* stamps = std::get_if<Stamps>(&source)) return GiveStamps(*stamps, lines);
    if (const auto* issue = std::get_if<IssueCoupon>(&source)) return Issue(*issue);
    return Reason::kNone;  // a message
  }

  int64_t BaseOf(uint32_t line, Basis basis) const {
    const LineState& state = run_.state.lines()[line];
    if (!state.earns) return 0;
    if (basis == Basis::kBeforeDiscounts) return state.gross.value();
    const Money redeemed = run_.evaluation->lines[line].redeemed;
    return (basis == Basis::kBeforeRedemption ? state.net + redeemed : state.net).value();
  }

  // Spreads the points over the lines by the weights in work.parts; `base`: multipliers look at them.
  absl::StatusOr<Reason> SpreadPoints(int64_t points, absl::Span<const uint32_t> lines,
                                      bool base) {
    const auto promised = CheckedAdd(run_.promised_points, points);
    if (!promised) return TooManyPoints();
    run_.promised_points = *promised;
    for (Part& part : run_.work.parts) part.capacity = part.capacity == 0 ? 0 : points;
    const auto shares =
        run_.work.allocator.Allocate(points, run_.work.parts, Spread::kLargestRemainder);
    for (size_t k = 0; k < shares.size(); ++k) {
      if (shares[k] == 0) continue;
      run_.work.given.push_back({lines[k], Money(), Points(shares[k])});
      if (base) run_.base_points[lines[k]] += Points(shares[k]);
    }
    return Reason::kNone;
  }

  absl::StatusOr<Reason> PerMoney(const EarnPerMoney& earn, absl::Span<const uint32_t> lines) {
    int64_t paid = 0;
    run_.work.parts.clear();
    for (uint32_t i : lines) {
      const int64_t base = BaseOf(i, earn.basis);
      run_.work.parts.push_back({base, run_.state.lines()[i].earns ? 1 : 0});
      paid += base;
    }
    if (paid == 0) return Reason::kNothingToDiscount;
    if (!earn.in_proportion && paid < earn.per_amount.value()) {
      result_.missing_amount = Money(earn.per_amount.value() - paid);
      return Reason::kMinimumAmount;
    }
    const auto points =
        earn.in_proportion
            ? MultiplyDivide(paid, earn.points.value(), earn.per_amount.value(), PointsRounding())
            : CheckedMultiply(paid / earn.per_amount.value(), earn.points.value());
    const auto all = points ? CheckedMultiply(*points, times_) : std::nullopt;
    if (!all) return TooManyPoints();
    if (*all == 0) return Reason::kNothingToDiscount;
    return SpreadPoints(Capped(*all, earn.maximum), lines, true);
  }

  absl::StatusOr<Reason> PerUnit(const EarnPerUnit& earn, absl::Span<const uint32_t> lines) {
    int64_t units = 0;
    run_.work.parts.clear();
    for (uint32_t i : lines) {
      const LineState& line = run_.state.lines()[i];
      const int64_t here = line.earns ? line.units : 0;
      run_.work.parts.push_back({here, here == 0 ? 0 : 1});
      units += here;
    }
    if (units == 0) return Reason::kNothingToDiscount;
    const auto points = CheckedMultiply(units, earn.points.value());
    const auto all = points ? CheckedMultiply(*points, times_) : std::nullopt;
    if (!all) return TooManyPoints();
    return SpreadPoints(Capped(*all, earn.maximum), lines, true);
  }

  absl::StatusOr<Reason> Fixed(const EarnFixed& earn, uint32_t set,
                               absl::Span<const uint32_t> lines) {
    run_.work.parts.clear();
    bool any = false;
    for (uint32_t i : lines) {
      const LineState& line = run_.state.lines()[i];
      run_.work.parts.push_back({line.earns ? line.gross.value() : 0, line.earns ? 1 : 0});
      any = any || line.earns;
    }
    if (!any) {
      if (set == kAllGoods || !lines.empty()) return Reason::kNothingToDiscount;
      result_.missing_quantity = kOnePiece;
      return Reason::kMinimumQuantity;
    }
    const auto all = CheckedMultiply(earn.points.value(), times_);
    if (!all) return TooManyPoints();
    return SpreadPoints(*all, lines, earn.multiplied);
  }

  absl::StatusOr<Reason> Multiply(const EarnMultiplier& earn, absl::Span<const uint32_t> lines) {
    int64_t base = 0;
    run_.work.parts.clear();
    for (uint32_t i : lines) {
      const int64_t here = run_.base_points[i].value();
      const auto sum = CheckedAdd(base, here);
      if (!sum) return TooManyPoints();
      base = *sum;
      run_.work.parts.push_back({here, here == 0 ? 0 : 1});
    }
    if (base == 0 || earn.factor_milli == 1000) return Reason::kNothingToDiscount;
    const bool more = earn.factor_milli > 1000;
    const auto points = MultiplyDivide(base, more ? earn.factor_milli - 1000 : 1000 - earn.factor_milli,
                                       1000, PointsRounding());
    if (!points) return TooManyPoints();
    if (more) return SpreadPoints(Capped(*points, earn.maximum), lines, false);
    return TakeAway(*points, lines);
  }

  // A factor below 1 takes points away, of each line not more than it has.
  Reason TakeAway(int64_t points, absl::Span<const uint32_t> lines) {
    for (size_t k = 0; k < lines.size(); ++k) {
      run_.work.parts[k].capacity = run_.evaluation->lines[lines[k]].earned.value();
    }
    const auto shares =
        run_.work.allocator.Allocate(points, run_.work.parts, Spread::kLargestRemainder);
    for (size_t k = 0; k < shares.size(); ++k) {
      if (shares[k] != 0) run_.work.given.push_back({lines[k], Money(), Points(-shares[k])});
    }
    return Reason::kNone;
  }

  Rounding PointsRounding() const {
    const Program& program = run_.program->source;
    return program.points_rounding.value_or(program.rounding);
  }

  static int64_t Capped(int64_t points, Points maximum) {
    return maximum.is_zero() ? points : std::min(points, maximum.value());
  }

  absl::StatusOr<int64_t> PerUnits(int64_t each, int64_t per_units,
                                   absl::Span<const uint32_t> lines) {
    int64_t times = times_;
    if (per_units != 0) {
      const int64_t units = run_.state.UnitsOf(lines);
      times = units / per_units;
      if (times == 0) {
        result_.missing_quantity = Quantity((per_units - units) * kOnePiece.value());
        return int64_t{0};
      }
    }
    const auto all = CheckedMultiply(each, times);
    if (!all) return InvalidInput("AMOUNT_OVERFLOW", "lines", "more stamps than can be");
    return *all;
  }

  absl::StatusOr<Reason> GiveStamps(const Stamps& stamps, absl::Span<const uint32_t> lines) {
    if (lines.empty() && !stamps.set_id.empty()) return Reason::kNothingToDiscount;
    TESSERA_ASSIGN_OR_RETURN(const int64_t all, PerUnits(stamps.stamps, stamps.per_units, lines));
    if (all == 0) return Reason::kMinimumQuantity;
    for (StampResult& card : run_.evaluation->stamps) {
      if (card.card_id != stamps.card_id) continue;
      card.stamps = CheckedAdd(card.stamps, all).value_or(card.stamps);
      return Reason::kNone;
    }
    run_.evaluation->stamps.push_back({stamps.card_id, all});
    return Reason::kNone;
  }

  absl::StatusOr<Reason> Issue(const IssueCoupon& issue) {
    const auto all = CheckedMultiply(issue.coupons, times_);
    if (!all) return InvalidInput("AMOUNT_OVERFLOW", "lines", "more coupons than can be");
    for (IssuedCoupons& batch : run_.evaluation->issued_coupons) {
      if (batch.batch_id != issue.batch_id) continue;
      batch.coupons = CheckedAdd(batch.coupons, *all).value_or(batch.coupons);
      return Reason::kNone;
    }
    run_.evaluation->issued_coupons.push_back({issue.batch_id, *all});
    return Reason::kNone;
  }

  absl::Status CutToBudget(Reason* why) {
    const Limits& limits = offer_.terms->limits;
    if (limits.budget_points.is_zero() || limits.on_exceed == OnExceed::kFinish) {
      return absl::OkStatus();
    }
    const OfferUse* use = run_.situation.UseOf(offer_.source);
    const Points left =
        limits.budget_points - (use == nullptr ? Points() : use->budget_used_points);
    int64_t sum = 0;
    std::vector<Given>& given = run_.work.given;
    run_.work.parts.clear();
    for (const Given& part : given) {
      const auto added = CheckedAdd(sum, part.points.value());
      if (!added) return TooManyPoints();
      sum = *added;
      const int64_t points = std::max<int64_t>(part.points.value(), 0);
      run_.work.parts.push_back({points, points});
    }
    if (sum <= left.value()) return absl::OkStatus();
    run_.base_points = base_before_;
    if (limits.on_exceed == OnExceed::kRefuse) {
      given.clear();
      *why = Reason::kBudget;
      return absl::OkStatus();
    }
    const auto cut =
        run_.work.allocator.Allocate(left.value(), run_.work.parts, Spread::kLargestRemainder);
    for (size_t k = 0; k < given.size(); ++k) {
      given[k].points = Points(cut[k]);
      run_.base_points[given[k].line] += Points(cut[k]);
    }
    return absl::OkStatus();
  }

  const CompiledOffer& offer_;
  const int64_t times_;
  Run& run_;
  OfferResult& result_;
  std::vector<Points> base_before_;  // where a budget may take points back
};

bool HasLaterEffects(const CompiledOffer& offer, const Run& run) {
  const auto effects = Cut(run.program->effects, offer.effects);
  return std::any_of(effects.begin(), effects.end(), [](const CompiledEffect& effect) {
    return !LowersPrices(*effect.source);
  });
}

// The later effects of an offer that lowered prices.
absl::Status GiveBesides(Run* run, OfferResult* result) {
  const uint32_t number = run->program->number_of_source[result->offer];
  const CompiledOffer& offer = run->program->offers[number];
  if (result->outcome != Outcome::kApplied || !HasLaterEffects(offer, *run)) {
    return absl::OkStatus();
  }
  Giver giver(offer, std::max<int64_t>(result->times, 1), run, result);
  TESSERA_RETURN_IF_ERROR(giver.Give().status());
  giver.Record();
  result->missing_amount = Money();
  result->missing_quantity = Quantity();
  return absl::OkStatus();
}

absl::StatusOr<Reason> TryLater(const Candidate& candidate, Run* run, OfferResult* result) {
  const CompiledOffer& offer = run->program->offers[candidate.number];
  const Reason allowed = CheckAllowed(candidate, true, run);
  if (allowed != Reason::kNone) return allowed;
  int64_t times = 1;
  const Reason conditions = CheckConditions(*run->program, offer, run->state, result, &times);
  if (conditions != Reason::kNone) return conditions;
  times = std::max(times, candidate.times);
  const int64_t limit = offer.terms->limits.times_per_receipt;
  if (limit != 0) times = std::min(times, limit);
  if (const auto* choice = std::get_if<ChoiceTrigger>(&offer.terms->trigger)) {
    const auto cost = CheckedMultiply(choice->cost.value(), times);
    if (!cost || Points(*cost) > std::max(run->state.standing().points, Points())) {
      return Reason::kPointsInsufficient;
    }
    result->cost = Points(*cost);
  }
  Giver giver(offer, times, run, result);
  TESSERA_ASSIGN_OR_RETURN(const Reason reason, giver.Give());
  if (reason != Reason::kNone) {
    result->cost = Points();
    return reason;
  }
  giver.Record();
  run->state.standing().points -= result->cost;
  result->times = times;
  result->missing_amount = Money();
  result->missing_quantity = Quantity();
  return Reason::kNone;
}

// Of each BEST group only the offer that gives most points stays; ties to the earlier one.
absl::Status FindWinners(Run* run, std::vector<uint32_t>* losers) {
  struct Best {
    uint32_t group;
    uint32_t number;
    int64_t points;
  };
  std::vector<Best> bests;
  for (size_t i = run->first_later; i < run->candidates.size(); ++i) {
    const CompiledOffer& offer = run->program->offers[run->candidates[i].number];
    if (offer.group == kUnnumbered || run->program->groups[offer.group] != GroupMode::kBest) continue;
    const Evaluation before = *run->evaluation;
    const std::vector<Points> base_points = run->base_points;
    const int64_t promised = run->promised_points;
    OfferResult result;
    TESSERA_ASSIGN_OR_RETURN(const Reason reason, TryLater(run->candidates[i], run, &result));
    run->state.standing().points += result.cost;
    *run->evaluation = before;
    run->base_points = base_points;
    run->promised_points = promised;
    if (reason != Reason::kNone) continue;
    const uint32_t number = run->candidates[i].number;
    const auto found = std::find_if(bests.begin(), bests.end(),
                                    [&](const Best& best) { return best.group == offer.group; });
    if (found == bests.end()) {
      bests.push_back({offer.group, number, result.points.value()});
    } else if (result.points.value() > found->points) {
      losers->push_back(found->number);
      *found = {offer.group, number, result.points.value()};
    } else {
      losers->push_back(number);
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ApplyLater(Run* run) {
  run->base_points.assign(run->state.lines().size(), Points());
  run->promised_points = 0;
  for (OfferResult& result : run->evaluation->offers) {
    TESSERA_RETURN_IF_ERROR(GiveBesides(run, &result));
  }
  std::vector<uint32_t> losers;
  TESSERA_RETURN_IF_ERROR(FindWinners(run, &losers));
  bool stopped = false;
  Points earned;
  for (const OfferResult& offer : run->evaluation->offers) earned += offer.points;
  for (size_t i = run->first_later; i < run->candidates.size(); ++i) {
    const Candidate& candidate = run->candidates[i];
    const CompiledOffer& offer = run->program->offers[candidate.number];
    OfferResult result = ResultFor(candidate, *run);
    if (stopped && offer.earns) {
      result.reason = Reason::kExcludedBy;
    } else if (std::find(losers.begin(), losers.end(), candidate.number) != losers.end()) {
      result.reason = Reason::kNotBest;
    } else {
      TESSERA_ASSIGN_OR_RETURN(result.reason, TryLater(candidate, run, &result));
    }
    SetOutcome(&result);
    earned += result.points;
    if (result.outcome == Outcome::kApplied) {
      TakeGroup(offer, run);
      stopped = stopped || offer.terms->stop_earning;
    }
    run->evaluation->offers.push_back(std::move(result));
  }
  run->evaluation->earned = earned;
  return absl::OkStatus();
}

}  // namespace tessera::engine
