#include "tessera/ledger/tiers.h"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include "tessera/base/status.h"
#include "tessera/ledger/calendar.h"

namespace tessera::ledger {
namespace {

using engine::CalendarPeriod;
using engine::TierBasis;
using engine::TierDowngrade;
using engine::TierRules;

// Index into the program's tiers; -1 for none.
using Level = int;
constexpr Level kNoLevel = -1;

// Days that count, both included.
struct Window {
  absl::CivilDay first;
  absl::CivilDay last;
};

bool IsWindowed(const TierRules& rules) {
  const bool by_day = rules.basis == TierBasis::kSpend || rules.basis == TierBasis::kVisits ||
                      rules.basis == TierBasis::kEarnedPoints;
  return by_day && (rules.rolling_days > 0 || rules.period != CalendarPeriod::kNone);
}

bool FallsInPeriods(const TierRules& rules) {
  return rules.downgrade == TierDowngrade::kAtPeriodEnd ||
         rules.downgrade == TierDowngrade::kOneStep;
}

Window WindowAt(const TierRules& rules, absl::CivilDay today) {
  if (rules.rolling_days > 0) return {today - rules.rolling_days + 1, today};
  return {FirstDayOf(rules.period, today), today};
}

// What counts for the period that is over at the beginning of `day`: the last whole one.
Window WindowBefore(const TierRules& rules, absl::CivilDay day) {
  return WindowAt(rules, FirstDayOf(rules.period, day) - 1);
}

template <typename Sums>
int64_t Counted(TierBasis basis, const Sums& sums) {
  if (basis == TierBasis::kSpend) return sums.spend.value();
  return basis == TierBasis::kVisits ? sums.visits : sums.earned.value();
}

int64_t Saturated(int64_t sum, int64_t more) {
  const int64_t limit = more < 0 ? std::numeric_limits<int64_t>::min()
                                 : std::numeric_limits<int64_t>::max();
  return CheckedAdd(sum, more).value_or(limit);
}

class Judgement {
 public:
  Judgement(const engine::Program& program, const Merits& merits, const Calendar& calendar,
            TierState state, Instant now)
      : tiers_(program.tiers),
        rules_(program.tier_rules),
        merits_(merits),
        calendar_(calendar),
        state_(std::move(state)),
        now_(now),
        level_(LevelOf(state_.tier)),
        floor_(LevelOf(state_.assigned)) {}

  TierState Speak() {
    if (FallsInPeriods(rules_)) Review();
    const absl::CivilDay today = calendar_.DayOf(now_);
    const Level reached = Reached(CountAt(today));
    if (reached > level_) Become(reached, now_);
    if (reached >= level_) {
      Prolong(today);
    } else {
      Fall(reached, today);
    }
    if (floor_ > level_) Become(floor_, now_);
    // What everybody has cannot be lost, nor can what HQ gives.
    if (level_ == kNoLevel || level_ <= floor_ || Threshold(level_) <= 0) state_.until.reset();
    std::string tier = level_ == kNoLevel ? std::string() : tiers_[static_cast<size_t>(level_)].id;
    // The program may not have the old one any more.
    if (tier.empty() && !state_.tier.empty()) state_.since = now_;
    state_.tier = std::move(tier);
    return std::move(state_);
  }

 private:
  Level LevelOf(const std::string& tier) const {
    for (size_t i = 0; i < tiers_.size(); ++i) {
      if (!tier.empty() && tiers_[i].id == tier) return static_cast<Level>(i);
    }
    return kNoLevel;
  }

  int64_t Threshold(Level level) const { return tiers_[static_cast<size_t>(level)].threshold; }

  Level Reached(int64_t count) const {
    Level reached = kNoLevel;
    for (size_t i = 0; i < tiers_.size(); ++i) {
      if (tiers_[i].threshold <= std::max<int64_t>(count, 0)) reached = static_cast<Level>(i);
    }
    return reached;
  }

  int64_t Count(const Window& window) const {
    if (rules_.basis == TierBasis::kActivePoints) return merits_.active.value();
    if (!IsWindowed(rules_)) return Counted(rules_.basis, merits_.ever);
    int64_t sum = 0;
    for (const PurchaseDay& day : merits_.days) {
      if (day.day < DayNumber(window.first) || day.day > DayNumber(window.last)) continue;
      sum = Saturated(sum, Counted(rules_.basis, day));
    }
    return sum;
  }

  int64_t CountAt(absl::CivilDay today) const { return Count(WindowAt(rules_, today)); }

  void Become(Level level, Instant since) {
    if (level == level_) return;
    level_ = level;
    state_.since = since;
    state_.until.reset();
  }

