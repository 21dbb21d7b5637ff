// The parameters under which what was seen is likeliest. Floating point: estimates, never booked.
#ifndef TESSERA_FORECAST_MAXIMUM_H_
#define TESSERA_FORECAST_MAXIMUM_H_

#include <optional>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace tessera::forecast {

// A log-likelihood and its slopes, both by the natural logs of the parameters, which are all positive.
using LogLikelihoodOf =
    absl::FunctionRef<double(absl::Span<const double> logs, absl::Span<double> slopes)>;

// Of one parameter, by its log. A model whose best value lies beyond is at the edge of its family: there
// the likelihood does not change any more.
struct Range {
  double least = 0;
  double most = 0;
};

struct Maximum {
  std::vector<double> logs;
  double log_likelihood = 0;
  // Standard errors of the logs, by the curvature; nullopt where it is flat, or as good as flat, in some
  // direction.
  std::optional<std::vector<double>> errors;
};

// The best of what is reached from the starts, each as long as `ranges` and within them. The same for the
// same input: nothing is random. FAILED_PRECONDITION / FORECAST_UNSTABLE where the log-likelihood could still
// rise by more than a millionth.
absl::StatusOr<Maximum> Maximise(LogLikelihoodOf log_likelihood, absl::Span<const Range> ranges,
                                 absl::Span<const std::vector<double>> starts);

}  // namespace tessera::forecast

#endif  // TESSERA_FORECAST_MAXIMUM_H_
