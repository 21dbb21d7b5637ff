// Answers a scraper: GET /metrics over plain HTTP.
#ifndef TESSERA_METRICS_EXPOSER_H_
#define TESSERA_METRICS_EXPOSER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "tessera/metrics/metrics.h"

namespace tessera::metrics {

// Answers on threads of its own until it goes. `metrics` outlives it.
class Exposer {
 public:
  // `address`: host:port, port 0 for any free one. UNAVAILABLE / METRICS_LISTEN_FAILED.
  static absl::StatusOr<std::unique_ptr<Exposer>> Start(const std::string& address,
                                                        Metrics& metrics);
  ~Exposer();
  Exposer(const Exposer&) = delete;
  Exposer& operator=(const Exposer&) = delete;

  int port() const;

 private:
  struct Parts;
  explicit Exposer(std::unique_ptr<Parts> parts);

  const std::unique_ptr<Parts> parts_;
};

}  // namespace tessera::metrics

#endif  // TESSERA_METRICS_EXPOSER_H_
