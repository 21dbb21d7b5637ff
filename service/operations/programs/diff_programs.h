#ifndef TESSERA_OPERATIONS_PROGRAMS_DIFF_PROGRAMS_H_
#define TESSERA_OPERATIONS_PROGRAMS_DIFF_PROGRAMS_H_

#include "absl/status/statusor.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/program_service.pb.h"

namespace tessera::operations {

absl::StatusOr<v1::DiffProgramsResponse> DiffPrograms(
    const Context& context, storage::ReadTransaction& transaction,
    const v1::DiffProgramsRequest& request);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_PROGRAMS_DIFF_PROGRAMS_H_
