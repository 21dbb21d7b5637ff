// What an offer can do at most, effect by effect.
#include <algorithm>

#include "ceiling.h"
#include "effects/picking.h"

namespace tessera::engine {
namespace {

constexpr int64_t kMaximumRepeats = 6;  // beyond, a choice counts as taking all there is
constexpr Worth kMostWorth = Worth{1} << 80;

Worth PercentOf(Worth amount, Share percent) {
  return (amount * percent.value() + kWhole.value() - 1) / kWhole.value();
}

// How much more than its exact value rounding can make one discount, kUnit to the minor unit.
int64_t RoundingOf(Rounding rounding) {
  const bool half = rounding == Rounding::kHalfUp || rounding == Rounding::kHalfDown ||
                    rounding == Rounding::kHalfEven;
  return half ? Ceilings::kUnit / 2 : Ceilings::kUnit;
}

}  // namespace

// Reads one offer's effects.
class CeilingBuilder {
 public:
  CeilingBuilder(const Candidate& candidate, Ceilings* ceilings)
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
  }

  OfferCeiling Build() {
    built_.group = offer_.group;
    built_.takes.begin = built_.takes.end = static_cast<uint32_t>(all_.takes_.size());
    built_.touched.begin = static_cast<uint32_t>(all_.lines_.size());
    int effects = 0;
    for (const CompiledEffect& effect : Cut(run_.program->effects, offer_.effects)) {
      effects += LowersPrices(*effect.source) ? 1 : 0;
    }
    built_.alone = effects == 1;
    for (const CompiledEffect& effect : Cut(run_.program->effects, offer_.effects)) {
      if (LowersPrices(*effect.source)) Read(effect);
    }
    std::vector<uint32_t>& lines = all_.lines_;
    const auto first = lines.begin() + static_cast<std::ptrdiff_t>(built_.touched.begin);
    if (!std::is_sorted(first, lines.end())) std::sort(first, lines.end());
    lines.erase(std::unique(first, lines.end()), lines.end());
    built_.touched.end = static_cast<uint32_t>(lines.size());
    ReadBudget();
    ReadConditions();
    if (const auto* choice = std::get_if<ChoiceTrigger>(&offer_.terms->trigger)) {
      built_.costs_points = built_.costs_points || !choice->cost.is_zero();
      built_.least_points = choice->cost;
    }
    return built_;
  }

 private:
  struct Pick {
    uint32_t line = 0;
    int64_t units = 0;
    Money net;  // of the dearest of them, at most
  };
  // What one effect can do; `cap` is what it can take altogether.
  struct Terms {
    std::vector<LineTake> takes;
    Worth cap = kMostWorth;
    int64_t sums = 0;
    int64_t uneven = 0;
  };

  void Read(const CompiledEffect& effect) {
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
    Keep(terms);
  }

  // Either its takes, or only what it takes altogether, whichever says more.
  void Keep(const Terms& terms) {
    if (terms.cap < TakenBy(terms.takes)) {
      built_.together += terms.cap * repeats_ * Ceilings::kUnit;
      return;
    }
    for (int64_t i = 0; i < std::min(repeats_, kMaximumRepeats + 1); ++i) {
      for (LineTake take : terms.takes) {
        if (i == kMaximumRepeats) take.keep = 0;
        all_.takes_.push_back(take);
      }
    }
    built_.takes.end = static_cast<uint32_t>(all_.takes_.size());
    built_.sums += terms.sums * std::min(repeats_, kMaximumRepeats);
    built_.uneven += terms.uneven * std::min(repeats_, kMaximumRepeats);
  }

  Worth TakenBy(absl::Span<const LineTake> takes) const {
    Worth sum = 0;
    for (const LineTake& take : takes) {
      const LineState& line = run_.state.lines()[take.line];
      Worth left = Worth{line.net.value()} * take.keep / Ceilings::kAll -
                   take.minus / Ceilings::kUnit;
      left = std::min<Worth>(left, take.price_to);
      sum += line.net.value() - std::max<Worth>(left, line.floor.value());
    }
    return sum;
  }

