#include "tessera/operations/account/coupon_codes.h"

#include "tessera/base/status.h"
#include "tessera/operations/account/situation.h"

namespace tessera::operations {
namespace {

CodeHash ExactHash(const Context& context, absl::string_view code) {
  return HashExactCode(context.secrets.lookup_key, kCoupon, code);
}

}  // namespace

CodeHash NewCouponHash(const Context& context, const engine::CompiledProgram* live,
                       absl::string_view code) {
  const bool exact = live != nullptr && live->source().codes_case_sensitive;
  return exact ? ExactHash(context, code) : CouponHash(context, code);
}

absl::StatusOr<std::optional<storage::Coupon>> FindCouponOf(const Context& context,
                                                            storage::ReadTransaction& transaction,
                                                            absl::string_view code) {
  TESSERA_ASSIGN_OR_RETURN(auto coupon, transaction.FindCoupon(ExactHash(context, code)));
  if (coupon) return coupon;
  return transaction.FindCoupon(CouponHash(context, code));
}

}  // namespace tessera::operations
