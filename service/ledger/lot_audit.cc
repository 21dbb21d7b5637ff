#include "tessera/ledger/lot_audit.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace tessera::ledger {

void LotAudit::Add(int64_t& sum, int64_t more) {
  const std::optional<int64_t> result = CheckedAdd(sum, more);
  fits_ = fits_ && result.has_value();
  sum = result.value_or(sum);
}

void LotAudit::Tell(std::string message) { faults_.push_back({"LOTS", 0, std::move(message)}); }

void LotAudit::Read(const Entry& entry) {
  const int64_t points = entry.points.value();
  switch (entry.kind) {
    case EntryKind::kEarn:
      return Add(opened_, points);
    case EntryKind::kAdjust:
      return Add(opened_, std::max<int64_t>(points, 0));
    case EntryKind::kTransfer: {
      // An overdraft goes along with the lots.
      const int64_t moved = CheckedAdd(points, entry.overdraft.value()).value_or(0);
      return Add(opened_, std::max<int64_t>(moved, 0));
    }
    case EntryKind::kReturn:
      return Add(came_back_, points);
    case EntryKind::kExpire:
      return Add(ended_, CheckedSubtract(0, points).value_or(0));
    case EntryKind::kRevoke:
    case EntryKind::kSpend:
    case EntryKind::kSettle:
      return;
  }
}

void LotAudit::Read(const Lot& lot) {
  if (lot.lot_no != ++last_lot_no_) {
    Tell(absl::StrCat("lot ", last_lot_no_, " is missing"));
    last_lot_no_ = lot.lot_no;
  }
  const auto there = CheckedAdd(lot.remaining.value(), lot.expired.value());
  if (lot.remaining.is_negative() || lot.expired.is_negative() || !there ||
      Points(*there) > lot.earned) {
    Tell(absl::StrCat("lot ", lot.lot_no, " earned ", lot.earned.value(), ", has ",
                      lot.remaining.value(), " left, and ", lot.expired.value(), " expired"));
  }
  Add(in_lots_, lot.earned.value());
  Add(ended_in_lots_, lot.expired.value());
}

std::vector<Fault> LotAudit::Finish(const AccountState& stored) {
  if (last_lot_no_ != stored.last_lot_no) {
    Tell(absl::StrCat("the account ends with lot ", stored.last_lot_no, ", the lots with ",
                      last_lot_no_));
  }
  const auto most = CheckedAdd(opened_, came_back_);
  if (!fits_ || !most) {
    Tell("all lots together do not fit 64 bits");
  } else if (in_lots_ < opened_ || in_lots_ > *most) {
    Tell(absl::StrCat("lots began with ", in_lots_, " points, its entries say ", opened_));
  }
  if (ended_in_lots_ > ended_) {
    Tell(absl::StrCat("of the lots ", ended_in_lots_, " points ended, of its entries ", ended_));
  }
  return std::exchange(faults_, {});
}

std::optional<Fault> CheckDue(const AccountState& stored, std::optional<Instant> due, Instant now) {
  bool is_known = false;
  std::optional<Instant> next;
  const auto read = [&](Instant at, bool is_due) {
    is_known = is_known || due == at;
    if (is_due && (!next || at < *next)) next = at;
  };
  for (const Lot& lot : stored.lots) {
    if (lot.remaining.is_zero()) continue;
    read(lot.life.active_from, lot.life.active_from > now);
    if (lot.life.expires_at) read(*lot.life.expires_at, true);
  }
  for (const Hold& hold : stored.holds) read(hold.expires_at, true);
  if (due && !is_known) {
    return Fault{"DUE", 0, absl::StrCat("nothing happens at ", due->us, ", when it is due")};
  }
  if (next && (!due || *next < *due)) {
    return Fault{"DUE", 0, absl::StrCat("something happens at ", next->us,
                                        ", before the account is due")};
  }
  return std::nullopt;
}

}  // namespace tessera::ledger
