#include "tessera/forecast/spend.h"

#include <algorithm>
#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"
#include "tessera/forecast/maximum.h"
#include "tessera/forecast/repeat_buying.h"

namespace tessera::forecast {
namespace {

using boost::math::digamma;
using boost::math::lgamma;
using boost::math::tgamma_delta_ratio;

bool Counts(const Spending& spending) { return spending.repeats > 0 && spending.mean > 0; }

// Sorted, so that the sum does not depend on who comes first.
std::vector<Spending> Counted(absl::Span<const Spending> spendings) {
  std::vector<Spending> counted;
  std::copy_if(spendings.begin(), spendings.end(), std::back_inserter(counted), Counts);
  std::sort(counted.begin(), counted.end(), [](const Spending& one, const Spending& other) {
    return std::tie(one.repeats, one.mean) < std::tie(other.repeats, other.mean);
  });
  return counted;
}

// log of Gamma(from + more) / Gamma(from). The two logs of a large `from` would cancel; their quotient is small
// enough for a double where `more` is not large too.
double LogGammaRatio(double from, double more) {
  constexpr double kFits = 600;
  if (more * std::log(from + more) < kFits) return -std::log(tgamma_delta_ratio(from, more));
  return lgamma(from + more) - lgamma(from);
}

// What depends on the number of purchases alone.
struct OfNumber {
  int64_t repeats = 0;
  double log_beta = 0;  // -log B(p x, q)
  double by_p = 0;
  double by_q = 0;

  OfNumber() = default;
  OfNumber(const Spend& model, int64_t number) : repeats(number) {
    const double x = static_cast<double>(number);
    const double of_both = digamma(model.p * x + model.q);
    log_beta = LogGammaRatio(model.p * x, model.q) - lgamma(model.q);
    by_p = x * (of_both - digamma(model.p * x));
    by_q = of_both - digamma(model.q);
  }
};

double OfAll(const Spend& model, absl::Span<const Spending> counted, absl::Span<double> slopes) {
  OfNumber number;
  double value = 0, by_p = 0, by_q = 0, by_v = 0;
  for (const Spending& one : counted) {
    if (number.repeats != one.repeats) number = OfNumber(model, one.repeats);
    const double shape = model.p * static_cast<double>(one.repeats);
    const double paid = static_cast<double>(one.repeats) * one.mean;
    const double log_more = std::log1p(paid / model.v);
    const double log_less = std::log1p(model.v / paid);
    value += number.log_beta - model.q * log_more - shape * log_less - std::log(one.mean);
    by_p += number.by_p - static_cast<double>(one.repeats) * log_less;
    by_q += number.by_q - log_more;
    by_v += (model.q * paid - shape * model.v) / (model.v + paid);
  }
  if (!slopes.empty()) {
    slopes[0] = model.p * by_p;
    slopes[1] = model.q * by_q;
    slopes[2] = by_v;
  }
  return value;
}

Spend FromLogs(absl::Span<const double> logs) {
  return {std::exp(logs[0]), std::exp(logs[1]), std::exp(logs[2])};
}

}  // namespace

double LogLikelihood(const Spend& model, absl::Span<const Spending> spendings,
                     absl::Span<double> slopes) {
  return OfAll(model, Counted(spendings), slopes);
}

absl::StatusOr<SpendFit> Fit(absl::Span<const Spending> spendings) {
  std::vector<Spending> counted = Counted(spendings);
  const auto size = static_cast<int64_t>(counted.size());
  if (size < kFewestRepeatBuyers) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "FORECAST_TOO_FEW", "",
                     absl::StrCat("only ", size, " members paid something on a second day, and it takes ",
                                  kFewestRepeatBuyers,
                                  " to learn from; ask over a longer time or for more members"));
  }
  // In units of the geometric mean: minor units and whole ones are as easy, and a few large sums move nothing.
  double log_means = 0;
  for (const Spending& one : counted) log_means += std::log(one.mean);
  const double unit = std::exp(log_means / static_cast<double>(size));
  for (Spending& one : counted) one.mean /= unit;
  const auto likelihood = [&](absl::Span<const double> logs, absl::Span<double> slopes) {
    return OfAll(FromLogs(logs), counted, slopes);
  };
  const std::vector<Range> ranges = {{-9, 14}, {-9, 14}, {-14, 17}};
  const std::vector<std::vector<double>> starts = {{1.4, 1.4, 0}, {0.4, 2.5, 2}};
  TESSERA_ASSIGN_OR_RETURN(const Maximum maximum, Maximise(likelihood, ranges, starts));
  SpendFit fit;
  fit.model = FromLogs(maximum.logs);
  fit.model.v *= unit;
  fit.log_likelihood = maximum.log_likelihood - static_cast<double>(size) * std::log(unit);
  if (fit.model.q <= 1) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "FORECAST_UNSTABLE", "",
                     "what members pay at a time differs so much that no mean can be told; ask for a "
                     "part of them");
  }
  if (maximum.errors) {
    const std::vector<double>& errors = *maximum.errors;
    fit.errors = Spend{fit.model.p * errors[0], fit.model.q * errors[1], fit.model.v * errors[2]};
  }
  return fit;
}

double ExpectedSpend(const Spend& model, const Spending& spending) {
  const double repeats = static_cast<double>(spending.repeats);
  const double paid = spending.repeats > 0 ? std::max(0.0, spending.mean) * repeats : 0;
  return model.p * (model.v + paid) / (model.p * repeats + model.q - 1);
}

double Correlation(absl::Span<const Spending> spendings) {
  double size = 0, repeats = 0, means = 0;
  for (const Spending& one : spendings) {
    if (one.repeats == 0) continue;
    ++size;
    repeats += static_cast<double>(one.repeats);
    means += one.mean;
  }
  double both = 0, of_repeats = 0, of_means = 0;
  for (const Spending& one : spendings) {
    if (one.repeats == 0) continue;
    const double number = static_cast<double>(one.repeats) - repeats / size;
    const double money = one.mean - means / size;
    both += number * money;
    of_repeats += number * number;
    of_means += money * money;
  }
  return of_repeats > 0 && of_means > 0 ? both / std::sqrt(of_repeats * of_means) : 0;
}

}  // namespace tessera::forecast
