#ifndef TESSERA_OPERATIONS_SYNC_READ_CHANGES_H_
#define TESSERA_OPERATIONS_SYNC_READ_CHANGES_H_

#include "absl/status/statusor.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/sync_service.pb.h"

namespace tessera::operations {

// What changed after `cursor`, at most `limit` changes, each member once with its latest state, and
// the cursor behind them. An empty answer with the same cursor: nothing did.
absl::StatusOr<v1::WatchResponse> ReadChanges(const Context& context,
                                              storage::ReadTransaction& transaction,
                                              absl::string_view cursor, int limit);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_SYNC_READ_CHANGES_H_
