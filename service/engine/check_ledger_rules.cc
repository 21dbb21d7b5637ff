// Checks of what a program says of points and members between purchases.
#include <algorithm>
#include <set>
#include <array>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "faults.h"

namespace tessera::engine {
namespace {

constexpr size_t kMostTiers = 32;
constexpr size_t kMostStampCards = 100;
constexpr size_t kMostBatches = 1'000;
constexpr size_t kMostPhoneRules = 100;
constexpr int64_t kMostDays = 36'500;
constexpr int64_t kMostWaitingDays = 3'650;
constexpr int64_t kMostMonths = 1'200;
constexpr int64_t kMostOfOnce = 1'000;  // coupons of one stamp card, uses of one coupon
constexpr int32_t kLongestNumber = 15;  // ITU-T E.164, section 6.2.1

bool IsDigits(const std::string& text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)); });
}

void CheckRefundRules(const RefundRules& rules, FaultList* faults) {
  faults->CheckRange("refund_rules.grace_days", rules.grace_days, 0, kMostWaitingDays,
                     "DAYS_INVALID");
}

// Points that wait can't be spent, so a sale that they were to pay for could not be closed.
void CheckPayAtOnce(const Program& program, FaultList* faults) {
  if (!program.earned_points_pay_at_once) return;
  const auto check = [&](const std::string& at, const PointsLife& life) {
    if (life.activation_days == 0) return;
    faults->Add(at + "points_life.activation_days", "ACTIVATION_INVALID",
                "points that wait can't pay for the sale that earns them; leave this out, or "
                "earned_points_pay_at_once");
  };
  check("", program.points_life);
  for (size_t i = 0; i < program.offers.size(); ++i) {
    const Offer& offer = program.offers[i];
    if (offer.points_life) check(absl::StrCat("offers[", i, "]."), *offer.points_life);
  }
}

const char* ThresholdField(TierBasis basis) {
  if (basis == TierBasis::kSpend) return "from_spend_minor";
  return basis == TierBasis::kVisits ? "from_visits" : "from_points";
}

// Thresholds rise from tier to tier: who reached a tier has reached all below it.
void CheckThresholds(const Program& program, FaultList* faults) {
  if (program.tier_rules.basis == TierBasis::kNone) return;
  std::optional<int64_t> before;
  for (size_t i = 0; i < program.tiers.size(); ++i) {
    const std::string at = absl::StrCat("tiers[", i, "].", ThresholdField(program.tier_rules.basis));
    const int64_t threshold = program.tiers[i].threshold;
    faults->CheckRange(at, threshold, 0, kLargestAmount, "THRESHOLD_INVALID");
    if (before && threshold <= *before) {
      faults->Add(at, "THRESHOLD_INVALID",
                  "it must be above the one before: tiers stand lowest first, and each is harder to "
                  "reach");
    }
    before = threshold;
  }
}

void CheckTierRules(const Program& program, FaultList* faults) {
  const TierRules& rules = program.tier_rules;
  faults->CheckRange("tier_rules.rolling_days", rules.rolling_days, 0, kMostWaitingDays,
                     "DAYS_INVALID");
  faults->CheckRange("tier_rules.keep_days", rules.keep_days, 0, kMostWaitingDays, "DAYS_INVALID");
  faults->CheckRange("tier_rules.keep_months", rules.keep_months, 0, kMostMonths, "MONTHS_INVALID");
  const bool keeps = rules.keep_days != 0 || rules.keep_months != 0 ||
                     rules.keep_until_end_of != CalendarPeriod::kNone;
  if (rules.basis == TierBasis::kNone) {
    if (rules.rolling_days != 0 || rules.period != CalendarPeriod::kNone || keeps ||
        rules.downgrade != TierDowngrade::kAtOnce) {
      faults->Add("tier_rules.basis", "TIER_BASIS_MISSING",
                  "say what makes a tier: SPEND, VISITS, EARNED_POINTS or ACTIVE_POINTS");
    }
    return;
  }
  if (program.tiers.empty()) {
    faults->Add("tier_rules", "TIER_MISSING", "there are no tiers to reach; write tiers");
  }
  if (rules.rolling_days != 0 && rules.period != CalendarPeriod::kNone) {
    faults->Add("tier_rules.rolling_days", "TIER_WINDOW_INVALID",
                "count the last days or the calendar period, not both");
  }
  if (rules.basis == TierBasis::kActivePoints &&
      (rules.rolling_days != 0 || rules.period != CalendarPeriod::kNone)) {
    faults->Add("tier_rules.basis", "TIER_WINDOW_INVALID",
                "points that can be spent now are of no period; take the period away");
  }
  const bool at_end = rules.downgrade == TierDowngrade::kAtPeriodEnd ||
                      rules.downgrade == TierDowngrade::kOneStep;
  if (at_end && rules.period == CalendarPeriod::kNone && !keeps) {
    faults->Add("tier_rules.downgrade", "TIER_PERIOD_MISSING",
                "there is no period at whose end a tier could be lost; write period or keep_months");
  }
}

