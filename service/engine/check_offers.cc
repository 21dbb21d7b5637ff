// Checks of a program's offers.
#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "check_effects.h"
#include "faults.h"
#include "local_time.h"
#include "tessera/base/utf8.h"

namespace tessera::engine {
namespace {

constexpr size_t kMostOffers = 10'000;
constexpr size_t kMostConditions = 16;
constexpr size_t kMostEffects = 8;
constexpr size_t kMostCodes = 10'000;
constexpr size_t kMostActivities = 4;
constexpr size_t kMostAudienceValues = 1'000;
constexpr int32_t kHighestPriority = 1'000'000;

class OfferCheck {
 public:
  OfferCheck(const Program& program, const SetNumbers& sets, FaultList* faults)
      : program_(program), sets_(sets), faults_(*faults) {
    for (const Tier& tier : program.tiers) tiers_.insert(tier.id);
    for (const Phase& phase : program.stacking.phases) phases_.insert(phase.id);
  }

  void Check(const Offer& offer, size_t index) {
    at_ = absl::StrCat("offers[", index, "].");
    faults_.CheckId(at_ + "offer_id", offer.id, "OFFER_ID_INVALID");
    faults_.CheckNew(at_ + "offer_id", offer.id, "OFFER_ID_REPEATED", &seen_);
    faults_.CheckText(at_ + "name", offer.name, program_, true);
    faults_.CheckRange(at_ + "priority", offer.priority, -kHighestPriority, kHighestPriority,
                       "PRIORITY_INVALID");
    if (!offer.exclusive_group.empty()) {
      faults_.CheckId(at_ + "exclusive_group", offer.exclusive_group, "GROUP_INVALID");
    }
    CheckAudience(offer.audience);
    CheckWindow(offer.window);
    CheckConditions(offer.conditions);
    CheckEffects(offer.effects);
    CheckRepeat(offer);
    CheckStacking(offer);
    CheckTrigger(offer.trigger);
    CheckLimits(offer.limits);
    CheckPointsBudget(offer);
    if (!offer.phase_id.empty() && !phases_.contains(offer.phase_id)) {
      faults_.Add(at_ + "phase_id", "PHASE_UNKNOWN",
                  UnknownName("phase", offer.phase_id, "stacking.phases", PhaseIds()));
    }
    CheckTexts(offer);
    if (offer.points_life) CheckPointsLife(at_ + "points_life.", *offer.points_life, &faults_);
  }

 private:
  std::vector<std::string> TierIds() const {
    std::vector<std::string> ids;
    for (const Tier& tier : program_.tiers) ids.push_back(tier.id);
    return ids;
  }

  std::vector<std::string> PhaseIds() const {
    std::vector<std::string> ids;
    for (const Phase& phase : program_.stacking.phases) ids.push_back(phase.id);
    return ids;
  }

  void CheckAudience(const Audience& audience) {
    faults_.CheckCount(at_ + "audience.tags", audience.tags.size(), kMostAudienceValues);
    faults_.CheckCount(at_ + "audience.stores", audience.stores.size(), kMostAudienceValues);
    for (size_t i = 0; i < audience.tiers.size(); ++i) {
      if (tiers_.contains(audience.tiers[i])) continue;
      faults_.Add(absl::StrCat(at_, "audience.tiers[", i, "]"), "TIER_UNKNOWN",
                  UnknownName("tier", audience.tiers[i], "tiers", TierIds()));
    }
    faults_.CheckCount(at_ + "audience.segments", audience.segments.size(), kMostAudienceValues);
    if (audience.everyone && AsksForMember(audience)) {
      faults_.Add(at_ + "audience.everyone", "AUDIENCE_CONTRADICTORY",
                  "tiers, tags and the like are for members; take everyone away, or them");
    }
    CheckHistory(audience);
  }

  static bool AsksForMember(const Audience& audience) {
    return !audience.tiers.empty() || !audience.tags.empty() || !audience.segments.empty() ||
           audience.birthday || audience.enrolled_from || audience.enrolled_until ||
           audience.purchase_no_from != 0 || audience.purchase_no_to != 0 ||
           audience.more_days_since_purchase != 0 || audience.most_days_since_purchase != 0 ||
           !audience.activity.empty();
  }

