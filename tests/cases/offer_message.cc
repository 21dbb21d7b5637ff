#include "program_message.h"

namespace tessera::cases {
namespace {

void SetAudience(const engine::Audience& audience, v1::Audience* message) {
  message->set_everyone(audience.everyone);
  SetStrings(audience.tiers, message->mutable_tiers());
  SetStrings(audience.tags, message->mutable_tags());
  SetStrings(audience.stores, message->mutable_stores());
  SetStrings(audience.segments, message->mutable_segments());
  message->set_birthday_window(audience.birthday.has_value());
  if (audience.birthday) {
    message->set_birthday_days_before(audience.birthday->days_before);
    message->set_birthday_days_after(audience.birthday->days_after);
  }
  if (audience.enrolled_from) message->set_enrolled_from_us(audience.enrolled_from->us);
  if (audience.enrolled_until) message->set_enrolled_until_us(audience.enrolled_until->us);
  message->set_purchase_no_from(audience.purchase_no_from);
  message->set_purchase_no_to(audience.purchase_no_to);
  message->set_more_days_since_purchase(audience.more_days_since_purchase);
  message->set_most_days_since_purchase(audience.most_days_since_purchase);
  for (const engine::Activity& activity : audience.activity) {
    v1::Activity* out = message->add_activity();
    out->set_days(activity.days);
    out->set_minimum_spend_minor(activity.minimum_spend.value());
    out->set_minimum_visits(activity.minimum_visits);
  }
}

void SetWindow(const engine::Window& window, v1::Window* message) {
  if (window.starts_at) message->set_starts_at_us(window.starts_at->us);
  if (window.ends_at) message->set_ends_at_us(window.ends_at->us);
  message->set_first_date(window.first_date);
  message->set_last_date(window.last_date);
  for (const engine::Weekday day : window.weekdays) {
    message->add_weekdays(static_cast<v1::Weekday>(day));
  }
  message->set_from_time(window.from_time);
  message->set_until_time(window.until_time);
}

void SetCondition(const engine::Condition& condition, v1::Condition* message) {
  message->set_set_id(condition.set_id);
  message->set_minimum_amount_minor(condition.minimum_amount.value());
  message->set_minimum_quantity_milli(condition.minimum_quantity.value());
  message->set_basis(ToWire<v1::Basis>(condition.basis));
  message->set_strictly_more(condition.strictly_more);
  message->set_minimum_line_quantity_milli(condition.minimum_line_quantity.value());
  SetStrings(condition.payment_methods, message->mutable_payment_methods());
}

void SetTrigger(const engine::Trigger& trigger, v1::Offer* message) {
  if (const auto* const coupon = std::get_if<engine::CouponTrigger>(&trigger)) {
    v1::CouponTrigger* out = message->mutable_trigger()->mutable_coupon();
    SetStrings(coupon->codes, out->mutable_codes());
    out->set_batch_id(coupon->batch_id);
  } else if (const auto* const choice = std::get_if<engine::ChoiceTrigger>(&trigger)) {
    message->mutable_trigger()->mutable_choice()->set_cost_points(choice->cost.value());
  }
}

void SetLimits(const engine::Limits& limits, v1::Limits* message) {
  message->set_times_per_receipt(limits.times_per_receipt);
  message->set_uses_per_member(limits.uses_per_member);
  message->set_uses_per_member_day(limits.uses_per_member_day);
  message->set_uses_total(limits.uses_total);
  message->set_units_per_member(limits.units_per_member);
  message->set_budget_minor(limits.budget.value());
  message->set_budget_points(limits.budget_points.value());
  message->set_on_exceed(ToWire<v1::OnExceed>(limits.on_exceed));
  message->set_freed_by_return(limits.freed_by_return);
  message->set_maximum_discount_minor(limits.maximum_discount.value());
  message->set_without_member(limits.without_member);
}

}  // namespace

void SetOffer(const engine::Offer& offer, v1::Offer* message) {
  message->set_offer_id(offer.id);
  SetText(offer.name, message->mutable_name());
  message->set_priority(offer.priority);
  message->set_exclusive_group(offer.exclusive_group);
  SetAudience(offer.audience, message->mutable_audience());
  SetWindow(offer.window, message->mutable_window());
  for (const engine::Condition& condition : offer.conditions) {
    SetCondition(condition, message->add_conditions());
  }
  for (const engine::Effect& effect : offer.effects) SetEffect(effect, message->add_effects());
  SetTrigger(offer.trigger, message);
  SetLimits(offer.limits, message->mutable_limits());
  message->set_phase_id(offer.phase_id);
  message->set_exclusive(offer.exclusive);
  message->set_repeat(ToWire<v1::Repeat>(offer.repeat));
  message->set_exclude_on_sale(offer.exclude_on_sale);
  SetText(offer.cashier_text, message->mutable_cashier_text());
  SetText(offer.display_text, message->mutable_display_text());
  SetText(offer.slip_text, message->mutable_slip_text());
  message->set_stop_earning(offer.stop_earning);
  if (offer.points_life) SetPointsLife(*offer.points_life, message->mutable_points_life());
  message->set_inactive(offer.inactive);
  message->set_refused_with_on_sale(offer.refused_with_on_sale);
}

}  // namespace tessera::cases
