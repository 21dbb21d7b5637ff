// What an offer can do at most, effect by effect.
#include <algorithm>

#include "ceiling_builder.h"
#include "effects/effects.h"

namespace tessera::engine {
namespace {

constexpr int64_t kMaximumRepeats = 6;  // beyond, a choice counts as taking all there is
constexpr int64_t kMostBundles = 32;     // that are looked at one by one

Worth PercentOf(Worth amount, Share percent) {
  return (amount * percent.value() + kWhole.value() - 1) / kWhole.value();
}

// How much more than its exact value rounding can make one discount, kUnit to the minor unit.
int64_t RoundingOf(Rounding rounding) {
  const bool half = rounding == Rounding::kHalfUp || rounding == Rounding::kHalfDown ||
                    rounding == Rounding::kHalfEven;
  return half ? Ceilings::kUnit / 2 : Ceilings::kUnit;
}

// How much less lines can be left than their exact shares, together, where a sum is spread.
int64_t SpreadingOf(Spread spread, size_t lines) {
  const auto n = static_cast<int64_t>(lines);
  return (spread == Spread::kLargestRemainder ? n / 4 + 1 : 2 * n + 2) * Ceilings::kUnit;
}

int64_t FractionOf(int64_t units, int64_t of) {
  return static_cast<int64_t>((Worth{units} * Ceilings::kAll + of - 1) / of);
}

int64_t FractionOf(Share share) { return FractionOf(share.value(), kWhole.value()); }

Money Bounded(Worth amount) {
  return Money(static_cast<int64_t>(std::clamp<Worth>(amount, 0, kUnlimited / 4)));
}

}  // namespace

CeilingBuilder::CeilingBuilder(const Candidate& candidate, Ceilings* ceilings)
    : all_(*ceilings), run_(ceilings->run_),
      offer_(run_.program->offers[candidate.number]),
      applying_{*run_.program, run_.state, run_.work, offer_} {
  const Limits& limits = offer_.terms->limits;
  repeats_ = candidate.times;
  applying_.times = BundlesThere(*run_.program, offer_, run_.state);
  if (limits.times_per_receipt != 0) {
    repeats_ = std::min(repeats_, limits.times_per_receipt);
    applying_.times = std::min(applying_.times, limits.times_per_receipt);
  }
  if (limits.units_per_member != 0) {
    const OfferUse* use = run_.situation.UseOf(offer_.source);
    applying_.units_left = limits.units_per_member - (use == nullptr ? 0 : use->units_member);
    applying_.units_limit = applying_.units_left;
  }
  // Which units are picked is known only where nobody else counts them, nor an effect before.
  unsure_ = run_.program->source.stacking.units_used_once || repeats_ > 1 ||
            (limits.units_per_member != 0 && offer_.effects.end - offer_.effects.begin > 1);
  candidate_ = candidate;
  ReadBudget();
}

OfferCeiling CeilingBuilder::Build() {
  built_.group = offer_.group;
  built_.lowerings.begin = static_cast<uint32_t>(all_.lowerings_.size());
  built_.touched.begin = static_cast<uint32_t>(all_.lines_.size());
  int effects = 0;
  for (const CompiledEffect& effect : Cut(run_.program->effects, offer_.effects)) {
    effects += LowersPrices(*effect.source) ? 1 : 0;
  }
  alone_ = effects == 1;
  for (const CompiledEffect& effect : Cut(run_.program->effects, offer_.effects)) {
    if (LowersPrices(*effect.source)) Read(effect);
  }
  std::vector<uint32_t>& lines = all_.lines_;
  const auto first = lines.begin() + static_cast<std::ptrdiff_t>(built_.touched.begin);
  if (!std::is_sorted(first, lines.end())) std::sort(first, lines.end());
  lines.erase(std::unique(first, lines.end()), lines.end());
  built_.touched.end = static_cast<uint32_t>(lines.size());
  RepeatAll();
  built_.lowerings.end = static_cast<uint32_t>(all_.lowerings_.size());
  ReadConditions();
  if (const auto* choice = std::get_if<ChoiceTrigger>(&offer_.terms->trigger)) {
    built_.costs_points = built_.costs_points || !choice->cost.is_zero();
    built_.least_points = choice->cost;
  }
  return built_;
}

void CeilingBuilder::Read(const CompiledEffect& effect) {
  const Effect& source = *effect.source;
  Terms terms;
  if (const auto* percent = std::get_if<PercentOff>(&source)) {
    ReadPercent(*percent, effect.set, &terms);
  } else if (const auto* amount = std::get_if<AmountOff>(&source)) {
    ReadAmount(*amount, effect.set, &terms);
  } else if (const auto* price = std::get_if<FixedPrice>(&source)) {
    ReadPrice(*price, effect.set, &terms);
  } else if (const auto* bundle = std::get_if<BundlePrice>(&source)) {
    ReadBundle(*bundle, effect.part_sets, &terms);
  } else if (const auto* buy_get = std::get_if<BuyGet>(&source)) {
    ReadBuyGet(*buy_get, effect.buy_set, effect.set, &terms);
  } else if (const auto* gift = std::get_if<Gift>(&source)) {
    ReadGift(*gift, effect.set, &terms);
  } else if (const auto* points = std::get_if<PointsPrice>(&source)) {
    ReadPointsPrice(*points, effect.set, &terms);
  }
  if (!terms.parts.empty()) Keep(&terms);
}

// All effects, as often as the offer is chosen.
void CeilingBuilder::RepeatAll() {
  std::vector<Lowering>& all = all_.lowerings_;
  const size_t end = all.size();
  for (int64_t i = 1; i < std::min(repeats_, kMaximumRepeats); ++i) {
    for (size_t k = built_.lowerings.begin; k < end; ++k) all.push_back(Lowering(all[k]));
  }
  if (repeats_ <= kMaximumRepeats) return;
  Lowering rest;
  rest.kind = Kind::kShare;
  rest.share = Ceilings::kAll;
  rest.most = kUnlimited;
  rest.parts.begin = static_cast<uint32_t>(all_.parts_.size());
  for (uint32_t line : Cut(all_.lines_, built_.touched)) {
    all_.parts_.push_back({line, Ceilings::kAll, {}, 0});
  }
  rest.parts.end = static_cast<uint32_t>(all_.parts_.size());
  all.push_back(rest);
}

// Either its map, or only what it takes altogether, whichever says more.
void CeilingBuilder::Keep(Terms* terms) {
  Lowering& map = terms->map;
  map.parts.begin = static_cast<uint32_t>(all_.parts_.size());
  all_.parts_.insert(all_.parts_.end(), terms->parts.begin(), terms->parts.end());
  map.parts.end = static_cast<uint32_t>(all_.parts_.size());
  map.most = kUnlimited;
  const Worth most = std::min(terms->most, budget_);
  if (map.kind == Kind::kUnknown) return KeepCap(std::min(terms->cap, most), map);
  if (map.kind == Kind::kBundles) {
    map.most = most;
  } else if (terms->exact && !HasFloors(terms->parts)) {
    CutTo(most, terms);
  } else if (const Worth cap = std::min(terms->cap, most); cap < all_.TakenNow(map)) {
    return KeepCap(cap, map);
  }
  map.steps.begin = static_cast<uint32_t>(all_.steps_.size());
  all_.steps_.insert(all_.steps_.end(), terms->steps.begin(), terms->steps.end());
  map.steps.end = static_cast<uint32_t>(all_.steps_.size());
  all_.lowerings_.push_back(map);
}

void CeilingBuilder::KeepCap(Worth cap, const Lowering& map) {
  Lowering unknown;
  unknown.parts = map.parts;
  unknown.most = std::min(cap, kMostWorth);
  all_.lowerings_.push_back(unknown);
}

// Cutting rounds each part once more.
void CeilingBuilder::CutTo(Worth most, Terms* terms) const {
  terms->map.most = most;
  for (Ceilings::StepReached& step : terms->steps) step.most = std::min(step.most, most);
  const size_t lines = terms->parts.size();
  const int64_t cut = SpreadingOf(run_.program->source.spread, lines) +
                      static_cast<int64_t>(lines + 2) * Ceilings::kUnit;
  if (terms->most != kUnlimited) terms->map.lost += cut;
  if (budget_ != kUnlimited) terms->map.lost += cut;
}

bool CeilingBuilder::HasFloors(const std::vector<LinePart>& parts) const {
  return std::any_of(parts.begin(), parts.end(), [&](const LinePart& part) {
    return !run_.state.lines()[part.line].floor.is_zero();
  });
}

void CeilingBuilder::ReadBudget() {
  const Limits& limits = offer_.terms->limits;
  if (!limits.budget.is_zero() && limits.on_exceed != OnExceed::kFinish) {
    const OfferUse* use = run_.situation.UseOf(offer_.source);
    budget_ = (limits.budget - (use == nullptr ? Money() : use->budget_used)).value();
  }
  if (!limits.maximum_discount.is_zero()) {
    budget_ = std::min<Worth>(budget_, limits.maximum_discount.value());
  }
}

void CeilingBuilder::ReadConditions() {
  built_.asked.begin = static_cast<uint32_t>(all_.asked_.size());
  for (const CompiledCondition& condition : Cut(run_.program->conditions, offer_.conditions)) {
    const Condition& terms = *condition.terms;
    if (terms.basis == Basis::kBeforeDiscounts) continue;
    if (terms.minimum_amount.is_zero() && !terms.strictly_more) continue;
    all_.asked_.push_back({all_.AddSum(run_.state.LinesOf(condition.set)),
                           terms.minimum_amount + Money(terms.strictly_more ? 1 : 0)});
  }
  built_.asked.end = static_cast<uint32_t>(all_.asked_.size());
}

// Of the units that may be counted. As those that are dear are counted, or lowered, no unit of what
// is left costs more.
Money CeilingBuilder::NetOfUnit(uint32_t line) const {
  const LineState& state = run_.state.lines()[line];
  const bool once = run_.program->source.stacking.units_used_once;
  const int64_t units = once ? state.units - state.used_units : state.units;
  const int64_t net = (once ? state.net - state.used_net : state.net).value();
  return units <= 0 ? Money() : Money(net / units + (net % units == 0 ? 0 : 1));
}

// Fills picks_ with all that may be picked; returns how many units at most.
int64_t CeilingBuilder::PickAll(const Goods& goods, uint32_t set, bool by_unit) {
  picks_.clear();
  CollectLines(set, &applying_);
  Touch(run_.work.order);
  if (!unsure_) {
    engine::Pick(goods, set, by_unit, &applying_);
    for (const Picked& picked : run_.work.picked) {
      picks_.push_back({picked.line, picked.units, NetOfUnit(picked.line)});
    }
    return kUnlimited;
  }
  const bool some = PicksUnits(goods, applying_);
  for (uint32_t i : run_.work.order) {
    int64_t units = by_unit || some ? FreeUnits(i, applying_) : run_.state.lines()[i].units;
    if (goods.maximum_units_per_line != 0) {
      units = std::min(units, Times(goods.maximum_units_per_line));
    }
    if (units > 0) picks_.push_back({i, units, NetOfUnit(i)});
  }
  const int64_t most = goods.maximum_units == 0 ? kUnlimited : Times(goods.maximum_units);
  return std::min(most, applying_.units_left);
}

LinePart CeilingBuilder::PartOf(uint32_t line, int64_t units, Money amount) const {
  return {line, FractionOf(units, run_.state.lines()[line].units), amount, 0};
}

LinePart CeilingBuilder::WholeOf(uint32_t line, Worth amount) const {
  return {line, Ceilings::kAll, Bounded(amount), 0};
}

// What rounding a percentage can leave of the lines less than their exact parts.
int64_t CeilingBuilder::PercentLost() const {
  const int64_t slack = RoundingOf(applying_.rounding());
  int64_t units = 0;
  switch (run_.program->source.rounding_place) {
    case RoundingPlace::kReceipt:
      return slack + SpreadingOf(run_.program->source.spread, picks_.size());
    case RoundingPlace::kLine: return slack * static_cast<int64_t>(picks_.size());
    case RoundingPlace::kUnitPrice: break;
  }
  for (const Pick& pick : picks_) units += pick.units;
  return MultiplyDivide(slack, units, 1, Rounding::kDown).value_or(kUnlimited / Ceilings::kUnit);
}

void CeilingBuilder::TakePercent(Share percent, bool some, Terms* terms) {
  terms->map.kind = some && unsure_ ? Kind::kAmount : Kind::kShare;
  terms->map.share = FractionOf(percent);
  terms->map.lost = PercentLost();
  terms->exact = terms->map.kind == Kind::kShare && repeats_ == 1;
  for (const Pick& pick : picks_) {
    terms->parts.push_back(
        some && unsure_
            ? WholeOf(pick.line, PercentOf(
                                     Worth{pick.net.value()} * pick.units, percent))
            : PartOf(pick.line, pick.units, Money()));
  }
}

void CeilingBuilder::ReadPercent(const PercentOff& off, uint32_t set, Terms* terms) {
  Share percent = off.percent;
  if (!off.steps.empty()) {
    const Step* step = BestStep(off.steps, set, [](const Step& a, const Step& b) {
      return a.percent > b.percent;
    });
    percent = step == nullptr ? Share() : step->percent;
    EachStep(off.steps, set, [&](const Step& reached) {
      terms->steps.push_back({all_.AddSum(run_.work.order), reached.from_amount,
                              FractionOf(reached.percent), kUnlimited});
    });
  }
  const int64_t most = PickAll(off.goods, set, false);
  if (percent.is_zero()) return;
  TakePercent(percent, PicksUnits(off.goods, applying_), terms);
  if (off.maximum) terms->most = off.maximum->value();
  if (most == kUnlimited) return;
  terms->cap = OfDearest(most, [&](Worth net) {
                 return PercentOf(net, percent) + 1;
               }) + static_cast<int64_t>(picks_.size());
}

void CeilingBuilder::ReadAmount(const AmountOff& off, uint32_t set, Terms* terms) {
  Money amount = off.amount;
  if (!off.steps.empty()) {
    const Step* step = BestStep(off.steps, set, [](const Step& a, const Step& b) {
      return a.amount > b.amount;
    });
    amount = step == nullptr ? Money() : step->amount;
  }
  const int64_t most = PickAll(off.goods, set, off.per == AmountPer::kUnit);
  if (amount.is_zero()) return;
  if (off.per == AmountPer::kReceipt) return TakeSum(off, amount, terms);
  const Money each = std::max(amount, off.further_unit);
  terms->map.kind = Kind::kAmount;
  terms->exact = !unsure_ && applying_.times == 1 && off.further_unit.is_zero() &&
                 !off.at_most_unit_price;
  for (const Pick& pick : picks_) {
    const int64_t units = off.per == AmountPer::kUnit ? pick.units : 1;
    const Worth all = Worth{each.value()} * units * applying_.times;
    terms->parts.push_back(unsure_ ? WholeOf(pick.line, all)
                                   : PartOf(pick.line, pick.units, Bounded(all)));
  }
  if (off.per == AmountPer::kUnit && most != kUnlimited) {
    terms->cap = Worth{each.value()} * most * applying_.times;
  }
}

// All of the price, cut to the amount.
void CeilingBuilder::TakeSum(const AmountOff& off, Money amount, Terms* terms) {
  const bool some = PicksUnits(off.goods, applying_);
  terms->map.kind = Kind::kShare;
  terms->map.share = Ceilings::kAll;
  terms->most = Worth{amount.value()} * applying_.times;
  terms->exact = off.spread_by == SpreadBy::kValue && !(some && unsure_) && repeats_ == 1;
  for (const Pick& pick : picks_) {
    terms->parts.push_back(some && unsure_ ? WholeOf(pick.line, 0)
                                           : PartOf(pick.line, pick.units, Money()));
  }
}

// Goods that are no whole pieces are one unit, and `price` is not that unit's.
void CeilingBuilder::TakePrice(Money price, Terms* terms) {
  terms->map.kind = unsure_ ? Kind::kAmount : Kind::kPrice;
  terms->exact = !unsure_;
  for (const Pick& pick : picks_) {
    const bool pieces = IsPieces(pick.line, applying_);
    const int64_t quantity = run_.state.basket().lines[pick.line].quantity.value();
    const Worth whole = pieces ? Worth{price.value()} * pick.units
                               : Worth{price.value()} * quantity / kOnePiece.value() - 1;
    if (!pieces) terms->exact = false;
    if (unsure_) {
      const Worth all = pieces ? Worth{pick.net.value()} * pick.units : Worth{pick.net.value()};
      terms->parts.push_back(WholeOf(pick.line, all - whole));
    } else {
      terms->parts.push_back(PartOf(pick.line, pick.units, Bounded(whole)));
    }
  }
}

void CeilingBuilder::ReadPrice(const FixedPrice& off, uint32_t set, Terms* terms) {
  Money price = off.unit_price;
  if (!off.steps.empty()) {
    const Step* step = BestStep(off.steps, set, [](const Step& a, const Step& b) {
      return a.amount < b.amount;
    });
    if (step == nullptr) return Touch(run_.work.order);
    price = step->amount;
  }
  const int64_t most = PickAll(off.goods, set, !off.together);
  if (off.together) return TakeTogether(price, most, terms);
  TakePrice(price, terms);
  CapPrice(price, most, terms);
}

// One bundle.
void CeilingBuilder::TakeTogether(Money price, int64_t most, Terms* terms) {
  Worth whole = 0;
  for (const Pick& pick : picks_) {
    const LineState& line = run_.state.lines()[pick.line];
    terms->parts.push_back(PartOf(pick.line, pick.units, Money()));
    whole += pick.units == line.units ? Worth{line.net.value()}
                                      : Worth{pick.net.value()} * pick.units;
  }
  whole = std::min(whole, OfDearest(most, [](Worth net) { return net; }));
  terms->cap = std::max<Worth>(whole - price.value(), 0);
  if (!unsure_) TakeBundles(price, 1, terms);
}

void CeilingBuilder::TakeBundles(Money price, int64_t bundles, Terms* terms) const {
  if (HasFloors(terms->parts)) return;
  terms->map.kind = Kind::kBundles;
  terms->map.price = price;
  terms->map.bundles = bundles;
  const size_t lines = terms->parts.size();
  terms->map.lost = SpreadingOf(run_.program->source.spread, lines) +
                    static_cast<int64_t>(3 * lines + 2) * Ceilings::kUnit;
}

void CeilingBuilder::CapPrice(Money price, int64_t most, Terms* terms) {
  if (most == kUnlimited) return;
  for (const Pick& pick : picks_) {
    if (!IsPieces(pick.line, applying_)) price = Money();
  }
  terms->cap = OfDearest(most, [&](Worth net) { return net - price.value(); });
}

void CeilingBuilder::ReadPointsPrice(const PointsPrice& price, uint32_t set, Terms* terms) {
  built_.costs_points = true;
  const int64_t payable =
      std::max<int64_t>(run_.state.standing().points.value(), 0) / price.points.value();
  // Points that others spend leave it other units.
  const bool unsure = unsure_;
  unsure_ = true;
  const int64_t most = std::min(PickAll(price.goods, set, true), payable);
  TakePrice(price.unit_price, terms);
  CapPrice(price.unit_price, most, terms);
  unsure_ = unsure;
}

// What it takes off the basket as it stands, on so many lines. That is the most, where the same units
// are always counted, but for what is lost to rounding. Nothing if that can't be told.
std::optional<Worth> CeilingBuilder::GivenNow(size_t lines) {
  if (unsure_ || !alone_ || !offer_.terms->limits.budget.is_zero() ||
      !built_.least_points.is_zero()) {
    return std::nullopt;
  }
  if (const auto* choice = std::get_if<ChoiceTrigger>(&offer_.terms->trigger)) {
    if (!choice->cost.is_zero()) return std::nullopt;
  }
  OfferResult result;
  std::vector<GiftLine> gifts;
  const Standing before = run_.state.standing();
  const Reason reason = ApplyOffer(candidate_, {false, false, true}, &run_, &result, &gifts);
  run_.state.standing() = before;
  const Worth lost = Worth(lines) * static_cast<int64_t>(lines + 2) + 2;
  return (reason == Reason::kNone ? result.discount.value() : 0) + lost;
}

int64_t CeilingBuilder::CollectFree(uint32_t set) {
  picks_.clear();
  CollectLines(set, &applying_);
  Touch(run_.work.order);
  int64_t sum = 0;
  for (uint32_t i : run_.work.order) {
    const int64_t units = FreeUnits(i, applying_);
    if (units > 0) picks_.push_back({i, units, NetOfUnit(i)});
    sum += std::max<int64_t>(units, 0);
  }
  return sum;
}

void CeilingBuilder::TakeTouched(uint32_t first, Terms* terms) const {
  for (uint32_t i = first; i < all_.lines_.size(); ++i) {
    terms->parts.push_back(WholeOf(all_.lines_[i], 0));
  }
}

// Where there is only one kind of goods, which units go into which bundle never changes.
bool CeilingBuilder::ReadBundlesInTurn(const BundlePrice& bundle,
                                       absl::Span<const uint32_t> sets, Terms* terms) {
  const Limits& limits = offer_.terms->limits;
  if (unsure_ || !alone_ || sets.size() != 1 || limits.units_per_member != 0 ||
      HasFloors(terms->parts)) {
    return false;
  }
  CollectLines(sets[0], &applying_);
  SortLines(bundle.order, &applying_);
  const int64_t each = bundle.parts[0].units;
  const int64_t bundles = run_.state.UnitsOf(run_.work.order) / each;
  if (bundles > kMostBundles) return false;
  terms->parts.clear();
  int64_t placed = 0;
  for (uint32_t i : run_.work.order) {
    for (int64_t left = run_.state.lines()[i].units; left > 0 && placed < bundles * each;) {
      const int64_t here = std::min(left, each - placed % each);
      terms->parts.push_back(PartOf(i, here, Money()));
      terms->parts.back().bundle = static_cast<uint32_t>(placed / each);
      placed += here;
      left -= here;
    }
  }
  int64_t most = bundle.maximum_bundles == 0 ? kUnlimited : bundle.maximum_bundles;
  if (limits.times_per_receipt != 0) most = std::min(most, limits.times_per_receipt);
  TakeBundles(bundle.price, most, terms);
  return true;
}

void CeilingBuilder::ReadBundle(const BundlePrice& bundle, absl::Span<const uint32_t> sets, Terms* terms) {
  const auto first = static_cast<uint32_t>(all_.lines_.size());
  int64_t bundles = bundle.maximum_bundles == 0 ? kUnlimited : bundle.maximum_bundles;
  for (size_t part = 0; part < sets.size(); ++part) {
    bundles = std::min(bundles, CollectFree(sets[part]) / bundle.parts[part].units);
  }
  TakeTouched(first, terms);
  terms->cap = 0;
  if (bundles == 0) return;
  Worth all = -bundle.price.value();
  Worth each = -bundle.price.value();
  for (size_t part = 0; part < sets.size(); ++part) {
    const int64_t units = bundle.parts[part].units;
    CollectFree(sets[part]);
    all += OfDearest(bundles * units, [](Worth net) { return net; });
    each += OfDearest(units, [](Worth net) { return net; });
  }
  terms->cap = std::max<Worth>(std::min(all, each * bundles), 0);
  if (ReadBundlesInTurn(bundle, sets, terms)) return;
  // Bundles that cost less already do not count to a limit: others may take their place.
  const Limits& limits = offer_.terms->limits;
  if (bundle.maximum_bundles != 0 || limits.times_per_receipt != 0 ||
      limits.units_per_member != 0) {
    return;
  }
  if (const auto now = GivenNow(terms->parts.size())) terms->cap = std::min(terms->cap, *now);
}

void CeilingBuilder::ReadBuyGet(const BuyGet& terms_of, uint32_t buy_set, uint32_t get_set, Terms* terms) {
  Touch(run_.state.LinesOf(buy_set));
  if (!unsure_ && alone_) return TakeGot(terms_of, buy_set, get_set, terms);
  int64_t there = 0;
  for (uint32_t i : run_.state.LinesOf(buy_set)) there += FreeUnits(i, applying_);
  const auto first = static_cast<uint32_t>(all_.lines_.size());
  const int64_t units = CollectFree(get_set);
  TakeTouched(first, terms);
  int64_t times = std::max<int64_t>(there, 0) / terms_of.buy_units;
  if (terms_of.maximum_times != 0) times = std::min(times, terms_of.maximum_times);
  const int64_t got = MultiplyDivide(times, terms_of.get_units, 1, Rounding::kDown)
                          .value_or(kUnlimited);
  terms->cap = OfDearest(std::min(units, got), [&](Worth net) -> Worth {
    if (!terms_of.percent.is_zero()) return PercentOf(net, terms_of.percent) + 1;
    if (terms_of.unit_price.is_zero()) return std::min<Worth>(net, terms_of.amount.value());
    return net;  // the price may be one of a kilogram
  });
  terms->cap += 1;
}

// Where nobody else counts units, they are the same whatever goods cost.
void CeilingBuilder::TakeGot(const BuyGet& terms_of, uint32_t buy_set, uint32_t get_set, Terms* terms) {
  CollectFree(get_set);
  picks_.clear();
  OfferResult result;
  const Standing before = run_.state.standing();
  applying_.result = &result;
  run_.work.picked.clear();
  ApplyBuyGet(terms_of, buy_set, get_set, &applying_);
  applying_.result = nullptr;
  run_.state.standing() = before;
  for (const Picked& picked : run_.work.picked) {
    picks_.push_back({picked.line, picked.units, NetOfUnit(picked.line)});
  }
  if (!terms_of.percent.is_zero()) return TakePercent(terms_of.percent, true, terms);
  if (!terms_of.unit_price.is_zero()) return TakePrice(terms_of.unit_price, terms);
  terms->map.kind = Kind::kAmount;
  terms->exact = true;
  for (const Pick& pick : picks_) {
    terms->parts.push_back(
        PartOf(pick.line, pick.units, Bounded(Worth{terms_of.amount.value()} * pick.units)));
  }
}

void CeilingBuilder::ReadGift(const Gift& gift, uint32_t set, Terms* terms) {
  int64_t times = applying_.times;
  if (gift.per_units != 0) {
    times = run_.state.UnitsOf(run_.state.LinesOf(set)) / gift.per_units;
  }
  Money price = gift.list_price;
  picks_.clear();
  int64_t there = 0;
  const std::vector<Line>& lines = run_.state.basket().lines;
  for (uint32_t i = 0; i < lines.size(); ++i) {
    if (lines[i].sku != gift.sku) continue;
    if (gift.list_price.is_zero()) price = std::max(price, lines[i].unit_price);
    if (gift.mode != GiftMode::kAddMissing || !run_.state.lines()[i].discountable) continue;
    Touch({i});
    terms->parts.push_back(WholeOf(i, 0));
    picks_.push_back({i, FreeUnits(i, applying_), NetOfUnit(i)});
    there += FreeUnits(i, applying_);
  }
  const Worth units = Worth{times} * gift.units;
  built_.gifts += std::min(units * price.value() * repeats_, Worth{kUnlimited});
  if (there == 0) return;
  terms->cap = OfDearest(static_cast<int64_t>(std::min<Worth>(units, there)),
                         [](Worth net) { return net; });
}

uint32_t Ceilings::Add(const Candidate& candidate) {
  const OfferCeiling built = CeilingBuilder(candidate, this).Build();
  offers_.push_back(built);
  return static_cast<uint32_t>(offers_.size() - 1);
}

}  // namespace tessera::engine
