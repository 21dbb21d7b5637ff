// What came back of a sale.
#ifndef TESSERA_OPERATIONS_ACCOUNT_RETURNED_H_
#define TESSERA_OPERATIONS_ACCOUNT_RETURNED_H_

#include <cstdint>
#include <limits>
#include <map>

#include "absl/status/statusor.h"
#include "tessera/storage/transaction.h"

namespace tessera::operations {

// Sums of what refunds answered; each is at most what the sale had.
struct Returned {
  std::map<uint32_t, int64_t> quantity_milli;  // by line; lines of which nothing came back are left out
  int64_t net_minor = 0;
  int64_t revoked_points = 0;
  int64_t cost_points = 0;  // points given back that were on no line

  int64_t QuantityOf(uint32_t line_no) const {
    const auto found = quantity_milli.find(line_no);
    return found == quantity_milli.end() ? 0 : found->second;
  }
};

// By its refunds up to `last_refund_no`. INTERNAL where a stored one is unreadable.
absl::StatusOr<Returned> ReturnedOf(
    storage::ReadTransaction& transaction, const SaleId& sale_id,
    int64_t last_refund_no = std::numeric_limits<int64_t>::max());

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_ACCOUNT_RETURNED_H_
