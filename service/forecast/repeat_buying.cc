#include "tessera/forecast/repeat_buying.h"

#include <algorithm>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"
#include "tessera/forecast/maximum.h"

namespace tessera::forecast {
namespace {

// Sums over i = 0 .. x-1, by x. As sums nothing cancels, however large a parameter is, and the gamma
// functions of whole numbers of purchases are not needed.
class Sums {
 public:
  Sums(const RepeatBuying& model, int64_t most) {
    at_.reserve(static_cast<size_t>(most) + 1);
    At sum;
    at_.push_back(sum);
    for (int64_t i = 0; i < most; ++i) {
      const double number = static_cast<double>(i);
      const double b = model.b + number;
      sum.rate += std::log((model.r + number) / model.alpha);
      sum.rate_by_r += 1 / (model.r + number);
      sum.stayed -= std::log1p(model.a / b);
      sum.stayed_by_a -= 1 / (model.a + b);
      sum.stayed_by_b += model.a / (b * (model.a + b));
      at_.push_back(sum);
    }
  }

  struct At {
    double rate = 0;    // log of Gamma(r + x) / (Gamma(r) alpha^x)
    double stayed = 0;  // log of B(a, b + x) / B(a, b)
    double rate_by_r = 0;
    double stayed_by_a = 0;
    double stayed_by_b = 0;
  };
  const At& operator[](int64_t x) const { return at_[static_cast<size_t>(x)]; }

 private:
  std::vector<At> at_;
};

struct Slopes {
  double r = 0;
  double alpha = 0;
  double a = 0;
  double b = 0;
};

// Adds `weight` times the slopes by the logs of the parameters.
double OfOne(const RepeatBuying& model, const History& history, const Sums& sums, double weight,
             Slopes& slopes) {
  const double repeats = static_cast<double>(history.repeats);
  const double shape = model.r + repeats;
  const Sums::At& at = sums[history.repeats];
  const double log_age = std::log1p(history.age / model.alpha);
  double together = -shape * log_age;  // of still alive and left
  double left = 0;
  double log_recency = 0;
  if (history.repeats > 0) {
    log_recency = std::log1p(history.recency / model.alpha);
    const double alive = together;
    const double gone =
        std::log(model.a) - std::log(model.b + repeats - 1) - shape * log_recency;
    together = std::max(alive, gone) + std::log1p(std::exp(-std::abs(alive - gone)));
    left = std::exp(gone - together);
    slopes.a += weight * left;
    slopes.b -= weight * left * model.b / (model.b + repeats - 1);
  }
  const double part_age = history.age / (model.alpha + history.age);
  const double part_recency = history.recency / (model.alpha + history.recency);
  slopes.r += weight * model.r * (at.rate_by_r - (1 - left) * log_age - left * log_recency);
  slopes.alpha +=
      weight * (shape * ((1 - left) * part_age + left * part_recency) - repeats);
  slopes.a += weight * model.a * at.stayed_by_a;
  slopes.b += weight * model.b * at.stayed_by_b;
  return weight * (at.rate + at.stayed + together);
}

struct Weighted {
  History history;
  double weight = 0;
};

// Sorted, so that the sum does not depend on who comes first, and each history once.
std::vector<Weighted> Together(absl::Span<const History> histories) {
  const auto key = [](const History& history) {
    return std::tie(history.repeats, history.recency, history.age);
  };
  std::vector<History> sorted(histories.begin(), histories.end());
  std::sort(sorted.begin(), sorted.end(),
            [&](const History& one, const History& other) { return key(one) < key(other); });
  std::vector<Weighted> together;
  for (const History& history : sorted) {
    if (together.empty() || key(together.back().history) != key(history)) {
      together.push_back({history, 0});
    }
    ++together.back().weight;
  }
  return together;
}

double OfAll(const RepeatBuying& model, absl::Span<const Weighted> together, Slopes& slopes) {
  int64_t most = 0;
  for (const Weighted& one : together) most = std::max(most, one.history.repeats);
  const Sums sums(model, most);
  double sum = 0;
  for (const Weighted& one : together) sum += OfOne(model, one.history, sums, one.weight, slopes);
  return sum;
}

RepeatBuying FromLogs(absl::Span<const double> logs) {
  return {std::exp(logs[0]), std::exp(logs[1]), std::exp(logs[2]), std::exp(logs[3])};
}

void Put(const Slopes& slopes, absl::Span<double> into) {
  if (into.empty()) return;
  into[0] = slopes.r;
  into[1] = slopes.alpha;
  into[2] = slopes.a;
  into[3] = slopes.b;
}

}  // namespace

double LogLikelihood(const RepeatBuying& model, const History& history) {
  return LogLikelihood(model, absl::MakeConstSpan(&history, 1));
}

double LogLikelihood(const RepeatBuying& model, absl::Span<const History> histories,
                     absl::Span<double> slopes) {
  Slopes own;
  const double value = OfAll(model, Together(histories), own);
  Put(own, slopes);
  return value;
}

absl::StatusOr<RepeatBuyingFit> Fit(absl::Span<const History> histories) {
  const auto came_back = std::count_if(histories.begin(), histories.end(),
                                       [](const History& history) { return history.repeats > 0; });
  if (came_back < kFewestRepeatBuyers) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "FORECAST_TOO_FEW", "",
                     absl::StrCat("only ", came_back, " members bought on a second day, and it takes ",
                                  kFewestRepeatBuyers,
                                  " to learn from; ask over a longer time or for more members"));
  }
  const std::vector<Weighted> together = Together(histories);
  const auto likelihood = [&](absl::Span<const double> logs, absl::Span<double> into) {
    Slopes slopes;
    const double value = OfAll(FromLogs(logs), together, slopes);
    Put(slopes, into);
    return value;
  };
  double ages = 0;
  for (const History& history : histories) ages += history.age;
  const double age = std::log(std::max(1e-3, ages / static_cast<double>(histories.size())));
  const std::vector<Range> ranges = {{-14, 14}, {-7, 14}, {-14, 14}, {-14, 14}};
  const std::vector<std::vector<double>> starts = {
      {-0.7, std::clamp(age - 1, -6.0, 13.0), -0.2, 0.8},
      {0, std::clamp(age, -6.0, 13.0), -4, 1.5}};
  TESSERA_ASSIGN_OR_RETURN(const Maximum maximum, Maximise(likelihood, ranges, starts));
  RepeatBuyingFit fit{FromLogs(maximum.logs), maximum.log_likelihood, std::nullopt};
  if (maximum.errors) {
    const std::vector<double>& errors = *maximum.errors;
    fit.errors = RepeatBuying{fit.model.r * errors[0], fit.model.alpha * errors[1],
                              fit.model.a * errors[2], fit.model.b * errors[3]};
  }
  return fit;
}

