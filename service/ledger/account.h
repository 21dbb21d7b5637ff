// The rules of one member's points. Pure: what is stored goes in, what is to be stored comes out.
#ifndef TESSERA_LEDGER_ACCOUNT_H_
#define TESSERA_LEDGER_ACCOUNT_H_

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "tessera/ledger/entry.h"
#include "tessera/ledger/lot.h"

namespace tessera::ledger {

// An account as stored. balance = sum of all lots' remaining - overdraft, always.
struct AccountState {
  MemberId member_id;
  Points balance;
  // Spent or revoked beyond what the lots held. Active lots pay it off before anything else, so one
  // of "active points" and "overdraft" is always 0 after settling.
  Points overdraft;
  int64_t last_entry_no = 0;
  int64_t last_lot_no = 0;
  Digest last_hash{};
  std::vector<Lot> lots;    // every lot with something left; others where a refund may need them
  std::vector<Hold> holds;  // lapsed ones too
  std::optional<Instant> due_at;  // as it was saved, see Account::DueAt
};

// What a till shows.
struct Figures {
  Points balance;   // can be spent now, before holds; negative is an overdraft
  Points pending;   // not active yet
  Points held;      // by holds that have not lapsed
  Points expiring;  // of `balance`, what expires next ...
  std::optional<Instant> expiring_at;  // ... and when
};

// Why points move, and when it is booked.
struct Cause {
  Instant now;
  std::optional<SaleId> sale_id = std::nullopt;
  std::optional<RefundId> refund_id = std::nullopt;
  std::string comment = {};
  std::optional<MemberId> member = std::nullopt;  // who caused it on an account that is shared
};

// Points of one sale that live alike.
struct Portion {
  Points points;
  LotLife life;
};

// What becomes of a spend that the active points do not cover.
enum class Overdraft : uint8_t { kRefuse, kAllow };

// Not thread-safe; lives for one transaction. Amounts passed in are not negative unless said so
// (INTERNAL otherwise). Every movement settles the account first. A movement of 0 points books
// nothing. After an error the account is spent: throw it away.
// Holds never reserve more than there is: what expires, is revoked or is spent by a printed receipt
// cuts the holds that lapse last.
// FAILED_PRECONDITION / POINTS_OVERFLOW where a sum would not fit int64.
class Account {
 public:
  explicit Account(AccountState state) : state_(std::move(state)) {}

  // Catches up with time. Lots that became active pay off the overdraft, in the order in which they
  // became active, with a SETTLE entry each; lots that ended get an EXPIRE entry each, in the order of
  // their ends. The figures are the same whether that happens once or at many instants in between.
  absl::Status Settle(Instant now);

  // A new lot. Returns its number; 0 if `points` is 0.
  absl::StatusOr<int64_t> Earn(Points points, const LotLife& life, const Cause& cause);
  // A new lot for each portion that is not 0, and one entry for all of them.
  absl::Status Earn(absl::Span<const Portion> portions, const Cause& cause);

  // Takes from active lots: soonest to expire first, lots without end last, then the older lot.
  // FAILED_PRECONDITION / POINTS_INSUFFICIENT beyond SpendableBy the cause's sale, unless `overdraft`
  // allows it; then what active lots do not have is allocated to lot 0.
  absl::StatusOr<std::vector<Allocation>> Spend(Points points, Overdraft overdraft,
                                                const Cause& cause);

  // Gives `points` of a sale's spending back to the lots that paid, in the reverse of the order in
  // which they were taken, and counts them in `allocations`. What was spent beyond the balance lowers
  // the overdraft; where that is paid off already it becomes a lot of its own with `fresh` life.
  // A lot that ended meanwhile ends again at once (a return makes nothing last longer than it would
  // have) or, with `grace`, lives on until then. Where it ended because nothing was bought, it lives
  // on as `fresh` points do, but not beyond its latest end.
  // INTERNAL if more comes back than was spent.
  absl::Status Return(Points points, std::vector<Allocation>& allocations, const LotLife& fresh,
                      std::optional<Instant> grace, const Cause& cause);

