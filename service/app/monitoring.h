// Ties what the parts of the service tell of themselves to the metrics.
#ifndef TESSERA_APP_MONITORING_H_
#define TESSERA_APP_MONITORING_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "tessera/base/clock.h"
#include "tessera/base/periodic.h"
#include "tessera/jobs/scheduler.h"
#include "tessera/metrics/exposer.h"
#include "tessera/metrics/metrics.h"
#include "tessera/rpc/server.h"
#include "tessera/storage/sqlite/sqlite_store.h"

namespace tessera::app {

// Made before the parts that it watches, stopped before they are, gone after them. Where nobody
// scrapes, Start is never called, and what it is told costs next to nothing.
class Monitoring {
 public:
  // `clock` outlives it.
  explicit Monitoring(const Clock& clock) : clock_(clock), metrics_(clock) {}

  // Hooks of the parts, to be put into their options.
  void Attach(storage::sqlite::SqliteStoreOptions& options);
  void Attach(rpc::ServerOptions& options);
  void Tell(const jobs::Report& report);

  // Answers scrapers from now on, and adds the liability up each `liability_pause`. `store` outlives
  // Stop. UNAVAILABLE / METRICS_LISTEN_FAILED.
  absl::Status Start(const std::string& listen, Duration liability_pause,
                     storage::sqlite::SqliteStore& store);
  // Idempotent.
  void Stop();

  // Of Start.
  int port() const { return exposer_->port(); }

 private:
  void SumUp(storage::Store& store);

  const Clock& clock_;
  metrics::Metrics metrics_;
  std::unique_ptr<metrics::Exposer> exposer_;
  Periodic liability_;
};

}  // namespace tessera::app

#endif  // TESSERA_APP_MONITORING_H_
