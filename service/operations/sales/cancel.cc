#include "tessera/operations/sales/cancel.h"

#include "tessera/base/status.h"
#include "tessera/operations/sales/cancelled_cards.h"
#include "tessera/operations/sales/holds.h"

namespace tessera::operations {

absl::StatusOr<v1::CancelResponse> Cancel(const Context& context, storage::Transaction& transaction,
                                          const v1::CancelRequest& request) {
  TESSERA_ASSIGN_OR_RETURN(const SaleId sale_id, SaleId::Parse(request.sale_id(), "sale_id"));
  TESSERA_ASSIGN_OR_RETURN(const auto sale, transaction.FindSale(sale_id));
  if (sale) {
    return Refused("SALE_CLOSED", "sale_id", "this sale is booked; refund it instead");
  }
  TESSERA_RETURN_IF_ERROR(ReleaseHold(context, transaction, sale_id, std::nullopt));
  TESSERA_RETURN_IF_ERROR(EmptyCardsOfCancelled(context, transaction, sale_id));
  TESSERA_RETURN_IF_ERROR(transaction.AddCancellation(sale_id, context.now));
  return v1::CancelResponse();
}

}  // namespace tessera::operations
