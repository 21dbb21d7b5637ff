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
};

struct Entry {
  int64_t entry_no = 0;  // 1, 2, 3 ... per member
  EntryKind kind = EntryKind::kEarn;
  Points points;  // negative where the balance falls
  Instant booked_at;
  std::optional<SaleId> sale_id;
  std::optional<RefundId> refund_id;
  Points balance;  // after it, with pending points
  std::string comment;
  Digest hash{};
};

// The hash of `entry` (its own `hash` is not looked at) behind the entry with hash `previous`, which
// is all zeros for the first. Encoding "tessera-entry-1": previous, member, and the fields above in
// their order; absent ids are empty.
Digest ChainHash(const Digest& previous, const MemberId& member_id, const Entry& entry);

}  // namespace tessera::ledger

#endif  // TESSERA_LEDGER_ENTRY_H_
