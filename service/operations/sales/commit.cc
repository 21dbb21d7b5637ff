#include "tessera/operations/sales/commit.h"

#include <utility>

#include "tessera/base/status.h"

namespace tessera::operations {

namespace {

absl::Status InSale(const absl::Status& status) {
  return FieldOf(status).empty() ? status : InField("sale", status);
}

}  // namespace

absl::StatusOr<SaleInput> ReadCommit(const Context& context, const v1::CommitRequest& request) {
  absl::StatusOr<SaleInput> input = ReadSale(context, request.sale());
  if (!input.ok()) return InSale(input.status());
  return input;
}

absl::StatusOr<v1::CommitResponse> Commit(const Context& context, storage::Transaction& transaction,
                                          const v1::CommitRequest& request, SaleInput input) {
  const OnDifference policy = request.difference_policy() == v1::DIFFERENCE_POLICY_RECORD
                                  ? OnDifference::kRecord
                                  : OnDifference::kRefuse;
  absl::StatusOr<v1::SaleResult> result =
      BookSale(context, transaction, request.sale(), std::move(input), policy);
  if (!result.ok()) return InSale(result.status());
  v1::CommitResponse response;
  *response.mutable_result() = *std::move(result);
  return response;
}

}  // namespace tessera::operations
