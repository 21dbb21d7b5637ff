// Any history: whatever happens to some accounts, in whatever order and at whatever instants, what
// must hold of them holds after each step.
#include <boost/test/unit_test.hpp>
#include <rapidcheck.h>

#include <algorithm>
#include <array>
#include <map>
#include <ostream>
#include <vector>

#include "sample.h"
#include "tessera/base/status.h"
#include "tessera/ledger/audit.h"

namespace tessera::ledger {
namespace {

enum class Deed { kSell, kRefund, kHold, kAdjust, kTransfer, kMerge, kTouch };

struct Step {
  Deed deed = Deed::kSell;
  size_t account = 0;
  size_t other = 0;
  int64_t pause = 0;    // before it
  int64_t points = 0;
  int64_t more = 0;     // points
  int64_t wait = 0;     // until a lot is active
  int64_t life = 0;     // 0: for ever
  int choice = 0;
};

std::ostream& operator<<(std::ostream& out, const Step& step) {
  return out << "{" << static_cast<int>(step.deed) << " " << step.account << ">" << step.other
             << " after " << step.pause << ": " << step.points << ", " << step.more << " wait "
             << step.wait << " life " << step.life << " choice " << step.choice << "}";
}

std::vector<Step> AnySteps() {
  using rc::gen::inRange;
  return *rc::gen::container<std::vector<Step>>(rc::gen::build<Step>(
      rc::gen::set(&Step::deed,
                   rc::gen::weightedElement<Deed>({{6, Deed::kSell}, {5, Deed::kRefund},
                                                   {2, Deed::kHold}, {2, Deed::kAdjust},
                                                   {2, Deed::kTransfer}, {1, Deed::kMerge},
                                                   {1, Deed::kTouch}})),
      rc::gen::set(&Step::account, inRange<size_t>(0, 3)),
      rc::gen::set(&Step::other, inRange<size_t>(0, 3)),
      rc::gen::set(&Step::pause, inRange<int64_t>(0, 60)),
      rc::gen::set(&Step::points, inRange<int64_t>(0, 60)),
      rc::gen::set(&Step::more, inRange<int64_t>(0, 60)),
      rc::gen::set(&Step::wait, inRange<int64_t>(0, 100)),
      rc::gen::set(&Step::life, inRange<int64_t>(0, 300)),
      rc::gen::set(&Step::choice, inRange(0, 64))));
}

// Keeps of each account what a store would: all lots ever, all entries, all sales.
struct Stored {
  AccountState state;
  std::vector<Entry> entries;

  // As a store loads it: what has something left, and what was asked for.
  Account Load(const std::vector<int64_t>& wanted = {}) const {
    AccountState loaded = state;
    std::erase_if(loaded.lots, [&](const Lot& lot) {
      return lot.remaining.is_zero() &&
             std::find(wanted.begin(), wanted.end(), lot.lot_no) == wanted.end();
    });
    return Account(std::move(loaded));
  }

  // As a store saves it: only what is said to have changed.
  void Save(const Account& account) {
    entries.insert(entries.end(), account.new_entries().begin(), account.new_entries().end());
    AccountState saved = account.state();
    std::map<int64_t, Lot> lots;
    for (const Lot& lot : state.lots) lots[lot.lot_no] = lot;
    for (const Lot& lot : saved.lots) {
      if (account.IsChanged(lot)) lots[lot.lot_no] = lot;
    }
    saved.lots.clear();
    for (const auto& [lot_no, lot] : lots) saved.lots.push_back(lot);
    if (!account.holds_changed()) saved.holds = state.holds;
    state = std::move(saved);
  }
};

struct Sold {
  size_t account = 0;
  SaleId sale_id;
  int64_t lot_no = 0;
  Points earned, revoked, spent, returned;
  std::vector<Allocation> allocations;
};

class World {
 public:
  World() {
    for (size_t i = 0; i < accounts_.size(); ++i) {
      accounts_[i].state.member_id.bytes.fill(static_cast<uint8_t>(i + 1));
    }
  }

  void Do(const Step& step) {
    const int64_t before = now_;
    now_ += step.pause;
    for (const Stored& stored : accounts_) LookOnceOrOften(stored, before);
    const absl::Status status = Move(step);
    if (!status.ok()) RC_ASSERT(absl::IsFailedPrecondition(status));
    Check();
  }

 private:
  LotLife LifeOf(const Step& step) const {
    LotLife life{Instant{now_ + step.wait}, std::nullopt};
    if (step.life > 0) life.expires_at = life.active_from + Duration{step.life};
    if (step.choice % 4 == 0 && step.life > 0) {
      life.idle_days = 1;
      life.latest = *life.expires_at + Duration{100};
    }
    return life;
  }

