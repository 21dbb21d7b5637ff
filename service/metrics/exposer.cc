#include "tessera/metrics/exposer.h"

#include <exception>
#include <utility>

#include <prometheus/exposer.h>

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"
#include "tessera/metrics/parts.h"

namespace tessera::metrics {

struct Exposer::Parts {
  explicit Parts(const std::string& address) : http(address) {}

  prometheus::Exposer http;
};

absl::StatusOr<std::unique_ptr<Exposer>> Exposer::Start(const std::string& address,
                                                        Metrics& metrics) {
  std::string why = "the port is taken or may not be used";
  try {
    auto parts = std::make_unique<Parts>(address);
    parts->http.RegisterCollectable(metrics.parts_);
    if (!parts->http.GetListeningPorts().empty()) {
      return std::unique_ptr<Exposer>(new Exposer(std::move(parts)));
    }
  } catch (const std::exception& error) {
    why = error.what();
  }
  return MakeError(absl::StatusCode::kUnavailable, "METRICS_LISTEN_FAILED", "metrics.listen",
                   absl::StrCat("cannot answer scrapers on ", address, ": ", why));
}

Exposer::Exposer(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Exposer::~Exposer() = default;

int Exposer::port() const { return parts_->http.GetListeningPorts().front(); }

}  // namespace tessera::metrics
