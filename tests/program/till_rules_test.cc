// What a program tells terminals: read, and refused where it makes no sense.
#include <boost/test/unit_test.hpp>

#include "tessera/codec/program.h"
#include "tessera/program/read_program.h"

namespace tessera::program {
namespace {

constexpr char kHead[] = R"(program_id: p
currency_code: RUB
currency_digits: 2
languages: [en]
time_zone: Europe/Moscow
)";

// "path REASON" of each fault.
std::vector<std::string> Faults(const std::string& text) {
  std::vector<std::string> told;
  for (const ProgramFault& fault : ReadProgram(kHead + text).faults) {
    told.push_back(fault.path + " " + fault.reason);
    BOOST_TEST(!fault.message.empty());
  }
  return told;
}

void Refused(const std::string& text, const std::vector<std::string>& wanted) {
  BOOST_TEST_CONTEXT(text) {
    BOOST_TEST(Faults(text) == wanted, boost::test_tools::per_element());
  }
}

engine::Program Read(const std::string& text) {
  const ReadProgramResult result = ReadProgram(kHead + text);
  for (const ProgramFault& fault : result.faults) BOOST_ERROR(ToText(fault));
  std::vector<engine::Fault> faults;
  return codec::ProgramFromProto(result.program, &faults);
}

BOOST_AUTO_TEST_SUITE(till_rules)

BOOST_AUTO_TEST_CASE(rules_for_terminals_are_read_as_people_write_them) {
  const engine::Program program = Read(R"(
card_formats:
  - {kind: CARD, prefix: "TS:2977", skip: 3, carriers: [QR, DATAMATRIX], meaning: COUPON}
  - {kind: CARD, gs1_ai: "8018"}
  - {kind: NFC, carriers: [NFC]}
offline: {maximum_snapshot_age: 1d, balance_share: 50%, maximum_sales_per_member: 2}
cache: {scope: HOME_OR_SEEN, seen_days: 90}
guard:
  rules: [{scope: CASHIER, sales: 5, window: 8h}, {scope: TILL, sales: 3, window: 10m, action: REFUSE}]
  card_after_payment: FLAG
surveys: [{survey_id: csat, question: "Content?", minimum: 1, maximum: 5, share: 2.5%}]
dynamic_code: 90s
)");
  BOOST_TEST(program.card_formats[0].skip == 3u);
  BOOST_TEST((program.card_formats[0].carriers ==
              std::vector<Carrier>{Carrier::kQr, Carrier::kDataMatrix}));
  BOOST_TEST((program.card_formats[0].meaning == ScanMeaning::kCoupon));
  BOOST_TEST(program.card_formats[1].gs1_ai == "8018");
  BOOST_TEST((program.card_formats[1].meaning == ScanMeaning::kMember));
  BOOST_TEST(program.offline.maximum_sales_per_member == 2);
  BOOST_TEST((program.cache.scope == engine::CacheScope::kHomeOrSeen));
  BOOST_TEST(program.cache.seen_days == 90);
  BOOST_TEST((program.guard.rules[0].action == engine::GuardAction::kFlag));
  BOOST_TEST((program.guard.rules[0].scope == engine::GuardScope::kCashier));
  BOOST_TEST(program.guard.rules[1].window.us == Seconds(600).us);
  BOOST_TEST((program.guard.rules[1].action == engine::GuardAction::kRefuse));
  BOOST_TEST((program.guard.card_after_payment == engine::GuardAction::kFlag));
  BOOST_TEST(program.surveys[0].share.value() == 2'500);
  BOOST_TEST(program.dynamic_code_life.us == Seconds(90).us);
}

BOOST_AUTO_TEST_CASE(what_a_program_leaves_out_has_its_default) {
  const engine::Program program = Read("");
  BOOST_TEST((program.cache.scope == engine::CacheScope::kAll));
  BOOST_TEST(program.dynamic_code_life.us == Seconds(60).us);
  BOOST_TEST((program.guard.card_after_payment == engine::GuardAction::kNone));
}

BOOST_AUTO_TEST_CASE(a_survey_says_what_it_is_where_it_is_asked_and_what_is_low) {
  const engine::Program program = Read(R"(
surveys:
  - {survey_id: nps, question: Q, maximum: 10, kind: NPS, quiet_days: 90, places: [TILL, SLIP],
     link_prefix: "https://shop.example/q/"}
  - {survey_id: csat, question: Q, minimum: 1, maximum: 5, kind: CSAT, low_score: 1, places: [HQ]}
  - {survey_id: words, question: Q, kind: TEXT}
  - {survey_id: other, question: Q, maximum: 3}
)");
  const auto& surveys = program.surveys;
  BOOST_TEST((surveys[0].kind == engine::SurveyKind::kNps));
  BOOST_TEST(surveys[0].quiet_days == 90);
  BOOST_TEST(surveys[0].IsAskedAt(engine::SurveyPlace::kSlip));
  BOOST_TEST(*surveys[0].low_score == 6);
  BOOST_TEST(!surveys[1].IsAskedAt(engine::SurveyPlace::kTill));
  BOOST_TEST(*surveys[1].low_score == 1);
  BOOST_TEST(surveys[2].IsAskedAt(engine::SurveyPlace::kTill));
  BOOST_TEST(!surveys[2].low_score.has_value());
  BOOST_TEST(!surveys[3].low_score.has_value());
}

BOOST_AUTO_TEST_CASE(rules_that_make_no_sense_are_refused_by_their_place) {
  Refused("cache: {scope: SEEN}\n", {"cache.seen_days CACHE_POLICY_INVALID"});
  Refused("cache: {scope: HOME_STORE, seen_days: 3}\n", {"cache.seen_days CACHE_POLICY_INVALID"});
  Refused("guard: {rules: [{sales: 1, window: 1h}]}\n",
          {"guard.rules[0].scope GUARD_RULE_INVALID"});
  Refused("guard: {rules: [{scope: TILL, sales: 0, window: 59s}]}\n",
          {"guard.rules[0].sales GUARD_RULE_INVALID",
           "guard.rules[0].window_seconds GUARD_RULE_INVALID"});
  Refused("surveys: [{survey_id: A, question: Q, minimum: 5, maximum: 1}]\n",
          {"surveys[0].survey_id SURVEY_ID_INVALID", "surveys[0].maximum SURVEY_RANGE_INVALID"});
  Refused("surveys: [{survey_id: a, question: Q}, {survey_id: a, question: Q}]\n",
          {"surveys[1].survey_id SURVEY_ID_REPEATED"});
  Refused("surveys: [{survey_id: a, question: Q, kind: NPS, minimum: 1, maximum: 10}]\n",
          {"surveys[0].maximum SURVEY_RANGE_INVALID"});
  Refused("surveys: [{survey_id: a, question: Q, kind: TEXT, maximum: 3, low_score: 1}]\n",
          {"surveys[0].maximum SURVEY_RANGE_INVALID", "surveys[0].low_score SURVEY_RANGE_INVALID"});
  Refused("surveys: [{survey_id: a, question: Q, kind: CSAT, minimum: 1, maximum: 5, low_score: 0}]\n",
          {"surveys[0].low_score SURVEY_RANGE_INVALID"});
  Refused("surveys: [{survey_id: a, question: Q, segments: [nobody]}]\n",
          {"surveys[0].segments[0] SEGMENT_UNKNOWN"});
  Refused("surveys: [{survey_id: a, question: Q, places: [TILL, SLIP], quiet_days: 3651}]\n",
          {"surveys[0].quiet_days DAYS_INVALID", "surveys[0].link_prefix LINK_MISSING"});
  Refused("dynamic_code: 5s\n", {"dynamic_code_seconds DYNAMIC_CODE_INVALID"});
  Refused("card_formats: [{kind: CARD, gs1_ai: '8'}]\n", {"card_formats[0] CARD_FORMAT_INVALID"});
  // No element has these; and any text would do for an element of any length.
  for (const std::string ai : {"05", "29", "018", "80", "123", "80180", "8x"}) {
    Refused("card_formats: [{kind: CARD, gs1_ai: '" + ai + "', length: 18}]\n",
            {"card_formats[0] CARD_FORMAT_INVALID"});
  }
  Refused("card_formats: [{kind: CARD, gs1_ai: '21'}, {kind: CARD, gs1_ai: '255', meaning: COUPON}]\n",
          {"card_formats[0] CARD_FORMAT_INVALID", "card_formats[1] CARD_FORMAT_INVALID"});
  Read("card_formats: [{kind: CARD, gs1_ai: '21', length: 16}, {kind: CARD, gs1_ai: '255', prefix: '46'}]\n");
  Refused("card_formats: [{kind: CARD, prefix: AB, skip: 3}]\n",
          {"card_formats[0] CARD_FORMAT_INVALID"});
  Refused("card_formats: [{kind: QR, carriers: [QR]}]\n", {"card_formats[0] CARD_FORMAT_INVALID"});
  Refused(R"(
offers:
  - offer_id: a
    name: A
    limits: {offline_uses_per_terminal: 2}
    effects: [{amount_off: {amount: 1.00}}]
)",
          {"offers[0].limits.offline_uses_per_terminal LIMIT_INVALID"});
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::program
