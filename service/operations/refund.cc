#include "tessera/operations/refund.h"

#include <algorithm>
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
#include "tessera/operations/counting.h"
#include "tessera/operations/input.h"
#include "tessera/operations/booking.h"
#include "tessera/operations/members.h"
#include "tessera/operations/situation.h"

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

// What one lot of the sale earned on one line, and how much of that is taken back now.
struct LotPart {
  int64_t lot_no = 0;
  int64_t earned = 0;
};

struct Refunding {
  explicit Refunding(const v1::Refund& given) : refund(given) {}

  const v1::Refund& refund;
  RefundId refund_id;
  SaleId sale_id;
  Digest content{};
  storage::Sale sale;
  v1::Sale document;
  v1::Evaluation evaluation;
  Programs::Program program;  // of the sale; null: none, or not known here
  Programs::Program live;     // null: none
  std::map<uint32_t, SoldLine> lines;
  std::vector<v1::RefundLine> wanted;
  std::map<int64_t, Points> revoked;  // by lot
  bool whole = false;                 // with this, all of the sale is back
  v1::RefundResult result;

  const engine::RefundRules rules() const {
    const engine::CompiledProgram* const asked = program != nullptr ? program.get() : live.get();
    return asked == nullptr ? engine::RefundRules() : asked->source().refund_rules;
  }
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

// How a line's points are spread over the sale's lots: the first has what no offer with a life of its
// own gave, each such offer the next, as the sale was booked.
std::vector<LotPart> LotsOf(const Refunding& refunding, const SoldLine& sold) {
  std::vector<LotPart> parts = {{refunding.sale.lot_no, sold.booked.earned_points()}};
  if (refunding.program == nullptr || refunding.sale.lots < 2) return parts;
  int64_t own_lives = 0;
  std::vector<LotPart> others;
  for (const v1::OfferResult& result : refunding.evaluation.offers()) {
    const engine::Offer* const offer = refunding.program->FindOffer(result.offer_id());
    if (offer == nullptr || !offer->points_life || result.points() <= 0) continue;
    LotPart part;
    for (const v1::OfferShare& share : result.shares()) {
      if (share.line_no() == sold.booked.line_no()) part.earned += share.points();
    }
    own_lives += part.earned;
    others.push_back(part);
  }
  parts[0].earned -= own_lives;
  // Without a first lot, all points were of such offers.
  const bool has_first = refunding.sale.lots > static_cast<int32_t>(others.size());
  int64_t lot_no = refunding.sale.lot_no + (has_first ? 1 : 0);
  for (LotPart& part : others) {
    part.lot_no = lot_no++;
    parts.push_back(part);
  }
  return parts;
}

// The lots of a line are gone through one behind the other, so that any sequence of returns takes from
// each what it got.
void RevokeFromLots(const SoldLine& sold, int64_t revoked, Refunding& refunding) {
  int64_t before = engine::CumulativeShare(sold.booked.earned_points(), sold.back_milli,
                                           sold.quantity_milli);
  const int64_t after = before + revoked;
  int64_t begin = 0;
  for (const LotPart& part : LotsOf(refunding, sold)) {
    const int64_t end = begin + part.earned;
    const int64_t taken = std::max<int64_t>(std::min(after, end) - std::max(before, begin), 0);
    if (taken > 0) refunding.revoked[part.lot_no] += Points(taken);
    begin = end;
  }
}

// Sums stay below the sale's own, which fit.
void Work(Refunding& refunding) {
  v1::RefundResult& result = refunding.result;
  const bool has_member = refunding.sale.member_id.has_value();
  const bool keeps_spent = refunding.rules().keep_spent_points;
  refunding.whole = true;
  std::map<uint32_t, int64_t> now;
  for (const v1::RefundLine& wanted : refunding.wanted) {
    const SoldLine& sold = refunding.lines[wanted.line_no()];
    now[wanted.line_no()] = wanted.quantity_milli();
    v1::RefundedLine* line = result.add_lines();
    line->set_line_no(wanted.line_no());
    line->set_quantity_milli(wanted.quantity_milli());
    line->set_net_minor(Part(sold.booked.net_minor(), sold, wanted.quantity_milli()));
    if (has_member) {
      const int64_t spent = Part(sold.booked.spent_points(), sold, wanted.quantity_milli());
      line->set_returned_points(keeps_spent ? 0 : spent);
      line->set_revoked_points(Part(sold.booked.earned_points(), sold, wanted.quantity_milli()));
      RevokeFromLots(sold, line->revoked_points(), refunding);
    }
    result.set_net_minor(result.net_minor() + line->net_minor());
    result.set_returned_points(result.returned_points() + line->returned_points());
    result.set_revoked_points(result.revoked_points() + line->revoked_points());
  }
  for (const auto& [line_no, sold] : refunding.lines) {
    if (sold.back_milli + now[line_no] < sold.quantity_milli) refunding.whole = false;
  }
}

// Points that lowered no line (the cost of what was chosen) come back with the whole sale.
void ReturnRest(Refunding& refunding) {
  if (!refunding.whole || !refunding.sale.member_id || refunding.rules().keep_spent_points) return;
  int64_t of_lines = 0;
  for (const v1::LineResult& line : refunding.evaluation.lines()) of_lines += line.spent_points();
  v1::RefundResult& result = refunding.result;
  result.set_returned_points(result.returned_points() + refunding.evaluation.spent_points() -
                             of_lines);
}

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

struct Moved {
  LoadedMember member;
  MemberId paid_by;  // the account that paid for the sale
  std::vector<ledger::Allocation> allocations;
};

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

absl::Status TakeBack(bool same_account, const ledger::Cause& cause, Refunding& refunding,
                      ledger::Account& account) {
  const engine::RefundRules rules = refunding.rules();
  const ledger::Account::Revoking how{rules.revoke_pending_first,
                                      rules.revoke_beyond == engine::RevokeBeyond::kLoss};
  for (const auto& [lot_no, points] : refunding.revoked) {
    TESSERA_ASSIGN_OR_RETURN(const ledger::Account::Revoked revoked,
                             account.Revoke(points, same_account ? lot_no : 0, how, cause));
    refunding.result.set_lost_points(refunding.result.lost_points() + revoked.lost.value());
  }
  return absl::OkStatus();
}

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
  if (!same_account) lot_nos.clear();
  TESSERA_ASSIGN_OR_RETURN(LoadedMember member,
                           LoadMember(context, transaction, *refunding.sale.member_id, lot_nos));
  Moved moved{std::move(member), paid_by, std::move(allocations)};
  ledger::Cause cause = moved.member.CauseAt(context.now);
  cause.sale_id = refunding.sale_id;
  cause.refund_id = refunding.refund_id;
  TESSERA_RETURN_IF_ERROR(GiveBack(context, refunding, same_account, cause, &moved));
  TESSERA_RETURN_IF_ERROR(TakeBack(same_account, cause, refunding, moved.member.account));
  return std::optional<Moved>(std::move(moved));
}

