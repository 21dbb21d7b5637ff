#include "tessera/operations/refund.h"

#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"
#include "tessera/engine/allocation.h"
#include "tessera/ledger/points_life.h"
#include "tessera/operations/content.h"
#include "tessera/operations/input.h"
#include "tessera/operations/members.h"

namespace tessera::operations {
namespace {

constexpr char kSaleUnknown[] = "SALE_UNKNOWN";
constexpr char kExceedsSale[] = "REFUND_EXCEEDS_SALE";

// A line of the sale as booked, and how much of it came back so far.
struct SoldLine {
  v1::LineResult booked;
  int64_t quantity_milli = 0;
  int64_t back_milli = 0;
};

struct Refunding {
  explicit Refunding(const v1::Refund& given) : refund(given) {}

  const v1::Refund& refund;
  RefundId refund_id;
  SaleId sale_id;
  Digest content{};
  storage::Sale sale;
  v1::Sale document;
  std::map<uint32_t, SoldLine> lines;
  std::vector<v1::RefundLine> wanted;
  v1::RefundResult result;
};

absl::Status CheckInput(const Context& context, Refunding& refunding) {
  const v1::Refund& refund = refunding.refund;
  TESSERA_ASSIGN_OR_RETURN(refunding.refund_id, RefundId::Parse(refund.refund_id(), "refund_id"));
  TESSERA_ASSIGN_OR_RETURN(refunding.sale_id, SaleId::Parse(refund.sale_id(), "sale_id"));
  TESSERA_RETURN_IF_ERROR(CheckStoreAndTerminal(context, refund.store_id(), refund.terminal_id()));
  TESSERA_RETURN_IF_ERROR(CheckText(refund.cashier_id(), 64, "cashier_id"));
  TESSERA_RETURN_IF_ERROR(CheckText(refund.fiscal().drive_no(), 32, "fiscal.drive_no"));
  TESSERA_RETURN_IF_ERROR(CheckText(refund.fiscal().sign(), 32, "fiscal.sign"));
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
  refunding.content = ContentOf(refund);
  return absl::OkStatus();
}

absl::Status IdReused() {
  return MakeError(absl::StatusCode::kAlreadyExists, "REFUND_ID_REUSED", "refund_id",
                   "another refund was booked with this id; use a new one for each refund");
}

absl::StatusOr<std::optional<v1::RefundResult>> FirstAnswer(storage::ReadTransaction& transaction,
                                                            const Refunding& refunding) {
  TESSERA_ASSIGN_OR_RETURN(const auto booked, transaction.FindRefund(refunding.refund_id));
  if (!booked) return std::optional<v1::RefundResult>();
  if (booked->content != refunding.content) return IdReused();
  v1::RefundResult answer;
  if (!answer.ParseFromString(booked->answer)) return Broken("a stored answer is unreadable");
  return std::optional<v1::RefundResult>(std::move(answer));
}

absl::Status LoadSale(storage::ReadTransaction& transaction, Refunding& refunding) {
  TESSERA_ASSIGN_OR_RETURN(auto sale, transaction.FindSale(refunding.sale_id));
  if (!sale) {
    return NotFound(kSaleUnknown, "sale_id", "this sale is not booked here; check the receipt");
  }
  refunding.sale = *std::move(sale);
  v1::Evaluation evaluation;
  if (!refunding.document.ParseFromString(refunding.sale.document) ||
      !evaluation.ParseFromString(refunding.sale.evaluation)) {
    return Broken("a stored sale is unreadable");
  }
  for (const v1::LineResult& line : evaluation.lines()) {
    refunding.lines[line.line_no()].booked = line;
  }
  for (const v1::Line& line : refunding.document.basket().lines()) {
    refunding.lines[line.line_no()].quantity_milli = line.quantity_milli();
  }
  TESSERA_ASSIGN_OR_RETURN(const auto refunds, transaction.ListRefunds(refunding.sale_id));
  for (const storage::Refund& refund : refunds) {
    v1::RefundResult before;
    if (!before.ParseFromString(refund.answer)) return Broken("a stored refund is unreadable");
    for (const v1::RefundedLine& line : before.lines()) {
      refunding.lines[line.line_no()].back_milli += line.quantity_milli();
    }
  }
  return absl::OkStatus();
}

absl::Status Exceeds(absl::string_view field) {
  return Refused(kExceedsSale, field, "no more can come back than was sold");
}

absl::Status ChooseLines(Refunding& refunding) {
  const v1::Refund& refund = refunding.refund;
  for (int i = 0; i < refund.lines_size(); ++i) {
    const v1::RefundLine& line = refund.lines(i);
    const auto sold = refunding.lines.find(line.line_no());
    if (sold == refunding.lines.end()) {
      return Exceeds(absl::StrCat("lines[", i, "].line_no"));
    }
    if (line.quantity_milli() > sold->second.quantity_milli - sold->second.back_milli) {
      return Exceeds(absl::StrCat("lines[", i, "].quantity_milli"));
    }
    refunding.wanted.push_back(line);
  }
  if (refund.lines_size() > 0) return absl::OkStatus();
  for (const auto& [line_no, sold] : refunding.lines) {
    if (sold.back_milli == sold.quantity_milli) continue;
    v1::RefundLine line;
    line.set_line_no(line_no);
    line.set_quantity_milli(sold.quantity_milli - sold.back_milli);
    refunding.wanted.push_back(line);
  }
  return refunding.wanted.empty() ? Exceeds("lines") : absl::OkStatus();
}

// Any sequence of returns gives back exactly the whole of each line.
int64_t Part(int64_t whole, const SoldLine& sold, int64_t quantity_milli) {
  return engine::CumulativeShare(whole, sold.back_milli + quantity_milli, sold.quantity_milli) -
         engine::CumulativeShare(whole, sold.back_milli, sold.quantity_milli);
}

// Sums stay below the sale's own, which fit.
void Work(Refunding& refunding) {
  v1::RefundResult& result = refunding.result;
  const bool has_member = refunding.sale.member_id.has_value();
  for (const v1::RefundLine& wanted : refunding.wanted) {
    const SoldLine& sold = refunding.lines[wanted.line_no()];
    v1::RefundedLine* line = result.add_lines();
    line->set_line_no(wanted.line_no());
    line->set_quantity_milli(wanted.quantity_milli());
    line->set_net_minor(Part(sold.booked.net_minor(), sold, wanted.quantity_milli()));
    if (has_member) {
      line->set_returned_points(Part(sold.booked.spent_points(), sold, wanted.quantity_milli()));
      line->set_revoked_points(Part(sold.booked.earned_points(), sold, wanted.quantity_milli()));
    }
    result.set_net_minor(result.net_minor() + line->net_minor());
    result.set_returned_points(result.returned_points() + line->returned_points());
    result.set_revoked_points(result.revoked_points() + line->revoked_points());
  }
}

// For points that were spent beyond the balance and have no lot to go back to: as if they were
// earned now, without waiting.
absl::StatusOr<ledger::LotLife> FreshLife(const Context& context,
                                          storage::ReadTransaction& transaction,
                                          int64_t version) {
  absl::StatusOr<Programs::Program> program = context.programs.Version(transaction, version);
  if (absl::IsNotFound(program.status())) return ledger::LotLife{context.now, std::nullopt};
  TESSERA_RETURN_IF_ERROR(program.status());
  const engine::Program& source = (*program)->source();
  return ledger::LifeAtOnce(context.now, source.points_life, source.time_zone);
}

struct Moved {
  LoadedMember member;
  std::vector<ledger::Allocation> allocations;
};

absl::StatusOr<std::optional<Moved>> MovePoints(const Context& context,
                                                storage::ReadTransaction& transaction,
                                                const Refunding& refunding) {
  if (!refunding.sale.member_id) return std::optional<Moved>();
  const MemberId& member_id = *refunding.sale.member_id;
  TESSERA_ASSIGN_OR_RETURN(auto allocations,
                           transaction.ListAllocations(member_id, refunding.sale_id));
  std::vector<int64_t> lot_nos = {refunding.sale.lot_no};
  for (const ledger::Allocation& allocation : allocations) lot_nos.push_back(allocation.lot_no);
  TESSERA_ASSIGN_OR_RETURN(LoadedMember member,
                           LoadMember(context, transaction, member_id, lot_nos));
  TESSERA_ASSIGN_OR_RETURN(
      const ledger::LotLife fresh,
      FreshLife(context, transaction, refunding.document.program_version()));
  const ledger::Cause cause{context.now, refunding.sale_id, refunding.refund_id};
  TESSERA_RETURN_IF_ERROR(member.account.Return(Points(refunding.result.returned_points()),
                                                allocations, fresh, std::nullopt, cause));
  TESSERA_RETURN_IF_ERROR(member.account
                              .Revoke(Points(refunding.result.revoked_points()),
                                      refunding.sale.lot_no, {}, cause)
                              .status());
  return std::optional<Moved>(Moved{std::move(member), std::move(allocations)});
}

absl::Status Write(const Context& context, storage::Transaction& transaction,
                   const Refunding& refunding, const std::optional<Moved>& moved) {
  storage::Refund row;
  row.refund_id = refunding.refund_id;
  row.sale_id = refunding.sale_id;
  row.content = refunding.content;
  row.booked_at = context.now;
  row.document = refunding.refund.SerializeAsString();
  row.answer = refunding.result.SerializeAsString();
  TESSERA_RETURN_IF_ERROR(transaction.AddRefund(row));
  if (!moved) return absl::OkStatus();
  const MemberId& member_id = moved->member.member.member_id;
  TESSERA_RETURN_IF_ERROR(transaction.SaveAccount(moved->member.account));
  TESSERA_RETURN_IF_ERROR(
      transaction.SaveAllocations(member_id, refunding.sale_id, moved->allocations));
  return transaction.AppendMemberChange(member_id);
}

}  // namespace

absl::StatusOr<v1::RefundResult> BookRefund(const Context& context,
                                            storage::Transaction& transaction,
                                            const v1::Refund& refund) {
  Refunding refunding(refund);
  TESSERA_RETURN_IF_ERROR(CheckInput(context, refunding));
  TESSERA_ASSIGN_OR_RETURN(const auto first, FirstAnswer(transaction, refunding));
  if (first) return *first;
  TESSERA_RETURN_IF_ERROR(LoadSale(transaction, refunding));
  TESSERA_RETURN_IF_ERROR(ChooseLines(refunding));
  Work(refunding);
  TESSERA_ASSIGN_OR_RETURN(const auto moved, MovePoints(context, transaction, refunding));
  refunding.result.set_refund_id(refunding.refund_id.ToText());
  refunding.result.set_refunded_at_us(context.now.us);
  if (moved) {
    refunding.result.set_balance_points(
        moved->member.account.FiguresAt(context.now).balance.value());
  }
  TESSERA_RETURN_IF_ERROR(Write(context, transaction, refunding, moved));
  return std::move(refunding.result);
}

absl::StatusOr<v1::RefundResult> BookOrKeepRefund(const Context& context,
                                                  storage::Transaction& transaction,
                                                  const v1::Refund& refund) {
  absl::StatusOr<v1::RefundResult> booked = BookRefund(context, transaction, refund);
  if (booked.ok() || ReasonOf(booked.status()) != kSaleUnknown) return booked;
  Refunding refunding(refund);
  TESSERA_RETURN_IF_ERROR(CheckInput(context, refunding));
  TESSERA_ASSIGN_OR_RETURN(const auto known, transaction.FindPendingRefund(refunding.refund_id));
  if (known && known->content != refunding.content) return IdReused();
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
    const absl::Status booked = BookRefund(at_large, transaction, refund).status();
    if (booked.ok()) {
      TESSERA_RETURN_IF_ERROR(transaction.RemovePendingRefund(pending.refund_id));
    } else if (absl::IsFailedPrecondition(booked) && ReasonOf(booked) == kExceedsSale) {
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
  absl::StatusOr<v1::RefundResult> result = BookRefund(context, transaction, request.refund());
  if (!result.ok()) {
    const bool has_field = !FieldOf(result.status()).empty();
    return has_field ? InField("refund", result.status()) : result.status();
  }
  v1::RefundResponse response;
  *response.mutable_result() = *std::move(result);
  return response;
}

}  // namespace tessera::operations
