// All that lowers prices, phase by phase.
#include <algorithm>

#include "ceiling.h"

namespace tessera::engine {
namespace {

// Walks the candidates of one phase.
class PhaseRun {
 public:
  PhaseRun(StackingMode mode, size_t begin, size_t end, Run* run)
      : mode_(mode), begin_(begin), end_(end), run_(*run) {}

  void Apply() {
    if (mode_ == StackingMode::kBestForCustomer && ApplyBestForCustomer(begin_, end_, &run_)) return;
    if (mode_ == StackingMode::kBestOnly) return ApplyBestOf(AllOfThem(), Reason::kNotBest);
    DecideGroups();
    for (size_t i = begin_; i < end_; ++i) {
      const CompiledOffer& offer = OfferAt(i);
      const bool lost = offer.group != kUnnumbered && IsBestGroup(offer) &&
                        std::find(winners_.begin(), winners_.end(), i) == winners_.end() &&
                        std::find(hopeless_.begin(), hopeless_.end(), i) == hopeless_.end();
      lost ? Reject(i, Reason::kNotBest) : Apply(i);
    }
  }

 private:
  const CompiledOffer& OfferAt(size_t i) const {
    return run_.program->offers[run_.candidates[i].number];
  }
  bool IsBestGroup(const CompiledOffer& offer) const {
    return run_.program->groups[offer.group] == GroupMode::kBest;
  }
  Manner MannerOf() const { return {mode_ == StackingMode::kOnOriginal, true}; }

  std::vector<size_t> AllOfThem() const {
    std::vector<size_t> all;
    for (size_t i = begin_; i < end_; ++i) all.push_back(i);
    return all;
  }

  void Apply(size_t i) {
    run_.evaluation->offers.emplace_back();
    OfferResult& result = run_.evaluation->offers.back();
    result.reason = ApplyOffer(run_.candidates[i], MannerOf(), &run_, &result,
                               &run_.evaluation->gifts);
    SetOutcome(&result);
    if (result.outcome == Outcome::kApplied) TakeGroup(OfferAt(i), &run_);
  }

  void Reject(size_t i, Reason reason) {
    run_.evaluation->offers.push_back(RejectedFor(run_.candidates[i], reason, &run_));
  }

  // Of an offer that gives nothing alone; that it gives something beside the best one does not count.
  void TellWhyNot(size_t i, Reason reason) {
    const Standing before = run_.state.standing();
    std::vector<GiftLine> gifts;
    OfferResult result;
    result.reason = ApplyOffer(run_.candidates[i], MannerOf(), &run_, &result, &gifts);
    run_.state.standing() = before;
    if (result.reason == Reason::kNone) return Reject(i, reason);
    SetOutcome(&result);
    run_.evaluation->offers.push_back(std::move(result));
  }

  // What it would give alone, now; nothing if it does not apply.
  std::optional<Worth> Alone(size_t i) {
    const Standing before = run_.state.standing();
    OfferResult result;
    std::vector<GiftLine> gifts;
    const Reason reason = ApplyOffer(run_.candidates[i], MannerOf(), &run_, &result, &gifts);
    run_.state.standing() = before;
    if (reason != Reason::kNone) return std::nullopt;
    return Worth{result.discount.value()} + WorthOf(gifts, 0).value();
  }

  std::optional<size_t> BestOf(const std::vector<size_t>& some) {
    std::optional<size_t> best;
    Worth most = 0;
    for (size_t i : some) {
      const std::optional<Worth> worth = Alone(i);
      if (!worth) {
        hopeless_.push_back(i);
      } else if (!best || *worth > most) {
        best = i;
        most = *worth;
      }
    }
    return best;
  }

  void ApplyBestOf(const std::vector<size_t>& some, Reason reason) {
    const std::optional<size_t> best = BestOf(some);
    for (size_t i : some) {
      const bool may = i == best || std::find(hopeless_.begin(), hopeless_.end(), i) !=
                                        hopeless_.end();
      if (i == best) {
        Apply(i);
      } else if (may) {
        TellWhyNot(i, reason);
      } else {
        Reject(i, reason);
      }
    }
  }

  // Of each BEST group, the one that gives most alone at the start of the phase.
  void DecideGroups() {
    std::vector<uint32_t> decided;
    for (size_t i = begin_; i < end_; ++i) {
      const CompiledOffer& offer = OfferAt(i);
      if (offer.group == kUnnumbered || !IsBestGroup(offer)) continue;
      if (std::find(decided.begin(), decided.end(), offer.group) != decided.end()) continue;
      decided.push_back(offer.group);
      std::vector<size_t> members;
      for (size_t k = i; k < end_; ++k) {
        if (OfferAt(k).group == offer.group) members.push_back(k);
      }
      if (const auto best = BestOf(members)) winners_.push_back(*best);
    }
  }

