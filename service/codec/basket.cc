#include "tessera/codec/basket.h"

namespace tessera::codec {
namespace {

engine::Line LineFromProto(const v1::Line& message) {
  engine::Line line;
  line.line_no = message.line_no();
  line.sku = message.sku();
  line.name = message.name();
  line.category = message.category();
  line.brand = message.brand();
  line.labels.assign(message.labels().begin(), message.labels().end());
  line.quantity = Quantity(message.quantity_milli());
  line.unit_price = Money(message.unit_price_minor());
  line.minimum_unit_price = Money(message.minimum_unit_price_minor());
  line.no_discount = message.no_discount();
  line.no_earn = message.no_earn();
  line.no_spend = message.no_spend();
  line.on_sale = message.on_sale();
  line.weighed = message.weighed();
  return line;
}

void LineToProto(const engine::Line& line, v1::Line* message) {
  message->set_line_no(line.line_no);
  message->set_sku(line.sku);
  message->set_name(line.name);
  message->set_category(line.category);
  message->set_brand(line.brand);
  for (const std::string& label : line.labels) message->add_labels(label);
  message->set_quantity_milli(line.quantity.value());
  message->set_unit_price_minor(line.unit_price.value());
  message->set_minimum_unit_price_minor(line.minimum_unit_price.value());
  message->set_no_discount(line.no_discount);
  message->set_no_earn(line.no_earn);
  message->set_no_spend(line.no_spend);
  message->set_on_sale(line.on_sale);
  message->set_weighed(line.weighed);
}

engine::TenderKind KindFromProto(v1::TenderKind kind) {
  switch (kind) {
    case v1::TENDER_KIND_GIFT_CARD: return engine::TenderKind::kGiftCard;
    case v1::TENDER_KIND_WALLET: return engine::TenderKind::kWallet;
    default: return engine::TenderKind::kUnknown;
  }
}

}  // namespace

v1::TenderKind TenderKindToProto(engine::TenderKind kind) {
  switch (kind) {
    case engine::TenderKind::kGiftCard: return v1::TENDER_KIND_GIFT_CARD;
    case engine::TenderKind::kWallet: return v1::TENDER_KIND_WALLET;
    case engine::TenderKind::kUnknown: break;
  }
  return v1::TENDER_KIND_UNSPECIFIED;
}

engine::Basket BasketFromProto(const v1::Basket& message, absl::string_view store_id) {
  engine::Basket basket;
  basket.currency_code = message.currency_code();
  basket.store_id = std::string(store_id);
  basket.lines.reserve(static_cast<size_t>(message.lines_size()));
  for (const v1::Line& line : message.lines()) basket.lines.push_back(LineFromProto(line));
  basket.coupon_codes.assign(message.coupon_codes().begin(), message.coupon_codes().end());
  basket.redeem = Points(message.redeem_points());
  basket.payment_method = message.payment_method();
  for (const v1::Choice& choice : message.choices()) {
    basket.choices.push_back({choice.offer_id(), choice.times()});
  }
  for (const v1::Tender& tender : message.tenders()) {
    basket.tenders.push_back(
        {KindFromProto(tender.kind()), tender.code(), Money(tender.amount_minor())});
  }
  return basket;
}

v1::Basket BasketToProto(const engine::Basket& basket) {
  v1::Basket message;
  message.set_currency_code(basket.currency_code);
  message.mutable_lines()->Reserve(static_cast<int>(basket.lines.size()));
  for (const engine::Line& line : basket.lines) LineToProto(line, message.add_lines());
  for (const std::string& code : basket.coupon_codes) message.add_coupon_codes(code);
  message.set_redeem_points(basket.redeem.value());
  message.set_payment_method(basket.payment_method);
  for (const engine::Choice& choice : basket.choices) {
    v1::Choice* target = message.add_choices();
    target->set_offer_id(choice.offer_id);
    target->set_times(choice.times);
  }
  for (const engine::Tender& tender : basket.tenders) {
    v1::Tender* target = message.add_tenders();
    target->set_kind(TenderKindToProto(tender.kind));
    target->set_code(tender.code);
    target->set_amount_minor(tender.amount.value());
  }
  return message;
}

}  // namespace tessera::codec
