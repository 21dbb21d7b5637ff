#include "tessera/operations/sales/refund.h"

#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "refund_work.h"
#include "tessera/base/status.h"
#include "tessera/operations/account/judging.h"
#include "tessera/operations/account/returned.h"
#include "tessera/operations/common/content.h"
#include "tessera/operations/common/input.h"
#include "tessera/operations/common/refusal.h"

namespace tessera::operations {
namespace {

constexpr char kSaleUnknown[] = "SALE_UNKNOWN";

absl::Status CheckInput(const Context& context, Refunding& refunding) {
  const v1::Refund& refund = refunding.refund;
  TESSERA_RETURN_IF_ERROR(CheckHead(context, refund));
  TESSERA_ASSIGN_OR_RETURN(refunding.refund_id, RefundId::Parse(refund.refund_id(), "refund_id"));
  TESSERA_ASSIGN_OR_RETURN(refunding.sale_id, SaleId::Parse(refund.sale_id(), "sale_id"));
  if (refund.has_goods() || refund.has_member()) {
    return InvalidInput("GOODS_INVALID", refund.has_goods() ? "goods" : "member",
                        "the sale knows its goods and whose they were; send lines of it");
  }
  std::set<uint32_t> seen;
  for (int i = 0; i < refund.lines_size(); ++i) {
    const std::string field = absl::StrCat("lines[", i, "]");
    if (!seen.insert(refund.lines(i).line_no()).second) {
      return InvalidInput("LINE_NO_REPEATED", absl::StrCat(field, ".line_no"),
                          "send each line once");
    }
    if (refund.lines(i).quantity_milli() < 1) {
      return InvalidInput("QUANTITY_INVALID", absl::StrCat(field, ".quantity_milli"),
                          "send at least 1");
    }
  }
  refunding.content = ContentOf(context.secrets.lookup_key, refund);
  return absl::OkStatus();
}

absl::StatusOr<std::optional<v1::RefundResult>> FirstAnswer(storage::ReadTransaction& transaction,
                                                            const Refunding& refunding) {
  TESSERA_ASSIGN_OR_RETURN(const auto booked, transaction.FindRefund(refunding.refund_id));
  TESSERA_ASSIGN_OR_RETURN(const auto without_sale,
                           transaction.FindRefundWithoutSale(refunding.refund_id));
  if (without_sale) return RefundIdReused();
  if (!booked) return std::optional<v1::RefundResult>();
  if (booked->content != refunding.content) return RefundIdReused();
  v1::RefundResult answer;
  if (!answer.ParseFromString(booked->answer)) return Broken("a stored answer is unreadable");
  return std::optional<v1::RefundResult>(std::move(answer));
}

absl::Status LoadSale(const Context& context, storage::ReadTransaction& transaction,
                      Refunding& refunding) {
  TESSERA_ASSIGN_OR_RETURN(auto sale, transaction.FindSale(refunding.sale_id));
  if (!sale) {
    return NotFound(kSaleUnknown, "sale_id", "this sale is not booked here; check the receipt");
  }
  refunding.sale = *std::move(sale);
  if (!refunding.document.ParseFromString(refunding.sale.document) ||
      !refunding.evaluation.ParseFromString(refunding.sale.evaluation)) {
    return Broken("a stored sale is unreadable");
  }
  TESSERA_ASSIGN_OR_RETURN(refunding.live, context.programs.LiveOrNone(transaction));
  absl::StatusOr<Programs::Program> program =
      context.programs.Version(transaction, refunding.document.program_version());
  if (program.ok()) refunding.program = *std::move(program);
  if (!program.ok() && !absl::IsNotFound(program.status())) return program.status();
  for (const v1::LineResult& line : refunding.evaluation.lines()) {
    refunding.lines[line.line_no()].booked = line;
  }
  for (const v1::Line& line : refunding.document.basket().lines()) {
    refunding.lines[line.line_no()].quantity_milli = line.quantity_milli();
  }
  TESSERA_ASSIGN_OR_RETURN(const Returned before, ReturnedOf(transaction, refunding.sale_id));
  for (const auto& [line_no, quantity_milli] : before.quantity_milli) {
    refunding.lines[line_no].back_milli = quantity_milli;
  }
  refunding.costs_back = before.cost_points;
  return absl::OkStatus();
}

absl::Status Write(const Context& context, storage::Transaction& transaction,
                   const Refunding& refunding, std::optional<Moved>& moved) {
  storage::Refund row;
  row.refund_id = refunding.refund_id;
  row.sale_id = refunding.sale_id;
  row.content = refunding.content;
  row.booked_at = context.now;
  row.document = refunding.refund.SerializeAsString();
  row.answer = refunding.result.SerializeAsString();
  TESSERA_RETURN_IF_ERROR(transaction.AddRefund(row));
  if (!moved) return absl::OkStatus();
  TESSERA_RETURN_IF_ERROR(transaction.SaveAccount(moved->member.account));
  TESSERA_RETURN_IF_ERROR(
      transaction.SaveAllocations(moved->paid_by, refunding.sale_id, moved->allocations));
  for (LoadedMember& former : moved->former) {
    TESSERA_RETURN_IF_ERROR(transaction.SaveAccount(former.account));
    TESSERA_RETURN_IF_ERROR(JudgeByPoints(context, transaction, former));
    TESSERA_RETURN_IF_ERROR(AppendAccountChange(transaction, former));
  }
  return AppendAccountChange(transaction, moved->member);
}

}  // namespace

absl::Status CheckHead(const Context& context, const v1::Refund& refund) {
  TESSERA_RETURN_IF_ERROR(CheckStoreAndTerminal(context, refund.store_id(), refund.terminal_id()));
  TESSERA_RETURN_IF_ERROR(CheckText(refund.cashier_id(), 64, "cashier_id"));
  TESSERA_RETURN_IF_ERROR(CheckText(refund.fiscal().drive_no(), 32, "fiscal.drive_no"));
  return CheckText(refund.fiscal().sign(), 32, "fiscal.sign");
}

absl::Status RefundIdReused() {
  return MakeError(absl::StatusCode::kAlreadyExists, "REFUND_ID_REUSED", "refund_id",
                   "another refund was booked with this id; use a new one for each refund");
}

absl::StatusOr<v1::RefundResult> BookRefund(const Context& context,
                                            storage::Transaction& transaction,
                                            const v1::Refund& refund, OnDifference policy) {
  if (refund.sale_id().empty()) return BookWithoutSale(context, transaction, refund, policy);
  Refunding refunding(refund, policy);
  TESSERA_RETURN_IF_ERROR(CheckInput(context, refunding));
  TESSERA_ASSIGN_OR_RETURN(const auto first, FirstAnswer(transaction, refunding));
  if (first) return *first;
  TESSERA_RETURN_IF_ERROR(LoadSale(context, transaction, refunding));
  TESSERA_RETURN_IF_ERROR(ChooseLines(refunding));
  TESSERA_RETURN_IF_ERROR(FindGiftCards(transaction, refunding));
  Work(refunding);
  TESSERA_ASSIGN_OR_RETURN(auto moved, MovePoints(context, transaction, refunding));
  TESSERA_RETURN_IF_ERROR(MoveMoney(context, transaction, moved ? &moved->member : nullptr, refunding));
  TESSERA_RETURN_IF_ERROR(EmptyGiftCards(context, transaction, refunding));
  refunding.result.set_refund_id(refunding.refund_id.ToText());
  refunding.result.set_refunded_at_us(context.now.us);
  if (moved) {
    refunding.result.set_balance_points(
        moved->member.account.FiguresAt(context.now).balance.value());
  }
  TESSERA_RETURN_IF_ERROR(Write(context, transaction, refunding, moved));
  TESSERA_RETURN_IF_ERROR(
      CountBack(context, transaction, refunding, moved ? &moved->member : nullptr));
  return std::move(refunding.result);
}

absl::StatusOr<v1::RefundResult> BookOrKeepRefund(const Context& context,
                                                  storage::Transaction& transaction,
                                                  const v1::Refund& refund) {
  absl::StatusOr<v1::RefundResult> booked =
      BookRefund(context, transaction, refund, OnDifference::kRecord);
  if (booked.ok() || ReasonOf(booked.status()) != kSaleUnknown) return booked;
  Refunding refunding(refund, OnDifference::kRecord);
  TESSERA_RETURN_IF_ERROR(CheckInput(context, refunding));
  TESSERA_ASSIGN_OR_RETURN(const auto known, transaction.FindPendingRefund(refunding.refund_id));
  if (known && known->content != refunding.content) return RefundIdReused();
  if (!known) {
    storage::PendingRefund row;
    row.refund_id = refunding.refund_id;
    row.sale_id = refunding.sale_id;
    row.content = refunding.content;
    row.received_at = context.now;
    row.document = refund.SerializeAsString();
    TESSERA_RETURN_IF_ERROR(transaction.AddPendingRefund(row));
  }
  refunding.result.set_refund_id(refunding.refund_id.ToText());
  return std::move(refunding.result);
}

absl::Status BookPendingRefunds(const Context& context, storage::Transaction& transaction,
                                const SaleId& sale_id) {
  TESSERA_ASSIGN_OR_RETURN(const auto kept, transaction.ListPendingRefunds(sale_id));
  // Who sent it was checked when it came; now somebody else's sale brings it to book.
  Context at_large = context;
  at_large.caller = {};
  bool refused = false;
  for (const storage::PendingRefund& pending : kept) {
    v1::Refund refund;
    if (!refund.ParseFromString(pending.document)) return Broken("a kept refund is unreadable");
    const absl::Status booked = transaction.Attempt([&] {
      return BookRefund(at_large, transaction, refund, OnDifference::kRecord).status();
    });
    if (booked.ok()) {
      TESSERA_RETURN_IF_ERROR(transaction.RemovePendingRefund(pending.refund_id));
    } else if (IsRefusal(booked)) {
      refused = true;
    } else {
      return booked;
    }
  }
  if (!refused) return absl::OkStatus();
  storage::Difference difference;
  difference.sale_id = sale_id;
  difference.reason = "REFUND_REFUSED";
  difference.booked_at = context.now;
  return transaction.AddDifference(difference);
}

absl::StatusOr<v1::RefundResponse> Refund(const Context& context, storage::Transaction& transaction,
                                          const v1::RefundRequest& request) {
  absl::StatusOr<v1::RefundResult> result =
      BookRefund(context, transaction, request.refund(), OnDifference::kRefuse);
  if (!result.ok()) {
    const bool has_field = !FieldOf(result.status()).empty();
    return has_field ? InField("refund", result.status()) : result.status();
  }
  v1::RefundResponse response;
  *response.mutable_result() = *std::move(result);
  return response;
}

}  // namespace tessera::operations
