// One account for several members, or for one who was two: what returns take from it, and whose tiers
// it makes.
#include <boost/test/unit_test.hpp>

#include "chain.h"
#include "tessera/operations/members/adjust_points.h"
#include "tessera/operations/members/leave_account.h"
#include "tessera/operations/members/merge_members.h"
#include "tessera/operations/members/share_account.h"
#include "tessera/operations/members/transfer_points.h"
#include "tessera/operations/sales/refund.h"

namespace tessera::operations {
namespace {

struct Families : Chain {
  void Merge(const std::string& from, const std::string& into) {
    v1::MergeMembersRequest request;
    request.set_change_id(NewId());
    request.mutable_from()->set_member_id(from);
    request.mutable_into()->set_member_id(into);
    request.set_comment("the same person");
    BOOST_REQUIRE_EQUAL(Why(Write(MergeMembers, kHq, request)), "OK");
  }
  void Share(const std::string& member, const std::string& with) {
    v1::ShareAccountRequest request;
    request.set_change_id(NewId());
    request.mutable_member()->set_member_id(member);
    request.mutable_with()->set_member_id(with);
    BOOST_REQUIRE_EQUAL(Why(Write(ShareAccount, kHq, request)), "OK");
  }
  void Leave(const std::string& member) {
    v1::LeaveAccountRequest request;
    request.set_change_id(NewId());
    request.mutable_member()->set_member_id(member);
    BOOST_REQUIRE_EQUAL(Why(Write(LeaveAccount, kHq, request)), "OK");
  }
  void Adjust(const std::string& member, int64_t points) {
    v1::AdjustPointsRequest request;
    request.set_adjustment_id(NewId());
    request.mutable_member()->set_member_id(member);
    request.set_points(points);
    request.set_comment("correction");
    BOOST_REQUIRE_EQUAL(Why(Write(AdjustPoints, kHq, request)), "OK");
  }
  void Transfer(const std::string& from, const std::string& to, int64_t points) {
    v1::TransferPointsRequest request;
    request.set_change_id(NewId());
    request.mutable_from()->set_member_id(from);
    request.mutable_to()->set_member_id(to);
    request.set_points(points);
    request.set_comment("a gift");
    BOOST_REQUIRE_EQUAL(Why(Write(TransferPoints, kHq, request)), "OK");
  }
  v1::Sale Buy(const std::string& member, int64_t price) {
    const v1::Sale sale = Sell(member, Basket({price}));
    BOOST_REQUIRE_EQUAL(Why(Commit(sale)), "OK");
    return sale;
  }
  v1::RefundResult Back(const v1::Sale& sale, int64_t quantity_milli = 0) {
    v1::RefundRequest request;
    v1::Refund& refund = *request.mutable_refund();
    refund.set_refund_id(NewId());
    refund.set_sale_id(sale.sale_id());
    refund.set_store_id("store-1");
    refund.set_terminal_id("till-1");
    if (quantity_milli != 0) {
      refund.add_lines()->set_line_no(1);
      refund.mutable_lines(0)->set_quantity_milli(quantity_milli);
    }
    const auto response = Write(Refund, kTill, request);
    BOOST_REQUIRE_EQUAL(Why(response), "OK");
    return response->result();
  }
  int64_t Balance(const std::string& member) { return Member(member).balance_points(); }
  void IsClean() {
    const v1::VerifyLedgerResponse verified = Verify();
    for (const v1::LedgerFault& fault : verified.faults()) {
      BOOST_ERROR(fault.code() + ": " + fault.message());
    }
  }
};

// A sale of 100.00 earns 90 points, which live 30 days.
struct Returns : Families {
  Returns() { Publish(SampleProgram()); }
};

BOOST_FIXTURE_TEST_SUITE(returns_elsewhere, Returns)

BOOST_AUTO_TEST_CASE(points_that_ended_before_a_merge_are_not_taken_once_more) {
  const std::string from = AddMember("CARD-0001", 0);
  const std::string into = AddMember("CARD-0002", 500);
  const v1::Sale sale = Buy(from, 10'000);
  now = now + Days(40);
  Merge(from, into);
  BOOST_TEST(Back(sale, 400).revoked_points() == 36);
  BOOST_TEST(Back(sale).revoked_points() == 54);
  BOOST_TEST(Balance(into) == 500);
  IsClean();
}

BOOST_AUTO_TEST_CASE(points_that_ended_after_a_merge_are_not_taken_once_more) {
  const std::string from = AddMember("CARD-0001", 0);
  const std::string into = AddMember("CARD-0002", 500);
  const v1::Sale sale = Buy(from, 10'000);
  Merge(from, into);
  BOOST_TEST(Balance(into) == 590);
  now = now + Days(40);
  Back(sale);
  BOOST_TEST(Balance(into) == 500);
  IsClean();
}

BOOST_AUTO_TEST_CASE(points_that_ended_between_two_merges_are_not_taken_once_more) {
  const std::string first = AddMember("CARD-0001", 0);
  const std::string second = AddMember("CARD-0002", 0);
  const std::string third = AddMember("CARD-0003", 500);
  const v1::Sale sale = Buy(first, 10'000);
  Merge(first, second);
  now = now + Days(40);
  Merge(second, third);
  Back(sale);
  BOOST_TEST(Balance(third) == 500);
  IsClean();
}

BOOST_AUTO_TEST_CASE(points_that_ended_in_a_family_are_not_taken_from_who_left_it) {
  const std::string mother = AddMember("CARD-0001", 200);
  const std::string son = AddMember("CARD-0002", 0);
  Share(son, mother);
  const v1::Sale sale = Buy(son, 10'000);
  now = now + Days(40);
  Leave(son);
  Adjust(son, 50);
  Back(sale);
  BOOST_TEST(Balance(son) == 50);
  BOOST_TEST(Balance(mother) == 200);
  IsClean();
}

BOOST_AUTO_TEST_CASE(points_that_were_spent_before_a_merge_are_owed_after_it) {
  const std::string from = AddMember("CARD-0001", 0);
  const std::string into = AddMember("CARD-0002", 500);
  const v1::Sale sale = Buy(from, 10'000);
  Transfer(from, into, 60);
  now = now + Days(40);
  Merge(from, into);
  BOOST_TEST(Balance(into) == 500);  // all have ended
  Back(sale);
  BOOST_TEST(Balance(into) == 440);
  IsClean();
}

BOOST_AUTO_TEST_SUITE_END()

// Gold is who has 500 points to spend.
constexpr char kRanks[] = R"(
tiers: [{tier_id: gold, name: Gold, from_points: 500}]
tier_rules: {basis: ACTIVE_POINTS}
offers:
  - {offer_id: points, name: Points, effects: [{earn_per_money: {per_amount: 1.00, points: 1}}]}
)";

struct Ranks : Families {
  Ranks() {
    Publish(ProgramOf(kRanks));
    mother = AddMember("CARD-0001", 300);
    son = AddMember("CARD-0002", 0);
  }
  bool AreGold(std::initializer_list<std::string> members) {
    for (const std::string& member : members) {
      if (Member(member).tier() != "gold") return false;
    }
    return true;
  }
  bool IsNone(const std::string& member) { return Member(member).tier().empty(); }

  std::string mother;
  std::string son;
};

BOOST_FIXTURE_TEST_SUITE(ranks, Ranks)

BOOST_AUTO_TEST_CASE(whoever_fills_or_empties_an_account_makes_the_tiers_of_all_who_use_it) {
  const std::string aunt = AddMember("CARD-0003", 0);
  Share(son, mother);
  Share(aunt, mother);
  const v1::Sale sale = Buy(son, 20'000);
  BOOST_TEST(AreGold({mother, son, aunt}));
  Back(sale);
  BOOST_TEST((IsNone(mother) && IsNone(son) && IsNone(aunt)));
  Adjust(mother, 200);
  BOOST_TEST(AreGold({mother, son, aunt}));
  IsClean();
}

BOOST_AUTO_TEST_CASE(a_transfer_makes_the_tiers_of_both_families) {
  const std::string other = AddMember("CARD-0003", 500);
  const std::string daughter = AddMember("CARD-0004", 0);
  Share(son, mother);
  Share(daughter, other);
  BOOST_TEST(AreGold({other, daughter}));
  Transfer(daughter, son, 200);
  BOOST_TEST(AreGold({mother, son}));
  BOOST_TEST((IsNone(other) && IsNone(daughter)));
  IsClean();
}

BOOST_AUTO_TEST_CASE(a_return_of_who_left_makes_the_tiers_of_those_who_stayed) {
  Publish(ProgramOf(std::string(kRanks) + "points_life: {lifetime_days: 30}\n"));
  Adjust(mother, 100);
  Share(son, mother);
  const v1::Sale sale = Buy(son, 10'000);
  BOOST_TEST(AreGold({mother, son}));
  Leave(son);
  now = now + Days(40);
  Back(sale);
  BOOST_TEST(IsNone(mother));  // what had ended is booked with the return
  IsClean();
}

BOOST_AUTO_TEST_CASE(who_joins_brings_points_and_who_leaves_takes_none) {
  Adjust(son, 200);
  BOOST_TEST((IsNone(mother) && IsNone(son)));
  Share(son, mother);
  BOOST_TEST(AreGold({mother, son}));
  Leave(son);
  BOOST_TEST(AreGold({mother}));
  BOOST_TEST(IsNone(son));
  IsClean();
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::operations
