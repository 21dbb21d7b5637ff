#include "tessera/operations/vouchers/get_coupon.h"

#include "tessera/base/status.h"
#include "tessera/operations/account/voucher_proto.h"

namespace tessera::operations {

absl::StatusOr<v1::GetCouponResponse> GetCoupon(const Context& context,
                                                storage::ReadTransaction& transaction,
                                                const v1::GetCouponRequest& request) {
  TESSERA_ASSIGN_OR_RETURN(const storage::Coupon coupon,
                           FindCoupon(context, transaction, request.code()));
  v1::GetCouponResponse response;
  TESSERA_ASSIGN_OR_RETURN(*response.mutable_coupon(), CouponToProto(transaction, coupon));
  return response;
}

}  // namespace tessera::operations
