// What figures say while receipts are still being counted, counted anew, or can't be read.
#include <boost/test/unit_test.hpp>
#include <optional>
#include <string>
#include <utility>

#include "counted.h"
#include "tessera/operations/insight/portion.h"
#include "tessera/storage/insight_tables.h"
#include "tessera/storage/stores.h"

namespace tessera::operations {
namespace {

constexpr int64_t kHourUs = 3'600'000'000;

struct Recounted : Counted {
  template <typename Work>
  void Do(Work work) {
    const absl::Status status = store().WriteAndWait(
        [&](storage::Transaction& transaction) -> absl::Status { return work(transaction); });
    BOOST_REQUIRE_MESSAGE(status.ok(), status);
  }

  std::string WhyNoFigures(v1::GroupBy by = v1::GROUP_BY_UNSPECIFIED) {
    v1::GetMetricsRequest request;
    request.set_first_date(insight::DayText(Day()));
    request.set_last_date(insight::DayText(Day()));
    request.set_group_by(by);
    return Why(Read(GetMetrics, kHq, request));
  }

  void Answer(const std::string& survey, const std::string& member, int32_t score, Instant at,
              const std::string& store_id = "store-1") {
    Do([&](storage::Transaction& transaction) {
      storage::SurveyAnswer answer;
      answer.answer_id = MakeUuidV7(now, SystemRandom());
      answer.survey_id = survey;
      if (!member.empty()) answer.member_id = *MemberId::Parse(member, "");
      answer.score = score;
      answer.answered_at = at;
      answer.store_id = store_id;
      return transaction.AddSurveyAnswer(answer);
    });
  }
};

v1::Program Asking(std::initializer_list<const char*> surveys) {
  v1::Program program = Chain::SampleProgram();
  for (const char* const id : surveys) {
    v1::Survey& survey = *program.add_surveys();
    survey.set_survey_id(id);
    survey.set_kind(v1::SURVEY_KIND_NPS);
    (*survey.mutable_question()->mutable_by_language())["en"] = "Would you recommend us?";
    survey.set_maximum(10);
  }
  return program;
}

BOOST_FIXTURE_TEST_SUITE(recounting, Recounted)

BOOST_AUTO_TEST_CASE(there_are_no_figures_until_returns_are_counted_too) {
  const std::string anna = AddMember("CARD-0001", 0);
  const std::string back = Buy(anna, 10'000);
  Buy(anna, 20'000);
  Return(back, true);
  BOOST_TEST(WhyNoFigures() == "COUNTING");
  CountSome(2);
  BOOST_TEST(WhyNoFigures() == "COUNTING");
  Run(jobs::Kind::kInsight);
  BOOST_TEST(FigureOf(Metrics(Day(), Day()), "returns") == 9'090);
  // What comes from now on is told until when it was counted.
  const Instant counted = now;
  now = now + Seconds(60);
  Buy(anna, 30'000);
  BOOST_TEST(Metrics(Day(), Day()).as_of_us() == counted.us);
  BOOST_TEST(FigureOf(Metrics(Day(), Day()), "receipts") == 2);
}

BOOST_AUTO_TEST_CASE(members_are_told_once_everybody_was_looked_at) {
  AddMember("CARD-0001", 0);
  Buy(AddMember("CARD-0002", 0), 10'000);
  Run(jobs::Kind::kInsight);
  auto metrics = Metrics(Day(), Day());
  BOOST_TEST(!ValueOf(metrics.rows(0), "members").known());
  BOOST_TEST(ValueOf(metrics.rows(0), "members").note() == "COUNTING");
  BOOST_TEST(WhyNoFigures(v1::GROUP_BY_SEGMENT) == "COUNTING");
  Run(jobs::Kind::kSegments);
  metrics = Metrics(Day(), Day());
  BOOST_TEST(FigureOf(metrics, "members") == 2);
  BOOST_TEST(FigureOf(metrics, "new_members") == 2);
}

BOOST_AUTO_TEST_CASE(a_program_with_another_time_zone_has_all_counted_anew) {
  const std::string anna = AddMember("CARD-0001", 0);
  Buy(anna, 10'000);
  Run(jobs::Kind::kInsight);
  Run(jobs::Kind::kSegments);
  BOOST_TEST(FigureOf(Metrics(Day(), Day()), "receipts") == 1);
  v1::Program program = SampleProgram();
  program.set_time_zone("Pacific/Kiritimati");
  Publish(program);
  BOOST_TEST(WhyNoFigures() == "OK");
  Run(jobs::Kind::kInsight);
  Run(jobs::Kind::kSegments);
  const auto there = static_cast<int32_t>((now.us + 14 * kHourUs) / kDayUs);
  BOOST_REQUIRE(there == Day() + 1);
  BOOST_TEST(FigureOf(Metrics(Day(), Day()), "receipts") == 0);
  BOOST_TEST(FigureOf(Metrics(there, there), "receipts") == 1);
  BOOST_TEST(FigureOf(Metrics(there, there), "new_members") == 1);
}

BOOST_AUTO_TEST_CASE(a_period_ends_today_at_the_latest) {
  Buy(AddMember("CARD-0001", 0), 10'000);
  Run(jobs::Kind::kInsight);
  const auto metrics = Metrics(Day() - 1, Day() + 20);
  BOOST_TEST(metrics.last_date() == insight::DayText(Day()));
  BOOST_TEST(ValueOf(metrics.rows(0), "purchase_frequency").figure() == 365'000 / 2);
  const auto months = Metrics(Day() - 1, Day() + 80, v1::GROUP_BY_MONTH);
  BOOST_TEST(months.rows_size() == 1);
  BOOST_TEST(months.last_date() == insight::DayText(Day()));
}

BOOST_AUTO_TEST_CASE(the_last_answer_is_the_one_given_last_whatever_the_survey) {
  Publish(Asking({"at-till", "by-link"}));
  const std::string anna = AddMember("CARD-0001", 0);
  Answer("by-link", anna, 10, now);
  Answer("at-till", anna, 2, now + Seconds(60));
  Answer("at-till", "", 9, now + Seconds(60));
  now = now + Seconds(120);
  Run(jobs::Kind::kInsight);
  BOOST_TEST(ValueOf(Metrics(Day(), Day()).rows(0), "nps").numerator() == 0);
  BOOST_TEST(ValueOf(Metrics(Day(), Day()).rows(0), "nps").denominator() == 2);
  // The program asks no more; what was answered counts all the same.
  Publish(SampleProgram());
  Run(jobs::Kind::kInsight);
  BOOST_TEST(ValueOf(Metrics(Day(), Day()).rows(0), "nps").denominator() == 2);
}

BOOST_AUTO_TEST_CASE(answers_count_for_the_store_that_got_them) {
  Publish(Asking({"at-till"}));
  const std::string anna = AddMember("CARD-0001", 0);
  Buy(anna, 10'000);
  Answer("at-till", anna, 10, now);
  Answer("at-till", "", 1, now, "store-2");
  Run(jobs::Kind::kInsight);
  const auto stores = Metrics(Day(), Day(), v1::GROUP_BY_STORE);
  BOOST_REQUIRE(stores.rows_size() == 1);
  BOOST_TEST(ValueOf(stores.rows(0), "nps").figure() == 100'000);
  BOOST_TEST(FigureOf(Metrics(Day(), Day()), "nps") == 0);
}

BOOST_AUTO_TEST_CASE(a_profile_that_nobody_can_read_keeps_nothing_from_being_counted) {
  v1::Program program = SampleProgram();
  v1::Segment& grown = *program.add_segments();
  grown.set_segment_id("grown");
  (*grown.mutable_name()->mutable_by_language())["en"] = "Grown";
  grown.set_age_from(18);
  Publish(program);
  const std::string anna = AddMember("CARD-0001", 0);
  Do([&](storage::Transaction& transaction) -> absl::Status {
    TESSERA_ASSIGN_OR_RETURN(auto member,
                             transaction.FindMember(*MemberId::Parse(anna, "")));
    member->sealed_profile = "sealed by somebody else";
    return transaction.UpdateMember(*member);
  });
  Buy(anna, 10'000);
  const auto run = jobs.RunIfDue(jobs::Kind::kInsight, {});
  BOOST_REQUIRE(run.ok());
  BOOST_TEST((*run)->reason == "PROFILE_UNREADABLE");
  BOOST_TEST(FigureOf(Metrics(Day(), Day()), "receipts") == 1);
}

BOOST_AUTO_TEST_CASE(margins_are_observed_where_goods_have_a_cost) {
  constexpr int64_t kCost = 3'000;
  v1::Program program = SampleProgram();
  program.mutable_insight()->set_lifetime_years_milli(5'000);
  Publish(program);
  Do([&](storage::Transaction& transaction) {
    return transaction.stores().SaveProduct({"sku", Money(kCost), ""});
  });
  Buy(AddMember("CARD-0001", 0), 10'000);
  Run(jobs::Kind::kInsight);
  const auto metrics = Metrics(Day(), Day());
  const v1::MetricValue& margin = ValueOf(metrics.rows(0), "margin_rate");
  BOOST_TEST(margin.denominator() == 9'090);
  BOOST_TEST(margin.numerator() == 9'090 - 2 * kCost);
  BOOST_TEST(ValueOf(metrics.rows(0), "clv_margin").known());
}

BOOST_AUTO_TEST_CASE(a_segment_is_told_as_the_filter_by_it_tells) {
  const std::string anna = AddMember("CARD-0001", 0);
  const std::string boris = AddMember("CARD-0002", 0);
  for (int i = 0; i < 4; ++i) Buy(anna, 10'000 + i);
  Buy(boris, 700);
  Buy("", 900);
  Run(jobs::Kind::kInsight);
  Run(jobs::Kind::kSegments);
  const auto by = Metrics(Day() - 5, Day(), v1::GROUP_BY_SEGMENT);
  BOOST_REQUIRE(by.rows_size() == 2);
  for (const v1::MetricRow& row : by.rows()) {
    v1::GetMetricsRequest request;
    request.set_first_date(insight::DayText(Day() - 5));
    request.set_last_date(insight::DayText(Day()));
    request.set_trend_periods(3);
    request.mutable_filter()->add_segments(row.group());
    const auto alone = Read(GetMetrics, kHq, request);
    BOOST_REQUIRE_EQUAL(Why(alone), "OK");
    for (int i = 0; i < row.values_size(); ++i) {
      BOOST_TEST(row.values(i).SerializeAsString() == alone->rows(0).values(i).SerializeAsString(),
                 row.group() << " " << row.values(i).metric());
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::operations
