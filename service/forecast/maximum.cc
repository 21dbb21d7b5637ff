#include "tessera/forecast/maximum.h"

#include <nlopt.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>

#include "tessera/base/status.h"

namespace tessera::forecast {
namespace {

using Vector = std::vector<double>;
using Matrix = std::vector<Vector>;

constexpr double kEnough = 1e-6;  // by which a log-likelihood may still rise
constexpr double kNothing = 1e-11;
constexpr int kMostSteps = 40;
constexpr int kMostCalls = 2'000;
// As if each log were known to some ten beforehand: keeps steps finite where nothing tells them apart. An
// error as large is none.
constexpr double kRidge = 1e-2;
constexpr double kGreatestError = 10;

struct Asked {
  LogLikelihoodOf log_likelihood;
  double unit;  // NLopt's tolerances are for figures about one
};

double Value(unsigned size, const double* logs, double* slopes, void* data) {
  const Asked& asked = *static_cast<const Asked*>(data);
  Vector own(size);
  const double value = asked.log_likelihood({logs, size}, absl::MakeSpan(own));
  if (slopes != nullptr) {
    for (unsigned i = 0; i < size; ++i) slopes[i] = -own[i] / asked.unit;
  }
  return -value / asked.unit;
}

// The factor L of a symmetric matrix L L'; nullopt unless it is positive definite.
std::optional<Matrix> Factor(const Matrix& matrix) {
  const size_t size = matrix.size();
  Matrix factor(size, Vector(size));
  for (size_t i = 0; i < size; ++i) {
    for (size_t j = 0; j <= i; ++j) {
      double rest = matrix[i][j];
      for (size_t k = 0; k < j; ++k) rest -= factor[i][k] * factor[j][k];
      if (i != j) {
        factor[i][j] = rest / factor[j][j];
      } else if (rest > 1e-12 * std::abs(matrix[i][i]) && rest > 0) {
        factor[i][i] = std::sqrt(rest);
      } else {
        return std::nullopt;
      }
    }
  }
  return factor;
}

Vector Solve(const Matrix& factor, Vector right) {
  const size_t size = factor.size();
  for (size_t i = 0; i < size; ++i) {
    for (size_t k = 0; k < i; ++k) right[i] -= factor[i][k] * right[k];
    right[i] /= factor[i][i];
  }
  for (size_t i = size; i-- > 0;) {
    for (size_t k = i + 1; k < size; ++k) right[i] -= factor[k][i] * right[k];
    right[i] /= factor[i][i];
  }
  return right;
}

// How fast the slopes fall, by differences of them.
Matrix Curvature(LogLikelihoodOf log_likelihood, const Vector& logs) {
  constexpr double kStep = 1e-4;
  const size_t size = logs.size();
  Matrix curvature(size, Vector(size));
  for (size_t i = 0; i < size; ++i) {
    Vector above(size), below(size), at = logs;
    at[i] = logs[i] + kStep;
    log_likelihood(at, absl::MakeSpan(above));
    at[i] = logs[i] - kStep;
    log_likelihood(at, absl::MakeSpan(below));
    for (size_t j = 0; j < size; ++j) curvature[i][j] = (below[j] - above[j]) / (2 * kStep);
  }
  for (size_t i = 0; i < size; ++i) {
    for (size_t j = 0; j < i; ++j) {
      curvature[i][j] = curvature[j][i] = (curvature[i][j] + curvature[j][i]) / 2;
    }
  }
  return curvature;
}

// With as much added to the diagonal as it takes.
Matrix FactorOfSome(const Matrix& curvature) {
  for (double ridge = kRidge;; ridge *= 10) {
    Matrix lifted = curvature;
    for (size_t i = 0; i < lifted.size(); ++i) lifted[i][i] += ridge;
    if (const auto factor = Factor(lifted)) return *factor;
  }
}

class Climber {
 public:
  Climber(LogLikelihoodOf log_likelihood, absl::Span<const Range> ranges)
      : log_likelihood_(log_likelihood), ranges_(ranges), slopes_(ranges.size()) {}

