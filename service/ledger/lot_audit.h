// What must hold of all lots that an account ever had, and of when something happens to it next.
#ifndef TESSERA_LEDGER_LOT_AUDIT_H_
#define TESSERA_LEDGER_LOT_AUDIT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tessera/ledger/account.h"
#include "tessera/ledger/audit.h"

namespace tessera::ledger {

// Reads all entries of an account and then all its lots, both in order and in any number of portions.
// What was opened is what the entries say; no more ended than they say: a refund takes what ended out of its
// lot, and books nothing for it. Faults: LOTS. Figures that damage made too
// large for 64 bits are faults, too.
class LotAudit {
 public:
  void Read(const Entry& entry);
  void Read(const Lot& lot);
  std::vector<Fault> Finish(const AccountState& stored);

 private:
  void Add(int64_t& sum, int64_t more);
  void Tell(std::string message);

  std::vector<Fault> faults_;
  bool fits_ = true;
  int64_t last_lot_no_ = 0;
  int64_t in_lots_ = 0;
  int64_t ended_in_lots_ = 0;
  // By the entries. What comes back opens a lot or goes to one that is there.
  int64_t opened_ = 0;
  int64_t came_back_ = 0;
  int64_t ended_ = 0;
};

// DUE unless `due`, as saved with the account, is when something happens to it, and nothing behind `now`
// happens sooner.
std::optional<Fault> CheckDue(const AccountState& stored, std::optional<Instant> due, Instant now);

}  // namespace tessera::ledger

#endif  // TESSERA_LEDGER_LOT_AUDIT_H_
