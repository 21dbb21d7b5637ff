// What the account's rules have in common: the order of lots, and refusals. Private to this folder.
#ifndef TESSERA_LEDGER_MOVEMENT_H_
#define TESSERA_LEDGER_MOVEMENT_H_

#include <cstdint>
#include <limits>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "tessera/base/status.h"
#include "tessera/ledger/lot.h"

namespace tessera::ledger {

inline constexpr int64_t kNever = std::numeric_limits<int64_t>::max();

inline int64_t EndOf(const Lot& lot) {
  return lot.life.expires_at ? lot.life.expires_at->us : kNever;
}

// Soonest to end first, lots without end last, then the older lot.
inline bool SpentBefore(const Lot* a, const Lot* b) {
  if (EndOf(*a) != EndOf(*b)) return EndOf(*a) < EndOf(*b);
  return a->lot_no < b->lot_no;
}

inline absl::Status Overflow() {
  return Refused("POINTS_OVERFLOW", "", "the balance would be too large; use smaller amounts");
}

inline absl::Status Insufficient(absl::string_view field) {
  return Refused("POINTS_INSUFFICIENT", field, "the member does not have so many points");
}

inline absl::Status CheckAmount(Points points) {
  return points.is_negative() ? Broken("a movement of negative points") : absl::OkStatus();
}

}  // namespace tessera::ledger

#endif  // TESSERA_LEDGER_MOVEMENT_H_
