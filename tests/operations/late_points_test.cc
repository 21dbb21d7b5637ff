// Points of a card that the till could not look up: they come with the receipt, as the service would
// have given them.
#include <boost/test/unit_test.hpp>

#include <vector>

#include "chain.h"
#include "tessera/operations/members/get_member.h"
#include "tessera/operations/sales/list_differences.h"
#include "tessera/operations/sales/quote.h"
#include "tessera/operations/sales/refund.h"

namespace tessera::operations {
namespace {

constexpr char kCard[] = "CARD-0001";

struct Late : Chain {
  // A till that is alone and does not know the card quotes as for nobody.
  v1::Sale Promised(const v1::Basket& basket, bool has_program = true) {
    v1::Sale sale = Sell("", basket);
    if (!has_program) {
      sale.set_program_version(0);
      sale.clear_shown_receipt();
    }
    sale.mutable_member()->mutable_identifier()->set_kind(v1::IDENTIFIER_KIND_CARD);
    sale.mutable_member()->mutable_identifier()->set_value(kCard);
    sale.set_quoted_offline(true);
    return sale;
  }
  v1::SaleResult Record(const v1::Sale& sale) {
    const auto result = Commit(sale, v1::DIFFERENCE_POLICY_RECORD);
    BOOST_REQUIRE_MESSAGE(result.ok(), result.status());
    BOOST_TEST(Verify().faults_size() == 0);
    return *result;
  }
  std::vector<v1::SaleDifference> Differences() {
    const auto page = Read(ListDifferences, kHq, v1::ListDifferencesRequest());
    return {page->differences().begin(), page->differences().end()};
  }
  int64_t Online(const std::string& member, const v1::Basket& basket) {
    const auto quote = Read(Quote, kTill, Ask(member, basket));
    BOOST_REQUIRE_MESSAGE(quote.ok(), quote.status());
    return quote->evaluation().earned_points();
  }
};

v1::Basket Bottles(int64_t pieces, int64_t price) {
  v1::Basket basket = Chain::Basket({price});
  basket.mutable_lines(0)->set_quantity_milli(pieces * 1'000);
  return basket;
}

BOOST_FIXTURE_TEST_SUITE(late_points, Late)

BOOST_AUTO_TEST_CASE(what_stopped_earning_at_the_till_stops_it_later_too) {
  Publish(ProgramOf(R"(
offers:
  - offer_id: clearance
    name: Clearance
    priority: 1
    audience: {everyone: true}
    stop_earning: true
    effects: [{percent_off: {percent: 30%}}]
  - offer_id: points
    name: Points
    effects: [{earn_per_money: {per_amount: 1.00, points: 1}}]
)"));
  const std::string member = AddMember(kCard, 0);
  const v1::Basket basket = Basket({100'000});
  const v1::SaleResult booked = Record(Promised(basket));
  BOOST_TEST(booked.member_id() == member);
  BOOST_TEST(booked.earned_points() == Online(member, basket));
  BOOST_TEST(booked.earned_points() == 0);
  BOOST_TEST(Differences().empty());
}

constexpr char kPerUnit[] = R"(
offers:
  - offer_id: ten
    name: Ten off
    audience: {everyone: true}
    effects: [{percent_off: {percent: 10%}}]
  - offer_id: units
    name: Per bottle
    effects: [{earn_per_unit: {points: 5}}]
)";

BOOST_AUTO_TEST_CASE(a_discounted_line_keeps_its_units) {
  Publish(ProgramOf(kPerUnit));
  const std::string member = AddMember(kCard, 0);
  const v1::SaleResult booked = Record(Promised(Bottles(10, 5'000)));
  BOOST_TEST(booked.earned_points() == 50);
  BOOST_TEST(booked.earned_points() == Online(member, Bottles(10, 5'000)));
  BOOST_TEST(!booked.differs());
  BOOST_TEST(Differences().empty());
  BOOST_TEST(Member(member).balance_points() == 50);
}

BOOST_AUTO_TEST_CASE(a_price_that_only_members_get_is_told_apart_from_the_points) {
  Publish(ProgramOf(R"(
offers:
  - offer_id: members
    name: For members
    effects: [{percent_off: {percent: 10%}}]
  - offer_id: units
    name: Per bottle
    effects: [{earn_per_unit: {points: 5}}]
)"));
  const std::string member = AddMember(kCard, 0);
  const v1::SaleResult booked = Record(Promised(Bottles(10, 5'000)));
  BOOST_TEST(booked.earned_points() == 50);
  BOOST_REQUIRE_EQUAL(Differences().size(), 1U);
  BOOST_TEST(Differences()[0].discount_minor() == -5'000);
  BOOST_TEST(Differences()[0].earned_points() == 0);
}

constexpr char kLimited[] = R"(
offers:
  - offer_id: welcome
    name: Welcome
    limits: {uses_per_member: 1, budget_points: 600, freed_by_return: true}
    effects: [{earn_fixed: {points: 500}}]
)";

BOOST_AUTO_TEST_CASE(points_that_come_late_count_for_limits_and_budgets) {
  for (const bool has_program : {true, false}) {
    BOOST_TEST_CONTEXT("has_program " << has_program) {
      Late chain;
      chain.Publish(ProgramOf(kLimited));
      const std::string member = chain.AddMember(kCard, 0);
      const v1::Sale first = chain.Promised(Basket({10'000}), has_program);
      const v1::Sale second = chain.Promised(Basket({10'000}), has_program);
      BOOST_TEST(chain.Record(first).earned_points() == 500);
      BOOST_TEST(chain.Record(second).earned_points() == 0);
      BOOST_TEST(chain.Online(member, Basket({10'000})) == 0);
      BOOST_TEST(chain.Online(chain.AddMember("CARD-0002", 0), Basket({10'000})) == 0);
      BOOST_TEST(chain.Differences().empty());

      v1::RefundRequest request;
      request.mutable_refund()->set_refund_id(chain.NewId());
      request.mutable_refund()->set_sale_id(first.sale_id());
      request.mutable_refund()->set_store_id("store-1");
      request.mutable_refund()->set_terminal_id("till-1");
      BOOST_REQUIRE_EQUAL(Why(chain.Write(Refund, kTill, request)), "OK");
      BOOST_TEST(chain.Online(member, Basket({10'000})) == 500);
    }
  }
}

BOOST_AUTO_TEST_CASE(points_of_an_offer_with_a_life_of_their_own_live_it_late_too) {
  Publish(ProgramOf(R"(
points_life: {lifetime_days: 30}
offers:
  - offer_id: usual
    name: Usual
    effects: [{earn_fixed: {points: 3}}]
  - offer_id: quick
    name: Quick
    points_life: {lifetime_days: 5}
    effects: [{earn_fixed: {points: 7}}]
)"));
  const std::string member = AddMember(kCard, 0);
  BOOST_TEST(Record(Promised(Basket({10'000}))).earned_points() == 10);
  BOOST_TEST(Member(member).expiring_points() == 7);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::operations
