#include "ledger_rules.h"

#include "effect.h"
#include "tessera/codec/identifier.h"

namespace tessera::codec {
namespace {

engine::CalendarPeriod PeriodFromProto(v1::CalendarPeriod period, const std::string& field,
                                       Faults* faults) {
  return EnumWithNoneFromProto(period, engine::CalendarPeriod::kYear, field, faults);
}

// Of the three thresholds the one that goes with what makes tiers.
int64_t ThresholdFromProto(const v1::Tier& tier, engine::TierBasis basis, const std::string& field,
                           Faults* faults) {
  const auto choose = [&](int64_t value, bool counts, const char* name) -> int64_t {
    if (counts) return value;
    if (value != 0) {
      faults->push_back({field + name, "THRESHOLD_INVALID",
                         "this does not make tiers; see tier_rules.basis"});
    }
    return 0;
  };
  const bool points =
      basis == engine::TierBasis::kEarnedPoints || basis == engine::TierBasis::kActivePoints;
  return choose(tier.from_spend_minor(), basis == engine::TierBasis::kSpend, ".from_spend_minor") +
         choose(tier.from_visits(), basis == engine::TierBasis::kVisits, ".from_visits") +
         choose(tier.from_points(), points, ".from_points");
}

engine::TierRules TierRulesFromProto(const v1::TierRules& message, Faults* faults) {
  engine::TierRules rules;
  rules.basis = EnumWithNoneFromProto(message.basis(), engine::TierBasis::kActivePoints,
                                      "tier_rules.basis", faults);
  rules.rolling_days = message.rolling_days();
  rules.period = PeriodFromProto(message.period(), "tier_rules.period", faults);
  rules.downgrade = EnumFromProto(message.downgrade(), engine::TierDowngrade::kNever,
                                  "tier_rules.downgrade", faults);
  rules.keep_days = message.keep_days();
  rules.keep_months = message.keep_months();
  rules.keep_until_end_of =
      PeriodFromProto(message.keep_until_end_of(), "tier_rules.keep_until_end_of", faults);
  return rules;
}

engine::RefundRules RefundRulesFromProto(const v1::RefundRules& message, Faults* faults) {
  return {EnumFromProto(message.revoke_beyond(), engine::RevokeBeyond::kLoss,
                        "refund_rules.revoke_beyond", faults),
          message.revoke_pending_first(), message.grace_days(), message.keep_spent_points(),
          message.return_costs_in_parts(), message.only_with_sale()};
}

}  // namespace

engine::PointsLife PointsLifeFromProto(const v1::PointsLife& message, const std::string& field,
                                       Faults* faults) {
  return {message.activation_days(), message.lifetime_days(), message.lifetime_months(),
          PeriodFromProto(message.until_end_of(), field + ".until_end_of", faults),
          message.idle_days()};
}

void LedgerRulesFromProto(const v1::Program& message, engine::Program* program, Faults* faults) {
  program->tier_rules = TierRulesFromProto(message.tier_rules(), faults);
  for (int i = 0; i < message.tiers_size(); ++i) {
    const v1::Tier& tier = message.tiers(i);
    program->tiers.push_back({tier.tier_id(), TextFromProto(tier.name()),
                              ThresholdFromProto(tier, program->tier_rules.basis,
                                                 absl::StrCat("tiers[", i, "]"), faults)});
  }
  program->refund_rules = RefundRulesFromProto(message.refund_rules(), faults);
  for (const auto& card : message.stamp_cards()) {
    program->stamp_cards.push_back({card.card_id(), TextFromProto(card.name()), card.full_stamps(),
                                    card.batch_id(), card.coupons()});
  }
  for (const auto& batch : message.coupon_batches()) {
    program->coupon_batches.push_back({batch.batch_id(), TextFromProto(batch.name()),
                                       batch.activation_days(), batch.lifetime_days(), batch.uses(),
                                       batch.personal()});
  }
  program->phone_rules = PhoneRulesFromProto(message);
}

}  // namespace tessera::codec
