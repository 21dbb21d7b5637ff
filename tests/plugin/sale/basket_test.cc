// How the customer saves and pays: coupons, choices, gift cards; and what comes of it besides prices.
#include <boost/test/unit_test.hpp>

#include <string>

#include "checkout.h"

using namespace tessera;
using plugin::Presented;
using plugin::Receipt;
using plugin::Source;

namespace {

constexpr char kMore[] = R"(
program_id: test
currency_code: RUB
currency_digits: 2
languages: [en]
time_zone: Europe/Moscow
coupon_batches:
  - {batch_id: thanks, name: Thank you}
stamp_cards:
  - {card_id: coffee, name: Coffee card, full_stamps: 5, batch_id: thanks}
offers:
  - offer_id: summer
    name: Summer
    trigger: {coupon: {codes: [SUMMER]}}
    effects: [{amount_off: {amount_minor: 1000}}]
  - offer_id: chosen
    name: Chosen
    trigger: {choice: {cost_points: 100}}
    effects: [{amount_off: {amount_minor: 2000}}]
  - offer_id: by-card
    name: By card
    conditions: [{payment_methods: [card]}]
    effects: [{amount_off: {amount_minor: 500}}]
  - offer_id: mug
    name: A mug
    conditions: [{minimum_amount_minor: 20000}]
    effects: [{gift: {sku: mug, name: Mug, units: 1, list_price_minor: 30000}}]
  - offer_id: stamp
    name: A stamp
    effects: [{stamps: {card_id: coffee, stamps: 1}}]
  - offer_id: thanks
    name: Thanks
    conditions: [{minimum_amount_minor: 20000}]
    effects: [{issue_coupon: {batch_id: thanks, coupons: 1}}]
  - offer_id: thanked
    name: Thanked
    trigger: {coupon: {batch_id: thanks}}
    effects: [{amount_off: {amount_minor: 100}}]
tenders: [{kind: GIFT_CARD}]
card_formats:
  - {kind: IDENTIFIER_KIND_CARD, prefix: "2977", length: 13}
)";

struct Counter : Checkout {
  Counter() : Checkout(false) {
    service.PublishYaml(kMore);
    BOOST_REQUIRE(bench.FillCache(service.address()).ok());
  }
};

