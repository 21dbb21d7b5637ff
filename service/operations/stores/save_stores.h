#ifndef TESSERA_OPERATIONS_STORES_SAVE_STORES_H_
#define TESSERA_OPERATIONS_STORES_SAVE_STORES_H_

#include "absl/status/statusor.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/store_service.pb.h"

namespace tessera::operations {

// INVALID_ARGUMENT / TOO_MANY_ITEMS, STORE_ID_INVALID (also for one that comes twice), TEXT_TOO_LONG,
// TEXT_INVALID, TAG_INVALID with field "stores[i]..."; ALREADY_EXISTS / CHANGE_ID_REUSED.
absl::StatusOr<v1::SaveStoresResponse> SaveStores(const Context& context,
                                                  storage::Transaction& transaction,
                                                  const v1::SaveStoresRequest& request);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_STORES_SAVE_STORES_H_
