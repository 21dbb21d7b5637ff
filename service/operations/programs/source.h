// Where a program comes from.
#ifndef TESSERA_OPERATIONS_PROGRAMS_SOURCE_H_
#define TESSERA_OPERATIONS_PROGRAMS_SOURCE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tessera/base/secret.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/program_service.pb.h"

namespace tessera::operations {

struct Sourced {
  v1::Program program;
  int64_t version = 0;  // under which it was published; 0 where it comes from no version
};

// INVALID_ARGUMENT / PROGRAM_SOURCE_MISSING; NOT_FOUND / DRAFT_UNKNOWN, PROGRAM_UNKNOWN, with fields below
// `field`.
absl::StatusOr<Sourced> ReadSource(storage::ReadTransaction& transaction,
                                   const v1::ProgramSource& source, absl::string_view field);

// Compiled as the version that it would get. INVALID_ARGUMENT / PROGRAM_INVALID with the first fault.
absl::StatusOr<Programs::Program> CompileSource(const v1::Program& program, int64_t version,
                                                absl::string_view field);

// What makes two sources the same.
void AddSource(const v1::ProgramSource& source, ContentHasher& hasher);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_PROGRAMS_SOURCE_H_
