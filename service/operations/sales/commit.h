#ifndef TESSERA_OPERATIONS_SALES_COMMIT_H_
#define TESSERA_OPERATIONS_SALES_COMMIT_H_

#include "absl/status/statusor.h"
#include "tessera/operations/common/operation.h"
#include "tessera/operations/sales/booking.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/sale_service.pb.h"

namespace tessera::operations {

// What needs no books, on any thread: the writer has less to do.
absl::StatusOr<SaleInput> ReadCommit(const Context& context, const v1::CommitRequest& request);
absl::StatusOr<v1::CommitResponse> Commit(const Context& context,
                                          storage::Transaction& transaction,
                                          const v1::CommitRequest& request, SaleInput input);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_SALES_COMMIT_H_
