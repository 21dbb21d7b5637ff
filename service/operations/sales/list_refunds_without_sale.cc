#include "tessera/operations/sales/list_refunds_without_sale.h"

#include "tessera/base/status.h"
#include "tessera/operations/common/input.h"

namespace tessera::operations {

absl::StatusOr<v1::ListRefundsWithoutSaleResponse> ListRefundsWithoutSale(
    const Context&, storage::ReadTransaction& transaction,
    const v1::ListRefundsWithoutSaleRequest& request) {
  TESSERA_ASSIGN_OR_RETURN(const int limit, PageSize(request.page_size()));
  TESSERA_ASSIGN_OR_RETURN(const int64_t after,
                           ParsePageToken("refunds-without-sale", request.page_token()));
  TESSERA_ASSIGN_OR_RETURN(const auto refunds, transaction.ListRefundsWithoutSale(after, limit + 1));
  v1::ListRefundsWithoutSaleResponse response;
  int64_t last = 0;
  for (const storage::RefundWithoutSale& refund : refunds) {
    if (response.refunds_size() == limit) {
      response.set_next_page_token(MakePageToken("refunds-without-sale", last));
      break;
    }
    v1::Refund document;
    v1::RefundWithoutSale& booked = *response.add_refunds();
    if (!document.ParseFromString(refund.document) ||
        !booked.mutable_result()->ParseFromString(refund.answer)) {
      return Broken("a stored refund is unreadable");
    }
    if (refund.member_id) booked.set_member_id(refund.member_id->ToText());
    booked.set_store_id(document.store_id());
    booked.set_terminal_id(document.terminal_id());
    booked.set_cashier_id(document.cashier_id());
    last = refund.refund_no;
  }
  return response;
}

}  // namespace tessera::operations
