// The rules of one gift card's or one wallet's money. Pure: what is stored goes in, what is to be
// stored comes out.
#ifndef TESSERA_LEDGER_TENDER_H_
#define TESSERA_LEDGER_TENDER_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tessera/ledger/account.h"

namespace tessera::ledger {

// The numbers are stored and hashed: they never change.
enum class TenderKind : uint8_t { kGiftCard = 1, kWallet = 2 };

// A gift card by the keyed hash of its code, a wallet by its member's id.
struct TenderKey {
  TenderKind kind = TenderKind::kGiftCard;
  std::array<uint8_t, 16> id{};

  bool operator==(const TenderKey&) const = default;
};

// As stored. balance = sum of the entries, never below zero but for overdraft.
struct TenderState {
  TenderKey key;
  Money balance;
  Money issued;  // with which it was activated last; zero for a wallet
  Instant issued_at;
  std::optional<Instant> expires_at;
  bool blocked = false;
  std::optional<SaleId> sold_by;  // the sale whose line activated it
  uint32_t sold_line_no = 0;
  int64_t last_entry_no = 0;
  Digest last_hash{};
};

// One movement.
struct TenderEntry {
  int64_t entry_no = 0;  // 1, 2, 3 ... per card or wallet
  Money amount;          // negative where the balance falls
  Instant booked_at;
  std::optional<SaleId> sale_id;
  std::optional<RefundId> refund_id;
  Money balance;  // after it
  std::string comment;
  Digest hash{};
};

// As that of points: "tessera-tender-entry-1", previous, kind, id, and the fields of `entry` but its
// hash in their order; absent ids are empty.
Digest ChainHash(const Digest& previous, const TenderKey& key, const TenderEntry& entry);

// Not thread-safe; lives for one transaction. Amounts passed in are not negative unless said so
// (INTERNAL otherwise). A movement of 0 books nothing. After an error the tender is spent: throw it
// away. FAILED_PRECONDITION / AMOUNT_OVERFLOW where a balance would not fit int64.
class Tender {
 public:
  explicit Tender(TenderState state) : state_(std::move(state)) {}

  // What may be paid with it now; zero where it is blocked or its time is over.
  Money SpendableAt(Instant now) const;

  // Puts money on a card that has none; the cause's sale, if any, sold it with `line_no`.
  // FAILED_PRECONDITION / CARD_BLOCKED, or CARD_IN_USE unless its balance is zero: whoever buys it
  // neither gets what another left nor pays what another overdrew.
  absl::Status Activate(Money amount, std::optional<Instant> expires_at, uint32_t line_no,
                        const Cause& cause);
  // FAILED_PRECONDITION / MONEY_INSUFFICIENT beyond SpendableAt; with kAllow (a printed receipt) the
  // balance goes below zero instead, whatever its state.
  absl::Status Pay(Money amount, Overdraft overdraft, const Cause& cause);
  // Of a sale that it paid for. Where its time is over meanwhile it pays until `grace`, if given.
  absl::Status GiveBack(Money amount, std::optional<Instant> grace, const Cause& cause);
  // The line that sold it came back: takes off what is left, and returns it.
  absl::StatusOr<Money> Empty(const Cause& cause);
  // HQ's correction, positive or negative; MONEY_INSUFFICIENT below zero.
  absl::Status Adjust(Money amount, const Cause& cause);
  // All of it, also what was overdrawn: of a wallet whose member is merged into another.
  absl::Status MoveInto(Tender& to, const Cause& cause);
  void Block(bool blocked) { state_.blocked = blocked; }

  const TenderState& state() const { return state_; }
  // What this object added, in order.
  const std::vector<TenderEntry>& new_entries() const { return new_entries_; }

 private:
  absl::Status Book(Money amount, const Cause& cause);

  TenderState state_;
  std::vector<TenderEntry> new_entries_;
};

}  // namespace tessera::ledger

#endif  // TESSERA_LEDGER_TENDER_H_
