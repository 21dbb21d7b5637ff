// What a program tells terminals: how cards look, whom to keep, what to watch for, what to ask. The engine
// only carries these rules; plugin/ follows them. Field meanings, ranges and units stand in
// proto/tessera/v1/program.proto; here only what differs.
#ifndef TESSERA_ENGINE_TILL_RULES_H_
#define TESSERA_ENGINE_TILL_RULES_H_

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tessera/base/clock.h"
#include "tessera/base/number.h"
#include "tessera/engine/effect.h"

namespace tessera::engine {

struct OfflinePolicy {
  Duration maximum_snapshot_age;
  Share balance_share;
  Points maximum_per_sale;
  Points maximum_per_member;
  int32_t maximum_sales_per_member = 0;  // 0: no limit of their number
};

enum class CacheScope : uint8_t { kAll, kHomeStore, kSeen, kHomeOrSeen };

struct CachePolicy {
  CacheScope scope = CacheScope::kAll;
  int32_t seen_days = 0;
};

// kInvalid is a fault that Compile reports.
enum class GuardScope : uint8_t { kInvalid, kTill, kCashier };
enum class GuardAction : uint8_t { kNone, kFlag, kRefuse };

struct VelocityRule {
  GuardScope scope = GuardScope::kInvalid;
  int32_t sales = 0;
  Duration window;
  GuardAction action = GuardAction::kFlag;
};

struct Guard {
  std::vector<VelocityRule> rules;
  GuardAction card_after_payment = GuardAction::kNone;
};

enum class SurveyKind : uint8_t { kScore, kNps, kCsat, kText };
enum class SurveyPlace : uint8_t { kTill = 1, kSlip = 2, kHq = 3 };

struct Survey {
  std::string survey_id;
  Text question;
  int32_t minimum = 0;
  int32_t maximum = 0;
  Share share;  // 0: all
  SurveyKind kind = SurveyKind::kScore;
  int32_t quiet_days = 0;  // 0: asked however often somebody answered
  std::vector<SurveyPlace> places = {SurveyPlace::kTill};
  std::optional<int32_t> low_score = {};  // as the program says, or the kind's; none: none is low
  std::string link_prefix = {};
  std::vector<std::string> segments = {};

  bool IsAskedAt(SurveyPlace place) const {
    return std::find(places.begin(), places.end(), place) != places.end();
  }
};

}  // namespace tessera::engine

#endif  // TESSERA_ENGINE_TILL_RULES_H_
