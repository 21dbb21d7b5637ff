#include "tessera/ledger/audit.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace tessera::ledger {
namespace {

// Adds what may come from a damaged store; false on overflow.
bool Add(Points& sum, Points more) {
  const std::optional<int64_t> result = CheckedAdd(sum.value(), more.value());
  if (result) sum = Points(*result);
  return result.has_value();
}

struct LotSums {
  Points all;
  Points active;
  bool sound = true;
};

LotSums Sum(const AccountState& account, Instant now) {
  LotSums sums;
  for (const Lot& lot : account.lots) {
    sums.sound = sums.sound && !lot.remaining.is_negative() && lot.remaining <= lot.earned;
    sums.sound = Add(sums.all, lot.remaining) && sums.sound;
    if (lot.IsActive(now)) sums.sound = Add(sums.active, lot.remaining) && sums.sound;
  }
  return sums;
}

}  // namespace

void Audit::Tell(const char* code, int64_t entry_no, std::string message) {
  faults_.push_back({code, entry_no, std::move(message)});
}

void Audit::Read(const Entry& entry) {
  ++entry_no_;
  const bool fits = Add(balance_, entry.points);
  if (!chain_broken_) {
    if (entry.entry_no != entry_no_) {
      chain_broken_ = true;
      Tell("CHAIN", entry_no_, absl::StrCat("entry ", entry_no_, " is missing"));
    } else if (ChainHash(hash_, member_id_, entry) != entry.hash) {
      chain_broken_ = true;
      Tell("CHAIN", entry_no_, absl::StrCat("entry ", entry_no_, " was changed after it was booked"));
    } else if (!fits || entry.balance != balance_) {
      chain_broken_ = true;
      Tell("BALANCE", entry_no_,
           absl::StrCat("entry ", entry_no_, " says ", entry.balance.value(),
                        ", the entries so far sum to ", balance_.value()));
    }
  }
  entry_no_ = entry.entry_no;
  hash_ = entry.hash;
}

std::vector<Fault> Audit::Finish(const AccountState& stored, Instant now) {
  if (stored.last_entry_no != entry_no_ || stored.last_hash != hash_) {
    Tell("CHAIN", entry_no_, absl::StrCat("the account ends with entry ", stored.last_entry_no,
                                          ", the chain with entry ", entry_no_));
  }
  if (stored.balance != balance_) {
    Tell("BALANCE", 0, absl::StrCat("the account says ", stored.balance.value(),
                                    ", its entries sum to ", balance_.value()));
  }
  const LotSums sums = Sum(stored, now);
  const std::optional<int64_t> worth =
      CheckedSubtract(sums.all.value(), stored.overdraft.value());
  if (!sums.sound || stored.overdraft.is_negative() || worth != stored.balance.value()) {
    Tell("LOTS", 0, absl::StrCat("lots hold ", sums.all.value(), ", overdraft is ",
                                 stored.overdraft.value(), ", the account says ",
                                 stored.balance.value()));
  }
  Points held;
  bool sound = true;
  for (const Hold& hold : stored.holds) {
    if (hold.expires_at > now) sound = !hold.points.is_negative() && Add(held, hold.points) && sound;
  }
  if (!sound || held > std::max(sums.active - stored.overdraft, Points())) {
    Tell("HOLD", 0, absl::StrCat(held.value(), " points are held, more than can be spent"));
  }
  return std::exchange(faults_, {});
}

}  // namespace tessera::ledger
