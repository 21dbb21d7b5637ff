#include <algorithm>

#include "sample.h"

namespace tessera::engine {
namespace {

std::vector<Fault> FaultsOf(Program program) {
  std::vector<Fault> faults{{"stale", "STALE", ""}};
  const auto compiled = CompiledProgram::Compile(std::move(program), 1, &faults);
  BOOST_TEST((compiled == nullptr) == !faults.empty());
  return faults;
}

template <typename Change>
void CheckFault(Change change, const std::string& field, const std::string& reason) {
  Program program = EmptyProgram();
  program.redemption = FullRedemption();
  program.offers = {OfferOf("a", Percent(5000))};
  change(program);
  const std::vector<Fault> faults = FaultsOf(std::move(program));
  BOOST_TEST_CONTEXT(field << " " << reason) {
    BOOST_REQUIRE(faults.size() == 1U);
    BOOST_TEST(faults[0].field == field);
    BOOST_TEST(faults[0].reason == reason);
    BOOST_TEST(!faults[0].message.empty());
  }
}

BOOST_AUTO_TEST_CASE(faults_of_the_head_are_named) {
  CheckFault([](Program& p) { p.id = "Big"; }, "program_id", "PROGRAM_ID_INVALID");
  CheckFault([](Program& p) { p.id = ""; }, "program_id", "PROGRAM_ID_INVALID");
  CheckFault([](Program& p) { p.currency_code = "rub"; }, "currency_code", "CURRENCY_INVALID");
  CheckFault([](Program& p) { p.currency_digits = 5; }, "currency_digits", "DIGITS_INVALID");
  CheckFault([](Program& p) { p.points_digits = -1; }, "points_digits", "DIGITS_INVALID");
  CheckFault([](Program& p) { p.languages = {"ru", "en", "x y"}; }, "languages[2]",
             "LANGUAGE_INVALID");
  CheckFault([](Program& p) { p.languages = {"ru", "en", "ru"}; }, "languages[2]",
             "LANGUAGE_REPEATED");
  CheckFault([](Program& p) { p.time_zone = "Moscow"; }, "time_zone", "TIME_ZONE_UNKNOWN");
  CheckFault([](Program& p) { p.time_zone = "../etc/passwd"; }, "time_zone", "TIME_ZONE_UNKNOWN");
}

BOOST_AUTO_TEST_CASE(a_program_without_a_language_is_refused) {
  Program program = EmptyProgram();
  program.languages.clear();
  program.tiers.clear();
  const std::vector<Fault> faults = FaultsOf(program);
  BOOST_REQUIRE(faults.size() == 1U);
  BOOST_TEST(faults[0].reason == "LANGUAGE_MISSING");
}

BOOST_AUTO_TEST_CASE(faults_of_sets_and_restrictions_are_named) {
  CheckFault([](Program& p) { p.sets[1].id = "FOOD"; }, "sets[1].set_id", "SET_ID_INVALID");
  CheckFault([](Program& p) { p.sets[1].id = "cheese"; }, "sets[1].set_id", "SET_ID_REPEATED");
  CheckFault([](Program& p) { p.sets[0].except_sets = {"no"}; }, "sets[0].except_sets[0]",
             "SET_UNKNOWN");
  CheckFault([](Program& p) { p.sets[0].except_sets = {"cheese"}; }, "sets[0].except_sets",
             "SET_CYCLE");
  CheckFault([](Program& p) {
    p.sets[0].except_sets = {"food"};
    p.sets[1].except_sets = {"tobacco"};
    p.sets[2].except_sets = {"cheese"};
  }, "sets[0].except_sets", "SET_CYCLE");
  CheckFault([](Program& p) { p.sets[0].skus = {""}; }, "sets[0].skus[0]", "SET_VALUE_INVALID");
  CheckFault([](Program& p) { p.sets[0].brands = {"a", "a"}; }, "sets[0].brands[1]",
             "SET_VALUE_REPEATED");
  CheckFault([](Program& p) { p.sets[0].categories = {"food/"}; }, "sets[0].categories[0]",
             "SET_VALUE_INVALID");
  CheckFault([](Program& p) { p.restrictions = {{"no", true, false, false, Money()}}; },
             "restrictions[0].set_id", "SET_UNKNOWN");
  CheckFault([](Program& p) { p.restrictions = {{"food", false, false, false, Money()}}; },
             "restrictions[0]", "RESTRICTION_EMPTY");
  CheckFault([](Program& p) { p.restrictions = {{"food", true, false, false, Money(-1)}}; },
             "restrictions[0].minimum_unit_price_minor", "PRICE_INVALID");
}

BOOST_AUTO_TEST_CASE(faults_of_tiers_and_texts_are_named) {
  CheckFault([](Program& p) { p.tiers[1].id = "Gold"; }, "tiers[1].tier_id", "TIER_ID_INVALID");
  CheckFault([](Program& p) { p.tiers[1].id = "silver"; }, "tiers[1].tier_id", "TIER_ID_REPEATED");
  CheckFault([](Program& p) { p.tiers[1].name = {{"en", "Gold"}}; }, "tiers[1].name",
             "TEXT_MISSING");
  CheckFault([](Program& p) { p.offers[0].name["de"] = "Fünf"; }, "offers[0].name",
             "LANGUAGE_UNKNOWN");
  CheckFault([](Program& p) { p.offers[0].name["en"] = std::string(513, 'x'); }, "offers[0].name",
             "TEXT_TOO_LONG");
}

BOOST_AUTO_TEST_CASE(faults_of_offers_are_named) {
  CheckFault([](Program& p) { p.offers[0].id = "A"; }, "offers[0].offer_id", "OFFER_ID_INVALID");
  CheckFault([](Program& p) { p.offers.push_back(p.offers[0]); }, "offers[1].offer_id",
             "OFFER_ID_REPEATED");
  CheckFault([](Program& p) { p.offers[0].priority = 1'000'001; }, "offers[0].priority",
             "PRIORITY_INVALID");
  CheckFault([](Program& p) { p.offers[0].exclusive_group = "a b"; }, "offers[0].exclusive_group",
             "GROUP_INVALID");
  CheckFault([](Program& p) { p.offers[0].audience.tiers = {"gold", "no"}; },
             "offers[0].audience.tiers[1]", "TIER_UNKNOWN");
  CheckFault([](Program& p) { p.offers[0].audience = {true, {"gold"}, {}, {}}; },
             "offers[0].audience.everyone", "AUDIENCE_CONTRADICTORY");
  CheckFault([](Program& p) { p.offers[0].window = {Instant{5}, Instant{5}}; },
             "offers[0].window.ends_at_us", "WINDOW_INVALID");
  CheckFault([](Program& p) { p.offers[0].window.starts_at = Instant{-1}; }, "offers[0].window",
             "WINDOW_INVALID");
  CheckFault([](Program& p) { p.offers[0].conditions.assign(17, {"", Money(1), Quantity()}); },
             "offers[0].conditions", "TOO_MANY_ITEMS");
  CheckFault([](Program& p) { p.offers[0].conditions = {{"", Money(), Quantity()}}; },
             "offers[0].conditions[0]", "CONDITION_EMPTY");
  CheckFault([](Program& p) { p.offers[0].conditions = {{"no", Money(1), Quantity()}}; },
             "offers[0].conditions[0].set_id", "SET_UNKNOWN");
  CheckFault([](Program& p) { p.offers[0].conditions = {{"", Money(-1), Quantity(1)}}; },
             "offers[0].conditions[0].minimum_amount_minor", "AMOUNT_INVALID");
  CheckFault([](Program& p) { p.offers[0].conditions = {{"", Money(1), Quantity(-1)}}; },
             "offers[0].conditions[0].minimum_quantity_milli", "QUANTITY_INVALID");
}

BOOST_AUTO_TEST_CASE(faults_of_effects_are_named) {
  CheckFault([](Program& p) { p.offers[0].effects.clear(); }, "offers[0].effects",
             "EFFECT_MISSING");
  CheckFault([](Program& p) { p.offers[0].effects = {Percent(0)}; },
             "offers[0].effects[0].percent_off.percent_milli", "PERCENT_INVALID");
  CheckFault([](Program& p) { p.offers[0].effects = {Percent(100'001)}; },
             "offers[0].effects[0].percent_off.percent_milli", "PERCENT_INVALID");
  CheckFault([](Program& p) { p.offers[0].effects = {Percent(5000, "no")}; },
             "offers[0].effects[0].percent_off.goods.set_id", "SET_UNKNOWN");
  CheckFault([](Program& p) { p.offers[0].effects = {PercentOff{{}, Share(5000), Money(-1)}}; },
             "offers[0].effects[0].percent_off.maximum_minor", "AMOUNT_INVALID");
  CheckFault([](Program& p) { p.offers[0].effects = {Off(0)}; }, "offers[0].effects[0].amount_off.amount_minor",
             "AMOUNT_INVALID");
  CheckFault([](Program& p) { p.offers[0].effects = {Earn(0, 1)}; },
             "offers[0].effects[0].earn_per_money.per_amount_minor", "AMOUNT_INVALID");
  CheckFault([](Program& p) { p.offers[0].effects = {Earn(1, 0)}; },
             "offers[0].effects[0].earn_per_money.points", "POINTS_INVALID");
}

BOOST_AUTO_TEST_CASE(what_would_not_mean_what_it_says_is_a_fault) {
  CheckFault([](Program& p) { p.offers[0].window.from_time = "24:00"; },
             "offers[0].window.from_time", "TIME_OF_DAY_INVALID");
  const std::vector<Step> percents = {{Money(1), {}, Share(5000), {}}};
  const std::vector<Step> amounts = {{Money(1), {}, {}, Money(50)}};
  CheckFault([&](Program& p) { p.offers[0].effects = {PercentOff{{}, Share(1), {}, percents}}; },
             "offers[0].effects[0].percent_off.percent_milli", "STEPS_INVALID");
  CheckFault([&](Program& p) { p.offers[0].effects = {PercentOff{{}, Share(), {}, amounts}}; },
             "offers[0].effects[0].percent_off.steps[0].amount_minor", "STEPS_INVALID");
  CheckFault([&](Program& p) {
    AmountOff off{{}, Money(1)};
    off.steps = amounts;
    p.offers[0].effects = {off};
  }, "offers[0].effects[0].amount_off.amount_minor", "STEPS_INVALID");
  CheckFault([&](Program& p) { p.offers[0].effects = {FixedPrice{{}, Money(1), amounts}}; },
             "offers[0].effects[0].fixed_price.unit_price_minor", "STEPS_INVALID");
  CheckFault([](Program& p) {
    p.offers[0].conditions = {{"", Money(100)}};
    p.offers[0].repeat = Repeat::kPerBundle;
  }, "offers[0].repeat", "REPEAT_INVALID");
  CheckFault([](Program& p) {
    p.offers[0].effects = {Earn(100, 1)};
    p.offers[0].exclusive = true;
  }, "offers[0].exclusive", "EXCLUSIVE_INVALID");
  CheckFault([](Program& p) {
    p.stacking.phases = {{"main", StackingMode::kCompound}};
    p.offers[0].effects = {Earn(100, 1)};
    p.offers[0].phase_id = "main";
  }, "offers[0].phase_id", "PHASE_INVALID");
  CheckFault([](Program& p) {
    p.offers[0].audience.more_days_since_purchase = 30;
    p.offers[0].audience.most_days_since_purchase = 30;
  }, "offers[0].audience.most_days_since_purchase", "DAYS_INVALID");
}

BOOST_AUTO_TEST_CASE(faults_of_redemption_and_policies_are_named) {
  CheckFault([](Program& p) { p.redemption->points = Points(0); }, "redemption.points",
             "POINTS_INVALID");
  CheckFault([](Program& p) { p.redemption->value = Money(0); }, "redemption.value_minor",
             "AMOUNT_INVALID");
  CheckFault([](Program& p) { p.redemption->minimum = Points(-1); }, "redemption.minimum_points",
             "POINTS_INVALID");
  CheckFault([](Program& p) { p.redemption->maximum_share = Share(0); },
             "redemption.maximum_share_milli", "PERCENT_INVALID");
  CheckFault([](Program& p) {
    p.redemption->points = Points(999'999'999'999'989);
    p.redemption->value = Money(2);
    p.redemption->step = Points(7);
  }, "redemption.step_points", "STEP_INVALID");
  CheckFault([](Program& p) { p.points_life.activation_days = 3651; },
             "points_life.activation_days", "DAYS_INVALID");
  CheckFault([](Program& p) { p.points_life.lifetime_days = -1; }, "points_life.lifetime_days",
             "DAYS_INVALID");
  CheckFault([](Program& p) { p.offline.balance_share = Share(100'001); },
             "offline.balance_share_milli", "PERCENT_INVALID");
  CheckFault([](Program& p) { p.offline.maximum_per_sale = Points(-1); },
             "offline.maximum_points_per_sale", "POINTS_INVALID");
  CheckFault([](Program& p) { p.hold = Seconds(0); }, "hold_seconds", "DURATION_INVALID");
}

BOOST_AUTO_TEST_CASE(all_faults_are_told_at_once_in_the_documents_order) {
  Program program = EmptyProgram();
  program.currency_code = "";
  program.sets[2].except_sets = {"no"};
  program.offers = {OfferOf("a", Percent(0)), OfferOf("a", Off(0))};
  program.hold = Seconds(-5);
  std::vector<std::string> fields;
  for (const Fault& fault : FaultsOf(program)) fields.push_back(fault.field);
  const std::vector<std::string> wanted = {
      "currency_code", "sets[2].except_sets[0]", "offers[0].effects[0].percent_off.percent_milli",
      "offers[1].offer_id", "offers[1].effects[0].amount_off.amount_minor", "hold_seconds"};
  BOOST_TEST(fields == wanted, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(tiers_and_languages_fall_back_to_the_programs_first) {
  const auto program = Compiled(EmptyProgram(), 3);
  BOOST_TEST(program->version() == 3);
  BOOST_TEST(std::string(program->LanguageOrDefault("en")) == "en");
  BOOST_TEST(std::string(program->LanguageOrDefault("de")) == "ru");
  BOOST_TEST(std::string(program->TierName("gold", "en")) == "Gold");
  BOOST_TEST(std::string(program->TierName("silver", "en")) == "Серебро");
  BOOST_TEST(program->TierName("none", "en").empty());
  BOOST_TEST(program->HasTier("gold"));
  BOOST_TEST(!program->HasTier(""));
}

}  // namespace
}  // namespace tessera::engine
