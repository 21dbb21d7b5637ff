// What happens to an account by itself, as time goes by: activation, ends, holds that lapse.
#include <algorithm>
#include <vector>

#include "tessera/ledger/account.h"
#include "tessera/ledger/movement.h"
#include "tessera/ledger/points_life.h"

namespace tessera::ledger {
namespace {

bool ActiveBefore(const Lot* a, const Lot* b) {
  if (a->life.active_from != b->life.active_from) return a->life.active_from < b->life.active_from;
  return SpentBefore(a, b);
}

bool LapsesBefore(const Hold& a, const Hold& b) {
  if (a.expires_at != b.expires_at) return a.expires_at < b.expires_at;
  return a.sale_id < b.sale_id;
}

void Sooner(Instant at, std::optional<Instant>& soonest) {
  if (!soonest || at < *soonest) soonest = at;
}

}  // namespace

// One end after the other, as if somebody had looked each time: a hold that an end cuts stays cut,
// even though points that become active later would have covered it.
absl::Status Account::Settle(Instant now) {
  while (const std::optional<Instant> end = NextEnd(now)) {
    // What comes back to a lot that is over ends now, not in a past that is settled already.
    const Instant at = std::max(*end, settled_at_.value_or(*end));
    TESSERA_RETURN_IF_ERROR(PayOverdraft(at, now));
    TESSERA_RETURN_IF_ERROR(Expire(at, now));
    TrimHolds(at);
  }
  TESSERA_RETURN_IF_ERROR(PayOverdraft(now, now));
  TrimHolds(now);
  settled_at_ = now;
  return absl::OkStatus();
}

std::optional<Instant> Account::NextEnd(Instant now) const {
  std::optional<Instant> next;
  for (const Lot& lot : state_.lots) {
    if (!lot.remaining.is_zero() && lot.IsExpired(now)) Sooner(*lot.life.expires_at, next);
  }
  return next;
}

absl::Status Account::PayOverdraft(Instant at, Instant now) {
  if (state_.overdraft.is_zero()) return absl::OkStatus();
  std::vector<Lot*> lots = LotsInOrder(at, Phase::kActive);
  std::sort(lots.begin(), lots.end(), ActiveBefore);
  for (Lot* lot : lots) {
    const Points paid = Take(*lot, state_.overdraft);
    if (paid.is_zero()) break;
    TESSERA_RETURN_IF_ERROR(Book(EntryKind::kSettle, {Points(), -paid}, Cause{now, lot->sale_id}));
  }
  return absl::OkStatus();
}

absl::Status Account::Expire(Instant at, Instant now) {
  std::vector<Lot*> lots;
  for (Lot& lot : state_.lots) {
    if (!lot.remaining.is_zero() && lot.IsExpired(at)) lots.push_back(&lot);
  }
  std::sort(lots.begin(), lots.end(), SpentBefore);
  for (Lot* lot : lots) {
    const Points ended = Take(*lot, lot->remaining);
    lot->expired += ended;
    TESSERA_RETURN_IF_ERROR(Book(EntryKind::kExpire, {-ended}, Cause{now, lot->sale_id}));
  }
  return absl::OkStatus();
}

void Account::TrimHolds(Instant now) {
  std::vector<Hold>& holds = state_.holds;
  const size_t before = holds.size();
  std::sort(holds.begin(), holds.end(), LapsesBefore);
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

absl::Status Account::Touch(Instant bought_at, absl::string_view time_zone, Instant now) {
  TESSERA_RETURN_IF_ERROR(Settle(now));
  for (Lot& lot : state_.lots) {
    LotLife& life = lot.life;
    if (life.idle_days == 0 || !life.expires_at || lot.remaining.is_zero()) continue;
    TESSERA_ASSIGN_OR_RETURN(Instant end, EndAfterDays(bought_at, life.idle_days, time_zone));
    if (life.latest) end = std::min(end, *life.latest);
    if (end <= *life.expires_at) continue;
    life.expires_at = end;
    changed_lots_.insert(lot.lot_no);
  }
  return absl::OkStatus();
}

std::optional<Instant> Account::DueAt() const {
  std::optional<Instant> due;
  for (const Lot& lot : state_.lots) {
    if (lot.remaining.is_zero()) continue;
    if (!settled_at_ || !lot.IsActive(*settled_at_)) Sooner(lot.life.active_from, due);
    if (lot.life.expires_at) Sooner(*lot.life.expires_at, due);
  }
  for (const Hold& hold : state_.holds) Sooner(hold.expires_at, due);
  return due;
}

}  // namespace tessera::ledger
