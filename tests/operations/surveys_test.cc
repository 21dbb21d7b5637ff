// What customers are asked besides the till, and what follows from a bad answer.
#include <string>

#include <boost/test/unit_test.hpp>

#include "chain.h"
#include "tessera/base/survey_link.h"
#include "tessera/operations/members/get_member.h"
#include "tessera/operations/members/merge_members.h"
#include "tessera/operations/programs/publish_program.h"
#include "tessera/operations/stores/save_stores.h"
#include "tessera/operations/surveys/answer_survey.h"
#include "tessera/operations/surveys/keep_answer.h"
#include "tessera/operations/surveys/list_follow_ups.h"
#include "tessera/operations/surveys/list_survey_answers.h"
#include "tessera/operations/surveys/update_follow_up.h"
#include "tessera/operations/sync/read_changes.h"
#include "tessera/operations/sync/read_snapshot.h"
#include "tessera/storage/follow_ups.h"

namespace tessera::operations {
namespace {

const Caller kAnna{false, "", "", "hq/anna"};

constexpr char kSurveys[] = R"(
surveys:
  - {survey_id: nps, question: "Recommend?", maximum: 10, kind: NPS, quiet_days: 30, places: [SLIP],
     link_prefix: "https://shop.example/q/"}
  - {survey_id: words, question: "What else?", kind: TEXT}
)";

struct Surveys : Chain {
  Surveys() { Publish(ProgramOf(kSurveys)); }

