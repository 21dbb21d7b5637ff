// Offers that are applied only to see what they give.
#ifndef TESSERA_ENGINE_TRIALS_H_
#define TESSERA_ENGINE_TRIALS_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "ceiling.h"

namespace tessera::engine {

inline constexpr int64_t kStepsOfOffer = 8;  // what applying an offer costs besides its lines

// Lines as they were, to be put back.
class Undo {
 public:
  explicit Undo(BasketState* state) : state_(*state) {}

  size_t mark() const { return kept_.size(); }
  void Keep(absl::Span<const uint32_t> lines) {
    for (uint32_t i : lines) kept_.push_back({i, state_.lines()[i]});
  }
  void BackTo(size_t mark) {
    for (size_t i = mark; i < kept_.size(); ++i) state_.lines()[kept_[i].line] = kept_[i].state;
    kept_.resize(mark);
  }

 private:
  struct Kept {
    uint32_t line;
    LineState state;
  };
  BasketState& state_;
  std::vector<Kept> kept_;
};

// An offer that may be part of the combination.
struct Member {
  size_t candidate = 0;  // position in Run::candidates
  uint32_t ceiling = 0;  // position in Ceilings
};

// Applies offers for trial.
class Trials {
 public:
  Trials(const Ceilings& ceilings, Run* run) : ceilings_(ceilings), run_(*run), undo_(&run->state) {}

  struct Place {
    size_t mark = 0;
    Money room;
    Points points;
  };

  // What it gives; nullopt, and nothing is changed, if it does not apply.
  std::optional<Worth> Apply(const Member& member, Place* before, int64_t* work) {
    const absl::Span<const uint32_t> lines = ceilings_.TouchedBy(member.ceiling);
    *before = {undo_.mark(), run_.state.standing().room, run_.state.standing().points};
    undo_.Keep(lines);
    gifts_.clear();
    *work += static_cast<int64_t>(lines.size()) + kStepsOfOffer;
    const Reason reason =
        ApplyOffer(run_.candidates[member.candidate], {false, false, true}, &run_, &result_, &gifts_);
    if (reason == Reason::kNone) {
      return Worth{result_.discount.value()} + tessera::engine::WorthOf(gifts_, 0).value();
    }
    TakeBack(*before);
    return std::nullopt;
  }

  void TakeBack(const Place& before) {
    undo_.BackTo(before.mark);
    run_.state.standing().room = before.room;
    run_.state.standing().points = before.points;
  }

  // The same, with nothing changed in the end.
  std::optional<Worth> Alone(const Member& member, int64_t* work) {
    Place before;
    const std::optional<Worth> worth = Apply(member, &before, work);
    if (worth) TakeBack(before);
    return worth;
  }

 private:
  const Ceilings& ceilings_;
  Run& run_;
  Undo undo_;
  OfferResult result_;
  std::vector<GiftLine> gifts_;
};

}  // namespace tessera::engine

#endif  // TESSERA_ENGINE_TRIALS_H_
