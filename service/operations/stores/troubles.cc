#include "tessera/operations/stores/troubles.h"

namespace tessera::operations {
namespace {

constexpr int64_t kHourSeconds = 3'600;
constexpr int64_t kDaySeconds = 24 * kHourSeconds;

// Another file took the old one's place, or damaged ones wait for a person.
bool IsOutboxLost(const v1::TerminalReport& report, const std::string& booked) {
  if (report.outboxes_set_aside() > 0) return true;
  return !booked.empty() && !report.outbox_id().empty() && report.outbox_id() != booked;
}

void AddReported(const v1::TerminalState& terminal, const std::string& outbox_id,
                 std::vector<std::string>& troubles) {
  const v1::TerminalReport& report = terminal.report();
  if (IsOutboxLost(report, outbox_id)) troubles.emplace_back("OUTBOX_LOST");
  if (report.disk() == v1::DISK_STATE_RESERVE || report.disk() == v1::DISK_STATE_FULL) {
    troubles.emplace_back("DISK");
  }
  if (report.parked_records() > 0) troubles.emplace_back("PARKED");
  if (report.outbox_records() > 0 && report.outbox_age_seconds() >= kHourSeconds) {
    troubles.emplace_back("QUEUE_OLD");
  }
  const int64_t age_seconds = report.snapshot_age_seconds();
  if (age_seconds < 0 || age_seconds >= kDaySeconds) troubles.emplace_back("SNAPSHOT_OLD");
  // A roll back lowers the number: any other is an old one.
  if (report.program_version() != terminal.expected_version()) troubles.emplace_back("PROGRAM_OLD");
}

}  // namespace

std::vector<std::string> TroublesOf(const v1::TerminalState& terminal, const std::string& outbox_id,
                                    bool store_is_closed, Instant now) {
  std::vector<std::string> troubles;
  const int64_t silent_us = now.us - terminal.last_seen_us();
  if (terminal.last_seen_us() == 0) {
    if (!store_is_closed) troubles.emplace_back("NEVER_SEEN");
  } else if (silent_us >= Seconds(kHourSeconds).us && !terminal.watching() && !store_is_closed) {
    troubles.emplace_back("SILENT");
  }
  if (terminal.has_report()) AddReported(terminal, outbox_id, troubles);
  return troubles;
}

}  // namespace tessera::operations
