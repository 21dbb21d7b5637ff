// Double entry: what an entry moves between the accounts of the chain.
#ifndef TESSERA_LEDGER_POSTINGS_H_
#define TESSERA_LEDGER_POSTINGS_H_

#include <optional>

#include "tessera/base/number.h"
#include "tessera/ledger/entry.h"

namespace tessera::ledger {

// Of one entry, or the totals of many: they sum to zero. As tessera.v1.LedgerTotals.
struct Postings {
  Points issued;       // EARN, REVOKE; below zero: points come from here
  Points member;       // what lots hold
  Points spent;        // SPEND, RETURN
  Points expired;      // EXPIRE
  Points adjusted;     // ADJUST
  Points debt;         // less the overdraft
  Points lost;         // less what was written off
  Points transferred;  // TRANSFER; zero over both accounts

  bool operator==(const Postings&) const = default;
};

// nullopt for what Account never books: an unknown kind, signs or parts that the kind does not have,
// amounts whose sums would not fit int64. Entries of encoding 1 do not say how the overdraft changed:
// `member` has its share of theirs.
std::optional<Postings> PostingsOf(const Entry& entry);

// False, and `totals` is spent, where a sum would not fit int64.
bool Add(const Postings& more, Postings& totals);

// Nothing came from nowhere.
bool IsBalanced(const Postings& postings);

}  // namespace tessera::ledger

#endif  // TESSERA_LEDGER_POSTINGS_H_
