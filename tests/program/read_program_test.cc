#include "tessera/program/read_program.h"

#include <boost/test/unit_test.hpp>

namespace tessera::program {
namespace {

constexpr char kHead[] = R"(program_id: p
currency_code: RUB
currency_digits: 2
languages: [ru, en]
time_zone: Europe/Moscow
)";
constexpr int kHeadLines = 5;

v1::Program Read(const std::string& text) {
  ReadProgramResult result = ReadProgram(kHead + text);
  for (const ProgramFault& fault : result.faults) BOOST_ERROR(ToText(fault));
  return result.program;
}

// "line path REASON" of each fault, lines counted behind the head.
std::vector<std::string> Faults(const std::string& text) {
  std::vector<std::string> told;
  for (const ProgramFault& fault : ReadProgram(kHead + text).faults) {
    told.push_back(std::to_string(fault.line - kHeadLines) + " " + fault.path + " " + fault.reason);
    BOOST_TEST(!fault.message.empty());
  }
  return told;
}

void CheckFaults(const std::string& text, const std::vector<std::string>& wanted) {
  BOOST_TEST_CONTEXT(text) {
    BOOST_TEST(Faults(text) == wanted, boost::test_tools::per_element());
  }
}

constexpr char kOffer[] = R"(offers:
  - offer_id: a
    name: Имя
)";

