#ifndef TESSERA_OPERATIONS_REFUND_H_
#define TESSERA_OPERATIONS_REFUND_H_

#include "absl/status/statusor.h"
#include "tessera/operations/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/sale_service.pb.h"

namespace tessera::operations {

// Returned points go back to the lots that paid; one that ended meanwhile ends again at once, as it
// would have without the sale. Revoked points come out of the lot that the sale earned first; what
// of it has expired already is not taken twice; the balance may become negative.
absl::StatusOr<v1::RefundResponse> Refund(const Context& context,
                                          storage::Transaction& transaction,
                                          const v1::RefundRequest& request);

// The same for a refund that comes out of an outbox. Fields of errors count from the refund. Writes
// nothing unless it returns OK.
absl::StatusOr<v1::RefundResult> BookRefund(const Context& context,
                                            storage::Transaction& transaction,
                                            const v1::Refund& refund);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_REFUND_H_
