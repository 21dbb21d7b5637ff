#include "tessera/ledger/audit.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"

namespace tessera::ledger {
namespace {

// Adds what may come from a damaged store; false on overflow.
bool AddTo(Points& sum, Points more) {
  const std::optional<int64_t> result = CheckedAdd(sum.value(), more.value());
  if (result) sum = Points(*result);
  return result.has_value();
}

bool IsPossible(const Lot& lot, const AccountState& account) {
  if (lot.lot_no < 1 || lot.lot_no > account.last_lot_no) return false;
  if (lot.remaining.is_negative() || lot.expired.is_negative()) return false;
  const auto there = CheckedAdd(lot.remaining.value(), lot.expired.value());
  return there && Points(*there) <= lot.earned;
}

}  // namespace

void ChainAudit::Read(const Link& link, std::vector<Fault>& faults) {
  ++entry_no_;
  const auto sum = CheckedAdd(balance_, link.amount);
  balance_ = sum.value_or(link.balance);
  const char* code = nullptr;
  std::string message;
  if (link.entry_no != entry_no_) {
    code = "CHAIN";
    message = absl::StrCat("entry ", entry_no_, " is missing");
  } else if (link.hash != link.expected) {
    code = "CHAIN";
    message = absl::StrCat("entry ", entry_no_, " was changed after it was booked");
  } else if (!sum || link.balance != balance_) {
    code = "BALANCE";
    message = absl::StrCat("entry ", entry_no_, " says ", link.balance,
                           ", the entries so far sum to ", balance_);
  }
  if (code != nullptr && !broken_) {
    broken_ = true;
    faults.push_back({code, entry_no_, std::move(message)});
  }
  entry_no_ = link.entry_no;
  hash_ = link.hash;
}

void ChainAudit::Finish(int64_t last_entry_no, const Digest& last_hash, int64_t balance,
                        std::vector<Fault>& faults) const {
  if (last_entry_no != entry_no_ || last_hash != hash_) {
    faults.push_back({"CHAIN", entry_no_,
                      absl::StrCat("the account ends with entry ", last_entry_no,
                                   ", the chain with entry ", entry_no_)});
  }
  if (balance != balance_) {
    faults.push_back({"BALANCE", 0, absl::StrCat("the account says ", balance,
                                                 ", its entries sum to ", balance_)});
  }
}

void Audit::Tell(const char* code, int64_t entry_no, std::string message) {
  faults_.push_back({code, entry_no, std::move(message)});
}

void Audit::Read(const Entry& entry) {
  chain_.Read({entry.entry_no, entry.points.value(), entry.balance.value(), entry.hash,
               ChainHash(chain_.last_hash(), member_id_, entry)},
              faults_);
  if (!postings_broken_) CheckPostings(entry);
}

void Audit::CheckPostings(const Entry& entry) {
  if (entry.encoding < encoding_) {
    postings_broken_ = true;
    Tell("CHAIN", entry.entry_no,
         absl::StrCat("entry ", entry.entry_no, " is encoded as only older ones are"));
    return;
  }
  has_first_encoding_ = has_first_encoding_ || entry.encoding == 1;
  encoding_ = entry.encoding;
  const std::optional<Postings> postings = PostingsOf(entry);
  if (!postings || !Add(*postings, totals_)) {
    postings_broken_ = true;
    Tell("POSTINGS", entry.entry_no,
         absl::StrCat("entry ", entry.entry_no, " moves points as its kind does not"));
  } else if (!has_first_encoding_ && totals_.debt > Points()) {
    postings_broken_ = true;
    Tell("OVERDRAFT", entry.entry_no,
         absl::StrCat("entry ", entry.entry_no, " pays off more overdraft than there was"));
  }
}

void Audit::CheckOverdraft(const AccountState& stored) {
  if (postings_broken_) return;
  const auto before = CheckedAdd(stored.overdraft.value(), totals_.debt.value());
  const bool agrees = before == 0 || (has_first_encoding_ && before > 0);
  if (stored.overdraft.is_negative() || !agrees) {
    Tell("OVERDRAFT", 0, absl::StrCat("the account says ", stored.overdraft.value(),
                                      ", its entries make ", totals_.debt.value(), " of debt"));
    return;
  }
  Postings of_first_encoding;
  of_first_encoding.member = Points(*before);
  of_first_encoding.debt = -Points(*before);
  if (!Add(of_first_encoding, totals_)) Tell("OVERDRAFT", 0, "the overdraft does not fit 64 bits");
}

void Audit::CheckLots(const AccountState& stored) {
  Points sum;
  std::set<int64_t> seen;
  for (const Lot& lot : stored.lots) {
    if (!IsPossible(lot, stored) || !seen.insert(lot.lot_no).second || !AddTo(sum, lot.remaining)) {
      Tell("LOTS", 0,
           absl::StrCat("lot ", lot.lot_no, " earned ", lot.earned.value(), ", has ",
                        lot.remaining.value(), " left, and ", lot.expired.value(), " expired"));
      return;
    }
  }
  const auto worth = CheckedSubtract(sum.value(), stored.overdraft.value());
  if (worth != stored.balance.value()) {
    Tell("LOTS", 0, absl::StrCat("lots hold ", sum.value(), ", overdraft is ",
                                 stored.overdraft.value(), ", the account says ",
                                 stored.balance.value()));
  }
}

void Audit::CheckHolds(const AccountState& stored, Instant now) {
  Points active;
  bool sound = true;
  for (const Lot& lot : stored.lots) {
    if (lot.IsActive(now)) sound = AddTo(active, lot.remaining) && sound;
  }
  Points held;
  for (const Hold& hold : stored.holds) {
    if (hold.expires_at <= now) continue;
    sound = !hold.points.is_negative() && AddTo(held, hold.points) && sound;
  }
  const auto free = CheckedSubtract(active.value(), stored.overdraft.value());
  if (!sound || held > Points(std::max<int64_t>(free.value_or(0), 0))) {
    Tell("HOLD", 0, absl::StrCat(held.value(), " points are held, more than can be spent"));
  }
}

std::vector<Fault> Audit::Finish(const AccountState& stored, Instant now) {
  chain_.Finish(stored.last_entry_no, stored.last_hash, stored.balance.value(), faults_);
  CheckOverdraft(stored);
  CheckLots(stored);
  CheckHolds(stored, now);
  return std::exchange(faults_, {});
}

void TenderAudit::Read(const TenderEntry& entry) {
  chain_.Read({entry.entry_no, entry.amount.value(), entry.balance.value(), entry.hash,
               ChainHash(chain_.last_hash(), key_, entry)},
              faults_);
}

std::vector<Fault> TenderAudit::Finish(const TenderState& stored) {
  chain_.Finish(stored.last_entry_no, stored.last_hash, stored.balance.value(), faults_);
  return std::exchange(faults_, {});
}

}  // namespace tessera::ledger
