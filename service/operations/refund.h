#ifndef TESSERA_OPERATIONS_REFUND_H_
#define TESSERA_OPERATIONS_REFUND_H_

#include "absl/status/statusor.h"
#include "tessera/operations/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/sale_service.pb.h"

namespace tessera::operations {

absl::StatusOr<v1::RefundResponse> Refund(const Context& context,
                                          storage::Transaction& transaction,
                                          const v1::RefundRequest& request);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_REFUND_H_
