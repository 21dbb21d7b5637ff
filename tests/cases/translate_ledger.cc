// What the programme says of points and tiers between purchases.
#include "translation.h"

namespace tessera::cases {
namespace {

using engine::CalendarPeriod;
using engine::TierBasis;
using engine::TierDowngrade;

CalendarPeriod PeriodIn(Fields* fields, const std::string& key, CalendarPeriod otherwise) {
  return fields->OneOf<CalendarPeriod>(key,
                                       {{"month", CalendarPeriod::kMonth},
                                        {"end_of_month", CalendarPeriod::kMonth},
                                        {"quarter", CalendarPeriod::kQuarter},
                                        {"end_of_quarter", CalendarPeriod::kQuarter},
                                        {"year", CalendarPeriod::kYear},
                                        {"end_of_year", CalendarPeriod::kYear}},
                                       otherwise);
}

int32_t Count(Fields* fields, const std::string& key) {
  return static_cast<int32_t>(fields->Whole(key));
}

void ReadExpiry(Fields* programme, Translator* translator) {
  auto expiry = programme->Object("expiry");
  if (!expiry) return;
  engine::PointsLife& life = translator->out->program.points_life;
  const std::string type = expiry->Text("type");
  if (type == "days_after_earning") {
    life.lifetime_days = Count(&*expiry, "days");
  } else if (type == "months_after_earning") {
    life.lifetime_months = Count(&*expiry, "months");
  } else if (type == "years_after_earning") {
    life.lifetime_months = 12 * Count(&*expiry, "years");
  } else if (type == "end_of_month" || type == "end_of_quarter" || type == "end_of_year") {
    life.lifetime_months = Count(&*expiry, "months");
    life.until_end_of = PeriodIn(&*expiry, "type", CalendarPeriod::kNone);
  } else if (type == "days_after_last_purchase") {
    life.idle_days = Count(&*expiry, "days");
  } else if (type != "never") {
    return expiry->RefuseAll("type", "\"" + type + "\" is not known");
  }
  life.until_end_of = PeriodIn(&*expiry, "round_up_to", life.until_end_of);
  expiry->OneOf<bool>("missing_day", {{"last_day_of_month", true}}, true);
  translator->out->transfer_restarts =
      expiry->OneOf<bool>("on_transfer", {{"restart", true}, {"keep", false}}, false);
}

void ReadPending(Fields* programme, Translator* translator) {
  auto pending = programme->Object("pending");
  if (!pending) return;
  pending->OneOf<bool>("type", {{"days_after_earning", true}}, true);
  translator->out->program.points_life.activation_days = Count(&*pending, "days");
}

// How a tier is lost, and what keeps it.
void ReadDowngrade(Fields* rules, engine::TierRules* out) {
  const std::string how = rules->Text("downgrade", "at_once");
  if (how == "at_once" || how == "never") {
    out->downgrade = how == "never" ? TierDowngrade::kNever : TierDowngrade::kAtOnce;
  } else if (how == "at_review" || how == "one_step_at_review") {
    out->downgrade = how == "at_review" ? TierDowngrade::kAtPeriodEnd : TierDowngrade::kOneStep;
    // How often there are reviews is not said: years, unless it is. Points that can be spent now are of
    // no period; there the time that a tier is kept makes the reviews.
    const CalendarPeriod period = PeriodIn(rules, "period", CalendarPeriod::kYear);
    (out->basis == TierBasis::kActivePoints ? out->keep_until_end_of : out->period) = period;
  } else if (how == "after_duration") {
    out->keep_days = Count(rules, "days");
    out->keep_months = Count(rules, "months");
  } else if (how == "after_grace") {
    out->keep_days = Count(rules, "grace_days");
    out->keep_months = Count(rules, "grace_months");
  } else {
    return rules->RefuseAll("downgrade", "\"" + how + "\" is not known");
  }
  out->keep_until_end_of = PeriodIn(rules, "round_up_to", out->keep_until_end_of);
  if (out->basis != TierBasis::kActivePoints) out->period = PeriodIn(rules, "period", out->period);
}

void ReadTierRules(Fields* programme, Translator* translator) {
  auto rules = programme->Object("tier_rules");
  if (!rules) return;
  engine::TierRules& out = translator->out->program.tier_rules;
  out.basis = rules->OneOf<TierBasis>("basis",
                                      {{"total_spent", TierBasis::kSpend},
                                       {"total_spent_including_current", TierBasis::kSpend},
                                       {"order_count", TierBasis::kVisits},
                                       {"earned_points", TierBasis::kEarnedPoints},
                                       {"active_points", TierBasis::kActivePoints}},
                                      TierBasis::kNone);
  out.rolling_days = Count(&*rules, "rolling_days");
  rules->OneOf<bool>("manual_assignment", {{"acts_as_floor", true}}, true);
  ReadDowngrade(&*rules, &out);
}

}  // namespace

void TranslateLedgerRules(Fields* programme, Translator* translator) {
  ReadExpiry(programme, translator);
  ReadPending(programme, translator);
  ReadTierRules(programme, translator);
  // Ours takes what ends first, of equal lives the older: the same where one rule makes all lives.
  programme->OneOf<bool>("spend_order", {{"oldest_first", true}, {"soonest_ending_first", true}},
                         true);
}

int64_t ThresholdIn(Fields* tier, const Translator& translator) {
  switch (translator.out->program.tier_rules.basis) {
    case TierBasis::kNone: break;
    case TierBasis::kSpend: return translator.MoneyIn(tier, "from");
    case TierBasis::kVisits: return tier->Whole("from");
    case TierBasis::kEarnedPoints:
    case TierBasis::kActivePoints: return translator.PointsIn(tier, "from");
  }
  tier->Ignore({"from"});
  return 0;
}

}  // namespace tessera::cases
