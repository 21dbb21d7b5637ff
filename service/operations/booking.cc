#include "tessera/operations/booking.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "tessera/base/identifier.h"
#include "tessera/base/status.h"
#include "tessera/codec/basket.h"
#include "tessera/codec/evaluation.h"
#include "tessera/codec/identifier.h"
#include "tessera/engine/evaluate.h"
#include "tessera/ledger/points_life.h"
#include "tessera/operations/content.h"
#include "tessera/operations/holds.h"
#include "tessera/operations/input.h"
#include "tessera/operations/late_points.h"
#include "tessera/operations/members.h"
#include "tessera/operations/refund.h"
#include "tessera/operations/shown.h"

namespace tessera::operations {
namespace {

// How far a till's clock may be off before its time says nothing any more.
constexpr Duration kMaximumAhead = Days(1);
constexpr Duration kMaximumBehind = Days(366);

// What is found out before anything is written.
struct Booking {
  Booking(const v1::Sale& given, OnDifference on_difference) : sale(given), policy(on_difference) {}

  const v1::Sale& sale;
  OnDifference policy;
  SaleId sale_id;
  Digest content{};
  Instant quoted_at;  // that rules and lots see
  engine::Basket basket;
  Programs::Program program;           // null: none, or not known here
  std::optional<LoadedMember> member;  // none: none, or not known here
  engine::Evaluation own;              // what the service says
  engine::Evaluation shown;            // what was shown, and is booked
  std::vector<ledger::Allocation> allocations;
  ledger::LotLife life;
  int64_t lot_no = 0;
  std::vector<storage::Difference> differences;

