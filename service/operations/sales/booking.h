// Commit under either policy.
#ifndef TESSERA_OPERATIONS_SALES_BOOKING_H_
#define TESSERA_OPERATIONS_SALES_BOOKING_H_

#include "absl/status/statusor.h"
#include "tessera/base/secret.h"
#include "tessera/engine/basket.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/sale.pb.h"

namespace tessera::operations {

// What to do where the service would have said otherwise.
enum class OnDifference : uint8_t { kRefuse, kRecord };

// What can be found out about a sale without the books.
struct SaleInput {
  SaleId sale_id;
  Digest content{};
  engine::Basket basket;
};
// On any thread, before a transaction begins. Fields of errors count from the sale.
absl::StatusOr<SaleInput> ReadSale(const Context& context, const v1::Sale& sale);

// Books `sale`, of which `input` was read, or answers as the first time. After an error nothing of the
// transaction may stand. Fields of errors count from the sale.
absl::StatusOr<v1::SaleResult> BookSale(const Context& context, storage::Transaction& transaction,
                                        const v1::Sale& sale, SaleInput input,
                                        OnDifference policy);

// The time by which rules were asked for a booked sale: that of the quote, or where the till's clock was
// wrong, that of the booking.
Instant RulesTimeOf(const v1::Sale& sale, Instant booked_at);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_SALES_BOOKING_H_