  v1::AnswerSurveyRequest Told(const std::string& survey_id, int score) {
    v1::AnswerSurveyRequest request;
    request.set_answer_id(NewId());
    request.set_survey_id(survey_id);
    request.set_score(score);
    return request;
  }
  v1::AnswerSurveyRequest ByLink(const std::string& sale_id, const std::string& survey_id, int score) {
    v1::AnswerSurveyRequest request;
    request.set_answer_id(NewId());
    request.set_link_code(MakeSurveyLink(secrets().lookup_key, *SaleId::Parse(sale_id, "sale_id"),
                                         survey_id));
    request.set_score(score);
    return request;
  }
  absl::StatusOr<v1::AnswerSurveyResponse> Answer(const v1::AnswerSurveyRequest& request) {
    return Write(AnswerSurvey, kAnna, request);
  }
  absl::Status Keep(const v1::SurveyAnswer& answer) {
    const Caller till{true, answer.store_id(), answer.terminal_id()};
    return store().WriteAndWait([&](storage::Transaction& transaction) {
      return KeepSurveyAnswer(As(till), transaction, answer);
    });
  }
  // How many scores figures of the survey are made of.
  size_t Scores(const std::string& survey_id) {
    size_t scores = 0;
    const absl::Status status = store().Read([&](storage::ReadTransaction& transaction) {
      const auto answers = transaction.follow_ups().ListAnswers({survey_id, "", {}, {}, 0}, 100);
      if (!answers.ok()) return answers.status();
      for (const storage::SurveyAnswer& answer : *answers) scores += answer.score.has_value();
      return absl::OkStatus();
    });
    BOOST_REQUIRE_MESSAGE(status.ok(), status.ToString());
    return scores;
  }
  // In store-2 alone.
  void Pilot(const v1::Program& program) {
    v1::SaveStoresRequest stores;
    stores.set_change_id(NewId());
    stores.add_stores()->set_store_id("store-2");
    BOOST_REQUIRE_EQUAL(Why(Write(SaveStores, kAnna, stores)), "OK");
    v1::PublishProgramRequest request;
    *request.mutable_program() = program;
    request.set_change_id(NewId());
    request.add_store_ids("store-2");
    BOOST_REQUIRE_EQUAL(Why(Write(PublishProgram, kAnna, request)), "OK");
  }
  v1::SurveyAnswer AtTill(const std::string& survey_id, int score) {
    v1::SurveyAnswer answer;
    answer.set_answer_id(NewId());
    answer.set_survey_id(survey_id);
    answer.set_score(score);
    answer.set_store_id("store-1");
    answer.set_terminal_id("till-1");
    answer.set_answered_at_us(now.us);
    return answer;
  }
  v1::ListSurveyAnswersResponse Answers(const v1::ListSurveyAnswersRequest& request = {}) {
    const auto listed = Read(ListSurveyAnswers, kAnna, request);
    BOOST_REQUIRE_EQUAL(Why(listed), "OK");
    return *listed;
  }
  v1::ListFollowUpsResponse FollowUps(const v1::ListFollowUpsRequest& request = {}) {
    const auto listed = Read(ListFollowUps, kAnna, request);
    BOOST_REQUIRE_EQUAL(Why(listed), "OK");
    return *listed;
  }
  absl::StatusOr<v1::UpdateFollowUpResponse> Update(int64_t follow_up_no, v1::FollowUpState state,
                                                    const std::string& note,
                                                    const Caller& caller = kAnna) {
    v1::UpdateFollowUpRequest request;
    request.set_change_id(NewId());
    request.set_follow_up_no(follow_up_no);
    request.set_state(state);
    request.set_note(note);
    return Write(UpdateFollowUp, caller, request);
  }
};

BOOST_FIXTURE_TEST_SUITE(surveys, Surveys)

BOOST_AUTO_TEST_CASE(a_link_leads_to_the_sale_its_store_and_its_customer_once) {
  const std::string member_id = AddMember("CARD-0001", 0);
  const v1::Sale sale = Sell(member_id, Basket({10'000}));
  BOOST_REQUIRE_EQUAL(Why(Commit(sale)), "OK");
  auto request = ByLink(sale.sale_id(), "nps", 3);
  request.set_comment("Очередь");
  const auto answered = Answer(request);
  BOOST_REQUIRE_EQUAL(Why(answered), "OK");
  BOOST_TEST(answered->follow_up_no() == 1);
  BOOST_TEST(Answer(request)->follow_up_no() == 1);
  BOOST_TEST(Why(Answer(ByLink(sale.sale_id(), "nps", 9))) == "ALREADY_ANSWERED");

  const auto answers = Answers();
  BOOST_REQUIRE_EQUAL(answers.answers_size(), 1);
  const v1::SurveyAnswer& kept = answers.answers(0);
  BOOST_TEST(kept.answer_id() == request.answer_id());
  BOOST_TEST(kept.survey_id() == "nps");
  BOOST_TEST(kept.member().member_id() == member_id);
  BOOST_TEST(kept.store_id() == "store-1");
  BOOST_TEST(kept.sale_id() == sale.sale_id());
  BOOST_TEST(kept.place() == v1::SURVEY_PLACE_SLIP);
  BOOST_TEST(kept.written_by() == "hq/anna");
  const auto follow_ups = FollowUps();
  BOOST_REQUIRE_EQUAL(follow_ups.follow_ups_size(), 1);
  BOOST_TEST(follow_ups.follow_ups(0).score() == 3);
  BOOST_TEST(follow_ups.follow_ups(0).comment() == "Очередь");
  BOOST_TEST(follow_ups.follow_ups(0).member_id() == member_id);
}

// The till that sold it may be offline still.
BOOST_AUTO_TEST_CASE(a_link_is_good_before_its_sale_is_booked_and_after_the_survey_was_dropped) {
  const std::string member_id = AddMember("CARD-0001", 0);
  const v1::Sale sale = Sell(member_id, Basket({10'000}));
  BOOST_TEST(Why(Answer(ByLink(NewId(), "nps", 9))) == "OK");
  BOOST_REQUIRE_EQUAL(Why(Commit(sale)), "OK");
  Publish(ProgramOf(""));
  BOOST_TEST(Why(Answer(ByLink(NewId(), "nps", 9))) == "LINK_INVALID");
  BOOST_TEST(Why(Answer(ByLink(sale.sale_id(), "nps", 9))) == "OK");
  BOOST_TEST(Answers().answers_size() == 2);
}

BOOST_AUTO_TEST_CASE(a_link_that_is_none_is_refused) {
  auto request = ByLink(NewId(), "nps", 9);
  std::string& code = *request.mutable_link_code();
  code[30] = code[30] == 'A' ? 'B' : 'A';
  BOOST_TEST(Why(Answer(request)) == "LINK_INVALID");
  BOOST_TEST(Why(Answer(ByLink(NewId(), "other", 9))) == "LINK_INVALID");
  BOOST_TEST(Answers().answers_size() == 0);
}

BOOST_AUTO_TEST_CASE(what_headquarters_was_told_is_checked_by_the_surveys_own_range) {
  const std::string member_id = AddMember("CARD-0001", 0);
  BOOST_TEST(Why(Answer(Told("nps", 11))) == "SCORE_INVALID");
  BOOST_TEST(Why(Answer(Told("words", 1))) == "SCORE_INVALID");
  BOOST_TEST(Why(Answer(Told("other", 1))) == "SURVEY_UNKNOWN");
  BOOST_TEST(Why(Answer(Told("N P S", 1))) == "SURVEY_ID_INVALID");
  v1::AnswerSurveyRequest empty = Told("nps", 1);
  empty.clear_score();
  BOOST_TEST(Why(Answer(empty)) == "ANSWER_EMPTY");
  v1::AnswerSurveyRequest card = Told("nps", 1);
  card.set_comment("4111 1111 1111 1111");
  BOOST_TEST(Why(Answer(card)) == "BANK_CARD_REFUSED");
  v1::AnswerSurveyRequest nobody = Told("nps", 9);
  nobody.mutable_member()->set_member_id(NewId());
  BOOST_TEST(Why(Answer(nobody)) == "MEMBER_UNKNOWN");
  v1::AnswerSurveyRequest good = Told("nps", 9);
  good.mutable_member()->set_member_id(member_id);
  good.set_store_id("store-7");
  const auto kept = Answer(good);
  BOOST_REQUIRE_EQUAL(Why(kept), "OK");
  BOOST_TEST(kept->follow_up_no() == 0);
  good.set_score(8);
  BOOST_TEST(Why(Answer(good)) == "ANSWER_ID_REUSED");
  BOOST_TEST(Answers().answers(0).place() == v1::SURVEY_PLACE_HQ);
}

// The customer said it, and the record can't be taken back.
BOOST_AUTO_TEST_CASE(a_tills_answer_is_kept_whatever_its_score_and_counts_only_within_the_range) {
  v1::SurveyAnswer beyond = AtTill("nps", 100);
  beyond.set_comment("Очередь");
  BOOST_TEST(Keep(beyond).ok());
  BOOST_TEST(Keep(AtTill("nps", -1)).ok());
  BOOST_TEST(Keep(AtTill("nps", 6)).ok());
  BOOST_TEST(Keep(AtTill("nps", 7)).ok());
  BOOST_TEST(Keep(AtTill("words", 1)).ok());
  // It may have been asked by a program that is gone.
  BOOST_TEST(Keep(AtTill("former", 100)).ok());
  BOOST_TEST(Keep(AtTill("former", 101)).ok());
  const auto answers = Answers();
  BOOST_REQUIRE_EQUAL(answers.answers_size(), 7);
  const bool uncounted[] = {true, true, false, false, true, false, true};
  for (int i = 0; i < 7; ++i) {
    BOOST_TEST_CONTEXT(i) BOOST_TEST(answers.answers(i).uncounted() == uncounted[i]);
  }
  BOOST_TEST(answers.answers(0).score() == 100);
  BOOST_TEST(answers.answers(0).comment() == "Очередь");
  BOOST_TEST(Scores("nps") == 2);
  BOOST_REQUIRE_EQUAL(FollowUps().follow_ups_size(), 1);
  BOOST_TEST(FollowUps().follow_ups(0).score() == 6);
}

BOOST_AUTO_TEST_CASE(one_sale_answers_a_survey_once_by_whatever_way) {
  const std::string member_id = AddMember("CARD-0001", 0);
  const v1::Sale sale = Sell(member_id, Basket({10'000}));
  BOOST_REQUIRE_EQUAL(Why(Commit(sale)), "OK");
  v1::SurveyAnswer at_till = AtTill("nps", 9);
  at_till.set_sale_id(sale.sale_id());
  BOOST_REQUIRE(Keep(at_till).ok());
  BOOST_TEST(Why(Answer(ByLink(sale.sale_id(), "nps", 3))) == "ALREADY_ANSWERED");
  v1::AnswerSurveyRequest told = Told("nps", 3);
  told.set_sale_id(sale.sale_id());
  const auto refused = Answer(told);
  BOOST_TEST(Why(refused) == "ALREADY_ANSWERED");
  BOOST_TEST(FieldOf(refused.status()) == "sale_id");
  BOOST_TEST(Why(Answer(ByLink(sale.sale_id(), "words", 0))) == "SCORE_INVALID");
  BOOST_TEST(Answers().answers_size() == 1);
  BOOST_TEST(FollowUps().follow_ups_size() == 0);
}

BOOST_AUTO_TEST_CASE(a_tills_answer_that_comes_second_is_kept_and_counts_for_nothing) {
  const std::string sale_id = NewId();  // not booked yet
  BOOST_REQUIRE_EQUAL(Why(Answer(ByLink(sale_id, "nps", 3))), "OK");
  v1::SurveyAnswer at_till = AtTill("nps", 2);
  at_till.set_sale_id(sale_id);
  at_till.set_comment("Долго");
  BOOST_TEST(Keep(at_till).ok());
  BOOST_TEST(Keep(at_till).ok());
  const auto answers = Answers();
  BOOST_REQUIRE_EQUAL(answers.answers_size(), 2);
  BOOST_TEST(!answers.answers(0).uncounted());
  BOOST_TEST(answers.answers(1).uncounted());
  BOOST_TEST(answers.answers(1).comment() == "Долго");
  BOOST_TEST(Scores("nps") == 1);
  BOOST_TEST(FollowUps().follow_ups_size() == 1);
  // About another sale, or about none, it is another answer.
  at_till.set_answer_id(NewId());
  at_till.set_sale_id(NewId());
  BOOST_TEST(Keep(at_till).ok());
  BOOST_TEST(Keep(AtTill("nps", 1)).ok());
  BOOST_TEST(Scores("nps") == 3);
  BOOST_TEST(FollowUps().follow_ups_size() == 3);
}

BOOST_AUTO_TEST_CASE(what_a_pilot_asks_is_known_where_it_is_asked) {
  Pilot(ProgramOf(R"(
surveys:
  - {survey_id: taste, question: "Tasty?", minimum: 1, maximum: 5, kind: CSAT, places: [TILL, SLIP],
     link_prefix: "https://shop.example/t/", quiet_days: 7}
)"));
  // The sale waits in its till, and the code is all there is.
  BOOST_TEST(Why(Answer(ByLink(NewId(), "taste", 1))) == "OK");
  BOOST_TEST(Why(Answer(Told("taste", 2))) == "OK");
  BOOST_TEST(Why(Answer(Told("taste", 6))) == "SCORE_INVALID");
  v1::AnswerSurveyRequest elsewhere = Told("taste", 2);
  elsewhere.set_store_id("store-1");
  BOOST_TEST(Why(Answer(elsewhere)) == "SURVEY_UNKNOWN");
  v1::SurveyAnswer at_till = AtTill("taste", 1);
  at_till.set_store_id("store-2");
  BOOST_TEST(Keep(at_till).ok());
  BOOST_TEST(FollowUps().follow_ups_size() == 3);
  // A publication for all ends it.
  now = now + Seconds(1);
  Publish(ProgramOf(""));
  BOOST_TEST(Why(Answer(ByLink(NewId(), "taste", 1))) == "LINK_INVALID");
}

BOOST_AUTO_TEST_CASE(answers_are_listed_by_survey_store_and_day) {
  BOOST_REQUIRE(Keep(AtTill("nps", 9)).ok());
  now = now + Seconds(86'400);
  BOOST_REQUIRE(Keep(AtTill("nps", 8)).ok());
  v1::AnswerSurveyRequest elsewhere = Told("nps", 7);
  elsewhere.set_store_id("store-2");
  BOOST_REQUIRE_EQUAL(Why(Answer(elsewhere)), "OK");
  v1::ListSurveyAnswersRequest request;
  request.set_store_id("store-1");
  BOOST_TEST(Answers(request).answers_size() == 2);
  request.set_first_date("2025-06-16");
  BOOST_TEST(Answers(request).answers_size() == 1);
  request.set_last_date("2025-06-15");
  BOOST_TEST(Why(Read(ListSurveyAnswers, kAnna, request)) == "DATE_INVALID");
  request.clear_first_date();
  BOOST_TEST(Answers(request).answers(0).score() == 9);
  request.set_survey_id("words");
  BOOST_TEST(Answers(request).answers_size() == 0);
}

BOOST_AUTO_TEST_CASE(a_follow_up_is_taken_noted_closed_and_off_the_list) {
  BOOST_REQUIRE_EQUAL(Why(Answer(Told("nps", 0))), "OK");
  BOOST_REQUIRE_EQUAL(Why(Answer(Told("nps", 6))), "OK");
  const auto taken = Update(1, v1::FOLLOW_UP_STATE_TAKEN, "");
  BOOST_REQUIRE_EQUAL(Why(taken), "OK");
  BOOST_TEST(taken->follow_up().owner() == "hq/anna");
  BOOST_TEST(Update(1, v1::FOLLOW_UP_STATE_UNSPECIFIED, "called")->follow_up().note() ==
             "2025-06-15 hq/anna: called");
  now = now + Seconds(60);
  const auto closed = Update(1, v1::FOLLOW_UP_STATE_CLOSED, "");
  BOOST_TEST(closed->follow_up().note() == "2025-06-15 hq/anna: called");
  BOOST_TEST(closed->follow_up().changed_at_us() == now.us);
  BOOST_REQUIRE_EQUAL(FollowUps().follow_ups_size(), 1);
  BOOST_TEST(FollowUps().follow_ups(0).follow_up_no() == 2);
  v1::ListFollowUpsRequest all;
  all.set_all(true);
  BOOST_TEST(FollowUps(all).follow_ups_size() == 2);
  v1::ListFollowUpsRequest only_closed;
  only_closed.set_state(v1::FOLLOW_UP_STATE_CLOSED);
  BOOST_TEST(FollowUps(only_closed).follow_ups(0).follow_up_no() == 1);
  BOOST_TEST(Update(1, v1::FOLLOW_UP_STATE_OPEN, "")->follow_up().owner().empty());
  BOOST_TEST(Why(Update(3, v1::FOLLOW_UP_STATE_TAKEN, "")) == "FOLLOW_UP_UNKNOWN");
  BOOST_TEST(Why(Update(1, v1::FOLLOW_UP_STATE_UNSPECIFIED, "")) == "CHANGE_EMPTY");
}

BOOST_AUTO_TEST_CASE(what_was_noted_stays_and_what_somebody_took_is_theirs) {
  const Caller boris{false, "", "", "hq/boris"};
  BOOST_REQUIRE_EQUAL(Why(Answer(Told("nps", 0))), "OK");
  BOOST_REQUIRE_EQUAL(Why(Update(1, v1::FOLLOW_UP_STATE_TAKEN, "called,\nno answer")), "OK");
  const auto refused = Update(1, v1::FOLLOW_UP_STATE_TAKEN, "mine", boris);
  BOOST_TEST(Why(refused) == "FOLLOW_UP_TAKEN");
  BOOST_TEST(refused.status().message() == "hq/anna has taken it; open it again first");
  BOOST_TEST(Why(Update(1, v1::FOLLOW_UP_STATE_TAKEN, "")) == "OK");
  now = now + Days(1);
  const auto closed = Update(1, v1::FOLLOW_UP_STATE_CLOSED, "ok", boris);
  BOOST_REQUIRE_EQUAL(Why(closed), "OK");
  BOOST_TEST(closed->follow_up().note() ==
             "2025-06-15 hq/anna: called, no answer\n2025-06-16 hq/boris: ok");
  BOOST_TEST(closed->follow_up().owner() == "hq/anna");
  BOOST_TEST(Why(Update(1, v1::FOLLOW_UP_STATE_OPEN, "", boris)) == "OK");
  BOOST_TEST(Update(1, v1::FOLLOW_UP_STATE_TAKEN, "", boris)->follow_up().owner() == "hq/boris");
  BOOST_TEST(Why(Update(1, v1::FOLLOW_UP_STATE_UNSPECIFIED, std::string(1'025, 'x'))) ==
             "TEXT_TOO_LONG");
  std::string why = "OK";
  for (int i = 0; i < 8 && why == "OK"; ++i) {
    why = Why(Update(1, v1::FOLLOW_UP_STATE_UNSPECIFIED, std::string(1'024, 'x')));
  }
  BOOST_TEST(why == "NOTE_FULL");
}

BOOST_AUTO_TEST_CASE(terminals_hear_when_a_member_last_answered_also_after_a_merge) {
  const std::string member_id = AddMember("CARD-0001", 0);
  const std::string into = AddMember("CARD-0002", 0);
  v1::SnapshotRequest snapshot;
  snapshot.set_store_id("store-1");
  snapshot.set_terminal_id("till-1");
  std::string cursor = Read(ReadSnapshotHeader, kTill, snapshot)->cursor();
  const auto heard = [&] {
    absl::StatusOr<v1::WatchResponse> response = absl::UnknownError("not run");
    const absl::Status status = store().Read([&](storage::ReadTransaction& transaction) {
      response = ReadChanges(As(kTill), transaction, "store-1", cursor, 100);
      return response.status();
    });
    BOOST_REQUIRE_MESSAGE(status.ok(), status.ToString());
    cursor = response->cursor();
    return *response;
  };
  v1::AnswerSurveyRequest request = Told("nps", 9);
  request.mutable_member()->set_member_id(member_id);
  BOOST_REQUIRE_EQUAL(Why(Answer(request)), "OK");
  const auto changes = heard();
  BOOST_REQUIRE_EQUAL(changes.changes_size(), 1);
  BOOST_TEST(changes.changes(0).member().history().last_survey_at_us() == now.us);
  v1::MergeMembersRequest merge;
  merge.set_change_id(NewId());
  merge.mutable_from()->set_member_id(member_id);
  merge.mutable_into()->set_member_id(into);
  merge.set_comment("twice");
  BOOST_REQUIRE_EQUAL(Why(Write(MergeMembers, kHq, merge)), "OK");
  v1::GetMemberRequest get;
  get.mutable_member()->set_member_id(into);
  BOOST_TEST(Read(GetMember, kHq, get)->history().last_survey_at_us() == now.us);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::operations
