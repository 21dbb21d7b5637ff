#ifndef TESSERA_OPERATIONS_VOUCHERS_ADJUST_WALLET_H_
#define TESSERA_OPERATIONS_VOUCHERS_ADJUST_WALLET_H_

#include "absl/status/statusor.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/voucher_service.pb.h"

namespace tessera::operations {

absl::StatusOr<v1::AdjustWalletResponse> AdjustWallet(const Context& context,
                                                      storage::Transaction& transaction,
                                                      const v1::AdjustWalletRequest& request);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_VOUCHERS_ADJUST_WALLET_H_
