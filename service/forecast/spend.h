// What a purchase brings, by Gamma-Gamma: Fader, Hardie, "The Gamma-Gamma Model of Monetary Value" (2013).
// What a customer spends at a time varies about a mean of his own, which does not depend on how often he buys.
// Floating point: estimates, which are shown and never booked. Pure; thread-safe.
#ifndef TESSERA_FORECAST_SPEND_H_
#define TESSERA_FORECAST_SPEND_H_

#include <cstdint>
#include <optional>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace tessera::forecast {

// Of one customer. Money in any one unit.
struct Spending {
  int64_t repeats = 0;  // as in History
  double mean = 0;      // paid on a day of these
};

// Purchases are Gamma distributed with shape p, their rates with shape q and rate v, of which the unit is
// that of money. All positive.
struct Spend {
  double p = 0;
  double q = 0;
  double v = 0;
};

struct SpendFit {
  Spend model;
  double log_likelihood = 0;  // of the means in their own unit
  std::optional<Spend> errors;  // standard errors; nullopt where the likelihood is flat
};

// Of those with repeats and a mean above 0: the paper's equation 1a. Into `slopes`, unless it is empty,
// three: by the logs of p, q and v.
double LogLikelihood(const Spend& model, absl::Span<const Spending> spendings,
                     absl::Span<double> slopes = {});

// Maximum likelihood over those with repeats and a mean above 0; the same in any order.
// FAILED_PRECONDITION / FORECAST_TOO_FEW where they are fewer than kFewestRepeatBuyers, FORECAST_UNSTABLE,
// also where the mean of all has no bound (q not above 1).
absl::StatusOr<SpendFit> Fit(absl::Span<const Spending> spendings);

// What one of his next purchases brings: equation 5; with no repeats the mean of all, p v / (q - 1).
double ExpectedSpend(const Spend& model, const Spending& spending);

// Pearson's, of repeats and mean, of those with repeats: far from 0 the model is none for them. 0 where
// either does not vary.
double Correlation(absl::Span<const Spending> spendings);

}  // namespace tessera::forecast

#endif  // TESSERA_FORECAST_SPEND_H_
