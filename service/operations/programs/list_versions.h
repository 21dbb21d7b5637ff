#ifndef TESSERA_OPERATIONS_PROGRAMS_LIST_VERSIONS_H_
#define TESSERA_OPERATIONS_PROGRAMS_LIST_VERSIONS_H_

#include "absl/status/statusor.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/program_service.pb.h"

namespace tessera::operations {

absl::StatusOr<v1::ListVersionsResponse> ListVersions(
    const Context& context, storage::ReadTransaction& transaction,
    const v1::ListVersionsRequest& request);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_PROGRAMS_LIST_VERSIONS_H_
