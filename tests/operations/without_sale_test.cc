// Goods that come back without a receipt.
#include <boost/test/unit_test.hpp>

#include <fstream>
#include <iterator>

#include "chain.h"
#include "tessera/operations/sales/list_refunds_without_sale.h"
#include "tessera/operations/sales/refund.h"
#include "tessera/operations/sync/submit_record.h"

namespace tessera::operations {
namespace {

struct Goods : Chain {
  Goods() { Publish(SampleProgram()); }
  ~Goods() {
    const v1::VerifyLedgerResponse verified = Verify();
    for (const v1::LedgerFault& fault : verified.faults()) {
      BOOST_ERROR(fault.code() + ": " + fault.message());
    }
  }
  v1::Refund Of(const std::string& member_id, std::initializer_list<int64_t> prices) {
    v1::Refund refund;
    refund.set_refund_id(NewId());
    refund.set_store_id("store-1");
    refund.set_terminal_id("till-1");
    if (!member_id.empty()) refund.mutable_member()->set_member_id(member_id);
    *refund.mutable_goods() = Basket(prices);
    return refund;
  }
  absl::StatusOr<v1::RefundResult> Back(const v1::Refund& refund) {
    v1::RefundRequest request;
    *request.mutable_refund() = refund;
    absl::StatusOr<v1::RefundResponse> response = Write(Refund, kTill, request);
    if (!response.ok()) return response.status();
    return response->result();
  }
  v1::SubmittedRecord Deliver(const v1::Refund& refund) {
    v1::OutboxRecord record;
    record.set_sequence(1);
    record.set_stands(true);
    *record.mutable_refund() = refund;
    return *Write(SubmitRecord, kTill, record);
  }
};

BOOST_FIXTURE_TEST_SUITE(without_sale, Goods)

BOOST_AUTO_TEST_CASE(what_the_goods_would_earn_now_is_taken_back) {
  const std::string member_id = AddMember("CARD-0001", 500);
  const auto result = Back(Of(member_id, {10'000, 5'050}));
  BOOST_REQUIRE_EQUAL(Why(result), "OK");
  // The price that is paid back has its discount in it.
  BOOST_TEST(result->net_minor() == 15'050);
  BOOST_TEST(result->revoked_points() == 150);
  BOOST_TEST(result->returned_points() == 0);
  BOOST_TEST(result->balance_points() == 350);
  BOOST_REQUIRE_EQUAL(result->lines_size(), 2);
  BOOST_TEST(result->lines(0).net_minor() == 10'000);
  BOOST_TEST(result->lines(0).revoked_points() + result->lines(1).revoked_points() == 150);
  BOOST_TEST(Member(member_id).balance_points() == 350);
}

BOOST_AUTO_TEST_CASE(a_sale_that_nobody_finds_again_and_its_goods_count_for_nothing_in_the_end) {
  const std::string member_id = AddMember("CARD-0001", 0);
  v1::Program program = SampleProgram();
  program.mutable_tiers(0)->set_from_spend_minor(9'000);
  program.mutable_tier_rules()->set_basis(v1::TIER_BASIS_SPEND);
  Publish(program);
  BOOST_REQUIRE_EQUAL(Why(Commit(Sell(member_id, Basket({10'000})))), "OK");
  BOOST_TEST(Member(member_id).tier() == "gold");
  BOOST_REQUIRE_EQUAL(Why(Back(Of(member_id, {9'000}))), "OK");
  BOOST_TEST(Member(member_id).balance_points() == 0);
  BOOST_TEST(Member(member_id).tier() == "");
}

BOOST_AUTO_TEST_CASE(a_replayed_one_gets_the_first_answer) {
  const std::string member_id = AddMember("CARD-0001", 500);
  v1::Refund refund = Of(member_id, {10'000});
  const auto first = Back(refund);
  BOOST_REQUIRE_EQUAL(Why(first), "OK");
  now = now + Seconds(5);
  BOOST_TEST(Back(refund)->SerializeAsString() == first->SerializeAsString());
  BOOST_TEST(Member(member_id).balance_points() == 400);
  refund.mutable_goods()->mutable_lines(0)->set_unit_price_minor(9'999);
  BOOST_TEST(Why(Back(refund)) == "REFUND_ID_REUSED");
  const v1::Sale sale = Sell(member_id, Basket({10'000}));
  BOOST_REQUIRE_EQUAL(Why(Commit(sale)), "OK");
  refund.clear_goods();
  refund.clear_member();
  refund.set_sale_id(sale.sale_id());
  BOOST_TEST(Why(Back(refund)) == "REFUND_ID_REUSED");
  v1::Refund with_sale = refund;
  with_sale.set_refund_id(NewId());
  BOOST_REQUIRE_EQUAL(Why(Back(with_sale)), "OK");
  v1::Refund reused = Of(member_id, {10'000});
  reused.set_refund_id(with_sale.refund_id());
  BOOST_TEST(Why(Back(reused)) == "REFUND_ID_REUSED");
}

BOOST_AUTO_TEST_CASE(points_that_were_spent_already_follow_the_programs_rule) {
  const std::string poor = AddMember("CARD-0001", 30);
  BOOST_TEST(Back(Of(poor, {10'000}))->balance_points() == -70);
  v1::Program program = SampleProgram();
  program.mutable_refund_rules()->set_revoke_beyond(v1::REVOKE_BEYOND_LOSS);
  Publish(program);
  const std::string other = AddMember("CARD-0002", 30);
  const auto lost = Back(Of(other, {10'000}));
  BOOST_REQUIRE_EQUAL(Why(lost), "OK");
  BOOST_TEST(lost->balance_points() == 0);
  BOOST_TEST(lost->lost_points() == 70);
}

BOOST_AUTO_TEST_CASE(a_customer_without_a_card_gets_money_only) {
  const auto result = Back(Of("", {10'000}));
  BOOST_REQUIRE_EQUAL(Why(result), "OK");
  BOOST_TEST(result->net_minor() == 10'000);
  BOOST_TEST(result->revoked_points() == 0);
}

BOOST_AUTO_TEST_CASE(a_program_may_want_the_receipt) {
  const std::string member_id = AddMember("CARD-0001", 500);
  v1::Program program = SampleProgram();
  program.mutable_refund_rules()->set_only_with_sale(true);
  Publish(program);
  const v1::Refund refund = Of(member_id, {10'000});
  const auto refused = Back(refund);
  BOOST_TEST(Why(refused) == "REFUND_WITHOUT_SALE");
  BOOST_TEST(FieldOf(refused.status()) == "refund.sale_id");
  BOOST_TEST(Member(member_id).balance_points() == 500);
  // The till has handed the money out.
  const v1::SubmittedRecord delivered = Deliver(refund);
  BOOST_TEST(delivered.reason() == "");
  BOOST_TEST(delivered.refund().revoked_points() == 100);
  BOOST_TEST(Deliver(refund).SerializeAsString() == delivered.SerializeAsString());
  BOOST_TEST(Member(member_id).balance_points() == 400);
}

BOOST_AUTO_TEST_CASE(what_a_till_did_alone_is_booked_whoever_it_was_for) {
  v1::Refund unknown = Of("", {10'000});
  unknown.mutable_member()->mutable_identifier()->set_kind(v1::IDENTIFIER_KIND_CARD);
  unknown.mutable_member()->mutable_identifier()->set_value("SECRET-CARD-0009");
  BOOST_TEST(Why(Back(unknown)) == "MEMBER_UNKNOWN");
  BOOST_TEST(Deliver(unknown).reason() == "");
  v1::Refund foreign = Of("", {10'000});
  foreign.mutable_goods()->set_currency_code("EUR");
  BOOST_TEST(Why(Back(foreign)) == "CURRENCY_MISMATCH");
  BOOST_TEST(Deliver(foreign).refund().net_minor() == 10'000);
  for (const char* suffix : {"", "-wal"}) {
    std::ifstream file(path() + suffix, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    BOOST_TEST(bytes.find("SECRET-CARD-0009") == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(a_refund_is_either_of_a_sale_or_of_goods) {
  const v1::Sale sale = Sell("", Basket({10'000}));
  BOOST_REQUIRE_EQUAL(Why(Commit(sale)), "OK");
  v1::Refund both = Of("", {10'000});
  both.set_sale_id(sale.sale_id());
  BOOST_TEST(Why(Back(both)) == "GOODS_INVALID");
  v1::Refund neither = Of("", {});
  BOOST_TEST(Why(Back(neither)) == "GOODS_INVALID");
  v1::Refund lines = Of("", {10'000});
  lines.add_lines()->set_line_no(1);
  BOOST_TEST(Why(Back(lines)) == "GOODS_INVALID");
  v1::Refund spending = Of("", {10'000});
  spending.mutable_goods()->set_redeem_points(1);
  BOOST_TEST(Why(Back(spending)) == "GOODS_INVALID");
  v1::Refund wrong = Of("", {10'000});
  wrong.mutable_goods()->mutable_lines(0)->set_quantity_milli(0);
  const auto refused = Back(wrong);
  BOOST_TEST(Why(refused) == "QUANTITY_INVALID");
  BOOST_TEST(FieldOf(refused.status()) == "refund.goods.lines[0].quantity_milli");
}

BOOST_AUTO_TEST_CASE(hq_sees_them_by_themselves) {
  const std::string member_id = AddMember("CARD-0001", 500);
  for (int i = 0; i < 3; ++i) {
    v1::Refund refund = Of(i == 0 ? "" : member_id, {10'000});
    refund.set_cashier_id("cashier-7");
    BOOST_REQUIRE_EQUAL(Why(Back(refund)), "OK");
  }
  v1::ListRefundsWithoutSaleRequest request;
  request.set_page_size(2);
  const auto page = Read(ListRefundsWithoutSale, kHq, request);
  BOOST_REQUIRE_EQUAL(Why(page), "OK");
  BOOST_REQUIRE_EQUAL(page->refunds_size(), 2);
  BOOST_TEST(page->refunds(0).member_id() == "");
  BOOST_TEST(page->refunds(1).member_id() == member_id);
  BOOST_TEST(page->refunds(1).result().revoked_points() == 100);
  BOOST_TEST(page->refunds(1).cashier_id() == "cashier-7");
  BOOST_TEST(page->refunds(1).terminal_id() == "till-1");
  request.set_page_token(page->next_page_token());
  const auto rest = Read(ListRefundsWithoutSale, kHq, request);
  BOOST_TEST(rest->refunds_size() == 1);
  BOOST_TEST(rest->next_page_token() == "");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::operations
