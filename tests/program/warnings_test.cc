#include <boost/test/unit_test.hpp>

#include "tessera/program/read_program.h"

namespace tessera::program {
namespace {

constexpr char kHead[] = R"(program_id: p
currency_code: RUB
currency_digits: 2
languages: [ru]
time_zone: Europe/Moscow
)";
constexpr int kHeadLines = 5;
constexpr Instant kNow{1'772'614'800'000'000};  // 4 March 2026, 12:00 in Moscow

// "line path REASON" of each warning, lines counted behind the head.
void CheckWarnings(const std::string& text, const std::vector<std::string>& wanted) {
  BOOST_TEST_CONTEXT(text) {
    const ReadProgramResult result = ReadProgram(kHead + text, kNow);
    for (const ProgramFault& fault : result.faults) BOOST_ERROR(ToText(fault));
    std::vector<std::string> told;
    for (const ProgramFault& warning : result.warnings) {
      told.push_back(std::to_string(warning.line - kHeadLines) + " " + warning.path + " " +
                     warning.reason);
      BOOST_TEST(!warning.message.empty());
    }
    BOOST_TEST(told == wanted, boost::test_tools::per_element());
    BOOST_TEST(ReadProgram(kHead + text).warnings.empty());
  }
}

std::string Offer(const std::string& rest) {
  return "offers:\n  - {offer_id: a, name: А, " + rest + "}\n";
}
constexpr char kFive[] = "effects: [{percent_off: {percent: 5%}}]";

BOOST_AUTO_TEST_CASE(a_plain_program_gives_no_warning) { CheckWarnings(Offer(kFive), {}); }

BOOST_AUTO_TEST_CASE(what_nothing_uses_is_told) {
  CheckWarnings("sets:\n  - {set_id: a}\n  - {set_id: b, any_sets: [a]}\n",
                {"3 sets[1] SET_UNUSED"});
  CheckWarnings("stacking:\n  groups: [{group_id: g}]\n  phases: [{phase_id: a}, {phase_id: b}]\n",
                {"2 stacking.groups[0] GROUP_UNUSED", "3 stacking.phases[1] PHASE_UNUSED"});
  CheckWarnings(Offer(std::string("exclusive_group: g, ") + kFive),
                {"2 offers[0].exclusive_group GROUP_OF_ONE"});
  CheckWarnings(Offer("effects: [{issue_coupon: {batch_id: b, coupons: 1}}]"),
                {"2 offers[0].effects[0].issue_coupon BATCH_UNUSED"});
}

BOOST_AUTO_TEST_CASE(an_offer_for_a_segment_that_is_not_defined_is_told) {
  const std::string offer = Offer(std::string("audience: {segments: [vip]}, ") + kFive);
  CheckWarnings(offer, {"2 offers[0].audience.segments[0] SEGMENT_UNDEFINED"});
  CheckWarnings(offer + "segments:\n  - {segment_id: vip, name: Свои}\n", {});
}

BOOST_AUTO_TEST_CASE(an_offer_that_can_never_apply_is_told) {
  CheckWarnings(Offer(std::string("inactive: true, ") + kFive), {"2 offers[0] OFFER_INACTIVE"});
  CheckWarnings(Offer(std::string("window: {last_date: 2026-03-03}, ") + kFive),
                {"2 offers[0].window OFFER_OVER"});
  CheckWarnings(Offer(std::string("window: {last_date: 2026-03-04}, ") + kFive), {});
  CheckWarnings(Offer(std::string("window: {ends_at: 2026-03-04T12:00:00+03:00}, ") + kFive),
                {"2 offers[0].window OFFER_OVER"});
  const std::string dates = "window: {first_date: 2026-03-09, last_date: 2026-03-13, weekdays: ";
  CheckWarnings(Offer(dates + "[SATURDAY]}, " + kFive), {"2 offers[0].window OFFER_NEVER"});
  CheckWarnings(Offer(dates + "[FRIDAY]}, " + kFive), {});
}

BOOST_AUTO_TEST_CASE(what_gives_too_much_or_nothing_is_told) {
  CheckWarnings(Offer("effects: [{percent_off: {percent: 100%}}]"),
                {"2 offers[0].effects[0].percent_off RECEIPT_FREE"});
  CheckWarnings(Offer("effects: [{percent_off: {percent: 100%, goods: {maximum_units: 1}}}]"), {});
  CheckWarnings(Offer("effects: [{earn_fixed: {points: 5}}]"), {"2 offers[0] POINTS_UNSPENDABLE"});
}

std::string Surveys(const std::string& first, const std::string& second) {
  const std::string csat = "survey_id: csat, question: Как, minimum: 1, maximum: 5, kind: CSAT";
  const std::string nps = "survey_id: nps, question: А, maximum: 10, kind: NPS";
  return "surveys:\n  - {" + csat + first + "}\n  - {" + nps + second + "}\n";
}

BOOST_AUTO_TEST_CASE(a_survey_that_is_never_asked_is_told) {
  CheckWarnings(Surveys("", ""), {"3 surveys[1] SURVEY_NEVER"});
  CheckWarnings(Surveys(", share: 50%", ""), {});
  CheckWarnings(Surveys(", quiet_days: 30", ", quiet_days: 30"), {"3 surveys[1] SURVEY_NEVER"});
  CheckWarnings(Surveys(", quiet_days: 30", ", quiet_days: 7"), {});
  const std::string on_slip = ", places: [SLIP], link_prefix: \"https://shop.example/q/\"";
  CheckWarnings(Surveys("", on_slip), {});
  CheckWarnings(Surveys(on_slip, on_slip), {"3 surveys[1] SURVEY_NEVER"});
}

BOOST_AUTO_TEST_CASE(what_a_survey_says_to_no_effect_is_told) {
  CheckWarnings(Surveys("", ", places: [HQ], quiet_days: 9"), {"3 surveys[1] SURVEY_RULES_UNUSED"});
  CheckWarnings(Surveys("", ", places: [HQ]"), {});
  CheckWarnings(Surveys("", ", places: [HQ], link_prefix: \"https://shop.example/q/\""),
                {"3 surveys[1].link_prefix LINK_UNUSED"});
}

BOOST_AUTO_TEST_CASE(a_language_that_texts_lack_is_told_once) {
  const ReadProgramResult result = ReadProgram(
      "program_id: p\ncurrency_code: RUB\ncurrency_digits: 2\nlanguages: [ru, en]\n"
      "time_zone: Europe/Moscow\ntiers: [{tier_id: a, name: А}, {tier_id: b, name: Б}]\n",
      kNow);
  BOOST_REQUIRE(result.warnings.size() == 1U);
  BOOST_TEST(ToText(result.warnings[0]) ==
             "6: tiers[0].name: TEXT_UNTRANSLATED: this and 1 other texts are not in \"en\"; its "
             "readers will see \"ru\"");
}

}  // namespace
}  // namespace tessera::program
