// Which tier a member has. Pure.
#ifndef TESSERA_LEDGER_TIERS_H_
#define TESSERA_LEDGER_TIERS_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
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
  std::optional<Instant> until;  // looked at again then; nullopt: time alone changes nothing

  bool operator==(const TierState&) const = default;
};

// From which calendar day on Merits::days is needed at `now`; nullopt for none at all.
// INTERNAL if the program's time zone is unknown.
absl::StatusOr<std::optional<int32_t>> FirstDayCounted(const engine::Program& program,
                                                       const TierState& state, Instant now);

// The tier at `now`, for any reason to look: a purchase, a refund, HQ's hand, or `until` being over.
//   - What counts is summed over the window of TierRules; the reached tier is the last whose threshold
//     is not above it. Less than nothing counts as nothing.
//   - A reached tier above the present one is had at once, and kept for keep_days and keep_months from
//     today, on to the end of keep_until_end_of. Whenever the present tier is found reached, it is
//     kept anew likewise; never shorter than before.
//   - Below the present tier:
//     AT_ONCE falls to the reached one unless it is still kept. Without keep_* a return that takes the
//     count below the threshold costs the tier at once; `until` tells when a window moves on so far.
//     AT_PERIOD_END and ONE_STEP fall when the period is over and the tier not kept any longer, to
//     what the last whole period reached (ONE_STEP by one level at most), and keep the new tier as if
//     it was reached on that day. Periods are those of `period` or, without it, what keep_* makes;
//     then what counted when it was over. Several periods that nobody looked at are gone through one
//     by one.
//     NEVER stays.
//   - The assigned tier is a floor. A tier that the program does not have counts as none.
// Without rules the tier is the assigned one, or stays. Who takes a tier away by hand clears `tier`
// along with `assigned`, and asks anew.
// INTERNAL if the program's time zone is unknown: one with such a zone is never published.
absl::StatusOr<TierState> Judge(const engine::Program& program, const Merits& merits,
                                TierState state, Instant now);

}  // namespace tessera::ledger

#endif  // TESSERA_LEDGER_TIERS_H_
