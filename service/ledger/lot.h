// Points that were earned together, what was taken from them, and what is reserved.
#ifndef TESSERA_LEDGER_LOT_H_
#define TESSERA_LEDGER_LOT_H_

#include <cstdint>
#include <optional>

#include "tessera/base/clock.h"
#include "tessera/base/ids.h"
#include "tessera/base/number.h"

namespace tessera::ledger {

// When a lot's points can be spent and when they end; nullopt for never.
struct LotLife {
  Instant active_from;
  std::optional<Instant> expires_at;
  // They end earlier once nothing was bought for so many days; each purchase moves `expires_at`, but
  // not beyond `latest`. 0: no such rule.
  int32_t idle_days = 0;
  std::optional<Instant> latest = std::nullopt;
};

struct Lot {
  int64_t lot_no = 0;  // 1, 2, 3 ... per member
  std::optional<SaleId> sale_id;  // that earned it; none for adjustments
  Points earned;
  Points remaining;
  Points expired;  // taken by its end, less what a refund would have revoked anyway
  LotLife life;

  bool IsActive(Instant now) const { return life.active_from <= now; }
  bool IsExpired(Instant now) const { return life.expires_at && *life.expires_at <= now; }
};

// Points that one sale took from one lot.
struct Allocation {
  int64_t lot_no = 0;  // 0: from no lot, spent beyond the balance
  Points spent;
  Points returned;  // of `spent`, given back by refunds
};

// Points that an accepted quote reserves. A hold counts until `expires_at`.
struct Hold {
  SaleId sale_id;
  Points points;
  Instant expires_at;
};

}  // namespace tessera::ledger

#endif  // TESSERA_LEDGER_LOT_H_
