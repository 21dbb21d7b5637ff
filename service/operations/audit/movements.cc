#include "tessera/operations/audit/movements.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tessera/base/number.h"
#include "tessera/base/status.h"
#include "tessera/v1/sale.pb.h"

namespace tessera::operations {
namespace {

using ledger::EntryKind;

bool IsMovement(EntryKind kind) {
  return kind == EntryKind::kEarn || kind == EntryKind::kSpend || kind == EntryKind::kReturn ||
         kind == EntryKind::kRevoke;
}

// What does not fit is a fault of the chain, and told there.
void Add(int64_t& sum, int64_t more) { sum = CheckedAdd(sum, more).value_or(sum); }

}  // namespace

void Movements::Tell(absl::string_view code, absl::string_view message) {
  findings_.Tell(code, account_id_, group_->entry_no, message);
}

// Each sale earns once and spends once.
bool Movements::IsRepeated(const ledger::Entry& entry) {
  const bool once = entry.kind == EntryKind::kEarn || entry.kind == EntryKind::kSpend;
  return once && entry.sale_id && !seen_.insert({entry.kind, *entry.sale_id}).second;
}

absl::Status Movements::Read(const ledger::Entry& entry) {
  if (!IsMovement(entry.kind)) return absl::OkStatus();
  if (IsRepeated(entry)) {
    findings_.Tell("SALE_REPEATED", account_id_, entry.entry_no,
                   absl::StrCat("sale ", entry.sale_id->ToText(), " moved points twice"));
  }
  if (!group_ || group_->sale_id != entry.sale_id || group_->refund_id != entry.refund_id) {
    TESSERA_RETURN_IF_ERROR(Finish());
    group_ = Group{entry.entry_no, entry.sale_id, entry.refund_id};
  }
  const int64_t points = entry.points.value();
  const int64_t taken = CheckedSubtract(0, points).value_or(0);
  if (entry.kind == EntryKind::kEarn) Add(group_->earned, points);
  if (entry.kind == EntryKind::kSpend) Add(group_->spent, taken);
  if (entry.kind == EntryKind::kReturn) Add(group_->returned, points);
  if (entry.kind == EntryKind::kRevoke) {
    Add(group_->taken, taken);
    Add(group_->lost, entry.lost.value());
  }
  return absl::OkStatus();
}

absl::Status Movements::Finish() {
  return findings_.Mind(Check(), account_id_, "what moved points of this member");
}

absl::Status Movements::Check() {
  if (!group_) return absl::OkStatus();
  return group_->refund_id ? CheckRefund() : CheckSale();
}

absl::Status Movements::CheckSale() {
  if (!group_->sale_id) {
    Tell("SALE_ENTRIES", "points were earned or spent by no sale");
    return absl::OkStatus();
  }
  const std::string name = absl::StrCat("sale ", group_->sale_id->ToText());
  TESSERA_ASSIGN_OR_RETURN(const auto sale, transaction_.FindSale(*group_->sale_id));
  if (!sale) {
    Tell("SALE_ENTRIES", absl::StrCat(name, " moved points, but is not there"));
    return absl::OkStatus();
  }
  v1::SaleResult answer;
  if (!answer.ParseFromString(sale->answer)) return absl::OkStatus();  // told where sales are read
  const bool is_here =
      sale->member_id && sale->account_id.value_or(*sale->member_id) == account_id_;
  if (!is_here) {
    Tell("SALE_ENTRIES", absl::StrCat(name, " moved points of an account that is not its own"));
  } else if (answer.earned_points() != group_->earned || answer.spent_points() != group_->spent) {
    Tell("SALE_ENTRIES",
         absl::StrCat(name, " said that it earned ", answer.earned_points(), " and spent ",
                      answer.spent_points(), ", its entries earn ", group_->earned,
                      " and spend ", group_->spent));
  }
  return absl::OkStatus();
}

absl::Status Movements::CheckRefund() {
  const std::string name = absl::StrCat("refund ", group_->refund_id->ToText());
  v1::RefundResult answer;
  bool is_there = false;
  if (group_->sale_id) {
    TESSERA_ASSIGN_OR_RETURN(const auto refund, transaction_.FindRefund(*group_->refund_id));
    is_there = refund && refund->sale_id == *group_->sale_id;
    if (is_there && !answer.ParseFromString(refund->answer)) return absl::OkStatus();
    Add(returned_points_, group_->returned);
  } else {
    TESSERA_ASSIGN_OR_RETURN(const auto refund,
                             transaction_.FindRefundWithoutSale(*group_->refund_id));
    is_there = refund.has_value();
    if (is_there && !answer.ParseFromString(refund->answer)) return absl::OkStatus();
  }
  if (!is_there) {
    Tell("REFUND_ENTRIES", absl::StrCat(name, " moved points, but is not there"));
    return absl::OkStatus();
  }
  // What had ended was gone already: nothing had to be taken.
  const auto revoked = CheckedAdd(group_->taken, group_->lost);
  if (group_->earned != 0 || group_->spent != 0 ||
      answer.returned_points() != group_->returned || !revoked ||
      *revoked > answer.revoked_points() || answer.lost_points() != group_->lost) {
    Tell("REFUND_ENTRIES",
         absl::StrCat(name, " said that it gave back ", answer.returned_points(), ", took back ",
                      answer.revoked_points(), " and wrote off ", answer.lost_points(),
                      ", its entries say ", group_->returned, ", ", group_->taken, " and ",
                      group_->lost));
  }
  return absl::OkStatus();
}

}  // namespace tessera::operations
