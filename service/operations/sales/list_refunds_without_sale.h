#ifndef TESSERA_OPERATIONS_SALES_LIST_REFUNDS_WITHOUT_SALE_H_
#define TESSERA_OPERATIONS_SALES_LIST_REFUNDS_WITHOUT_SALE_H_

#include "absl/status/statusor.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/ledger_service.pb.h"

namespace tessera::operations {

absl::StatusOr<v1::ListRefundsWithoutSaleResponse> ListRefundsWithoutSale(
    const Context& context, storage::ReadTransaction& transaction,
    const v1::ListRefundsWithoutSaleRequest& request);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_SALES_LIST_REFUNDS_WITHOUT_SALE_H_
