#include "tessera/operations/sales/cancelled_cards.h"

#include <utility>

#include "tessera/base/status.h"
#include "tessera/ledger/tender.h"

namespace tessera::operations {
namespace {

// nullopt for one that was sold anew.
absl::StatusOr<std::optional<ledger::Tender>> FindStillSold(storage::ReadTransaction& transaction,
                                                            const storage::SoldGiftCard& sold) {
  TESSERA_ASSIGN_OR_RETURN(
      auto state, transaction.FindTender({ledger::TenderKind::kGiftCard, sold.card}));
  if (!state) return Broken("a gift card that a sale sold is missing");
  if (state->sold_by != sold.sale_id || state->sold_line_no != sold.line_no) {
    return std::optional<ledger::Tender>();
  }
  return std::optional<ledger::Tender>(ledger::Tender(*std::move(state)));
}

// The last thing that happened to it is that its sale was given up: refunds say their id.
absl::StatusOr<bool> WasEmptied(storage::ReadTransaction& transaction,
                                const ledger::TenderState& card,
                                const storage::SoldGiftCard& sold) {
  if (!card.balance.is_zero()) return false;
  TESSERA_ASSIGN_OR_RETURN(const auto entries,
                           transaction.ListTenderEntries(card.key, card.last_entry_no - 1, 1));
  if (entries.empty()) return false;
  const ledger::TenderEntry& last = entries.back();
  return last.sale_id == sold.sale_id && !last.refund_id && last.amount == -sold.issued;
}

}  // namespace

absl::Status EmptyCardsOfCancelled(const Context& context, storage::Transaction& transaction,
                                   const SaleId& sale_id) {
  TESSERA_ASSIGN_OR_RETURN(const auto sold, transaction.ListSoldGiftCards(sale_id));
  for (const storage::SoldGiftCard& one : sold) {
    TESSERA_ASSIGN_OR_RETURN(auto card, FindStillSold(transaction, one));
    if (!card || card->state().balance != one.issued) continue;
    TESSERA_RETURN_IF_ERROR(card->Empty({context.now, sale_id}).status());
    TESSERA_RETURN_IF_ERROR(transaction.SaveTender(*card));
  }
  return absl::OkStatus();
}

absl::Status RefillCardsOfCancelled(const Context& context, storage::Transaction& transaction,
                                    const SaleId& sale_id) {
  TESSERA_ASSIGN_OR_RETURN(const auto sold, transaction.ListSoldGiftCards(sale_id));
  for (const storage::SoldGiftCard& one : sold) {
    TESSERA_ASSIGN_OR_RETURN(auto card, FindStillSold(transaction, one));
    if (!card) continue;
    TESSERA_ASSIGN_OR_RETURN(const bool emptied, WasEmptied(transaction, card->state(), one));
    if (!emptied) continue;
    TESSERA_RETURN_IF_ERROR(card->GiveBack(one.issued, std::nullopt, {context.now, sale_id}));
    TESSERA_RETURN_IF_ERROR(transaction.SaveTender(*card));
  }
  return absl::OkStatus();
}

}  // namespace tessera::operations
