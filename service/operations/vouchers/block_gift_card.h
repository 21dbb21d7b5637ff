#ifndef TESSERA_OPERATIONS_VOUCHERS_BLOCK_GIFT_CARD_H_
#define TESSERA_OPERATIONS_VOUCHERS_BLOCK_GIFT_CARD_H_

#include "absl/status/statusor.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/voucher_service.pb.h"

namespace tessera::operations {

absl::StatusOr<v1::BlockGiftCardResponse> BlockGiftCard(const Context& context,
                                                        storage::Transaction& transaction,
                                                        const v1::BlockGiftCardRequest& request);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_VOUCHERS_BLOCK_GIFT_CARD_H_
