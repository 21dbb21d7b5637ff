#include <boost/test/unit_test.hpp>

#include <numeric>
#include <random>

#include "chain.h"
#include "tessera/operations/sales/refund.h"

namespace tessera::operations {
namespace {

struct Sold : Chain {
  Sold() { Publish(SampleProgram()); }
  absl::StatusOr<v1::RefundResult> Back(const v1::Refund& refund) {
    v1::RefundRequest request;
    *request.mutable_refund() = refund;
    absl::StatusOr<v1::RefundResponse> response = Write(Refund, kTill, request);
    if (!response.ok()) return response.status();
    return response->result();
  }
  v1::Refund Of(const v1::Sale& sale) {
    v1::Refund refund;
    refund.set_refund_id(NewId());
    refund.set_sale_id(sale.sale_id());
    refund.set_store_id("store-1");
    refund.set_terminal_id("till-1");
    return refund;
  }
};

void Want(v1::Refund& refund, uint32_t line_no, int64_t quantity_milli) {
  v1::RefundLine* line = refund.add_lines();
  line->set_line_no(line_no);
  line->set_quantity_milli(quantity_milli);
}

BOOST_FIXTURE_TEST_SUITE(refund, Sold)

BOOST_AUTO_TEST_CASE(a_whole_refund_restores_the_member) {
  const std::string member_id = AddMember("CARD-0001", 500);
  v1::Basket basket = Basket({70'000, 30'000});
  basket.set_redeem_points(300);
  const v1::Sale sale = Sell(member_id, basket);
  BOOST_REQUIRE_EQUAL(Why(Commit(sale)), "OK");
  const auto result = Back(Of(sale));
  BOOST_REQUIRE_EQUAL(Why(result), "OK");
  BOOST_TEST(result->net_minor() == 60'000);
  BOOST_TEST(result->returned_points() == 300);
  BOOST_TEST(result->revoked_points() == 600);
  BOOST_TEST(Member(member_id).balance_points() == 500);
  BOOST_TEST(Why(Back(Of(sale))) == "REFUND_EXCEEDS_SALE");
  BOOST_TEST(Verify().faults_size() == 0);
}

BOOST_AUTO_TEST_CASE(a_replayed_refund_gets_the_first_answer) {
  const v1::Sale sale = Sell(AddMember("CARD-0001", 0), Basket({10'000}));
  BOOST_REQUIRE_EQUAL(Why(Commit(sale)), "OK");
  v1::Refund refund = Of(sale);
  const auto first = Back(refund);
  now = now + Seconds(5);
  BOOST_TEST(Back(refund)->SerializeAsString() == first->SerializeAsString());
  Want(refund, 1, 1'000);
  BOOST_TEST(Why(Back(refund)) == "REFUND_ID_REUSED");
  v1::Refund unknown = Of(sale);
  unknown.set_sale_id(NewId());
  BOOST_TEST(Why(Back(unknown)) == "SALE_UNKNOWN");
}

BOOST_AUTO_TEST_CASE(partial_refunds_in_any_order_sum_exactly) {
  const uint32_t seed = std::random_device()();
  BOOST_TEST_MESSAGE("seed " << seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 5; ++round) {
    const std::string member_id = AddMember("ROUND-" + std::to_string(round), 100);
    v1::Basket basket = Basket({3'333, 7'777});
    basket.mutable_lines(0)->set_quantity_milli(3'001);
    basket.mutable_lines(1)->set_quantity_milli(7'000);
    basket.set_redeem_points(100);
    const v1::Sale sale = Sell(member_id, basket);
    const auto booked = Commit(sale);
    BOOST_REQUIRE_EQUAL(Why(booked), "OK");
    int64_t left[2] = {3'001, 7'000};
    int64_t net = 0, returned = 0, revoked = 0;
    while (left[0] + left[1] > 0) {
      v1::Refund refund = Of(sale);
      const size_t line = left[0] == 0 ? 1 : left[1] == 0 ? 0 : random() % 2;
      const int64_t quantity = std::min<int64_t>(left[line], 1 + random() % 2'000);
      left[line] -= quantity;
      Want(refund, static_cast<uint32_t>(line) + 1, quantity);
      const auto result = Back(refund);
      BOOST_REQUIRE_EQUAL(Why(result), "OK");
      net += result->net_minor();
      returned += result->returned_points();
      revoked += result->revoked_points();
    }
    int64_t paid = 10'002 + 54'439;  // 33.33 x 3.001 and 77.77 x 7, rounded
    for (const v1::ShownLine& line : sale.shown()) {
      paid -= line.discount_minor() + line.redeemed_minor();
    }
    BOOST_TEST(net == paid);
    BOOST_TEST(returned == 100);
    BOOST_TEST(revoked == booked->earned_points());
    BOOST_TEST(Member(member_id).balance_points() == 100);
  }
  BOOST_TEST(Verify().faults_size() == 0);
}

BOOST_AUTO_TEST_CASE(more_than_was_sold_never_comes_back) {
  const v1::Sale sale = Sell("", Basket({10'000}));
  BOOST_REQUIRE_EQUAL(Why(Commit(sale)), "OK");
  v1::Refund refund = Of(sale);
  Want(refund, 1, 1'001);
  const auto result = Back(refund);
  BOOST_TEST(Why(result) == "REFUND_EXCEEDS_SALE");
  BOOST_TEST(FieldOf(result.status()) == "refund.lines[0].quantity_milli");
  v1::Refund unknown = Of(sale);
  Want(unknown, 9, 1);
  BOOST_TEST(Why(Back(unknown)) == "REFUND_EXCEEDS_SALE");
  v1::Refund twice = Of(sale);
  Want(twice, 1, 1);
  Want(twice, 1, 1);
  BOOST_TEST(Why(Back(twice)) == "LINE_NO_REPEATED");
}

BOOST_AUTO_TEST_CASE(earned_points_that_were_spent_leave_a_negative_balance) {
  const std::string member_id = AddMember("CARD-0001", 0);
  const v1::Sale first = Sell(member_id, Basket({100'000}));
  BOOST_REQUIRE_EQUAL(Why(Commit(first)), "OK");
  v1::Basket basket = Basket({200'000});
  basket.set_redeem_points(900);
  const v1::Sale second = Sell(member_id, basket);
  BOOST_REQUIRE_EQUAL(Why(Commit(second)), "OK");
  const int64_t earned = Member(member_id).balance_points();
  BOOST_REQUIRE_EQUAL(Why(Back(Of(first))), "OK");
  BOOST_TEST(Member(member_id).balance_points() == earned - 900);
  BOOST_TEST(Verify().faults_size() == 0);
}

constexpr char kMug[] = R"(
offers:
  - offer_id: mug
    name: A mug
    trigger: {choice: {cost_points: 100}}
    effects: [{gift: {sku: mug, name: Mug, units: 1, list_price: 5.00}}]
)";

BOOST_AUTO_TEST_CASE(what_a_choice_costs_comes_back_in_parts_where_the_program_says_so) {
  for (const std::string in_parts : {"false", "true"}) {
    v1::Program program =
        ProgramOf("refund_rules: {return_costs_in_parts: " + in_parts + "}" + kMug);
    program.set_program_id(SampleProgram().program_id());
    Publish(program);
    const bool parts = in_parts == "true";
    const std::string member = AddMember("CARD-" + in_parts, 150);
    v1::Basket basket = Basket({10'000, 20'000, 0});
    basket.mutable_lines(0)->set_quantity_milli(3'000);
    basket.add_choices()->set_offer_id("mug");
    basket.mutable_choices(0)->set_times(1);
    const v1::Sale sale = Sell(member, basket);
    BOOST_REQUIRE_EQUAL(Why(Commit(sale)), "OK");
    const auto back = [&](uint32_t line_no) {
      v1::Refund refund = Of(sale);
      if (line_no != 0) Want(refund, line_no, 1'000);
      return Back(refund)->returned_points();
    };
    BOOST_TEST(back(1) == (parts ? 20 : 0));
    BOOST_TEST(back(3) == 0);
    BOOST_TEST(back(2) == (parts ? 40 : 0));
    BOOST_TEST(back(0) == (parts ? 40 : 100));
    BOOST_TEST(Member(member).balance_points() == 150);
  }
  BOOST_TEST(Verify().faults_size() == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::operations
