#include <boost/test/unit_test.hpp>

#include "sample.h"
#include "tessera/base/status.h"
#include "tessera/ledger/postings.h"

namespace tessera::ledger {
namespace {

BOOST_AUTO_TEST_CASE(transferred_points_keep_their_ends_and_go_in_spending_order) {
  Account from = Empty(1);
  Account to = Empty(2);
  BOOST_TEST(from.Earn(Points(10), ForEver(), Of(Sale(1), 1)).ok());
  BOOST_TEST(from.Earn(Points(10), Life(0, 500), Of(Sale(2), 1)).ok());
  BOOST_TEST(from.Transfer(Points(14), to, std::nullopt, At(2)).ok());
  BOOST_TEST(Remaining(from, 1) == 6);
  BOOST_TEST(Remaining(from, 2) == 0);
  BOOST_REQUIRE_EQUAL(to.state().lots.size(), 2u);
  BOOST_TEST(to.state().lots[0].remaining.value() == 10);
  BOOST_TEST(to.state().lots[0].life.expires_at->us == 500);
  BOOST_TEST(!to.state().lots[1].life.expires_at.has_value());
  // A refund of the giver's sale does not take from whoever was given.
  BOOST_TEST(!to.state().lots[0].sale_id.has_value());
}

BOOST_AUTO_TEST_CASE(a_transfer_is_one_entry_on_either_side_that_names_the_other) {
  Account from = Empty(1);
  Account to = Empty(2);
  BOOST_TEST(from.Earn(Points(10), ForEver(), At(1)).ok());
  BOOST_TEST(from.Transfer(Points(4), to, std::nullopt, At(2)).ok());
  const Entry& out = from.new_entries().back();
  const Entry& in = to.new_entries().back();
  BOOST_TEST((out.kind == EntryKind::kTransfer && in.kind == EntryKind::kTransfer));
  BOOST_TEST(out.points.value() == -4);
  BOOST_TEST(in.points.value() == 4);
  BOOST_TEST((out.other == to.state().member_id));
  BOOST_TEST((in.other == from.state().member_id));
}

BOOST_AUTO_TEST_CASE(transferred_points_may_begin_a_new_life) {
  Account from = Empty(1);
  Account to = Empty(2);
  BOOST_TEST(from.Earn(Points(10), Life(0, 50), At(1)).ok());
  BOOST_TEST(from.Transfer(Points(10), to, Life(2, 99), At(2)).ok());
  BOOST_TEST(to.state().lots[0].life.expires_at->us == 99);
}

BOOST_AUTO_TEST_CASE(held_and_pending_points_cannot_be_transferred) {
  Account from = Empty(1);
  Account to = Empty(2);
  BOOST_TEST(from.Earn(Points(10), ForEver(), At(1)).ok());
  BOOST_TEST(from.Earn(Points(10), Life(100, 200), At(1)).ok());
  BOOST_TEST(from.Reserve(Sale(1), Points(4), Instant{50}, Instant{2}).ok());
  BOOST_TEST(ReasonOf(from.Transfer(Points(7), to, std::nullopt, At(3))) == "POINTS_INSUFFICIENT");
  BOOST_TEST(from.Transfer(Points(6), to, std::nullopt, At(3)).ok());
  BOOST_TEST(from.FiguresAt(Instant{3}).held.value() == 4);
}

BOOST_AUTO_TEST_CASE(transferred_points_pay_off_an_overdraft) {
  Account from = Empty(1);
  Account to = Empty(2);
  BOOST_TEST(from.Earn(Points(10), ForEver(), At(1)).ok());
  BOOST_TEST(to.Spend(Points(6), Overdraft::kAllow, At(1)).ok());
  BOOST_TEST(from.Transfer(Points(10), to, std::nullopt, At(2)).ok());
  BOOST_TEST(to.state().overdraft.value() == 0);
  BOOST_TEST(to.state().balance.value() == 4);
}

BOOST_AUTO_TEST_CASE(a_transfer_of_nothing_books_nothing) {
  Account from = Empty(1);
  Account to = Empty(2);
  BOOST_TEST(from.Transfer(Points(), to, std::nullopt, At(2)).ok());
  BOOST_TEST(from.MergeInto(to, At(2)).ok());
  BOOST_TEST(from.new_entries().empty());
  BOOST_TEST(to.new_entries().empty());
}

BOOST_AUTO_TEST_CASE(no_account_gives_to_itself) {
  Account account = Empty(1);
  Account same = Empty(1);
  BOOST_TEST(absl::IsInternal(account.Transfer(Points(1), same, std::nullopt, At(2))));
  BOOST_TEST(absl::IsInternal(account.MergeInto(same, At(2))));
}

BOOST_AUTO_TEST_CASE(a_merged_account_leaves_lots_sales_and_holds_to_the_other) {
  Account from = Empty(1);
  Account to = Empty(2);
  BOOST_TEST(from.Earn(Points(10), Life(0, 500), Of(Sale(1), 1)).ok());
  BOOST_TEST(from.Earn(Points(20), Life(100, 900), Of(Sale(2), 1)).ok());
  BOOST_TEST(from.Reserve(Sale(3), Points(4), Instant{50}, Instant{2}).ok());
  BOOST_TEST(from.MergeInto(to, At(3)).ok());
  BOOST_TEST(from.state().balance.value() == 0);
  BOOST_TEST(from.state().holds.empty());
  const Figures figures = to.FiguresAt(Instant{3});
  BOOST_TEST(figures.balance.value() == 10);
  BOOST_TEST(figures.pending.value() == 20);
  BOOST_TEST(figures.held.value() == 4);
  BOOST_TEST((to.state().lots[0].sale_id == Sale(1)));
  // So a refund still finds the points that the sale earned.
  BOOST_TEST(to.Revoke(Points(20), 0, {}, Of(Sale(2), 4)).ok());
  BOOST_TEST(to.FiguresAt(Instant{4}).balance.value() == 10);
}

BOOST_AUTO_TEST_CASE(holds_leave_the_one_account_for_the_other) {
  Account held = Empty(1);
  BOOST_TEST(held.Earn(Points(10), ForEver(), At(1)).ok());
  BOOST_TEST(held.Reserve(Sale(3), Points(4), Instant{50}, Instant{2}).ok());
  Account from(held.state());
  Account to = Empty(2);
  BOOST_TEST(from.MergeInto(to, At(3)).ok());
  BOOST_TEST((from.holds_changed() && to.holds_changed()));
  BOOST_TEST(to.SpendableBy(Sale(3), Instant{3}).value() == 10);
  BOOST_TEST(to.SpendableBy(Sale(4), Instant{3}).value() == 6);
}

BOOST_AUTO_TEST_CASE(a_merged_overdraft_is_paid_by_the_other_account) {
  Account from = Empty(1);
  Account to = Empty(2);
  BOOST_TEST(from.Spend(Points(30), Overdraft::kAllow, At(1)).ok());
  BOOST_TEST(from.Earn(Points(30), Life(100, 900), At(2)).ok());
  BOOST_TEST(to.Earn(Points(50), ForEver(), At(1)).ok());
  // Balance nil, and yet there is something to move.
  BOOST_TEST(from.state().balance.value() == 0);
  BOOST_TEST(from.MergeInto(to, At(3)).ok());
  BOOST_TEST(from.state().overdraft.value() == 0);
  BOOST_TEST(to.state().overdraft.value() == 0);
  BOOST_TEST(to.FiguresAt(Instant{3}).balance.value() == 20);
  BOOST_TEST(to.FiguresAt(Instant{3}).pending.value() == 30);
  BOOST_TEST(PostingsOf(from.new_entries().back())->debt.value() == 30);
  BOOST_TEST(PostingsOf(from.new_entries().back())->member.value() == -30);
}

}  // namespace
}  // namespace tessera::ledger
