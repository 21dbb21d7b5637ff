#include "tessera/operations/vouchers/activate_gift_card.h"

#include <optional>

#include "tessera/base/status.h"
#include "tessera/operations/account/situation.h"
#include "tessera/operations/account/voucher_proto.h"
#include "tessera/operations/common/content.h"
#include "tessera/operations/common/requested.h"

namespace tessera::operations {
namespace {

absl::Status CheckInput(const Context& context, const v1::ActivateGiftCardRequest& request) {
  TESSERA_RETURN_IF_ERROR(CheckCode(request.code(), "code"));
  if (request.amount_minor() < 1) {
    return InvalidInput("AMOUNT_INVALID", "amount_minor", "send at least 1");
  }
  if (request.expires_at_us() == 0 || request.expires_at_us() > context.now.us) {
    return absl::OkStatus();
  }
  return InvalidInput("EXPIRY_INVALID", "expires_at_us", "send an instant to come, or 0");
}

}  // namespace

absl::StatusOr<v1::ActivateGiftCardResponse> ActivateGiftCard(
    const Context& context, storage::Transaction& transaction,
    const v1::ActivateGiftCardRequest& request) {
  ledger::Cause cause{context.now};
  if (context.caller.is_terminal || !request.sale_id().empty()) {
    TESSERA_ASSIGN_OR_RETURN(cause.sale_id, SaleId::Parse(request.sale_id(), "sale_id"));
  }
  return Once<v1::ActivateGiftCardResponse>(
      context, transaction, {"ActivateGiftCard", request.change_id()},
      ContentOf(context.secrets.lookup_key, request),
      [&](storage::RequestedChange&) -> absl::StatusOr<v1::ActivateGiftCardResponse> {
        // What was to come when it was asked for first may be over when it is asked for again.
        TESSERA_RETURN_IF_ERROR(CheckInput(context, request));
        TESSERA_ASSIGN_OR_RETURN(
            ledger::TenderState state,
            FindOrOpen(context, transaction, GiftCardKey(context, request.code())));
        ledger::Tender card(std::move(state));
        std::optional<Instant> expires_at;
        if (request.expires_at_us() != 0) expires_at = Instant{request.expires_at_us()};
        TESSERA_RETURN_IF_ERROR(
            card.Activate(Money(request.amount_minor()), expires_at, request.line_no(), cause));
        TESSERA_RETURN_IF_ERROR(transaction.SaveTender(card));
        v1::ActivateGiftCardResponse response;
        *response.mutable_card() = GiftCardToProto(card.state());
        return response;
      });
}

}  // namespace tessera::operations
