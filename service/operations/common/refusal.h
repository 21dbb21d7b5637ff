// A refusal against a failure.
#ifndef TESSERA_OPERATIONS_COMMON_REFUSAL_H_
#define TESSERA_OPERATIONS_COMMON_REFUSAL_H_

#include "absl/status/status.h"

namespace tessera::operations {

// Whether what was asked for can never succeed as it is. The store's own errors are no refusals,
// whatever their code. An operation that refused may have written: undo that.
bool IsRefusal(const absl::Status& status);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_COMMON_REFUSAL_H_
