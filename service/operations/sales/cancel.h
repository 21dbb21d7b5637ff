#ifndef TESSERA_OPERATIONS_SALES_CANCEL_H_
#define TESSERA_OPERATIONS_SALES_CANCEL_H_

#include "absl/status/statusor.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/sale_service.pb.h"

namespace tessera::operations {

absl::StatusOr<v1::CancelResponse> Cancel(const Context& context,
                                          storage::Transaction& transaction,
                                          const v1::CancelRequest& request);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_SALES_CANCEL_H_
