#ifndef TESSERA_OPERATIONS_SALES_QUOTE_H_
#define TESSERA_OPERATIONS_SALES_QUOTE_H_

#include "absl/status/status.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/sale_service.pb.h"

namespace tessera::operations {

// Fills `response`, which is empty.
absl::Status Quote(const Context& context, storage::ReadTransaction& transaction,
                   const v1::QuoteRequest& request, v1::QuoteResponse* response);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_SALES_QUOTE_H_
