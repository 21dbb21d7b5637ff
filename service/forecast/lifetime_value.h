// What a customer pays ahead, worth today. Floating point: estimates, which are shown and never booked.
#ifndef TESSERA_FORECAST_LIFETIME_VALUE_H_
#define TESSERA_FORECAST_LIFETIME_VALUE_H_

#include <cstdint>

#include "absl/functional/function_ref.h"

namespace tessera::forecast {

inline constexpr double kWeeksOfMonth = 365.25 / 12 / 7;

// Purchases ahead, those of each month of 365.25 / 12 days over (1 + d)^k at its end, k = 1, 2 ..; of a last
// month that is not whole k is the fraction. d makes `yearly_rate` (0.1: 10 %) of twelve months.
// `purchases_within` is asked for ascending weeks, the last `weeks`.
double DiscountedPurchases(double weeks, double yearly_rate,
                           absl::FunctionRef<double(double weeks)> purchases_within);

}  // namespace tessera::forecast

#endif  // TESSERA_FORECAST_LIFETIME_VALUE_H_
