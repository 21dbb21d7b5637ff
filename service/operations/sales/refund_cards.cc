// What a refund does to the gift cards that its lines sold.
#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "refund_work.h"
#include "tessera/base/status.h"
#include "tessera/engine/allocation.h"
#include "tessera/ledger/tender.h"

namespace tessera::operations {
namespace {

// Who sends lines gets the line at fault named; who sends none returns all that is left.
absl::Status RefuseLine(const Refunding& refunding, uint32_t line_no, absl::string_view reason,
                        absl::string_view message) {
  const auto& lines = refunding.refund.lines();
  for (int i = 0; i < lines.size(); ++i) {
    if (lines[i].line_no() == line_no) {
      return Refused(reason, absl::StrCat("lines[", i, "]"), message);
    }
  }
  return Refused(reason, "lines", message);
}

absl::Status RefuseSpent(const Refunding& refunding, uint32_t line_no) {
  return RefuseLine(refunding, line_no, "GIFT_CARD_SPENT",
                    absl::StrCat("the gift card of line ", line_no,
                                 " has paid for something already and can't be returned; return "
                                 "the other lines without it"));
}

absl::Status RefusePart(const Refunding& refunding, uint32_t line_no) {
  return RefuseLine(refunding, line_no, "GIFT_CARD_LINE_PARTIAL",
                    absl::StrCat("line ", line_no, " sold gift cards; return all of it, or none"));
}

int64_t Sum(int64_t a, int64_t b) {
  return CheckedAdd(a, b).value_or(std::numeric_limits<int64_t>::max());
}

// nullopt for one that was sold anew, by another sale or by headquarters: then this one's money had
// been spent before.
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

absl::Status CheckUnspent(storage::ReadTransaction& transaction, const storage::SoldGiftCard& sold,
                          const Refunding& refunding) {
  TESSERA_ASSIGN_OR_RETURN(const auto card, FindStillSold(transaction, sold));
  if (card && card->state().balance >= sold.issued) return absl::OkStatus();
  return RefuseSpent(refunding, sold.line_no);
}

// Nobody knows which of a line's cards a part of it is: all stay as they are until all of it is back.
Money PartOf(const storage::SoldGiftCard& card, const SoldLine& line, int64_t after_milli) {
  const int64_t issued = card.issued.value();
  return Money(engine::CumulativeShare(issued, after_milli, line.quantity_milli) -
               engine::CumulativeShare(issued, line.back_milli, line.quantity_milli));
}

absl::Status FindGiftCard(storage::ReadTransaction& transaction, const storage::SoldGiftCard& card,
                          int64_t wanted_milli, Refunding& refunding) {
  const SoldLine& line = refunding.lines[card.line_no];
  const bool refuses = refunding.policy == OnDifference::kRefuse;
  const int64_t after_milli = line.back_milli + wanted_milli;
  if (after_milli < line.quantity_milli) {
    if (refuses) return RefusePart(refunding, card.line_no);
    const Money part = PartOf(card, line, after_milli);
    refunding.missing = Money(Sum(refunding.missing.value(), part.value()));
    return absl::OkStatus();
  }
  if (refuses) TESSERA_RETURN_IF_ERROR(CheckUnspent(transaction, card, refunding));
  refunding.cards.push_back(card);
  return absl::OkStatus();
}

// Returns what could be taken off.
absl::StatusOr<Money> EmptyOne(storage::Transaction& transaction,
                               const storage::SoldGiftCard& sold, const ledger::Cause& cause) {
  TESSERA_ASSIGN_OR_RETURN(auto card, FindStillSold(transaction, sold));
  if (!card) return Money();
  TESSERA_ASSIGN_OR_RETURN(const Money taken, card->Empty(cause));
  TESSERA_RETURN_IF_ERROR(transaction.SaveTender(*card));
  return taken;
}

}  // namespace

absl::Status FindGiftCards(storage::ReadTransaction& transaction, Refunding& refunding) {
  TESSERA_ASSIGN_OR_RETURN(const auto sold, transaction.ListSoldGiftCards(refunding.sale_id));
  for (const storage::SoldGiftCard& card : sold) {
    for (const v1::RefundLine& wanted : refunding.wanted) {
      if (wanted.line_no() != card.line_no) continue;
      TESSERA_RETURN_IF_ERROR(
          FindGiftCard(transaction, card, wanted.quantity_milli(), refunding));
    }
  }
  return absl::OkStatus();
}

absl::Status EmptyGiftCards(const Context& context, storage::Transaction& transaction,
                            Refunding& refunding) {
  const ledger::Cause cause{context.now, refunding.sale_id, refunding.refund_id};
  int64_t emptied = 0;
  for (const storage::SoldGiftCard& card : refunding.cards) {
    TESSERA_ASSIGN_OR_RETURN(const Money taken, EmptyOne(transaction, card, cause));
    emptied = Sum(emptied, taken.value());
    const Money missing = std::max(card.issued - taken, Money());
    refunding.missing = Money(Sum(refunding.missing.value(), missing.value()));
  }
  refunding.result.set_emptied_minor(emptied);
  if (refunding.missing.is_zero()) return absl::OkStatus();
  storage::Difference difference;
  difference.sale_id = refunding.sale_id;
  difference.reason = "GIFT_CARD_SPENT";
  difference.discount = refunding.missing;
  difference.booked_at = context.now;
  return transaction.AddDifference(difference);
}

}  // namespace tessera::operations
