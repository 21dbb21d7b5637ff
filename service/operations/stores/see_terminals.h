#ifndef TESSERA_OPERATIONS_STORES_SEE_TERMINALS_H_
#define TESSERA_OPERATIONS_STORES_SEE_TERMINALS_H_

#include <map>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "tessera/base/clock.h"
#include "tessera/storage/transaction.h"

namespace tessera::operations {

// When each terminal last called, by store and terminal.
using SeenTerminals = std::map<std::pair<std::string, std::string>, Instant>;

// Keeps it. Feeds hear of none of this: it moves each minute.
absl::Status SeeTerminals(storage::Transaction& transaction, const SeenTerminals& seen);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_STORES_SEE_TERMINALS_H_
