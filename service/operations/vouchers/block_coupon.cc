#include "tessera/operations/vouchers/block_coupon.h"

#include "tessera/base/status.h"
#include "tessera/operations/account/own_coupons.h"
#include "tessera/operations/account/voucher_proto.h"
#include "tessera/operations/common/content.h"
#include "tessera/operations/common/input.h"
#include "tessera/operations/common/requested.h"

namespace tessera::operations {
namespace {

constexpr size_t kMaximumComment = 256;

}  // namespace

absl::StatusOr<v1::BlockCouponResponse> BlockCoupon(const Context& context,
                                                    storage::Transaction& transaction,
                                                    const v1::BlockCouponRequest& request) {
  TESSERA_RETURN_IF_ERROR(CheckText(request.comment(), kMaximumComment, "comment"));
  return Once<v1::BlockCouponResponse>(
      context, transaction, {"BlockCoupon", request.change_id()},
      ContentOf(context.secrets.lookup_key, request),
      [&](storage::RequestedChange& row) -> absl::StatusOr<v1::BlockCouponResponse> {
        TESSERA_ASSIGN_OR_RETURN(storage::Coupon coupon,
                                 FindCoupon(context, transaction, request.code()));
        coupon.status = storage::CouponStatus::kBlocked;
        TESSERA_RETURN_IF_ERROR(ChangeCoupon(transaction, coupon));
        row.member_id = coupon.member_id;
        row.comment = request.comment();
        v1::BlockCouponResponse response;
        TESSERA_ASSIGN_OR_RETURN(*response.mutable_coupon(), CouponToProto(transaction, coupon));
        return response;
      });
}

}  // namespace tessera::operations
