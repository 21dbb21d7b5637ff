// A program as the engine takes it: plain values, decoded from tessera.v1.Program by codec/.
// Field meanings, ranges and units stand in proto/tessera/v1/program.proto and its imports; here only what differs.
#ifndef TESSERA_ENGINE_PROGRAM_H_
#define TESSERA_ENGINE_PROGRAM_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "tessera/base/card_format.h"
#include "tessera/base/clock.h"
#include "tessera/base/number.h"
#include "tessera/engine/effect.h"
#include "tessera/engine/ledger_rules.h"
#include "tessera/engine/till_rules.h"

namespace tessera::engine {

enum class RoundingPlace : uint8_t { kReceipt, kLine, kUnitPrice };
enum class Spread : uint8_t { kLargestRemainder, kOddToFirst, kOddToLast, kCarriedError };
enum class OnSale : uint8_t { kAny, kOnly, kExcluded };

struct ProductSet {
  std::string id;
  std::vector<std::string> skus = {};
  std::vector<std::string> categories = {};
  std::vector<std::string> brands = {};
  std::vector<std::string> labels = {};
  std::vector<std::string> except_sets = {};
  std::vector<std::string> all_labels = {};
  std::vector<std::string> any_sets = {};
  std::vector<std::string> all_sets = {};
  Money minimum_price = {};
  Money maximum_price = {};  // zero for any
  OnSale on_sale = OnSale::kAny;
};

struct Restriction {
  std::string set_id;
  bool no_discount = false;
  bool no_earn = false;
  bool no_spend = false;
  Money minimum_unit_price;
};

struct Store {
  std::string id;
  std::string time_zone;  // empty: the program's
};

struct Activity {
  int32_t days = 0;
  Money minimum_spend;
  int32_t minimum_visits = 0;
};

struct BirthdayWindow {
  int32_t days_before = 0;
  int32_t days_after = 0;
};

struct Audience {
  bool everyone = false;
  std::vector<std::string> tiers = {};
  std::vector<std::string> tags = {};
  std::vector<std::string> stores = {};
  std::vector<std::string> segments = {};
  std::optional<BirthdayWindow> birthday = {};
  // Days given without `birthday_window`, which Compile reports.
  bool birthday_days_loose = false;
  std::optional<Instant> enrolled_from = {};
  std::optional<Instant> enrolled_until = {};
  int32_t purchase_no_from = 0;
  int32_t purchase_no_to = 0;
  int32_t more_days_since_purchase = 0;
  int32_t most_days_since_purchase = 0;
  std::vector<Activity> activity = {};
};

// Numbered as ISO 8601 does; kInvalid is a fault that Compile reports.
enum class Weekday : uint8_t {
  kInvalid, kMonday, kTuesday, kWednesday, kThursday, kFriday, kSaturday, kSunday
};

struct Window {
  std::optional<Instant> starts_at = {};
  std::optional<Instant> ends_at = {};
  std::string first_date = {};
  std::string last_date = {};
  std::vector<Weekday> weekdays = {};
  std::string from_time = {};
  std::string until_time = {};
};

struct CouponTrigger {
  std::vector<std::string> codes = {};
  std::string batch_id = {};
};

struct ChoiceTrigger {
  Points cost;
};

// monostate: automatic.
using Trigger = std::variant<std::monostate, CouponTrigger, ChoiceTrigger>;

struct Condition {
  std::string set_id;  // empty: all goods
  Money minimum_amount = {};
  Quantity minimum_quantity = {};
  Basis basis = Basis::kAfterDiscounts;
  bool strictly_more = false;
  Quantity minimum_line_quantity = {};
  std::vector<std::string> payment_methods = {};
};

enum class OnExceed : uint8_t { kRefuse, kCut, kFinish };

// Zero everywhere: no limit.
struct Limits {
  int64_t times_per_receipt = 0;
  int64_t uses_per_member = 0;
  int64_t uses_per_member_day = 0;
  int64_t uses_total = 0;
  int64_t units_per_member = 0;
  Money budget = {};
  Points budget_points = {};
  OnExceed on_exceed = OnExceed::kRefuse;
  bool freed_by_return = false;  // for those who count uses; the engine does not look at it
  Money maximum_discount = {};
  bool without_member = false;
  int64_t offline_uses_per_terminal = 0;  // for terminals; the engine does not look at it
};

enum class Repeat : uint8_t { kOnce, kPerBundle };

struct Offer {
  std::string id;
  Text name;
  int32_t priority = 0;
  std::string exclusive_group;
  Audience audience;
  Window window;
  std::vector<Condition> conditions;
  std::vector<Effect> effects;
  Trigger trigger;
  Limits limits;
  std::string phase_id;  // empty: the first
  bool exclusive = false;
  Repeat repeat = Repeat::kOnce;
  bool exclude_on_sale = false;
  Text cashier_text;
  Text display_text;
  Text slip_text;
  bool stop_earning = false;
  std::optional<PointsLife> points_life;
  bool inactive = false;
  bool refused_with_on_sale = false;
};

enum class StackingMode : uint8_t { kCompound, kOnOriginal, kBestOnly, kBestForCustomer };
enum class GroupMode : uint8_t { kFirst, kBest };
enum class OfferOrder : uint8_t { kId, kListed, kCodesAsEntered };

struct Phase {
  std::string id;
  StackingMode mode = StackingMode::kCompound;
};

struct OfferGroup {
  std::string id;
  GroupMode mode = GroupMode::kFirst;
};

struct Stacking {
  std::vector<Phase> phases;
  std::vector<OfferGroup> groups;
  OfferOrder order = OfferOrder::kId;
  int32_t node_budget = 0;  // 0: 20,000
  bool units_used_once = false;
  Share maximum_share;  // 0: all
  Money maximum;        // 0: no cap
};

// kUnknown is a fault that Compile and CheckBasket report.
enum class TenderKind : uint8_t { kUnknown, kGiftCard, kWallet };

struct TenderRule {
  TenderKind kind = TenderKind::kUnknown;
  Share maximum_share;  // 0: all
  bool lowers_bases = false;
};

struct Redemption {
  Points points;
  Money value;
  Points minimum;
  Points step;
  Share maximum_share;
  Money minimum_line;
};

struct Program {
  std::string id;
  std::string currency_code;
  int32_t currency_digits = 2;
  int32_t points_digits = 0;
  std::vector<std::string> languages;
  std::string time_zone;
  Rounding rounding = Rounding::kHalfUp;
  std::vector<ProductSet> sets;
  std::vector<Restriction> restrictions;
  std::vector<Tier> tiers;
  std::vector<Offer> offers;
  std::optional<Redemption> redemption;
  PointsLife points_life;
  OfflinePolicy offline;
  Duration hold = Seconds(1800);
  RoundingPlace rounding_place = RoundingPlace::kReceipt;
  Spread spread = Spread::kLargestRemainder;
  Stacking stacking;
  std::vector<Store> stores;
  std::string not_goods_set_id;
  bool codes_case_sensitive = false;
  bool earned_points_pay_at_once = false;
  std::vector<TenderRule> tenders;
  std::optional<Rounding> points_rounding;
  TierRules tier_rules;
  RefundRules refund_rules;
  std::vector<StampCard> stamp_cards;
  std::vector<CouponBatch> coupon_batches;
  std::vector<PhoneRule> phone_rules;
  std::vector<CardFormat> card_formats;  // checked by codec/
  CachePolicy cache;
  Guard guard;
  std::vector<Survey> surveys;
  Duration dynamic_code_life = Seconds(60);
};

}  // namespace tessera::engine

#endif  // TESSERA_ENGINE_PROGRAM_H_
