#ifndef TESSERA_OPERATIONS_SALES_LIST_SUSPICIONS_H_
#define TESSERA_OPERATIONS_SALES_LIST_SUSPICIONS_H_

#include "absl/status/statusor.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/ledger_service.pb.h"

namespace tessera::operations {

absl::StatusOr<v1::ListSuspicionsResponse> ListSuspicions(
    const Context& context, storage::ReadTransaction& transaction,
    const v1::ListSuspicionsRequest& request);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_SALES_LIST_SUSPICIONS_H_
