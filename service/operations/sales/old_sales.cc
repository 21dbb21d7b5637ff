#include "tessera/operations/sales/old_sales.h"

#include <algorithm>
#include <utility>

#include "tessera/base/status.h"
#include "tessera/codec/basket.h"
#include "tessera/codec/shown_receipt.h"
#include "tessera/engine/evaluate.h"
#include "tessera/engine/history.h"
#include "tessera/operations/account/counting.h"
#include "tessera/operations/account/members.h"
#include "tessera/operations/account/returned.h"
#include "tessera/operations/sales/booking.h"
#include "tessera/operations/sales/shown.h"

namespace tessera::operations {
namespace {

// What a sale is counted with.
struct OldSale {
  v1::Sale document;
  v1::Evaluation booked;
  Instant at;
  Programs::Program program;  // null: none, or not known here
  std::optional<LoadedMember> member;

  LoadedMember* member_or_null() { return member ? &*member : nullptr; }
};

absl::StatusOr<OldSale> Load(const Context& context, storage::ReadTransaction& transaction,
                             const storage::Sale& sale) {
  OldSale old;
  if (!old.document.ParseFromString(sale.document) ||
      !old.booked.ParseFromString(sale.evaluation)) {
    return Refused("SALE_UNREADABLE", "",
                   "a stored sale is unreadable; have the ledger verified, which names it");
  }
  old.at = RulesTimeOf(old.document, sale.booked_at);
  absl::StatusOr<Programs::Program> program =
      context.programs.Version(transaction, old.document.program_version());
  if (program.ok()) old.program = *std::move(program);
  if (!program.ok() && !absl::IsNotFound(program.status())) return program.status();
  if (sale.member_id) {
    TESSERA_ASSIGN_OR_RETURN(old.member, LoadMember(context, transaction, *sale.member_id));
  }
  return old;
}

bool IsWhole(const v1::Sale& document, const Returned& returned) {
  const auto& lines = document.basket().lines();
  return std::all_of(lines.begin(), lines.end(), [&](const v1::Line& line) {
    return returned.QuantityOf(line.line_no()) >= line.quantity_milli();
  });
}

// The counts of a member as they will be.
struct Counts {
  ledger::Purchases ever;
  ledger::PurchaseDay day;
};

absl::StatusOr<Counts> CountsWith(storage::ReadTransaction& transaction,
                                  const engine::CompiledProgram& live, const OldSale& old,
                                  const Returned& returned) {
  const MemberId& member_id = old.member->member.member_id;
  const bool whole = IsWhole(old.document, returned);
  const Money spend(old.booked.total_minor() - returned.net_minor);
  const Points earned(old.booked.earned_points() - returned.revoked_points);
  Counts counts;
  TESSERA_ASSIGN_OR_RETURN(counts.ever, transaction.LoadPurchases(member_id));
  // The visit was counted without a look at what came back; the points were counted with it.
  TESSERA_RETURN_IF_ERROR(
      ledger::Add(ledger::PurchaseDay{0, whole ? -1 : 0, spend, Points()}, counts.ever));
  TESSERA_ASSIGN_OR_RETURN(
      counts.day, LoadPurchaseDay(transaction, member_id, engine::DayOfProgram(live, old.at)));
  TESSERA_RETURN_IF_ERROR(
      ledger::Add(ledger::PurchaseDay{0, whole ? 0 : 1, spend, earned}, counts.day));
  return counts;
}

// A use that a return frees is not counted at all once everything is back.
absl::Status CountUses(storage::Transaction& transaction, const CountedSale& sale, bool is_back) {
  for (const v1::ShownOffer& shown : sale.receipt.offers()) {
    const engine::Offer* const offer = sale.program->FindOffer(shown.offer_id());
    if (offer == nullptr || (is_back && offer->limits.freed_by_return)) continue;
    TESSERA_RETURN_IF_ERROR(CountUse(transaction, sale, *offer, shown, 1));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::ShownReceipt> ReceiptOfOld(const v1::Sale& document,
                                              const engine::CompiledProgram* program,
                                              const storage::Member* member, Instant at) {
  if (program == nullptr) return v1::ShownReceipt();
  const engine::Basket basket = codec::BasketFromProto(document.basket(), document.store_id());
  engine::MemberView view;
  if (member != nullptr) {
    view.present = true;
    view.tier = member->tier;
    view.tags = member->tags;
    view.spendable = basket.redeem;
  }
  const absl::StatusOr<engine::Evaluation> own =
      engine::Evaluate(*program, view, basket, at);
  if (absl::IsInternal(own.status())) return own.status();
  if (!own.ok()) return v1::ShownReceipt();
  const absl::StatusOr<engine::Evaluation> shown = ShownEvaluation(document, *own);
  if (!shown.ok() || !SameFigures(*shown, *own)) return v1::ShownReceipt();
  v1::ShownReceipt receipt;
  *receipt.mutable_offers() = codec::ShownReceiptOf(program, *own).offers();
  for (v1::ShownOffer& offer : *receipt.mutable_offers()) offer.clear_coupon_code();
  return receipt;
}

absl::StatusOr<std::optional<MemberId>> CountOldSale(const Context& context,
                                                     storage::Transaction& transaction,
                                                     const engine::CompiledProgram& live,
                                                     const storage::Sale& sale,
                                                     int64_t last_refund_no) {
  TESSERA_ASSIGN_OR_RETURN(OldSale old, Load(context, transaction, sale));
  TESSERA_ASSIGN_OR_RETURN(const Returned uncounted,
                           ReturnedOf(transaction, sale.sale_id, last_refund_no));
  TESSERA_ASSIGN_OR_RETURN(const Returned returned, ReturnedOf(transaction, sale.sale_id));
  const storage::Member* const row = old.member ? &old.member->member : nullptr;
  TESSERA_ASSIGN_OR_RETURN(const v1::ShownReceipt receipt,
                           ReceiptOfOld(old.document, old.program.get(), row, old.at));
  std::optional<Counts> counts;
  if (old.member) {
    TESSERA_ASSIGN_OR_RETURN(counts, CountsWith(transaction, live, old, uncounted));
  }
  const CountedSale counted{sale.sale_id, sale.store_id, old.at,
                            receipt,      old.program.get(), &live, old.member_or_null()};
  TESSERA_RETURN_IF_ERROR(
      CountUses(transaction, counted, IsWhole(old.document, returned)));
  if (!counts) return std::optional<MemberId>();
  const MemberId& member_id = old.member->member.member_id;
  TESSERA_RETURN_IF_ERROR(transaction.SavePurchases(member_id, counts->ever));
  TESSERA_RETURN_IF_ERROR(transaction.SavePurchaseDay(member_id, counts->day));
  return std::optional<MemberId>(member_id);
}

}  // namespace tessera::operations
