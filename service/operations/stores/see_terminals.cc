#include "tessera/operations/stores/see_terminals.h"

#include "tessera/base/status.h"
#include "tessera/storage/stores.h"

namespace tessera::operations {

absl::Status SeeTerminals(storage::Transaction& transaction, const SeenTerminals& seen) {
  for (const auto& [terminal, at] : seen) {
    TESSERA_RETURN_IF_ERROR(transaction.stores().SaveSeen(terminal.first, terminal.second, at));
  }
  return absl::OkStatus();
}

}  // namespace tessera::operations
