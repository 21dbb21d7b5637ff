#include "tessera/operations/vouchers/adjust_wallet.h"

#include <utility>

#include "tessera/base/status.h"
#include "tessera/operations/account/members.h"
#include "tessera/operations/account/situation.h"
#include "tessera/operations/account/voucher_proto.h"
#include "tessera/operations/common/content.h"
#include "tessera/operations/common/input.h"
#include "tessera/operations/common/requested.h"

namespace tessera::operations {
namespace {

constexpr size_t kMaximumComment = 256;

}  // namespace

absl::StatusOr<v1::AdjustWalletResponse> AdjustWallet(const Context& context,
                                                      storage::Transaction& transaction,
                                                      const v1::AdjustWalletRequest& request) {
  if (request.amount_minor() == 0) {
    return InvalidInput("AMOUNT_INVALID", "amount_minor", "send any but 0");
  }
  TESSERA_RETURN_IF_ERROR(
      CheckRequired(request.comment(), kMaximumComment, "COMMENT_REQUIRED", "comment"));
  return Once<v1::AdjustWalletResponse>(
      context, transaction, {"AdjustWallet", request.change_id()},
      ContentOf(context.secrets.lookup_key, request),
      [&](storage::RequestedChange& row) -> absl::StatusOr<v1::AdjustWalletResponse> {
        TESSERA_ASSIGN_OR_RETURN(const LoadedMember loaded,
                                 LoadReferred(context, transaction, request.member(), "member"));
        const MemberId& member_id = loaded.member.member_id;
        TESSERA_ASSIGN_OR_RETURN(ledger::TenderState state,
                                 FindOrOpen(context, transaction, WalletKey(member_id)));
        ledger::Tender wallet(std::move(state));
        ledger::Cause cause{context.now};
        cause.comment = request.comment();
        TESSERA_RETURN_IF_ERROR(wallet.Adjust(Money(request.amount_minor()), cause));
        TESSERA_RETURN_IF_ERROR(transaction.SaveTender(wallet));
        TESSERA_RETURN_IF_ERROR(transaction.AppendMemberChange(member_id));
        row.member_id = member_id;
        row.comment = request.comment();
        v1::AdjustWalletResponse response;
        response.set_balance_minor(wallet.state().balance.value());
        return response;
      });
}

}  // namespace tessera::operations
