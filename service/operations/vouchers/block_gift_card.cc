#include "tessera/operations/vouchers/block_gift_card.h"

#include <utility>

#include "tessera/base/status.h"
#include "tessera/operations/account/voucher_proto.h"
#include "tessera/operations/common/content.h"
#include "tessera/operations/common/input.h"
#include "tessera/operations/common/requested.h"

namespace tessera::operations {
namespace {

constexpr size_t kMaximumComment = 256;

}  // namespace

absl::StatusOr<v1::BlockGiftCardResponse> BlockGiftCard(const Context& context,
                                                        storage::Transaction& transaction,
                                                        const v1::BlockGiftCardRequest& request) {
  TESSERA_RETURN_IF_ERROR(CheckText(request.comment(), kMaximumComment, "comment"));
  return Once<v1::BlockGiftCardResponse>(
      context, transaction, {"BlockGiftCard", request.change_id()},
      ContentOf(context.secrets.lookup_key, request),
      [&](storage::RequestedChange& row) -> absl::StatusOr<v1::BlockGiftCardResponse> {
        TESSERA_ASSIGN_OR_RETURN(ledger::TenderState state,
                                 FindGiftCard(context, transaction, request.code()));
        ledger::Tender card(std::move(state));
        card.Block(request.blocked());
        TESSERA_RETURN_IF_ERROR(transaction.SaveTender(card));
        row.comment = request.comment();
        v1::BlockGiftCardResponse response;
        *response.mutable_card() = GiftCardToProto(card.state());
        return response;
      });
}

}  // namespace tessera::operations
