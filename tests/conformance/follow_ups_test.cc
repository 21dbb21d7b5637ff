// What holds of answers, of what has to be seen to, of names and of acts in any store of rows.
#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

#include "backends.h"
#include "sample.h"
#include "tessera/storage/follow_ups.h"

namespace tessera::storage {
namespace {

using Numbers = std::vector<int64_t>;
using Names = std::vector<std::string>;

SurveyAnswer AnswerOf(uint8_t n, const std::string& survey_id, const std::string& store_id) {
  SurveyAnswer answer;
  answer.answer_id.fill(n);
  answer.survey_id = survey_id;
  answer.score = n;
  answer.answered_at = Instant{100 * n};
  answer.store_id = store_id;
  answer.place = 2;
  answer.document = std::string("\0a", 2);
  return answer;
}

Numbers NumbersOf(const std::vector<SurveyAnswer>& answers) {
  Numbers numbers;
  for (const SurveyAnswer& answer : answers) numbers.push_back(answer.answer_no);
  return numbers;
}

Numbers NumbersOf(const std::vector<FollowUp>& follow_ups) {
  Numbers numbers;
  for (const FollowUp& follow_up : follow_ups) numbers.push_back(follow_up.follow_up_no);
  return numbers;
}

Numbers NumbersOf(const std::vector<Act>& acts) {
  Numbers numbers;
  for (const Act& act : acts) numbers.push_back(act.act_no);
  return numbers;
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_answer_is_found_by_its_id_and_by_the_sale_that_it_is_about, Backend,
                              Backends) {
  Backend backend;
  auto store = backend.Open();
  Writing(*store, [](Transaction& transaction) {
    SurveyAnswer answer = AnswerOf(3, "nps", "msk-1");
    answer.sale_id = Number<SaleId>(9);
    BOOST_TEST(transaction.AddSurveyAnswer(answer).ok());
    SurveyAnswer second = AnswerOf(4, "nps", "msk-1");  // nothing here forbids it
    second.sale_id = answer.sale_id;
    BOOST_TEST(transaction.AddSurveyAnswer(second).ok());
    BOOST_TEST(transaction.AddSurveyAnswer(AnswerOf(5, "nps", "msk-1")).ok());  // about no sale
  });
  Reading(*store, [](ReadTransaction& transaction) {
    const FollowUps& follow_ups = transaction.follow_ups();
    Uuid id;
    id.fill(3);
    const auto found = *follow_ups.FindAnswer(id);
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST(found->survey_id == "nps");
    BOOST_TEST(*found->score == 3);
    BOOST_TEST(found->answered_at.us == 300);
    BOOST_TEST(found->store_id == "msk-1");
    BOOST_TEST(found->place == 2);
    BOOST_TEST(found->document == std::string("\0a", 2));
    BOOST_TEST((found->sale_id == Number<SaleId>(9)));
    BOOST_TEST(((*follow_ups.FindAnswerByNo(found->answer_no))->answer_id == id));
    BOOST_TEST((*follow_ups.FindAnswerAbout(Number<SaleId>(9), "nps"))->answer_no == found->answer_no);
    BOOST_TEST(!follow_ups.FindAnswerAbout(Number<SaleId>(9), "csat")->has_value());
    BOOST_TEST(!follow_ups.FindAnswerAbout(Number<SaleId>(8), "nps")->has_value());
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(answers_are_listed_by_survey_store_and_time, Backend, Backends) {
  Backend backend;
  auto store = backend.Open();
  Writing(*store, [](Transaction& transaction) {
    BOOST_TEST(transaction.AddSurveyAnswer(AnswerOf(1, "nps", "msk-1")).ok());
    BOOST_TEST(transaction.AddSurveyAnswer(AnswerOf(2, "nps", "msk-2")).ok());
    BOOST_TEST(transaction.AddSurveyAnswer(AnswerOf(3, "csat", "msk-1")).ok());
    BOOST_TEST(transaction.AddSurveyAnswer(AnswerOf(4, "nps", "msk-1")).ok());
  });
  Reading(*store, [](ReadTransaction& transaction) {
    const FollowUps& follow_ups = transaction.follow_ups();
    BOOST_TEST((NumbersOf(*follow_ups.ListAnswers({}, 10)) == Numbers{1, 2, 3, 4}));
    AnswerFilter filter;
    filter.survey_id = "nps";
    BOOST_TEST((NumbersOf(*follow_ups.ListAnswers(filter, 10)) == Numbers{1, 2, 4}));
    filter.after = 1;
    BOOST_TEST((NumbersOf(*follow_ups.ListAnswers(filter, 1)) == Numbers{2}));
    filter.after = 0;
    filter.store_id = "msk-1";
    BOOST_TEST((NumbersOf(*follow_ups.ListAnswers(filter, 10)) == Numbers{1, 4}));
    filter.first_at = Instant{100};
    filter.end_at = Instant{400};
    BOOST_TEST((NumbersOf(*follow_ups.ListAnswers(filter, 10)) == Numbers{1}));
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(what_a_member_answered_goes_with_it_into_another, Backend, Backends) {
  Backend backend;
  auto store = backend.Open();
  Writing(*store, [](Transaction& transaction) {
    BOOST_TEST(transaction.AddMember(Person(1)).ok());
    BOOST_TEST(transaction.AddMember(Person(2)).ok());
    for (uint8_t n = 5; n <= 6; ++n) {
      SurveyAnswer answer = AnswerOf(n, "nps", "");
      answer.member_id = Number<MemberId>(1);
      BOOST_TEST(transaction.AddSurveyAnswer(answer).ok());
    }
    BOOST_TEST((*transaction.follow_ups().LastAnswerAt(Number<MemberId>(1)))->us == 600);
    BOOST_TEST(
        transaction.follow_ups().MoveAnswers(Number<MemberId>(1), Number<MemberId>(2)).ok());
  });
  Reading(*store, [](ReadTransaction& transaction) {
    const FollowUps& follow_ups = transaction.follow_ups();
    BOOST_TEST(!follow_ups.LastAnswerAt(Number<MemberId>(1))->has_value());
    BOOST_TEST((*follow_ups.LastAnswerAt(Number<MemberId>(2)))->us == 600);
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_follow_up_is_listed_until_it_is_closed, Backend, Backends) {
  Backend backend;
  auto store = backend.Open();
  Writing(*store, [](Transaction& transaction) {
    FollowUps& follow_ups = transaction.follow_ups();
    for (uint8_t n = 1; n <= 3; ++n) {
      BOOST_TEST(transaction.AddSurveyAnswer(AnswerOf(n, "nps", n == 3 ? "msk-2" : "msk-1")).ok());
      FollowUp follow_up;
      follow_up.answer_no = n;
      follow_up.opened_at = follow_up.changed_at = Instant{n};
      BOOST_TEST(*follow_ups.AddFollowUp(follow_up) == n);
    }
    FollowUp taken = **follow_ups.FindFollowUp(2);
    taken.state = FollowUpState::kTaken;
    taken.owner = "hq/anna";
    taken.note = "позвонить";
    taken.changed_at = Instant{70};
    BOOST_TEST(follow_ups.UpdateFollowUp(taken).ok());
    FollowUp closed = **follow_ups.FindFollowUpOf(1);
    closed.state = FollowUpState::kClosed;
    BOOST_TEST(follow_ups.UpdateFollowUp(closed).ok());
  });
  Reading(*store, [](ReadTransaction& transaction) {
    const FollowUps& follow_ups = transaction.follow_ups();
    BOOST_TEST((NumbersOf(*follow_ups.ListFollowUps({}, 10)) == Numbers{2, 3}));
    FollowUpFilter all;
    all.all = true;
    BOOST_TEST((NumbersOf(*follow_ups.ListFollowUps(all, 10)) == Numbers{1, 2, 3}));
    FollowUpFilter closed;
    closed.state = FollowUpState::kClosed;
    BOOST_TEST((NumbersOf(*follow_ups.ListFollowUps(closed, 10)) == Numbers{1}));
    FollowUpFilter of_store;
    of_store.store_id = "msk-2";
    BOOST_TEST((NumbersOf(*follow_ups.ListFollowUps(of_store, 10)) == Numbers{3}));
    FollowUpFilter next;
    next.after = 2;
    BOOST_TEST((NumbersOf(*follow_ups.ListFollowUps(next, 10)) == Numbers{3}));
    const auto taken = *follow_ups.FindFollowUp(2);
    BOOST_REQUIRE(taken.has_value());
    BOOST_TEST((taken->state == FollowUpState::kTaken));
    BOOST_TEST(taken->owner == "hq/anna");
    BOOST_TEST(taken->note == "позвонить");
    BOOST_TEST(taken->opened_at.us == 2);
    BOOST_TEST(taken->changed_at.us == 70);
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_answer_has_one_follow_up_at_most, Backend, Backends) {
  Backend backend;
  auto store = backend.Open();
  Writing(*store, [](Transaction& transaction) {
    BOOST_TEST(transaction.AddSurveyAnswer(AnswerOf(1, "nps", "")).ok());
    FollowUp follow_up;
    follow_up.answer_no = 1;
    BOOST_TEST(transaction.follow_ups().AddFollowUp(follow_up).ok());
  });
  const absl::Status again = store->WriteAndWait([](Transaction& transaction) {
    FollowUp follow_up;
    follow_up.answer_no = 1;
    return transaction.follow_ups().AddFollowUp(follow_up).status();
  });
  BOOST_TEST(!again.ok());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(members_are_listed_by_how_their_masked_name_begins, Backend, Backends) {
  Backend backend;
  auto store = backend.Open();
  Writing(*store, [](Transaction& transaction) {
    uint8_t n = 0;
    for (const char* name : {"Анна К.", "Анна В.", "Аня П.", "Борис Г.", ""}) {
      Member member = Person(++n);
      member.masked_name = name;
      BOOST_TEST(transaction.AddMember(member).ok());
    }
  });
  Reading(*store, [](ReadTransaction& transaction) {
    const auto names = [&](const char* prefix, const NamedMember& after, int limit) {
      Names found;
      const auto listed = *transaction.follow_ups().ListNamed(prefix, after, limit);
      for (const NamedMember& named : listed) found.push_back(named.masked_name);
      return found;
    };
    BOOST_TEST((names("Анна", {}, 10) == Names{"Анна В.", "Анна К."}));
    BOOST_TEST((names("Ан", {"Анна В.", Number<MemberId>(2)}, 1) == Names{"Анна К."}));
    BOOST_TEST((names("", {}, 10).size() == 4U));
    BOOST_TEST(names("Вера", {}, 10).empty());
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(acts_are_listed_from_the_newest_by_who_what_whom_and_when, Backend,
                              Backends) {
  Backend backend;
  auto store = backend.Open();
  Writing(*store, [](Transaction& transaction) {
    BOOST_TEST(transaction.AddMember(Person(1)).ok());
    for (uint8_t n = 1; n <= 4; ++n) {
      RequestedChange change;
      change.change_id = Number<ChangeId>(n);
      change.method = n == 3 ? "MergeMembers" : "AdjustPoints";
      change.principal = n % 2 == 1 ? "hq/anna" : "hq/boris";
      if (n < 3) change.member_id = Number<MemberId>(1);
      change.comment = "почему";
      change.booked_at = Instant{1'000 * n};
      BOOST_TEST(transaction.AddRequested(change).ok());
    }
  });
  Reading(*store, [](ReadTransaction& transaction) {
    const auto listed = [&](const ActFilter& filter, int limit) {
      return NumbersOf(*transaction.follow_ups().ListActs(filter, limit));
    };
    BOOST_TEST((listed({}, 10) == Numbers{4, 3, 2, 1}));
    BOOST_TEST((listed({}, 2) == Numbers{4, 3}));
    ActFilter filter;
    filter.before = 3;
    BOOST_TEST((listed(filter, 10) == Numbers{2, 1}));
    filter = {};
    filter.principal = "hq/anna";
    BOOST_TEST((listed(filter, 10) == Numbers{3, 1}));
    filter.method = "MergeMembers";
    BOOST_TEST((listed(filter, 10) == Numbers{3}));
    filter = {};
    filter.member_id = Number<MemberId>(1);
    BOOST_TEST((listed(filter, 10) == Numbers{2, 1}));
    filter = {};
    filter.first_at = Instant{2'000};
    filter.end_at = Instant{4'000};
    BOOST_TEST((listed(filter, 10) == Numbers{3, 2}));
    const auto newest = *transaction.follow_ups().ListActs({}, 1);
    BOOST_TEST(newest[0].principal == "hq/boris");
    BOOST_TEST(newest[0].comment == "почему");
    BOOST_TEST(newest[0].booked_at.us == 4'000);
    BOOST_TEST((newest[0].change_id == Number<ChangeId>(4)));
  });
}

}  // namespace
}  // namespace tessera::storage
