#include <boost/test/unit_test.hpp>

#include "sample.h"
#include "tessera/base/status.h"

namespace tessera::ledger {
namespace {

constexpr Account::Revoking kAsUsual{};
constexpr Account::Revoking kPendingFirst{.pending_first = true, .write_off = false};
constexpr Account::Revoking kWriteOff{.pending_first = false, .write_off = true};

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
  BOOST_TEST(absl::IsInternal(
      account.Return(Points(1), allocations, ForEver(), std::nullopt, At(601))));
}

BOOST_AUTO_TEST_CASE(with_grace_points_that_come_back_too_late_live_on_for_a_while) {
  Account account = Empty();
  BOOST_TEST(account.Earn(Points(10), Life(0, 500), At(1)).ok());
  BOOST_TEST(account.Earn(Points(10), Life(0, 900), At(1)).ok());
  auto allocations = *account.Spend(Points(20), Overdraft::kRefuse, At(2));
  BOOST_TEST(account.Return(Points(20), allocations, ForEver(), Instant{700}, At(600)).ok());
  BOOST_TEST(account.state().balance.value() == 20);
  // Only the lot whose time was over gets more of it.
  BOOST_TEST(account.state().lots[0].life.expires_at->us == 700);
  BOOST_TEST(account.state().lots[1].life.expires_at->us == 900);
  BOOST_TEST(account.Settle(Instant{700}).ok());
  BOOST_TEST(account.state().balance.value() == 10);
}

BOOST_AUTO_TEST_CASE(who_brings_goods_back_is_not_idle) {
  Account account = Empty();
  LotLife life = Life(0, 500);
  life.idle_days = 30;
  life.latest = Instant{1'000};
  BOOST_TEST(account.Earn(Points(10), life, At(1)).ok());
  auto allocations = *account.Spend(Points(10), Overdraft::kRefuse, At(2));
  // Longer than grace would let it.
  BOOST_TEST(account.Return(Points(4), allocations, Life(600, 800), Instant{700}, At(600)).ok());
  BOOST_TEST(account.state().lots[0].life.expires_at->us == 800);
  BOOST_TEST(account.state().balance.value() == 4);
  // Never beyond its latest end; and behind that it is over.
  BOOST_TEST(account.Return(Points(1), allocations, Life(900, 2'000), std::nullopt, At(900)).ok());
  BOOST_TEST(account.state().lots[0].life.expires_at->us == 1'000);
  BOOST_TEST(account.Return(Points(1), allocations, ForEver(), std::nullopt, At(1'100)).ok());
  BOOST_TEST(account.state().balance.value() == 0);
  BOOST_TEST(account.Return(Points(1), allocations, ForEver(), Instant{1'200}, At(1'100)).ok());
  BOOST_TEST(account.state().balance.value() == 1);
}

BOOST_AUTO_TEST_CASE(what_was_spent_beyond_the_balance_comes_back_as_less_overdraft) {
  Account account = Empty();
  BOOST_TEST(account.Earn(Points(10), ForEver(), At(1)).ok());
  auto allocations = *account.Spend(Points(15), Overdraft::kAllow, Of(Sale(1), 2));
  BOOST_TEST(account.Return(Points(3), allocations, ForEver(), std::nullopt, At(3)).ok());
  BOOST_TEST(account.state().overdraft.value() == 2);
  BOOST_TEST(account.new_entries().back().overdraft.value() == -3);
}

BOOST_AUTO_TEST_CASE(what_was_spent_beyond_the_balance_and_paid_off_comes_back_as_a_lot) {
  Account account = Empty();
  auto allocations = *account.Spend(Points(15), Overdraft::kAllow, Of(Sale(1), 2));
  BOOST_TEST(account.Earn(Points(10), ForEver(), At(3)).ok());
  BOOST_TEST(
      account.Return(Points(15), allocations, Life(4, 9), std::nullopt, Of(Sale(1), 4)).ok());
  BOOST_TEST(account.state().overdraft.value() == 0);
  const Lot& fresh = account.state().lots.back();
  BOOST_TEST(fresh.remaining.value() == 10);
  BOOST_TEST(fresh.life.expires_at->us == 9);
  // It was not earned by the sale.
  BOOST_TEST(!fresh.sale_id.has_value());
}

BOOST_AUTO_TEST_CASE(no_more_overdraft_is_taken_back_than_there_is) {
  Account account = Empty();
  BOOST_TEST(account.Spend(Points(7), Overdraft::kAllow, At(1)).ok());
  std::vector<Allocation> allocations = {{0, Points(5), Points()}, {0, Points(5), Points()}};
  BOOST_TEST(account.Return(Points(10), allocations, ForEver(), std::nullopt, At(2)).ok());
  BOOST_TEST(account.state().overdraft.value() == 0);
  BOOST_TEST(account.state().balance.value() == 3);
}

BOOST_AUTO_TEST_CASE(a_lot_that_is_not_there_is_a_broken_invariant) {
  Account account = Empty();
  std::vector<Allocation> allocations = {{3, Points(5), Points()}};
  BOOST_TEST(absl::IsInternal(
      account.Return(Points(5), allocations, ForEver(), std::nullopt, At(1))));
}

BOOST_AUTO_TEST_CASE(revoked_points_leave_their_own_lot_first_and_then_others) {
  Account account = Empty();
  BOOST_TEST(account.Earn(Points(10), Life(0, 500), At(1)).ok());
  const int64_t own = *account.Earn(Points(10), ForEver(), At(1));
  BOOST_TEST(account.Revoke(Points(8), own, kAsUsual, At(2))->taken.value() == 8);
  BOOST_TEST(Remaining(account, own) == 2);
  BOOST_TEST(account.Revoke(Points(5), own, kAsUsual, At(2))->taken.value() == 5);
  BOOST_TEST(Remaining(account, 1) == 7);
  BOOST_TEST(account.Revoke(Points(9), own, kAsUsual, At(2))->taken.value() == 9);
  BOOST_TEST(account.state().balance.value() == -2);
  BOOST_TEST(account.FiguresAt(Instant{2}).balance.value() == -2);
  BOOST_TEST(account.new_entries().back().overdraft.value() == 2);
}

BOOST_AUTO_TEST_CASE(all_lots_that_the_sale_earned_are_its_own) {
  Account account = Empty();
  const Portion portions[] = {{Points(5), ForEver()}, {Points(3), Life(0, 50)}};
  BOOST_TEST(account.Earn(Points(20), Life(0, 40), At(1)).ok());
  BOOST_TEST(account.Earn(portions, Of(Sale(1), 1)).ok());
  BOOST_TEST(account.Revoke(Points(7), 0, kAsUsual, Of(Sale(1), 2)).ok());
  BOOST_TEST(Remaining(account, 1) == 20);
  BOOST_TEST(Remaining(account, 2) == 1);
  BOOST_TEST(Remaining(account, 3) == 0);
}

BOOST_AUTO_TEST_CASE(what_ended_of_one_lot_is_not_taken_from_the_sales_others) {
  Account account = Empty();
  const Portion portions[] = {{Points(5), Life(0, 50)}, {Points(3), Life(0, 90)}};
  BOOST_TEST(account.Earn(portions, Of(Sale(1), 1)).ok());
  // The first lot is over; only goods that earned the first come back.
  BOOST_TEST(account.Revoke(Points(5), 1, kAsUsual, Of(Sale(1), 60))->taken.value() == 0);
  BOOST_TEST(Remaining(account, 2) == 3);
  BOOST_TEST(account.Revoke(Points(3), 2, kAsUsual, Of(Sale(1), 61))->taken.value() == 3);
  BOOST_TEST(account.state().balance.value() == 0);
}

BOOST_AUTO_TEST_CASE(goods_that_earned_the_later_lot_leave_the_sooner_one_alone) {
  Account account = Empty();
  const Portion portions[] = {{Points(5), Life(0, 50)}, {Points(3), Life(0, 90)}};
  BOOST_TEST(account.Earn(portions, Of(Sale(1), 1)).ok());
  BOOST_TEST(account.Revoke(Points(2), 2, kAsUsual, Of(Sale(1), 2)).ok());
  BOOST_TEST(Remaining(account, 1) == 5);
  BOOST_TEST(Remaining(account, 2) == 1);
  // What was spent meanwhile comes out of the sale's other lot first.
  BOOST_TEST(account.Spend(Points(5), Overdraft::kRefuse, At(3)).ok());
  BOOST_TEST(account.Revoke(Points(1), 1, kAsUsual, Of(Sale(1), 4)).ok());
  BOOST_TEST(Remaining(account, 2) == 0);
}

BOOST_AUTO_TEST_CASE(the_program_says_whether_active_or_pending_points_go_first) {
  for (const bool pending_first : {false, true}) {
    Account account = Empty();
    const int64_t own = *account.Earn(Points(1), ForEver(), At(1));
    const int64_t active = *account.Earn(Points(10), ForEver(), At(1));
    const int64_t pending = *account.Earn(Points(10), Life(100, 900), At(1));
    const auto& how = pending_first ? kPendingFirst : kAsUsual;
    BOOST_TEST(account.Revoke(Points(13), own, how, At(2)).ok());
    BOOST_TEST(Remaining(account, own) == 0);
    BOOST_TEST(Remaining(account, pending_first ? pending : active) == 0);
    BOOST_TEST(Remaining(account, pending_first ? active : pending) == 8);
  }
}

BOOST_AUTO_TEST_CASE(what_is_spent_already_may_be_written_off) {
  Account account = Empty();
  const int64_t own = *account.Earn(Points(10), ForEver(), Of(Sale(1), 1));
  BOOST_TEST(account.Spend(Points(7), Overdraft::kRefuse, At(2)).ok());
  const auto revoked = account.Revoke(Points(10), own, kWriteOff, Of(Sale(1), 3));
  BOOST_REQUIRE(revoked.ok());
  BOOST_TEST(revoked->taken.value() == 3);
  BOOST_TEST(revoked->lost.value() == 7);
  BOOST_TEST(account.state().balance.value() == 0);
  BOOST_TEST(account.state().overdraft.value() == 0);
  BOOST_TEST(account.new_entries().back().lost.value() == 7);
}

BOOST_AUTO_TEST_CASE(a_loss_is_an_entry_even_where_nothing_is_left_to_take) {
  Account account = Empty();
  const auto revoked = account.Revoke(Points(4), 0, kWriteOff, Of(Sale(1), 3));
  BOOST_REQUIRE(revoked.ok());
  BOOST_REQUIRE_EQUAL(account.new_entries().size(), 1u);
  BOOST_TEST(account.new_entries()[0].points.value() == 0);
  BOOST_TEST(account.new_entries()[0].lost.value() == 4);
}

BOOST_AUTO_TEST_CASE(points_that_expired_are_not_revoked_again) {
  Account account = Empty();
  const int64_t own = *account.Earn(Points(10), Life(0, 500), At(1));
  BOOST_TEST(account.Earn(Points(10), ForEver(), At(1)).ok());
  BOOST_TEST(account.Revoke(Points(10), own, kAsUsual, At(600))->taken.value() == 0);
  BOOST_TEST(account.state().balance.value() == 10);
  // Neither does it excuse a second refund.
  BOOST_TEST(account.Revoke(Points(1), own, kAsUsual, At(600))->taken.value() == 1);
}

BOOST_AUTO_TEST_CASE(an_account_tells_once_what_of_a_sale_ended_in_it) {
  Account account = Empty();
  BOOST_TEST(account.Earn(Points(10), Life(0, 500), Of(Sale(1), 1)).ok());
  BOOST_TEST(account.Earn(Points(7), Life(0, 500), Of(Sale(2), 1)).ok());
  BOOST_TEST(account.Spend(Points(4), Overdraft::kRefuse, At(2)).ok());
  BOOST_TEST(account.TellEnded(Points(20), Sale(1)).value() == 0);
  BOOST_TEST(account.Settle(Instant{600}).ok());
  const size_t entries = account.new_entries().size();
  BOOST_TEST(account.TellEnded(Points(2), Sale(1)).value() == 2);
  BOOST_TEST(account.TellEnded(Points(20), Sale(1)).value() == 4);
  BOOST_TEST(account.TellEnded(Points(20), Sale(1)).value() == 0);
  BOOST_TEST(account.TellEnded(Points(20), Sale(2)).value() == 7);
  BOOST_TEST(account.TellEnded(Points(20), Sale(3)).value() == 0);
  BOOST_TEST(account.new_entries().size() == entries);
}

BOOST_AUTO_TEST_CASE(revoked_points_are_held_for_nobody) {
  Account account = Empty();
  const int64_t own = *account.Earn(Points(10), ForEver(), At(1));
  BOOST_TEST(account.Reserve(Sale(2), Points(8), Instant{100}, Instant{2}).ok());
  BOOST_TEST(account.Revoke(Points(5), own, kAsUsual, At(3)).ok());
  BOOST_TEST(account.FiguresAt(Instant{3}).held.value() == 5);
}

}  // namespace
}  // namespace tessera::ledger
