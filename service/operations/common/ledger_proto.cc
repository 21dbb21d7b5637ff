#include "tessera/operations/common/ledger_proto.h"

#include <string>

#include "absl/strings/escaping.h"
#include "tessera/base/status.h"
#include "tessera/v1/sale.pb.h"

namespace tessera::operations {

v1::Entry EntryToProto(const ledger::Entry& entry) {
  v1::Entry message;
  message.set_entry_no(entry.entry_no);
  message.set_kind(static_cast<v1::EntryKind>(entry.kind));
  message.set_points(entry.points.value());
  message.set_booked_at_us(entry.booked_at.us);
  if (entry.sale_id) message.set_sale_id(entry.sale_id->ToText());
  if (entry.refund_id) message.set_refund_id(entry.refund_id->ToText());
  message.set_balance_points(entry.balance.value());
  message.set_comment(entry.comment);
  message.set_hash(absl::BytesToHexString(DigestBytes(entry.hash)));
  message.set_overdraft_points(entry.overdraft.value());
  message.set_lost_points(entry.lost.value());
  if (entry.other) message.set_other_member_id(entry.other->ToText());
  if (entry.member) message.set_member_id(entry.member->ToText());
  return message;
}

v1::Lot LotToProto(const ledger::Lot& lot) {
  v1::Lot message;
  message.set_lot_no(lot.lot_no);
  message.set_earned_points(lot.earned.value());
  message.set_remaining_points(lot.remaining.value());
  message.set_active_from_us(lot.life.active_from.us);
  message.set_expires_at_us(lot.life.expires_at ? lot.life.expires_at->us : 0);
  return message;
}

v1::LedgerTotals TotalsToProto(const ledger::Postings& totals) {
  v1::LedgerTotals message;
  message.set_issued_points(totals.issued.value());
  message.set_member_points(totals.member.value());
  message.set_spent_points(totals.spent.value());
  message.set_expired_points(totals.expired.value());
  message.set_adjusted_points(totals.adjusted.value());
  message.set_debt_points(totals.debt.value());
  message.set_lost_points(totals.lost.value());
  message.set_transferred_points(totals.transferred.value());
  return message;
}

v1::SaleDifference DifferenceToProto(const storage::Difference& difference) {
  v1::SaleDifference message;
  message.set_sale_id(difference.sale_id.ToText());
  message.set_reason(difference.reason);
  message.set_discount_minor(difference.discount.value());
  message.set_earned_points(difference.earned.value());
  message.set_overdraft_points(difference.overdraft.value());
  message.set_booked_at_us(difference.booked_at.us);
  return message;
}

absl::StatusOr<v1::BookedSale> SaleToProto(const storage::Sale& sale) {
  v1::BookedSale message;
  v1::Sale document;
  v1::Evaluation evaluation;
  if (!message.mutable_result()->ParseFromString(sale.answer) ||
      !document.ParseFromString(sale.document) || !evaluation.ParseFromString(sale.evaluation)) {
    return Broken("a stored sale is unreadable");
  }
  message.set_store_id(sale.store_id);
  message.set_terminal_id(sale.terminal_id);
  message.set_receipt_no(sale.receipt_no);
  message.set_gross_minor(evaluation.gross_minor());
  message.set_total_minor(evaluation.total_minor());
  message.set_refunds(sale.refunds);
  message.set_quoted_offline(document.quoted_offline());
  return message;
}

}  // namespace tessera::operations
