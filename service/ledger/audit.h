// What must hold of a stored account, gift card or wallet, checked from scratch.
#ifndef TESSERA_LEDGER_AUDIT_H_
#define TESSERA_LEDGER_AUDIT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tessera/ledger/account.h"
#include "tessera/ledger/postings.h"
#include "tessera/ledger/tender.h"

namespace tessera::ledger {

// One thing that does not hold. Codes as tessera.v1.LedgerFault:
//   CHAIN      an entry is missing, was changed, or is not the account's last
//   BALANCE    entries and balance differ
//   POSTINGS   an entry moves points as no rule does
//   OVERDRAFT  entries and overdraft differ, or one went below zero
//   LOTS       lots and balance differ, or a lot is impossible
//   HOLD       more is held than there is
struct Fault {
  const char* code;
  int64_t entry_no = 0;  // where it is one entry's
  std::string message;
};

// The part that points and money share: numbers, hashes and running balances of a chain of entries.
// Only the first fault is told: everything behind it follows from it.
class ChainAudit {
 public:
  struct Link {
    int64_t entry_no;
    int64_t amount;
    int64_t balance;
    Digest hash;
    Digest expected;  // what its hash should be behind last_hash()
  };
  void Read(const Link& link, std::vector<Fault>& faults);
  void Finish(int64_t last_entry_no, const Digest& last_hash, int64_t balance,
              std::vector<Fault>& faults) const;

  int64_t entry_no() const { return entry_no_; }
  const Digest& last_hash() const { return hash_; }

 private:
  bool broken_ = false;
  int64_t entry_no_ = 0;
  int64_t balance_ = 0;
  Digest hash_{};
};

// Reads a member's entries in order, in any number of portions, then compares what they say with the
// account.
class Audit {
 public:
  explicit Audit(const MemberId& member_id) : member_id_(member_id) {}

  void Read(const Entry& entry);

  // `stored` with all its lots that have something left, not settled; `now` decides which holds
  // have lapsed.
  std::vector<Fault> Finish(const AccountState& stored, Instant now);

  int64_t entries() const { return chain_.entry_no(); }
  // Of all entries, once finished. Where there are entries of encoding 1, which do not say how the
  // overdraft changed, the stored one tells.
  const Postings& totals() const { return totals_; }

 private:
  void Tell(const char* code, int64_t entry_no, std::string message);
  void CheckPostings(const Entry& entry);
  void CheckOverdraft(const AccountState& stored);
  void CheckLots(const AccountState& stored);
  void CheckHolds(const AccountState& stored, Instant now);

  MemberId member_id_;
  std::vector<Fault> faults_;
  ChainAudit chain_;
  Postings totals_;
  bool postings_broken_ = false;
  bool has_first_encoding_ = false;
  int encoding_ = 1;  // of the last entry; never falls
};

// The same for a gift card or a wallet: CHAIN and BALANCE.
class TenderAudit {
 public:
  explicit TenderAudit(const TenderKey& key) : key_(key) {}

  void Read(const TenderEntry& entry);
  std::vector<Fault> Finish(const TenderState& stored);

 private:
  TenderKey key_;
  std::vector<Fault> faults_;
  ChainAudit chain_;
};

}  // namespace tessera::ledger

#endif  // TESSERA_LEDGER_AUDIT_H_
