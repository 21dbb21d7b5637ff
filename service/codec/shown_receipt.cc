#include "tessera/codec/shown_receipt.h"

#include "tessera/codec/basket.h"

namespace tessera::codec {
namespace {

// Names and what is left on a card say nothing of the sale.
void AddPayment(v1::TenderKind kind, const std::string& code, int64_t amount,
                v1::ShownReceipt* receipt) {
  v1::Payment* payment = receipt->add_payments();
  payment->set_kind(kind);
  payment->set_code(code);
  payment->set_amount_minor(amount);
}

}  // namespace

v1::ShownReceipt ShownReceiptOf(const v1::Evaluation& quote) {
  v1::ShownReceipt receipt;
  for (const v1::OfferResult& offer : quote.offers()) {
    if (offer.outcome() != v1::OFFER_OUTCOME_APPLIED) continue;
    v1::ShownOffer* shown = receipt.add_offers();
    shown->set_offer_id(offer.offer_id());
    shown->set_discount_minor(offer.discount_minor());
    shown->set_points(offer.points());
    shown->set_times(offer.times());
    shown->set_units(offer.units());
    shown->set_cost_points(offer.cost_points());
    shown->set_coupon_code(offer.coupon_code());
  }
  for (const v1::Payment& payment : quote.payments()) {
    AddPayment(payment.kind(), payment.code(), payment.amount_minor(), &receipt);
  }
  for (const v1::GiftLine& gift : quote.gifts()) {
    v1::GiftLine* shown = receipt.add_gifts();
    *shown = gift;
    shown->clear_name();
  }
  *receipt.mutable_stamps() = quote.stamps();
  *receipt.mutable_issued_coupons() = quote.issued_coupons();
  receipt.set_spent_points(quote.spent_points());
  return receipt;
}

void ShowQuote(const v1::Evaluation& quote, v1::Sale* sale) {
  sale->set_program_version(quote.program_version());
  for (const v1::LineResult& line : quote.lines()) {
    v1::ShownLine* shown = sale->add_shown();
    shown->set_line_no(line.line_no());
    shown->set_discount_minor(line.discount_minor());
    shown->set_redeemed_minor(line.redeemed_minor());
    shown->set_earned_points(line.earned_points());
    shown->set_spent_points(line.spent_points());
  }
  if (quote.program_version() != 0) *sale->mutable_shown_receipt() = ShownReceiptOf(quote);
}

v1::ShownReceipt ShownReceiptOf(const engine::CompiledProgram* program,
                                const engine::Evaluation& evaluation) {
  v1::ShownReceipt receipt;
  receipt.set_spent_points(evaluation.spent.value());
  if (program == nullptr) return receipt;
  const std::vector<engine::Offer>& offers = program->source().offers;
  for (const engine::OfferResult& offer : evaluation.offers) {
    if (offer.outcome != engine::Outcome::kApplied) continue;
    v1::ShownOffer* shown = receipt.add_offers();
    shown->set_offer_id(offers[offer.offer].id);
    shown->set_discount_minor(offer.discount.value());
    shown->set_points(offer.points.value());
    shown->set_times(offer.times);
    shown->set_units(offer.units);
    shown->set_cost_points(offer.cost.value());
    shown->set_coupon_code(offer.coupon_code);
  }
  for (const engine::Payment& payment : evaluation.payments) {
    AddPayment(TenderKindToProto(payment.kind), payment.code, payment.amount.value(), &receipt);
  }
  for (const engine::GiftLine& gift : evaluation.gifts) {
    const engine::Offer& offer = offers[gift.offer];
    v1::GiftLine* shown = receipt.add_gifts();
    shown->set_offer_id(offer.id);
    shown->set_sku(std::get<engine::Gift>(offer.effects[gift.effect]).sku);
    shown->set_quantity_milli(gift.quantity.value());
    shown->set_list_price_minor(gift.list_price.value());
  }
  for (const engine::StampResult& stamps : evaluation.stamps) {
    v1::StampResult* shown = receipt.add_stamps();
    shown->set_offer_id(offers[stamps.offer].id);
    shown->set_card_id(stamps.card_id);
    shown->set_stamps(stamps.stamps);
  }
  for (const engine::IssuedCoupons& issued : evaluation.issued_coupons) {
    v1::IssuedCoupons* shown = receipt.add_issued_coupons();
    shown->set_offer_id(offers[issued.offer].id);
    shown->set_batch_id(issued.batch_id);
    shown->set_coupons(issued.coupons);
  }
  return receipt;
}

}  // namespace tessera::codec
