#ifndef TESSERA_OPERATIONS_SYNC_SEE_TERMINAL_H_
#define TESSERA_OPERATIONS_SYNC_SEE_TERMINAL_H_

#include "absl/status/status.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/sync_service.pb.h"

namespace tessera::operations {

// Keeps when a terminal began to watch and how it said it was doing.
absl::Status SeeTerminal(const Context& context, storage::Transaction& transaction,
                         const v1::WatchRequest& request);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_SYNC_SEE_TERMINAL_H_
