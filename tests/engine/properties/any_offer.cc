#include "any_program.h"

#include <algorithm>

namespace tessera::generate {
namespace {

constexpr int64_t kDayUs = 86'400'000'000;

void ChooseHistory(Choices& choices, v1::Audience* audience) {
  switch (choices.Upto(6)) {
    case 0: audience->add_segments("vip"); break;
    case 1:
      audience->set_birthday_window(true);
      audience->set_birthday_days_before(static_cast<int32_t>(choices.Upto(30)));
      audience->set_birthday_days_after(static_cast<int32_t>(choices.Upto(30)));
      break;
    case 2: audience->set_enrolled_from_us(kNow.us - choices.Upto(60) * kDayUs); break;
    case 3: audience->set_enrolled_until_us(kNow.us - choices.Upto(60) * kDayUs); break;
    case 4:
      audience->set_purchase_no_from(static_cast<int32_t>(choices.Upto(2)));
      audience->set_purchase_no_to(static_cast<int32_t>(choices.Between(2, 6)));
      break;
    case 5:
      (choices.OneIn(2)
           ? audience->set_more_days_since_purchase(static_cast<int32_t>(choices.Between(1, 30)))
           : audience->set_most_days_since_purchase(static_cast<int32_t>(choices.Between(1, 30))));
      break;
    default: {
      v1::Activity* activity = audience->add_activity();
      activity->set_days(30);
      activity->set_minimum_spend_minor(choices.Upto(20'000));
      activity->set_minimum_visits(static_cast<int32_t>(choices.Upto(3)));
    }
  }
}

void ChooseAudience(Choices& choices, v1::Audience* audience) {
  if (choices.OneIn(5)) audience->add_stores("store-1");
  if (!choices.OneIn(2)) {
    audience->set_everyone(true);
    return;
  }
  if (choices.OneIn(4)) audience->add_tiers("gold");
  if (choices.OneIn(6)) audience->add_tags("staff");
  if (choices.OneIn(5)) ChooseHistory(choices, audience);
}

void ChooseWindow(Choices& choices, v1::Window* window) {
  switch (choices.Upto(5)) {
    case 0: window->set_starts_at_us(kNow.us + choices.Upto(1)); break;
    case 1: window->set_ends_at_us(kNow.us + choices.Upto(1)); break;
    case 2: window->set_first_date(choices.OneIn(2) ? "2027-01-16" : "2027-01-15"); break;
    case 3: window->set_last_date(choices.OneIn(2) ? "2027-01-14" : "2027-01-15"); break;
    case 4: window->add_weekdays(static_cast<v1::Weekday>(choices.Between(1, 7))); break;
    default:
      window->set_from_time(choices.OneIn(2) ? "22:00" : "08:30");
      window->set_until_time(choices.OneIn(2) ? "12:00" : "02:00");
  }
}

void AddCondition(Choices& choices, int sets, v1::Offer* offer) {
  v1::Condition* condition = offer->add_conditions();
  condition->set_set_id(AnySet(choices, sets));
  condition->set_basis(static_cast<v1::Basis>(choices.Upto(3)));
  switch (choices.Upto(3)) {
    case 0: condition->set_minimum_amount_minor(choices.Between(1, 40'000)); break;
    case 1: condition->set_minimum_quantity_milli(choices.Between(1, 8) * 500); break;
    case 2: condition->set_minimum_line_quantity_milli(choices.Between(1, 3) * 1000); break;
    default: condition->add_payment_methods("card");
  }
  condition->set_strictly_more(condition->minimum_amount_minor() > 0 && choices.OneIn(3));
}

void ChooseLimits(Choices& choices, v1::Limits* limits) {
  switch (choices.Upto(7)) {
    case 0: limits->set_times_per_receipt(choices.Between(1, 2)); break;
    case 1: limits->set_uses_per_member(choices.Between(1, 2)); break;
    case 2: limits->set_uses_per_member_day(1); break;
    case 3: limits->set_uses_total(choices.Between(1, 3)); break;
    case 4: limits->set_units_per_member(choices.Between(1, 4)); break;
    case 5: limits->set_budget_points(choices.Between(1, 60)); break;
    default: limits->set_budget_minor(choices.Between(1, 10'000));
  }
  limits->set_on_exceed(static_cast<v1::OnExceed>(choices.Upto(3)));
}

void ChooseTrigger(Choices& choices, int number, v1::Trigger* trigger) {
  if (choices.OneIn(2)) {
    trigger->mutable_choice()->set_cost_points(choices.OneIn(2) ? choices.Upto(30) : 0);
    return;
  }
  trigger->mutable_coupon()->add_codes(CodeOf(number));
  if (choices.OneIn(2)) {
    trigger->mutable_coupon()->set_batch_id("batch" + std::to_string(number));
  }
}

bool Repeats(const v1::Offer& offer) {
  return std::any_of(
      offer.conditions().begin(), offer.conditions().end(),
      [](const v1::Condition& condition) { return condition.minimum_quantity_milli() > 0; });
}

}  // namespace

bool LowersPrices(const v1::Offer& offer) {
  return std::any_of(offer.effects().begin(), offer.effects().end(), [](const v1::Effect& effect) {
    return effect.has_percent_off() || effect.has_amount_off() || effect.has_fixed_price() ||
           effect.has_bundle_price() || effect.has_buy_get() || effect.has_gift() ||
           effect.has_points_price();
  });
}

std::string CodeOf(int offer) { return "Code" + std::to_string(offer); }

v1::Offer AnyOffer(Choices choices, int number, int sets, int phases) {
  v1::Offer offer;
  offer.set_offer_id("o" + std::to_string(number));
  (*offer.mutable_name()->mutable_by_language())["en"] = "Offer " + std::to_string(number);
  AddAnyEffect(choices, sets, &offer);
  offer.set_priority(static_cast<int32_t>(choices.Upto(3)));
  ChooseAudience(choices, offer.mutable_audience());
  if (phases > 0) offer.set_phase_id("phase" + std::to_string(choices.Upto(phases - 1)));
  if (choices.OneIn(4)) offer.set_exclusive_group("group" + std::to_string(choices.Upto(2)));
  if (choices.OneIn(6)) ChooseWindow(choices, offer.mutable_window());
  while (choices.OneIn(4) && offer.conditions_size() < 2) AddCondition(choices, sets, &offer);
  if (choices.OneIn(4)) ChooseTrigger(choices, number, offer.mutable_trigger());
  if (choices.OneIn(5)) ChooseLimits(choices, offer.mutable_limits());
  offer.set_exclusive(choices.OneIn(10));
  if (choices.OneIn(4)) offer.set_repeat(v1::REPEAT_PER_BUNDLE);
  offer.set_exclude_on_sale(choices.OneIn(6));
  offer.set_stop_earning(choices.OneIn(8));
  offer.set_inactive(choices.OneIn(16));
  while (choices.OneIn(4) && offer.effects_size() < 3) AddAnyEffect(choices, sets, &offer);
  if (choices.OneIn(6)) {
    (*offer.mutable_slip_text()->mutable_by_language())["en"] = "Thank you";
  }
  if (choices.OneIn(8)) offer.mutable_points_life()->set_activation_days(3);
  if (!Repeats(offer)) offer.clear_repeat();
  if (LowersPrices(offer)) {
    if (offer.has_limits()) offer.mutable_limits()->clear_budget_points();
  } else {
    offer.clear_phase_id();
    offer.clear_exclusive();
  }
  return offer;
}

}  // namespace tessera::generate
