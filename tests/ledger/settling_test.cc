#include <boost/test/unit_test.hpp>

#include "clock_of.h"
#include "sample.h"
#include "tessera/base/status.h"
#include "tessera/ledger/points_life.h"

namespace tessera::ledger {
namespace {

BOOST_AUTO_TEST_CASE(an_ended_lot_gets_its_entry_before_any_other_movement) {
  Account account = Empty();
  BOOST_TEST(account.Earn(Points(10), Life(0, 500), Of(Sale(1), 1)).ok());
  BOOST_TEST(account.Earn(Points(5), ForEver(), At(500)).ok());
  const auto& entries = account.new_entries();
  BOOST_REQUIRE_EQUAL(entries.size(), 3u);
  BOOST_TEST((entries[1].kind == EntryKind::kExpire));
  BOOST_TEST((entries[1].sale_id == Sale(1)));
  BOOST_TEST(entries[1].points.value() == -10);
  BOOST_TEST((entries[2].kind == EntryKind::kEarn));
  BOOST_TEST(entries[2].balance.value() == 5);
}

BOOST_AUTO_TEST_CASE(an_overdraft_is_paid_off_by_points_as_they_become_active) {
  Account account = Empty();
  BOOST_TEST(account.Spend(Points(30), Overdraft::kAllow, At(1)).ok());
  BOOST_TEST(account.Earn(Points(20), Life(100, 900), Of(Sale(1), 2)).ok());
  BOOST_TEST(account.state().overdraft.value() == 30);
  BOOST_TEST(account.Settle(Instant{100}).ok());
  BOOST_TEST(account.state().overdraft.value() == 10);
  BOOST_TEST(account.Earn(Points(25), ForEver(), At(101)).ok());
  BOOST_TEST(account.state().overdraft.value() == 0);
  BOOST_TEST(account.state().balance.value() == 15);
}

BOOST_AUTO_TEST_CASE(paying_off_an_overdraft_is_an_entry_that_leaves_the_balance) {
  Account account = Empty();
  BOOST_TEST(account.Spend(Points(30), Overdraft::kAllow, At(1)).ok());
  BOOST_TEST(account.new_entries().back().overdraft.value() == 30);
  BOOST_TEST(account.Earn(Points(20), ForEver(), Of(Sale(1), 2)).ok());
  const Entry& entry = account.new_entries().back();
  BOOST_TEST((entry.kind == EntryKind::kSettle));
  BOOST_TEST((entry.sale_id == Sale(1)));
  BOOST_TEST(entry.points.value() == 0);
  BOOST_TEST(entry.overdraft.value() == -20);
  BOOST_TEST(entry.balance.value() == -10);
}

BOOST_AUTO_TEST_CASE(points_that_were_active_and_ended_unseen_have_paid_the_overdraft) {
  Account account = Empty();
  BOOST_TEST(account.Spend(Points(30), Overdraft::kAllow, At(1)).ok());
  BOOST_TEST(account.Earn(Points(20), Life(10, 20), At(2)).ok());
  BOOST_TEST(account.Settle(Instant{500}).ok());
  BOOST_TEST(account.state().overdraft.value() == 10);
  BOOST_TEST(account.state().balance.value() == -10);
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

BOOST_AUTO_TEST_CASE(a_hold_that_an_end_cut_stays_cut_whenever_somebody_looks) {
  Account account = Empty();
  BOOST_TEST(account.Earn(Points(10), Life(0, 50), At(1)).ok());
  BOOST_TEST(account.Earn(Points(10), Life(60, 900), At(1)).ok());
  BOOST_TEST(account.Reserve(Sale(1), Points(8), Instant{500}, Instant{2}).ok());
  Account looked(account.state());
  BOOST_TEST(looked.Settle(Instant{50}).ok());
  BOOST_TEST(looked.Settle(Instant{70}).ok());
  BOOST_TEST(account.Settle(Instant{70}).ok());
  BOOST_TEST(account.FiguresAt(Instant{70}).held.value() == 0);
  BOOST_TEST(looked.FiguresAt(Instant{70}).held.value() == 0);
}

BOOST_AUTO_TEST_CASE(a_late_sale_whose_points_are_over_leaves_holds_alone) {
  Account account = Empty();
  BOOST_TEST(account.Earn(Points(10), Life(60, 900), At(1)).ok());
  BOOST_TEST(account.Reserve(Sale(1), Points(8), Instant{500}, Instant{70}).ok());
  BOOST_TEST(account.Earn(Points(5), Life(0, 50), At(71)).ok());
  BOOST_TEST(account.FiguresAt(Instant{71}).held.value() == 8);
  BOOST_TEST(account.state().balance.value() == 10);
}

class Idle {
 public:
  Idle() {
    engine::PointsLife rule;
    rule.idle_days = 30;
    rule.lifetime_days = 40;
    const Instant earned = At("2024-01-01T10:00:00", kZone);
    const auto life = LifeFrom(earned, rule, kZone);
    BOOST_REQUIRE(life.ok());
    BOOST_REQUIRE(account.Earn(Points(10), *life, Cause{earned}).ok());
  }

  void Buy(const char* bought, const char* now) {
    BOOST_REQUIRE(account.Touch(At(bought, kZone), kZone, At(now, kZone)).ok());
  }

  std::string End() const { return Text(*account.state().lots[0].life.expires_at, kZone); }

  static constexpr char kZone[] = "Europe/Moscow";
  Account account = Empty();
};

BOOST_AUTO_TEST_CASE(each_purchase_lets_idle_points_live_on_but_not_beyond_their_life) {
  Idle member;
  BOOST_TEST(member.End() == "2024-02-01T00:00:00");
  member.Buy("2024-01-03T23:00:00", "2024-01-03T23:00:00");
  BOOST_TEST(member.End() == "2024-02-03T00:00:00");
  member.Buy("2024-02-02T23:00:00", "2024-02-02T23:00:00");
  BOOST_TEST(member.End() == "2024-02-11T00:00:00");
  BOOST_TEST(member.account.IsChanged(member.account.state().lots[0]));
}

BOOST_AUTO_TEST_CASE(a_purchase_that_comes_late_counts_from_its_own_day_and_shortens_nothing) {
  Idle member;
  member.Buy("2024-01-05T10:00:00", "2024-01-08T10:00:00");
  BOOST_TEST(member.End() == "2024-02-05T00:00:00");
  member.Buy("2024-01-02T10:00:00", "2024-01-09T10:00:00");
  BOOST_TEST(member.End() == "2024-02-05T00:00:00");
}

BOOST_AUTO_TEST_CASE(a_purchase_revives_nothing_and_leaves_other_lots_alone) {
  Idle member;
  BOOST_REQUIRE(member.account.Earn(Points(1), ForEver(), Cause{Instant{1}}).ok());
  member.Buy("2024-01-31T10:00:00", "2024-02-02T10:00:00");
  BOOST_TEST(member.account.state().balance.value() == 1);
  BOOST_TEST(!member.account.state().lots[1].life.expires_at.has_value());
}

BOOST_AUTO_TEST_CASE(pending_points_count_idle_days_from_their_first_active_day) {
  Account account = Empty();
  LotLife life{At("2024-03-01T00:00:00", "UTC"), At("2024-03-05T00:00:00", "UTC")};
  life.idle_days = 3;
  BOOST_REQUIRE(account.Earn(Points(1), life, Cause{At("2024-01-01T10:00:00", "UTC")}).ok());
  const Instant bought = At("2024-02-01T10:00:00", "UTC");
  BOOST_REQUIRE(account.Touch(bought, "UTC", bought).ok());
  BOOST_TEST(Text(*account.state().lots[0].life.expires_at, "UTC") == "2024-03-05T00:00:00");
}

BOOST_AUTO_TEST_CASE(an_unknown_time_zone_is_a_broken_invariant_of_idle_points) {
  Idle member;
  const Instant now = At("2024-01-02T10:00:00", "UTC");
  BOOST_TEST(absl::IsInternal(member.account.Touch(now, "Mars/Olympus", now)));
}

BOOST_AUTO_TEST_CASE(something_is_due_when_a_lot_starts_or_ends_or_a_hold_lapses) {
  Account account = Empty();
  BOOST_TEST(!account.DueAt().has_value());
  BOOST_TEST(account.Earn(Points(10), Life(100, 900), At(1)).ok());
  BOOST_TEST(account.DueAt()->us == 100);
  BOOST_TEST(account.Settle(Instant{100}).ok());
  BOOST_TEST(account.DueAt()->us == 900);
  BOOST_TEST(account.Reserve(Sale(1), Points(1), Instant{150}, Instant{100}).ok());
  BOOST_TEST(account.DueAt()->us == 150);
  BOOST_TEST(account.Settle(Instant{900}).ok());
  BOOST_TEST(!account.DueAt().has_value());
}

BOOST_AUTO_TEST_CASE(an_account_that_nobody_settled_is_due_at_once) {
  Account account = Empty();
  BOOST_TEST(account.Earn(Points(10), Life(100, 900), At(1)).ok());
  BOOST_TEST(Account(account.state()).DueAt()->us == 100);
}

}  // namespace
}  // namespace tessera::ledger
