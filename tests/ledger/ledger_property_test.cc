// Random histories: whatever happens in whatever order, the account's invariants hold after each step.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <random>
#include <vector>

#include "tessera/base/status.h"
#include "tessera/ledger/audit.h"

namespace tessera::ledger {
namespace {

// Keeps what a store would: every lot, every entry, every sale.
class History {
 public:
  explicit History(uint32_t seed) : random_(seed) { state_.member_id.bytes.fill(3); }

  void Step() {
    now_ += static_cast<int64_t>(random_() % 50);
    Account account(state_);
    const absl::Status status = Move(account);
    // A refusal leaves everything as it was.
    if (!status.ok()) return;
    for (const Entry& entry : account.new_entries()) entries_.push_back(entry);
    state_ = account.state();
  }

  void Check() const {
    Audit audit(state_.member_id);
    for (const Entry& entry : entries_) audit.Read(entry);
    for (const Fault& fault : audit.Finish(state_, Instant{now_})) {
      BOOST_ERROR(fault.code << " at " << now_ << ": " << fault.message);
    }
    Account account(state_);
    BOOST_REQUIRE(account.Settle(Instant{now_}).ok());
    const Figures figures = account.FiguresAt(Instant{now_});
    BOOST_REQUIRE(figures.held <= std::max(figures.balance, Points()));
    BOOST_REQUIRE((figures.balance + figures.pending == account.state().balance));
  }

 private:
  struct Sold {
    int64_t lot_no = 0;
    Points earned, revoked;
    Points spent, returned;
    std::vector<Allocation> allocations;
  };

  Points Some(int64_t most) { return Points(static_cast<int64_t>(random_()) % (most + 1)); }
  LotLife SomeLife() {
    LotLife life{Instant{now_ + static_cast<int64_t>(random_() % 100)}, std::nullopt};
    if (random_() % 4 != 0) {
      life.expires_at = Instant{life.active_from.us + 1 + static_cast<int64_t>(random_() % 300)};
    }
    return life;
  }

  absl::Status Move(Account& account) {
    switch (random_() % 6) {
      case 0:
      case 1:
        return Sell(account);
      case 2:
      case 3:
        return Refund(account);
      case 4: {
        SaleId sale;
        sale.bytes.fill(static_cast<uint8_t>(random_() % 5));
        return account.Reserve(sale, Some(80), Instant{now_ + 100}, Instant{now_});
      }
      default: {
        const Points points = Some(60) - Points(30);
        return account.Adjust(points, SomeLife(), Cause{Instant{now_}});
      }
    }
  }

  absl::Status Sell(Account& account) {
    Sold sold;
    sold.spent = Some(60);
    sold.earned = Some(40);
    const Cause cause{Instant{now_}};
    const Overdraft overdraft = random_() % 3 == 0 ? Overdraft::kAllow : Overdraft::kRefuse;
    TESSERA_ASSIGN_OR_RETURN(sold.allocations, account.Spend(sold.spent, overdraft, cause));
    TESSERA_ASSIGN_OR_RETURN(sold.lot_no, account.Earn(sold.earned, SomeLife(), cause));
    sales_.push_back(sold);
    return absl::OkStatus();
  }

  absl::Status Refund(Account& account) {
    if (sales_.empty()) return absl::OkStatus();
    const size_t index = static_cast<size_t>(random_() % sales_.size());
    Sold sold = sales_[index];
    const Points back = Some((sold.spent - sold.returned).value());
    const Points take = Some((sold.earned - sold.revoked).value());
    const Cause cause{Instant{now_}};
    TESSERA_RETURN_IF_ERROR(account.Return(back, sold.allocations, SomeLife(), std::nullopt, cause));
    TESSERA_ASSIGN_OR_RETURN(const auto revoked, account.Revoke(take, sold.lot_no, {}, cause));
    BOOST_REQUIRE(revoked.taken <= take);
    sold.returned += back;
    sold.revoked += take;
    sales_[index] = sold;
    return absl::OkStatus();
  }

  std::mt19937 random_;
  int64_t now_ = 1;
  AccountState state_;
  std::vector<Entry> entries_;
  std::vector<Sold> sales_;
};

BOOST_AUTO_TEST_CASE(invariants_hold_after_each_step_of_any_history) {
  const uint32_t seed = std::random_device()();
  BOOST_TEST_MESSAGE("seed " << seed);
  for (uint32_t round = 0; round < 40; ++round) {
    History history(seed + round);
    for (int step = 0; step < 80; ++step) {
      history.Step();
      BOOST_TEST_CONTEXT("seed " << seed << " round " << round << " step " << step) {
        history.Check();
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(settling_once_equals_settling_often) {
  const uint32_t seed = std::random_device()();
  BOOST_TEST_MESSAGE("seed " << seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 200; ++round) {
    Account account{AccountState{}};
    BOOST_REQUIRE(account.Spend(Points(50), Overdraft::kAllow, Cause{Instant{0}}).ok());
    for (int i = 0; i < 5; ++i) {
      const Instant from{static_cast<int64_t>(random() % 100)};
      const LotLife life{from, from + Duration{1 + static_cast<int64_t>(random() % 100)}};
      BOOST_REQUIRE(account.Earn(Points(random() % 40), life, Cause{Instant{0}}).ok());
    }
    Account once(account.state());
    Account often(account.state());
    BOOST_REQUIRE(once.Settle(Instant{150}).ok());
    for (int64_t us = 0; us <= 150; ++us) BOOST_REQUIRE(often.Settle(Instant{us}).ok());
    BOOST_TEST(once.state().balance.value() == often.state().balance.value());
    BOOST_TEST(once.state().overdraft.value() == often.state().overdraft.value());
  }
}

BOOST_AUTO_TEST_CASE(a_changed_entry_breaks_the_chain_where_it_stands) {
  Account account{AccountState{}};
  const LotLife life{Instant{0}, std::nullopt};
  for (int i = 1; i <= 4; ++i) {
    BOOST_REQUIRE(account.Earn(Points(i), life, Cause{Instant{i}}).ok());
  }
  std::vector<Entry> entries = account.new_entries();
  entries[2].comment = "forged";
  Audit audit(account.state().member_id);
  for (const Entry& entry : entries) audit.Read(entry);
  const auto faults = audit.Finish(account.state(), Instant{9});
  BOOST_REQUIRE_EQUAL(faults.size(), 1u);
  BOOST_TEST(faults[0].code == std::string("CHAIN"));
  BOOST_TEST(faults[0].entry_no == 3);
}

}  // namespace
}  // namespace tessera::ledger
