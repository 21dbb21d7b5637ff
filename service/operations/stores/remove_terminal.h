#ifndef TESSERA_OPERATIONS_STORES_REMOVE_TERMINAL_H_
#define TESSERA_OPERATIONS_STORES_REMOVE_TERMINAL_H_

#include "absl/status/statusor.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/store_service.pb.h"

namespace tessera::operations {

// How far its outbox was booked stays known: it may come back with records that it sent already.
absl::StatusOr<v1::RemoveTerminalResponse> RemoveTerminal(const Context& context,
                                                          storage::Transaction& transaction,
                                                          const v1::RemoveTerminalRequest& request);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_STORES_REMOVE_TERMINAL_H_
