#include "tessera/operations/sales/list_sales.h"

#include "tessera/base/status.h"
#include "tessera/operations/common/input.h"
#include "tessera/operations/common/ledger_proto.h"

namespace tessera::operations {

absl::StatusOr<v1::ListSalesResponse> ListSales(const Context&,
                                                storage::ReadTransaction& transaction,
                                                const v1::ListSalesRequest& request) {
  TESSERA_ASSIGN_OR_RETURN(const int limit, PageSize(request.page_size()));
  storage::SaleFilter filter{request.store_id(), request.terminal_id(), request.newest_first()};
  TESSERA_ASSIGN_OR_RETURN(filter.behind, ParsePageToken("sales", request.page_token()));
  TESSERA_RETURN_IF_ERROR(CheckText(filter.store_id, 64, "store_id"));
  TESSERA_RETURN_IF_ERROR(CheckText(filter.terminal_id, 64, "terminal_id"));
  TESSERA_ASSIGN_OR_RETURN(const auto sales, transaction.ListSales(filter, limit + 1));
  v1::ListSalesResponse response;
  int64_t last = 0;
  for (const storage::Sale& sale : sales) {
    if (response.sales_size() == limit) {
      response.set_next_page_token(MakePageToken("sales", last));
      break;
    }
    TESSERA_ASSIGN_OR_RETURN(*response.add_sales(), SaleToProto(sale));
    last = sale.sale_no;
  }
  return response;
}

}  // namespace tessera::operations
