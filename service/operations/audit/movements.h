// What a sale or a refund moved on one account, by the account's entries and by the answer that was given.
#ifndef TESSERA_OPERATIONS_AUDIT_MOVEMENTS_H_
#define TESSERA_OPERATIONS_AUDIT_MOVEMENTS_H_

#include <cstdint>
#include <optional>
#include <set>

#include "absl/status/status.h"
#include "tessera/ledger/entry.h"
#include "tessera/operations/audit/findings.h"
#include "tessera/storage/transaction.h"

namespace tessera::operations {

// Reads the entries of one account in order. Those of one sale or refund were booked together and stand
// together; others that happen by themselves may stand between them.
class Movements {
 public:
  Movements(storage::ReadTransaction& transaction, const MemberId& account_id, Findings& findings)
      : transaction_(transaction), account_id_(account_id), findings_(findings) {}

  absl::Status Read(const ledger::Entry& entry);
  absl::Status Finish();

  // Given back by refunds of sales.
  int64_t returned_points() const { return returned_points_; }

 private:
  // Of one sale, or of one refund of it.
  struct Group {
    int64_t entry_no = 0;  // the first
    std::optional<SaleId> sale_id;
    std::optional<RefundId> refund_id;
    int64_t earned = 0;
    int64_t spent = 0;
    int64_t returned = 0;
    int64_t taken = 0;
    int64_t lost = 0;
  };

  bool IsRepeated(const ledger::Entry& entry);
  absl::Status Check();
  absl::Status CheckSale();
  absl::Status CheckRefund();
  void Tell(absl::string_view code, absl::string_view message);

  storage::ReadTransaction& transaction_;
  const MemberId account_id_;
  Findings& findings_;
  std::optional<Group> group_;
  std::set<std::pair<ledger::EntryKind, SaleId>> seen_;
  int64_t returned_points_ = 0;
};

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_AUDIT_MOVEMENTS_H_
