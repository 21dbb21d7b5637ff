#include "tessera/operations/account/returned.h"

#include "tessera/base/status.h"
#include "tessera/v1/sale.pb.h"

namespace tessera::operations {

absl::StatusOr<Returned> ReturnedOf(storage::ReadTransaction& transaction, const SaleId& sale_id,
                                    int64_t last_refund_no) {
  TESSERA_ASSIGN_OR_RETURN(const auto refunds, transaction.ListRefunds(sale_id));
  Returned returned;
  for (const storage::Refund& refund : refunds) {
    if (refund.refund_no > last_refund_no) break;
    v1::RefundResult result;
    if (!result.ParseFromString(refund.answer)) return Broken("a stored refund is unreadable");
    returned.net_minor += result.net_minor();
    returned.revoked_points += result.revoked_points();
    returned.cost_points += result.returned_points();
    for (const v1::RefundedLine& line : result.lines()) {
      returned.quantity_milli[line.line_no()] += line.quantity_milli();
      returned.cost_points -= line.returned_points();
    }
  }
  return returned;
}

}  // namespace tessera::operations
