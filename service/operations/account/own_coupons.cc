#include "tessera/operations/account/own_coupons.h"

#include <string>

#include "tessera/base/identifier.h"
#include "tessera/base/status.h"
#include "tessera/operations/account/members.h"

namespace tessera::operations {
namespace {

constexpr int kMostCoupons = 50;

}  // namespace

absl::Status AddOwnCoupons(const Context& context, storage::ReadTransaction& transaction,
                           const engine::CompiledProgram* program, const MemberId& member_id,
                           google::protobuf::RepeatedPtrField<v1::CachedCoupon>* coupons) {
  // A coupon of a batch that is not described opens nothing, and most members are identified where none
  // is. See Keeping::Name for terminals.
  if (program == nullptr || program->source().coupon_batches.empty()) return absl::OkStatus();
  TESSERA_ASSIGN_OR_RETURN(const auto own,
                           transaction.ListCouponsOf(member_id, context.now, kMostCoupons));
  for (const storage::Coupon& coupon : own) {
    v1::CachedCoupon& cached = *coupons->Add();
    cached.set_code_hash(std::string(HashBytes(coupon.code)));
    cached.set_batch_id(coupon.batch_id);
    cached.set_active_from_us(coupon.active_from.us);
    cached.set_expires_at_us(coupon.expires_at ? coupon.expires_at->us : 0);
    cached.set_uses_left(coupon.maximum_uses - coupon.uses);
  }
  return absl::OkStatus();
}

absl::Status AppendOwnerChange(storage::Transaction& transaction, const MemberId& member_id) {
  TESSERA_ASSIGN_OR_RETURN(const auto owner, FindPresent(transaction, member_id));
  return owner ? transaction.AppendMemberChange(owner->member_id) : absl::OkStatus();
}

absl::Status ChangeCoupon(storage::Transaction& transaction, const storage::Coupon& coupon) {
  TESSERA_RETURN_IF_ERROR(transaction.UpdateCoupon(coupon));
  return coupon.member_id ? AppendOwnerChange(transaction, *coupon.member_id) : absl::OkStatus();
}

}  // namespace tessera::operations
