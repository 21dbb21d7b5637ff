// What a member bought: the counters behind tiers, audiences and segments.
#ifndef TESSERA_LEDGER_PURCHASES_H_
#define TESSERA_LEDGER_PURCHASES_H_

#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tessera/base/clock.h"
#include "tessera/base/number.h"

namespace tessera::ledger {

// On one calendar day of the program's time zone. A refund counts back on the day of its sale: money
// and points by what came back, the visit once all of the sale did.
struct PurchaseDay {
  int32_t day = 0;  // since 1970-01-01
  int64_t visits = 0;
  Money spend;
  Points earned;
};

// So far.
struct Purchases {
  int64_t visits = 0;
  Money spend;
  Points earned;
  std::optional<Instant> last_at;
};

// Adds `what` (its day is not looked at; negative parts count back).
// FAILED_PRECONDITION / AMOUNT_OVERFLOW where a sum would not fit int64; then `to` is spent.
absl::Status Add(const PurchaseDay& what, PurchaseDay& to);
absl::Status Add(const PurchaseDay& what, Purchases& to);

// PurchaseDay::day of an instant. INTERNAL if the time zone (IANA) is unknown.
absl::StatusOr<int32_t> DayOf(Instant at, absl::string_view time_zone);

}  // namespace tessera::ledger

#endif  // TESSERA_LEDGER_PURCHASES_H_
