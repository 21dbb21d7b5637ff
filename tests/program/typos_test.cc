// Mistakes that people make when they write a program, and what they are told.
#include <boost/test/unit_test.hpp>

#include "tessera/program/read_program.h"

namespace tessera::program {
namespace {

constexpr char kHead[] = R"(program_id: p
currency_code: RUB
currency_digits: 2
languages: [ru]
time_zone: Europe/Moscow
sets: [{set_id: cheese, categories: [cheese]}]
tiers: [{tier_id: gold, name: Золото}]
)";

// The messages of all faults, one a line.
std::string Told(const std::string& text) {
  std::string told;
  for (const ProgramFault& fault : ReadProgram(kHead + text).faults) {
    told += (told.empty() ? "" : "\n") + fault.message;
  }
  return told;
}

std::string InOffer(const std::string& rest) {
  return Told("offers: [{offer_id: a, name: А, " + rest + "}]\n");
}

std::string InEffect(const std::string& effect) { return InOffer("effects: [{" + effect + "}]"); }

constexpr char kFive[] = "effects: [{percent_off: {percent: 5%}}]";

BOOST_AUTO_TEST_CASE(names_that_are_misspelt_are_guessed) {
  BOOST_TEST(InEffect("percent_off: {goods: {set_id: chese}, percent: 5%}") ==
             "there is no set \"chese\"; did you mean \"cheese\"?");
  BOOST_TEST(InOffer(std::string("audience: {tiers: [glod]}, ") + kFive) ==
             "there is no tier \"glod\"; did you mean \"gold\"?");
  BOOST_TEST(InOffer(std::string("audience: {tier: [gold]}, ") + kFive) == "did you mean tiers?");
  BOOST_TEST(InOffer(std::string("phase_id: end, ") + kFive) ==
             "there is no phase \"end\"; add it to stacking.phases");
}

BOOST_AUTO_TEST_CASE(a_key_at_the_wrong_place_is_told_where_it_belongs) {
  BOOST_TEST(InOffer(std::string("tiers: [gold], ") + kFive) == "it belongs into audience");
  BOOST_TEST(InOffer(std::string("first_date: 2026-03-01, ") + kFive) == "it belongs into window");
  BOOST_TEST(InOffer(std::string("percent_off: {percent: 5%}, ") + kFive) ==
             "it belongs into effects");
  BOOST_TEST(InEffect("percent_off: {set_id: cheese, percent: 5%}") == "it belongs into goods");
}

BOOST_AUTO_TEST_CASE(values_in_another_form_are_told_the_right_one) {
  BOOST_TEST(InEffect("percent_off: {percent: 5}") ==
             "\"5\" can't be read; write a percentage with its sign, such as 5% or 2.5%; did you mean "
             "5%?");
  BOOST_TEST(InEffect("percent_off: {percent: \"2,5%\"}") ==
             "\"2,5%\" can't be read; write a percentage with its sign, such as 5% or 2.5%; did you "
             "mean 2.5%?");
  BOOST_TEST(InEffect("amount_off: {amount_minor: 99.90}") ==
             "\"99.90\" can't be read; write a whole number; did you mean amount: 99.90?");
  BOOST_TEST(InEffect("percent_off: {percent: 150%}") ==
             "must be 0.001% (1) to 100% (100000), is 150% (150000)");
  BOOST_TEST(InEffect("amount_off: {amount: 99,90}") ==
             "a comma ends a value; write fractions with a point, such as 99.90");
}

BOOST_AUTO_TEST_CASE(lists_and_words_are_shown_as_they_should_be) {
  BOOST_TEST(Told("restrictions: [{set_id: cheese, no_earn: yes}]") == "write true or false");
  BOOST_TEST(InOffer(std::string("window: {weekdays: FRIDAY}, ") + kFive) ==
             "write a list: [FRIDAY]");
  BOOST_TEST(InOffer(std::string("window: {weekdays: [FRI]}, ") + kFive) ==
             "write one of MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY; did you "
             "mean FRIDAY?");
  BOOST_TEST(InOffer(std::string("window: {from_time: 10pm}, ") + kFive) ==
             "write a time such as 22:00");
}

BOOST_AUTO_TEST_CASE(a_tab_is_called_by_its_name) {
  BOOST_TEST(Told("offers:\n\t- offer_id: a\n") == "indent with blanks; a tab is not allowed here");
}

}  // namespace
}  // namespace tessera::program
