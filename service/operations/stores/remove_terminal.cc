#include "tessera/operations/stores/remove_terminal.h"

#include "tessera/base/status.h"
#include "tessera/operations/common/input.h"
#include "tessera/operations/common/requested.h"
#include "tessera/operations/stores/register_terminals.h"

namespace tessera::operations {
namespace {

constexpr size_t kCommentBytes = 256;

// Never changes: it is stored.
Digest ContentOf(const v1::RemoveTerminalRequest& request) {
  return ContentHasher("tessera remove terminal 1")
      .Add(request.terminal().store_id())
      .Add(request.terminal().terminal_id())
      .Add(request.comment())
      .Finish();
}

}  // namespace

absl::StatusOr<v1::RemoveTerminalResponse> RemoveTerminal(
    const Context& context, storage::Transaction& transaction,
    const v1::RemoveTerminalRequest& request) {
  const v1::TerminalName& name = request.terminal();
  TESSERA_RETURN_IF_ERROR(CheckTerminalName(name, "terminal."));
  TESSERA_RETURN_IF_ERROR(CheckText(request.comment(), kCommentBytes, "comment"));
  return Once<v1::RemoveTerminalResponse>(
      context, transaction, {"RemoveTerminal", request.change_id()}, ContentOf(request),
      [&](storage::RequestedChange& row) -> absl::StatusOr<v1::RemoveTerminalResponse> {
        TESSERA_ASSIGN_OR_RETURN(auto terminal,
                                 transaction.FindTerminal(name.store_id(), name.terminal_id()));
        if (!terminal || (!terminal->registered && terminal->seen_at.us == 0)) {
          return NotFound("TERMINAL_UNKNOWN", "terminal", "the list has no such terminal");
        }
        terminal->registered = false;
        terminal->seen_at = Instant{};
        terminal->report.clear();
        terminal->reported_at = Instant{};
        TESSERA_RETURN_IF_ERROR(transaction.SaveTerminal(*terminal));
        TESSERA_RETURN_IF_ERROR(AppendTerminalEvent(context, transaction, *terminal));
        row.comment = request.comment();
        return v1::RemoveTerminalResponse();
      });
}

}  // namespace tessera::operations
