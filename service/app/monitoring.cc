#include "tessera/app/monitoring.h"

#include <utility>

#include "tessera/app/log.h"
#include "tessera/base/status.h"
#include "tessera/jobs/liability.h"

namespace tessera::app {
namespace {

// -1 where the store can't be asked.
storage::PendingRefundCount PendingRefunds(storage::Store& store) {
  storage::PendingRefundCount count;
  const absl::Status read = store.Read([&](storage::ReadTransaction& transaction) {
    TESSERA_ASSIGN_OR_RETURN(count, transaction.CountPendingRefunds());
    return absl::OkStatus();
  });
  if (!read.ok()) count.refunds = -1;
  return count;
}

}  // namespace

void Monitoring::Attach(storage::sqlite::SqliteStoreOptions& options) {
  options.writer.on_group = [this](size_t works) { metrics_.CountGroup(works); };
}

void Monitoring::Attach(rpc::ServerOptions& options) {
  options.on_call = [this, before = std::move(options.on_call)](const rpc::CallRecord& record) {
    if (before) before(record);
    metrics_.CountCall(record.method, record.code, record.took);
  };
  options.on_item = [this, before = std::move(options.on_item)](const rpc::ItemRecord& record) {
    if (before) before(record);
    metrics_.CountItem(record.method, record.reason);
  };
  options.on_report = [this](const std::string& store_id, const std::string& terminal_id,
                             const v1::TerminalReport& report) {
    metrics_.SeeTerminal({store_id, terminal_id, report.outbox_records(),
                          report.outbox_age_seconds(), report.parked_records()});
  };
}

void Monitoring::Tell(const jobs::Report& report) {
  const bool went_well = report.status.ok() && (!report.run || report.run->reason.empty());
  metrics_.CountJob(jobs::NameOf(report.kind), went_well, report.run ? report.run->changed : 0);
}

void Monitoring::SumUp(storage::Store& store) {
  const absl::StatusOr<int64_t> points = jobs::SumLiability(store, clock_, [this] {
    return liability_.IsStopping() ? absl::CancelledError("stopping") : absl::OkStatus();
  });
  if (points.ok()) return metrics_.SetLiability(*points);
  if (absl::IsCancelled(points.status())) return;
  Log(Level::kError, "liability_failed",
      {{"reason", ReasonOf(points.status())}, {"message", std::string(points.status().message())}});
}

absl::Status Monitoring::Start(const std::string& listen, Duration liability_pause,
                               storage::sqlite::SqliteStore& store) {
  metrics_.AddGauge("tessera_write_queue_works", "Writes that wait for the store.",
                    [&store] { return static_cast<int64_t>(store.waiting_writes()); });
  metrics_.AddGauge("tessera_busy_readers", "Connections to the database that read just now.",
                    [&store] { return static_cast<int64_t>(store.busy_readers()); });
  metrics_.AddGauge("tessera_pending_refunds", "Printed refunds whose sale has not come yet.",
                    [&store] { return PendingRefunds(store).refunds; });
  metrics_.AddGauge("tessera_pending_refund_age_seconds", "Age of the oldest of them; 0 for none.",
                    [this, &store] {
                      const Instant now = clock_.Now();
                      const Duration age = now - PendingRefunds(store).oldest.value_or(now);
                      return age.us / Seconds(1).us;
                    });
  TESSERA_ASSIGN_OR_RETURN(exposer_, metrics::Exposer::Start(listen, metrics_));
  liability_.Start(liability_pause, [this, &store] { SumUp(store); });
  return absl::OkStatus();
}

void Monitoring::Stop() {
  liability_.Stop();
  exposer_.reset();
  metrics_.Forget();
}

}  // namespace tessera::app
