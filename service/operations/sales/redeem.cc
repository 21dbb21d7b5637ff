#include "tessera/operations/sales/redeem.h"

#include "tessera/base/status.h"
#include "tessera/operations/sales/holds.h"
#include "tessera/operations/sales/quoting.h"

namespace tessera::operations {
namespace {

absl::Status CheckOpen(storage::ReadTransaction& transaction, const SaleId& sale_id) {
  TESSERA_ASSIGN_OR_RETURN(const auto sale, transaction.FindSale(sale_id));
  TESSERA_ASSIGN_OR_RETURN(const bool cancelled, transaction.IsCancelled(sale_id));
  if (!sale && !cancelled) return absl::OkStatus();
  return Refused("SALE_CLOSED", "quote.sale_id", "this sale is finished; begin a new one");
}

}  // namespace

absl::StatusOr<v1::RedeemResponse> Redeem(const Context& context, storage::Transaction& transaction,
                                          const v1::RedeemRequest& request) {
  const v1::QuoteRequest& quote = request.quote();
  absl::StatusOr<Quoted> made = MakeQuote(context, transaction, quote);
  if (!made.ok()) return InField("quote", made.status());
  Quoted& quoted = *made;
  if (!quoted.member) {
    return InvalidInput("MEMBER_REQUIRED", "quote.member", "scan a card first: only members redeem");
  }
  TESSERA_RETURN_IF_ERROR(CheckOpen(transaction, quoted.sale_id));
  ledger::Account& account = quoted.member->account;
  const MemberId account_id = quoted.member->member.account_id();
  const Instant expires_at = context.now + quoted.program->source().hold;
  TESSERA_RETURN_IF_ERROR(InField(
      "quote.basket",
      account.Reserve(quoted.sale_id, quoted.basket.redeem, expires_at, context.now)));
  // The sale may have been another card's before.
  TESSERA_RETURN_IF_ERROR(ReleaseHold(context, transaction, quoted.sale_id, account_id));
  TESSERA_RETURN_IF_ERROR(transaction.SaveAccount(account));
  TESSERA_RETURN_IF_ERROR(AppendAccountChange(transaction, *quoted.member));
  v1::RedeemResponse response;
  TESSERA_RETURN_IF_ERROR(QuoteToProto(context, transaction, quoted, quote.language(),
                                       response.mutable_quote()));
  response.set_hold_expires_at_us(quoted.basket.redeem.is_zero() ? 0 : expires_at.us);
  return response;
}

}  // namespace tessera::operations
