// One movement of one member's points, and the hash chain that makes a changed one show.
#ifndef TESSERA_LEDGER_ENTRY_H_
#define TESSERA_LEDGER_ENTRY_H_

#include <cstdint>
#include <optional>
#include <string>

#include "tessera/base/clock.h"
#include "tessera/base/ids.h"
#include "tessera/base/number.h"
#include "tessera/base/secret.h"

namespace tessera::ledger {

// The numbers are stored and hashed: they never change. As tessera.v1.EntryKind.
enum class EntryKind : uint8_t {
  kEarn = 1,
  kSpend = 2,
  kRevoke = 3,
  kReturn = 4,
  kExpire = 5,
  kAdjust = 6,
  kSettle = 7,
  kTransfer = 8,
};

// How entries are encoded for their hash. An entry keeps the encoding under which it was booked:
// from 2 on an entry also says what it does beside the balance.
inline constexpr int kEntryEncoding = 2;

struct Entry {
  int64_t entry_no = 0;  // 1, 2, 3 ... per member
  EntryKind kind = EntryKind::kEarn;
  Points points;  // negative where the balance falls
  Instant booked_at;
  std::optional<SaleId> sale_id;
  std::optional<RefundId> refund_id;
  Points balance;  // after it, with pending points
  std::string comment;
  Points overdraft;                // how the overdraft changed
  Points lost;                     // of what a refund took back: written off
  std::optional<MemberId> other;   // the other account of a transfer
  std::optional<MemberId> member;  // of a shared account: who caused it, where that is not its first
  int encoding = kEntryEncoding;
  Digest hash{};
};

// The hash of `entry` (its own `hash` is not looked at) behind the entry with hash `previous`, which
// is all zeros for the first. Encoding 1, "tessera-entry-1": previous, member, and the fields up to
// `comment` in their order; absent ids are empty. Encoding 2, "tessera-entry-2": likewise all fields
// but `encoding` and `hash`.
Digest ChainHash(const Digest& previous, const MemberId& member_id, const Entry& entry);

}  // namespace tessera::ledger

#endif  // TESSERA_LEDGER_ENTRY_H_
