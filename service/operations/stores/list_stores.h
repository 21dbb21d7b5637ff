#ifndef TESSERA_OPERATIONS_STORES_LIST_STORES_H_
#define TESSERA_OPERATIONS_STORES_LIST_STORES_H_

#include "absl/status/statusor.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/store_service.pb.h"

namespace tessera::operations {

absl::StatusOr<v1::ListStoresResponse> ListStores(const Context& context,
                                                  storage::ReadTransaction& transaction,
                                                  const v1::ListStoresRequest& request);

// The version that is in force for a store; 0 if there is none.
absl::StatusOr<int64_t> VersionInForce(storage::ReadTransaction& transaction,
                                       const std::string& store_id);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_STORES_LIST_STORES_H_
