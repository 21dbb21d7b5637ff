#ifndef TESSERA_OPERATIONS_STORES_REGISTER_TERMINALS_H_
#define TESSERA_OPERATIONS_STORES_REGISTER_TERMINALS_H_

#include "absl/status/statusor.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/store_service.pb.h"

namespace tessera::operations {

// INVALID_ARGUMENT / TOO_MANY_ITEMS, STORE_ID_INVALID, TERMINAL_ID_INVALID with field "terminals[i]...".
// A store need not be saved before.
absl::StatusOr<v1::RegisterTerminalsResponse> RegisterTerminals(
    const Context& context, storage::Transaction& transaction,
    const v1::RegisterTerminalsRequest& request);

// INVALID_ARGUMENT / STORE_ID_INVALID, TERMINAL_ID_INVALID with a field below `at`.
absl::Status CheckTerminalName(const v1::TerminalName& name, const std::string& at);

// Tells who reads the feed that the terminal's row is different.
absl::Status AppendTerminalEvent(const Context& context, storage::Transaction& transaction,
                                 const storage::Terminal& terminal);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_STORES_REGISTER_TERMINALS_H_
