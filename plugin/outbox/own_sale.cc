#include "tessera/plugin/outbox/own_sale.h"

namespace tessera::plugin {
namespace {

std::vector<OwnOfferUse> OffersOf(const v1::ShownReceipt& receipt) {
  std::vector<OwnOfferUse> offers;
  for (const v1::ShownOffer& shown : receipt.offers()) {
    offers.push_back({shown.offer_id(), shown.units(), Money(shown.discount_minor()),
                      Points(shown.points()), shown.coupon_code()});
  }
  return offers;
}

}  // namespace

void Describe(const v1::Sale& sale, OwnSale* own) {
  own->sale_id = sale.sale_id();
  own->store_id = sale.store_id();
  own->sold_at = Instant{sale.quoted_at_us()};
  own->offers = OffersOf(sale.shown_receipt());
}

std::string OffersToBytes(const std::vector<OwnOfferUse>& offers) {
  v1::ShownReceipt receipt;
  for (const OwnOfferUse& offer : offers) {
    v1::ShownOffer* shown = receipt.add_offers();
    shown->set_offer_id(offer.offer_id);
    shown->set_units(offer.units);
    shown->set_discount_minor(offer.discount.value());
    shown->set_points(offer.points.value());
    shown->set_coupon_code(offer.coupon_code);
  }
  return receipt.SerializeAsString();
}

std::vector<OwnOfferUse> OffersFromBytes(absl::string_view bytes) {
  v1::ShownReceipt receipt;
  if (!receipt.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return {};
  return OffersOf(receipt);
}

}  // namespace tessera::plugin
