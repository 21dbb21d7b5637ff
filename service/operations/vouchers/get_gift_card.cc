#include "tessera/operations/vouchers/get_gift_card.h"

#include <algorithm>

#include "tessera/base/status.h"
#include "tessera/operations/account/voucher_proto.h"

namespace tessera::operations {
namespace {

constexpr int kMaximumEntries = 100;

}  // namespace

absl::StatusOr<v1::GetGiftCardResponse> GetGiftCard(const Context& context,
                                                    storage::ReadTransaction& transaction,
                                                    const v1::GetGiftCardRequest& request) {
  TESSERA_ASSIGN_OR_RETURN(const ledger::TenderState state,
                           FindGiftCard(context, transaction, request.code()));
  const int64_t after = std::max<int64_t>(state.last_entry_no - kMaximumEntries, 0);
  TESSERA_ASSIGN_OR_RETURN(const auto entries,
                           transaction.ListTenderEntries(state.key, after, kMaximumEntries));
  v1::GetGiftCardResponse response;
  *response.mutable_card() = GiftCardToProto(state);
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
    *response.add_entries() = TenderEntryToProto(*entry);
  }
  return response;
}

}  // namespace tessera::operations
