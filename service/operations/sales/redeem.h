#ifndef TESSERA_OPERATIONS_SALES_REDEEM_H_
#define TESSERA_OPERATIONS_SALES_REDEEM_H_

#include "absl/status/statusor.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/sale_service.pb.h"

namespace tessera::operations {

absl::StatusOr<v1::RedeemResponse> Redeem(const Context& context,
                                          storage::Transaction& transaction,
                                          const v1::RedeemRequest& request);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_SALES_REDEEM_H_
