#include <boost/test/unit_test.hpp>
#include <limits>

#include "tessera/codec/program.h"

namespace tessera::codec {
namespace {

v1::Program FullProgram() {
  v1::Program message;
  message.set_program_id("p");
  message.set_currency_code("RUB");
  message.set_currency_digits(2);
  message.set_points_digits(1);
  message.add_languages("ru");
  message.set_time_zone("Europe/Moscow");
  message.set_rounding(v1::ROUNDING_HALF_EVEN);
  v1::ProductSet* set = message.add_sets();
  set->set_set_id("s");
  set->add_skus("1");
  set->add_categories("2");
  set->add_brands("3");
  set->add_labels("4");
  v1::ProductSet* other = message.add_sets();
  other->set_set_id("o");
  other->add_except_sets("s");
  v1::Restriction* restriction = message.add_restrictions();
  restriction->set_set_id("s");
  restriction->set_no_discount(true);
  restriction->set_no_earn(true);
  restriction->set_no_spend(true);
  restriction->set_minimum_unit_price_minor(5);
  v1::Tier* tier = message.add_tiers();
  tier->set_tier_id("gold");
  (*tier->mutable_name()->mutable_by_language())["ru"] = "Золото";
  message.set_hold_seconds(60);
  return message;
}

v1::Offer* AddOffer(v1::Program* message, const char* id) {
  v1::Offer* offer = message->add_offers();
  offer->set_offer_id(id);
  (*offer->mutable_name()->mutable_by_language())["ru"] = "Имя";
  return offer;
}

engine::Program Decoded(const v1::Program& message) {
  std::vector<engine::Fault> faults;
  engine::Program program = ProgramFromProto(message, &faults);
  BOOST_TEST(faults.empty());
  return program;
}

BOOST_AUTO_TEST_CASE(the_head_sets_and_restrictions_are_carried_over) {
  const engine::Program program = Decoded(FullProgram());
  BOOST_TEST(program.id == "p");
  BOOST_TEST(program.currency_digits == 2);
  BOOST_TEST(program.points_digits == 1);
  BOOST_TEST((program.rounding == Rounding::kHalfEven));
  BOOST_TEST(program.sets[0].skus[0] == "1");
  BOOST_TEST(program.sets[0].categories[0] == "2");
  BOOST_TEST(program.sets[0].brands[0] == "3");
  BOOST_TEST(program.sets[0].labels[0] == "4");
  BOOST_TEST(program.sets[1].except_sets[0] == "s");
  BOOST_TEST(program.restrictions[0].no_spend);
  BOOST_TEST(program.restrictions[0].minimum_unit_price.value() == 5);
  BOOST_TEST(program.tiers[0].name.at("ru") == "Золото");
  BOOST_TEST((program.hold == Seconds(60)));
}

BOOST_AUTO_TEST_CASE(offers_are_carried_over_with_their_effects) {
  v1::Program message = FullProgram();
  v1::Offer* percent = AddOffer(&message, "a");
  percent->set_priority(-3);
  percent->set_exclusive_group("g");
  percent->mutable_audience()->add_tiers("gold");
  percent->mutable_window()->set_ends_at_us(9);
  v1::Condition* condition = percent->add_conditions();
  condition->set_set_id("s");
  condition->set_minimum_amount_minor(1);
  condition->set_minimum_quantity_milli(2);
  percent->add_effects()->mutable_percent_off()->set_percent_milli(5000);
  AddOffer(&message, "b")->add_effects()->mutable_amount_off()->set_amount_minor(7);
  v1::EarnPerMoney* earn = AddOffer(&message, "c")->add_effects()->mutable_earn_per_money();
  earn->set_per_amount_minor(100);
  earn->set_points(2);
  const engine::Program program = Decoded(message);
  BOOST_TEST(program.offers[0].priority == -3);
  BOOST_TEST(!program.offers[0].window.starts_at.has_value());
  BOOST_TEST(program.offers[0].window.ends_at->us == 9);
  BOOST_TEST(program.offers[0].conditions[0].minimum_quantity.value() == 2);
  const auto& off = std::get<engine::PercentOff>(program.offers[0].effects[0]);
  BOOST_TEST(off.percent.value() == 5000);
  BOOST_TEST(!off.maximum.has_value());
  BOOST_TEST(std::get<engine::AmountOff>(program.offers[1].effects[0]).amount.value() == 7);
  BOOST_TEST(std::get<engine::EarnPerMoney>(program.offers[2].effects[0]).points.value() == 2);
}

BOOST_AUTO_TEST_CASE(choices_of_the_contract_keep_their_meaning) {
  v1::Program message = FullProgram();
  message.set_rounding_place(v1::ROUNDING_PLACE_UNIT_PRICE);
  message.set_spread(v1::SPREAD_ODD_TO_LAST);
  message.mutable_stacking()->set_order(v1::OFFER_ORDER_LISTED);
  message.mutable_stacking()->add_phases()->set_mode(v1::STACKING_MODE_BEST_FOR_CUSTOMER);
  message.add_tenders()->set_kind(v1::TENDER_KIND_WALLET);
  v1::Offer* offer = AddOffer(&message, "a");
  offer->mutable_trigger()->mutable_coupon()->add_codes("X");
  offer->mutable_limits()->set_on_exceed(v1::ON_EXCEED_CUT);
  offer->mutable_window()->add_weekdays(v1::WEEKDAY_SUNDAY);
  v1::BuyGet* buy_get = offer->add_effects()->mutable_buy_get();
  buy_get->set_get_order(v1::UNIT_ORDER_DEAREST_FIRST);
  buy_get->set_get_units(4);
  const engine::Program program = Decoded(message);
  BOOST_TEST((program.rounding_place == engine::RoundingPlace::kUnitPrice));
  BOOST_TEST((program.spread == engine::Spread::kOddToLast));
  BOOST_TEST((program.stacking.order == engine::OfferOrder::kListed));
  BOOST_TEST((program.stacking.phases[0].mode == engine::StackingMode::kBestForCustomer));
  BOOST_TEST((program.tenders[0].kind == engine::TenderKind::kWallet));
  const engine::Offer& decoded = program.offers[0];
  BOOST_TEST(std::get<engine::CouponTrigger>(decoded.trigger).codes[0] == "X");
  BOOST_TEST((decoded.limits.on_exceed == engine::OnExceed::kCut));
  BOOST_TEST((decoded.window.weekdays[0] == engine::Weekday::kSunday));
  const auto& effect = std::get<engine::BuyGet>(decoded.effects[0]);
  BOOST_TEST((effect.get_order == engine::UnitOrder::kDearestFirst));
  BOOST_TEST(effect.get_units == 4);
}

BOOST_AUTO_TEST_CASE(the_rules_of_the_ledger_are_carried_over) {
  v1::Program message = FullProgram();
  message.mutable_tiers(0)->set_from_visits(3);
  v1::PointsLife* life = message.mutable_points_life();
  life->set_activation_days(1);
  life->set_lifetime_months(2);
  life->set_until_end_of(v1::CALENDAR_PERIOD_QUARTER);
  life->set_idle_days(4);
  v1::TierRules* tiers = message.mutable_tier_rules();
  tiers->set_basis(v1::TIER_BASIS_VISITS);
  tiers->set_period(v1::CALENDAR_PERIOD_YEAR);
  tiers->set_downgrade(v1::TIER_DOWNGRADE_ONE_STEP);
  tiers->set_keep_days(5);
  tiers->set_keep_months(6);
  tiers->set_keep_until_end_of(v1::CALENDAR_PERIOD_MONTH);
  v1::RefundRules* refunds = message.mutable_refund_rules();
  refunds->set_revoke_beyond(v1::REVOKE_BEYOND_LOSS);
  refunds->set_revoke_pending_first(true);
  refunds->set_grace_days(7);
  refunds->set_keep_spent_points(true);
  refunds->set_return_costs_in_parts(true);
  refunds->set_only_with_sale(true);
  v1::CouponBatch* batch = message.add_coupon_batches();
  batch->set_batch_id("b");
  batch->set_activation_days(8);
  batch->set_lifetime_days(9);
  batch->set_uses(10);
  batch->set_personal(true);
  v1::StampCard* card = message.add_stamp_cards();
  card->set_card_id("c");
  card->set_full_stamps(11);
  card->set_batch_id("b");
  card->set_coupons(12);
  v1::PhoneRule* phone = message.add_phone_rules();
  phone->set_prefix("8");
  phone->set_length(11);
  phone->set_replacement("7");

  const engine::Program program = Decoded(message);
  BOOST_TEST(program.tiers[0].threshold == 3);
  BOOST_TEST(program.points_life.activation_days == 1);
  BOOST_TEST(program.points_life.lifetime_months == 2);
  BOOST_TEST((program.points_life.until_end_of == engine::CalendarPeriod::kQuarter));
  BOOST_TEST(program.points_life.idle_days == 4);
  BOOST_TEST((program.tier_rules.basis == engine::TierBasis::kVisits));
  BOOST_TEST((program.tier_rules.period == engine::CalendarPeriod::kYear));
  BOOST_TEST((program.tier_rules.downgrade == engine::TierDowngrade::kOneStep));
  BOOST_TEST(program.tier_rules.keep_days == 5);
  BOOST_TEST(program.tier_rules.keep_months == 6);
  BOOST_TEST((program.tier_rules.keep_until_end_of == engine::CalendarPeriod::kMonth));
  BOOST_TEST((program.refund_rules.revoke_beyond == engine::RevokeBeyond::kLoss));
  BOOST_TEST(program.refund_rules.revoke_pending_first);
  BOOST_TEST(program.refund_rules.grace_days == 7);
  BOOST_TEST(program.refund_rules.keep_spent_points);
  BOOST_TEST(program.refund_rules.return_costs_in_parts);
  BOOST_TEST(program.refund_rules.only_with_sale);
  BOOST_REQUIRE(program.coupon_batches.size() == 1U);
  BOOST_TEST(program.coupon_batches[0].activation_days == 8);
  BOOST_TEST(program.coupon_batches[0].lifetime_days == 9);
  BOOST_TEST(program.coupon_batches[0].uses == 10);
  BOOST_TEST(program.coupon_batches[0].personal);
  BOOST_REQUIRE(program.stamp_cards.size() == 1U);
  BOOST_TEST(program.stamp_cards[0].full_stamps == 11);
  BOOST_TEST(program.stamp_cards[0].batch_id == "b");
  BOOST_TEST(program.stamp_cards[0].coupons == 12);
  BOOST_REQUIRE(program.phone_rules.size() == 1U);
  BOOST_TEST(program.phone_rules[0].prefix == "8");
  BOOST_TEST(program.phone_rules[0].length == 11);
  BOOST_TEST(program.phone_rules[0].replacement == "7");
}

BOOST_AUTO_TEST_CASE(a_threshold_of_another_kind_than_makes_tiers_is_a_fault) {
  v1::Program message = FullProgram();
  message.mutable_tier_rules()->set_basis(v1::TIER_BASIS_SPEND);
  message.mutable_tiers(0)->set_from_points(3);
  std::vector<engine::Fault> faults;
  ProgramFromProto(message, &faults);
  BOOST_REQUIRE(faults.size() == 1U);
  BOOST_TEST(faults[0].field == "tiers[0].from_points");
  BOOST_TEST(faults[0].reason == "THRESHOLD_INVALID");
  message.mutable_tier_rules()->set_basis(static_cast<v1::TierBasis>(99));
  faults.clear();
  ProgramFromProto(message, &faults);
  BOOST_REQUIRE(!faults.empty());
  BOOST_TEST(faults[0].field == "tier_rules.basis");
  BOOST_TEST(faults[0].reason == "VALUE_UNKNOWN");
}

BOOST_AUTO_TEST_CASE(what_is_left_out_takes_its_documented_default) {
  const engine::Program program = Decoded(v1::Program());
  BOOST_TEST((program.hold == Seconds(1800)));
  BOOST_TEST((program.rounding == Rounding::kHalfUp));
  BOOST_TEST(!program.redemption.has_value());
  BOOST_TEST(program.offline.maximum_snapshot_age.us == 0);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_carried_over_is_a_fault) {
  v1::Program message = FullProgram();
  message.set_rounding(static_cast<v1::Rounding>(99));
  message.mutable_offline()->set_maximum_snapshot_age_seconds(std::numeric_limits<int64_t>::max());
  message.set_hold_seconds(-1);
  std::vector<engine::Fault> faults;
  BOOST_TEST((CompileProto(message, 1, &faults) == nullptr));
  std::vector<std::string> reasons;
  for (const engine::Fault& fault : faults) reasons.push_back(fault.field + " " + fault.reason);
  const std::vector<std::string> wanted = {"rounding ROUNDING_UNKNOWN",
                                           "offline.maximum_snapshot_age_seconds DURATION_INVALID",
                                           "hold_seconds DURATION_INVALID"};
  BOOST_TEST(reasons == wanted, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_message_compiles_in_one_step) {
  v1::Program message = FullProgram();
  AddOffer(&message, "a");
  std::vector<engine::Fault> faults;
  BOOST_TEST((CompileProto(message, 4, &faults) == nullptr));
  BOOST_REQUIRE(faults.size() == 1U);
  BOOST_TEST(faults[0].reason == "EFFECT_MISSING");
  message.mutable_offers(0)->add_effects()->mutable_percent_off()->set_percent_milli(1);
  const auto compiled = CompileProto(message, 4, &faults);
  BOOST_REQUIRE(compiled != nullptr);
  BOOST_TEST(compiled->version() == 4);
}

}  // namespace
}  // namespace tessera::codec
