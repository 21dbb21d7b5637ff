#include "tessera/operations/sync/see_terminal.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"
#include "tessera/operations/common/input.h"
#include "tessera/operations/stores/troubles.h"
#include "tessera/storage/events.h"

namespace tessera::operations {
namespace {

constexpr size_t kMaximumReport = 4'096;

// That it runs an old program is told by the version.
std::vector<std::string> ReportedTroubles(const storage::Terminal& terminal,
                                          const v1::TerminalReport& report, Instant now) {
  v1::TerminalState state;
  state.set_last_seen_us(now.us);
  state.set_expected_version(report.program_version());
  *state.mutable_report() = report;
  return TroublesOf(state, terminal.outbox_id, /*store_is_closed=*/false, now);
}

// What the feed tells of a terminal: how its queue stands moves with every call.
bool IsOther(const storage::Terminal& before, const v1::TerminalReport& report, Instant now) {
  v1::TerminalReport known;
  return before.report.empty() || !known.ParseFromString(before.report) ||
         known.program_version() != report.program_version() ||
         known.plugin_version() != report.plugin_version() ||
         known.outbox_id() != report.outbox_id() ||
         ReportedTroubles(before, known, now) != ReportedTroubles(before, report, now);
}

absl::Status AppendEvent(const Context& context, storage::Transaction& transaction,
                         const storage::Terminal& terminal) {
  storage::Event event;
  event.kind = storage::EventKind::kTerminal;
  event.happened_at = context.now;
  event.key = absl::StrCat(terminal.store_id, "\n", terminal.terminal_id);
  return transaction.events().Append(event);
}

}  // namespace

std::optional<int64_t> VersionThatRuns(const v1::WatchRequest& request) {
  if (!request.has_report() || request.report().ByteSizeLong() > kMaximumReport) return std::nullopt;
  return request.report().program_version();
}

absl::Status SeeTerminal(const Context& context, storage::Transaction& transaction,
                         absl::string_view store_id, absl::string_view terminal_id,
                         const v1::TerminalReport* report) {
  TESSERA_RETURN_IF_ERROR(CheckStoreAndTerminal(context, store_id, terminal_id));
  TESSERA_ASSIGN_OR_RETURN(auto known, transaction.FindTerminal(store_id, terminal_id));
  storage::Terminal terminal = std::move(known).value_or(storage::Terminal{});
  terminal.store_id = std::string(store_id);
  terminal.terminal_id = std::string(terminal_id);
  terminal.seen_at = context.now;
  bool is_other = false;
  if (report != nullptr && report->ByteSizeLong() <= kMaximumReport) {
    is_other = IsOther(terminal, *report, context.now);
    terminal.report = report->SerializeAsString();
    terminal.reported_at = context.now;
  }
  TESSERA_RETURN_IF_ERROR(transaction.SaveTerminal(terminal));
  return is_other ? AppendEvent(context, transaction, terminal) : absl::OkStatus();
}

}  // namespace tessera::operations
