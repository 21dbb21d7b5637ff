// Who buys again, and how often, by BG/NBD: Fader, Hardie, Lee, "Counting Your Customers the Easy Way: An
// Alternative to the Pareto/NBD Model", Marketing Science 24 (2005). While alive a customer buys at a rate of
// his own, and after each purchase but the first he may leave for good, with a chance of his own.
// Floating point: estimates, which are shown and never booked. Pure; thread-safe.
#ifndef TESSERA_FORECAST_REPEAT_BUYING_H_
#define TESSERA_FORECAST_REPEAT_BUYING_H_

#include <cstdint>
#include <optional>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace tessera::forecast {

// Of one customer. Time in any one unit; ranges of Fit are made for weeks or days.
struct History {
  int64_t repeats = 0;  // days with a purchase, less the first; 0 and up
  double recency = 0;   // from the first purchase to the last; 0 with no repeats
  double age = 0;       // from the first purchase to the end of what was seen; not below recency
};

// Rates are Gamma distributed (shape r, rate alpha, of which the unit is that of time), chances to leave
// Beta distributed (a, b). All positive.
struct RepeatBuying {
  double r = 0;
  double alpha = 0;
  double a = 0;
  double b = 0;
};

struct RepeatBuyingFit {
  RepeatBuying model;
  double log_likelihood = 0;
  std::optional<RepeatBuying> errors;  // standard errors; nullopt where the likelihood is flat
};

// Fewer customers who came back say too little.
inline constexpr int64_t kFewestRepeatBuyers = 100;

// Of one customer: the paper's equation 6.
double LogLikelihood(const RepeatBuying& model, const History& history);
// The sum over all, and into `slopes`, unless it is empty, four: by the logs of r, alpha, a and b.
double LogLikelihood(const RepeatBuying& model, absl::Span<const History> histories,
                     absl::Span<double> slopes = {});

// Maximum likelihood, without a penalty; the same in any order of the histories. FAILED_PRECONDITION /
// FORECAST_TOO_FEW below kFewestRepeatBuyers, FORECAST_UNSTABLE.
absl::StatusOr<RepeatBuyingFit> Fit(absl::Span<const History> histories);

// Repeat purchases that a new customer makes within `time` of the first: equation 9.
double ExpectedPurchases(const RepeatBuying& model, double time);
// Purchases in the next `time`: equation 10. It is Alive times ExpectedWhileAlive.
double ExpectedPurchases(const RepeatBuying& model, const History& history, double time);
// The same of who is known to be alive: it depends on repeats and age alone.
double ExpectedWhileAlive(const RepeatBuying& model, int64_t repeats, double age, double time);
// The chance that he has not left, 0 to 1; with no repeats 1, since nobody leaves before.
double Alive(const RepeatBuying& model, const History& history);
// That a new customer makes exactly so many repeat purchases within `time`: equation 8.
double Probability(const RepeatBuying& model, double time, int64_t purchases);

}  // namespace tessera::forecast

#endif  // TESSERA_FORECAST_REPEAT_BUYING_H_
