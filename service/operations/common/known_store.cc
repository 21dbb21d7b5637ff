#include "tessera/operations/common/known_store.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"
#include "tessera/storage/stores.h"

namespace tessera::operations {

absl::Status CheckStoreKnown(storage::ReadTransaction& transaction, absl::string_view store_id,
                             absl::string_view field) {
  const storage::Stores& stores = std::as_const(transaction).stores();
  TESSERA_ASSIGN_OR_RETURN(const auto saved, stores.FindStore(store_id));
  if (saved) return absl::OkStatus();
  storage::SaleFilter sold;
  sold.store_id = std::string(store_id);
  if (!sold.store_id.empty()) {
    TESSERA_ASSIGN_OR_RETURN(const auto sales, transaction.ListSales(sold, 1));
    if (!sales.empty()) return absl::OkStatus();
  }
  storage::TerminalFilter calling;
  calling.store_id = calling.after_store = std::string(store_id);
  TESSERA_ASSIGN_OR_RETURN(const auto terminals, stores.ListTerminals(calling, 1));
  if (!sold.store_id.empty() && !terminals.empty()) return absl::OkStatus();
  return InvalidInput("STORE_UNKNOWN", field,
                      absl::StrCat("no store is called \"", store_id,
                                   "\", and no terminal of it ever called; save the store first"));
}

}  // namespace tessera::operations
