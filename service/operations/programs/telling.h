// What others are told of publications.
#ifndef TESSERA_OPERATIONS_PROGRAMS_TELLING_H_
#define TESSERA_OPERATIONS_PROGRAMS_TELLING_H_

#include <cstdint>

#include "absl/status/status.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/events.h"
#include "tessera/storage/transaction.h"

namespace tessera::operations {

// HQ's feed hears that a publication was made, came into force, or was withdrawn.
inline absl::Status TellOf(const Context& context, storage::Transaction& transaction,
                           int64_t publication_no) {
  storage::Event event;
  event.kind = storage::EventKind::kProgram;
  event.happened_at = context.now;
  event.number = publication_no;
  return transaction.events().Append(event);
}

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_PROGRAMS_TELLING_H_
