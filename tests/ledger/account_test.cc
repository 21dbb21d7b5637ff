#include "tessera/ledger/account.h"

#include <boost/test/unit_test.hpp>

#include <limits>

#include "sample.h"
#include "tessera/base/status.h"

namespace tessera::ledger {
namespace {

BOOST_AUTO_TEST_CASE(what_expires_first_is_spent_first_and_then_the_older) {
  Account account = Empty();
  BOOST_TEST(account.Earn(Points(10), ForEver(), At(1)).ok());
  BOOST_TEST(account.Earn(Points(10), Life(0, 900), At(1)).ok());
  BOOST_TEST(account.Earn(Points(10), Life(0, 500), At(1)).ok());
  BOOST_TEST(account.Earn(Points(10), Life(0, 500), At(1)).ok());
  const auto allocations = account.Spend(Points(31), Overdraft::kRefuse, At(2));
  BOOST_REQUIRE(allocations.ok());
  BOOST_REQUIRE_EQUAL(allocations->size(), 4u);
  BOOST_TEST((*allocations)[0].lot_no == 3);
  BOOST_TEST((*allocations)[1].lot_no == 4);
  BOOST_TEST((*allocations)[2].lot_no == 2);
  BOOST_TEST((*allocations)[3].lot_no == 1);
  BOOST_TEST(Remaining(account, 1) == 9);
}

BOOST_AUTO_TEST_CASE(points_that_are_not_active_yet_cannot_be_spent) {
  Account account = Empty();
  BOOST_TEST(account.Earn(Points(10), Life(100, 900), At(1)).ok());
  BOOST_TEST(account.FiguresAt(Instant{1}).pending.value() == 10);
  BOOST_TEST(ReasonOf(account.Spend(Points(1), Overdraft::kRefuse, At(99)).status()) ==
             "POINTS_INSUFFICIENT");
  BOOST_TEST(account.Spend(Points(10), Overdraft::kRefuse, At(100)).ok());
}

BOOST_AUTO_TEST_CASE(points_of_one_sale_may_live_differently_under_one_entry) {
  Account account = Empty();
  const Portion portions[] = {
      {Points(5), ForEver()}, {Points(), ForEver()}, {Points(3), Life(0, 50)}};
  BOOST_TEST(account.Earn(portions, Of(Sale(1), 1)).ok());
  BOOST_REQUIRE_EQUAL(account.state().lots.size(), 2u);
  BOOST_REQUIRE_EQUAL(account.new_entries().size(), 1u);
  BOOST_TEST(account.new_entries()[0].points.value() == 8);
  BOOST_TEST(account.FiguresAt(Instant{1}).expiring.value() == 3);
}

BOOST_AUTO_TEST_CASE(movements_of_nothing_book_nothing) {
  Account account = Empty();
  std::vector<Allocation> none;
  BOOST_TEST(*account.Earn(Points(), ForEver(), At(1)) == 0);
  BOOST_TEST(account.Spend(Points(), Overdraft::kRefuse, At(1))->empty());
  BOOST_TEST(account.Return(Points(), none, ForEver(), std::nullopt, At(1)).ok());
  BOOST_TEST(account.Revoke(Points(), 0, {}, At(1)).ok());
  BOOST_TEST(account.Adjust(Points(), ForEver(), At(1)).ok());
  BOOST_TEST(account.new_entries().empty());
}

BOOST_AUTO_TEST_CASE(negative_amounts_are_a_broken_invariant) {
  Account account = Empty();
  std::vector<Allocation> none;
  BOOST_TEST(absl::IsInternal(account.Earn(Points(-1), ForEver(), At(1)).status()));
  BOOST_TEST(absl::IsInternal(account.Spend(Points(-1), Overdraft::kAllow, At(1)).status()));
  BOOST_TEST(absl::IsInternal(account.Return(Points(-1), none, ForEver(), std::nullopt, At(1))));
  BOOST_TEST(absl::IsInternal(account.Revoke(Points(-1), 0, {}, At(1)).status()));
  BOOST_TEST(absl::IsInternal(account.Reserve(Sale(1), Points(-1), Instant{2}, Instant{1})));
  Account other = Empty(8);
  BOOST_TEST(absl::IsInternal(account.Transfer(Points(-1), other, std::nullopt, At(1))));
}

BOOST_AUTO_TEST_CASE(a_correction_takes_active_points_before_pending_ones) {
  Account account = Empty();
  BOOST_TEST(account.Earn(Points(10), Life(100, 200), At(1)).ok());
  BOOST_TEST(account.Earn(Points(10), Life(0, 900), At(1)).ok());
  BOOST_TEST(account.Adjust(Points(-12), ForEver(), At(2)).ok());
  BOOST_TEST(Remaining(account, 2) == 0);
  BOOST_TEST(Remaining(account, 1) == 8);
  BOOST_TEST(ReasonOf(account.Adjust(Points(-9), ForEver(), At(2))) == "POINTS_INSUFFICIENT");
}

BOOST_AUTO_TEST_CASE(a_correction_upwards_pays_off_an_overdraft) {
  Account account = Empty();
  BOOST_TEST(account.Spend(Points(4), Overdraft::kAllow, At(1)).ok());
  BOOST_TEST(account.Adjust(Points(10), ForEver(), At(2)).ok());
  BOOST_TEST(account.FiguresAt(Instant{2}).balance.value() == 6);
  BOOST_TEST(account.state().overdraft.value() == 0);
}

BOOST_AUTO_TEST_CASE(what_one_sale_holds_another_cannot_have) {
  Account account = Empty();
  BOOST_TEST(account.Earn(Points(10), ForEver(), At(1)).ok());
  BOOST_TEST(account.Reserve(Sale(1), Points(7), Instant{100}, Instant{2}).ok());
  BOOST_TEST(account.SpendableBy(Sale(1), Instant{2}).value() == 10);
  BOOST_TEST(account.SpendableBy(Sale(2), Instant{2}).value() == 3);
  BOOST_TEST(!account.Reserve(Sale(2), Points(4), Instant{100}, Instant{2}).ok());
  BOOST_TEST(account.SpendableBy(Sale(2), Instant{100}).value() == 10);
  BOOST_TEST(account.Reserve(Sale(1), Points(10), Instant{100}, Instant{2}).ok());
  BOOST_TEST(account.FiguresAt(Instant{2}).held.value() == 10);
}

BOOST_AUTO_TEST_CASE(a_spend_leaves_what_other_sales_hold) {
  Account account = Empty();
  BOOST_TEST(account.Earn(Points(10), ForEver(), At(1)).ok());
  BOOST_TEST(account.Reserve(Sale(1), Points(7), Instant{100}, Instant{2}).ok());
  Account another(account.state());
  BOOST_TEST(ReasonOf(another.Spend(Points(4), Overdraft::kRefuse, Of(Sale(2), 3)).status()) ==
             "POINTS_INSUFFICIENT");
  BOOST_TEST(account.Spend(Points(10), Overdraft::kRefuse, Of(Sale(1), 3)).ok());
}

BOOST_AUTO_TEST_CASE(a_printed_receipt_cuts_what_other_sales_hold) {
  Account account = Empty();
  BOOST_TEST(account.Earn(Points(10), ForEver(), At(1)).ok());
  BOOST_TEST(account.Reserve(Sale(1), Points(7), Instant{100}, Instant{2}).ok());
  BOOST_TEST(account.Spend(Points(6), Overdraft::kAllow, Of(Sale(2), 3)).ok());
  BOOST_TEST(account.FiguresAt(Instant{3}).held.value() == 4);
}

BOOST_AUTO_TEST_CASE(who_caused_an_entry_is_told_of_shared_accounts_only) {
  Account account = Empty(7);
  MemberId child;
  child.bytes.fill(8);
  Cause cause = At(1);
  cause.member = child;
  BOOST_TEST(account.Earn(Points(1), ForEver(), cause).ok());
  cause.member = account.state().member_id;
  BOOST_TEST(account.Earn(Points(1), ForEver(), cause).ok());
  BOOST_TEST((account.new_entries()[0].member == child));
  BOOST_TEST(!account.new_entries()[1].member.has_value());
}

BOOST_AUTO_TEST_CASE(a_balance_that_would_not_fit_is_refused) {
  Account account = Empty();
  const Points most(std::numeric_limits<int64_t>::max());
  BOOST_TEST(account.Earn(most, ForEver(), At(1)).ok());
  BOOST_TEST(ReasonOf(account.Earn(Points(1), ForEver(), At(1)).status()) == "POINTS_OVERFLOW");
  BOOST_TEST(ReasonOf(account.Adjust(Points(1), ForEver(), At(1))) == "POINTS_OVERFLOW");
  BOOST_TEST(ReasonOf(account.Adjust(Points(std::numeric_limits<int64_t>::min()), ForEver(),
                                     At(1))) == "POINTS_OVERFLOW");
  const Portion portions[] = {{most, ForEver()}, {Points(1), ForEver()}};
  BOOST_TEST(ReasonOf(Empty().Earn(portions, At(1))) == "POINTS_OVERFLOW");
  Account other = Empty(8);
  BOOST_TEST(other.Earn(Points(1), ForEver(), At(1)).ok());
  BOOST_TEST(ReasonOf(other.Transfer(Points(1), account, std::nullopt, At(1))) ==
             "POINTS_OVERFLOW");
  BOOST_TEST(ReasonOf(other.MergeInto(account, At(1))) == "POINTS_OVERFLOW");
  Account owing = Empty(9);
  BOOST_TEST(owing.Spend(most, Overdraft::kAllow, At(1)).ok());
  BOOST_TEST(ReasonOf(owing.Spend(Points(2), Overdraft::kAllow, At(1)).status()) ==
             "POINTS_OVERFLOW");
}

}  // namespace
}  // namespace tessera::ledger
