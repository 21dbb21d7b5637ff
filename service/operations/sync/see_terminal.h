#ifndef TESSERA_OPERATIONS_SYNC_SEE_TERMINAL_H_
#define TESSERA_OPERATIONS_SYNC_SEE_TERMINAL_H_

#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/sync_service.pb.h"

namespace tessera::operations {

// Keeps when a terminal was heard of and how it said it was doing; `report` is null if it did not.
absl::Status SeeTerminal(const Context& context, storage::Transaction& transaction,
                         absl::string_view store_id, absl::string_view terminal_id,
                         const v1::TerminalReport* report);
// The program's version that a terminal says it runs, 0 for none; nullopt where it says nothing, or more
// than is read.
std::optional<int64_t> VersionThatRuns(const v1::WatchRequest& request);

// Of a request that may carry a report.
template <typename Request>
absl::Status SeeTerminal(const Context& context, storage::Transaction& transaction,
                         const Request& request) {
  return SeeTerminal(context, transaction, request.store_id(), request.terminal_id(),
                     request.has_report() ? &request.report() : nullptr);
}

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_SYNC_SEE_TERMINAL_H_