  // By NLopt, to about as many digits as sums of differences have.
  void Climb(const Vector& start) {
    logs_ = start;
    const unsigned size = static_cast<unsigned>(logs_.size());
    Asked asked{log_likelihood_, std::max(1.0, std::abs(Look()))};
    const std::unique_ptr<nlopt_opt_s, void (*)(nlopt_opt)> search(
        nlopt_create(NLOPT_LD_SLSQP, size), nlopt_destroy);
    Vector least(size), most(size);
    for (unsigned i = 0; i < size; ++i) {
      least[i] = ranges_[i].least;
      most[i] = ranges_[i].most;
    }
    nlopt_set_lower_bounds(search.get(), least.data());
    nlopt_set_upper_bounds(search.get(), most.data());
    nlopt_set_min_objective(search.get(), Value, &asked);
    nlopt_set_ftol_rel(search.get(), 1e-15);
    nlopt_set_maxeval(search.get(), kMostCalls);
    double least_value = 0;
    Vector found = logs_;
    nlopt_optimize(search.get(), found.data(), &least_value);
    // How it ended does not matter: Settle tells whether there is more to gain.
    if (std::isfinite(least_value)) logs_ = found;
    Look();
  }

  // The last digits, by Newton's steps. Whether nothing is left to gain.
  bool Settle() {
    for (int step = 0; step < kMostSteps; ++step) {
      if (!std::isfinite(value_)) return false;
      const Vector move = Solve(FactorOfSome(Curvature(log_likelihood_, logs_)), slopes_);
      gain_ = std::inner_product(move.begin(), move.end(), slopes_.begin(), 0.0) / 2;
      if (gain_ < kNothing || !Step(move)) break;
    }
    return gain_ < kEnough;
  }

  Maximum Finish() const {
    Maximum maximum{logs_, value_, std::nullopt};
    const auto factor = Factor(Curvature(log_likelihood_, logs_));
    if (!factor) return maximum;
    Vector errors(logs_.size());
    for (size_t i = 0; i < errors.size(); ++i) {
      Vector unit(errors.size());
      unit[i] = 1;
      errors[i] = std::sqrt(Solve(*factor, unit)[i]);
    }
    if (*std::max_element(errors.begin(), errors.end()) < kGreatestError) maximum.errors = errors;
    return maximum;
  }

 private:
  double Look() { return value_ = log_likelihood_(logs_, absl::MakeSpan(slopes_)); }

  // Along `move`, as far as it goes up; false where it does not.
  bool Step(const Vector& move) {
    const Vector from = logs_;
    const double before = value_;
    for (double share = 1; share > 1e-4; share /= 2) {
      for (size_t i = 0; i < from.size(); ++i) {
        logs_[i] = std::clamp(from[i] + share * move[i], ranges_[i].least, ranges_[i].most);
      }
      if (Look() > before) return true;
    }
    logs_ = from;
    Look();
    return false;
  }

  LogLikelihoodOf log_likelihood_;
  absl::Span<const Range> ranges_;
  Vector logs_;
  Vector slopes_;
  double value_ = 0;
  double gain_ = 0;
};

}  // namespace

absl::StatusOr<Maximum> Maximise(LogLikelihoodOf log_likelihood, absl::Span<const Range> ranges,
                                 absl::Span<const std::vector<double>> starts) {
  std::optional<Maximum> best;
  for (const Vector& start : starts) {
    Climber climber(log_likelihood, ranges);
    climber.Climb(start);
    if (!climber.Settle()) continue;
    Maximum maximum = climber.Finish();
    if (!best || maximum.log_likelihood > best->log_likelihood) best = std::move(maximum);
  }
  if (best) return *std::move(best);
  return MakeError(absl::StatusCode::kFailedPrecondition, "FORECAST_UNSTABLE", "",
                   "these purchases do not say which model fits them best; ask over a longer time or "
                   "for more members");
}

}  // namespace tessera::forecast
