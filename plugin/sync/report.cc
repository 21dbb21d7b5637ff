#include "tessera/plugin/sync/report.h"

#include <algorithm>
#include <memory>
#include <optional>

namespace tessera::plugin {
namespace {

constexpr int kMostParked = 20;
// The service ignores what is larger.
constexpr size_t kMostBytes = 4'096;

v1::DiskState ToProto(DiskState disk) {
  switch (disk) {
    case DiskState::kGood:
      return v1::DISK_STATE_GOOD;
    case DiskState::kReserve:
      return v1::DISK_STATE_RESERVE;
    case DiskState::kFull:
      break;
  }
  return v1::DISK_STATE_FULL;
}

int64_t SecondsSince(Instant then, Instant now) {
  return std::max<int64_t>(0, (now - then).us / 1'000'000);
}

void AddParked(Outbox& outbox, v1::TerminalReport* report) {
  const auto parked = outbox.Parked(kMostParked);
  if (!parked.ok()) return;
  for (const ParkedRecord& record : *parked) {
    v1::ParkedRecord* told = report->add_parked();
    told->set_sequence(record.sequence);
    told->set_subject_id(record.subject_id);
    told->set_reason(record.reason);
  }
  while (report->ByteSizeLong() > kMostBytes && report->parked_size() > 0) {
    report->mutable_parked()->RemoveLast();
  }
}

}  // namespace

int64_t LiveVersion(const Cache& cache) {
  const std::shared_ptr<const CachedProgram> live = cache.Live();
  return live == nullptr ? 0 : live->version;
}

v1::TerminalReport MakeReport(const Cache& cache, Outbox& outbox, Instant now,
                              const std::string& plugin_version) {
  v1::TerminalReport report;
  report.set_plugin_version(plugin_version);
  report.set_program_version(LiveVersion(cache));
  const std::optional<Instant> fresh_at = cache.fresh_at();
  report.set_snapshot_age_seconds(fresh_at.has_value() ? SecondsSince(*fresh_at, now) : -1);
  const Outbox::Counts counts = outbox.counts();
  report.set_outbox_records(counts.pending);
  if (counts.pending > 0) {
    report.set_outbox_age_seconds(SecondsSince(counts.oldest_pending, now));
  }
  report.set_parked_records(counts.parked);
  report.set_outbox_id(outbox.outbox_id());
  report.set_disk(ToProto(outbox.disk()));
  report.set_outboxes_set_aside(outbox.files_set_aside());
  if (counts.parked > 0) AddParked(outbox, &report);
  return report;
}

}  // namespace tessera::plugin
