#ifndef TESSERA_OPERATIONS_VOUCHERS_GET_GIFT_CARD_H_
#define TESSERA_OPERATIONS_VOUCHERS_GET_GIFT_CARD_H_

#include "absl/status/statusor.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/voucher_service.pb.h"

namespace tessera::operations {

absl::StatusOr<v1::GetGiftCardResponse> GetGiftCard(const Context& context,
                                                    storage::ReadTransaction& transaction,
                                                    const v1::GetGiftCardRequest& request);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_VOUCHERS_GET_GIFT_CARD_H_
