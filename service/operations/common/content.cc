#include "tessera/operations/common/content.h"

#include <map>
#include <string>

#include "tessera/base/status.h"
#include "tessera/codec/identifier.h"

namespace tessera::operations {
namespace {

int64_t Flag(bool value) { return value ? 1 : 0; }

void AddMember(const SecretKey& lookup_key, const v1::MemberRef& ref, ContentHasher& hasher) {
  switch (ref.ref_case()) {
    case v1::MemberRef::kMemberId:
      hasher.Add(int64_t{1}).Add(ref.member_id());
      break;
    case v1::MemberRef::kIdentifier: {
      const absl::StatusOr<Identifier> identifier = codec::IdentifierFromProto(ref.identifier());
      if (identifier.ok()) {
        hasher.Add(int64_t{2}).Add(HashBytes(HashIdentifier(lookup_key, *identifier)));
      } else {
        // A number that only a program's rules can read, if any can: what was asked for stays the same
        // when the rules change.
        hasher.Add(int64_t{3}).Add(int64_t{ref.identifier().kind()});
        hasher.Add(HashBytes(HashCode(lookup_key, "unread-identifier", ref.identifier().value())));
      }
      break;
    }
    case v1::MemberRef::kIdentifierHash:
      hasher.Add(int64_t{2}).Add(ref.identifier_hash());
      break;
    case v1::MemberRef::REF_NOT_SET:
      hasher.Add(int64_t{0});
      break;
  }
}

void AddLine(const v1::Line& line, ContentHasher& hasher) {
  hasher.Add(int64_t{line.line_no()}).Add(line.sku()).Add(line.name()).Add(line.category());
  hasher.Add(line.brand()).Add(int64_t{line.labels_size()});
  for (const std::string& label : line.labels()) hasher.Add(label);
  hasher.Add(line.quantity_milli()).Add(line.unit_price_minor());
  hasher.Add(line.minimum_unit_price_minor());
  hasher.Add(Flag(line.no_discount())).Add(Flag(line.no_earn())).Add(Flag(line.no_spend()));
  hasher.Add(Flag(line.on_sale())).Add(Flag(line.weighed()));
}

void AddBasket(const v1::Basket& basket, ContentHasher& hasher) {
  hasher.Add(basket.currency_code()).Add(int64_t{basket.lines_size()});
  for (const v1::Line& line : basket.lines()) AddLine(line, hasher);
  hasher.Add(int64_t{basket.coupon_codes_size()});
  for (const std::string& code : basket.coupon_codes()) hasher.Add(code);
  hasher.Add(basket.redeem_points()).Add(basket.payment_method());
  hasher.Add(int64_t{basket.choices_size()});
  for (const v1::Choice& choice : basket.choices()) {
    hasher.Add(choice.offer_id()).Add(choice.times());
  }
  hasher.Add(int64_t{basket.tenders_size()});
  for (const v1::Tender& tender : basket.tenders()) {
    hasher.Add(int64_t{tender.kind()}).Add(tender.code()).Add(tender.amount_minor());
  }
}

void AddReceipt(const v1::ShownReceipt& receipt, ContentHasher& hasher) {
  hasher.Add(int64_t{receipt.offers_size()});
  for (const v1::ShownOffer& offer : receipt.offers()) {
    hasher.Add(offer.offer_id()).Add(offer.discount_minor()).Add(offer.points()).Add(offer.times());
    hasher.Add(offer.units()).Add(offer.cost_points()).Add(offer.coupon_code());
  }
  hasher.Add(int64_t{receipt.payments_size()});
  for (const v1::Payment& payment : receipt.payments()) {
    hasher.Add(int64_t{payment.kind()}).Add(payment.code()).Add(payment.amount_minor());
  }
  hasher.Add(int64_t{receipt.gifts_size()});
  for (const v1::GiftLine& gift : receipt.gifts()) {
    hasher.Add(gift.offer_id()).Add(gift.sku()).Add(gift.quantity_milli());
    hasher.Add(gift.list_price_minor());
  }
  hasher.Add(int64_t{receipt.stamps_size()});
  for (const v1::StampResult& stamps : receipt.stamps()) {
    hasher.Add(stamps.offer_id()).Add(stamps.card_id()).Add(stamps.stamps());
  }
  hasher.Add(int64_t{receipt.issued_coupons_size()});
  for (const v1::IssuedCoupons& issued : receipt.issued_coupons()) {
    hasher.Add(issued.offer_id()).Add(issued.batch_id()).Add(issued.coupons());
  }
  hasher.Add(receipt.spent_points());
}

ContentHasher Begin(const SecretKey& lookup_key, absl::string_view tag,
                    absl::string_view change_id) {
  ContentHasher hasher(tag);
  hasher.Add(KeyBytes(lookup_key)).Add(change_id);
  return hasher;
}

void AddIdentifier(const v1::Identifier& identifier, ContentHasher& hasher) {
  hasher.Add(int64_t{identifier.kind()}).Add(identifier.value());
}

void AddProfile(const v1::MemberProfile& profile, ContentHasher& hasher) {
  hasher.Add(profile.full_name()).Add(int64_t{profile.birth_month()});
  hasher.Add(int64_t{profile.birth_day()}).Add(int64_t{profile.birth_year()});
  const std::map<std::string, std::string> sorted(profile.attributes().begin(),
                                                  profile.attributes().end());
  hasher.Add(static_cast<int64_t>(sorted.size()));
  for (const auto& [key, value] : sorted) hasher.Add(key).Add(value);
}

void AddTexts(const google::protobuf::RepeatedPtrField<std::string>& texts, ContentHasher& hasher) {
  hasher.Add(int64_t{texts.size()});
  for (const std::string& text : texts) hasher.Add(text);
}

}  // namespace

Digest ContentOf(const SecretKey& lookup_key, const v1::Sale& sale) {
  ContentHasher hasher("tessera-sale-1");
  hasher.Add(sale.sale_id()).Add(sale.store_id()).Add(sale.terminal_id()).Add(sale.cashier_id());
  hasher.Add(sale.receipt_no()).Add(sale.program_version());
  AddMember(lookup_key, sale.member(), hasher);
  AddBasket(sale.basket(), hasher);
  hasher.Add(sale.quoted_at_us()).Add(int64_t{sale.shown_size()});
  for (const v1::ShownLine& line : sale.shown()) {
    hasher.Add(int64_t{line.line_no()}).Add(line.discount_minor()).Add(line.redeemed_minor());
    hasher.Add(line.earned_points()).Add(line.spent_points());
  }
  hasher.Add(Flag(sale.quoted_offline()));
  // Left out where there is none: sales of before keep their content.
  if (sale.has_shown_receipt()) AddReceipt(sale.shown_receipt(), hasher);
  return hasher.Finish();
}

Digest ContentOf(const v1::ShownReceipt& receipt) {
  ContentHasher hasher("tessera-shown-receipt-1");
  AddReceipt(receipt, hasher);
  return hasher.Finish();
}

Digest ContentOf(const SecretKey& lookup_key, const v1::Refund& refund) {
  const bool has_sale = !refund.sale_id().empty();
  ContentHasher hasher(has_sale ? "tessera-refund-1" : "tessera-refund-without-sale-1");
  hasher.Add(refund.refund_id()).Add(refund.sale_id()).Add(refund.store_id());
  hasher.Add(refund.terminal_id()).Add(refund.cashier_id()).Add(int64_t{refund.lines_size()});
  for (const v1::RefundLine& line : refund.lines()) {
    hasher.Add(int64_t{line.line_no()}).Add(line.quantity_milli());
  }
  if (has_sale) return hasher.Finish();
  AddMember(lookup_key, refund.member(), hasher);
  AddBasket(refund.goods(), hasher);
  return hasher.Finish();
}

Digest ContentOf(const SecretKey& lookup_key, const v1::EnrolRequest& request,
                 absl::Span<const IdentifierHash> identifiers) {
  ContentHasher hasher("tessera-enrolment-1");
  hasher.Add(KeyBytes(lookup_key)).Add(request.enrolment_id()).Add(static_cast<int64_t>(identifiers.size()));
  for (const IdentifierHash& hash : identifiers) hasher.Add(HashBytes(hash));
  hasher.Add(request.full_name()).Add(request.consent().text_version());
  hasher.Add(request.consent().given_at_us()).Add(request.consent().channel());
  hasher.Add(request.store_id()).Add(request.language());
  return hasher.Finish();
}

Digest ContentOf(const SecretKey& lookup_key, const v1::EnrolRequest& request) {
  ContentHasher hasher = Begin(lookup_key, "tessera-enrolment-2", request.enrolment_id());
  hasher.Add(int64_t{request.identifiers_size()});
  for (const v1::Identifier& identifier : request.identifiers()) AddIdentifier(identifier, hasher);
  hasher.Add(request.full_name()).Add(request.consent().text_version());
  hasher.Add(request.consent().given_at_us()).Add(request.consent().channel());
  return hasher.Add(request.store_id()).Add(request.language()).Finish();
}

Digest ContentOf(const SecretKey& lookup_key, const v1::AdjustPointsRequest& request) {
  ContentHasher hasher("tessera-adjustment-1");
  hasher.Add(request.adjustment_id());
  AddMember(lookup_key, request.member(), hasher);
  hasher.Add(request.points()).Add(request.comment());
  return hasher.Finish();
}

Digest ContentOf(const SecretKey& lookup_key, const v1::UpdateMemberRequest& request) {
  ContentHasher hasher = Begin(lookup_key, "tessera-update-member-1", request.change_id());
  AddMember(lookup_key, request.member(), hasher);
  const v1::MemberFields& fields = request.fields();
  AddProfile(fields.profile(), hasher);
  hasher.Add(fields.language());
  AddTexts(fields.tags(), hasher);
  hasher.Add(fields.tier()).Add(int64_t{fields.status()}).Add(fields.consent().text_version());
  hasher.Add(fields.consent().given_at_us()).Add(fields.consent().channel());
  AddTexts(request.mask(), hasher);
  return hasher.Add(request.comment()).Finish();
}

Digest ContentOf(const SecretKey& lookup_key, const v1::AddIdentifierRequest& request) {
  ContentHasher hasher = Begin(lookup_key, "tessera-add-identifier-1", request.change_id());
  AddMember(lookup_key, request.member(), hasher);
  AddIdentifier(request.identifier(), hasher);
  return hasher.Finish();
}

Digest ContentOf(const SecretKey& lookup_key, const v1::ReplaceIdentifierRequest& request) {
  ContentHasher hasher = Begin(lookup_key, "tessera-replace-identifier-1", request.change_id());
  AddIdentifier(request.lost(), hasher);
  hasher.Add(Flag(request.has_replacement()));
  AddIdentifier(request.replacement(), hasher);
  return hasher.Add(request.comment()).Finish();
}

Digest ContentOf(const SecretKey& lookup_key, const v1::MergeMembersRequest& request) {
  ContentHasher hasher = Begin(lookup_key, "tessera-merge-members-1", request.change_id());
  AddMember(lookup_key, request.from(), hasher);
  AddMember(lookup_key, request.into(), hasher);
  return hasher.Add(request.comment()).Finish();
}

Digest ContentOf(const SecretKey& lookup_key, const v1::ShareAccountRequest& request) {
  ContentHasher hasher = Begin(lookup_key, "tessera-share-account-1", request.change_id());
  AddMember(lookup_key, request.member(), hasher);
  AddMember(lookup_key, request.with(), hasher);
  return hasher.Finish();
}

Digest ContentOf(const SecretKey& lookup_key, const v1::LeaveAccountRequest& request) {
  ContentHasher hasher = Begin(lookup_key, "tessera-leave-account-1", request.change_id());
  AddMember(lookup_key, request.member(), hasher);
  return hasher.Finish();
}

Digest ContentOf(const SecretKey& lookup_key, const v1::TransferPointsRequest& request) {
  ContentHasher hasher = Begin(lookup_key, "tessera-transfer-points-1", request.change_id());
  AddMember(lookup_key, request.from(), hasher);
  AddMember(lookup_key, request.to(), hasher);
  hasher.Add(request.points()).Add(Flag(request.restart_life())).Add(request.comment());
  return hasher.Finish();
}

Digest ContentOf(const SecretKey& lookup_key, const v1::IssueCouponsRequest& request) {
  ContentHasher hasher = Begin(lookup_key, "tessera-issue-coupons-1", request.change_id());
  hasher.Add(request.batch_id()).Add(int64_t{request.count()});
  AddTexts(request.codes(), hasher);
  AddMember(lookup_key, request.member(), hasher);
  return hasher.Finish();
}

Digest ContentOf(const SecretKey& lookup_key, const v1::BlockCouponRequest& request) {
  ContentHasher hasher = Begin(lookup_key, "tessera-block-coupon-1", request.change_id());
  return hasher.Add(request.code()).Add(request.comment()).Finish();
}

Digest ContentOf(const SecretKey& lookup_key, const v1::ActivateGiftCardRequest& request) {
  ContentHasher hasher = Begin(lookup_key, "tessera-activate-gift-card-1", request.change_id());
  hasher.Add(request.code()).Add(request.amount_minor()).Add(request.expires_at_us());
  return hasher.Add(request.sale_id()).Add(int64_t{request.line_no()}).Finish();
}

Digest ContentOf(const SecretKey& lookup_key, const v1::BlockGiftCardRequest& request) {
  ContentHasher hasher = Begin(lookup_key, "tessera-block-gift-card-1", request.change_id());
  return hasher.Add(request.code()).Add(Flag(request.blocked())).Add(request.comment()).Finish();
}

Digest ContentOf(const SecretKey& lookup_key, const v1::AdjustWalletRequest& request) {
  ContentHasher hasher = Begin(lookup_key, "tessera-adjust-wallet-1", request.change_id());
  AddMember(lookup_key, request.member(), hasher);
  return hasher.Add(request.amount_minor()).Add(request.comment()).Finish();
}

}  // namespace tessera::operations
