#ifndef TESSERA_OPERATIONS_SALES_COMMIT_H_
#define TESSERA_OPERATIONS_SALES_COMMIT_H_

#include "absl/status/statusor.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/sale_service.pb.h"

namespace tessera::operations {

absl::StatusOr<v1::CommitResponse> Commit(const Context& context,
                                          storage::Transaction& transaction,
                                          const v1::CommitRequest& request);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_SALES_COMMIT_H_
