#include "tessera/forecast/maximum.h"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <vector>

#include "tessera/base/status.h"

namespace tessera::forecast {
namespace {

const std::vector<Range> kRanges = {{-5, 5}, {-5, 5}};

BOOST_AUTO_TEST_CASE(the_top_of_a_hill_is_found_with_its_errors) {
  const auto hill = [](absl::Span<const double> at, absl::Span<double> slopes) {
    slopes[0] = -4 * (at[0] - 1);
    slopes[1] = -0.25 * (at[1] + 2);
    return -2 * (at[0] - 1) * (at[0] - 1) - 0.125 * (at[1] + 2) * (at[1] + 2);
  };
  const std::vector<std::vector<double>> starts = {{0, 0}, {4, 4}};
  const auto top = Maximise(hill, kRanges, starts);
  BOOST_REQUIRE_MESSAGE(top.ok(), top.status());
  BOOST_TEST(std::abs(top->logs[0] - 1) < 1e-6);
  BOOST_TEST(std::abs(top->logs[1] + 2) < 1e-6);
  BOOST_REQUIRE(top->errors.has_value());
  BOOST_TEST(std::abs((*top->errors)[0] - 0.5) < 1e-4);
  BOOST_TEST(std::abs((*top->errors)[1] - 2) < 1e-4);
}

BOOST_AUTO_TEST_CASE(of_two_hills_the_higher_one_is_taken) {
  const auto hills = [](absl::Span<const double> at, absl::Span<double> slopes) {
    const double low = std::exp(-2 * (at[0] + 3) * (at[0] + 3));
    const double high = 2 * std::exp(-2 * (at[0] - 3) * (at[0] - 3));
    slopes[0] = -4 * (at[0] + 3) * low - 4 * (at[0] - 3) * high;
    slopes[1] = -2 * at[1];
    return low + high - at[1] * at[1];
  };
  const std::vector<std::vector<double>> starts = {{-2.8, 0.1}, {2.8, 0.1}};
  const auto top = Maximise(hills, kRanges, starts);
  BOOST_REQUIRE(top.ok());
  BOOST_TEST(std::abs(top->logs[0] - 3) < 1e-3);
}

BOOST_AUTO_TEST_CASE(a_slope_without_a_top_is_no_answer) {
  const auto slope = [](absl::Span<const double> at, absl::Span<double> slopes) {
    slopes[0] = 1;
    slopes[1] = 0;
    return at[0];
  };
  const std::vector<std::vector<double>> starts = {{0, 0}};
  const auto top = Maximise(slope, kRanges, starts);
  BOOST_TEST(ReasonOf(top.status()) == "FORECAST_UNSTABLE");
}

BOOST_AUTO_TEST_CASE(what_is_no_number_is_no_answer) {
  const auto broken = [](absl::Span<const double>, absl::Span<double> slopes) {
    slopes[0] = slopes[1] = std::nan("");
    return std::nan("");
  };
  const std::vector<std::vector<double>> starts = {{0, 0}};
  BOOST_TEST(ReasonOf(Maximise(broken, kRanges, starts).status()) == "FORECAST_UNSTABLE");
}

BOOST_AUTO_TEST_CASE(an_edge_that_is_flat_is_an_answer_without_errors) {
  const auto edge = [](absl::Span<const double> at, absl::Span<double> slopes) {
    slopes[0] = -2 * at[0];
    slopes[1] = 0;
    return -at[0] * at[0];
  };
  const std::vector<std::vector<double>> starts = {{2, 3}};
  const auto top = Maximise(edge, kRanges, starts);
  BOOST_REQUIRE_MESSAGE(top.ok(), top.status());
  BOOST_TEST(std::abs(top->logs[0]) < 1e-5);
  BOOST_TEST(!top->errors.has_value());
}

BOOST_AUTO_TEST_CASE(a_ridge_that_hardly_falls_tells_no_errors) {
  const auto ridge = [](absl::Span<const double> at, absl::Span<double> slopes) {
    slopes[0] = -2 * at[0];
    slopes[1] = -1e-6 * at[1];
    return -at[0] * at[0] - 0.5e-6 * at[1] * at[1];
  };
  const std::vector<std::vector<double>> starts = {{2, 0.5}};
  const auto top = Maximise(ridge, kRanges, starts);
  BOOST_REQUIRE_MESSAGE(top.ok(), top.status());
  BOOST_TEST(!top->errors.has_value());
}

}  // namespace
}  // namespace tessera::forecast
