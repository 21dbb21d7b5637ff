#ifndef TESSERA_OPERATIONS_STORES_LIST_TERMINALS_H_
#define TESSERA_OPERATIONS_STORES_LIST_TERMINALS_H_

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/store_service.pb.h"

namespace tessera::operations {

// Whether a terminal hears changes as they happen, which no table knows; thread-safe.
using IsWatching = std::function<bool(const std::string& store_id, const std::string& terminal_id)>;

absl::StatusOr<v1::ListTerminalsResponse> ListTerminals(const Context& context,
                                                        storage::ReadTransaction& transaction,
                                                        const v1::ListTerminalsRequest& request,
                                                        const IsWatching& is_watching);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_STORES_LIST_TERMINALS_H_