  bool records() const { return policy == OnDifference::kRecord; }
  storage::Difference& Differs(absl::string_view reason) {
    storage::Difference difference;
    difference.sale_id = sale_id;
    difference.reason = std::string(reason);
    differences.push_back(std::move(difference));
    return differences.back();
  }
  storage::Difference* Find(absl::string_view reason) {
    for (storage::Difference& difference : differences) {
      if (difference.reason == reason) return &difference;
    }
    return nullptr;
  }
  // Where member or program is unknown, that alone explains other figures; the member comes first,
  // because only there the points stay visible.
  storage::Difference& Explains() {
    for (const char* reason : {"MEMBER_UNKNOWN", "PROGRAM_UNKNOWN"}) {
      if (storage::Difference* difference = Find(reason)) return *difference;
    }
    return Differs("AMOUNTS_DIFFER");
  }
};

// A printed receipt stands, whatever the till's clock says.
absl::Status CheckQuotedAt(const Context& context, Booking& booking) {
  booking.quoted_at = Instant{booking.sale.quoted_at_us()};
  const bool ahead = booking.quoted_at > context.now + kMaximumAhead;
  if (booking.records()) {
    if (!ahead && booking.quoted_at + kMaximumBehind >= context.now) return absl::OkStatus();
    booking.quoted_at = context.now;
    booking.Differs("CLOCK_WRONG");
    return absl::OkStatus();
  }
  if (!ahead && booking.quoted_at.us > 0) return absl::OkStatus();
  return InvalidInput("QUOTED_AT_INVALID", "quoted_at_us", "set the terminal's clock");
}

absl::Status CheckInput(const Context& context, Booking& booking) {
  const v1::Sale& sale = booking.sale;
  TESSERA_ASSIGN_OR_RETURN(booking.sale_id, SaleId::Parse(sale.sale_id(), "sale_id"));
  TESSERA_RETURN_IF_ERROR(CheckStoreAndTerminal(context, sale.store_id(), sale.terminal_id()));
  TESSERA_RETURN_IF_ERROR(CheckText(sale.cashier_id(), 64, "cashier_id"));
  TESSERA_RETURN_IF_ERROR(CheckText(sale.receipt_no(), 64, "receipt_no"));
  TESSERA_RETURN_IF_ERROR(CheckText(sale.fiscal().drive_no(), 32, "fiscal.drive_no"));
  TESSERA_RETURN_IF_ERROR(CheckText(sale.fiscal().sign(), 32, "fiscal.sign"));
  if (sale.program_version() < 0) {
    return InvalidInput("PROGRAM_VERSION_INVALID", "program_version", "send 0 or a version");
  }
  TESSERA_RETURN_IF_ERROR(CheckQuotedAt(context, booking));
  booking.basket = codec::BasketFromProto(sale.basket(), sale.store_id());
  TESSERA_RETURN_IF_ERROR(InField("basket", engine::CheckBasket(booking.basket)));
  TESSERA_ASSIGN_OR_RETURN(booking.content, ContentOf(context.secrets.lookup_key, sale));
  return absl::OkStatus();
}

absl::StatusOr<std::optional<v1::SaleResult>> FirstAnswer(storage::ReadTransaction& transaction,
                                                          const Booking& booking) {
  TESSERA_ASSIGN_OR_RETURN(const auto booked, transaction.FindSale(booking.sale_id));
  if (!booked) return std::optional<v1::SaleResult>();
  if (booked->content != booking.content) {
    return MakeError(absl::StatusCode::kAlreadyExists, "SALE_ID_REUSED", "sale_id",
                     "another sale was booked with this id; use a new one for each sale");
  }
  v1::SaleResult answer;
  if (!answer.ParseFromString(booked->answer)) return Broken("a stored answer is unreadable");
  return std::optional<v1::SaleResult>(std::move(answer));
}

absl::Status FindProgram(const Context& context, storage::ReadTransaction& transaction,
                         Booking& booking) {
  if (booking.sale.program_version() == 0) return absl::OkStatus();
  absl::StatusOr<Programs::Program> program =
      context.programs.Version(transaction, booking.sale.program_version());
  if (absl::IsNotFound(program.status()) && booking.records()) {
    booking.Differs("PROGRAM_UNKNOWN");
    return absl::OkStatus();
  }
  TESSERA_RETURN_IF_ERROR(program.status());
  booking.program = *std::move(program);
  return absl::OkStatus();
}

absl::Status FindMember(const Context& context, storage::ReadTransaction& transaction,
                        Booking& booking) {
  TESSERA_ASSIGN_OR_RETURN(const Reference reference,
                           Resolve(context, transaction, booking.sale.member(), "member"));
  if (!reference.named) return absl::OkStatus();
  if (!reference.member_id) {
    if (!booking.records()) return MemberUnknown("member");
    booking.Differs("MEMBER_UNKNOWN");
    return absl::OkStatus();
  }
  TESSERA_ASSIGN_OR_RETURN(booking.member, LoadMember(context, transaction, *reference.member_id));
  const absl::Status takes_part = CheckTakesPart(booking.member->member, "member");
  if (takes_part.ok()) return absl::OkStatus();
  if (!booking.records()) return takes_part;
  booking.Differs("MEMBER_BLOCKED");
  return absl::OkStatus();
}

absl::Status CheckOpen(storage::ReadTransaction& transaction, Booking& booking) {
  TESSERA_ASSIGN_OR_RETURN(const bool cancelled, transaction.IsCancelled(booking.sale_id));
  if (!cancelled) return absl::OkStatus();
  if (!booking.records()) {
    return Refused("SALE_CLOSED", "sale_id", "this sale was cancelled; begin a new one");
  }
  booking.Differs("SALE_CANCELLED");
  return absl::OkStatus();
}

// A printed receipt is compared as if the balance had sufficed: what it spent beyond that is an
// overdraft, a difference of its own.
absl::Status EvaluateOwn(const Context& context, Booking& booking) {
  if (booking.program == nullptr) {
    TESSERA_ASSIGN_OR_RETURN(booking.own, engine::EvaluateWithoutProgram(booking.basket));
    return absl::OkStatus();
  }
  engine::MemberView view;
  if (booking.member) view = ViewOf(*booking.member, booking.sale_id, context.now);
  if (booking.records()) {
    view.spendable = std::max(view.spendable, booking.basket.redeem);
  } else if (view.present && booking.basket.redeem > view.spendable) {
    return Refused("POINTS_INSUFFICIENT", "basket.redeem_points",
                   "the member does not have so many points; quote again");
  }
  absl::StatusOr<engine::Evaluation> own =
      engine::Evaluate(*booking.program, view, booking.basket, booking.quoted_at);
  if (booking.records() && absl::IsFailedPrecondition(own.status())) {
    engine::Basket unredeemed = booking.basket;
    unredeemed.redeem = Points();
    own = engine::Evaluate(*booking.program, view, unredeemed, booking.quoted_at);
  }
  if (!own.ok()) return InField("basket", own.status());
  booking.own = *std::move(own);
  return absl::OkStatus();
}

absl::Status Compare(Booking& booking) {
  TESSERA_ASSIGN_OR_RETURN(booking.shown, ShownEvaluation(booking.sale, booking.own));
  if (SameFigures(booking.shown, booking.own) && booking.Find("MEMBER_UNKNOWN") == nullptr) {
    return absl::OkStatus();
  }
  if (!booking.records()) {
    return Refused("QUOTE_CHANGED", "shown", "the quote has changed; quote again and show it");
  }
  storage::Difference& difference = booking.Explains();
  difference.discount = booking.shown.discount - booking.own.discount;
  difference.earned = booking.shown.earned - booking.own.earned;
  if (difference.reason == "MEMBER_UNKNOWN") {
    // No account to charge or to credit: the points stay visible here.
    difference.earned = booking.shown.earned;
    difference.overdraft = booking.shown.spent;
  }
  return absl::OkStatus();
}

// The pinned version; the live one where that is not known here; null if there is none.
absl::StatusOr<Programs::Program> RulesOf(const Context& context,
                                          storage::ReadTransaction& transaction,
                                          const Booking& booking) {
  if (booking.program != nullptr) return booking.program;
  absl::StatusOr<Programs::Program> live = context.programs.Live(transaction);
  if (absl::IsNotFound(live.status())) return Programs::Program();
  return live;
}

// A blocked member gets what the receipt shows, and nothing beyond it.
absl::Status KeepPromise(const Context& context, storage::ReadTransaction& transaction,
                         Booking& booking) {
  if (!booking.records() || !booking.member || !PromisedLater(booking.sale) ||
      booking.Find("MEMBER_BLOCKED") != nullptr) {
    return absl::OkStatus();
  }
  TESSERA_ASSIGN_OR_RETURN(const Programs::Program program,
                           RulesOf(context, transaction, booking));
  if (program == nullptr) return absl::OkStatus();
  return CreditLate(*program, ViewOf(*booking.member, booking.sale_id, context.now),
                    booking.basket, booking.quoted_at, &booking.shown);
}

// Points of a sale that no program is known for never end.
absl::StatusOr<ledger::LotLife> LifeOf(const Context& context,
                                       storage::ReadTransaction& transaction,
                                       const Booking& booking) {
  TESSERA_ASSIGN_OR_RETURN(const Programs::Program program,
                           RulesOf(context, transaction, booking));
  if (program == nullptr) return ledger::LotLife{booking.quoted_at, std::nullopt};
  const engine::Program& source = program->source();
  return ledger::LifeFrom(booking.quoted_at, source.points_life, source.time_zone);
}

absl::Status MovePoints(const Context& context, storage::ReadTransaction& transaction,
                        Booking& booking) {
  if (!booking.member) return absl::OkStatus();
  ledger::Account& account = booking.member->account;
  const ledger::Cause cause{context.now, booking.sale_id};
  const ledger::Overdraft overdraft =
      booking.records() ? ledger::Overdraft::kAllow : ledger::Overdraft::kRefuse;
  account.Release(booking.sale_id);
  TESSERA_ASSIGN_OR_RETURN(booking.allocations,
                           account.Spend(booking.shown.spent, overdraft, cause));
  for (const ledger::Allocation& allocation : booking.allocations) {
    if (allocation.lot_no == 0) booking.Differs("OVERDRAFT").overdraft = allocation.spent;
  }
  TESSERA_ASSIGN_OR_RETURN(booking.life, LifeOf(context, transaction, booking));
  TESSERA_ASSIGN_OR_RETURN(booking.lot_no,
                           account.Earn(booking.shown.earned, booking.life, cause));
  return absl::OkStatus();
}

v1::SaleResult AnswerOf(const Context& context, const Booking& booking) {
  v1::SaleResult answer;
  answer.set_sale_id(booking.sale_id.ToText());
  answer.set_committed_at_us(context.now.us);
  answer.set_differs(!booking.differences.empty());
  if (!booking.member) return answer;
  answer.set_member_id(booking.member->member.member_id.ToText());
  answer.set_earned_points(booking.shown.earned.value());
  answer.set_spent_points(booking.shown.spent.value());
  answer.set_balance_points(booking.member->account.FiguresAt(context.now).balance.value());
  for (const ledger::Allocation& allocation : booking.allocations) {
    if (allocation.lot_no == 0) answer.set_overdraft_points(allocation.spent.value());
  }
  if (booking.lot_no != 0) {
    answer.set_earned_active_from_us(booking.life.active_from.us);
    answer.set_earned_expires_at_us(booking.life.expires_at ? booking.life.expires_at->us : 0);
  }
  return answer;
}

// The sale as sent, but for a card or phone in clear: the database knows these by their hash only.
absl::StatusOr<std::string> DocumentOf(const Context& context, const Booking& booking) {
  if (!booking.sale.member().has_identifier()) return booking.sale.SerializeAsString();
  TESSERA_ASSIGN_OR_RETURN(const Identifier identifier,
                           codec::IdentifierFromProto(booking.sale.member().identifier()));
  v1::Sale document = booking.sale;
  document.mutable_member()->set_identifier_hash(
      std::string(HashBytes(HashIdentifier(context.secrets.lookup_key, identifier))));
  return document.SerializeAsString();
}

absl::StatusOr<storage::Sale> RowOf(const Context& context, const Booking& booking,
                                    const v1::SaleResult& answer) {
  storage::Sale row;
  row.sale_id = booking.sale_id;
  if (booking.member) row.member_id = booking.member->member.member_id;
  row.content = booking.content;
  row.store_id = booking.sale.store_id();
  row.terminal_id = booking.sale.terminal_id();
  row.receipt_no = booking.sale.receipt_no();
  row.booked_at = context.now;
  row.lot_no = booking.lot_no;
  TESSERA_ASSIGN_OR_RETURN(row.document, DocumentOf(context, booking));
  v1::Evaluation evaluation = codec::EvaluationToProto(booking.shown);
  evaluation.set_program_version(booking.sale.program_version());
  row.evaluation = evaluation.SerializeAsString();
  row.answer = answer.SerializeAsString();
  return row;
}

absl::Status Write(const Context& context, storage::Transaction& transaction, Booking& booking,
                   const v1::SaleResult& answer) {
  std::optional<MemberId> member_id;
  if (booking.member) member_id = booking.member->member.member_id;
  TESSERA_RETURN_IF_ERROR(ReleaseHold(context, transaction, booking.sale_id, member_id));
  TESSERA_ASSIGN_OR_RETURN(const storage::Sale row, RowOf(context, booking, answer));
  TESSERA_RETURN_IF_ERROR(transaction.AddSale(row).status());
  for (storage::Difference& difference : booking.differences) {
    difference.booked_at = context.now;
    TESSERA_RETURN_IF_ERROR(transaction.AddDifference(difference));
  }
  if (!booking.member) return absl::OkStatus();
  TESSERA_RETURN_IF_ERROR(transaction.SaveAccount(booking.member->account));
  TESSERA_RETURN_IF_ERROR(
      transaction.SaveAllocations(*member_id, booking.sale_id, booking.allocations));
  return transaction.AppendMemberChange(*member_id);
}

}  // namespace

absl::StatusOr<v1::SaleResult> BookSale(const Context& context, storage::Transaction& transaction,
                                        const v1::Sale& sale, OnDifference policy) {
  Booking booking(sale, policy);
  TESSERA_RETURN_IF_ERROR(CheckInput(context, booking));
  TESSERA_ASSIGN_OR_RETURN(const auto first, FirstAnswer(transaction, booking));
  if (first) return *first;
  TESSERA_RETURN_IF_ERROR(CheckOpen(transaction, booking));
  TESSERA_RETURN_IF_ERROR(FindProgram(context, transaction, booking));
  TESSERA_RETURN_IF_ERROR(FindMember(context, transaction, booking));
  TESSERA_RETURN_IF_ERROR(EvaluateOwn(context, booking));
  TESSERA_RETURN_IF_ERROR(Compare(booking));
  TESSERA_RETURN_IF_ERROR(KeepPromise(context, transaction, booking));
  TESSERA_RETURN_IF_ERROR(MovePoints(context, transaction, booking));
  const v1::SaleResult answer = AnswerOf(context, booking);
  TESSERA_RETURN_IF_ERROR(Write(context, transaction, booking, answer));
  TESSERA_RETURN_IF_ERROR(BookPendingRefunds(context, transaction, booking.sale_id));
  return answer;
}

}  // namespace tessera::operations