  void CheckHistory(const Audience& audience) {
    const std::string field = at_ + "audience.";
    if (audience.birthday) {
      faults_.CheckRange(field + "birthday_days_before", audience.birthday->days_before, 0, 180,
                         "DAYS_INVALID");
      faults_.CheckRange(field + "birthday_days_after", audience.birthday->days_after, 0, 180,
                         "DAYS_INVALID");
    }
    if (audience.birthday_days_loose) {
      faults_.Add(field + "birthday_window", "BIRTHDAY_WINDOW_MISSING",
                  "days before and after the birthday need birthday_window: true");
    }
    const auto range = [&](const char* name, int64_t value, int64_t least, int64_t most,
                           const char* reason) {
      faults_.CheckRange(field + name, value, least, most, reason);
    };
    range("purchase_no_from", audience.purchase_no_from, 0, 1'000'000, "PURCHASE_NO_INVALID");
    range("purchase_no_to", audience.purchase_no_to, 0, 1'000'000, "PURCHASE_NO_INVALID");
    if (audience.purchase_no_to != 0 && audience.purchase_no_to < audience.purchase_no_from) {
      faults_.Add(field + "purchase_no_to", "PURCHASE_NO_INVALID",
                  "must not lie below purchase_no_from");
    }
    range("more_days_since_purchase", audience.more_days_since_purchase, 0, 36500, "DAYS_INVALID");
    range("most_days_since_purchase", audience.most_days_since_purchase, 0, 36500, "DAYS_INVALID");
    if (audience.most_days_since_purchase != 0 &&
        audience.more_days_since_purchase >= audience.most_days_since_purchase) {
      faults_.Add(field + "most_days_since_purchase", "DAYS_INVALID",
                  "must lie above more_days_since_purchase, or nobody is ever meant");
    }
    if (audience.enrolled_from && audience.enrolled_until &&
        *audience.enrolled_until <= *audience.enrolled_from) {
      faults_.Add(field + "enrolled_until_us", "WINDOW_INVALID",
                  "must lie after enrolled_from_us");
    }
    faults_.CheckCount(field + "activity", audience.activity.size(), kMostActivities);
    for (size_t i = 0; i < audience.activity.size(); ++i) {
      const std::string at = absl::StrCat(field, "activity[", i, "].");
      faults_.CheckRange(at + "days", audience.activity[i].days, 1, 3650, "DAYS_INVALID");
      faults_.CheckRange(at + "minimum_spend_minor", audience.activity[i].minimum_spend.value(),
                         0, kLargestAmount, "AMOUNT_INVALID");
      faults_.CheckRange(at + "minimum_visits", audience.activity[i].minimum_visits, 0, 1'000'000,
                         "VISITS_INVALID");
    }
  }

  void CheckWindow(const Window& window) {
    if ((window.starts_at && window.starts_at->us < 0) ||
        (window.ends_at && window.ends_at->us < 0)) {
      faults_.Add(at_ + "window", "WINDOW_INVALID", "instants before 1970 are not known");
    } else if (window.starts_at && window.ends_at && *window.ends_at <= *window.starts_at) {
      faults_.Add(at_ + "window.ends_at_us", "WINDOW_INVALID", "must lie after starts_at_us");
    }
    CheckDates(window);
    for (size_t i = 0; i < window.weekdays.size(); ++i) {
      if (window.weekdays[i] != Weekday::kInvalid) continue;
      faults_.Add(absl::StrCat(at_, "window.weekdays[", i, "]"), "WEEKDAY_INVALID",
                  "use MONDAY to SUNDAY");
    }
    CheckTime("window.from_time", window.from_time);
    if (window.from_time == "24:00") {
      faults_.Add(at_ + "window.from_time", "TIME_OF_DAY_INVALID",
                  "a day begins at 00:00; 24:00 is for until_time");
    }
    CheckTime("window.until_time", window.until_time);
  }

