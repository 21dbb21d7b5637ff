// How an offer is put as maps of prices (ceiling.h).
#ifndef TESSERA_ENGINE_CEILING_BUILDER_H_
#define TESSERA_ENGINE_CEILING_BUILDER_H_

#include <algorithm>
#include <optional>
#include <vector>

#include "ceiling.h"
#include "effects/picking.h"

namespace tessera::engine {

inline constexpr Worth kMostWorth = Worth{1} << 80;

// Reads one offer's effects. Used once.
class CeilingBuilder {
 public:
  CeilingBuilder(const Candidate& candidate, Ceilings* ceilings);
  OfferCeiling Build();

 private:
  using Kind = Lowering::Kind;

  struct Pick {
    uint32_t line = 0;
    int64_t units = 0;
    Money net;  // of the dearest of them, at most
  };
  // What one effect can do.
  struct Terms {
    Lowering map;  // its stretch of parts is not set
    std::vector<LinePart> parts;
    std::vector<Ceilings::StepReached> steps;
    Worth most = kUnlimited;  // to which each part is cut in proportion
    Worth cap = kMostWorth;   // what it can take altogether at most
    bool exact = false;       // the parts are exact but for rounding, so that such a cut is, too
  };

  void Read(const CompiledEffect& effect);
  void RepeatAll();
  void Keep(Terms* terms);
  void KeepCap(Worth cap, const Lowering& map);
  void CutTo(Worth most, Terms* terms) const;
  bool HasFloors(const std::vector<LinePart>& parts) const;
  void ReadBudget();
  void ReadConditions();

  void Touch(absl::Span<const uint32_t> lines) {
    all_.lines_.insert(all_.lines_.end(), lines.begin(), lines.end());
  }

  Money NetOfUnit(uint32_t line) const;
  int64_t PickAll(const Goods& goods, uint32_t set, bool by_unit);

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

  LinePart PartOf(uint32_t line, int64_t units, Money amount) const;
  LinePart WholeOf(uint32_t line, Worth amount) const;

  // The last step that is reached may be any of those that are reached now.
  template <typename Better>
  const Step* BestStep(const std::vector<Step>& steps, uint32_t set, Better better) {
    const Step* best = nullptr;
    EachStep(steps, set, [&](const Step& step) {
      if (best == nullptr || better(step, *best)) best = &step;
    });
    return best;
  }
  template <typename Use>
  void EachStep(const std::vector<Step>& steps, uint32_t set, Use use) {
    CollectLines(set, &applying_);
    const Money amount = run_.state.NetOf(run_.work.order);
    const Quantity quantity = run_.state.QuantityOf(run_.work.order);
    for (const Step& step : steps) {
      if (amount >= step.from_amount && quantity >= step.from_quantity) use(step);
    }
  }

  int64_t PercentLost() const;
  void TakePercent(Share percent, bool some, Terms* terms);
  void ReadPercent(const PercentOff& off, uint32_t set, Terms* terms);
  void ReadAmount(const AmountOff& off, uint32_t set, Terms* terms);
  void TakeSum(const AmountOff& off, Money amount, Terms* terms);
  void TakePrice(Money price, Terms* terms);
  void ReadPrice(const FixedPrice& off, uint32_t set, Terms* terms);
  void TakeTogether(Money price, int64_t most, Terms* terms);
  void TakeBundles(Money price, int64_t bundles, Terms* terms) const;
  void CapPrice(Money price, int64_t most, Terms* terms);
  void ReadPointsPrice(const PointsPrice& price, uint32_t set, Terms* terms);
  std::optional<Worth> GivenNow(size_t lines);
  int64_t CollectFree(uint32_t set);
  void TakeTouched(uint32_t first, Terms* terms) const;
  bool ReadBundlesInTurn(const BundlePrice& bundle, absl::Span<const uint32_t> sets, Terms* terms);
  void ReadBundle(const BundlePrice& bundle, absl::Span<const uint32_t> sets, Terms* terms);
  void ReadBuyGet(const BuyGet& terms_of, uint32_t buy_set, uint32_t get_set, Terms* terms);
  void TakeGot(const BuyGet& terms_of, uint32_t buy_set, uint32_t get_set, Terms* terms);
  void ReadGift(const Gift& gift, uint32_t set, Terms* terms);

  Ceilings& all_;
  Run& run_;
  const CompiledOffer& offer_;
  Applying applying_;
  Candidate candidate_;
  int64_t repeats_ = 1;
  bool unsure_ = false;
  bool alone_ = true;  // its only effect that lowers prices is read
  Worth budget_ = kUnlimited;  // the most that it may take altogether
  std::vector<Pick> picks_;
  OfferCeiling built_;
};

}  // namespace tessera::engine

#endif  // TESSERA_ENGINE_CEILING_BUILDER_H_
