#include <boost/test/unit_test.hpp>

#include "tessera/base/status.h"
#include "tessera/codec/basket.h"
#include "tessera/codec/identifier.h"

namespace tessera::codec {
namespace {

engine::Basket FullBasket() {
  engine::Line line;
  line.line_no = 3;
  line.sku = "4600000000017";
  line.name = "Сыр";
  line.category = "food/cheese";
  line.brand = "Двор";
  line.labels = {"private-label", "organic"};
  line.quantity = Quantity(1250);
  line.unit_price = Money(79'900);
  line.minimum_unit_price = Money(100);
  line.no_discount = true;
  line.no_earn = true;
  line.no_spend = true;
  line.on_sale = true;
  line.weighed = true;
  engine::Basket basket;
  basket.currency_code = "RUB";
  basket.store_id = "store-1";
  basket.lines = {line, engine::Line{}};
  basket.coupon_codes = {"A", "B"};
  basket.redeem = Points(50);
  basket.payment_method = "card";
  basket.choices = {{"reward", 2}};
  basket.tenders = {{engine::TenderKind::kGiftCard, "GC1", Money(500)},
                    {engine::TenderKind::kWallet, "", Money()}};
  return basket;
}

BOOST_AUTO_TEST_CASE(a_basket_comes_back_from_the_wire_as_it_was) {
  const engine::Basket basket = FullBasket();
  v1::Basket parsed;
  BOOST_REQUIRE(parsed.ParseFromString(BasketToProto(basket).SerializeAsString()));
  BOOST_TEST((BasketFromProto(parsed, "store-1") == basket));
  BOOST_TEST(parsed.lines(0).unit_price_minor() == 79'900);
  BOOST_TEST(parsed.redeem_points() == 50);
}

BOOST_AUTO_TEST_CASE(an_identifier_is_normalised_on_its_way_in) {
  v1::Identifier message;
  message.set_kind(v1::IDENTIFIER_KIND_PHONE);
  message.set_value("8 (912) 345-67-89");
  const auto identifier = IdentifierFromProto(message);
  BOOST_REQUIRE(identifier.ok());
  BOOST_TEST((identifier->kind == IdentifierKind::kPhone));
  BOOST_TEST(identifier->value == "79123456789");
  BOOST_TEST(IdentifierToProto(*identifier).value() == "+79123456789");
}

BOOST_AUTO_TEST_CASE(a_bad_identifier_is_refused_with_its_field) {
  v1::Identifier message;
  message.set_value("1234567");
  auto identifier = IdentifierFromProto(message);
  BOOST_TEST(ReasonOf(identifier.status()) == "IDENTIFIER_INVALID");
  BOOST_TEST(FieldOf(identifier.status()) == "kind");
  message.set_kind(static_cast<v1::IdentifierKind>(77));
  BOOST_TEST(FieldOf(IdentifierFromProto(message).status()) == "kind");
  message.set_kind(v1::IDENTIFIER_KIND_CARD);
  message.set_value("4111111111111111");
  identifier = IdentifierFromProto(message);
  BOOST_TEST(ReasonOf(identifier.status()) == "BANK_CARD_REFUSED");
  BOOST_TEST(FieldOf(InField("member.identifier", identifier.status())) ==
             "member.identifier.value");
}

BOOST_AUTO_TEST_CASE(each_kind_of_identifier_keeps_its_kind) {
  for (IdentifierKind kind : {IdentifierKind::kCard, IdentifierKind::kPhone, IdentifierKind::kQr,
                              IdentifierKind::kNfc}) {
    const auto back = IdentifierFromProto(IdentifierToProto({kind, kind == IdentifierKind::kNfc ? "04A2B3C4" : "79123456789"}));
    BOOST_REQUIRE(back.ok());
    BOOST_TEST((back->kind == kind));
  }
}

}  // namespace
}  // namespace tessera::codec