BOOST_AUTO_TEST_CASE(human_forms_become_the_units_of_the_contract) {
  const v1::Program program = Read(R"(
sets: [{set_id: s, skus: ['0123', 456]}]
offers:
  - offer_id: a
    name: Имя
    window: {starts_at: 2026-03-01T00:00:00+03:00}
    conditions: [{set_id: s, minimum_amount: 1000, minimum_quantity: 1.25}]
    effects: [{percent_off: {goods: {set_id: s}, percent: 2.5%, maximum: 99.90}}]
redemption: {points: 1, value: 1.00, maximum_share: 50%, minimum_line: 0.01}
offline: {maximum_snapshot_age: 24h, balance_share: 10%}
hold: 1h30m
)");
  const v1::Offer& offer = program.offers(0);
  BOOST_TEST(offer.window().starts_at_us() == 1'772'312'400'000'000);
  BOOST_TEST(offer.conditions(0).minimum_amount_minor() == 100'000);
  BOOST_TEST(offer.conditions(0).minimum_quantity_milli() == 1250);
  BOOST_TEST(offer.effects(0).percent_off().percent_milli() == 2500);
  BOOST_TEST(offer.effects(0).percent_off().maximum_minor() == 9990);
  BOOST_TEST(program.redemption().minimum_line_minor() == 1);
  BOOST_TEST(program.redemption().maximum_share_milli() == 50'000);
  BOOST_TEST(program.offline().maximum_snapshot_age_seconds() == 86'400);
  BOOST_TEST(program.hold_seconds() == 5400);
  BOOST_TEST(program.sets(0).skus(0) == "0123");
  BOOST_TEST(program.sets(0).skus(1) == "456");
}

BOOST_AUTO_TEST_CASE(keys_with_their_unit_take_raw_integers) {
  const v1::Program program = Read(std::string(kOffer) + R"(
    effects: [{percent_off: {percent_milli: 2500, maximum_minor: 9990}}]
hold_seconds: 60
)");
  BOOST_TEST(program.offers(0).effects(0).percent_off().percent_milli() == 2500);
  BOOST_TEST(program.offers(0).effects(0).percent_off().maximum_minor() == 9990);
  BOOST_TEST(program.hold_seconds() == 60);
  CheckFaults(std::string(kOffer) + "    effects: [{percent_off: {percent_milli: 5%}}]\n",
              {"4 offers[0].effects[0].percent_off.percent_milli VALUE_INVALID"});
}

BOOST_AUTO_TEST_CASE(texts_are_one_language_or_several) {
  const v1::Program program = Read(R"(
tiers:
  - {tier_id: a, name: Серебро}
  - {tier_id: b, name: {ru: Золото, en: Gold}}
  - {tier_id: c, name: {by_language: {ru: Платина}}}
rounding: half_even
)");
  BOOST_TEST(program.tiers(0).name().by_language().at("ru") == "Серебро");
  BOOST_TEST(program.tiers(1).name().by_language().at("en") == "Gold");
  BOOST_TEST(program.tiers(2).name().by_language().at("ru") == "Платина");
  BOOST_TEST((program.rounding() == v1::ROUNDING_HALF_EVEN));
}

BOOST_AUTO_TEST_CASE(json_is_read_alike) {
  const ReadProgramResult result = ReadProgram(
      R"({"program_id": "p", "currency_code": "RUB", "currency_digits": 2, "languages": ["ru"],
          "time_zone": "Europe/Moscow", "offers": [{"offer_id": "a", "name": {"ru": "Имя"},
          "effects": [{"amount_off": {"amount_minor": "500"}}]}]})");
  BOOST_REQUIRE(result.faults.empty());
  BOOST_TEST(result.program.offers(0).effects(0).amount_off().amount_minor() == 500);
}

BOOST_AUTO_TEST_CASE(all_faults_are_told_at_once_with_their_lines) {
  CheckFaults(R"(ofers: []
rounding: SIDEWAYS
sets:
  - set_id: s
    categories: food
    except_sets: [nowhere]
offers:
  - offer_id: a
    name: Имя
    priority: high
    effects:
      - percent_off:
          goods: {set_id: missing}
          percent: 5
  - offer_id: a
    effects: [{amount_off: {amount: 1.005}}]
)",
              {"1 ofers FIELD_UNKNOWN", "2 rounding VALUE_INVALID",
               "5 sets[0].categories TYPE_WRONG", "6 sets[0].except_sets[0] SET_UNKNOWN",
               "10 offers[0].priority VALUE_INVALID",
               "13 offers[0].effects[0].percent_off.goods.set_id SET_UNKNOWN",
               "14 offers[0].effects[0].percent_off.percent_milli VALUE_INVALID",
               "15 offers[1].offer_id OFFER_ID_REPEATED", "15 offers[1].name TEXT_MISSING",
               "16 offers[1].effects[0].amount_off.amount_minor VALUE_INVALID"});
}

BOOST_AUTO_TEST_CASE(an_unknown_field_names_the_one_that_was_meant) {
  const auto message = [](const std::string& text) {
    const ReadProgramResult result = ReadProgram(kHead + text);
    BOOST_REQUIRE(result.faults.size() == 1U);
    BOOST_TEST(result.faults[0].reason == "FIELD_UNKNOWN");
    return result.faults[0].message;
  };
  BOOST_TEST(message("ofers: []\n") == "did you mean offers?");
  BOOST_TEST(message("hold_secs: 5\n") == "did you mean hold_seconds?");
  BOOST_TEST(message("redemtion: {}\n") == "did you mean redemption?");
  BOOST_TEST(message("zzzzzzzzzzzz: 1\n") == "there is no such field in Program");
  BOOST_TEST(message(std::string(kOffer) + "    effects: [{percent_of: {percent: 5%}}]\n") ==
             "did you mean percent_off?");
}

BOOST_AUTO_TEST_CASE(what_is_written_twice_is_a_fault) {
  CheckFaults("hold: 5m\nhold: 6m\n", {"2 hold_seconds FIELD_REPEATED"});
  CheckFaults("hold: 5m\nhold_seconds: 300\n", {"2 hold_seconds FIELD_REPEATED"});
  CheckFaults(std::string(kOffer) + "    effects: [{percent_off: {percent: 5%}, amount_off: {amount: 1}}]\n",
              {"4 offers[0].effects[0].amount_off FIELD_CONFLICT"});
}

BOOST_AUTO_TEST_CASE(a_value_of_the_wrong_shape_is_a_fault_and_an_empty_one_is_left_out) {
  CheckFaults("sets: {}\n", {"1 sets TYPE_WRONG"});
  CheckFaults("sets: [1]\n", {"1 sets[0] TYPE_WRONG"});
  CheckFaults("redemption: 5\n", {"1 redemption TYPE_WRONG"});
  CheckFaults("rounding: [1]\n", {"1 rounding TYPE_WRONG"});
  CheckFaults("tiers: [{tier_id: a, name: [x]}]\n", {"1 tiers[0].name TYPE_WRONG"});
  CheckFaults("points_digits: 99999999999\n", {"1 points_digits VALUE_INVALID"});
  CheckFaults("sets: [{set_id: s}]\nrestrictions: [{set_id: s, no_earn: yes}]\n",
              {"2 restrictions[0].no_earn TYPE_WRONG"});
  CheckFaults("sets:\noffers: ~\n", {});
}

BOOST_AUTO_TEST_CASE(a_missing_field_is_told_at_the_element_that_lacks_it) {
  CheckFaults("sets:\n  - set_id: s\n  - labels: [x]\n", {"3 sets[1].set_id SET_ID_INVALID"});
  const ReadProgramResult result = ReadProgram("program_id: p\n");
  std::vector<std::string> reasons;
  for (const ProgramFault& fault : result.faults) reasons.push_back(fault.reason);
  const std::vector<std::string> wanted = {"FIELD_MISSING", "CURRENCY_INVALID", "LANGUAGE_MISSING",
                                           "TIME_ZONE_UNKNOWN"};
  BOOST_TEST(reasons == wanted, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_is_no_document_is_one_clear_fault) {
  const auto fault = [](const std::string& text) {
    const ReadProgramResult result = ReadProgram(text);
    BOOST_REQUIRE(!result.faults.empty());
    return std::to_string(result.faults[0].line) + " " + result.faults[0].reason;
  };
  BOOST_TEST(fault("a: b\nc: [1, 2\n").find("DOCUMENT_INVALID") != std::string::npos);
  BOOST_TEST(fault("a: 1\n  b: 2\n") == "2 DOCUMENT_INVALID");
  BOOST_TEST(fault("") == "1 DOCUMENT_INVALID");
  BOOST_TEST(fault("a: 1\n---\nb: 2\n") == "1 DOCUMENT_INVALID");
  BOOST_TEST(fault("[1, 2]") == "1 TYPE_WRONG");
  BOOST_TEST(fault(std::string(17U << 20, ' ')) == "1 DOCUMENT_TOO_LARGE");
  BOOST_TEST(fault(std::string(100'000, '[')).find("DOCUMENT_INVALID") != std::string::npos);
  BOOST_TEST(fault("program_id: \xFF\n").find("DOCUMENT_INVALID") != std::string::npos);
}

}  // namespace
}  // namespace tessera::program
