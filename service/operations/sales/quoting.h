// What Quote and Redeem share.
#ifndef TESSERA_OPERATIONS_SALES_QUOTING_H_
#define TESSERA_OPERATIONS_SALES_QUOTING_H_

#include <optional>

#include "absl/status/statusor.h"
#include "tessera/engine/basket.h"
#include "tessera/engine/evaluation.h"
#include "tessera/operations/account/members.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/sale_service.pb.h"

namespace tessera::operations {

struct Quoted {
  SaleId sale_id;
  engine::Basket basket;
  Programs::Program program;
  std::optional<LoadedMember> member;
  engine::Evaluation evaluation;
};

// Checks the request, finds program and member, evaluates. Also FAILED_PRECONDITION /
// POINTS_INSUFFICIENT where the basket asks for more than the member has for this sale.
absl::StatusOr<Quoted> MakeQuote(const Context& context, storage::ReadTransaction& transaction,
                                 const v1::QuoteRequest& request);

// Into an empty message.
absl::Status QuoteToProto(const Context& context, storage::ReadTransaction& transaction,
                          const Quoted& quoted, absl::string_view language,
                          v1::QuoteResponse* response);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_SALES_QUOTING_H_
