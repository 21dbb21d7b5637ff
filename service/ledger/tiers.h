// Which tier a member has. Pure.
#ifndef TESSERA_LEDGER_TIERS_H_
#define TESSERA_LEDGER_TIERS_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "tessera/base/clock.h"
#include "tessera/engine/program.h"
#include "tessera/ledger/purchases.h"

namespace tessera::ledger {

// What a member has to show for itself.
struct Merits {
  Purchases ever;
  absl::Span<const PurchaseDay> days;  // oldest first, as far back as FirstDayCounted says
  Points active;                       // can be spent now
};

struct TierState {
  std::string tier;      // empty for none
  std::string assigned;  // by HQ's hand, a floor; empty for none
  Instant since;
  std::optional<Instant> until;  // kept till then
};

// From which calendar day on Merits::days is needed at `now`; nullopt for none at all.
absl::StatusOr<std::optional<int32_t>> FirstDayCounted(const engine::Program& program, Instant now);

// The tier at `now`, for any reason to look: a purchase, a refund, HQ's hand, or `until` being over.
//   - What counts is summed over the window of TierRules; the reached tier is the last whose threshold
//     is not above it.
//   - A reached tier above the present one is had at once, and is kept (`until`) for keep_days and
//     keep_months from today, on to the end of keep_until_end_of; with `period` at least to the end of
//     the current period. Reaching the present tier again prolongs it likewise.
//   - Below the present tier: AT_ONCE falls to the reached one once `until` is over or absent;
//     AT_PERIOD_END and ONE_STEP fall when `until` is over, to what the period that ended reached
//     (ONE_STEP by one level at most), and keep the new tier as if it was reached on that day; NEVER
//     stays.
//   - The assigned tier is a floor. A tier that the program does not have counts as none.
// Without rules the tier is the assigned one, or stays.
// INTERNAL if the program's time zone is unknown: one with such a zone is never published.
absl::StatusOr<TierState> Judge(const engine::Program& program, const Merits& merits,
                                TierState state, Instant now);

}  // namespace tessera::ledger

#endif  // TESSERA_LEDGER_TIERS_H_