  struct Revoking {
    bool pending_first = false;
    bool write_off = false;
  };
  struct Revoked {
    Points taken;  // really left the balance
    Points lost;   // written off
  };
  // Takes earned points back: from their own lot `own_lot_no`, of which what expired is gone already
  // and not taken twice; then from the other lots that the cause's sale earned, whose own lines may
  // still come back; then from any in spending order, active before pending or the reverse; the rest
  // becomes an overdraft, or is written off. 0 for `own_lot_no`, or one that is not here: all lots of
  // the sale together are their own.
  absl::StatusOr<Revoked> Revoke(Points points, int64_t own_lot_no, const Revoking& how,
                                 const Cause& cause);

  // What of `points`, which the sale earned here and which are taken back from the account where its
  // member's points are now, ended here and so is gone already. Not told twice. Books nothing.
  Points TellEnded(Points points, const SaleId& sale_id);

  // The member bought something at `bought_at`: lots that end when nothing is bought live on. What
  // ended before `now` stays ended, whether that was booked already or not: a sale that is booked
  // late revives nothing. INTERNAL if the time zone is unknown.
  absl::Status Touch(Instant bought_at, absl::string_view time_zone, Instant now);

  // Moves active points into `to`, lot by lot in spending order. They live as they would have here,
  // or get `fresh` life. POINTS_INSUFFICIENT beyond what is active and not held.
  absl::Status Transfer(Points points, Account& to, const std::optional<LotLife>& fresh,
                        const Cause& cause);
  // All of it: every lot with its life and its sale, active or pending, holds, and the overdraft.
  absl::Status MergeInto(Account& to, const Cause& cause);

  // Of a settled account: when something happens by itself next (a lot becomes active or ends, a
  // hold lapses).
  std::optional<Instant> DueAt() const;

  // HQ's correction, positive (a new lot) or negative (from lots in spending order, active before
  // pending; POINTS_INSUFFICIENT beyond the balance).
  absl::Status Adjust(Points points, const LotLife& life, const Cause& cause);

  // Reserves points for a sale in place of what it had reserved.
  // FAILED_PRECONDITION / POINTS_INSUFFICIENT beyond SpendableBy.
  absl::Status Reserve(const SaleId& sale_id, Points points, Instant expires_at, Instant now);
  void Release(const SaleId& sale_id);

  // Of a settled account.
  Figures FiguresAt(Instant now) const;
  // Active points less holds of other sales; not below 0. Of a settled account.
  Points SpendableBy(const SaleId& sale_id, Instant now) const;

  const AccountState& state() const { return state_; }
  // What this object added, in order.
  const std::vector<Entry>& new_entries() const { return new_entries_; }
  bool IsChanged(const Lot& lot) const { return changed_lots_.count(lot.lot_no) > 0; }
  bool holds_changed() const { return holds_changed_; }

 private:
  // What an entry changes; `other` is the other account of a transfer.
  struct Change {
    Points points;
    Points overdraft = {};
    Points lost = {};
    std::optional<MemberId> other = std::nullopt;
  };
  enum class Phase : uint8_t { kActive, kPending };

  // Changes balance and overdraft, whose lots the caller has changed, and adds the entry.
  absl::Status Book(EntryKind kind, const Change& change, const Cause& cause);
  // All lots together fit int64 because so many more points are never opened unless they do.
  absl::Status CheckRoom(Points points) const;
  int64_t Open(Points points, const LotLife& life, const std::optional<SaleId>& sale_id);

  Lot* Find(int64_t lot_no);
  // In spending order, those with something left.
  std::vector<Lot*> LotsInOrder(Instant now, Phase phase);
  Points Take(Lot& lot, Points points);
  // Returns what the lots did not have.
  Points TakeFrom(const std::vector<Lot*>& lots, Points points);
  Points TakeOwn(Points points, int64_t own_lot_no, const Cause& cause, Points& gone);
  // Returns what did not end.
  Points TakeEnded(const std::vector<Lot*>& lots, Points points);
  Points Active(Instant now) const;

  std::optional<Instant> NextEnd(Instant now) const;
  absl::Status PayOverdraft(Instant at, Instant now);
  absl::Status Expire(Instant at, Instant now);
  void TrimHolds(Instant now);

  absl::Status SettleBoth(Account& to, Instant now);
  absl::Status BookBoth(Account& to, const Change& change, const Cause& cause);

  AccountState state_;
  std::optional<Instant> settled_at_;
  std::vector<Entry> new_entries_;
  std::set<int64_t> changed_lots_;
  bool holds_changed_ = false;
};

}  // namespace tessera::ledger

#endif  // TESSERA_LEDGER_ACCOUNT_H_
