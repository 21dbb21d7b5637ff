// The ledger's values as HQ reads them.
#ifndef TESSERA_OPERATIONS_COMMON_LEDGER_PROTO_H_
#define TESSERA_OPERATIONS_COMMON_LEDGER_PROTO_H_

#include "absl/status/statusor.h"
#include "tessera/ledger/entry.h"
#include "tessera/ledger/lot.h"
#include "tessera/ledger/postings.h"
#include "tessera/storage/rows.h"
#include "tessera/v1/ledger.pb.h"
#include "tessera/v1/ledger_service.pb.h"

namespace tessera::operations {

v1::Entry EntryToProto(const ledger::Entry& entry);
v1::Lot LotToProto(const ledger::Lot& lot);
v1::LedgerTotals TotalsToProto(const ledger::Postings& totals);
v1::SaleDifference DifferenceToProto(const storage::Difference& difference);
// INTERNAL if its stored documents can't be read.
absl::StatusOr<v1::BookedSale> SaleToProto(const storage::Sale& sale);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_COMMON_LEDGER_PROTO_H_
