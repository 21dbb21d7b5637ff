#include "tessera/operations/sales/list_pending_refunds.h"

#include "tessera/base/status.h"
#include "tessera/operations/common/input.h"

namespace tessera::operations {

absl::StatusOr<v1::ListPendingRefundsResponse> ListPendingRefunds(
    const Context&, storage::ReadTransaction& transaction,
    const v1::ListPendingRefundsRequest& request) {
  TESSERA_ASSIGN_OR_RETURN(const int limit, PageSize(request.page_size()));
  TESSERA_ASSIGN_OR_RETURN(const int64_t after,
                           ParsePageToken("pending-refunds", request.page_token()));
  TESSERA_ASSIGN_OR_RETURN(const auto refunds, transaction.ListAllPendingRefunds(after, limit + 1));
  v1::ListPendingRefundsResponse response;
  int64_t last = 0;
  for (const storage::PendingRefund& refund : refunds) {
    if (response.refunds_size() == limit) {
      response.set_next_page_token(MakePageToken("pending-refunds", last));
      break;
    }
    v1::PendingRefund& waiting = *response.add_refunds();
    if (!waiting.mutable_refund()->ParseFromString(refund.document)) {
      return Broken("a kept refund is unreadable");
    }
    waiting.set_received_at_us(refund.received_at.us);
    last = refund.pending_no;
  }
  return response;
}

}  // namespace tessera::operations
