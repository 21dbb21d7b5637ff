#include "offer.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "effect.h"
#include "ledger_rules.h"

namespace tessera::codec {
namespace {

template <typename Repeated>
std::vector<std::string> Strings(const Repeated& field) {
  return std::vector<std::string>(field.begin(), field.end());
}

std::optional<Instant> InstantFromProto(int64_t us) {
  return us == 0 ? std::nullopt : std::optional<Instant>(Instant{us});
}

engine::Audience AudienceFromProto(const v1::Audience& message) {
  engine::Audience audience;
  audience.everyone = message.everyone();
  audience.tiers = Strings(message.tiers());
  audience.tags = Strings(message.tags());
  audience.stores = Strings(message.stores());
  audience.segments = Strings(message.segments());
  if (message.birthday_window()) {
    audience.birthday = engine::BirthdayWindow{message.birthday_days_before(),
                                               message.birthday_days_after()};
  } else {
    audience.birthday_days_loose =
        message.birthday_days_before() != 0 || message.birthday_days_after() != 0;
  }
  audience.enrolled_from = InstantFromProto(message.enrolled_from_us());
  audience.enrolled_until = InstantFromProto(message.enrolled_until_us());
  audience.purchase_no_from = message.purchase_no_from();
  audience.purchase_no_to = message.purchase_no_to();
  audience.more_days_since_purchase = message.more_days_since_purchase();
  audience.most_days_since_purchase = message.most_days_since_purchase();
  for (const v1::Activity& activity : message.activity()) {
    audience.activity.push_back({activity.days(), Money(activity.minimum_spend_minor()),
                                 activity.minimum_visits()});
  }
  return audience;
}

engine::Weekday WeekdayFromProto(int weekday) {
  return weekday >= v1::WEEKDAY_MONDAY && weekday <= v1::WEEKDAY_SUNDAY
             ? static_cast<engine::Weekday>(weekday)
             : engine::Weekday::kInvalid;
}

engine::Window WindowFromProto(const v1::Window& message) {
  engine::Window window;
  window.starts_at = InstantFromProto(message.starts_at_us());
  window.ends_at = InstantFromProto(message.ends_at_us());
  window.first_date = message.first_date();
  window.last_date = message.last_date();
  for (int weekday : message.weekdays()) window.weekdays.push_back(WeekdayFromProto(weekday));
  window.from_time = message.from_time();
  window.until_time = message.until_time();
  return window;
}

engine::Trigger TriggerFromProto(const v1::Trigger& message) {
  switch (message.trigger_case()) {
    case v1::Trigger::kCoupon:
      return engine::CouponTrigger{Strings(message.coupon().codes()), message.coupon().batch_id()};
    case v1::Trigger::kChoice:
      return engine::ChoiceTrigger{Points(message.choice().cost_points())};
    case v1::Trigger::TRIGGER_NOT_SET: break;
  }
  return std::monostate();
}

engine::Condition ConditionFromProto(const v1::Condition& message, const std::string& field,
                                     Faults* faults) {
  engine::Condition condition;
  condition.set_id = message.set_id();
  condition.minimum_amount = Money(message.minimum_amount_minor());
  condition.minimum_quantity = Quantity(message.minimum_quantity_milli());
  condition.basis = EnumFromProto(message.basis(), engine::Basis::kBeforeRedemption,
                                  field + ".basis", faults);
  condition.strictly_more = message.strictly_more();
  condition.minimum_line_quantity = Quantity(message.minimum_line_quantity_milli());
  condition.payment_methods = Strings(message.payment_methods());
  return condition;
}

engine::Limits LimitsFromProto(const v1::Limits& message, const std::string& field,
                               Faults* faults) {
  engine::Limits limits;
  limits.times_per_receipt = message.times_per_receipt();
  limits.uses_per_member = message.uses_per_member();
  limits.uses_per_member_day = message.uses_per_member_day();
  limits.uses_total = message.uses_total();
  limits.units_per_member = message.units_per_member();
  limits.budget = Money(message.budget_minor());
  limits.budget_points = Points(message.budget_points());
  limits.on_exceed = EnumFromProto(message.on_exceed(), engine::OnExceed::kFinish,
                                   field + ".limits.on_exceed", faults);
  limits.freed_by_return = message.freed_by_return();
  limits.maximum_discount = Money(message.maximum_discount_minor());
  limits.without_member = message.without_member();
  limits.offline_uses_per_terminal = message.offline_uses_per_terminal();
  return limits;
}

}  // namespace

engine::Offer OfferFromProto(const v1::Offer& message, const std::string& field, Faults* faults) {
  engine::Offer offer;
  offer.id = message.offer_id();
  offer.name = TextFromProto(message.name());
  offer.priority = message.priority();
  offer.exclusive_group = message.exclusive_group();
  offer.audience = AudienceFromProto(message.audience());
  offer.window = WindowFromProto(message.window());
  for (int i = 0; i < message.conditions_size(); ++i) {
    offer.conditions.push_back(ConditionFromProto(
        message.conditions(i), absl::StrCat(field, ".conditions[", i, "]"), faults));
  }
  for (int i = 0; i < message.effects_size(); ++i) {
    offer.effects.push_back(
        EffectFromProto(message.effects(i), absl::StrCat(field, ".effects[", i, "]"), faults));
  }
  offer.trigger = TriggerFromProto(message.trigger());
  offer.limits = LimitsFromProto(message.limits(), field, faults);
  offer.phase_id = message.phase_id();
  offer.exclusive = message.exclusive();
  offer.repeat =
      EnumFromProto(message.repeat(), engine::Repeat::kPerBundle, field + ".repeat", faults);
  offer.exclude_on_sale = message.exclude_on_sale();
  offer.cashier_text = TextFromProto(message.cashier_text());
  offer.display_text = TextFromProto(message.display_text());
  offer.slip_text = TextFromProto(message.slip_text());
  offer.stop_earning = message.stop_earning();
  if (message.has_points_life()) {
    offer.points_life =
        PointsLifeFromProto(message.points_life(), field + ".points_life", faults);
  }
  offer.inactive = message.inactive();
  offer.refused_with_on_sale = message.refused_with_on_sale();
  return offer;
}

}  // namespace tessera::codec