void CheckStampCards(const Program& program, const std::set<std::string>& batches,
                     FaultList* faults) {
  faults->CheckCount("stamp_cards", program.stamp_cards.size(), kMostStampCards);
  absl::flat_hash_set<std::string> seen;
  for (size_t i = 0; i < program.stamp_cards.size(); ++i) {
    const StampCard& card = program.stamp_cards[i];
    const std::string at = absl::StrCat("stamp_cards[", i, "].");
    faults->CheckId(at + "card_id", card.card_id, "CARD_ID_INVALID");
    faults->CheckNew(at + "card_id", card.card_id, "CARD_ID_REPEATED", &seen);
    faults->CheckText(at + "name", card.name, program, true);
    faults->CheckRange(at + "full_stamps", card.full_stamps, 1, kLargestAmount, "UNITS_INVALID");
    faults->CheckRange(at + "coupons", card.coupons, 0, kMostOfOnce, "UNITS_INVALID");
    if (!card.batch_id.empty() && !batches.contains(card.batch_id)) {
      faults->Add(at + "batch_id", "BATCH_UNKNOWN",
                  UnknownName("batch", card.batch_id, "coupon_batches",
                              {batches.begin(), batches.end()}));
    }
  }
}

std::set<std::string> CheckBatches(const Program& program, FaultList* faults) {
  faults->CheckCount("coupon_batches", program.coupon_batches.size(), kMostBatches);
  absl::flat_hash_set<std::string> seen;
  for (size_t i = 0; i < program.coupon_batches.size(); ++i) {
    const CouponBatch& batch = program.coupon_batches[i];
    const std::string at = absl::StrCat("coupon_batches[", i, "].");
    faults->CheckId(at + "batch_id", batch.batch_id, "BATCH_ID_INVALID");
    faults->CheckNew(at + "batch_id", batch.batch_id, "BATCH_ID_REPEATED", &seen);
    faults->CheckText(at + "name", batch.name, program, true);
    faults->CheckRange(at + "activation_days", batch.activation_days, 0, kMostWaitingDays,
                       "DAYS_INVALID");
    faults->CheckRange(at + "lifetime_days", batch.lifetime_days, 0, kMostDays, "DAYS_INVALID");
    faults->CheckRange(at + "uses", batch.uses, 0, kMostOfOnce, "LIMIT_INVALID");
  }
  return {seen.begin(), seen.end()};
}

// Where cards and batches are described, offers name only these.
void CheckNames(const Program& program, const std::set<std::string>& batches,
                FaultList* faults) {
  std::vector<std::string> cards;
  for (const StampCard& card : program.stamp_cards) cards.push_back(card.card_id);
  const auto check_batch = [&](const std::string& field, const std::string& batch) {
    if (batches.empty() || batch.empty() || batches.contains(batch)) return;
    faults->Add(field, "BATCH_UNKNOWN",
                UnknownName("batch", batch, "coupon_batches", {batches.begin(), batches.end()}));
  };
  for (size_t i = 0; i < program.offers.size(); ++i) {
    const Offer& offer = program.offers[i];
    const std::string at = absl::StrCat("offers[", i, "].");
    if (const auto* coupon = std::get_if<CouponTrigger>(&offer.trigger)) {
      check_batch(at + "trigger.coupon.batch_id", coupon->batch_id);
    }
    for (size_t k = 0; k < offer.effects.size(); ++k) {
      const std::string effect = absl::StrCat(at, "effects[", k, "].");
      if (const auto* issue = std::get_if<IssueCoupon>(&offer.effects[k])) {
        check_batch(effect + "issue_coupon.batch_id", issue->batch_id);
      } else if (const auto* stamps = std::get_if<Stamps>(&offer.effects[k]);
                 stamps != nullptr && !cards.empty() &&
                 std::find(cards.begin(), cards.end(), stamps->card_id) == cards.end()) {
        faults->Add(effect + "stamps.card_id", "CARD_UNKNOWN",
                    UnknownName("stamp card", stamps->card_id, "stamp_cards", cards));
      }
    }
  }
}

