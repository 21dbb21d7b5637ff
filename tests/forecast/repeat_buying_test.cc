// What has to hold of repeat buying whatever the customers: no published figures are needed.
#include <boost/test/unit_test.hpp>

// Its release of Debian 12 leaves these to whoever includes it.
#include <boost/math/special_functions/expm1.hpp>
#include <boost/math/special_functions/gamma.hpp>

#include <algorithm>
#include <boost/math/quadrature/tanh_sinh.hpp>
#include <boost/math/special_functions/hypergeometric_pFq.hpp>
#include <cmath>
#include <random>
#include <vector>

#include "simulated.h"
#include "tessera/base/status.h"
#include "tessera/forecast/lifetime_value.h"
#include "tessera/forecast/repeat_buying.h"

namespace tessera::forecast {
namespace {

const RepeatBuying kMusic{0.243, 4.414, 0.793, 2.426};

void Near(double actual, double expected, double tolerance) {
  BOOST_TEST(std::abs(actual - expected) <= tolerance, actual << " is not " << expected);
}

std::vector<double*> PartsOf(RepeatBuying& model) {
  return {&model.r, &model.alpha, &model.a, &model.b};
}

BOOST_AUTO_TEST_CASE(the_slopes_are_those_of_differences) {
  const auto histories = Simulate(kMusic, 500, 60, 11);
  for (const RepeatBuying& at : {kMusic, RepeatBuying{1.7, 0.4, 0.02, 30}, RepeatBuying{0.1, 90, 3, 0.5}}) {
    double slopes[4];
    LogLikelihood(at, histories, absl::MakeSpan(slopes));
    for (size_t i = 0; i < 4; ++i) {
      constexpr double kStep = 1e-5;
      RepeatBuying above = at, below = at;
      *PartsOf(above)[i] *= std::exp(kStep);
      *PartsOf(below)[i] *= std::exp(-kStep);
      const double difference =
          (LogLikelihood(above, histories) - LogLikelihood(below, histories)) / (2 * kStep);
      Near(slopes[i], difference, 1e-4 * std::max(1.0, std::abs(difference)));
    }
  }
}

BOOST_AUTO_TEST_CASE(simulated_customers_give_back_the_model) {
  const RepeatBuying models[] = {{0.6, 6, 0.8, 2.5}, {1.5, 4, 0.5, 6}};
  for (const RepeatBuying& model : models) {
    constexpr uint64_t kSeed = 20'050'101;
    BOOST_TEST_MESSAGE("seed " << kSeed);
    const auto histories = Simulate(model, 20'000, 104, kSeed);
    const auto fit = Fit(histories);
    BOOST_REQUIRE_MESSAGE(fit.ok(), fit.status());
    BOOST_REQUIRE(fit->errors.has_value());
    // Within four standard errors, and these are small.
    Near(fit->model.r, model.r, 4 * fit->errors->r);
    Near(fit->model.alpha, model.alpha, 4 * fit->errors->alpha);
    Near(fit->model.a, model.a, 4 * fit->errors->a);
    Near(fit->model.b, model.b, 4 * fit->errors->b);
    BOOST_TEST(fit->errors->r < 0.1 * model.r);
    BOOST_TEST(fit->errors->a < 0.25 * model.a);
    BOOST_TEST(fit->log_likelihood >= LogLikelihood(model, histories));
  }
}

BOOST_AUTO_TEST_CASE(the_order_of_customers_changes_nothing_at_all) {
  auto histories = Simulate(kMusic, 3'000, 78, 5);
  const auto one = Fit(histories);
  std::shuffle(histories.begin(), histories.end(), std::mt19937_64(9));
  const auto other = Fit(histories);
  BOOST_REQUIRE(one.ok());
  BOOST_REQUIRE(other.ok());
  BOOST_TEST(one->model.r == other->model.r);
  BOOST_TEST(one->model.alpha == other->model.alpha);
  BOOST_TEST(one->model.a == other->model.a);
  BOOST_TEST(one->model.b == other->model.b);
  BOOST_TEST(one->log_likelihood == other->log_likelihood);
}

BOOST_AUTO_TEST_CASE(weeks_or_days_give_the_same_model) {
  const auto weeks = Simulate(kMusic, 3'000, 78, 6);
  std::vector<History> days = weeks;
  for (History& history : days) {
    history.recency *= 7;
    history.age *= 7;
  }
  const auto by_weeks = Fit(weeks);
  const auto by_days = Fit(days);
  BOOST_REQUIRE(by_weeks.ok());
  BOOST_REQUIRE(by_days.ok());
  Near(by_days->model.alpha / 7, by_weeks->model.alpha, 1e-4 * by_weeks->model.alpha);
  Near(by_days->model.b, by_weeks->model.b, 1e-3 * by_weeks->model.b);
}

BOOST_AUTO_TEST_CASE(too_few_who_came_back_are_refused_with_their_number) {
  std::vector<History> histories(1'000, History{0, 0, 50});
  for (int i = 0; i < 99; ++i) histories.push_back({1 + i % 3, 10.0 + i % 7, 50});
  const auto fit = Fit(histories);
  BOOST_TEST(ReasonOf(fit.status()) == "FORECAST_TOO_FEW");
  BOOST_TEST(fit.status().message().find("only 99 members") != std::string::npos);
  BOOST_TEST(Fit(absl::Span<const History>()).status().code() == absl::StatusCode::kFailedPrecondition);
}

// Nobody ever leaves: a and b can't be told, but what they stand for can.
BOOST_AUTO_TEST_CASE(customers_who_never_leave_are_all_expected_back) {
  const auto histories = Simulate(RepeatBuying{2, 4, 1e-9, 1}, 5'000, 104, 3);
  const auto fit = Fit(histories);
  BOOST_REQUIRE_MESSAGE(fit.ok(), fit.status());
  Near(fit->model.r / fit->model.alpha, 0.5, 0.02);
  for (const History& history : histories) {
    BOOST_REQUIRE(Alive(fit->model, history) > 0.98);
    const double mean = (fit->model.r + static_cast<double>(history.repeats)) /
                        (fit->model.alpha + history.age);
    BOOST_REQUIRE(std::abs(ExpectedPurchases(fit->model, history, 10) - 10 * mean) < 0.02 * 10 * mean);
  }
}

// All buy alike and leave alike: r and alpha, and a and b, have no bound.
BOOST_AUTO_TEST_CASE(customers_who_are_all_alike_are_fitted_at_the_edge_of_the_family) {
  const auto fit = Fit(Simulate(RepeatBuying{1e5, 2e5, 1e5, 9e5}, 5'000, 104, 4));
  BOOST_REQUIRE_MESSAGE(fit.ok(), fit.status());
  Near(fit->model.r / fit->model.alpha, 0.5, 0.03);
  Near(fit->model.a / (fit->model.a + fit->model.b), 0.1, 0.01);
}

BOOST_AUTO_TEST_CASE(chances_of_all_numbers_of_purchases_add_up_to_one_and_to_the_expectation) {
  for (const RepeatBuying& model : {kMusic, RepeatBuying{2, 3, 1, 4}, RepeatBuying{0.8, 9, 0.003, 7}}) {
    for (const double weeks : {1.0, 30.0}) {
      double all = 0, expected = 0;
      for (int64_t n = 0; n < 3'000; ++n) {
        const double chance = Probability(model, weeks, n);
        BOOST_REQUIRE(chance >= 0);
        all += chance;
        expected += chance * static_cast<double>(n);
      }
      Near(all, 1, 1e-9);
      Near(expected, ExpectedPurchases(model, weeks), 1e-7 * std::max(1.0, expected));
    }
  }
  BOOST_TEST(Probability(kMusic, 0, 0) == 1.0);
  BOOST_TEST(Probability(kMusic, 0, 3) == 0.0);
}

// Equation 10 as it stands in the paper.
double ByHypergeometricFunction(const RepeatBuying& model, const History& history, double time) {
  const double x = static_cast<double>(history.repeats);
  const double share = time / (model.alpha + history.age + time);
  const double function = boost::math::hypergeometric_pFq(
      {model.r + x, model.b + x}, {model.a + model.b + x - 1}, share);
  return (model.a + model.b + x - 1) / (model.a - 1) *
         (1 - std::exp((model.r + x) * std::log1p(-share)) * function) * Alive(model, history);
}

BOOST_AUTO_TEST_CASE(the_sum_of_positive_terms_is_the_hypergeometric_function) {
  for (const int64_t repeats : {0, 1, 2, 9, 60}) {
    for (const double time : {0.5, 39.0, 200.0}) {
      const History history{repeats, repeats == 0 ? 0 : 30.0, 38.86};
      const double expected = ByHypergeometricFunction(kMusic, history, time);
      Near(ExpectedPurchases(kMusic, history, time), expected, 1e-8 * expected);
    }
  }
}

// The same as an integral over chances to leave, for what that function is no answer to.
BOOST_AUTO_TEST_CASE(the_sum_of_positive_terms_is_the_integral_of_many_purchases_and_much_time) {
  for (const RepeatBuying& model : {kMusic, RepeatBuying{0.8, 70, 0.4, 7}, RepeatBuying{3, 0.1, 1, 40}}) {
    for (const int64_t repeats : {0, 20, 400}) {
      for (const double time : {1.0, 1'500.0}) {
        const double x = static_cast<double>(repeats);
        const double unit = time / (model.alpha + 38.86);
        const auto part = [&](double leaves, double above) {
          const double stays = leaves < 0.5 ? 1 - leaves : above;
          if (leaves <= 0 || stays <= 0) return 0.0;
          const double log_density = (model.a - 2) * std::log(leaves) +
                                     (model.b + x - 1) * std::log(stays) -
                                     std::lgamma(model.a) - std::lgamma(model.b + x) +
                                     std::lgamma(model.a + model.b + x);
          const double buys = -std::expm1(-(model.r + x) * std::log1p(leaves * unit));
          return buys > 0 ? std::exp(log_density + std::log(buys)) : 0;
        };
        const double expected = boost::math::quadrature::tanh_sinh<double>().integrate(part, 0.0, 1.0);
        Near(ExpectedWhileAlive(model, repeats, 38.86, time), expected, 1e-6 * expected);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(an_expectation_is_smooth_where_the_closed_form_divides_by_zero) {
  const History history{3, 20, 40};
  const auto at = [&](double a) {
    return ExpectedPurchases({0.5, 5, a, 3}, history, 52);
  };
  BOOST_TEST(std::isfinite(at(1)));
  Near(at(1), (at(1 - 1e-6) + at(1 + 1e-6)) / 2, 1e-9);
}

BOOST_AUTO_TEST_CASE(more_time_brings_more_purchases_and_never_more_than_without_leaving) {
  const History history{3'000, 500, 520};
  double before = 0;
  for (double weeks = 1; weeks < 300; weeks += 13) {
    const double expected = ExpectedWhileAlive(kMusic, history.repeats, history.age, weeks);
    BOOST_TEST(expected > before);
    BOOST_TEST(expected < weeks * (kMusic.r + 3'000) / (kMusic.alpha + 520));
    before = expected;
  }
  BOOST_TEST(ExpectedPurchases(kMusic, history, 0) == 0.0);
}

BOOST_AUTO_TEST_CASE(a_purchase_of_a_month_is_discounted_at_its_end) {
  const auto one_a_week = [](double weeks) { return weeks; };
  Near(DiscountedPurchases(100, 0, one_a_week), 100, 1e-9);
  double expected = 0;
  for (int month = 1; month <= 12; ++month) expected += kWeeksOfMonth / std::pow(1.1, month / 12.0);
  Near(DiscountedPurchases(12 * kWeeksOfMonth, 0.1, one_a_week), expected, 1e-9);
  // A last month of half the length ends when the time does.
  Near(DiscountedPurchases(1.5 * kWeeksOfMonth, 0.1, one_a_week),
       kWeeksOfMonth / std::pow(1.1, 1 / 12.0) + kWeeksOfMonth / 2 / std::pow(1.1, 1.5 / 12), 1e-9);
  BOOST_TEST(DiscountedPurchases(0, 0.1, one_a_week) == 0.0);
}

}  // namespace
}  // namespace tessera::forecast
