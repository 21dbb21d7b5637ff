// Gift cards that a sale sold, once the line that did comes back.
#include <boost/test/unit_test.hpp>

#include "chain.h"
#include "tessera/operations/sales/cancel.h"
#include "tessera/operations/sales/list_differences.h"
#include "tessera/operations/sales/refund.h"
#include "tessera/operations/sync/submit_record.h"
#include "tessera/operations/vouchers/activate_gift_card.h"
#include "tessera/operations/vouchers/block_gift_card.h"
#include "tessera/operations/vouchers/get_gift_card.h"
#include "tessera/sqlite/connection.h"

namespace tessera::operations {
namespace {

constexpr char kTenders[] = R"(
tenders: [{kind: GIFT_CARD}]
offers:
  - offer_id: none
    name: None
    effects: [{amount_off: {amount: 1.00}}]
)";

struct CardShop : Chain {
  CardShop() { Publish(ProgramOf(kTenders)); }

  // Line 1 is the card, line 2 something else.
  v1::Sale SellCard(const std::string& code) {
    const v1::Sale sale = Sell("", Basket({5'000, 2'000}));
    BOOST_REQUIRE_EQUAL(Why(Commit(sale)), "OK");
    BOOST_REQUIRE_EQUAL(Why(Activate(code, sale, 1)), "OK");
    return sale;
  }
  absl::StatusOr<v1::ActivateGiftCardResponse> Activate(const std::string& code,
                                                        const v1::Sale& sale, uint32_t line_no) {
    v1::ActivateGiftCardRequest request;
    request.set_change_id(NewId());
    request.set_code(code);
    request.set_amount_minor(5'000);
    request.set_sale_id(sale.sale_id());
    request.set_line_no(line_no);
    return Write(ActivateGiftCard, kTill, request);
  }
  absl::StatusOr<v1::CancelResponse> GiveUp(const v1::Sale& sale) {
    v1::CancelRequest request;
    request.set_sale_id(sale.sale_id());
    return Write(Cancel, kTill, request);
  }
  v1::Sale PayWith(const std::string& code, int64_t amount) {
    v1::Basket basket = Basket({amount});
    v1::Tender* tender = basket.add_tenders();
    tender->set_kind(v1::TENDER_KIND_GIFT_CARD);
    tender->set_code(code);
    const v1::Sale sale = Sell("", basket);
    BOOST_REQUIRE_EQUAL(Why(Commit(sale)), "OK");
    return sale;
  }
  v1::Refund Of(const v1::Sale& sale) {
    v1::Refund refund;
    refund.set_refund_id(NewId());
    refund.set_sale_id(sale.sale_id());
    refund.set_store_id("store-1");
    refund.set_terminal_id("till-1");
    return refund;
  }
  v1::Refund Of(const v1::Sale& sale, uint32_t line_no, int64_t quantity_milli = 1'000) {
    v1::Refund refund = Of(sale);
    v1::RefundLine* line = refund.add_lines();
    line->set_line_no(line_no);
    line->set_quantity_milli(quantity_milli);
    return refund;
  }
  absl::StatusOr<v1::RefundResult> Back(const v1::Refund& refund) {
    v1::RefundRequest request;
    *request.mutable_refund() = refund;
    absl::StatusOr<v1::RefundResponse> response = Write(Refund, kTill, request);
    if (!response.ok()) return response.status();
    return response->result();
  }
  // As a till reports it that printed it while the service was away.
  v1::RefundResult Printed(const v1::Refund& refund) {
    v1::OutboxRecord record;
    record.set_sequence(++sequence);
    record.set_stands(true);
    *record.mutable_refund() = refund;
    const auto answer = Write(SubmitRecord, kTill, record);
    BOOST_REQUIRE_EQUAL(Why(answer), "OK");
    BOOST_TEST(answer->reason() == "");
    return answer->refund();
  }
  int64_t Balance(const std::string& code) {
    v1::GetGiftCardRequest request;
    request.set_code(code);
    const auto response = Read(GetGiftCard, kHq, request);
    BOOST_REQUIRE_EQUAL(Why(response), "OK");
    return response->card().balance_minor();
  }
  v1::ListDifferencesResponse Differences() {
    const auto response = Read(ListDifferences, kHq, v1::ListDifferencesRequest());
    BOOST_REQUIRE_EQUAL(Why(response), "OK");
    return *response;
  }

  int64_t sequence = 0;
};

BOOST_FIXTURE_TEST_SUITE(sold_cards, CardShop)

BOOST_AUTO_TEST_CASE(a_refund_of_its_line_empties_a_card) {
  const v1::Sale sale = SellCard("GIFT-0001");
  const auto other = Back(Of(sale, 2));
  BOOST_REQUIRE_EQUAL(Why(other), "OK");
  BOOST_TEST(other->emptied_minor() == 0);
  BOOST_TEST(Balance("GIFT-0001") == 5'000);
  const v1::Refund refund = Of(sale, 1);
  const auto result = Back(refund);
  BOOST_REQUIRE_EQUAL(Why(result), "OK");
  BOOST_TEST(result->emptied_minor() == 5'000);
  BOOST_TEST(Balance("GIFT-0001") == 0);
  BOOST_TEST(Back(refund)->SerializeAsString() == result->SerializeAsString());
  BOOST_TEST(Differences().differences_size() == 0);
  BOOST_TEST(Verify().faults_size() == 0);
}

BOOST_AUTO_TEST_CASE(a_refund_of_all_that_is_left_empties_a_card_that_is_blocked_or_over) {
  const v1::Sale sale = SellCard("GIFT-0001");
  v1::BlockGiftCardRequest block;
  block.set_change_id(NewId());
  block.set_code("GIFT-0001");
  block.set_blocked(true);
  BOOST_REQUIRE_EQUAL(Why(Write(BlockGiftCard, kHq, block)), "OK");
  BOOST_TEST(Back(Of(sale))->emptied_minor() == 5'000);
  BOOST_TEST(Balance("GIFT-0001") == 0);
}

BOOST_AUTO_TEST_CASE(a_card_that_paid_for_something_is_not_taken_back) {
  const v1::Sale sale = SellCard("GIFT-0001");
  PayWith("GIFT-0001", 1'500);
  const auto line = Back(Of(sale, 1));
  BOOST_TEST(Why(line) == "GIFT_CARD_SPENT");
  BOOST_TEST(FieldOf(line.status()) == "refund.lines[0]");
  const auto all = Back(Of(sale));
  BOOST_TEST(Why(all) == "GIFT_CARD_SPENT");
  BOOST_TEST(FieldOf(all.status()) == "refund.lines");
  BOOST_TEST(std::string(all.status().message()).find("line 1") != std::string::npos);
  BOOST_TEST(Balance("GIFT-0001") == 3'500);
  BOOST_TEST(Back(Of(sale, 2))->net_minor() == 2'000);
  BOOST_TEST(Verify().faults_size() == 0);
}

BOOST_AUTO_TEST_CASE(a_card_whose_purchases_came_back_is_whole_again) {
  const v1::Sale sale = SellCard("GIFT-0001");
  const v1::Sale bought = PayWith("GIFT-0001", 1'500);
  BOOST_REQUIRE_EQUAL(Why(Back(Of(bought))), "OK");
  BOOST_TEST(Back(Of(sale, 1))->emptied_minor() == 5'000);
}

BOOST_AUTO_TEST_CASE(a_card_that_was_spent_and_sold_anew_is_not_taken_back_by_its_first_sale) {
  const v1::Sale first = SellCard("GIFT-0001");
  PayWith("GIFT-0001", 5'000);
  const v1::Sale second = SellCard("GIFT-0001");
  BOOST_TEST(Why(Back(Of(first, 1))) == "GIFT_CARD_SPENT");
  BOOST_TEST(Printed(Of(first, 1)).emptied_minor() == 0);
  BOOST_TEST(Differences().differences(0).discount_minor() == 5'000);
  BOOST_TEST(Balance("GIFT-0001") == 5'000);
  BOOST_TEST(Back(Of(second, 1))->emptied_minor() == 5'000);
  BOOST_TEST(Verify().faults_size() == 0);
}

BOOST_AUTO_TEST_CASE(a_printed_refund_takes_what_is_left_and_says_what_is_missing) {
  const v1::Sale sale = SellCard("GIFT-0001");
  PayWith("GIFT-0001", 1'500);
  const v1::RefundResult result = Printed(Of(sale));
  BOOST_TEST(result.net_minor() == 7'000);
  BOOST_TEST(result.emptied_minor() == 3'500);
  BOOST_TEST(Balance("GIFT-0001") == 0);
  const v1::ListDifferencesResponse differences = Differences();
  BOOST_REQUIRE_EQUAL(differences.differences_size(), 1);
  BOOST_TEST(differences.differences(0).reason() == "GIFT_CARD_SPENT");
  BOOST_TEST(differences.differences(0).sale_id() == sale.sale_id());
  BOOST_TEST(differences.differences(0).discount_minor() == 1'500);
  BOOST_TEST(Verify().faults_size() == 0);
}

BOOST_AUTO_TEST_CASE(a_line_of_several_cards_comes_back_as_a_whole) {
  v1::Basket basket = Basket({5'000});
  basket.mutable_lines(0)->set_quantity_milli(2'000);
  const v1::Sale sale = Sell("", basket);
  BOOST_REQUIRE_EQUAL(Why(Commit(sale)), "OK");
  BOOST_REQUIRE_EQUAL(Why(Activate("GIFT-0001", sale, 1)), "OK");
  BOOST_REQUIRE_EQUAL(Why(Activate("GIFT-0002", sale, 1)), "OK");
  BOOST_TEST(Why(Back(Of(sale, 1))) == "GIFT_CARD_LINE_PARTIAL");
  BOOST_TEST(Printed(Of(sale, 1)).emptied_minor() == 0);
  BOOST_TEST(Differences().differences(0).discount_minor() == 5'000);
  BOOST_TEST(Balance("GIFT-0001") + Balance("GIFT-0002") == 10'000);
  BOOST_TEST(Back(Of(sale, 1))->emptied_minor() == 10'000);
  BOOST_TEST(Verify().faults_size() == 0);
}

BOOST_AUTO_TEST_CASE(a_card_comes_to_life_before_its_sale_but_not_after_its_return) {
  const v1::Sale sale = Sell("", Basket({5'000}));
  BOOST_REQUIRE_EQUAL(Why(Activate("GIFT-0001", sale, 1)), "OK");
  BOOST_TEST(Printed(Of(sale)).refunded_at_us() == 0);  // it waits for the sale
  BOOST_TEST(Balance("GIFT-0001") == 5'000);
  BOOST_REQUIRE_EQUAL(Why(Commit(sale)), "OK");
  BOOST_TEST(Balance("GIFT-0001") == 0);
  const auto late = Activate("GIFT-0002", sale, 1);
  BOOST_TEST(Why(late) == "LINE_RETURNED");
  BOOST_TEST(FieldOf(late.status()) == "line_no");
  BOOST_TEST(Verify().faults_size() == 0);
}

// The customer left without paying; the card was handed over nevertheless.
BOOST_AUTO_TEST_CASE(a_sale_that_is_given_up_empties_the_card_that_was_activated_for_it) {
  const v1::Sale sale = Sell("", Basket({5'000, 5'000}));
  BOOST_REQUIRE_EQUAL(Why(Activate("GIFT-0001", sale, 1)), "OK");
  BOOST_REQUIRE_EQUAL(Why(Activate("GIFT-0002", sale, 2)), "OK");
  PayWith("GIFT-0002", 1'500);
  BOOST_REQUIRE_EQUAL(Why(GiveUp(sale)), "OK");
  BOOST_REQUIRE_EQUAL(Why(GiveUp(sale)), "OK");
  BOOST_TEST(Balance("GIFT-0001") == 0);
  BOOST_TEST(Balance("GIFT-0002") == 3'500);
  BOOST_TEST(Why(Activate("GIFT-0003", sale, 1)) == "SALE_CLOSED");
  BOOST_TEST(Verify().faults_size() == 0);
}

BOOST_AUTO_TEST_CASE(a_receipt_that_was_printed_all_the_same_puts_the_money_back_on_the_card) {
  const v1::Sale sale = Sell("", Basket({5'000, 5'000}));
  BOOST_REQUIRE_EQUAL(Why(Activate("GIFT-0001", sale, 1)), "OK");
  BOOST_REQUIRE_EQUAL(Why(Activate("GIFT-0002", sale, 2)), "OK");
  BOOST_REQUIRE_EQUAL(Why(GiveUp(sale)), "OK");
  const v1::Sale other = Sell("", Basket({5'000}));
  BOOST_REQUIRE_EQUAL(Why(Activate("GIFT-0002", other, 1)), "OK");
  BOOST_REQUIRE_EQUAL(Why(Commit(sale, v1::DIFFERENCE_POLICY_RECORD)), "OK");
  BOOST_TEST(Balance("GIFT-0001") == 5'000);
  // Sold anew meanwhile: its money is the other customer's.
  BOOST_TEST(Balance("GIFT-0002") == 5'000);
  BOOST_REQUIRE_EQUAL(Differences().differences_size(), 1);
  BOOST_TEST(Differences().differences(0).reason() == "SALE_CANCELLED");
  BOOST_TEST(Back(Of(sale, 1))->emptied_minor() == 5'000);
  BOOST_TEST(Verify().faults_size() == 0);
}

BOOST_AUTO_TEST_CASE(verification_finds_a_card_that_its_sale_forgot_and_one_that_was_not_emptied) {
  const v1::Sale sale = SellCard("GIFT-0001");
  const v1::Sale returned = SellCard("GIFT-0002");
  BOOST_REQUIRE_EQUAL(Why(Back(Of(returned, 1))), "OK");
  BOOST_TEST(Verify().faults_size() == 0);
  auto connection = sqlite::Connection::Open(path(), {});
  BOOST_REQUIRE(connection.ok());
  BOOST_REQUIRE((*connection)
                    ->Execute("DELETE FROM sold_gift_card WHERE sale_id IN"
                              " (SELECT sale_id FROM sale ORDER BY sale_no LIMIT 1)")
                    .ok());
  v1::VerifyLedgerResponse verified = Verify();
  BOOST_REQUIRE_EQUAL(verified.faults_size(), 1);
  BOOST_TEST(verified.faults(0).code() == "TENDER");
  BOOST_TEST(verified.faults(0).message().find("forgot") != std::string::npos);
  BOOST_REQUIRE((*connection)->Execute("DELETE FROM sold_gift_card").ok());
  verified = Verify();
  BOOST_REQUIRE_EQUAL(verified.faults_size(), 3);  // both are forgotten
  BOOST_TEST(verified.faults(2).message().find("took 0 off") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::operations
