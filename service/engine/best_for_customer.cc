// The combination of a phase's offers that gives the customer most.
//
// A combination is a subset of the phase's offers, applied in the program's order; one of each
// exclusive group at most, and no exclusive offer: whether one of those gives more alone than
// everything else together is for discounts.cc to find out. What a combination gives is the money that
// it takes off the receipt, and the list
// prices of its gifts. Of combinations that give the same, the one that has the earlier offer is
// taken.
//
// The search walks the offers in order, with each first, then without it, so that the first
// combination is the offers in their order, as COMPOUND would apply them. Among at most kSmall offers
// a branch is cut only where the receipt has no room left to beat the best combination found so far.
// Among more, it does without an offer only where that can make a difference: where it shares a group
// with a later one, where a later one asks for an amount that it may spoil, or where the program counts
// units or caps only once; and a branch is cut where everything that is still to come, taken without
// regard to groups and thresholds, would not beat the best. Spreading may move odd minor units between
// lines; among more than kSmall offers, what could be gained by that alone is not pursued.
#include <algorithm>

#include "run.h"

namespace tessera::engine {
namespace {

constexpr size_t kSmall = 10;
constexpr int32_t kNodes = 20'000;

class Search {
 public:
  Search(size_t begin, size_t end, Run* run) : begin_(begin), end_(end), run_(*run) {
    const Stacking& stacking = run->program->source.stacking;
    nodes_left_ = stacking.node_budget == 0 ? kNodes : stacking.node_budget;
    entangled_ = stacking.units_used_once || !stacking.maximum.is_zero() ||
                 !stacking.maximum_share.is_zero();
    start_ = run->state.standing();
  }

  void Apply() {
    FindHopeful();
    taken_.assign(hopeful_.size(), 0);
    best_ = taken_;
    run_.standings.resize(std::max(run_.standings.size(), hopeful_.size() + 2));
    FindContested();
    if (!hopeful_.empty()) Descend(0, Money());
    run_.evaluation->search_cut_short = run_.evaluation->search_cut_short || cut_short_;
    run_.state.standing() = start_;
    Record();
  }

 private:
  const CompiledOffer& OfferAt(size_t i) const {
    return run_.program->offers[run_.candidates[i].number];
  }

  std::optional<Money> Try(size_t candidate, bool check_conditions = true) {
    gifts_.clear();
    const Reason reason = ApplyOffer(run_.candidates[candidate],
                                     {false, false, check_conditions}, &run_, &tried_, &gifts_);
    if (reason != Reason::kNone) return std::nullopt;
    return tried_.discount + WorthOf(gifts_, 0);
  }

  // Among few, all that may be tried. Among more, those that give something alone, and those that a
  // budget refuses as long as they would give too much.
  void FindHopeful() {
    for (size_t i = begin_; i < end_; ++i) {
      if (OfferAt(i).terms->exclusive) continue;
      if (CheckAllowed(run_.candidates[i], true, &run_) == Reason::kNone) hopeful_.push_back(i);
      if (GivesGifts(OfferAt(i))) gift_room_ = Money(kUnlimited / 4);
    }
    few_ = hopeful_.size() <= kSmall;
    if (few_) return;
    hopeful_.clear();
    for (size_t i = begin_; i < end_; ++i) {
      if (OfferAt(i).terms->exclusive) continue;
      const std::optional<Money> alone = Try(i);
      run_.state.standing() = start_;
      const bool budgeted = !OfferAt(i).terms->limits.budget.is_zero();
      const CompiledOffer& offer = OfferAt(i);
      const bool excluded = offer.group != kUnnumbered && run_.group_taken[offer.group] != 0;
      if ((!alone && !budgeted) || excluded) continue;
      hopeful_.push_back(i);
    }
  }

  bool GivesGifts(const CompiledOffer& offer) const {
    const auto effects = Cut(run_.program->effects, offer.effects);
    return std::any_of(effects.begin(), effects.end(), [](const CompiledEffect& effect) {
      return std::holds_alternative<Gift>(*effect.source);
    });
  }

