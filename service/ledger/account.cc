#include "tessera/ledger/account.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "tessera/base/status.h"

namespace tessera::ledger {
namespace {

constexpr int64_t kNever = std::numeric_limits<int64_t>::max();

int64_t EndOf(const Lot& lot) { return lot.life.expires_at ? lot.life.expires_at->us : kNever; }

bool SpentBefore(const Lot* a, const Lot* b) {
  if (EndOf(*a) != EndOf(*b)) return EndOf(*a) < EndOf(*b);
  return a->lot_no < b->lot_no;
}

bool ActiveBefore(const Lot* a, const Lot* b) {
  if (a->life.active_from != b->life.active_from) return a->life.active_from < b->life.active_from;
  return SpentBefore(a, b);
}

absl::Status Overflow() {
  return Refused("POINTS_OVERFLOW", "", "the balance would be too large; use smaller amounts");
}

absl::Status Insufficient(absl::string_view field) {
  return Refused("POINTS_INSUFFICIENT", field, "the member does not have so many points");
}

absl::Status CheckAmount(Points points) {
  return points.is_negative() ? Broken("a movement of negative points") : absl::OkStatus();
}

}  // namespace

absl::Status Account::Book(EntryKind kind, Points points, const Cause& cause) {
  const std::optional<int64_t> balance = CheckedAdd(state_.balance.value(), points.value());
  if (!balance) return Overflow();
  state_.balance = Points(*balance);
  Entry entry;
  entry.entry_no = ++state_.last_entry_no;
  entry.kind = kind;
  entry.points = points;
  entry.booked_at = cause.now;
  entry.sale_id = cause.sale_id;
  entry.refund_id = cause.refund_id;
  entry.balance = state_.balance;
  entry.comment = cause.comment;
  entry.hash = ChainHash(state_.last_hash, state_.member_id, entry);
  state_.last_hash = entry.hash;
  new_entries_.push_back(std::move(entry));
  return absl::OkStatus();
}

Lot* Account::Find(int64_t lot_no) {
  for (Lot& lot : state_.lots) {
    if (lot.lot_no == lot_no) return &lot;
  }
  return nullptr;
}

Points Account::Take(Lot& lot, Points points) {
  const Points taken = std::min(points, lot.remaining);
  if (taken.is_zero()) return taken;
  lot.remaining -= taken;
  changed_lots_.insert(lot.lot_no);
  return taken;
}

Points Account::TakeInOrder(Points points, Instant now, bool pending,
                            std::vector<Allocation>* allocations) {
  std::vector<Lot*> order;
  for (Lot& lot : state_.lots) {
    if (lot.IsActive(now) != pending && !lot.remaining.is_zero()) order.push_back(&lot);
  }
  std::sort(order.begin(), order.end(), SpentBefore);
  Points left = points;
  for (Lot* lot : order) {
    if (left.is_zero()) break;
    const Points taken = Take(*lot, left);
    left -= taken;
    if (allocations != nullptr) allocations->push_back({lot->lot_no, taken, Points()});
  }
  return left;
}

Points Account::Active(Instant now) const {
  Points sum;
  for (const Lot& lot : state_.lots) {
    if (lot.IsActive(now)) sum += lot.remaining;
  }
  return sum;
}

absl::Status Account::Settle(Instant now) {
  std::vector<Lot*> lots;
  for (Lot& lot : state_.lots) lots.push_back(&lot);
  std::sort(lots.begin(), lots.end(), ActiveBefore);
  for (Lot* lot : lots) {
    if (lot->IsActive(now)) state_.overdraft -= Take(*lot, state_.overdraft);
  }
  std::sort(lots.begin(), lots.end(), SpentBefore);
  for (Lot* lot : lots) {
    if (!lot->IsExpired(now) || lot->remaining.is_zero()) continue;
    const Points ended = Take(*lot, lot->remaining);
    lot->expired += ended;
    TESSERA_RETURN_IF_ERROR(Book(EntryKind::kExpire, -ended, Cause{now, lot->sale_id}));
  }
  TrimHolds(now);
  return absl::OkStatus();
}

void Account::TrimHolds(Instant now) {
  std::vector<Hold>& holds = state_.holds;
  const size_t before = holds.size();
  std::sort(holds.begin(), holds.end(),
            [](const Hold& a, const Hold& b) { return a.expires_at < b.expires_at; });
  Points left = std::max(Active(now) - state_.overdraft, Points());
  for (Hold& hold : holds) {
    if (hold.expires_at <= now) hold.points = Points();
    const Points kept = std::min(hold.points, left);
    left -= kept;
    if (kept != hold.points) holds_changed_ = true;
    hold.points = kept;
  }
  std::erase_if(holds, [](const Hold& hold) { return hold.points.is_zero(); });
  if (holds.size() != before) holds_changed_ = true;
}

absl::Status Account::Reserve(const SaleId& sale_id, Points points, Instant expires_at,
                              Instant now) {
  TESSERA_RETURN_IF_ERROR(CheckAmount(points));
  TESSERA_RETURN_IF_ERROR(Settle(now));
  if (points > SpendableBy(sale_id, now)) return Insufficient("redeem_points");
  Release(sale_id);
  if (points.is_zero()) return absl::OkStatus();
  state_.holds.push_back({sale_id, points, expires_at});
  holds_changed_ = true;
  return absl::OkStatus();
}

void Account::Release(const SaleId& sale_id) {
  const auto erased =
      std::erase_if(state_.holds, [&](const Hold& hold) { return hold.sale_id == sale_id; });
  if (erased > 0) holds_changed_ = true;
}

// All lots together fit int64 because none is opened beyond that; so do their partial sums.
absl::StatusOr<int64_t> Account::Open(Points points, const LotLife& life, const Cause& cause) {
  const std::optional<int64_t> whole = CheckedAdd(state_.balance.value(), state_.overdraft.value());
  if (!whole || !CheckedAdd(*whole, points.value())) return Overflow();
  Lot lot;
  lot.lot_no = ++state_.last_lot_no;
  lot.sale_id = cause.sale_id;
  lot.earned = points;
  lot.remaining = points;
  lot.life = life;
  state_.lots.push_back(lot);
  changed_lots_.insert(lot.lot_no);
  return lot.lot_no;
}

absl::StatusOr<int64_t> Account::Earn(Points points, const LotLife& life, const Cause& cause) {
  TESSERA_RETURN_IF_ERROR(CheckAmount(points));
  TESSERA_RETURN_IF_ERROR(Settle(cause.now));
  if (points.is_zero()) return 0;
  TESSERA_ASSIGN_OR_RETURN(const int64_t lot_no, Open(points, life, cause));
  TESSERA_RETURN_IF_ERROR(Book(EntryKind::kEarn, points, cause));
  TESSERA_RETURN_IF_ERROR(Settle(cause.now));
  return lot_no;
}

absl::StatusOr<std::vector<Allocation>> Account::Spend(Points points, Overdraft overdraft,
                                                       const Cause& cause) {
  TESSERA_RETURN_IF_ERROR(CheckAmount(points));
  TESSERA_RETURN_IF_ERROR(Settle(cause.now));
  std::vector<Allocation> allocations;
  if (points.is_zero()) return allocations;
  if (overdraft == Overdraft::kRefuse && points > Active(cause.now)) {
    return Insufficient("redeem_points");
  }
  const Points beyond = TakeInOrder(points, cause.now, /*pending=*/false, &allocations);
  if (!beyond.is_zero()) {
    const std::optional<int64_t> sum = CheckedAdd(state_.overdraft.value(), beyond.value());
    if (!sum) return Overflow();
    state_.overdraft = Points(*sum);
    allocations.push_back({0, beyond, Points()});
  }
  TESSERA_RETURN_IF_ERROR(Book(EntryKind::kSpend, -points, cause));
  TrimHolds(cause.now);
  return allocations;
}

absl::Status Account::Return(Points points, std::vector<Allocation>& allocations,
                             const LotLife& fresh, std::optional<Instant> grace,
                             const Cause& cause) {
  TESSERA_RETURN_IF_ERROR(CheckAmount(points));
  TESSERA_RETURN_IF_ERROR(Settle(cause.now));
  if (points.is_zero()) return absl::OkStatus();
  const std::optional<int64_t> whole = CheckedAdd(state_.balance.value(), state_.overdraft.value());
  if (!whole || !CheckedAdd(*whole, points.value())) return Overflow();
  Points left = points;
  for (auto allocation = allocations.rbegin(); allocation != allocations.rend(); ++allocation) {
    const Points part = std::min(left, allocation->spent - allocation->returned);
    if (part.is_zero()) continue;
    allocation->returned += part;
    left -= part;
    Lot* lot = Find(allocation->lot_no);
    if (lot != nullptr) {
      lot->remaining += part;
      if (grace && lot->IsExpired(cause.now)) lot->life.expires_at = *grace;
      changed_lots_.insert(lot->lot_no);
      continue;
    }
    if (allocation->lot_no != 0) return Broken("a refund's lot is missing");
    const Points paid = std::min(part, state_.overdraft);
    state_.overdraft -= paid;
    if (part > paid) {
      TESSERA_RETURN_IF_ERROR(Open(part - paid, fresh, cause).status());
    }
  }
  if (!left.is_zero()) return Broken("a refund returns more points than were spent");
  TESSERA_RETURN_IF_ERROR(Book(EntryKind::kReturn, points, cause));
  return Settle(cause.now);
}

absl::StatusOr<Account::Revoked> Account::Revoke(Points points, int64_t own_lot_no,
                                                 const Revoking& how, const Cause& cause) {
  TESSERA_RETURN_IF_ERROR(CheckAmount(points));
  TESSERA_RETURN_IF_ERROR(Settle(cause.now));
  Points left = points;
  Points gone;
  if (Lot* own = Find(own_lot_no); own != nullptr) {
    left -= Take(*own, left);
    gone = std::min(left, own->expired);
    if (!gone.is_zero()) {
      own->expired -= gone;
      changed_lots_.insert(own->lot_no);
    }
    left -= gone;
  }
  left = TakeInOrder(left, cause.now, how.pending_first, nullptr);
  left = TakeInOrder(left, cause.now, !how.pending_first, nullptr);
  Revoked revoked;
  if (how.write_off) {
    revoked.lost = left;
  } else {
    const std::optional<int64_t> overdraft = CheckedAdd(state_.overdraft.value(), left.value());
    if (!overdraft) return Overflow();
    state_.overdraft = Points(*overdraft);
  }
  revoked.taken = points - gone - revoked.lost;
  if (!revoked.taken.is_zero()) {
    TESSERA_RETURN_IF_ERROR(Book(EntryKind::kRevoke, -revoked.taken, cause));
  }
  TrimHolds(cause.now);
  return revoked;
}

absl::Status Account::Adjust(Points points, const LotLife& life, const Cause& cause) {
  TESSERA_RETURN_IF_ERROR(Settle(cause.now));
  if (points.is_zero()) return absl::OkStatus();
  if (points.value() == std::numeric_limits<int64_t>::min()) return Overflow();
  if (points.is_negative()) {
    if (-points > state_.balance) return Insufficient("points");
    const Points left = TakeInOrder(-points, cause.now, /*pending=*/false, nullptr);
    if (!TakeInOrder(left, cause.now, /*pending=*/true, nullptr).is_zero()) {
      return Broken("lots hold less than the balance");
    }
    TrimHolds(cause.now);
    return Book(EntryKind::kAdjust, points, cause);
  }
  TESSERA_RETURN_IF_ERROR(Open(points, life, cause).status());
  TESSERA_RETURN_IF_ERROR(Book(EntryKind::kAdjust, points, cause));
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
