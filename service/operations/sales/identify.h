#ifndef TESSERA_OPERATIONS_SALES_IDENTIFY_H_
#define TESSERA_OPERATIONS_SALES_IDENTIFY_H_

#include "absl/status/statusor.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/sale_service.pb.h"

namespace tessera::operations {

// The errors of each operation stand at its method in proto/tessera/v1.
absl::StatusOr<v1::IdentifyResponse> Identify(const Context& context,
                                              storage::ReadTransaction& transaction,
                                              const v1::IdentifyRequest& request);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_SALES_IDENTIFY_H_
