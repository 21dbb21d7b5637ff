#include "tessera/operations/sales/list_suspicions.h"

#include "tessera/base/status.h"
#include "tessera/operations/common/input.h"

namespace tessera::operations {
namespace {

constexpr char kList[] = "suspicions";

absl::Status Add(const storage::Sale& sale, v1::ListSuspicionsResponse* response) {
  v1::Sale document;
  if (!document.ParseFromString(sale.document)) return Broken("a stored sale is unreadable");
  for (v1::Suspicion& suspicion : *document.mutable_suspicions()) {
    v1::SuspectedSale& suspected = *response->add_suspicions();
    *suspected.mutable_suspicion() = std::move(suspicion);
    suspected.set_sale_id(sale.sale_id.ToText());
    if (sale.member_id) suspected.set_member_id(sale.member_id->ToText());
    suspected.set_store_id(sale.store_id);
    suspected.set_terminal_id(sale.terminal_id);
    suspected.set_cashier_id(document.cashier_id());
    suspected.set_quoted_at_us(document.quoted_at_us());
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::ListSuspicionsResponse> ListSuspicions(
    const Context&, storage::ReadTransaction& transaction,
    const v1::ListSuspicionsRequest& request) {
  TESSERA_ASSIGN_OR_RETURN(const int limit, PageSize(request.page_size()));
  TESSERA_ASSIGN_OR_RETURN(const int64_t after, ParsePageToken(kList, request.page_token()));
  TESSERA_ASSIGN_OR_RETURN(const auto sales, transaction.ListSuspectedSales(after, limit + 1));
  v1::ListSuspicionsResponse response;
  for (size_t i = 0; i < sales.size(); ++i) {
    if (i == static_cast<size_t>(limit)) {
      response.set_next_page_token(MakePageToken(kList, sales[i - 1].sale_no));
      break;
    }
    TESSERA_RETURN_IF_ERROR(Add(sales[i], &response));
  }
  return response;
}

}  // namespace tessera::operations