// Gift cards and the wallet get back their part of what was paid, the first to pay first; the rest is
// handed out.
absl::Status MoveMoney(const Context& context, storage::Transaction& transaction,
                       const LoadedMember* member, Refunding& refunding) {
  const auto& payments = refunding.document.shown_receipt().payments();
  int64_t paid = 0;
  for (const v1::Payment& payment : payments) paid += payment.amount_minor();
  if (paid == 0) return absl::OkStatus();
  int64_t back_before = 0;
  for (const auto& [line_no, sold] : refunding.lines) {
    back_before += engine::CumulativeShare(sold.booked.net_minor(), sold.back_milli,
                                           sold.quantity_milli);
  }
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

absl::Status CountBack(const Context& context, storage::Transaction& transaction,
                       const Refunding& refunding, LoadedMember* member) {
  v1::SaleResult answer;
  if (!answer.ParseFromString(refunding.sale.answer)) return Broken("a stored answer is unreadable");
  const CountedSale sale{refunding.sale_id,
                         refunding.sale.store_id,
                         RulesTimeOf(refunding.document, refunding.sale.booked_at),
                         refunding.document.shown_receipt(),
                         refunding.program.get(),
                         refunding.live.get(),
                         member};
  return CountRefund(context, transaction, sale,
                     ledger::PurchaseDay{0, 0, Money(refunding.result.net_minor()),
                                         Points(refunding.result.revoked_points())},
                     refunding.whole, answer.coupons_size());
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
  TESSERA_RETURN_IF_ERROR(transaction.SaveAccount(moved->member.account));
  TESSERA_RETURN_IF_ERROR(
      transaction.SaveAllocations(moved->paid_by, refunding.sale_id, moved->allocations));
  return AppendAccountChange(transaction, moved->member);
}

}  // namespace

absl::StatusOr<v1::RefundResult> BookRefund(const Context& context,
                                            storage::Transaction& transaction,
                                            const v1::Refund& refund) {
  Refunding refunding(refund);
  TESSERA_RETURN_IF_ERROR(CheckInput(context, refunding));
  TESSERA_ASSIGN_OR_RETURN(const auto first, FirstAnswer(transaction, refunding));
  if (first) return *first;
  TESSERA_RETURN_IF_ERROR(LoadSale(context, transaction, refunding));
  TESSERA_RETURN_IF_ERROR(ChooseLines(refunding));
  Work(refunding);
  ReturnRest(refunding);
  TESSERA_ASSIGN_OR_RETURN(auto moved, MovePoints(context, transaction, refunding));
  TESSERA_RETURN_IF_ERROR(MoveMoney(context, transaction, moved ? &moved->member : nullptr, refunding));
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
