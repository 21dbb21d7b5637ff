// What goes from one account to another.
#include <vector>

#include "tessera/ledger/account.h"
#include "tessera/ledger/movement.h"

namespace tessera::ledger {

absl::Status Account::SettleBoth(Account& to, Instant now) {
  if (to.state_.member_id == state_.member_id) {
    return Broken("points would move from an account to itself");
  }
  TESSERA_RETURN_IF_ERROR(Settle(now));
  return to.Settle(now);
}

absl::Status Account::BookBoth(Account& to, const Change& change, const Cause& cause) {
  Change here{-change.points, -change.overdraft};
  here.other = to.state_.member_id;
  Change there = change;
  there.other = state_.member_id;
  TESSERA_RETURN_IF_ERROR(Book(EntryKind::kTransfer, here, cause));
  TESSERA_RETURN_IF_ERROR(to.Book(EntryKind::kTransfer, there, cause));
  TrimHolds(cause.now);
  return to.Settle(cause.now);
}

absl::Status Account::Transfer(Points points, Account& to, const std::optional<LotLife>& fresh,
                               const Cause& cause) {
  TESSERA_RETURN_IF_ERROR(CheckAmount(points));
  TESSERA_RETURN_IF_ERROR(SettleBoth(to, cause.now));
  if (points.is_zero()) return absl::OkStatus();
  if (points > SpendableBy(SaleId(), cause.now)) return Insufficient("points");
  TESSERA_RETURN_IF_ERROR(to.CheckRoom(points));
  Points left = points;
  for (Lot* lot : LotsInOrder(cause.now, Phase::kActive)) {
    if (left.is_zero()) break;
    const Points part = Take(*lot, left);
    left -= part;
    to.Open(part, fresh.value_or(lot->life), std::nullopt);
  }
  return BookBoth(to, {points}, cause);
}

absl::Status Account::MergeInto(Account& to, const Cause& cause) {
  TESSERA_RETURN_IF_ERROR(SettleBoth(to, cause.now));
  const Change all{state_.balance, state_.overdraft};
  TESSERA_RETURN_IF_ERROR(to.CheckRoom(all.points + all.overdraft));
  for (Lot& lot : state_.lots) {
    const Points part = Take(lot, lot.remaining);
    if (!part.is_zero()) to.Open(part, lot.life, lot.sale_id);
  }
  if (!state_.holds.empty()) {
    to.state_.holds.insert(to.state_.holds.end(), state_.holds.begin(), state_.holds.end());
    state_.holds.clear();
    holds_changed_ = to.holds_changed_ = true;
  }
  if (all.points.is_zero() && all.overdraft.is_zero()) return absl::OkStatus();
  return BookBoth(to, all, cause);
}

}  // namespace tessera::ledger
