#ifndef TESSERA_OPERATIONS_SYNC_READ_CHANGES_H_
#define TESSERA_OPERATIONS_SYNC_READ_CHANGES_H_

#include <cstdint>
#include <optional>

#include "absl/status/statusor.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/sync_service.pb.h"

namespace tessera::operations {

// What changed after `cursor`, at most `limit` changes, each member once with its latest state, and
// the cursor behind them. An empty answer with the same cursor: nothing did.
// A member whom terminals of the store do not keep is one that is gone.
// `runs` is the version that the terminal runs, 0 for none. Where another one counts in the store, that one
// comes first, with its counters, whatever changed; where it is the same, none does. nullopt: nobody knows
// what it runs, and any publication brings the program that counts.
absl::StatusOr<v1::WatchResponse> ReadChanges(const Context& context,
                                              storage::ReadTransaction& transaction,
                                              absl::string_view store_id, absl::string_view cursor,
                                              int limit, std::optional<int64_t> runs = {});

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_SYNC_READ_CHANGES_H_
