// What refunds do to an account.
#include <algorithm>
#include <vector>

#include "tessera/ledger/account.h"
#include "tessera/ledger/movement.h"

namespace tessera::ledger {
namespace {

// A lot to which points come back after its end.
void Prolong(Lot& lot, const LotLife& fresh, std::optional<Instant> grace, Instant now) {
  if (!lot.IsExpired(now)) return;
  if (lot.life.idle_days > 0) {
    // Whoever brings goods back is not idle; and while nothing was left of the lot, no purchase
    // moved its end.
    const std::optional<Instant>& latest = lot.life.latest;
    const bool sooner = fresh.expires_at && (!latest || *fresh.expires_at < *latest);
    lot.life.expires_at = sooner ? fresh.expires_at : latest;
  }
  if (grace && lot.IsExpired(now)) lot.life.expires_at = grace;
}

}  // namespace

absl::Status Account::Return(Points points, std::vector<Allocation>& allocations,
                             const LotLife& fresh, std::optional<Instant> grace,
                             const Cause& cause) {
  TESSERA_RETURN_IF_ERROR(CheckAmount(points));
  TESSERA_RETURN_IF_ERROR(Settle(cause.now));
  if (points.is_zero()) return absl::OkStatus();
  TESSERA_RETURN_IF_ERROR(CheckRoom(points));
  Points left = points;
  Points repaid;
  for (auto allocation = allocations.rbegin(); allocation != allocations.rend(); ++allocation) {
    const Points part = std::min(left, allocation->spent - allocation->returned);
    if (part.is_zero()) continue;
    allocation->returned += part;
    left -= part;
    if (allocation->lot_no == 0) {
      const Points paid = std::min(part, state_.overdraft - repaid);
      repaid += paid;
      if (part > paid) Open(part - paid, fresh, std::nullopt);
      continue;
    }
    Lot* lot = Find(allocation->lot_no);
    if (lot == nullptr) return Broken("a refund's lot is missing");
    lot->remaining += part;
    Prolong(*lot, fresh, grace, cause.now);
    changed_lots_.insert(lot->lot_no);
  }
  if (!left.is_zero()) return Broken("a refund returns more points than were spent");
  TESSERA_RETURN_IF_ERROR(Book(EntryKind::kReturn, {points, -repaid}, cause));
  return Settle(cause.now);
}

// What ended of own lots is gone already and not taken twice.
Points Account::TakeOwn(Points points, int64_t own_lot_no, const Cause& cause, Points& gone) {
  std::vector<Lot*> own;
  std::vector<Lot*> of_sale;
  for (Lot& lot : state_.lots) {
    if (lot.lot_no == own_lot_no) {
      own.push_back(&lot);
    } else if (cause.sale_id && lot.sale_id == cause.sale_id) {
      of_sale.push_back(&lot);
    }
  }
  std::sort(of_sale.begin(), of_sale.end(), SpentBefore);
  if (own.empty()) own.swap(of_sale);
  const Points beyond = TakeFrom(own, points);
  const Points left = TakeEnded(own, beyond);
  gone += beyond - left;
  return TakeFrom(of_sale, left);
}

Points Account::TakeEnded(const std::vector<Lot*>& lots, Points points) {
  for (Lot* lot : lots) {
    const Points part = std::min(points, lot->expired);
    if (part.is_zero()) continue;
    lot->expired -= part;
    changed_lots_.insert(lot->lot_no);
    points -= part;
  }
  return points;
}

Points Account::TellEnded(Points points, const SaleId& sale_id) {
  std::vector<Lot*> of_sale;
  for (Lot& lot : state_.lots) {
    if (lot.sale_id == sale_id) of_sale.push_back(&lot);
  }
  return points - TakeEnded(of_sale, points);
}

absl::StatusOr<Account::Revoked> Account::Revoke(Points points, int64_t own_lot_no,
                                                 const Revoking& how, const Cause& cause) {
  TESSERA_RETURN_IF_ERROR(CheckAmount(points));
  TESSERA_RETURN_IF_ERROR(Settle(cause.now));
  Points gone;
  Points left = TakeOwn(points, own_lot_no, cause, gone);
  const Phase first = how.pending_first ? Phase::kPending : Phase::kActive;
  const Phase second = how.pending_first ? Phase::kActive : Phase::kPending;
  left = TakeFrom(LotsInOrder(cause.now, first), left);
  left = TakeFrom(LotsInOrder(cause.now, second), left);
  Revoked revoked;
  if (how.write_off) revoked.lost = left;
  revoked.taken = points - gone - revoked.lost;
  if (!revoked.taken.is_zero() || !revoked.lost.is_zero()) {
    const Change change{-revoked.taken, left - revoked.lost, revoked.lost};
    TESSERA_RETURN_IF_ERROR(Book(EntryKind::kRevoke, change, cause));
  }
  TrimHolds(cause.now);
  return revoked;
}

}  // namespace tessera::ledger
