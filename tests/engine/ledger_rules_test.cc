// What Compile says of rules that the ledger follows.
#include <functional>

#include "sample.h"

namespace tessera::engine {
namespace {

Program WithRules() {
  Program program = EmptyProgram();
  program.tiers = {{"silver", {{"ru", "Серебро"}}, 20'000'00}, {"gold", {{"ru", "Золото"}}, 50'000'00}};
  program.tier_rules.basis = TierBasis::kSpend;
  program.tier_rules.period = CalendarPeriod::kYear;
  program.tier_rules.downgrade = TierDowngrade::kOneStep;
  program.coupon_batches = {{"coffee", {{"ru", "Кофе"}}, 0, 30, 1, true}};
  program.stamp_cards = {{"six", {{"ru", "Шесть"}}, 6, "coffee", 1}};
  program.phone_rules = {{"8", 11, "7"}, {"", 10, "7"}};
  program.offers = {OfferOf("stamp", Stamps{"six"}), OfferOf("issue", IssueCoupon{"coffee", 1})};
  return program;
}

std::vector<Fault> FaultsAfter(const std::function<void(Program&)>& change) {
  Program program = WithRules();
  change(program);
  std::vector<Fault> faults;
  const auto compiled = CompiledProgram::Compile(std::move(program), 1, &faults);
  BOOST_TEST((compiled == nullptr) == !faults.empty());
  return faults;
}

void CheckFault(const std::string& field, const std::string& reason,
                const std::function<void(Program&)>& change) {
  const std::vector<Fault> faults = FaultsAfter(change);
  BOOST_TEST_CONTEXT(field << " " << reason) {
    BOOST_REQUIRE(faults.size() == 1U);
    BOOST_TEST(faults[0].field == field);
    BOOST_TEST(faults[0].reason == reason);
    BOOST_TEST(!faults[0].message.empty());
  }
}

BOOST_AUTO_TEST_CASE(a_program_with_sound_rules_compiles) {
  BOOST_TEST(FaultsAfter([](Program&) {}).empty());
}

BOOST_AUTO_TEST_CASE(points_live_for_days_or_for_months) {
  CheckFault("points_life.lifetime_months", "LIFETIME_INVALID", [](Program& p) {
    p.points_life.lifetime_days = 30;
    p.points_life.lifetime_months = 1;
  });
  CheckFault("points_life.lifetime_months", "MONTHS_INVALID",
             [](Program& p) { p.points_life.lifetime_months = 1'201; });
  CheckFault("offers[0].points_life.idle_days", "DAYS_INVALID", [](Program& p) {
    p.offers[0].points_life = PointsLife();
    p.offers[0].points_life->idle_days = -1;
  });
}

BOOST_AUTO_TEST_CASE(each_tier_is_harder_to_reach_than_the_one_before) {
  CheckFault("tiers[1].from_spend_minor", "THRESHOLD_INVALID",
             [](Program& p) { p.tiers[1].threshold = 20'000'00; });
  CheckFault("tiers[0].from_visits", "THRESHOLD_INVALID", [](Program& p) {
    p.tier_rules.basis = TierBasis::kVisits;
    p.tiers[0].threshold = -1;
  });
}

BOOST_AUTO_TEST_CASE(tier_rules_that_contradict_each_other_are_named) {
  CheckFault("tier_rules.basis", "TIER_BASIS_MISSING",
             [](Program& p) { p.tier_rules.basis = TierBasis::kNone; });
  CheckFault("tier_rules", "TIER_MISSING", [](Program& p) { p.tiers.clear(); });
  CheckFault("tier_rules.rolling_days", "TIER_WINDOW_INVALID",
             [](Program& p) { p.tier_rules.rolling_days = 365; });
  CheckFault("tier_rules.basis", "TIER_WINDOW_INVALID",
             [](Program& p) { p.tier_rules.basis = TierBasis::kActivePoints; });
  CheckFault("tier_rules.downgrade", "TIER_PERIOD_MISSING",
             [](Program& p) { p.tier_rules.period = CalendarPeriod::kNone; });
  BOOST_TEST(FaultsAfter([](Program& p) {
               p.tier_rules.period = CalendarPeriod::kNone;
               p.tier_rules.keep_months = 12;
             }).empty());
}

BOOST_AUTO_TEST_CASE(points_that_wait_cannot_pay_at_once) {
  CheckFault("points_life.activation_days", "ACTIVATION_INVALID", [](Program& p) {
    p.earned_points_pay_at_once = true;
    p.points_life = PointsLife();
    p.points_life.activation_days = 1;
  });
  CheckFault("offers[0].points_life.activation_days", "ACTIVATION_INVALID", [](Program& p) {
    p.earned_points_pay_at_once = true;
    p.points_life = PointsLife();
    p.offers[0].points_life = PointsLife();
    p.offers[0].points_life->activation_days = 2;
  });
  BOOST_TEST(FaultsAfter([](Program& p) {
               p.earned_points_pay_at_once = true;
               p.points_life = PointsLife();
             }).empty());
}

BOOST_AUTO_TEST_CASE(days_and_counts_have_limits) {
  CheckFault("refund_rules.grace_days", "DAYS_INVALID",
             [](Program& p) { p.refund_rules.grace_days = 3'651; });
  CheckFault("tier_rules.keep_days", "DAYS_INVALID", [](Program& p) { p.tier_rules.keep_days = -1; });
  CheckFault("stamp_cards[0].full_stamps", "UNITS_INVALID",
             [](Program& p) { p.stamp_cards[0].full_stamps = 0; });
  CheckFault("coupon_batches[0].uses", "LIMIT_INVALID",
             [](Program& p) { p.coupon_batches[0].uses = 1'001; });
}

BOOST_AUTO_TEST_CASE(cards_and_batches_are_named_once_and_have_names) {
  CheckFault("stamp_cards[1].card_id", "CARD_ID_REPEATED",
             [](Program& p) { p.stamp_cards.push_back(p.stamp_cards[0]); });
  CheckFault("coupon_batches[1].batch_id", "BATCH_ID_REPEATED",
             [](Program& p) { p.coupon_batches.push_back(p.coupon_batches[0]); });
  CheckFault("coupon_batches[0].name", "TEXT_MISSING",
             [](Program& p) { p.coupon_batches[0].name.clear(); });
}

BOOST_AUTO_TEST_CASE(offers_name_only_cards_and_batches_that_are_described) {
  CheckFault("offers[0].effects[0].stamps.card_id", "CARD_UNKNOWN",
             [](Program& p) { p.offers[0].effects = {Stamps{"sixx"}}; });
  CheckFault("offers[1].effects[0].issue_coupon.batch_id", "BATCH_UNKNOWN",
             [](Program& p) { p.offers[1].effects = {IssueCoupon{"cofee", 1}}; });
  CheckFault("offers[0].trigger.coupon.batch_id", "BATCH_UNKNOWN",
             [](Program& p) { p.offers[0].trigger = CouponTrigger{{}, "tea"}; });
  CheckFault("stamp_cards[0].batch_id", "BATCH_UNKNOWN",
             [](Program& p) { p.stamp_cards[0].batch_id = "tea"; });
  BOOST_TEST(FaultsAfter([](Program& p) {
               p.stamp_cards.clear();
               p.coupon_batches.clear();
             }).empty());
}

BOOST_AUTO_TEST_CASE(a_phone_rule_makes_a_number_that_can_be_dialled) {
  CheckFault("phone_rules[0].length", "PHONE_RULE_INVALID",
             [](Program& p) { p.phone_rules[0].length = 16; });
  CheckFault("phone_rules[0].prefix", "PHONE_RULE_INVALID",
             [](Program& p) { p.phone_rules[0].prefix = "+8"; });
  CheckFault("phone_rules[0].replacement", "PHONE_RULE_INVALID",
             [](Program& p) { p.phone_rules[0].replacement = "0"; });
  CheckFault("phone_rules[1].replacement", "PHONE_RULE_INVALID",
             [](Program& p) { p.phone_rules[1].replacement = "123456"; });
}

BOOST_AUTO_TEST_CASE(a_phone_rule_behind_one_that_takes_all_its_numbers_is_a_fault) {
  CheckFault("phone_rules[2].prefix", "PHONE_RULE_INVALID",
             [](Program& p) { p.phone_rules.push_back({"80", 11, "375"}); });
}

}  // namespace
}  // namespace tessera::engine