double ExpectedPurchases(const RepeatBuying& model, double time) {
  return ExpectedWhileAlive(model, 0, 0, time);
}

double ExpectedPurchases(const RepeatBuying& model, const History& history, double time) {
  return Alive(model, history) * ExpectedWhileAlive(model, history.repeats, history.age, time);
}

// The paper's hypergeometric function as a sum over how many purchases n he would make if he never left,
// negative binomial, times how many of n come before he leaves. All terms are positive, so it is exact where
// the closed form is 0 / 0 (a = 1) or cancels (b large).
double ExpectedWhileAlive(const RepeatBuying& model, int64_t repeats, double age, double time) {
  if (time <= 0) return 0;
  constexpr double kNegligible = 1e-15;
  constexpr double kLarge = 1e200;
  const double shape = model.r + static_cast<double>(repeats);
  const double stays = model.b + static_cast<double>(repeats);
  const double share = time / (model.alpha + age + time);
  double log_scale = -shape * std::log1p(time / (model.alpha + age));
  double chance = 1;  // of n, times e^-log_scale
  double stayed = 1;  // that he is there for the next one
  double made = 0;    // of n
  double sum = 0;
  for (double n = 1;; ++n) {
    const double grown = share * (shape + n - 1) / n;
    chance *= grown;
    made += stayed;
    stayed *= (stays + n - 1) / (model.a + stays + n - 1);
    sum += chance * made;
    const double next = std::max(share, grown) * (1 + 1 / n);
    if (next < 1 && chance * made * next < kNegligible * sum * (1 - next)) break;
    if (sum > kLarge) {
      chance /= kLarge;
      sum /= kLarge;
      log_scale += std::log(kLarge);
    }
  }
  return sum * std::exp(log_scale);
}

double Alive(const RepeatBuying& model, const History& history) {
  if (history.repeats == 0) return 1;
  const double repeats = static_cast<double>(history.repeats);
  const double odds = std::log(model.a) - std::log(model.b + repeats - 1) +
                      (model.r + repeats) * (std::log1p(history.age / model.alpha) -
                                             std::log1p(history.recency / model.alpha));
  return 1 / (1 + std::exp(odds));
}

double Probability(const RepeatBuying& model, double time, int64_t purchases) {
  const double number = static_cast<double>(purchases);
  if (time <= 0) return purchases == 0 ? 1 : 0;
  const Sums::At at = Sums(model, purchases)[purchases];
  const double stayed = std::exp(at.stayed);
  const double alive =
      std::exp(at.rate + number * std::log(time) - boost::math::lgamma(number + 1) -
               (model.r + number) * std::log1p(time / model.alpha)) *
      stayed;
  if (purchases == 0) return alive;
  const double reached = boost::math::ibeta(number, model.r, time / (model.alpha + time));
  return alive + stayed * model.a / (model.b + number - 1) * reached;
}

}  // namespace tessera::forecast
