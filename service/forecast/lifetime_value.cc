#include "tessera/forecast/lifetime_value.h"

#include <algorithm>
#include <cmath>

namespace tessera::forecast {

double DiscountedPurchases(double weeks, double yearly_rate,
                           absl::FunctionRef<double(double weeks)> purchases_within) {
  double sum = 0;
  double before = 0;
  double until = 0;
  for (int month = 1; until < weeks; ++month) {
    until = std::min(weeks, month * kWeeksOfMonth);
    const double purchases = purchases_within(until);
    sum += (purchases - before) * std::pow(1 + yearly_rate, -until / (12 * kWeeksOfMonth));
    before = purchases;
  }
  return sum;
}

}  // namespace tessera::forecast