  absl::Status Move(const Step& step) {
    Stored& stored = accounts_[step.account];
    if (step.deed == Deed::kRefund) return Refund(step);
    Account account = stored.Load();
    if (step.deed == Deed::kTransfer || step.deed == Deed::kMerge) {
      if (step.account == step.other) return absl::OkStatus();
      return MoveAcross(step, account);
    }
    if (step.deed == Deed::kSell) return Sell(step, account);
    TESSERA_RETURN_IF_ERROR(Alone(step, account));
    stored.Save(account);
    return absl::OkStatus();
  }

  absl::Status Alone(const Step& step, Account& account) {
    if (step.deed == Deed::kHold) {
      return account.Reserve(Sale(static_cast<uint8_t>(200 + step.choice % 3)),
                             Points(step.points), Instant{now_ + 100}, Instant{now_});
    }
    // Days are far longer than these lots: idle ones get their latest end.
    if (step.deed == Deed::kTouch) return account.Touch(Instant{now_}, "UTC", Instant{now_});
    return account.Adjust(Points(step.points - 30), LifeOf(step), At(now_));
  }

  absl::Status Sell(const Step& step, Account& account) {
    Sold sold;
    sold.account = step.account;
    sold.sale_id = Sale(static_cast<uint8_t>(++sales_made_ % 200));
    sold.spent = Points(step.points);
    sold.earned = Points(step.more);
    const Cause cause = Of(sold.sale_id, now_);
    const Overdraft overdraft = step.choice % 3 == 0 ? Overdraft::kAllow : Overdraft::kRefuse;
    const Points free = Spendable(account, sold.sale_id);
    TESSERA_ASSIGN_OR_RETURN(sold.allocations, account.Spend(sold.spent, overdraft, cause));
    if (overdraft == Overdraft::kRefuse) RC_ASSERT(sold.spent <= free);
    ReturnAtOnceRestores(step, account, sold);
    TESSERA_ASSIGN_OR_RETURN(sold.lot_no, account.Earn(sold.earned, LifeOf(step), cause));
    accounts_[step.account].Save(account);
    sales_.push_back(sold);
    return absl::OkStatus();
  }

  // What is there to be spent, by the plainest of words.
  Points Spendable(const Account& loaded, const SaleId& sale_id) const {
    Account account(loaded.state());
    RC_ASSERT(account.Settle(Instant{now_}).ok());
    Points free;
    for (const Lot& lot : account.state().lots) {
      const bool ended = lot.life.expires_at && *lot.life.expires_at <= Instant{now_};
      if (lot.life.active_from <= Instant{now_} && !ended) free += lot.remaining;
    }
    for (const Hold& hold : account.state().holds) {
      if (hold.sale_id != sale_id) free -= hold.points;
    }
    RC_ASSERT(account.SpendableBy(sale_id, Instant{now_}) == std::max(free, Points()));
    return std::max(free, Points());
  }

  void ReturnAtOnceRestores(const Step& step, const Account& spent, const Sold& sold) const {
    Account account(spent.state());
    std::vector<Allocation> allocations = sold.allocations;
    RC_ASSERT(
        account.Return(sold.spent, allocations, LifeOf(step), std::nullopt, At(now_)).ok());
    Account before = accounts_[step.account].Load();
    RC_ASSERT(before.Settle(Instant{now_}).ok());
    RC_ASSERT(account.state().balance == before.state().balance);
    RC_ASSERT(account.state().overdraft == before.state().overdraft);
    for (const Lot& lot : before.state().lots) {
      RC_ASSERT(Remaining(account, lot.lot_no) == lot.remaining.value());
    }
  }

  absl::Status Refund(const Step& step) {
    if (sales_.empty()) return absl::OkStatus();
    Sold& known = sales_[static_cast<size_t>(step.choice) % sales_.size()];
    Sold sold = known;
    const Points back = std::min(Points(step.points), sold.spent - sold.returned);
    const Points take = std::min(Points(step.more), sold.earned - sold.revoked);
    std::vector<int64_t> wanted = {sold.lot_no};
    for (const Allocation& allocation : sold.allocations) wanted.push_back(allocation.lot_no);
    Account account = accounts_[sold.account].Load(wanted);
    const Cause cause = Of(sold.sale_id, now_);
    std::optional<Instant> grace;
    if (step.choice % 2 == 0) grace = Instant{now_ + 30};
    TESSERA_RETURN_IF_ERROR(account.Return(back, sold.allocations, LifeOf(step), grace, cause));
    const Account::Revoking how{step.choice % 3 == 0, step.choice % 5 == 0};
    const Points overdraft = account.state().overdraft;
    const Points balance = account.state().balance;
    TESSERA_ASSIGN_OR_RETURN(const auto revoked, account.Revoke(take, sold.lot_no, how, cause));
    RC_ASSERT(revoked.taken + revoked.lost <= take);
    RC_ASSERT(account.state().balance == balance - revoked.taken);
    if (how.write_off) RC_ASSERT(account.state().overdraft == overdraft);
    sold.returned += back;
    sold.revoked += take;
    accounts_[sold.account].Save(account);
    known = sold;
    return absl::OkStatus();
  }

