// What a program says of points and members between purchases. The engine only carries these rules; ledger/ follows them.
// Field meanings, ranges and units stand in proto/tessera/v1/ledger_rules.proto; here only what differs.
#ifndef TESSERA_ENGINE_LEDGER_RULES_H_
#define TESSERA_ENGINE_LEDGER_RULES_H_

#include <cstdint>
#include <string>

#include "tessera/base/phone.h"
#include "tessera/engine/effect.h"

namespace tessera::engine {

enum class CalendarPeriod : uint8_t { kNone, kMonth, kQuarter, kYear };

struct PointsLife {
  int32_t activation_days = 0;
  int32_t lifetime_days = 0;  // 0: for ever
  int32_t lifetime_months = 0;
  CalendarPeriod until_end_of = CalendarPeriod::kNone;
  int32_t idle_days = 0;
};

enum class RevokeBeyond : uint8_t { kOverdraft, kLoss };

struct RefundRules {
  RevokeBeyond revoke_beyond = RevokeBeyond::kOverdraft;
  bool revoke_pending_first = false;
  int32_t grace_days = 0;
  bool keep_spent_points = false;
  bool return_costs_in_parts = false;
  bool only_with_sale = false;
};

struct Tier {
  std::string id;
  Text name;
  int64_t threshold = 0;  // minor units, purchases or points, as TierRules::basis says
};

enum class TierBasis : uint8_t { kNone, kSpend, kVisits, kEarnedPoints, kActivePoints };
enum class TierDowngrade : uint8_t { kAtOnce, kAtPeriodEnd, kOneStep, kNever };

struct TierRules {
  TierBasis basis = TierBasis::kNone;
  int32_t rolling_days = 0;
  CalendarPeriod period = CalendarPeriod::kNone;
  TierDowngrade downgrade = TierDowngrade::kAtOnce;
  int32_t keep_days = 0;
  int32_t keep_months = 0;
  CalendarPeriod keep_until_end_of = CalendarPeriod::kNone;
};

struct StampCard {
  std::string card_id;
  Text name;
  int64_t full_stamps = 0;
  std::string batch_id;  // empty: a full card gives no coupon
  int32_t coupons = 0;   // 0: one
};

struct CouponBatch {
  std::string batch_id;
  Text name;
  int32_t activation_days = 0;
  int32_t lifetime_days = 0;  // 0: for ever
  int32_t uses = 0;           // 0: one
  bool personal = false;
};

using tessera::PhoneRule;

}  // namespace tessera::engine

#endif  // TESSERA_ENGINE_LEDGER_RULES_H_
