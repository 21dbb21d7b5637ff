// What is stored of a sale.
#include <algorithm>

#include <google/protobuf/arena.h>

#include "booking_work.h"
#include "tessera/base/identifier.h"
#include "tessera/base/status.h"
#include "tessera/codec/evaluation.h"
#include "tessera/operations/account/coupon_codes.h"
#include "tessera/operations/account/people.h"
#include "tessera/operations/account/situation.h"
#include "tessera/operations/sales/cancelled_cards.h"
#include "tessera/operations/sales/holds.h"

namespace tessera::operations {
namespace {

// Codes that the program lists are no secret.
absl::Status HideCoupon(const Context& context, storage::ReadTransaction& transaction,
                        std::string* code) {
  if (code->empty()) return absl::OkStatus();
  TESSERA_ASSIGN_OR_RETURN(const auto coupon, FindCouponOf(context, transaction, *code));
  if (coupon) *code = StoredCode(coupon->code);
  return absl::OkStatus();
}

void HideGiftCard(const Context& context, std::string* code) {
  if (!code->empty()) *code = StoredCode(GiftCardKey(context, *code).id);
}

// The sale as sent, but for what a database must not hold in clear: card or phone, and the codes of
// coupons and gift cards, which pay for whoever reads them.
absl::StatusOr<std::string> DocumentOf(const Context& context,
                                       storage::ReadTransaction& transaction,
                                       const Booking& booking) {
  google::protobuf::Arena arena;
  v1::Sale& document = *google::protobuf::Arena::CreateMessage<v1::Sale>(&arena);
  document = booking.sale;
  *document.mutable_shown_receipt() = booking.receipt;
  for (std::string& code : *document.mutable_basket()->mutable_coupon_codes()) {
    TESSERA_RETURN_IF_ERROR(HideCoupon(context, transaction, &code));
  }
  for (v1::Tender& tender : *document.mutable_basket()->mutable_tenders()) {
    HideGiftCard(context, tender.mutable_code());
  }
  for (v1::ShownOffer& offer : *document.mutable_shown_receipt()->mutable_offers()) {
    TESSERA_RETURN_IF_ERROR(HideCoupon(context, transaction, offer.mutable_coupon_code()));
  }
  for (v1::Payment& payment : *document.mutable_shown_receipt()->mutable_payments()) {
    HideGiftCard(context, payment.mutable_code());
  }
  if (booking.sale.member().has_identifier()) {
    TESSERA_ASSIGN_OR_RETURN(
        const Identifier identifier,
        ReadIdentifier(context, transaction, booking.sale.member().identifier(), "member"));
    document.mutable_member()->set_identifier_hash(
        std::string(HashBytes(HashIdentifier(context.secrets.lookup_key, identifier))));
  }
  return document.SerializeAsString();
}

// Without the codes: they are made anew from the chain's key.
std::string StoredAnswer(v1::SaleResult answer) {
  for (v1::GivenCoupon& coupon : *answer.mutable_coupons()) coupon.clear_code();
  return answer.SerializeAsString();
}

// What the receipt was, for returns and for whoever asks what offers cost: offers with what they gave
// each line where the service made the same of it.
std::string StoredEvaluation(const Booking& booking) {
  v1::Evaluation evaluation = codec::EvaluationToProto(booking.shown);
  evaluation.set_program_version(booking.sale.program_version());
  if (booking.same && booking.program != nullptr) {
    codec::AppliedOffersToProto(*booking.program, booking.own, &evaluation);
    for (v1::OfferResult& offer : *evaluation.mutable_offers()) offer.clear_coupon_code();
  }
  return evaluation.SerializeAsString();
}

absl::StatusOr<storage::Sale> RowOf(const Context& context, storage::ReadTransaction& transaction,
                                    const Booking& booking, const v1::SaleResult& answer) {
  storage::Sale row;
  row.sale_id = booking.sale_id;
  if (booking.member) {
    row.member_id = booking.member->member.member_id;
    row.account_id = booking.member->member.shares;
  }
  row.content = booking.content;
  row.store_id = booking.sale.store_id();
  row.terminal_id = booking.sale.terminal_id();
  row.receipt_no = booking.sale.receipt_no();
  row.booked_at = context.now;
  row.lot_no = booking.lot_no;
  row.lots = static_cast<int32_t>(booking.earned.size());
  TESSERA_ASSIGN_OR_RETURN(row.document, DocumentOf(context, transaction, booking));
  row.evaluation = StoredEvaluation(booking);
  row.answer = StoredAnswer(answer);
  row.situation = booking.situation;
  return row;
}

}  // namespace

absl::Status WriteBooking(const Context& context, storage::Transaction& transaction,
                          Booking& booking, const v1::SaleResult& answer) {
  std::optional<MemberId> account_id;
  if (booking.member) account_id = booking.member->member.account_id();
  TESSERA_RETURN_IF_ERROR(ReleaseHold(context, transaction, booking.sale_id, account_id));
  TESSERA_ASSIGN_OR_RETURN(const storage::Sale row, RowOf(context, transaction, booking, answer));
  TESSERA_ASSIGN_OR_RETURN(const int64_t sale_no, transaction.AddSale(row));
  if (booking.sale.suspicions_size() > 0) {
    TESSERA_RETURN_IF_ERROR(transaction.AddSuspectedSale(sale_no));
  }
  for (storage::Difference& difference : booking.differences) {
    difference.booked_at = context.now;
    TESSERA_RETURN_IF_ERROR(transaction.AddDifference(difference));
    if (difference.reason != "SALE_CANCELLED") continue;
    TESSERA_RETURN_IF_ERROR(RefillCardsOfCancelled(context, transaction, booking.sale_id));
  }
  if (!booking.member) return absl::OkStatus();
  TESSERA_RETURN_IF_ERROR(
      transaction.SaveSeen(booking.member->member.member_id, booking.sale.store_id(),
                           std::min(context.now, Instant{booking.sale.quoted_at_us()})));
  TESSERA_RETURN_IF_ERROR(transaction.SaveAccount(booking.member->account));
  TESSERA_RETURN_IF_ERROR(
      transaction.SaveAllocations(*account_id, booking.sale_id, booking.allocations));
  return AppendAccountChange(transaction, *booking.member);
}

}  // namespace tessera::operations
