// What somebody with a name did, where the request has no id of its own.
#ifndef TESSERA_OPERATIONS_COMMON_ACTS_H_
#define TESSERA_OPERATIONS_COMMON_ACTS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"

namespace tessera::operations {

// Among the acts from now on, under an id that is made here. `method` is stored and never changes; `comment`
// says on what.
absl::Status AddAct(const Context& context, storage::Transaction& transaction,
                    absl::string_view method, std::string comment);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_COMMON_ACTS_H_
