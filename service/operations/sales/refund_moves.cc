// What a refund moves: points, money, counts.
#include <algorithm>
#include <utility>

#include "refund_work.h"
#include "tessera/base/status.h"
#include "tessera/engine/allocation.h"
#include "tessera/ledger/points_life.h"
#include "tessera/ledger/tender.h"
#include "tessera/operations/account/counting.h"
#include "tessera/operations/account/situation.h"
#include "tessera/operations/sales/booking.h"
#include "tessera/operations/sales/old_sales.h"

namespace tessera::operations {
namespace {

// For points that have no lot to go back to: as if they were earned now, without waiting.
absl::StatusOr<ledger::LotLife> FreshLife(const Context& context, const Refunding& refunding) {
  const engine::CompiledProgram* const program = refunding.program.get();
  if (program == nullptr) return ledger::LotLife{context.now, std::nullopt};
  const engine::Program& source = program->source();
  return ledger::LifeAtOnce(context.now, source.points_life, source.time_zone);
}

absl::StatusOr<std::optional<Instant>> GraceOf(const Context& context, const Refunding& refunding) {
  const engine::RefundRules rules = refunding.rules();
  if (rules.grace_days == 0) return std::optional<Instant>();
  const engine::CompiledProgram& program =
      refunding.program != nullptr ? *refunding.program : *refunding.live;
  TESSERA_ASSIGN_OR_RETURN(
      const Instant end,
      ledger::EndAfterDays(context.now, rules.grace_days, program.source().time_zone));
  return std::optional<Instant>(end);
}

// Lots of an account that the member does not use any more are not there to go back to.
absl::Status GiveBack(const Context& context, const Refunding& refunding, bool same_account,
                      const ledger::Cause& cause, Moved* moved) {
  TESSERA_ASSIGN_OR_RETURN(const ledger::LotLife fresh, FreshLife(context, refunding));
  TESSERA_ASSIGN_OR_RETURN(const auto grace, GraceOf(context, refunding));
  const Points points(refunding.result.returned_points());
  ledger::Account& account = moved->member.account;
  if (same_account) return account.Return(points, moved->allocations, fresh, grace, cause);
  std::vector<ledger::Allocation> lost = moved->allocations;
  for (ledger::Allocation& allocation : lost) allocation.lot_no = 0;
  TESSERA_RETURN_IF_ERROR(account.Return(points, lost, fresh, grace, cause));
  for (size_t i = 0; i < lost.size(); ++i) moved->allocations[i].returned = lost[i].returned;
  return absl::OkStatus();
}

absl::Status TakeBack(const std::map<int64_t, Points>& by_lot, const ledger::Cause& cause,
                      Refunding& refunding, ledger::Account& account) {
  const engine::RefundRules rules = refunding.rules();
  const ledger::Account::Revoking how{rules.revoke_pending_first,
                                      rules.revoke_beyond == engine::RevokeBeyond::kLoss};
  for (const auto& [lot_no, points] : by_lot) {
    TESSERA_ASSIGN_OR_RETURN(const ledger::Account::Revoked revoked,
                             account.Revoke(points, lot_no, how, cause));
    refunding.result.set_lost_points(refunding.result.lost_points() + revoked.lost.value());
  }
  return absl::OkStatus();
}

// The accounts that the points of `paid_by` were in before they came to `present`: each merge led on.
absl::StatusOr<std::vector<LoadedMember>> LoadFormer(const Context& context,
                                                     storage::ReadTransaction& transaction,
                                                     const SaleId& sale_id, MemberId paid_by,
                                                     const MemberId& present) {
  std::vector<LoadedMember> former;
  while (paid_by != present) {
    TESSERA_ASSIGN_OR_RETURN(auto owner, transaction.FindMember(paid_by));
    if (!owner) return Broken("an account that paid for a sale belongs to nobody");
    TESSERA_ASSIGN_OR_RETURN(const auto lots, transaction.ListLotsOfSale(paid_by, sale_id));
    TESSERA_ASSIGN_OR_RETURN(auto state, transaction.LoadAccount(paid_by, lots));
    LoadedMember loaded{*std::move(owner), ledger::Account(std::move(state))};
    TESSERA_RETURN_IF_ERROR(loaded.account.Settle(context.now));
    const std::optional<MemberId> next = loaded.member.merged_into;
    former.push_back(std::move(loaded));
    if (!next) break;
    TESSERA_ASSIGN_OR_RETURN(const auto into, transaction.FindMember(*next));
    if (!into) return Broken("a member is part of nobody");
    paid_by = into->account_id();
  }
  return former;
}

// The points that the sale earned are in another account now, less those that ended in one before.
absl::Status TakeBackElsewhere(const ledger::Cause& cause, Refunding& refunding, Moved& moved) {
  Points points;
  for (const auto& [lot_no, of_lot] : refunding.revoked) points += of_lot;
  std::vector<LoadedMember> changed;
  for (LoadedMember& former : moved.former) {
    const Points ended = former.account.TellEnded(points, refunding.sale_id);
    points -= ended;
    if (!ended.is_zero()) changed.push_back(std::move(former));
  }
  moved.former = std::move(changed);
  return TakeBack({{0, points}}, cause, refunding, moved.member.account);
}

}  // namespace

absl::StatusOr<std::optional<Moved>> MovePoints(const Context& context,
                                                storage::ReadTransaction& transaction,
                                                Refunding& refunding) {
  if (!refunding.sale.member_id) return std::optional<Moved>();
  const MemberId paid_by = refunding.sale.account_id.value_or(*refunding.sale.member_id);
  TESSERA_ASSIGN_OR_RETURN(auto allocations,
                           transaction.ListAllocations(paid_by, refunding.sale_id));
  std::vector<int64_t> lot_nos;
  for (int32_t i = 0; i < refunding.sale.lots; ++i) lot_nos.push_back(refunding.sale.lot_no + i);
  for (const ledger::Allocation& allocation : allocations) lot_nos.push_back(allocation.lot_no);
  TESSERA_ASSIGN_OR_RETURN(const auto present,
                           FindPresent(transaction, *refunding.sale.member_id));
  const bool same_account = present && present->account_id() == paid_by;
  if (!same_account && present) {
    TESSERA_ASSIGN_OR_RETURN(
        lot_nos, transaction.ListLotsOfSale(present->account_id(), refunding.sale_id));
  }
  TESSERA_ASSIGN_OR_RETURN(LoadedMember member,
                           LoadMember(context, transaction, *refunding.sale.member_id, lot_nos));
  Moved moved{std::move(member), paid_by, std::move(allocations), {}};
  ledger::Cause cause = moved.member.CauseAt(context.now);
  cause.sale_id = refunding.sale_id;
  cause.refund_id = refunding.refund_id;
  TESSERA_RETURN_IF_ERROR(GiveBack(context, refunding, same_account, cause, &moved));
  if (same_account) {
    TESSERA_RETURN_IF_ERROR(
        TakeBack(refunding.revoked, cause, refunding, moved.member.account));
    return std::optional<Moved>(std::move(moved));
  }
  TESSERA_ASSIGN_OR_RETURN(moved.former,
                           LoadFormer(context, transaction, refunding.sale_id, paid_by,
                                      moved.member.member.account_id()));
  TESSERA_RETURN_IF_ERROR(TakeBackElsewhere(cause, refunding, moved));
  return std::optional<Moved>(std::move(moved));
}

absl::Status MoveMoney(const Context& context, storage::Transaction& transaction,
                       const LoadedMember* member, Refunding& refunding) {
  const auto& payments = refunding.document.shown_receipt().payments();
  int64_t paid = 0;
  for (const v1::Payment& payment : payments) paid += payment.amount_minor();
  if (paid == 0) return absl::OkStatus();
  const int64_t back_before = NetBefore(refunding);
  const int64_t total = refunding.evaluation.total_minor();
  const int64_t before = engine::CumulativeShare(paid, back_before, total);
  const int64_t after =
      engine::CumulativeShare(paid, back_before + refunding.result.net_minor(), total);
  TESSERA_ASSIGN_OR_RETURN(const auto grace, GraceOf(context, refunding));
  int64_t begin = 0;
  for (const v1::Payment& payment : payments) {
    const int64_t end = begin + payment.amount_minor();
    const int64_t part = std::max<int64_t>(std::min(after, end) - std::max(before, begin), 0);
    begin = end;
    if (part == 0) continue;
    const bool wallet = payment.kind() == v1::TENDER_KIND_WALLET;
    if (wallet && member == nullptr) continue;
    const ledger::TenderKey key =
        wallet ? WalletKey(member->member.member_id)
               : ledger::TenderKey{ledger::TenderKind::kGiftCard,
                                   HashOfStored(context, kGiftCard, payment.code())};
    TESSERA_ASSIGN_OR_RETURN(auto state, transaction.FindTender(key));
    if (!state) continue;  // nothing was booked on it either
    ledger::Tender tender(*std::move(state));
    const ledger::Cause cause{context.now, refunding.sale_id, refunding.refund_id};
    TESSERA_RETURN_IF_ERROR(tender.GiveBack(Money(part), grace, cause));
    TESSERA_RETURN_IF_ERROR(transaction.SaveTender(tender));
    v1::Payment* back = refunding.result.add_payments();
    back->set_kind(payment.kind());
    back->set_code(payment.code());
    back->set_amount_minor(part);
    back->set_balance_minor(tender.state().balance.value());
  }
  return absl::OkStatus();
}

namespace {

// What the sale counted: of one from before uses were counted what it was counted with later; nothing
// as long as that is still to come, because whoever counts it will look at what came back.
absl::StatusOr<v1::ShownReceipt> CountedReceipt(storage::ReadTransaction& transaction,
                                                const Refunding& refunding,
                                                const LoadedMember* member, Instant at) {
  if (refunding.document.has_shown_receipt()) return refunding.document.shown_receipt();
  TESSERA_ASSIGN_OR_RETURN(const auto uncounted, transaction.FindUncounted());
  if (!uncounted || refunding.sale.sale_no > uncounted->after_sale_no) return v1::ShownReceipt();
  return ReceiptOfOld(refunding.document, refunding.program.get(),
                      member == nullptr ? nullptr : &member->member, at);
}

}  // namespace

absl::Status CountBack(const Context& context, storage::Transaction& transaction,
                       const Refunding& refunding, LoadedMember* member) {
  v1::SaleResult answer;
  if (!answer.ParseFromString(refunding.sale.answer)) return Broken("a stored answer is unreadable");
  const Instant at = RulesTimeOf(refunding.document, refunding.sale.booked_at);
  TESSERA_ASSIGN_OR_RETURN(const v1::ShownReceipt receipt,
                           CountedReceipt(transaction, refunding, member, at));
  // Without a version, only what was credited late has counted offers.
  const bool has_version = refunding.document.program_version() != 0;
  const CountedSale sale{refunding.sale_id,
                         refunding.sale.store_id,
                         at,
                         receipt,
                         has_version ? refunding.program.get() : refunding.live.get(),
                         refunding.live.get(),
                         member};
  return CountRefund(context, transaction, sale,
                     ledger::PurchaseDay{0, 0, Money(refunding.result.net_minor()),
                                         Points(refunding.result.revoked_points())},
                     refunding.whole, answer);
}

}  // namespace tessera::operations
