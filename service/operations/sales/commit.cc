#include "tessera/operations/sales/commit.h"

#include "tessera/base/status.h"
#include "tessera/operations/sales/booking.h"

namespace tessera::operations {

absl::StatusOr<v1::CommitResponse> Commit(const Context& context, storage::Transaction& transaction,
                                          const v1::CommitRequest& request) {
  const OnDifference policy = request.difference_policy() == v1::DIFFERENCE_POLICY_RECORD
                                  ? OnDifference::kRecord
                                  : OnDifference::kRefuse;
  absl::StatusOr<v1::SaleResult> result = BookSale(context, transaction, request.sale(), policy);
  if (!result.ok()) {
    const bool has_field = !FieldOf(result.status()).empty();
    return has_field ? InField("sale", result.status()) : result.status();
  }
  v1::CommitResponse response;
  *response.mutable_result() = *std::move(result);
  return response;
}

}  // namespace tessera::operations
