// Whether a store that somebody names is one of the chain's.
#ifndef TESSERA_OPERATIONS_COMMON_KNOWN_STORE_H_
#define TESSERA_OPERATIONS_COMMON_KNOWN_STORE_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "tessera/storage/transaction.h"

namespace tessera::operations {

// INVALID_ARGUMENT / STORE_UNKNOWN with the field, unless the store was saved, or has sold something, or has
// a terminal that was registered or called.
absl::Status CheckStoreKnown(storage::ReadTransaction& transaction, absl::string_view store_id,
                             absl::string_view field);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_COMMON_KNOWN_STORE_H_
