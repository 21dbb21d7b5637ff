// What must hold of a stored account, checked from scratch.
#ifndef TESSERA_LEDGER_AUDIT_H_
#define TESSERA_LEDGER_AUDIT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "tessera/ledger/account.h"

namespace tessera::ledger {

// One thing that does not hold. Codes as tessera.v1.LedgerFault.
struct Fault {
  const char* code;      // CHAIN, BALANCE, LOTS, HOLD
  int64_t entry_no = 0;  // where it is one entry's
  std::string message;
};

// Reads a member's entries in order, in any number of portions, then compares what they say with the
// account. Only the first fault of the chain is told: everything behind it follows from it.
class Audit {
 public:
  explicit Audit(const MemberId& member_id) : member_id_(member_id) {}

  void Read(const Entry& entry);

  // `stored` with all its lots that have something left, not settled; `now` decides which holds
  // have lapsed.
  std::vector<Fault> Finish(const AccountState& stored, Instant now);

  int64_t entries() const { return entry_no_; }

 private:
  void Tell(const char* code, int64_t entry_no, std::string message);

  MemberId member_id_;
  std::vector<Fault> faults_;
  bool chain_broken_ = false;
  int64_t entry_no_ = 0;
  Points balance_;
  Digest hash_{};
};

}  // namespace tessera::ledger

#endif  // TESSERA_LEDGER_AUDIT_H_
