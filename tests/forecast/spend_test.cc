// What has to hold of spend whatever the customers.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "simulated.h"
#include "tessera/base/status.h"
#include "tessera/forecast/spend.h"

namespace tessera::forecast {
namespace {

const Spend kMusic{6.25, 3.74, 15.44};

void Near(double actual, double expected, double tolerance) {
  BOOST_TEST(std::abs(actual - expected) <= tolerance, actual << " is not " << expected);
}

BOOST_AUTO_TEST_CASE(the_slopes_of_spend_are_those_of_differences) {
  const auto spendings = Simulate(kMusic, 500, 2);
  for (const Spend& at : {kMusic, Spend{0.7, 12, 300}, Spend{40, 1.2, 3}}) {
    double slopes[3];
    LogLikelihood(at, spendings, absl::MakeSpan(slopes));
    const std::vector<double Spend::*> parts = {&Spend::p, &Spend::q, &Spend::v};
    for (size_t i = 0; i < parts.size(); ++i) {
      constexpr double kStep = 1e-5;
      Spend above = at, below = at;
      above.*parts[i] *= std::exp(kStep);
      below.*parts[i] *= std::exp(-kStep);
      const double difference =
          (LogLikelihood(above, spendings) - LogLikelihood(below, spendings)) / (2 * kStep);
      Near(slopes[i], difference, 1e-4 * std::max(1.0, std::abs(difference)));
    }
  }
}

BOOST_AUTO_TEST_CASE(simulated_spend_gives_back_the_model_in_any_unit_and_order) {
  constexpr uint64_t kSeed = 20'130'101;
  BOOST_TEST_MESSAGE("seed " << kSeed);
  auto spendings = Simulate(kMusic, 20'000, kSeed);
  const auto fit = Fit(spendings);
  BOOST_REQUIRE_MESSAGE(fit.ok(), fit.status());
  BOOST_REQUIRE(fit->errors.has_value());
  Near(fit->model.p, kMusic.p, 4 * fit->errors->p);
  Near(fit->model.q, kMusic.q, 4 * fit->errors->q);
  Near(fit->model.v, kMusic.v, 4 * fit->errors->v);
  BOOST_TEST(fit->errors->p < 0.1 * kMusic.p);
  std::shuffle(spendings.begin(), spendings.end(), std::mt19937_64(1));
  BOOST_TEST(Fit(spendings)->log_likelihood == fit->log_likelihood);
  for (Spending& spending : spendings) spending.mean *= 100;
  const auto cents = Fit(spendings);
  Near(cents->model.v / 100, fit->model.v, 1e-5 * fit->model.v);
  Near(cents->model.p, fit->model.p, 1e-5 * fit->model.p);
  Near(cents->log_likelihood, fit->log_likelihood - 20'000 * std::log(100), 1e-3);
}

BOOST_AUTO_TEST_CASE(members_who_always_pay_about_the_same_are_fitted_too) {
  for (uint64_t seed = 0; seed < 8; ++seed) {
    const auto spendings = Simulate(Spend{80, 5.3, 8'000}, 1'500, seed);
    const auto fit = Fit(spendings);
    BOOST_REQUIRE_MESSAGE(fit.ok(), "seed " << seed << ": " << fit.status());
    BOOST_TEST(fit->log_likelihood >= LogLikelihood(Spend{80, 5.3, 8'000}, spendings));
    Near(ExpectedSpend(fit->model, {0, 0}), 80 * 8'000 / 4.3, 0.1 * 80 * 8'000 / 4.3);
  }
}

BOOST_AUTO_TEST_CASE(who_paid_nothing_is_not_learned_from) {
  auto spendings = Simulate(kMusic, 1'000, 8);
  const auto without = Fit(spendings);
  spendings.push_back({5, 0});
  spendings.push_back({5, -3});
  spendings.push_back({0, 40});
  const auto with = Fit(spendings);
  BOOST_REQUIRE(with.ok());
  BOOST_TEST(with->model.p == without->model.p);
  BOOST_TEST(with->log_likelihood == without->log_likelihood);
}

BOOST_AUTO_TEST_CASE(too_few_who_paid_are_refused_with_their_number) {
  std::vector<Spending> spendings(99, Spending{2, 10});
  spendings.resize(500);
  const auto fit = Fit(spendings);
  BOOST_TEST(ReasonOf(fit.status()) == "FORECAST_TOO_FEW");
  BOOST_TEST(fit.status().message().find("only 99 members") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(spend_without_a_mean_is_refused) {
  BOOST_TEST(ReasonOf(Fit(Simulate(Spend{2, 0.6, 10}, 5'000, 12)).status()) == "FORECAST_UNSTABLE");
}

BOOST_AUTO_TEST_CASE(the_more_purchases_the_more_a_customers_own_mean_counts) {
  const double all = ExpectedSpend(kMusic, {0, 0});
  Near(all, 6.25 * 15.44 / 2.74, 1e-9);
  double before = all;
  for (int64_t repeats = 1; repeats < 100; ++repeats) {
    const double expected = ExpectedSpend(kMusic, {repeats, 100});
    BOOST_TEST(expected > before);
    BOOST_TEST(expected < 100);
    before = expected;
  }
  Near(ExpectedSpend(kMusic, {1'000'000, 100}), 100, 0.01);
}

BOOST_AUTO_TEST_CASE(correlation_is_one_of_what_rises_together_and_nothing_of_what_does_not_vary) {
  Near(Correlation(std::vector<Spending>{{1, 10}, {2, 20}, {3, 30}, {0, 500}}), 1, 1e-12);
  Near(Correlation(std::vector<Spending>{{1, 30}, {2, 20}, {3, 10}}), -1, 1e-12);
  BOOST_TEST(Correlation(std::vector<Spending>{{2, 30}, {2, 20}}) == 0.0);
  BOOST_TEST(Correlation(absl::Span<const Spending>()) == 0.0);
}

}  // namespace
}  // namespace tessera::forecast
