#include "tessera/operations/sales/holds.h"

#include "tessera/base/status.h"
#include "tessera/operations/account/judging.h"
#include "tessera/operations/account/members.h"

namespace tessera::operations {

absl::Status ReleaseHold(const Context& context, storage::Transaction& transaction,
                         const SaleId& sale_id, const std::optional<MemberId>& except) {
  TESSERA_ASSIGN_OR_RETURN(const auto holder, transaction.FindHold(sale_id));
  if (!holder || holder == except) return absl::OkStatus();
  TESSERA_ASSIGN_OR_RETURN(LoadedMember loaded, LoadMember(context, transaction, *holder));
  loaded.account.Release(sale_id);
  TESSERA_RETURN_IF_ERROR(transaction.SaveAccount(loaded.account));
  TESSERA_RETURN_IF_ERROR(JudgeByPoints(context, transaction, loaded));
  return AppendAccountChange(transaction, loaded);
}

}  // namespace tessera::operations
