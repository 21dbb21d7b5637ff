#ifndef TESSERA_OPERATIONS_VOUCHERS_BLOCK_COUPON_H_
#define TESSERA_OPERATIONS_VOUCHERS_BLOCK_COUPON_H_

#include "absl/status/statusor.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/voucher_service.pb.h"

namespace tessera::operations {

absl::StatusOr<v1::BlockCouponResponse> BlockCoupon(const Context& context,
                                                    storage::Transaction& transaction,
                                                    const v1::BlockCouponRequest& request);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_VOUCHERS_BLOCK_COUPON_H_
