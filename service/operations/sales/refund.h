#ifndef TESSERA_OPERATIONS_SALES_REFUND_H_
#define TESSERA_OPERATIONS_SALES_REFUND_H_

#include "absl/status/statusor.h"
#include "tessera/operations/common/operation.h"
#include "tessera/operations/sales/booking.h"
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
// nothing unless it returns OK. What money was handed out for already is recorded where it would be
// refused: gift cards that paid for something since.
absl::StatusOr<v1::RefundResult> BookRefund(const Context& context,
                                            storage::Transaction& transaction,
                                            const v1::Refund& refund, OnDifference policy);

// BookRefund for one that stands: it may have overtaken its sale, which is in another till's outbox.
// Then it is kept, and the answer has its id only.
absl::StatusOr<v1::RefundResult> BookOrKeepRefund(const Context& context,
                                                  storage::Transaction& transaction,
                                                  const v1::Refund& refund);

// Books what was kept for a sale that has just been booked. What the sale does not bear stays where it
// is, and the sale gets the difference REFUND_REFUSED.
absl::Status BookPendingRefunds(const Context& context, storage::Transaction& transaction,
                                const SaleId& sale_id);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_SALES_REFUND_H_
