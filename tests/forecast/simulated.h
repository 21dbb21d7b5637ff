// Customers who buy as the models say, of a seed.
#ifndef TESSERA_TESTS_FORECAST_SIMULATED_H_
#define TESSERA_TESTS_FORECAST_SIMULATED_H_

#include <cstdint>
#include <random>
#include <vector>

#include "tessera/forecast/repeat_buying.h"
#include "tessera/forecast/spend.h"

namespace tessera::forecast {

inline double Gamma(double shape, double rate, std::mt19937_64& random) {
  return std::gamma_distribution<double>(shape, 1 / rate)(random);
}

// First purchases are spread evenly over the first half of `weeks`.
inline std::vector<History> Simulate(const RepeatBuying& model, int customers, double weeks,
                                     uint64_t seed) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> even(0, 1);
  std::vector<History> histories;
  for (int i = 0; i < customers; ++i) {
    History history;
    history.age = weeks * (1 - even(random) / 2);
    const double rate = Gamma(model.r, model.alpha, random);
    const double leaving = Gamma(model.a, 1, random);
    const double staying = Gamma(model.b, 1, random);
    for (double time = 0;;) {
      time += std::exponential_distribution<double>(1)(random) / rate;
      if (!(time <= history.age)) break;
      ++history.repeats;
      history.recency = time;
      if (even(random) * (leaving + staying) < leaving) break;
    }
    histories.push_back(history);
  }
  return histories;
}

inline std::vector<Spending> Simulate(const Spend& model, int customers, uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<Spending> spendings;
  for (int i = 0; i < customers; ++i) {
    Spending spending;
    spending.repeats = 1 + static_cast<int64_t>(random() % 9);
    const double rate = Gamma(model.q, model.v, random);
    for (int64_t purchase = 0; purchase < spending.repeats; ++purchase) {
      spending.mean += Gamma(model.p, rate, random) / static_cast<double>(spending.repeats);
    }
    spendings.push_back(spending);
  }
  return spendings;
}

}  // namespace tessera::forecast

#endif  // TESSERA_TESTS_FORECAST_SIMULATED_H_