  void CheckDates(const Window& window) {
    const auto first = ParseDate(window.first_date);
    const auto last = ParseDate(window.last_date);
    if (!window.first_date.empty() && !first) {
      faults_.Add(at_ + "window.first_date", "DATE_INVALID", "write a day such as 2026-03-01");
    }
    if (!window.last_date.empty() && !last) {
      faults_.Add(at_ + "window.last_date", "DATE_INVALID", "write a day such as 2026-03-31");
    }
    if (first && last && *last < *first) {
      faults_.Add(at_ + "window.last_date", "WINDOW_INVALID", "must not lie before first_date");
    }
  }

  void CheckTime(const char* field, const std::string& text) {
    if (!text.empty() && !ParseTimeOfDay(text)) {
      faults_.Add(at_ + field, "TIME_OF_DAY_INVALID", "write a time such as 22:00");
    }
  }

  void CheckConditions(const std::vector<Condition>& conditions) {
    faults_.CheckCount(at_ + "conditions", conditions.size(), kMostConditions);
    for (size_t i = 0; i < conditions.size(); ++i) {
      const Condition& condition = conditions[i];
      const std::string field = absl::StrCat(at_, "conditions[", i, "]");
      CheckSetKnown(field + ".set_id", condition.set_id, sets_, &faults_);
      faults_.CheckRange(field + ".minimum_amount_minor", condition.minimum_amount.value(), 0,
                         kLargestAmount, "AMOUNT_INVALID");
      faults_.CheckRange(field + ".minimum_quantity_milli", condition.minimum_quantity.value(), 0,
                         kLargestAmount, "QUANTITY_INVALID");
      faults_.CheckRange(field + ".minimum_line_quantity_milli",
                         condition.minimum_line_quantity.value(), 0, kLargestAmount,
                         "QUANTITY_INVALID");
      faults_.CheckCount(field + ".payment_methods", condition.payment_methods.size(),
                         kMostAudienceValues);
      if (condition.minimum_amount.is_zero() && condition.minimum_quantity.is_zero() &&
          condition.minimum_line_quantity.is_zero() && condition.payment_methods.empty() &&
          !condition.strictly_more) {
        faults_.Add(field, "CONDITION_EMPTY", "it asks for nothing; say how much, or take it away");
      }
    }
  }

  void CheckEffects(const std::vector<Effect>& effects) {
    if (effects.empty()) {
      faults_.Add(at_ + "effects", "EFFECT_MISSING",
                  "say what it gives: percent_off, earn_per_money ...");
    }
    faults_.CheckCount(at_ + "effects", effects.size(), kMostEffects);
    for (size_t i = 0; i < effects.size(); ++i) {
      CheckEffect(effects[i], absl::StrCat(at_, "effects[", i, "]"), program_, sets_, &faults_);
    }
  }

  void CheckRepeat(const Offer& offer) {
    const auto asks_for_quantity = [](const Condition& condition) {
      return !condition.minimum_quantity.is_zero();
    };
    if (offer.repeat == Repeat::kPerBundle &&
        std::none_of(offer.conditions.begin(), offer.conditions.end(), asks_for_quantity)) {
      faults_.Add(at_ + "repeat", "REPEAT_INVALID",
                  "PER_BUNDLE repeats with a condition's minimum_quantity_milli; give one");
    }
  }

  // Only offers that lower prices stand in phases and exclude each other's discounts.
  void CheckStacking(const Offer& offer) {
    if (std::any_of(offer.effects.begin(), offer.effects.end(), LowersPrices)) return;
    if (offer.exclusive) {
      faults_.Add(at_ + "exclusive", "EXCLUSIVE_INVALID",
                  "it lowers no price and excludes no discount; take this away, or use a group");
    }
    if (!offer.phase_id.empty()) {
      faults_.Add(at_ + "phase_id", "PHASE_INVALID",
                  "phases are for offers that lower prices; take this away");
    }
  }

  void CheckTrigger(const Trigger& trigger) {
    if (const auto* coupon = std::get_if<CouponTrigger>(&trigger)) {
      CheckCodes(*coupon);
    } else if (const auto* choice = std::get_if<ChoiceTrigger>(&trigger)) {
      faults_.CheckRange(at_ + "trigger.choice.cost_points", choice->cost.value(), 0,
                         kLargestAmount, "POINTS_INVALID");
    }
  }

