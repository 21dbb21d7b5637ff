// Figures as a client asks for them: how many questions are answered at once, and counting anew.
#include <boost/test/unit_test.hpp>

#include <string>

#include "tessera/base/random.h"
#include "tessera/base/status.h"
#include "tessera/insight/periods.h"
#include "tessera/rpc/question.h"
#include "tessera/support/test_service.h"
#include "tessera/v1/insight_service.grpc.pb.h"
#include "tessera/v1/operator_service.grpc.pb.h"
#include "wire.h"

namespace tessera::tests {
namespace {

constexpr char kProgram[] =
    "program_id: club\ncurrency_code: RUB\ncurrency_digits: 2\nlanguages: [en]\n"
    "time_zone: Europe/Moscow\n";
constexpr int64_t kDayUs = 86'400'000'000;

BOOST_AUTO_TEST_CASE(a_third_question_is_refused_until_one_is_answered) {
  rpc::Questions questions;
  BOOST_TEST(questions.Enter().ok());
  BOOST_TEST(questions.Enter().ok());
  for (int i = 0; i < 3; ++i) BOOST_TEST(ReasonOf(questions.Enter()) == "QUERY_RUNNING");
  questions.Leave();
  BOOST_TEST(questions.Enter().ok());
  BOOST_TEST(ReasonOf(questions.Enter()) == "QUERY_RUNNING");
}

struct Asked {
  Asked() : channel(Connect(service.address())) { service.PublishYaml(kProgram); }

  Outcome RunJob(v1::JobKind kind, bool anew) {
    v1::RunJobRequest request;
    request.set_kind(kind);
    request.set_anew(anew);
    v1::RunJobResponse response;
    return Call<v1::OperatorService>(channel, &v1::OperatorService::Stub::RunJob, request,
                                     &response);
  }

  support::TestService service;
  std::shared_ptr<grpc::Channel> channel;
};

BOOST_FIXTURE_TEST_SUITE(asked, Asked)

BOOST_AUTO_TEST_CASE(only_figures_are_counted_anew) {
  BOOST_TEST(RunJob(v1::JOB_KIND_POINTS, true).reason == "ANEW_INVALID");
  const Outcome anew = RunJob(v1::JOB_KIND_INSIGHT, true);
  BOOST_TEST(anew.ok(), anew.message);
}

BOOST_AUTO_TEST_CASE(an_answer_says_how_long_it_took_and_up_to_when_it_goes) {
  BOOST_TEST(RunJob(v1::JOB_KIND_INSIGHT, false).ok());
  const auto today = static_cast<int32_t>(SystemClock().Now().us / kDayUs);
  v1::GetMetricsRequest request;
  request.set_first_date(insight::DayText(today - 1));
  request.set_last_date(insight::DayText(today + 30));
  v1::GetMetricsResponse response;
  // More than there are places, one after the other: each gives its place back.
  for (int i = 0; i < 5; ++i) {
    const Outcome outcome = Call<v1::InsightService>(
        channel, &v1::InsightService::Stub::GetMetrics, request, &response);
    BOOST_TEST_REQUIRE(outcome.ok(), outcome.message);
  }
  BOOST_TEST(response.elapsed_us() > 0);
  BOOST_TEST(response.last_date() < request.last_date());
}

// More than there are places, too: a question that is refused gives its place back.
BOOST_AUTO_TEST_CASE(a_forecast_of_nobody_is_refused_with_how_many_it_takes) {
  BOOST_TEST(RunJob(v1::JOB_KIND_INSIGHT, false).ok());
  v1::GetForecastResponse response;
  for (int i = 0; i < 5; ++i) {
    const Outcome outcome = Call<v1::InsightService>(
        channel, &v1::InsightService::Stub::GetForecast, v1::GetForecastRequest(), &response);
    BOOST_TEST((outcome.code == grpc::StatusCode::FAILED_PRECONDITION));
    BOOST_TEST(outcome.reason == "FORECAST_TOO_FEW");
    BOOST_TEST(outcome.message.find("takes 100") != std::string::npos, outcome.message);
  }
}

BOOST_AUTO_TEST_CASE(a_forecast_is_for_headquarters_readers_and_not_for_tills) {
  const auto reason = [&](const std::string& identity) {
    v1::GetForecastResponse response;
    return Call<v1::InsightService>(channel, &v1::InsightService::Stub::GetForecast,
                                    v1::GetForecastRequest(), &response, {.identity = identity})
        .reason;
  };
  BOOST_TEST(RunJob(v1::JOB_KIND_INSIGHT, false).ok());
  BOOST_TEST(reason("hq/anna reader") == "FORECAST_TOO_FEW");
  BOOST_TEST(reason("terminal/1/1") == "ROLE_REQUIRED");
  BOOST_TEST(reason("nobody") == "IDENTITY_INVALID");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::tests