  // For each offer, whether leaving it out may be of use.
  void FindContested() {
    contested_.assign(hopeful_.size(), entangled_ ? 1 : 0);
    for (size_t i = 0; i < hopeful_.size(); ++i) {
      const CompiledOffer& offer = OfferAt(hopeful_[i]);
      for (size_t k = i + 1; k < hopeful_.size() && contested_[i] == 0; ++k) {
        const CompiledOffer& later = OfferAt(hopeful_[k]);
        if (later.sensitive || CostsPoints(later)) contested_[i] = 1;
        if (offer.group != kUnnumbered && offer.group == later.group) contested_[i] = 1;
      }
    }
    if (few_) contested_.assign(hopeful_.size(), 1);
  }

  bool CostsPoints(const CompiledOffer& offer) const {
    if (const auto* choice = std::get_if<ChoiceTrigger>(&offer.terms->trigger)) {
      if (!choice->cost.is_zero()) return true;
    }
    const auto effects = Cut(run_.program->effects, offer.effects);
    return std::any_of(effects.begin(), effects.end(), [](const CompiledEffect& effect) {
      return std::holds_alternative<PointsPrice>(*effect.source);
    });
  }

  // The most that offers from `depth` on can add. Applying each without regard to thresholds, and to
  // groups of which none is taken yet, never gives less than a choice among them: what one takes off
  // lowers what later ones give by no more than that. A cap on the receipt changes nothing about it:
  // once it cuts an offer, all of the room is counted, and more there cannot be. Those whose gain may
  // grow as prices fall, and all where units that one offer counts are lost to others, count with what
  // they give at best; so do those that cost points, which others may then lack.
  Money Bound(size_t depth) {
    if (few_) return run_.state.standing().room + gift_room_;
    Money bound;
    Standing& kept = run_.standings.back();
    kept = run_.state.standing();
    const Money room = kept.room;
    for (size_t i = depth; i < hopeful_.size(); ++i) {
      const CompiledOffer& offer = OfferAt(hopeful_[i]);
      if (GroupTaken(offer, depth)) continue;
      if (offer.erratic || CostsPoints(offer) || run_.program->source.stacking.units_used_once) {
        bound += Most(hopeful_[i]);
        continue;
      }
      if (const std::optional<Money> worth = Try(hopeful_[i], false)) bound += *worth;
    }
    run_.state.standing() = kept;
    return std::min(bound, room + gift_room_);
  }

  // The most that an offer can give on this receipt whatever the others do: all the room of its goods.
  Money Most(size_t candidate) {
    const CompiledOffer& offer = OfferAt(candidate);
    Money most;
    for (const CompiledEffect& effect : Cut(run_.program->effects, offer.effects)) {
      if (!LowersPrices(*effect.source)) continue;
      if (std::holds_alternative<Gift>(*effect.source)) return Money(kUnlimited / 1'000'000);
      if (!effect.part_sets.empty()) {
        for (uint32_t set : effect.part_sets) most += RoomOf(set);
      } else {
        const Money room = RoomOf(effect.set);
        const bool once = run_.candidates[candidate].times == 1;
        most += once ? std::min(room, CapOf(*effect.source, effect.set, room)) : room;
      }
    }
    return most;
  }

  Money RoomOf(uint32_t set) const {
    Money room;
    for (uint32_t i : run_.state.LinesOf(set)) room += run_.state.lines()[i].discount_room();
    return room;
  }

  // What the effect's own terms allow.
  Money CapOf(const Effect& effect, uint32_t set, Money room) const {
    if (const auto* off = std::get_if<PercentOff>(&effect)) {
      Share percent = off->percent;
      for (const Step& step : off->steps) percent = std::max(percent, step.percent);
      const Money net = run_.state.NetOf(run_.state.LinesOf(set));
      const auto most = MultiplyDivide(net.value(), percent.value(), kWhole.value(), Rounding::kUp);
      const auto units = run_.state.UnitsOf(run_.state.LinesOf(set));
      Money cap = most ? Money(*most + units) : room;
      if (off->maximum) cap = std::min(cap, *off->maximum);
      return cap;
    }
    if (const auto* off = std::get_if<AmountOff>(&effect);
        off != nullptr && off->per == AmountPer::kReceipt) {
      Money amount = off->amount;
      for (const Step& step : off->steps) amount = std::max(amount, step.amount);
      const int64_t units = std::max<int64_t>(run_.state.UnitsOf(run_.state.LinesOf(kAllGoods)), 1);
      return Money(MultiplyDivide(amount.value(), units, 1, Rounding::kDown).value_or(kUnlimited / 4));
    }
    return room;
  }

