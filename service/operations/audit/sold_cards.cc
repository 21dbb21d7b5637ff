#include "tessera/operations/audit/sold_cards.h"

#include <algorithm>
#include <limits>
#include <set>

#include "tessera/base/status.h"

namespace tessera::operations {
namespace {

constexpr int kPage = 500;

bool Empties(const ledger::TenderEntry& entry, const SaleId& sale_id) {
  return entry.amount.is_negative() && entry.refund_id && entry.sale_id == sale_id;
}

// Of all cards together as much as fits: more is found where each card is checked.
absl::Status AddEmptied(storage::ReadTransaction& transaction, const ledger::TenderKey& key,
                        const SaleId& sale_id, Money& sum) {
  int64_t after = 0;
  while (true) {
    TESSERA_ASSIGN_OR_RETURN(const auto entries,
                             transaction.ListTenderEntries(key, after, kPage));
    if (entries.empty()) return absl::OkStatus();
    for (const ledger::TenderEntry& entry : entries) {
      if (!Empties(entry, sale_id)) continue;
      sum = Money(CheckedSubtract(sum.value(), entry.amount.value())
                      .value_or(std::numeric_limits<int64_t>::max()));
    }
    after = entries.back().entry_no;
  }
}

}  // namespace

absl::StatusOr<bool> IsFoundBySale(storage::ReadTransaction& transaction,
                                   const ledger::TenderState& card) {
  if (!card.sold_by) return true;
  TESSERA_ASSIGN_OR_RETURN(const auto sold, transaction.ListSoldGiftCards(*card.sold_by));
  return std::any_of(sold.begin(), sold.end(), [&](const storage::SoldGiftCard& one) {
    return one.card == card.key.id && one.line_no == card.sold_line_no &&
           one.issued == card.issued;
  });
}

absl::StatusOr<Money> EmptiedBySale(storage::ReadTransaction& transaction, const SaleId& sale_id) {
  TESSERA_ASSIGN_OR_RETURN(const auto sold, transaction.ListSoldGiftCards(sale_id));
  // A card may have been sold by several lines, one after the other.
  std::set<CodeHash> cards;
  for (const storage::SoldGiftCard& one : sold) cards.insert(one.card);
  Money sum;
  for (const CodeHash& card : cards) {
    TESSERA_RETURN_IF_ERROR(
        AddEmptied(transaction, {ledger::TenderKind::kGiftCard, card}, sale_id, sum));
  }
  return sum;
}

}  // namespace tessera::operations
