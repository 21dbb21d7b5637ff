#include <limits>

#include "sample.h"
#include "tessera/base/status.h"

namespace tessera::engine {
namespace {

void CheckRefused(const Basket& basket, const std::string& reason, const std::string& field) {
  const absl::Status status = CheckBasket(basket);
  BOOST_TEST_CONTEXT(reason << " in " << field) {
    BOOST_TEST((status.code() == absl::StatusCode::kInvalidArgument));
    BOOST_TEST(ReasonOf(status) == reason);
    BOOST_TEST(FieldOf(status) == field);
  }
}

template <typename Change>
void CheckLineRefused(Change change, const std::string& reason, const std::string& field) {
  Basket basket = BasketOf({LineOf(1, 100), LineOf(2, 100)});
  change(basket.lines[1]);
  CheckRefused(basket, reason, "lines[1]." + field);
}

BOOST_AUTO_TEST_CASE(a_bad_line_is_refused_with_its_field_and_reason) {
  CheckLineRefused([](Line& l) { l.line_no = 0; }, "LINE_NO_INVALID", "line_no");
  CheckLineRefused([](Line& l) { l.line_no = 1'000'001; }, "LINE_NO_INVALID", "line_no");
  CheckLineRefused([](Line& l) { l.line_no = 1; }, "LINE_NO_REPEATED", "line_no");
  CheckLineRefused([](Line& l) { l.sku = ""; }, "BASKET_SKU_INVALID", "sku");
  CheckLineRefused([](Line& l) { l.sku = std::string(65, 'x'); }, "BASKET_SKU_INVALID", "sku");
  CheckLineRefused([](Line& l) { l.quantity = Quantity(0); }, "QUANTITY_INVALID", "quantity_milli");
  CheckLineRefused([](Line& l) { l.quantity = Quantity(-1000); }, "QUANTITY_INVALID",
                   "quantity_milli");
  CheckLineRefused([](Line& l) { l.quantity = Quantity(1'000'000'001); }, "QUANTITY_INVALID",
                   "quantity_milli");
  CheckLineRefused([](Line& l) { l.unit_price = Money(-1'000'000'000'001); }, "PRICE_INVALID",
                   "unit_price_minor");
  CheckLineRefused([](Line& l) { l.unit_price = Money(1'000'000'000'001); }, "PRICE_INVALID",
                   "unit_price_minor");
  CheckLineRefused([](Line& l) { l.minimum_unit_price = Money(-1); }, "PRICE_INVALID",
                   "minimum_unit_price_minor");
  CheckLineRefused([](Line& l) { l.name = std::string(257, 'x'); }, "TEXT_TOO_LONG", "name");
  CheckLineRefused([](Line& l) { l.category = std::string(257, 'x'); }, "TEXT_TOO_LONG",
                   "category");
  CheckLineRefused([](Line& l) { l.brand = std::string(65, 'x'); }, "TEXT_TOO_LONG", "brand");
  CheckLineRefused([](Line& l) { l.labels = {std::string(65, 'x')}; }, "TEXT_TOO_LONG", "labels");
  CheckLineRefused([](Line& l) { l.labels.assign(33, "x"); }, "TOO_MANY_LABELS", "labels");
}

BOOST_AUTO_TEST_CASE(text_that_no_message_could_carry_is_refused) {
  for (const char* bytes : {"\xFF", "\xC0\x80", "\xED\xA0\x80", "\xF5\x80\x80\x80", "\xD0", "\x80",
                            "\xE0\x9F\xBF", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xD0\x20"}) {
    CheckLineRefused([bytes](Line& l) { l.name = bytes; }, "TEXT_INVALID", "name");
  }
  Basket basket = BasketOf({LineOf(1, 100)});
  basket.currency_code = "\xFF";
  CheckRefused(basket, "TEXT_INVALID", "currency_code");
  basket.currency_code = "RUB";
  basket.lines[0].name = "Сыр € 𝄞 \xEF\xBF\xBF";
  BOOST_TEST(CheckBasket(basket).ok());
}

BOOST_AUTO_TEST_CASE(a_thousand_lines_pass_and_one_more_does_not) {
  Basket basket = BasketOf({});
  for (uint32_t i = 1; i <= 1000; ++i) basket.lines.push_back(LineOf(i, 100));
  BOOST_TEST(CheckBasket(basket).ok());
  basket.lines.push_back(LineOf(1001, 100));
  CheckRefused(basket, "TOO_MANY_LINES", "lines");
}

BOOST_AUTO_TEST_CASE(a_total_beyond_64_bits_is_refused) {
  Basket basket = BasketOf({});
  for (uint32_t i = 1; i <= 9; ++i) {
    basket.lines.push_back(LineOf(i, 1'000'000'000'000, 1'000'000'000));
  }
  BOOST_TEST(CheckBasket(basket).ok());
  basket.lines.push_back(LineOf(10, 1'000'000'000'000, 1'000'000'000));
  CheckRefused(basket, "AMOUNT_OVERFLOW", "lines[9]");
}

BOOST_AUTO_TEST_CASE(negative_points_and_too_many_coupons_are_refused) {
  CheckRefused(BasketOf({LineOf(1, 100)}, -1), "POINTS_INVALID", "redeem_points");
  Basket basket = BasketOf({LineOf(1, 100)});
  basket.coupon_codes.assign(33, "x");
  CheckRefused(basket, "TOO_MANY_COUPONS", "coupon_codes");
  basket.coupon_codes = {std::string(65, 'x')};
  CheckRefused(basket, "TEXT_TOO_LONG", "coupon_codes");
}

BOOST_AUTO_TEST_CASE(an_empty_basket_is_in_order) { BOOST_TEST(CheckBasket(BasketOf({})).ok()); }

}  // namespace
}  // namespace tessera::engine