void CheckPhoneRules(const Program& program, FaultList* faults) {
  faults->CheckCount("phone_rules", program.phone_rules.size(), kMostPhoneRules);
  for (size_t i = 0; i < program.phone_rules.size(); ++i) {
    const PhoneRule& rule = program.phone_rules[i];
    const std::string at = absl::StrCat("phone_rules[", i, "].");
    const size_t before = faults->size();
    faults->CheckRange(at + "length", rule.length, 4, kLongestNumber, "PHONE_RULE_INVALID");
    if (faults->size() != before) continue;
    if (!IsDigits(rule.prefix) || static_cast<int32_t>(rule.prefix.size()) >= rule.length) {
      faults->Add(at + "prefix", "PHONE_RULE_INVALID",
                  "write the digits with which a number begins as people type it, fewer than it has");
      continue;
    }
    const auto takes_all = [&](const PhoneRule& earlier) {
      return earlier.length == rule.length && rule.prefix.rfind(earlier.prefix, 0) == 0;
    };
    const auto here = program.phone_rules.begin() + static_cast<std::ptrdiff_t>(i);
    if (std::any_of(program.phone_rules.begin(), here, takes_all)) {
      faults->Add(at + "prefix", "PHONE_RULE_INVALID",
                  "a rule before it takes all of its numbers; put the longer prefix first");
    }
    const auto whole = static_cast<int32_t>(rule.replacement.size()) + rule.length -
                       static_cast<int32_t>(rule.prefix.size());
    if (rule.replacement.empty() || !IsDigits(rule.replacement) || rule.replacement[0] == '0' ||
        whole > kLongestNumber) {
      faults->Add(at + "replacement", "PHONE_RULE_INVALID",
                  "write the country code, digits only; with it a number has 15 digits at most");
    }
  }
}

}  // namespace

void CheckTiers(const Program& program, FaultList* faults) {
  faults->CheckCount("tiers", program.tiers.size(), kMostTiers);
  absl::flat_hash_set<std::string> seen;
  for (size_t i = 0; i < program.tiers.size(); ++i) {
    const std::string at = absl::StrCat("tiers[", i, "].");
    faults->CheckId(at + "tier_id", program.tiers[i].id, "TIER_ID_INVALID");
    faults->CheckNew(at + "tier_id", program.tiers[i].id, "TIER_ID_REPEATED", &seen);
    faults->CheckText(at + "name", program.tiers[i].name, program, true);
  }
}

void CheckPointsLife(const std::string& at, const PointsLife& life, FaultList* faults) {
  faults->CheckRange(at + "activation_days", life.activation_days, 0, kMostWaitingDays,
                     "DAYS_INVALID");
  faults->CheckRange(at + "lifetime_days", life.lifetime_days, 0, kMostDays, "DAYS_INVALID");
  faults->CheckRange(at + "lifetime_months", life.lifetime_months, 0, kMostMonths,
                     "MONTHS_INVALID");
  faults->CheckRange(at + "idle_days", life.idle_days, 0, kMostDays, "DAYS_INVALID");
  if (life.lifetime_days != 0 && life.lifetime_months != 0) {
    faults->Add(at + "lifetime_months", "LIFETIME_INVALID", "give days or months, not both");
  }
}

void CheckLedgerRules(const Program& program, FaultList* faults) {
  CheckThresholds(program, faults);
  CheckTierRules(program, faults);
  CheckRefundRules(program.refund_rules, faults);
  CheckPayAtOnce(program, faults);
  const std::set<std::string> batches = CheckBatches(program, faults);
  CheckStampCards(program, batches, faults);
  CheckNames(program, batches, faults);
  CheckPhoneRules(program, faults);
}

}  // namespace tessera::engine
