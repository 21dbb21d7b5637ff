#ifndef TESSERA_OPERATIONS_VOUCHERS_GET_COUPON_H_
#define TESSERA_OPERATIONS_VOUCHERS_GET_COUPON_H_

#include "absl/status/statusor.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/voucher_service.pb.h"

namespace tessera::operations {

absl::StatusOr<v1::GetCouponResponse> GetCoupon(const Context& context,
                                                storage::ReadTransaction& transaction,
                                                const v1::GetCouponRequest& request);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_VOUCHERS_GET_COUPON_H_