  void ReadBudget() {
    const Limits& limits = offer_.terms->limits;
    Money left(kUnlimited);
    if (!limits.budget.is_zero() && limits.on_exceed != OnExceed::kFinish) {
      const OfferUse* use = run_.situation.UseOf(offer_.source);
      left = limits.budget - (use == nullptr ? Money() : use->budget_used);
    }
    if (!limits.maximum_discount.is_zero()) left = std::min(left, limits.maximum_discount);
    if (left.value() == kUnlimited) return;
    const Worth taken = TakenBy(Cut(all_.takes_, built_.takes)) * Ceilings::kUnit + built_.together;
    if (Worth{left.value()} * Ceilings::kUnit >= taken) return;
    all_.takes_.resize(built_.takes.begin);
    built_.takes.end = built_.takes.begin;
    built_.sums = built_.uneven = 0;
    built_.together = Worth{left.value()} * Ceilings::kUnit;
  }

  void ReadConditions() {
    built_.asked.begin = static_cast<uint32_t>(all_.asked_.size());
    for (const CompiledCondition& condition : Cut(run_.program->conditions, offer_.conditions)) {
      const Condition& terms = *condition.terms;
      if (terms.basis == Basis::kBeforeDiscounts) continue;
      if (terms.minimum_amount.is_zero() && !terms.strictly_more) continue;
      all_.asked_.push_back({all_.SumOf(condition.set),
                             terms.minimum_amount + Money(terms.strictly_more ? 1 : 0)});
    }
    built_.asked.end = static_cast<uint32_t>(all_.asked_.size());
  }

  void Touch(absl::Span<const uint32_t> lines) {
    all_.lines_.insert(all_.lines_.end(), lines.begin(), lines.end());
  }

  // Of the units that may be counted. As those that are dear are counted, or lowered, no unit of what
  // is left costs more.
  Money NetOfUnit(uint32_t line) const {
    const LineState& state = run_.state.lines()[line];
    const bool once = run_.program->source.stacking.units_used_once;
    const int64_t units = once ? state.units - state.used_units : state.units;
    const int64_t net = (once ? state.net - state.used_net : state.net).value();
    return units <= 0 ? Money() : Money(net / units + (net % units == 0 ? 0 : 1));
  }

