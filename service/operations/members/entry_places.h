#ifndef TESSERA_OPERATIONS_MEMBERS_ENTRY_PLACES_H_
#define TESSERA_OPERATIONS_MEMBERS_ENTRY_PLACES_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tessera/base/ids.h"
#include "tessera/ledger/entry.h"
#include "tessera/ledger/lot.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/ledger.pb.h"

namespace tessera::operations {

// What a customer asks about a movement: which receipt, where, and how long the points are good. For the
// entries of one account.
class EntryPlaces {
 public:
  EntryPlaces(storage::ReadTransaction& transaction, const MemberId& account_id)
      : transaction_(transaction), account_id_(account_id) {}

  // Fills receipt_no, store_id, active_from_us and expires_at_us.
  absl::Status Explain(const ledger::Entry& entry, v1::Entry& message);

 private:
  struct Place {
    SaleId sale_id;
    std::string receipt_no;
    std::string store_id;
  };

  absl::Status TellSale(const SaleId& sale_id, v1::Entry& message);
  absl::Status TellRefund(const ledger::Entry& entry, v1::Entry& message);
  absl::Status TellLife(const ledger::Entry& entry, v1::Entry& message);
  absl::Status LoadLots();

  storage::ReadTransaction& transaction_;
  const MemberId account_id_;
  std::optional<Place> last_;  // entries of one sale stand together
  std::optional<std::vector<ledger::Lot>> lots_;
};

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_MEMBERS_ENTRY_PLACES_H_
