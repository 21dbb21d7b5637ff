#include "tessera/operations/vouchers/activate_gift_card.h"

#include <optional>

#include "tessera/base/status.h"
#include "tessera/operations/account/returned.h"
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

// A card must not come to life after its line was returned, or its sale was given up. The sale itself
// may come later.
absl::Status CheckStillSold(storage::ReadTransaction& transaction, const SaleId& sale_id,
                            uint32_t line_no) {
  TESSERA_ASSIGN_OR_RETURN(const auto sale, transaction.FindSale(sale_id));
  if (!sale) {
    TESSERA_ASSIGN_OR_RETURN(const bool cancelled, transaction.IsCancelled(sale_id));
    if (!cancelled) return absl::OkStatus();
    return Refused("SALE_CLOSED", "sale_id", "this sale was cancelled; sell the card in a new one");
  }
  if (sale->refunds == 0) return absl::OkStatus();
  TESSERA_ASSIGN_OR_RETURN(const Returned returned, ReturnedOf(transaction, sale_id));
  if (returned.QuantityOf(line_no) == 0) return absl::OkStatus();
  return Refused("LINE_RETURNED", "line_no", "this line came back already; sell the card anew");
}

// Lets a refund of the line find the card.
absl::Status RememberSale(storage::Transaction& transaction, const ledger::TenderState& card) {
  if (!card.sold_by) return absl::OkStatus();
  return transaction.SaveSoldGiftCard({*card.sold_by, card.sold_line_no, card.key.id, card.issued});
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
        if (cause.sale_id) {
          TESSERA_RETURN_IF_ERROR(CheckStillSold(transaction, *cause.sale_id, request.line_no()));
        }
        TESSERA_ASSIGN_OR_RETURN(
            ledger::TenderState state,
            FindOrOpen(context, transaction, GiftCardKey(context, request.code())));
        ledger::Tender card(std::move(state));
        std::optional<Instant> expires_at;
        if (request.expires_at_us() != 0) expires_at = Instant{request.expires_at_us()};
        TESSERA_RETURN_IF_ERROR(
            card.Activate(Money(request.amount_minor()), expires_at, request.line_no(), cause));
        TESSERA_RETURN_IF_ERROR(transaction.SaveTender(card));
        TESSERA_RETURN_IF_ERROR(RememberSale(transaction, card.state()));
        v1::ActivateGiftCardResponse response;
        *response.mutable_card() = GiftCardToProto(card.state());
        return response;
      });
}

}  // namespace tessera::operations