  bool GroupTaken(const CompiledOffer& offer, size_t depth) const {
    if (offer.group == kUnnumbered) return false;
    for (size_t i = 0; i < depth; ++i) {
      if (taken_[i] != 0 && OfferAt(hopeful_[i]).group == offer.group) return true;
    }
    return false;
  }

  void Descend(size_t depth, Money worth) {
    if (depth == hopeful_.size()) {
      if (!found_ || worth > best_worth_) {
        found_ = true;
        best_worth_ = worth;
        best_ = taken_;
      }
      return;
    }
    // The first way down is the offers in their order, whatever the budget.
    if (found_ && nodes_left_ <= 0) {
      cut_short_ = true;
      return;
    }
    --nodes_left_;
    if (found_ && worth + Bound(depth) <= best_worth_) return;
    run_.standings[depth] = run_.state.standing();
    const CompiledOffer& offer = OfferAt(hopeful_[depth]);
    bool with = false;
    if (!GroupTaken(offer, depth)) {
      if (const std::optional<Money> added = Try(hopeful_[depth])) {
        with = true;
        taken_[depth] = 1;
        Descend(depth + 1, worth + *added);
        taken_[depth] = 0;
        run_.state.standing() = run_.standings[depth];
      }
    }
    if (!with || contested_[depth] != 0) Descend(depth + 1, worth);
  }

  bool IsTaken(size_t candidate) const {
    for (size_t i = 0; i < hopeful_.size(); ++i) {
      if (hopeful_[i] == candidate) return best_[i] != 0;
    }
    return false;
  }
  bool IsHopeful(size_t candidate) const {
    return std::find(hopeful_.begin(), hopeful_.end(), candidate) != hopeful_.end();
  }

  // Applies the best combination for good.
  void Record() {
    for (size_t i = begin_; i < end_; ++i) {
      if (IsHopeful(i) && IsTaken(i)) {
        OfferResult result;
        result.reason =
            ApplyOffer(run_.candidates[i], {false, true}, &run_, &result, &run_.evaluation->gifts);
        SetOutcome(&result);
        if (result.outcome == Outcome::kApplied) TakeGroup(OfferAt(i), &run_);
        run_.evaluation->offers.push_back(std::move(result));
      } else {
        TellWhyNot(i);
      }
    }
  }

  // What keeps it from applying here; NOT_BEST if only the combination does.
  void TellWhyNot(size_t i) {
    run_.standings[0] = run_.state.standing();
    gifts_.clear();
    OfferResult result;
    result.reason = ApplyOffer(run_.candidates[i], {false, true}, &run_, &result, &gifts_);
    run_.state.standing() = run_.standings[0];
    if (result.reason == Reason::kNone) {
      result = RejectedFor(run_.candidates[i], Reason::kNotBest, &run_);
    }
    SetOutcome(&result);
    run_.evaluation->offers.push_back(std::move(result));
  }

  const size_t begin_;
  const size_t end_;
  Run& run_;
  Standing start_;
  std::vector<size_t> hopeful_;
  std::vector<char> contested_;
  std::vector<char> taken_;
  std::vector<char> best_;
  std::vector<GiftLine> gifts_;
  OfferResult tried_;
  Money gift_room_;
  Money best_worth_;
  bool found_ = false;
  bool entangled_ = false;
  bool cut_short_ = false;
  bool few_ = false;
  int32_t nodes_left_ = 0;
};

}  // namespace

void ApplyBestForCustomer(size_t begin, size_t end, Run* run) { Search(begin, end, run).Apply(); }

}  // namespace tessera::engine
