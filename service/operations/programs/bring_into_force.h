#ifndef TESSERA_OPERATIONS_PROGRAMS_BRING_INTO_FORCE_H_
#define TESSERA_OPERATIONS_PROGRAMS_BRING_INTO_FORCE_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"

namespace tessera::operations {

// Puts publications into force whose time has come by context.now, and tells terminals. Which program
// counts stands in rows, so that it is the same for whoever looks, and does not depend on a clock.
// Returns how many there were.
absl::StatusOr<int64_t> BringIntoForce(const Context& context, storage::Transaction& transaction);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_PROGRAMS_BRING_INTO_FORCE_H_
