#include "tessera/operations/vouchers/issue_coupons.h"

#include <algorithm>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"
#include "tessera/ledger/points_life.h"
#include "tessera/operations/account/coupon_codes.h"
#include "tessera/operations/account/members.h"
#include "tessera/operations/account/situation.h"
#include "tessera/operations/account/voucher_proto.h"
#include "tessera/operations/common/content.h"
#include "tessera/operations/common/requested.h"

namespace tessera::operations {
namespace {

constexpr int kMaximumCoupons = 10'000;

absl::Status CheckInput(const v1::IssueCouponsRequest& request) {
  if (request.count() < 0 || request.count() > kMaximumCoupons ||
      request.codes_size() > kMaximumCoupons) {
    return InvalidInput("TOO_MANY_ITEMS", "count", "send at most 10,000");
  }
  if ((request.count() == 0) == (request.codes_size() == 0)) {
    return InvalidInput("COUNT_INVALID", "count", "send either how many to make, or codes");
  }
  for (int i = 0; i < request.codes_size(); ++i) {
    TESSERA_RETURN_IF_ERROR(CheckCode(request.codes(i), absl::StrCat("codes[", i, "]")));
  }
  return absl::OkStatus();
}

v1::IssueCouponsResponse CodesOf(const Context& context, const v1::IssueCouponsRequest& request,
                                 const storage::ChangeId& id) {
  v1::IssueCouponsResponse response;
  *response.mutable_codes() = request.codes();
  for (int i = 0; i < request.count(); ++i) {
    response.add_codes(MadeCode(context, "issued-coupon", absl::StrCat(id.ToText(), ":", i)));
  }
  return response;
}

}  // namespace

absl::StatusOr<storage::Coupon> NewCouponOf(const Context& context,
                                            storage::ReadTransaction& transaction,
                                            absl::string_view batch_id,
                                            const v1::MemberRef& member) {
  TESSERA_ASSIGN_OR_RETURN(const Programs::Program live, context.programs.LiveOrNone(transaction));
  const engine::CouponBatch* batch = nullptr;
  if (live != nullptr) {
    for (const engine::CouponBatch& one : live->source().coupon_batches) {
      if (one.batch_id == batch_id) batch = &one;
    }
  }
  if (batch == nullptr) {
    return NotFound("BATCH_UNKNOWN", "batch_id", "publish a program that has this batch first");
  }
  storage::Coupon coupon;
  coupon.batch_id = batch->batch_id;
  coupon.issued_at = context.now;
  coupon.maximum_uses = std::max(batch->uses, 1);
  const engine::PointsLife days{batch->activation_days, batch->lifetime_days};
  TESSERA_ASSIGN_OR_RETURN(const ledger::LotLife life,
                           ledger::LifeFrom(context.now, days, live->source().time_zone));
  coupon.active_from = life.active_from;
  coupon.expires_at = life.expires_at;
  TESSERA_ASSIGN_OR_RETURN(const Reference reference,
                           Resolve(context, transaction, member, "member"));
  if (reference.named && !reference.member_id) return NobodyBehind(reference, "member");
  if (batch->personal && !reference.named) {
    return InvalidInput("MEMBER_REQUIRED", "member", "coupons of this batch are personal");
  }
  coupon.member_id = reference.member_id;
  return coupon;
}

absl::StatusOr<v1::IssueCouponsResponse> IssueCoupons(const Context& context,
                                                      storage::Transaction& transaction,
                                                      const v1::IssueCouponsRequest& request) {
  TESSERA_RETURN_IF_ERROR(CheckInput(request));
  const Requested requested{"IssueCoupons", request.change_id()};
  TESSERA_ASSIGN_OR_RETURN(
      storage::RequestedChange row,
      NewRow(context, requested, ContentOf(context.secrets.lookup_key, request)));
  const v1::IssueCouponsResponse response = CodesOf(context, request, row.change_id);
  TESSERA_ASSIGN_OR_RETURN(const auto first, FindFirst(transaction, requested, row));
  if (first) return response;
  TESSERA_ASSIGN_OR_RETURN(storage::Coupon coupon, NewCouponOf(context, transaction,
                                                               request.batch_id(), request.member()));
  TESSERA_ASSIGN_OR_RETURN(const Programs::Program live, context.programs.LiveOrNone(transaction));
  for (int i = 0; i < response.codes_size(); ++i) {
    coupon.code = NewCouponHash(context, live.get(), response.codes(i));
    const absl::Status added = transaction.AddCoupon(coupon);
    if (absl::IsAlreadyExists(added)) {
      return MakeError(absl::StatusCode::kAlreadyExists, "CODE_TAKEN",
                       absl::StrCat("codes[", i, "]"), "this code was issued already; send another");
    }
    TESSERA_RETURN_IF_ERROR(added);
  }
  row.member_id = coupon.member_id;
  if (coupon.member_id) {
    TESSERA_RETURN_IF_ERROR(transaction.AppendMemberChange(*coupon.member_id));
  }
  TESSERA_RETURN_IF_ERROR(transaction.AddRequested(row));
  return response;
}

}  // namespace tessera::operations
