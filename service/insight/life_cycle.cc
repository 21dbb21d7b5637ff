#include "tessera/insight/life_cycle.h"

namespace tessera::insight {

absl::string_view NameOf(Stage stage) {
  switch (stage) {
    case Stage::kNone: return "";
    case Stage::kPotential: return "potential";
    case Stage::kNew: return "new";
    case Stage::kRegular: return "regular";
    case Stage::kLoyal: return "loyal";
    case Stage::kAtRisk: return "at-risk";
    case Stage::kLost: return "lost";
  }
  return "";
}

Stage StageOf(const LifeCycle& rules, const Visits& visits, int32_t today) {
  if (visits.ever == 0) return Stage::kPotential;
  const int32_t quiet = today - visits.last_day;
  if (quiet >= rules.lost_days) return Stage::kLost;
  if (quiet >= rules.active_days) return Stage::kAtRisk;
  if (today - visits.first_day < rules.new_days && visits.ever < rules.regular_visits) {
    return Stage::kNew;
  }
  return visits.lately >= rules.loyal_visits ? Stage::kLoyal : Stage::kRegular;
}

}  // namespace tessera::insight
