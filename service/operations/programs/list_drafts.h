#ifndef TESSERA_OPERATIONS_PROGRAMS_LIST_DRAFTS_H_
#define TESSERA_OPERATIONS_PROGRAMS_LIST_DRAFTS_H_

#include "absl/status/statusor.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/program_service.pb.h"

namespace tessera::operations {

absl::StatusOr<v1::ListDraftsResponse> ListDrafts(
    const Context& context, storage::ReadTransaction& transaction,
    const v1::ListDraftsRequest& request);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_PROGRAMS_LIST_DRAFTS_H_
