// All that lowers prices, phase by phase.
#include <algorithm>

#include "run.h"

namespace tessera::engine {
namespace {

// Walks the candidates of one phase.
class PhaseRun {
 public:
  PhaseRun(StackingMode mode, size_t begin, size_t end, Run* run)
      : mode_(mode), begin_(begin), end_(end), run_(*run) {}

  void Apply() {
    if (mode_ == StackingMode::kBestForCustomer) return ApplyBestForCustomer(begin_, end_, &run_);
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
    // Alone it gave nothing; beside others it may not.
    if (OfferAt(i).terms->exclusive) return TellWhyNot(i, Reason::kExcludedBy);
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
  std::optional<Money> Alone(size_t i) {
    if (OfferAt(i).terms->exclusive) return std::nullopt;
    const Standing before = run_.state.standing();
    OfferResult result;
    std::vector<GiftLine> gifts;
    const Reason reason = ApplyOffer(run_.candidates[i], MannerOf(), &run_, &result, &gifts);
    run_.state.standing() = before;
    if (reason != Reason::kNone) return std::nullopt;
    return result.discount + WorthOf(gifts, 0);
  }

  std::optional<size_t> BestOf(const std::vector<size_t>& some) {
    std::optional<size_t> best;
    Money most;
    for (size_t i : some) {
      const std::optional<Money> worth = Alone(i);
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

bool InSearch(const Candidate& candidate, const Run& run) {
  return run.program->phases[run.program->offers[candidate.number].phase] ==
         StackingMode::kBestForCustomer;
}

// Applies the candidate; if it gives something, everything else is excluded.
bool ApplyAlone(size_t i, Run* run) {
  const CompiledOffer& offer = run->program->offers[run->candidates[i].number];
  const bool on_original = run->program->phases[offer.phase] == StackingMode::kOnOriginal;
  OfferResult result;
  result.reason = ApplyOffer(run->candidates[i], {on_original, true}, run, &result,
                             &run->evaluation->gifts);
  if (result.reason != Reason::kNone) return false;
  SetOutcome(&result);
  TakeGroup(offer, run);
  run->exclusive_taken = true;
  run->evaluation->offers.push_back(std::move(result));
  for (size_t k = 0; k < run->first_later; ++k) {
    if (k == i) continue;
    run->evaluation->offers.push_back(RejectedFor(run->candidates[k], Reason::kExcludedBy, run));
  }
  return true;
}

// The first exclusive offer that applies, alone; false if there is none. Those of a search for the
// best combination have to be the best first.
bool ApplyExclusive(Run* run) {
  for (size_t i = 0; i < run->first_later; ++i) {
    const Candidate& candidate = run->candidates[i];
    if (!run->program->offers[candidate.number].terms->exclusive || InSearch(candidate, *run)) {
      continue;
    }
    if (ApplyAlone(i, run)) return true;
  }
  return false;
}

struct Rival {
  size_t candidate = 0;
  Money worth;
};

// Of the exclusive offers of a search, the one that gives most alone.
std::optional<Rival> FindRival(Run* run) {
  std::optional<Rival> best;
  const Standing start = run->state.standing();
  for (size_t i = 0; i < run->first_later; ++i) {
    const Candidate& candidate = run->candidates[i];
    if (!run->program->offers[candidate.number].terms->exclusive || !InSearch(candidate, *run)) {
      continue;
    }
    OfferResult result;
    std::vector<GiftLine> gifts;
    const Reason reason = ApplyOffer(candidate, {false, true}, run, &result, &gifts);
    run->state.standing() = start;
    if (reason != Reason::kNone) continue;
    const Money worth = result.discount + WorthOf(gifts, 0);
    if (!best || worth > best->worth) best = Rival{i, worth};
  }
  return best;
}

Money WorthSoFar(const Evaluation& evaluation) {
  Money worth = WorthOf(evaluation.gifts, 0);
  for (const OfferResult& offer : evaluation.offers) worth += offer.discount;
  return worth;
}

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

bool HasExclusive(const Run& run) {
  return std::any_of(run.candidates.begin(),
                     run.candidates.begin() + static_cast<std::ptrdiff_t>(run.first_later),
                     [&](const Candidate& candidate) {
                       return run.program->offers[candidate.number].terms->exclusive;
                     });
}

}  // namespace

void ApplyDiscounts(Run* run) {
  if (!HasExclusive(*run)) return ApplyPhases(run);
  if (ApplyExclusive(run)) return;
  const std::optional<Rival> rival = FindRival(run);
  const Standing start = run->state.standing();
  ApplyPhases(run);
  if (!rival || rival->worth <= WorthSoFar(*run->evaluation)) return;
  run->state.standing() = start;
  run->evaluation->offers.clear();
  run->evaluation->gifts.clear();
  FreeGroups(run);
  ApplyAlone(rival->candidate, run);
}

}  // namespace tessera::engine
