// Where a member stands between the first purchase and the last.
#ifndef TESSERA_INSIGHT_LIFE_CYCLE_H_
#define TESSERA_INSIGHT_LIFE_CYCLE_H_

#include <cstdint>

#include "absl/strings/string_view.h"

namespace tessera::insight {

// The numbers are stored, and those of tessera.v1.LifeCycleStage.
enum class Stage : uint8_t {
  kNone = 0,
  kPotential = 1,
  kNew = 2,
  kRegular = 3,
  kLoyal = 4,
  kAtRisk = 5,
  kLost = 6,
};
inline constexpr int kStages = 7;

// "potential", "at-risk"; empty for kNone.
absl::string_view NameOf(Stage stage);

// As tessera.v1.LifeCycle, whole.
struct LifeCycle {
  int32_t new_days = 30;
  int32_t active_days = 90;
  int32_t lost_days = 180;
  int32_t loyal_days = 365;
  int32_t loyal_visits = 10;
  int32_t regular_visits = 3;
};

// Days since 1970-01-01; 0 for never.
struct Visits {
  int32_t first_day = 0;
  int32_t last_day = 0;
  int64_t ever = 0;
  int64_t lately = 0;  // within LifeCycle::loyal_days, `today` included
};

Stage StageOf(const LifeCycle& rules, const Visits& visits, int32_t today);

}  // namespace tessera::insight

#endif  // TESSERA_INSIGHT_LIFE_CYCLE_H_