  // Fills picks_ with all that may be picked; returns how many units at most.
  int64_t PickAll(const Goods& goods, uint32_t set, bool by_unit) {
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

  int64_t Times(int64_t units) const {
    return MultiplyDivide(units, applying_.times, 1, Rounding::kDown).value_or(kUnlimited);
  }

  // `lower`: what is taken off a unit at this price. Of the dearest `units`.
  template <typename Lower>
  Worth OfDearest(int64_t units, Lower lower) {
    std::sort(picks_.begin(), picks_.end(), [](const Pick& a, const Pick& b) {
      return a.net != b.net ? a.net > b.net : a.line < b.line;
    });
    Worth sum = 0;
    for (const Pick& pick : picks_) {
      const int64_t here = std::min(units, pick.units);
      sum += std::max<Worth>(lower(Worth{pick.net.value()}), 0) * here;
      units -= here;
    }
    return sum;
  }

  LineTake TakeOf(uint32_t line, Worth minus) const {
    // More than a line can cost takes all of it.
    if (minus >= Worth{1} << 60) return {line, 0, 0, kUnlimited};
    return {line, Ceilings::kAll, static_cast<int64_t>(minus), kUnlimited};
  }

  // The last step that is reached may be any of those that are reached now.
  template <typename Better>
  const Step* BestStep(const std::vector<Step>& steps, uint32_t set, Better better) {
    CollectLines(set, &applying_);
    const Money amount = run_.state.NetOf(run_.work.order);
    const Quantity quantity = run_.state.QuantityOf(run_.work.order);
    const Step* best = nullptr;
    for (const Step& step : steps) {
      if (amount < step.from_amount || quantity < step.from_quantity) continue;
      if (best == nullptr || better(step, *best)) best = &step;
    }
    return best;
  }

  void TakePercent(Share percent, bool some, Terms* terms) {
    const RoundingPlace place = run_.program->source.rounding_place;
    const int64_t slack = RoundingOf(applying_.rounding());
    const int64_t part = percent.value();
    for (const Pick& pick : picks_) {
      const int64_t units = run_.state.lines()[pick.line].units;
      LineTake take{pick.line, Ceilings::kAll, 0, kUnlimited};
      if (some && unsure_) {
        take = TakeOf(pick.line, PercentOf(Worth{pick.net.value()} * pick.units, percent) *
                                     Ceilings::kUnit);
      } else {
        const Worth whole = Worth{kWhole.value()} * units;
        take.keep = static_cast<int64_t>((whole - Worth{part} * pick.units) * Ceilings::kAll / whole);
      }
      if (place == RoundingPlace::kLine) take.minus += slack;
      if (place == RoundingPlace::kUnitPrice) take.minus += slack * pick.units;
      terms->takes.push_back(take);
    }
    if (place != RoundingPlace::kReceipt) return;
    const auto lines = static_cast<int64_t>(picks_.size());
    terms->sums = 1;
    terms->uneven = run_.program->source.spread == Spread::kLargestRemainder ? lines / 2 + 2
                                                                             : 2 * lines + 2;
  }

  void ReadPercent(const PercentOff& off, uint32_t set, Terms* terms) {
    Share percent = off.percent;
    if (!off.steps.empty()) {
      const Step* step = BestStep(off.steps, set, [](const Step& a, const Step& b) {
        return a.percent > b.percent;
      });
      percent = step == nullptr ? Share() : step->percent;
    }
    const int64_t most = PickAll(off.goods, set, false);
    if (percent.is_zero()) return;
    TakePercent(percent, PicksUnits(off.goods, applying_), terms);
    if (off.maximum) terms->cap = off.maximum->value();
    if (most == kUnlimited) return;
    terms->cap = std::min(terms->cap, OfDearest(most, [&](Worth net) {
                            return PercentOf(net, percent) + 1;
                          }) + static_cast<int64_t>(picks_.size()));
  }

  void ReadAmount(const AmountOff& off, uint32_t set, Terms* terms) {
    Money amount = off.amount;
    if (!off.steps.empty()) {
      const Step* step = BestStep(off.steps, set, [](const Step& a, const Step& b) {
        return a.amount > b.amount;
      });
      amount = step == nullptr ? Money() : step->amount;
    }
    const int64_t most = PickAll(off.goods, set, off.per == AmountPer::kUnit);
    if (amount.is_zero()) return;
    if (off.per == AmountPer::kReceipt) {
      for (const Pick& pick : picks_) terms->takes.push_back({pick.line, 0, 0, kUnlimited});
      terms->cap = Worth{amount.value()} * applying_.times;
      return;
    }
    const Money each = std::max(amount, off.further_unit);
    for (const Pick& pick : picks_) {
      const int64_t units = off.per == AmountPer::kUnit ? pick.units : 1;
      terms->takes.push_back(
          TakeOf(pick.line, Worth{each.value()} * units * applying_.times * Ceilings::kUnit));
    }
    if (off.per == AmountPer::kUnit && most != kUnlimited) {
      terms->cap = Worth{each.value()} * most * applying_.times;
    }
  }

  void TakePrice(Money price, Terms* terms) {
    for (const Pick& pick : picks_) {
      const Line& line = run_.state.basket().lines[pick.line];
      const LineState& state = run_.state.lines()[pick.line];
      const bool pieces = !line.weighed && line.quantity.value() % kOnePiece.value() == 0;
      const Worth whole = Worth{price.value()} * line.quantity.value() / kOnePiece.value();
      if (unsure_ || (pieces && pick.units != state.units)) {
        const Worth off = pieces ? (Worth{pick.net.value()} - price.value()) * pick.units
                                 : Worth{pick.net.value()} - whole + 1;
        terms->takes.push_back(TakeOf(pick.line, std::max<Worth>(off, 0) * Ceilings::kUnit));
      } else {
        const Worth to = std::max<Worth>(whole - (pieces ? 0 : 1), 0);
        if (to < kUnlimited) {
          terms->takes.push_back({pick.line, Ceilings::kAll, 0, static_cast<int64_t>(to)});
        }
      }
    }
  }

  void ReadPrice(const FixedPrice& off, uint32_t set, Terms* terms) {
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

  void TakeTogether(Money price, int64_t most, Terms* terms) {
    Worth whole = 0;
    for (const Pick& pick : picks_) {
      const LineState& line = run_.state.lines()[pick.line];
      terms->takes.push_back({pick.line, 0, 0, kUnlimited});
      whole += pick.units == line.units ? Worth{line.net.value()}
                                        : Worth{pick.net.value()} * pick.units;
    }
    whole = std::min(whole, OfDearest(most, [](Worth net) { return net; }));
    terms->cap = std::max<Worth>(whole - price.value(), 0);
  }

  // Goods that are no whole pieces are one unit, and `price` is not that unit's.
  void CapPrice(Money price, int64_t most, Terms* terms) {
    if (most == kUnlimited) return;
    for (const Pick& pick : picks_) {
      const Line& line = run_.state.basket().lines[pick.line];
      if (line.weighed || line.quantity.value() % kOnePiece.value() != 0) price = Money();
    }
    terms->cap = OfDearest(most, [&](Worth net) { return net - price.value(); });
  }

  void ReadPointsPrice(const PointsPrice& price, uint32_t set, Terms* terms) {
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
  std::optional<Worth> TakenNow(size_t lines) {
    if (unsure_ || !built_.alone || !offer_.terms->limits.budget.is_zero() ||
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

  int64_t CollectFree(uint32_t set) {
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

  void TakeAllOfTouched(uint32_t first, Terms* terms) {
    for (uint32_t i = first; i < all_.lines_.size(); ++i) {
      terms->takes.push_back({all_.lines_[i], 0, 0, kUnlimited});
    }
  }

  void ReadBundle(const BundlePrice& bundle, absl::Span<const uint32_t> sets, Terms* terms) {
    const auto first = static_cast<uint32_t>(all_.lines_.size());
    int64_t bundles = bundle.maximum_bundles == 0 ? kUnlimited : bundle.maximum_bundles;
    for (size_t part = 0; part < sets.size(); ++part) {
      bundles = std::min(bundles, CollectFree(sets[part]) / bundle.parts[part].units);
    }
    TakeAllOfTouched(first, terms);
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
    // Bundles that cost less already do not count to a limit: others may take their place.
    const Limits& limits = offer_.terms->limits;
    if (bundle.maximum_bundles != 0 || limits.times_per_receipt != 0 ||
        limits.units_per_member != 0) {
      return;
    }
    if (const auto now = TakenNow(terms->takes.size())) terms->cap = std::min(terms->cap, *now);
  }

  void ReadBuyGet(const BuyGet& terms_of, uint32_t buy_set, uint32_t get_set, Terms* terms) {
    int64_t there = 0;
    for (uint32_t i : run_.state.LinesOf(buy_set)) there += FreeUnits(i, applying_);
    const auto first = static_cast<uint32_t>(all_.lines_.size());
    const int64_t units = CollectFree(get_set);
    TakeAllOfTouched(first, terms);
    Touch(run_.state.LinesOf(buy_set));
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
    if (const auto now = TakenNow(terms->takes.size())) terms->cap = std::min(terms->cap, *now);
  }

  void ReadGift(const Gift& gift, uint32_t set, Terms* terms) {
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
      terms->takes.push_back({i, 0, 0, kUnlimited});
      picks_.push_back({i, FreeUnits(i, applying_), NetOfUnit(i)});
      there += FreeUnits(i, applying_);
    }
    const Worth units = Worth{times} * gift.units;
    built_.gifts += std::min(units * price.value() * repeats_, Worth{kUnlimited});
    if (there == 0) return;
    terms->cap = OfDearest(static_cast<int64_t>(std::min<Worth>(units, there)),
                           [](Worth net) { return net; });
  }

  Ceilings& all_;
  Run& run_;
  const CompiledOffer& offer_;
  Applying applying_;
  Candidate candidate_;
  int64_t repeats_ = 1;
  bool unsure_ = false;
  std::vector<Pick> picks_;
  OfferCeiling built_;
};

uint32_t Ceilings::Add(const Candidate& candidate) {
  const OfferCeiling built = CeilingBuilder(candidate, this).Build();
  offers_.push_back(built);
  return static_cast<uint32_t>(offers_.size() - 1);
}

}  // namespace tessera::engine
