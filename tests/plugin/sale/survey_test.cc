// Whom a survey is asked of, at the till and by the slip.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <vector>

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include "checkout.h"
#include "tessera/base/random.h"
#include "tessera/base/survey_link.h"
#include "tessera/plugin/sale/survey.h"
#include "tessera/storage/store.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/survey_service.grpc.pb.h"

namespace tessera {

using plugin::Answer;
using plugin::CachedProgram;
using plugin::Guest;
using plugin::Receipt;

namespace {

constexpr char kSurveys[] = R"(
surveys:
  - {survey_id: csat, question: {by_language: {en: "Content?"}}, minimum: 1, maximum: 5,
     kind: SURVEY_KIND_CSAT, quiet_days: 30}
  - {survey_id: nps, question: {by_language: {en: "Recommend?"}}, maximum: 10, quiet_days: 30,
     kind: SURVEY_KIND_NPS, places: [SURVEY_PLACE_SLIP], link_prefix: "https://shop.example/q/"}
)";

struct Asked : Checkout {
  Asked() : Checkout(false) {
    service.PublishYaml(std::string(fakes::kProgram) + kSurveys);
    BOOST_REQUIRE(bench.FillCache(service.address()).ok());
  }
  Answer Sell(const std::string& card) {
    auto sale = BeginWithGoods();
    if (!card.empty()) BOOST_REQUIRE(sale->Scan(card).ok());
    BOOST_REQUIRE(sale->Quote().ok());
    const auto answer = sale->Commit(Receipt());
    BOOST_REQUIRE(answer.ok());
    return *answer;
  }
  // As the shop's page does, with what the customer sent from there.
  std::string AnswerBy(const std::string& link, int score) {
    v1::AnswerSurveyRequest request;
    request.set_answer_id(UuidToText(MakeUuidV7(SystemClock().Now(), SystemRandom())));
    request.set_link_code(link.substr(link.rfind('/') + 1));
    request.set_score(score);
    v1::AnswerSurveyResponse response;
    grpc::ClientContext context;
    const auto stub = v1::SurveyService::NewStub(
        grpc::CreateChannel(service.address(), grpc::InsecureChannelCredentials()));
    const grpc::Status status = stub->AnswerSurvey(&context, request, &response);
    return status.ok() ? "OK" : status.error_message();
  }
  static std::string LinkIn(const Answer& answer) {
    for (const std::string& text : answer.slip_texts) {
      if (text.find("https://shop.example/q/") == 0) return text;
    }
    return "";
  }
};

engine::Survey For(std::vector<std::string> segments, int32_t quiet_days) {
  engine::Survey survey;
  survey.survey_id = "s";
  survey.segments = std::move(segments);
  survey.quiet_days = quiet_days;
  return survey;
}

// Whether the one survey of a program is asked of this guest at the till.
bool IsAskedOf(const engine::Survey& survey, const Guest& guest) {
  engine::Program program;
  program.id = "p";
  program.currency_code = "RUB";
  program.languages = {"en"};
  program.time_zone = "UTC";
  program.surveys = {survey};
  program.surveys[0].question["en"] = "Q";
  std::vector<engine::Fault> faults;
  CachedProgram cached;
  cached.compiled = engine::CompiledProgram::Compile(program, 1, &faults);
  BOOST_REQUIRE(cached.compiled != nullptr);
  return SurveyFor(&cached, engine::SurveyPlace::kTill, "0194f3c0-1111-7000-8000-00000000000a",
                   [&] { return guest; }) != nullptr;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(survey)

BOOST_AUTO_TEST_CASE(who_answered_lately_or_is_not_known_is_left_in_peace) {
  const engine::Survey quiet = For({}, 30);
  Guest guest{true, Instant{Days(100).us}};
  BOOST_TEST(IsAskedOf(quiet, guest));
  guest.answered_at = guest.now - Days(30);
  BOOST_TEST(IsAskedOf(quiet, guest));
  guest.answered_at = *guest.answered_at + Seconds(1);
  BOOST_TEST(!IsAskedOf(quiet, guest));
  BOOST_TEST(!IsAskedOf(quiet, Guest{}));
  BOOST_TEST(IsAskedOf(For({}, 0), Guest{}));
}

BOOST_AUTO_TEST_CASE(whoever_would_not_answer_is_not_asked_again_that_day) {
  Guest guest{true, Instant{Days(100).us}};
  guest.asked_at = guest.now - Seconds(3'600);
  BOOST_TEST(!IsAskedOf(For({}, 30), guest));
  BOOST_TEST(IsAskedOf(For({}, 0), guest));
  guest.asked_at = guest.now - Days(1);
  BOOST_TEST(IsAskedOf(For({}, 30), guest));
}

BOOST_AUTO_TEST_CASE(the_later_answer_counts_of_the_tills_own_and_what_it_was_told) {
  plugin::AskedHere asked;
  asked.NoteAnswered("m", Instant{5});
  Guest guest{true, Instant{9}};
  asked.AddTo("m", &guest);
  BOOST_TEST(guest.answered_at->us == 5);
  BOOST_TEST(!guest.asked_at.has_value());
  guest.answered_at = Instant{7};
  asked.AddTo("m", &guest);
  BOOST_TEST(guest.answered_at->us == 7);
  for (int i = 0; i < 1'000; ++i) asked.NoteAsked(std::to_string(i), Instant{8});
  Guest forgotten{true, Instant{9}};
  asked.AddTo("m", &forgotten);
  BOOST_TEST(!forgotten.answered_at.has_value());
}

BOOST_AUTO_TEST_CASE(a_survey_for_some_is_asked_of_nobody_else) {
  const engine::Survey regulars = For({"new", "regulars"}, 0);
  BOOST_TEST(IsAskedOf(regulars, Guest{true, {}, {}, {}, {"coffee", "regulars"}}));
  BOOST_TEST(!IsAskedOf(regulars, Guest{true, {}, {}, {}, {"coffee"}}));
  BOOST_TEST(!IsAskedOf(regulars, Guest{}));
}

BOOST_FIXTURE_TEST_CASE(a_slip_has_the_question_and_a_code_that_the_service_knows, Asked) {
  GoOffline();
  auto sale = BeginWithGoods();
  BOOST_REQUIRE(sale->Scan(support::CardOf(1)).ok());
  const Answer quote = sale->Quote().value();
  const std::string link = LinkIn(quote);
  BOOST_REQUIRE(!link.empty());
  BOOST_TEST(std::count(quote.slip_texts.begin(), quote.slip_texts.end(), "Recommend?") == 1);
  const auto read = ReadSurveyLink(link.substr(link.rfind('/') + 1));
  BOOST_REQUIRE(read.ok());
  BOOST_TEST(read->sale_id.ToText() == sale->id());
  const Answer committed = sale->Commit(Receipt()).value();
  BOOST_TEST(LinkIn(committed) == link);
  BOOST_TEST(committed.survey->survey_id == "csat");
  // The service knows nothing of the sale yet, and all the same what was asked.
  BOOST_TEST(AnswerBy(link, 9) == "OK");
  BOOST_TEST(AnswerBy(link, 2) != "OK");
  GoOnline();
  BOOST_REQUIRE(bench.delivery.DeliverPending().ok());
  auto other = BeginWithGoods();
  BOOST_REQUIRE(other->Scan(support::CardOf(2)).ok());
  BOOST_REQUIRE(other->Quote().ok());
  const std::string booked = LinkIn(other->Commit(Receipt()).value());
  BOOST_TEST(booked != link);
  BOOST_TEST(AnswerBy(booked, 10) == "OK");
}

BOOST_FIXTURE_TEST_CASE(whoever_says_nothing_is_left_in_peace_for_the_day_and_keeps_the_link, Asked) {
  GoOffline();
  BOOST_TEST(Sell(support::CardOf(1)).survey.has_value());
  const Answer second = Sell(support::CardOf(1));
  BOOST_TEST(!second.survey.has_value());
  BOOST_TEST(!LinkIn(second).empty());
}

BOOST_FIXTURE_TEST_CASE(whoever_answered_at_this_till_is_not_asked_again, Asked) {
  GoOffline();
  const Answer first = Sell(support::CardOf(1));
  BOOST_REQUIRE(first.survey.has_value());
  v1::SurveyAnswer answer;
  answer.set_survey_id("csat");
  answer.set_sale_id(first.commit->sale_id);
  answer.set_score(4);
  BOOST_REQUIRE(till->AnswerSurvey(answer).ok());
  BOOST_TEST(bench.outbox->Pending(2)->at(1).survey().place() == v1::SURVEY_PLACE_TILL);
  const Answer second = Sell(support::CardOf(1));
  BOOST_TEST(!second.survey.has_value());
  BOOST_TEST(LinkIn(second).empty());
  BOOST_TEST(Sell(support::CardOf(2)).survey.has_value());
  BOOST_TEST(!Sell("").survey.has_value());
}

BOOST_FIXTURE_TEST_CASE(a_survey_for_a_segment_is_asked_of_those_whom_the_service_put_there, Asked) {
  service.PublishYaml(std::string(fakes::kProgram) + R"(
segments: [{segment_id: vip, name: VIP}]
surveys: [{survey_id: s, question: "Content?", minimum: 1, maximum: 5, segments: [vip]}]
)");
  const absl::Status put = service.store().WriteAndWait([](storage::Transaction& transaction) {
    const auto id = MemberId::Parse(support::MakeMember(1).member_id(), "");
    auto member = transaction.FindMember(*id);
    if (!member.ok()) return member.status();
    (*member)->segments = {"vip"};
    const absl::Status updated = transaction.UpdateMember(**member);
    return updated.ok() ? transaction.AppendMemberChange(*id) : updated;
  });
  BOOST_REQUIRE(put.ok());
  BOOST_REQUIRE(bench.FillCache(service.address()).ok());
  for (const bool online : {true, false}) {
    if (!online) GoOffline();
    BOOST_TEST(Sell(support::CardOf(1)).survey.has_value());
    BOOST_TEST(!Sell(support::CardOf(2)).survey.has_value());
    BOOST_TEST(!Sell("").survey.has_value());
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace tessera
