// What buyers will do in the time ahead: estimates as whole numbers, to be shown. Nothing of it is booked.
// The models are fitted and summed in floating point, which ends here.
#ifndef TESSERA_FORECAST_OUTLOOK_H_
#define TESSERA_FORECAST_OUTLOOK_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "tessera/insight/buyers.h"

namespace tessera::forecast {

struct OutlookQuestion {
  int32_t last_day = 0;         // of what was seen; since 1970-01-01
  int32_t days = 365;           // ahead
  int64_t discount_milli = 0;   // thousandths of a percent a year
  size_t most_fitted = 500'000;  // of more, every second, third .. is fitted; all are summed
};

struct Parameter {
  std::string name;              // as in the papers: r, alpha, a, b, p, q, v
  int64_t micro = 0;             // millionths; alpha of weeks, v of minor units
  std::optional<int64_t> error;  // standard error, likewise; nullopt where it can't be told
};

// Buyers with as many repeats, or with all together. Thousandths, but counts and money in minor units.
struct OutlookRow {
  int64_t customers = 0;
  int64_t living_milli = 0;
  int64_t purchases_milli = 0;
  int64_t revenue_minor = 0;
  int64_t actual_purchases = 0;  // what Buyer has of later
  int64_t actual_minor = 0;
};

inline constexpr size_t kOutlookRows = 8;  // repeats of 0 .. 6, 7 and more

struct Outlook {
  int64_t fitted = 0;         // buyers that the models learned from
  int64_t repeat_buyers = 0;  // of all
  OutlookRow all;
  std::array<OutlookRow, kOutlookRows> by_repeats;
  int64_t mean_spend_minor = 0;  // revenue for one purchase ahead
  int64_t value_minor = 0;       // of a buyer: what he pays ahead, discounted; the mean of all
  std::vector<Parameter> parameters;
  int64_t purchases_log_likelihood_milli = 0;
  int64_t spend_log_likelihood_milli = 0;
  int64_t correlation_milli = 0;  // see Correlation
};

// A month is 365.25 / 12 days; what is paid within one counts at its end, within what is left of one at the
// last day. Money not above 0 lowers a buyer's mean and is not learned from. FAILED_PRECONDITION /
// FORECAST_TOO_FEW, FORECAST_UNSTABLE, AMOUNT_OVERFLOW.
absl::StatusOr<Outlook> LookAhead(absl::Span<const insight::Buyer> buyers,
                                  const OutlookQuestion& question);

}  // namespace tessera::forecast

#endif  // TESSERA_FORECAST_OUTLOOK_H_
