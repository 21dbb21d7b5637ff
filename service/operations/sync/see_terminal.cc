#include "tessera/operations/sync/see_terminal.h"

#include <utility>

#include "tessera/base/status.h"
#include "tessera/operations/common/input.h"

namespace tessera::operations {
namespace {

constexpr size_t kMaximumReport = 4'096;

}  // namespace


absl::Status SeeTerminal(const Context& context, storage::Transaction& transaction,
                         const v1::WatchRequest& request) {
  TESSERA_RETURN_IF_ERROR(
      CheckStoreAndTerminal(context, request.store_id(), request.terminal_id()));
  TESSERA_ASSIGN_OR_RETURN(auto known,
                           transaction.FindTerminal(request.store_id(), request.terminal_id()));
  storage::Terminal terminal = std::move(known).value_or(storage::Terminal{});
  terminal.store_id = request.store_id();
  terminal.terminal_id = request.terminal_id();
  terminal.seen_at = context.now;
  if (request.has_report() && request.report().ByteSizeLong() <= kMaximumReport) {
    terminal.report = request.report().SerializeAsString();
  }
  return transaction.SaveTerminal(terminal);
}

}  // namespace tessera::operations
