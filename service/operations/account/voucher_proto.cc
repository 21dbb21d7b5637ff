#include "tessera/operations/account/voucher_proto.h"

#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "tessera/base/status.h"
#include "tessera/operations/account/coupon_codes.h"
#include "tessera/operations/account/members.h"
#include "tessera/operations/account/situation.h"

namespace tessera::operations {
namespace {

constexpr size_t kShortestCode = 4;
constexpr size_t kLongestCode = 64;

absl::Status CodeUnknown() {
  return NotFound("CODE_UNKNOWN", "code", "nobody issued this code; check it");
}

v1::CouponStatus StatusOf(storage::CouponStatus status) {
  switch (status) {
    case storage::CouponStatus::kValid: return v1::COUPON_STATUS_VALID;
    case storage::CouponStatus::kUsed: return v1::COUPON_STATUS_USED;
    case storage::CouponStatus::kBlocked: return v1::COUPON_STATUS_BLOCKED;
  }
  return v1::COUPON_STATUS_UNSPECIFIED;
}

}  // namespace

absl::StatusOr<v1::Coupon> CouponToProto(storage::ReadTransaction& transaction,
                                         const storage::Coupon& coupon) {
  v1::Coupon message;
  message.set_batch_id(coupon.batch_id);
  message.set_status(StatusOf(coupon.status));
  if (coupon.member_id) {
    TESSERA_ASSIGN_OR_RETURN(const auto owner, FindPresent(transaction, *coupon.member_id));
    if (!owner) return Broken("a coupon belongs to nobody");
    message.set_member_id(owner->member_id.ToText());
  }
  message.set_issued_at_us(coupon.issued_at.us);
  message.set_active_from_us(coupon.active_from.us);
  message.set_expires_at_us(coupon.expires_at ? coupon.expires_at->us : 0);
  message.set_uses(coupon.uses);
  message.set_maximum_uses(coupon.maximum_uses);
  if (coupon.issued_by) message.set_issued_by_sale_id(coupon.issued_by->ToText());
  if (coupon.used_by) message.set_used_by_sale_id(coupon.used_by->ToText());
  return message;
}

v1::GiftCard GiftCardToProto(const ledger::TenderState& state) {
  v1::GiftCard message;
  message.set_balance_minor(state.balance.value());
  message.set_issued_minor(state.issued.value());
  message.set_issued_at_us(state.issued_at.us);
  message.set_expires_at_us(state.expires_at ? state.expires_at->us : 0);
  message.set_blocked(state.blocked);
  return message;
}

v1::TenderEntry TenderEntryToProto(const ledger::TenderEntry& entry) {
  v1::TenderEntry message;
  message.set_entry_no(entry.entry_no);
  message.set_amount_minor(entry.amount.value());
  message.set_booked_at_us(entry.booked_at.us);
  if (entry.sale_id) message.set_sale_id(entry.sale_id->ToText());
  if (entry.refund_id) message.set_refund_id(entry.refund_id->ToText());
  message.set_balance_minor(entry.balance.value());
  message.set_comment(entry.comment);
  message.set_hash(absl::BytesToHexString(DigestBytes(entry.hash)));
  return message;
}

absl::Status CheckCode(absl::string_view code, absl::string_view field) {
  const size_t size = absl::StripAsciiWhitespace(code).size();
  if (size >= kShortestCode && size <= kLongestCode) return absl::OkStatus();
  return InvalidInput("CODE_INVALID", field, "send 4 to 64 bytes");
}

absl::StatusOr<storage::Coupon> FindCoupon(const Context& context,
                                           storage::ReadTransaction& transaction,
                                           absl::string_view code) {
  TESSERA_ASSIGN_OR_RETURN(auto coupon, FindCouponOf(context, transaction, code));
  if (!coupon) return CodeUnknown();
  return *std::move(coupon);
}

absl::StatusOr<ledger::TenderState> FindGiftCard(const Context& context,
                                                 storage::ReadTransaction& transaction,
                                                 absl::string_view code) {
  TESSERA_ASSIGN_OR_RETURN(auto state, transaction.FindTender(GiftCardKey(context, code)));
  if (!state) return CodeUnknown();
  return *std::move(state);
}

absl::StatusOr<ledger::TenderState> FindOrOpen(const Context& context,
                                               storage::ReadTransaction& transaction,
                                               const ledger::TenderKey& key) {
  TESSERA_ASSIGN_OR_RETURN(auto state, transaction.FindTender(key));
  if (state) return *std::move(state);
  ledger::TenderState empty;
  empty.key = key;
  empty.issued_at = context.now;
  return empty;
}

}  // namespace tessera::operations
