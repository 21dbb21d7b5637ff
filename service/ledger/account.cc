#include "tessera/ledger/account.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "tessera/ledger/movement.h"

namespace tessera::ledger {

absl::Status Account::Book(EntryKind kind, const Change& change, const Cause& cause) {
  const auto balance = CheckedAdd(state_.balance.value(), change.points.value());
  const auto overdraft = CheckedAdd(state_.overdraft.value(), change.overdraft.value());
  if (!balance || !overdraft) return Overflow();
  state_.balance = Points(*balance);
  state_.overdraft = Points(*overdraft);
  Entry entry;
  entry.entry_no = ++state_.last_entry_no;
  entry.kind = kind;
  entry.points = change.points;
  entry.booked_at = cause.now;
  entry.sale_id = cause.sale_id;
  entry.refund_id = cause.refund_id;
  entry.balance = state_.balance;
  entry.comment = cause.comment;
  entry.overdraft = change.overdraft;
  entry.lost = change.lost;
  entry.other = change.other;
  if (cause.member != state_.member_id) entry.member = cause.member;
  entry.encoding = kEntryEncoding;
  entry.hash = ChainHash(state_.last_hash, state_.member_id, entry);
  state_.last_hash = entry.hash;
  new_entries_.push_back(std::move(entry));
  return absl::OkStatus();
}

absl::Status Account::CheckRoom(Points points) const {
  const auto lots = CheckedAdd(state_.balance.value(), state_.overdraft.value());
  return lots && CheckedAdd(*lots, points.value()) ? absl::OkStatus() : Overflow();
}

int64_t Account::Open(Points points, const LotLife& life, const std::optional<SaleId>& sale_id) {
  Lot lot;
  lot.lot_no = ++state_.last_lot_no;
  lot.sale_id = sale_id;
  lot.earned = points;
  lot.remaining = points;
  lot.life = life;
  state_.lots.push_back(lot);
  changed_lots_.insert(lot.lot_no);
  return lot.lot_no;
}

Lot* Account::Find(int64_t lot_no) {
  for (Lot& lot : state_.lots) {
    if (lot.lot_no == lot_no) return &lot;
  }
  return nullptr;
}

std::vector<Lot*> Account::LotsInOrder(Instant now, Phase phase) {
  std::vector<Lot*> lots;
  for (Lot& lot : state_.lots) {
    const bool wanted = lot.IsActive(now) == (phase == Phase::kActive);
    if (wanted && !lot.remaining.is_zero()) lots.push_back(&lot);
  }
  std::sort(lots.begin(), lots.end(), SpentBefore);
  return lots;
}

Points Account::Take(Lot& lot, Points points) {
  const Points taken = std::min(points, lot.remaining);
  if (taken.is_zero()) return taken;
  lot.remaining -= taken;
  changed_lots_.insert(lot.lot_no);
  return taken;
}

Points Account::TakeFrom(const std::vector<Lot*>& lots, Points points) {
  for (Lot* lot : lots) points -= Take(*lot, points);
  return points;
}

Points Account::Active(Instant now) const {
  Points sum;
  for (const Lot& lot : state_.lots) {
    if (lot.IsActive(now)) sum += lot.remaining;
  }
  return sum;
}

absl::StatusOr<int64_t> Account::Earn(Points points, const LotLife& life, const Cause& cause) {
  const Portion whole{points, life};
  TESSERA_RETURN_IF_ERROR(Earn(absl::MakeConstSpan(&whole, 1), cause));
  return points.is_zero() ? 0 : state_.last_lot_no;
}

absl::Status Account::Earn(absl::Span<const Portion> portions, const Cause& cause) {
  Points sum;
  for (const Portion& portion : portions) {
    TESSERA_RETURN_IF_ERROR(CheckAmount(portion.points));
    const auto more = CheckedAdd(sum.value(), portion.points.value());
    if (!more) return Overflow();
    sum = Points(*more);
  }
  TESSERA_RETURN_IF_ERROR(Settle(cause.now));
  if (sum.is_zero()) return absl::OkStatus();
  TESSERA_RETURN_IF_ERROR(CheckRoom(sum));
  for (const Portion& portion : portions) {
    if (!portion.points.is_zero()) Open(portion.points, portion.life, cause.sale_id);
  }
  TESSERA_RETURN_IF_ERROR(Book(EntryKind::kEarn, {sum}, cause));
  return Settle(cause.now);
}

absl::StatusOr<std::vector<Allocation>> Account::Spend(Points points, Overdraft overdraft,
                                                       const Cause& cause) {
  TESSERA_RETURN_IF_ERROR(CheckAmount(points));
  TESSERA_RETURN_IF_ERROR(Settle(cause.now));
  std::vector<Allocation> allocations;
  if (points.is_zero()) return allocations;
  if (overdraft == Overdraft::kRefuse &&
      points > SpendableBy(cause.sale_id.value_or(SaleId()), cause.now)) {
    return Insufficient("redeem_points");
  }
  Points left = points;
  for (Lot* lot : LotsInOrder(cause.now, Phase::kActive)) {
    if (left.is_zero()) break;
    const Points taken = Take(*lot, left);
    left -= taken;
    allocations.push_back({lot->lot_no, taken, Points()});
  }
  if (!left.is_zero()) allocations.push_back({0, left, Points()});
  TESSERA_RETURN_IF_ERROR(Book(EntryKind::kSpend, {-points, left}, cause));
  TrimHolds(cause.now);
  return allocations;
}

absl::Status Account::Adjust(Points points, const LotLife& life, const Cause& cause) {
  TESSERA_RETURN_IF_ERROR(Settle(cause.now));
  if (points.is_zero()) return absl::OkStatus();
  if (points.value() == std::numeric_limits<int64_t>::min()) return Overflow();
  if (points.is_negative()) {
    if (-points > state_.balance) return Insufficient("points");
    const Points left = TakeFrom(LotsInOrder(cause.now, Phase::kActive), -points);
    if (!TakeFrom(LotsInOrder(cause.now, Phase::kPending), left).is_zero()) {
      return Broken("lots hold less than the balance");
    }
    TrimHolds(cause.now);
    return Book(EntryKind::kAdjust, {points}, cause);
  }
  TESSERA_RETURN_IF_ERROR(CheckRoom(points));
  Open(points, life, std::nullopt);
  TESSERA_RETURN_IF_ERROR(Book(EntryKind::kAdjust, {points}, cause));
  return Settle(cause.now);
}

Figures Account::FiguresAt(Instant now) const {
  Figures figures;
  int64_t soonest = kNever;
  for (const Lot& lot : state_.lots) {
    if (lot.remaining.is_zero()) continue;
    if (!lot.IsActive(now)) {
      figures.pending += lot.remaining;
      continue;
    }
    if (EndOf(lot) < soonest) {
      soonest = EndOf(lot);
      figures.expiring = Points();
      figures.expiring_at = lot.life.expires_at;
    }
    if (EndOf(lot) == soonest && lot.life.expires_at) figures.expiring += lot.remaining;
  }
  figures.balance = Active(now) - state_.overdraft;
  for (const Hold& hold : state_.holds) {
    if (hold.expires_at > now) figures.held += hold.points;
  }
  return figures;
}

Points Account::SpendableBy(const SaleId& sale_id, Instant now) const {
  Points spendable = Active(now) - state_.overdraft;
  for (const Hold& hold : state_.holds) {
    if (hold.sale_id != sale_id && hold.expires_at > now) spendable -= hold.points;
  }
  return std::max(spendable, Points());
}

}  // namespace tessera::ledger
