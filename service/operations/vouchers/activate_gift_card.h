#ifndef TESSERA_OPERATIONS_VOUCHERS_ACTIVATE_GIFT_CARD_H_
#define TESSERA_OPERATIONS_VOUCHERS_ACTIVATE_GIFT_CARD_H_

#include "absl/status/statusor.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/voucher_service.pb.h"

namespace tessera::operations {

// A terminal names the sale that it sells the card with.
absl::StatusOr<v1::ActivateGiftCardResponse> ActivateGiftCard(const Context& context,
                                                              storage::Transaction& transaction,
                                                              const v1::ActivateGiftCardRequest& request);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_VOUCHERS_ACTIVATE_GIFT_CARD_H_