int64_t Discount(const plugin::Answer& answer) { return answer.evaluation->discount_minor(); }

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_coupon_counts_until_it_is_taken_off, Counter) {
  auto sale = BeginWithGoods();
  BOOST_REQUIRE(sale->Scan(support::CardOf(1)).ok());
  BOOST_REQUIRE(sale->AddCoupon("SUMMER").ok());
  BOOST_REQUIRE(sale->AddCoupon("SUMMER").ok());
  BOOST_REQUIRE(sale->AddCoupon("NONE").ok());
  const auto quote = sale->Quote().value();
  BOOST_TEST(Discount(quote) == 1'000);
  BOOST_REQUIRE_EQUAL(quote.evaluation->refused_codes_size(), 1);
  BOOST_TEST(quote.evaluation->refused_codes(0).code() == "NONE");
  BOOST_REQUIRE(sale->RemoveCoupon("SUMMER").ok());
  BOOST_TEST(ReasonOf(sale->Commit(Receipt()).status()) == "QUOTE_REQUIRED");
  BOOST_TEST(Discount(*sale->Quote()) == 0);
  BOOST_TEST(ReasonOf(sale->RemoveCoupon("SUMMER")) == "CODE_UNKNOWN");
}

BOOST_FIXTURE_TEST_CASE(a_chosen_offer_and_the_way_to_pay_decide_the_price, Counter) {
  auto sale = BeginWithGoods();
  BOOST_REQUIRE(sale->Scan(support::CardOf(1)).ok());
  BOOST_REQUIRE(sale->SetPaymentMethod("card").ok());
  BOOST_REQUIRE(sale->SetChoice("chosen", 1).ok());
  const auto quote = sale->Quote().value();
  BOOST_TEST(Discount(quote) == 2'500);
  BOOST_TEST(quote.evaluation->spent_points() == 100);
  BOOST_REQUIRE(sale->SetChoice("chosen", 0).ok());
  BOOST_TEST(Discount(*sale->Quote()) == 500);
  // What is as it was needs no other quote.
  BOOST_REQUIRE(sale->SetPaymentMethod("card").ok());
  BOOST_TEST(sale->Commit(Receipt()).ok());
}

BOOST_FIXTURE_TEST_CASE(gifts_stamps_and_coupons_come_with_the_sale, Counter) {
  auto sale = BeginWithGoods();
  BOOST_REQUIRE(sale->Scan(support::CardOf(1)).ok());
  const auto quote = sale->Quote().value();
  BOOST_REQUIRE_EQUAL(quote.evaluation->gifts_size(), 1);
  BOOST_TEST(quote.evaluation->gifts(0).sku() == "mug");
  BOOST_TEST(quote.evaluation->stamps_size() == 1);
  const auto committed = sale->Commit(Receipt()).value();
  BOOST_TEST(committed.commit->delivered);
  BOOST_REQUIRE_EQUAL(committed.given_coupons.size(), 1u);
  BOOST_TEST(!committed.given_coupons[0].code().empty());
  BOOST_TEST(committed.given_coupons[0].name() == "Thank you");
}

BOOST_FIXTURE_TEST_CASE(a_means_of_payment_is_set_replaced_and_taken_back, Counter) {
  auto sale = BeginWithGoods();
  BOOST_REQUIRE(sale->SetTender({engine::TenderKind::kGiftCard, "GIFT-1234", Money(500)}).ok());
  BOOST_REQUIRE(sale->SetTender({engine::TenderKind::kGiftCard, "GIFT-1234", Money(700)}).ok());
  const auto quote = sale->Quote();
  BOOST_REQUIRE_MESSAGE(quote.ok(), quote.status().ToString());
  // Nobody ever put money on it.
  BOOST_TEST(quote->evaluation->due_minor() == quote->evaluation->total_minor());
  BOOST_REQUIRE(sale->ClearTenders().ok());
  BOOST_TEST(ReasonOf(sale->Commit(Receipt()).status()) == "QUOTE_REQUIRED");
}

BOOST_FIXTURE_TEST_CASE(what_can_be_no_code_or_choice_is_refused_at_once, Counter) {
  auto sale = BeginWithGoods();
  BOOST_TEST(ReasonOf(sale->AddCoupon("")) == "CODE_INVALID");
  BOOST_TEST(ReasonOf(sale->AddCoupon(std::string(65, 'a'))) == "TEXT_TOO_LONG");
  BOOST_TEST(ReasonOf(sale->AddCoupon("4111111111111111")) == "BANK_CARD_REFUSED");
  BOOST_TEST(FieldOf(sale->AddCoupon("4111111111111111")) == "code");
  for (int i = 0; i < 32; ++i) BOOST_REQUIRE(sale->AddCoupon("c" + std::to_string(i)).ok());
  BOOST_TEST(ReasonOf(sale->AddCoupon("one too many")) == "TOO_MANY_COUPONS");
  BOOST_TEST(ReasonOf(sale->SetChoice("", 1)) == "CHOICE_INVALID");
  BOOST_TEST(ReasonOf(sale->SetChoice("chosen", -1)) == "CHOICE_INVALID");
  BOOST_TEST(ReasonOf(sale->SetTender({engine::TenderKind::kGiftCard, "", {}})) == "TENDER_INVALID");
  BOOST_TEST(ReasonOf(sale->SetTender({engine::TenderKind::kWallet, "x", {}})) == "TENDER_INVALID");
  BOOST_TEST(ReasonOf(sale->SetTender({engine::TenderKind::kGiftCard, "4111111111111111", {}})) ==
             "BANK_CARD_REFUSED");
  BOOST_TEST(ReasonOf(sale->SetTender({engine::TenderKind::kGiftCard, "a", Money(-1)})) ==
             "TENDER_INVALID");
}

BOOST_FIXTURE_TEST_CASE(a_call_without_time_is_answered_from_the_cache, Counter) {
  auto sale = BeginWithGoods();
  const int calls = bench.link.calls();
  BOOST_TEST((sale->Scan(support::CardOf(1), Duration{})->answer.source == Source::kCache));
  BOOST_TEST((sale->Quote(Duration{})->source == Source::kCache));
  BOOST_TEST(!sale->Commit(Receipt(), Duration{})->commit->delivered);
  BOOST_TEST(bench.link.calls() == calls);
  BOOST_TEST(bench.breaker.Closed());
}

BOOST_FIXTURE_TEST_CASE(a_customers_card_can_be_shown_without_a_sale, Counter) {
  const Presented card{std::nullopt, "]E0" + support::CardOf(1)};
  const auto online = till->CustomerCard(card).value();
  BOOST_TEST(online.member->balance_points() == 500);
  BOOST_TEST((online.source == Source::kService));
  BOOST_TEST(ReasonOf(till->CustomerCard({IdentifierKind::kPhone, "12"}).status()) ==
             "IDENTIFIER_INVALID");
  BOOST_TEST(ReasonOf(till->CustomerCard({std::nullopt, "4600682000013"}).status()) ==
             "MEMBER_UNKNOWN");
  GoOffline();
  const auto offline = till->CustomerCard(card).value();
  BOOST_TEST(offline.member->balance_points() == 500);
  BOOST_TEST((offline.source == Source::kCache));
  BOOST_TEST(ReasonOf(till->CustomerCard({std::nullopt, "2977000099999"}).status()) ==
             "SERVICE_AWAY");
}

BOOST_FIXTURE_TEST_CASE(goods_whose_texts_no_message_holds_do_not_come_back_in_one_refund, Counter) {
  v1::Refund refund;
  for (uint32_t line_no = 1; line_no <= 500; ++line_no) {
    v1::Line* line = refund.mutable_goods()->add_lines();
    line->set_line_no(line_no);
    line->set_sku(std::string(64, 's'));
    line->set_name(std::string(256, 'n'));
    line->set_quantity_milli(1'000);
    line->set_unit_price_minor(100);
    for (int i = 0; i < 10; ++i) line->add_labels(std::string(62, 'l') + std::to_string(i));
  }
  GoOffline();
  const absl::Status refused = till->Refund(refund).status();
  BOOST_TEST(ReasonOf(refused) == "BASKET_TOO_LARGE");
  BOOST_TEST(FieldOf(refused) == "goods");
  refund.mutable_goods()->mutable_lines()->DeleteSubrange(200, 300);
  BOOST_TEST(till->Refund(refund).ok());
}

BOOST_FIXTURE_TEST_CASE(goods_come_back_without_their_sale, Counter) {
  v1::Refund refund;
  v1::Line* line = refund.mutable_goods()->add_lines();
  line->set_line_no(1);
  line->set_sku("sku-1");
  line->set_quantity_milli(1'000);
  line->set_unit_price_minor(8'990);
  *refund.mutable_member() = till->Refer({std::nullopt, support::CardOf(1)}).value();
  const auto booked = till->Refund(refund);
  BOOST_REQUIRE_MESSAGE(booked.ok(), booked.status().ToString());
  BOOST_TEST(booked->refund->delivered);
  BOOST_TEST(booked->refund->result.net_minor() == 8'990);
  refund.set_sale_id("0194f3c0-1111-7000-8000-000000000009");
  BOOST_TEST(ReasonOf(till->Refund(refund).status()) == "GOODS_INVALID");
  refund.clear_sale_id();
  refund.mutable_goods()->mutable_lines(0)->set_quantity_milli(0);
  BOOST_TEST(FieldOf(till->Refund(refund).status()) == "goods.lines[0].quantity_milli");
}