  absl::Status MoveAcross(const Step& step, Account& from) {
    Account to = accounts_[step.other].Load();
    if (step.deed == Deed::kMerge) {
      TESSERA_RETURN_IF_ERROR(from.MergeInto(to, At(now_)));
      RC_ASSERT(from.state().balance.is_zero() && from.state().overdraft.is_zero());
      RC_ASSERT(from.state().holds.empty());
    } else {
      std::optional<LotLife> fresh;
      if (step.choice % 2 == 0) fresh = LifeOf(step);
      TESSERA_RETURN_IF_ERROR(from.Transfer(Points(step.points), to, fresh, At(now_)));
    }
    accounts_[step.account].Save(from);
    accounts_[step.other].Save(to);
    return absl::OkStatus();
  }

  void LookOnceOrOften(const Stored& stored, int64_t since) const {
    Account once = stored.Load();
    RC_ASSERT(once.Settle(Instant{now_}).ok());
    Stored looked = stored;
    for (int64_t at = since; at <= now_; ++at) {
      Account often = looked.Load();
      const std::optional<Instant> due = often.DueAt();
      RC_ASSERT(often.Settle(Instant{at}).ok());
      // Nothing happens by itself before it is due.
      if (!often.new_entries().empty()) RC_ASSERT(due && *due <= Instant{at});
      looked.Save(often);
    }
    RC_ASSERT(once.state().balance == looked.state.balance);
    RC_ASSERT(once.state().overdraft == looked.state.overdraft);
    const Figures one = once.FiguresAt(Instant{now_});
    const Figures other = Account(looked.state).FiguresAt(Instant{now_});
    RC_ASSERT(one.balance == other.balance);
    RC_ASSERT(one.pending == other.pending);
    RC_ASSERT(one.held == other.held);
    RC_ASSERT(one.expiring == other.expiring);
    RC_ASSERT(one.expiring_at == other.expiring_at);
    for (const Lot& lot : looked.state.lots) {
      if (lot.remaining.is_zero()) continue;
      RC_ASSERT(Remaining(once, lot.lot_no) == lot.remaining.value());
    }
  }

  void Check() const {
    Postings all;
    for (const Stored& stored : accounts_) {
      Audit audit(stored.state.member_id);
      for (const Entry& entry : stored.entries) audit.Read(entry);
      for (const Fault& fault : audit.Finish(stored.state, Instant{now_})) {
        RC_FAIL(std::string(fault.code) + ": " + fault.message);
      }
      CheckSums(stored, audit.totals());
      RC_ASSERT(Add(audit.totals(), all));
    }
    RC_ASSERT(IsBalanced(all));
    RC_ASSERT(all.transferred.is_zero());
  }

  void CheckSums(const Stored& stored, const Postings& totals) const {
    Points lots;
    for (const Lot& lot : stored.state.lots) lots += lot.remaining;
    RC_ASSERT(stored.state.balance == lots - stored.state.overdraft);
    RC_ASSERT(IsBalanced(totals));
    RC_ASSERT(totals.member == lots);
    RC_ASSERT(totals.debt == -stored.state.overdraft);
    Account account = stored.Load();
    RC_ASSERT(account.Settle(Instant{now_}).ok());
    const Figures figures = account.FiguresAt(Instant{now_});
    RC_ASSERT(figures.held <= std::max(figures.balance, Points()));
    RC_ASSERT(figures.balance + figures.pending == account.state().balance);
    RC_ASSERT(account.state().overdraft.is_zero() || figures.balance.is_negative());
  }

  int64_t now_ = 1;
  int sales_made_ = 0;
  std::array<Stored, 3> accounts_;
  std::vector<Sold> sales_;
};

BOOST_AUTO_TEST_CASE(what_must_hold_holds_after_each_step_of_any_history) {
  BOOST_TEST(rc::check([] {
    World world;
    for (const Step& step : AnySteps()) world.Do(step);
  }));
}

}  // namespace
}  // namespace tessera::ledger