  const StackingMode mode_;
  const size_t begin_;
  const size_t end_;
  Run& run_;
  std::vector<size_t> winners_;
  std::vector<size_t> hopeless_;  // give nothing as things stand
};

void ApplyPhases(Run* run) {
  for (size_t begin = 0; begin < run->first_later;) {
    const uint32_t phase = run->program->offers[run->candidates[begin].number].phase;
    size_t end = begin + 1;
    while (end < run->first_later &&
           run->program->offers[run->candidates[end].number].phase == phase) {
      ++end;
    }
    PhaseRun(run->program->phases[phase], begin, end, run).Apply();
    begin = end;
  }
}

// An evaluation in which some offers are exclusive: each of them is applied alone or not at all.
class ExclusiveRun {
 public:
  explicit ExclusiveRun(Run* run)
      : run_(*run), candidates_(run->candidates), first_later_(run->first_later) {}

  void Apply() {
    start_ = run_.state.standing();
    // Outside phases that look for the best combination the first that applies has won.
    std::optional<size_t> winner = TryAll();
    Worth rest = winner ? worths_[*winner] : WorthOfOthers();
    for (size_t i = 0; i < first_later_; ++i) {
      if (Competes(i) && applies_[i] != 0 && worths_[i] > rest) {
        winner = i;
        rest = worths_[i];
      }
    }
    if (winner) ApplyAlone(*winner);
  }

 private:
  const CompiledOffer& OfferAt(size_t i) const {
    return run_.program->offers[candidates_[i].number];
  }
  StackingMode ModeOf(size_t i) const { return run_.program->phases[OfferAt(i).phase]; }
  Manner MannerOf(size_t i) const { return {ModeOf(i) == StackingMode::kOnOriginal, true}; }
  bool IsExclusive(size_t i) const { return OfferAt(i).terms->exclusive; }
  bool Competes(size_t i) const {
    return IsExclusive(i) && ModeOf(i) == StackingMode::kBestForCustomer;
  }

  // Each exclusive offer alone; returns the first that need not compete.
  std::optional<size_t> TryAll() {
    results_.resize(first_later_);
    worths_.resize(first_later_, 0);
    applies_.resize(first_later_, 0);
    std::optional<size_t> first;
    for (size_t i = 0; i < first_later_; ++i) {
      if (!IsExclusive(i)) continue;
      std::vector<GiftLine> gifts;
      OfferResult& result = results_[i];
      result.reason = ApplyOffer(candidates_[i], MannerOf(i), &run_, &result, &gifts);
      run_.state.standing() = start_;
      if (result.reason == Reason::kNone) {
        applies_[i] = 1;
        worths_[i] = Worth{result.discount.value()} + WorthOf(gifts, 0).value();
        if (!first && !Competes(i)) first = i;
        result = RejectedFor(candidates_[i], Competes(i) ? Reason::kNotBest : Reason::kExcludedBy,
                             &run_);
      }
      SetOutcome(&result);
    }
    return first;
  }

  // Applies all that are not exclusive; the results of those that are go among theirs in order.
  Worth WorthOfOthers() {
    std::vector<Candidate>& candidates = run_.candidates;
    candidates.clear();
    for (size_t i = 0; i < candidates_.size(); ++i) {
      if (i >= first_later_ || !IsExclusive(i)) candidates.push_back(candidates_[i]);
    }
    run_.first_later = first_later_ - (candidates_.size() - candidates.size());
    ApplyPhases(&run_);
    run_.candidates = candidates_;
    run_.first_later = first_later_;
    std::vector<OfferResult> others = std::move(run_.evaluation->offers);
    run_.evaluation->offers.clear();
    Worth worth = WorthOf(run_.evaluation->gifts, 0).value();
    size_t next = 0;
    for (size_t i = 0; i < first_later_; ++i) {
      if (!IsExclusive(i)) worth += others[next].discount.value();
      run_.evaluation->offers.push_back(std::move(IsExclusive(i) ? results_[i] : others[next++]));
    }
    return worth;
  }

  // In place of all that was applied before.
  void ApplyAlone(size_t winner) {
    Evaluation& evaluation = *run_.evaluation;
    run_.state.standing() = start_;
    FreeGroups(&run_);
    evaluation.offers.clear();
    evaluation.gifts.clear();
    evaluation.offers.emplace_back();
    OfferResult& result = evaluation.offers.back();
    result.reason =
        ApplyOffer(candidates_[winner], MannerOf(winner), &run_, &result, &evaluation.gifts);
    SetOutcome(&result);
    TakeGroup(OfferAt(winner), &run_);
    run_.exclusive_taken = true;
    for (size_t i = 0; i < first_later_; ++i) {
      if (i == winner) continue;
      evaluation.offers.push_back(RejectedFor(candidates_[i], Reason::kExcludedBy, &run_));
    }
  }

  Run& run_;
  const std::vector<Candidate> candidates_;
  const size_t first_later_;
  Standing start_;
  // Of exclusive offers, by position.
  std::vector<OfferResult> results_;
  std::vector<Worth> worths_;
  std::vector<char> applies_;
};

bool HasExclusive(const Run& run) {
  return std::any_of(run.candidates.begin(),
                     run.candidates.begin() + static_cast<std::ptrdiff_t>(run.first_later),
                     [&](const Candidate& candidate) {
                       return run.program->offers[candidate.number].terms->exclusive;
                     });
}

}  // namespace

void ApplyDiscounts(Run* run) { HasExclusive(*run) ? ExclusiveRun(run).Apply() : ApplyPhases(run); }

}  // namespace tessera::engine