  void CheckCodes(const CouponTrigger& coupon) {
    const std::string field = at_ + "trigger.coupon";
    faults_.CheckCount(field + ".codes", coupon.codes.size(), kMostCodes);
    for (size_t i = 0; i < coupon.codes.size(); ++i) {
      const std::string& code = coupon.codes[i];
      const std::string at = absl::StrCat(field, ".codes[", i, "]");
      if (code.empty() || code.size() > 64 || !IsUtf8(code)) {
        faults_.Add(at, "CODE_INVALID", "write 1 to 64 bytes of UTF-8");
      }
      faults_.CheckNew(at, program_.codes_case_sensitive ? code : absl::AsciiStrToLower(code),
                       "CODE_REPEATED", &codes_);
    }
    if (!coupon.batch_id.empty()) {
      faults_.CheckId(field + ".batch_id", coupon.batch_id, "BATCH_ID_INVALID");
      faults_.CheckNew(field + ".batch_id", coupon.batch_id, "BATCH_ID_REPEATED", &batches_);
    } else if (coupon.codes.empty()) {
      faults_.Add(field, "CODE_MISSING", "name codes, or the batch that they were issued in");
    }
  }

  void CheckLimits(const Limits& limits) {
    const std::string field = at_ + "limits.";
    const auto check = [&](const char* name, int64_t value, const char* reason) {
      faults_.CheckRange(field + name, value, 0, kLargestAmount, reason);
    };
    check("times_per_receipt", limits.times_per_receipt, "LIMIT_INVALID");
    check("uses_per_member", limits.uses_per_member, "LIMIT_INVALID");
    check("uses_per_member_day", limits.uses_per_member_day, "LIMIT_INVALID");
    check("uses_total", limits.uses_total, "LIMIT_INVALID");
    check("units_per_member", limits.units_per_member, "LIMIT_INVALID");
    check("budget_minor", limits.budget.value(), "AMOUNT_INVALID");
    check("budget_points", limits.budget_points.value(), "POINTS_INVALID");
    CheckOfflineUses(limits);
    check("maximum_discount_minor", limits.maximum_discount.value(), "AMOUNT_INVALID");
  }

  void CheckOfflineUses(const Limits& limits) {
    const std::string field = at_ + "limits.offline_uses_per_terminal";
    faults_.CheckRange(field, limits.offline_uses_per_terminal, 0, kLargestAmount, "LIMIT_INVALID");
    const bool limited = limits.uses_total != 0 || !limits.budget.is_zero() ||
                         !limits.budget_points.is_zero();
    if (limits.offline_uses_per_terminal != 0 && !limited) {
      faults_.Add(field, "LIMIT_INVALID",
                  "an offer without uses_total and budgets applies offline anyway; leave this out");
    }
  }

  // Prices are settled before points are: what was lowered could not be taken back.
  void CheckPointsBudget(const Offer& offer) {
    if (offer.limits.budget_points.is_zero()) return;
    if (std::none_of(offer.effects.begin(), offer.effects.end(), LowersPrices)) return;
    faults_.Add(at_ + "limits.budget_points", "BUDGET_INVALID",
                "a budget of points does not go with effects that lower prices; make two offers");
  }

  void CheckTexts(const Offer& offer) {
    faults_.CheckText(at_ + "cashier_text", offer.cashier_text, program_,
                      !offer.cashier_text.empty());
    faults_.CheckText(at_ + "display_text", offer.display_text, program_,
                      !offer.display_text.empty());
    faults_.CheckText(at_ + "slip_text", offer.slip_text, program_, !offer.slip_text.empty());
  }

  const Program& program_;
  const SetNumbers& sets_;
  FaultList& faults_;
  absl::flat_hash_set<std::string> tiers_;
  absl::flat_hash_set<std::string> phases_;
  absl::flat_hash_set<std::string> seen_;
  absl::flat_hash_set<std::string> codes_;
  absl::flat_hash_set<std::string> batches_;
  std::string at_;  // path of the offer being looked at, with the dot
};

}  // namespace

void CheckOffers(const Program& program, const SetNumbers& sets, FaultList* faults) {
  faults->CheckCount("offers", program.offers.size(), kMostOffers);
  OfferCheck check(program, sets, faults);
  for (size_t i = 0; i < program.offers.size(); ++i) check.Check(program.offers[i], i);
}

}  // namespace tessera::engine
