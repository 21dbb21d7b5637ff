#include "tessera/operations/sales/get_sale.h"

#include "tessera/base/status.h"
#include "tessera/operations/common/ledger_proto.h"

namespace tessera::operations {

absl::StatusOr<v1::GetSaleResponse> GetSale(const Context&, storage::ReadTransaction& transaction,
                                            const v1::GetSaleRequest& request) {
  TESSERA_ASSIGN_OR_RETURN(const SaleId sale_id, SaleId::Parse(request.sale_id(), "sale_id"));
  TESSERA_ASSIGN_OR_RETURN(const auto sale, transaction.FindSale(sale_id));
  if (!sale) return NotFound("SALE_UNKNOWN", "sale_id", "no sale was booked with this id");
  v1::GetSaleResponse response;
  TESSERA_ASSIGN_OR_RETURN(*response.mutable_sale(), SaleToProto(*sale));
  return response;
}

}  // namespace tessera::operations
