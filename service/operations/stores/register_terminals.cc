#include "tessera/operations/stores/register_terminals.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"
#include "tessera/operations/common/requested.h"
#include "tessera/storage/events.h"

namespace tessera::operations {
namespace {

constexpr int kMostTerminals = 1'000;
constexpr size_t kIdBytes = 64;

absl::Status CheckInput(const v1::RegisterTerminalsRequest& request) {
  if (request.terminals_size() < 1 || request.terminals_size() > kMostTerminals) {
    return InvalidInput("TOO_MANY_ITEMS", "terminals", "send 1 to 1,000 terminals at a time");
  }
  for (int i = 0; i < request.terminals_size(); ++i) {
    TESSERA_RETURN_IF_ERROR(
        CheckTerminalName(request.terminals(i), absl::StrCat("terminals[", i, "].")));
  }
  return absl::OkStatus();
}

// Never changes: it is stored.
Digest ContentOf(const v1::RegisterTerminalsRequest& request) {
  ContentHasher hasher("tessera register terminals 1");
  for (const v1::TerminalName& name : request.terminals()) {
    hasher.Add(name.store_id()).Add(name.terminal_id());
  }
  return hasher.Finish();
}

absl::StatusOr<bool> Register(const Context& context, storage::Transaction& transaction,
                              const v1::TerminalName& name) {
  TESSERA_ASSIGN_OR_RETURN(auto known,
                           transaction.FindTerminal(name.store_id(), name.terminal_id()));
  if (known && known->registered) return false;
  storage::Terminal terminal = std::move(known).value_or(storage::Terminal{});
  terminal.store_id = name.store_id();
  terminal.terminal_id = name.terminal_id();
  terminal.registered = true;
  TESSERA_RETURN_IF_ERROR(transaction.SaveTerminal(terminal));
  TESSERA_RETURN_IF_ERROR(AppendTerminalEvent(context, transaction, terminal));
  return true;
}

}  // namespace

absl::Status CheckTerminalName(const v1::TerminalName& name, const std::string& at) {
  if (name.store_id().empty() || name.store_id().size() > kIdBytes) {
    return InvalidInput("STORE_ID_INVALID", at + "store_id", "send 1 to 64 bytes");
  }
  if (name.terminal_id().empty() || name.terminal_id().size() > kIdBytes) {
    return InvalidInput("TERMINAL_ID_INVALID", at + "terminal_id", "send 1 to 64 bytes");
  }
  return absl::OkStatus();
}

absl::Status AppendTerminalEvent(const Context& context, storage::Transaction& transaction,
                                 const storage::Terminal& terminal) {
  storage::Event event;
  event.kind = storage::EventKind::kTerminal;
  event.happened_at = context.now;
  event.key = absl::StrCat(terminal.store_id, "\n", terminal.terminal_id);
  return transaction.events().Append(event);
}

absl::StatusOr<v1::RegisterTerminalsResponse> RegisterTerminals(
    const Context& context, storage::Transaction& transaction,
    const v1::RegisterTerminalsRequest& request) {
  TESSERA_RETURN_IF_ERROR(CheckInput(request));
  return Once<v1::RegisterTerminalsResponse>(
      context, transaction, {"RegisterTerminals", request.change_id()}, ContentOf(request),
      [&](storage::RequestedChange&) -> absl::StatusOr<v1::RegisterTerminalsResponse> {
        v1::RegisterTerminalsResponse response;
        for (const v1::TerminalName& name : request.terminals()) {
          TESSERA_ASSIGN_OR_RETURN(const bool is_new, Register(context, transaction, name));
          if (is_new) response.set_added(response.added() + 1);
        }
        return response;
      });
}

}  // namespace tessera::operations
