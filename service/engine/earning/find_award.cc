#include "earning/giving.h"
#include "tessera/base/status.h"

namespace tessera::engine {
namespace {

// Stamps and coupons are no points: a budget that is cut leaves them.
Reason KeepToBudget(const CompiledOffer& offer, Run* run) {
  const Limits& limits = offer.terms->limits;
  if (limits.budget_points.is_zero() || limits.on_exceed == OnExceed::kFinish) {
    return Reason::kNone;
  }
  const OfferUse* use = run->situation.UseOf(offer.source);
  const Points left =
      limits.budget_points - (use == nullptr ? Points() : use->budget_used_points);
  Award& award = run->earning.award;
  if (award.points() <= left.value()) return Reason::kNone;
  if (limits.on_exceed == OnExceed::kRefuse) return Reason::kBudget;
  award.CutTo(left.value(), &run->work.allocator, &run->work.parts);
  return Reason::kNone;
}

}  // namespace

absl::Span<const uint32_t> GoodsOf(const CompiledEffect& effect, const Giving& giving) {
  const absl::Span<const uint32_t> lines = giving.run.state.LinesOf(effect.set);
  if (!giving.offer.terms->exclude_on_sale) return lines;
  std::vector<uint32_t>& some = giving.run.work.order;
  some.clear();
  for (uint32_t i : lines) {
    if (!giving.run.state.basket().lines[i].on_sale) some.push_back(i);
  }
  return some;
}

absl::StatusOr<Reason> FindAward(const CompiledOffer& offer, const Repeats& repeats,
                                 bool with_points, Run* run, OfferResult* result) {
  run->earning.award.Clear(run->state.lines().size());
  Giving giving{*run, offer, repeats, Money(), Quantity()};
  Reason why = Reason::kNothingToDiscount;
  bool first = true;
  for (const CompiledEffect& effect : Cut(run->program->effects, offer.effects)) {
    const bool points = GivesPoints(*effect.source);
    if (LowersPrices(*effect.source) || (points && !with_points)) continue;
    TESSERA_ASSIGN_OR_RETURN(const Reason reason, points ? GivePoints(effect, &giving)
                                                         : GiveExtras(effect, &giving));
    if (first) {
      result->missing_amount = giving.missing_amount;
      result->missing_quantity = giving.missing_quantity;
    }
    if (first || reason == Reason::kNone) why = reason;
    if (why == Reason::kNone) result->missing_amount = Money();
    if (why == Reason::kNone) result->missing_quantity = Quantity();
    first = false;
  }
  return why == Reason::kNone ? KeepToBudget(offer, run) : why;
}

}  // namespace tessera::engine
