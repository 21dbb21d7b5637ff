// Whether somebody still waits for what takes long.
#ifndef TESSERA_OPERATIONS_AUDIT_STILL_WANTED_H_
#define TESSERA_OPERATIONS_AUDIT_STILL_WANTED_H_

#include "absl/status/status.h"
#include "tessera/operations/common/operation.h"

namespace tessera::operations {

inline absl::Status StillWanted(const Context& context) {
  return context.still_wanted ? context.still_wanted() : absl::OkStatus();
}

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_AUDIT_STILL_WANTED_H_
