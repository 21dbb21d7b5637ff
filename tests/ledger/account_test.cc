#include "tessera/ledger/account.h"

#include <boost/test/unit_test.hpp>

#include <limits>

#include "tessera/base/status.h"

namespace tessera::ledger {
namespace {

Account Empty() {
  AccountState state;
  state.member_id.bytes.fill(7);
  return Account(state);
}

Cause At(int64_t us) { return Cause{Instant{us}}; }
LotLife Life(int64_t from_us, int64_t until_us) { return {Instant{from_us}, Instant{until_us}}; }
LotLife ForEver() { return {Instant{0}, std::nullopt}; }
SaleId Sale(uint8_t n) {
  SaleId id;
  id.bytes.fill(n);
  return id;
}

int64_t Remaining(const Account& account, int64_t lot_no) {
  for (const Lot& lot : account.state().lots) {
    if (lot.lot_no == lot_no) return lot.remaining.value();
  }
  return -1;
}

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

BOOST_AUTO_TEST_CASE(an_ended_lot_gets_its_entry_before_any_other_movement) {
  Account account = Empty();
  BOOST_TEST(account.Earn(Points(10), Life(0, 500), At(1)).ok());
  BOOST_TEST(account.Earn(Points(5), ForEver(), At(500)).ok());
  const auto& entries = account.new_entries();
  BOOST_REQUIRE_EQUAL(entries.size(), 3u);
  BOOST_TEST((entries[1].kind == EntryKind::kExpire));
  BOOST_TEST(entries[1].points.value() == -10);
  BOOST_TEST((entries[2].kind == EntryKind::kEarn));
  BOOST_TEST(entries[2].balance.value() == 5);
}

BOOST_AUTO_TEST_CASE(spent_points_return_to_the_lots_that_paid) {
  Account account = Empty();
  BOOST_TEST(account.Earn(Points(10), Life(0, 500), At(1)).ok());
  BOOST_TEST(account.Earn(Points(10), Life(0, 900), At(1)).ok());
  auto allocations = *account.Spend(Points(15), Overdraft::kRefuse, At(2));
  BOOST_TEST(account.Return(Points(7), allocations, ForEver(), std::nullopt, At(3)).ok());
  BOOST_TEST(Remaining(account, 2) == 10);
  BOOST_TEST(Remaining(account, 1) == 2);
  // The rest comes back after the first lot's end, and ends with it.
  BOOST_TEST(account.Return(Points(8), allocations, ForEver(), std::nullopt, At(600)).ok());
  BOOST_TEST(account.state().balance.value() == 10);
  BOOST_TEST((account.new_entries().back().kind == EntryKind::kExpire));
  BOOST_TEST(absl::IsInternal(account.Return(Points(1), allocations, ForEver(), std::nullopt, At(601))));
}

BOOST_AUTO_TEST_CASE(revoked_points_leave_their_own_lot_first_and_then_others) {
  Account account = Empty();
  BOOST_TEST(account.Earn(Points(10), Life(0, 500), At(1)).ok());
  const int64_t own = *account.Earn(Points(10), ForEver(), At(1));
  BOOST_TEST(account.Revoke(Points(8), own, {}, At(2))->taken.value() == 8);
  BOOST_TEST(Remaining(account, own) == 2);
  BOOST_TEST(account.Revoke(Points(5), own, {}, At(2))->taken.value() == 5);
  BOOST_TEST(Remaining(account, 1) == 7);
  BOOST_TEST(account.Revoke(Points(9), own, {}, At(2))->taken.value() == 9);
  BOOST_TEST(account.state().balance.value() == -2);
  BOOST_TEST(account.FiguresAt(Instant{2}).balance.value() == -2);
}

BOOST_AUTO_TEST_CASE(points_that_expired_are_not_revoked_again) {
  Account account = Empty();
  const int64_t own = *account.Earn(Points(10), Life(0, 500), At(1));
  BOOST_TEST(account.Earn(Points(10), ForEver(), At(1)).ok());
  BOOST_TEST(account.Revoke(Points(10), own, {}, At(600))->taken.value() == 0);
  BOOST_TEST(account.state().balance.value() == 10);
}

BOOST_AUTO_TEST_CASE(an_overdraft_is_paid_off_by_points_as_they_become_active) {
  Account account = Empty();
  BOOST_TEST(account.Spend(Points(30), Overdraft::kAllow, At(1)).ok());
  BOOST_TEST(account.Earn(Points(20), Life(100, 900), At(2)).ok());
  BOOST_TEST(account.state().overdraft.value() == 30);
  BOOST_TEST(account.Settle(Instant{100}).ok());
  BOOST_TEST(account.state().overdraft.value() == 10);
  BOOST_TEST(account.Earn(Points(25), ForEver(), At(101)).ok());
  BOOST_TEST(account.state().overdraft.value() == 0);
  BOOST_TEST(account.state().balance.value() == 15);
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

BOOST_AUTO_TEST_CASE(holds_shrink_with_the_points_that_they_reserve) {
  Account account = Empty();
  BOOST_TEST(account.Earn(Points(10), Life(0, 50), At(1)).ok());
  BOOST_TEST(account.Earn(Points(10), ForEver(), At(1)).ok());
  BOOST_TEST(account.Reserve(Sale(1), Points(8), Instant{100}, Instant{2}).ok());
  BOOST_TEST(account.Reserve(Sale(2), Points(8), Instant{200}, Instant{2}).ok());
  BOOST_TEST(account.Settle(Instant{50}).ok());
  BOOST_TEST(account.FiguresAt(Instant{50}).held.value() == 10);
  BOOST_TEST(account.SpendableBy(Sale(1), Instant{50}).value() == 8);
}

BOOST_AUTO_TEST_CASE(a_balance_that_would_not_fit_is_refused) {
  Account account = Empty();
  const Points most(std::numeric_limits<int64_t>::max());
  BOOST_TEST(account.Earn(most, ForEver(), At(1)).ok());
  BOOST_TEST(ReasonOf(account.Earn(Points(1), ForEver(), At(1)).status()) == "POINTS_OVERFLOW");
}

}  // namespace
}  // namespace tessera::ledger
