// A refund on its way into the books. Inside of refund*.cc.
#ifndef TESSERA_OPERATIONS_SALES_REFUND_WORK_H_
#define TESSERA_OPERATIONS_SALES_REFUND_WORK_H_

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "tessera/engine/compiled_program.h"
#include "tessera/ledger/account.h"
#include "tessera/operations/account/members.h"
#include "tessera/operations/common/operation.h"
#include "tessera/operations/sales/booking.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/sale.pb.h"

namespace tessera::operations {

inline constexpr char kExceedsSale[] = "REFUND_EXCEEDS_SALE";

// A line of the sale as booked, and how much of it came back so far.
struct SoldLine {
  v1::LineResult booked;
  int64_t quantity_milli = 0;
  int64_t back_milli = 0;
};

struct Refunding {
  Refunding(const v1::Refund& given, OnDifference on_difference)
      : refund(given), policy(on_difference) {}

  const v1::Refund& refund;
  OnDifference policy;
  RefundId refund_id;
  SaleId sale_id;
  Digest content{};
  storage::Sale sale;
  v1::Sale document;
  v1::Evaluation evaluation;
  Programs::Program program;  // of the sale; null: none, or not known here
  Programs::Program live;     // null: none
  std::map<uint32_t, SoldLine> lines;
  int64_t costs_back = 0;  // points that lowered no line and came back so far
  std::vector<v1::RefundLine> wanted;
  std::map<int64_t, Points> revoked;  // by lot
  bool whole = false;                 // with this, all of the sale is back
  std::vector<storage::SoldGiftCard> cards;  // of lines that are back wholly with this
  Money missing;  // paid back for gift cards that nothing can be taken off
  v1::RefundResult result;

  const engine::RefundRules rules() const {
    const engine::CompiledProgram* const asked = program != nullptr ? program.get() : live.get();
    return asked == nullptr ? engine::RefundRules() : asked->source().refund_rules;
  }
};

struct Moved {
  LoadedMember member;
  MemberId paid_by;  // the account that paid for the sale
  std::vector<ledger::Allocation> allocations;
  std::vector<LoadedMember> former;  // accounts that the sale's points were in before
};

// Money that came back for the sale's goods so far.
int64_t NetBefore(const Refunding& refunding);

// What every refund must be: from where, by whom. Errors as of CheckStoreAndTerminal and CheckText.
absl::Status CheckHead(const Context& context, const v1::Refund& refund);
// ALREADY_EXISTS / REFUND_ID_REUSED.
absl::Status RefundIdReused();
// The whole of a refund that names goods instead of a sale.
absl::StatusOr<v1::RefundResult> BookWithoutSale(const Context& context,
                                                 storage::Transaction& transaction,
                                                 const v1::Refund& refund, OnDifference policy);

// Which lines come back, and how much of each: those that are asked for, or all that is left.
// FAILED_PRECONDITION / REFUND_EXCEEDS_SALE.
absl::Status ChooseLines(Refunding& refunding);
// The gift cards that the chosen lines sold, and what is missing on them. FAILED_PRECONDITION /
// GIFT_CARD_SPENT, GIFT_CARD_LINE_PARTIAL, unless that is to be recorded.
absl::Status FindGiftCards(storage::ReadTransaction& transaction, Refunding& refunding);
// What the chosen lines give back and take back: amounts, points, and from which lots.
void Work(Refunding& refunding);

// Moves the points, in memory; nullopt without a member.
absl::StatusOr<std::optional<Moved>> MovePoints(const Context& context,
                                                storage::ReadTransaction& transaction,
                                                Refunding& refunding);
// Gift cards and the wallet get back their part of what was paid, the first to pay first; the rest is
// handed out.
absl::Status MoveMoney(const Context& context, storage::Transaction& transaction,
                       const LoadedMember* member, Refunding& refunding);
// Takes off the gift cards what is left on them, and records what is missing.
absl::Status EmptyGiftCards(const Context& context, storage::Transaction& transaction,
                            Refunding& refunding);
// Counts back what the sale counted. `member` may be null.
absl::Status CountBack(const Context& context, storage::Transaction& transaction,
                       const Refunding& refunding, LoadedMember* member);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_SALES_REFUND_WORK_H_