  // Till when keep_* keeps what is reached on `day`; nullopt: not at all.
  std::optional<Instant> KeptFrom(absl::CivilDay day) const {
    const bool until_end = rules_.keep_until_end_of != CalendarPeriod::kNone;
    if (rules_.keep_days == 0 && rules_.keep_months == 0 && !until_end) return std::nullopt;
    const absl::CivilDay last = AddMonths(day + rules_.keep_days, rules_.keep_months);
    return calendar_.EndOf(LastDayOf(rules_.keep_until_end_of, last));
  }

  // When the window alone, without another purchase, may cost the present tier.
  std::optional<Instant> WindowEnd(absl::CivilDay today) const {
    if (rules_.period != CalendarPeriod::kNone) {
      return calendar_.EndOf(LastDayOf(rules_.period, today));
    }
    if (!IsWindowed(rules_) || FallsInPeriods(rules_)) return std::nullopt;
    const Window window = WindowAt(rules_, today);
    int64_t left = Count(window);
    for (const PurchaseDay& day : merits_.days) {
      if (day.day < DayNumber(window.first)) continue;
      left = Saturated(left, -Counted(rules_.basis, day));
      if (left >= Threshold(level_)) continue;
      return calendar_.EndOf(absl::CivilDay(1970, 1, 1) + day.day + rules_.rolling_days - 1);
    }
    return std::nullopt;
  }

  // The present tier is reached on `day`.
  void Prolong(absl::CivilDay day) {
    if (level_ == kNoLevel || rules_.downgrade == TierDowngrade::kNever) return;
    const std::optional<Instant> kept = KeptFrom(day);
    // Where only the window holds a tier, a return may have brought its end nearer.
    if (!kept && !FallsInPeriods(rules_)) state_.until.reset();
    for (const std::optional<Instant>& end : {kept, WindowEnd(day)}) {
      if (end && (!state_.until || *state_.until < *end)) state_.until = end;
    }
  }

  // Periods that are over.
  void Review() {
    while (state_.until && *state_.until <= now_ && level_ != kNoLevel) {
      const Instant over = *state_.until;
      const absl::CivilDay day = calendar_.DayOf(over);
      const Level reached = Reached(Count(WindowBefore(rules_, day)));
      const Level lowest = rules_.downgrade == TierDowngrade::kOneStep ? level_ - 1 : kNoLevel;
      Become(std::max({reached, lowest, floor_}), over);
      state_.until.reset();
      Prolong(day);
    }
  }

  void Fall(Level reached, absl::CivilDay today) {
    if (rules_.downgrade == TierDowngrade::kNever) return;
    if (FallsInPeriods(rules_)) {
      // One that came by import, or was assigned before: it is the member's till the period ends.
      if (!state_.until) Prolong(today);
      if (state_.until) return;
    }
    // `until` may be when the window ends: what is lost today is not kept beyond what it would be if
    // it was reached today. One that came by import is kept from the day on which it came.
    if (const std::optional<Instant> kept = KeptFrom(today)) {
      if (!state_.until) state_.until = KeptFrom(calendar_.DayOf(state_.since));
      state_.until = std::min(*state_.until, *kept);
      if (now_ < *state_.until) return;
    }
    Become(std::max(reached, floor_), now_);
    if (level_ == reached) Prolong(today);
  }

  const std::vector<engine::Tier>& tiers_;
  const TierRules& rules_;
  const Merits& merits_;
  const Calendar& calendar_;
  TierState state_;
  Instant now_;
  Level level_;
  Level floor_;
};

}  // namespace

absl::StatusOr<std::optional<int32_t>> FirstDayCounted(const engine::Program& program,
                                                       const TierState& state, Instant now) {
  const TierRules& rules = program.tier_rules;
  if (!IsWindowed(rules)) return std::optional<int32_t>();
  TESSERA_ASSIGN_OR_RETURN(const Calendar calendar, Calendar::Of(program.time_zone));
  absl::CivilDay first = WindowAt(rules, calendar.DayOf(now)).first;
  if (FallsInPeriods(rules) && state.until && *state.until <= now) {
    first = std::min(first, WindowBefore(rules, calendar.DayOf(*state.until)).first);
  }
  return std::optional<int32_t>(DayNumber(first));
}

absl::StatusOr<TierState> Judge(const engine::Program& program, const Merits& merits,
                                TierState state, Instant now) {
  if (program.tier_rules.basis == TierBasis::kNone) {
    if (!state.assigned.empty() && state.assigned != state.tier) {
      state.tier = state.assigned;
      state.since = now;
    }
    state.until.reset();
    return state;
  }
  TESSERA_ASSIGN_OR_RETURN(const Calendar calendar, Calendar::Of(program.time_zone));
  return Judgement(program, merits, calendar, std::move(state), now).Speak();
}

}  // namespace tessera::ledger
