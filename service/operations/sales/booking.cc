#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "booking_work.h"
#include "tessera/base/status.h"
#include "tessera/codec/basket.h"
#include "tessera/codec/shown_receipt.h"
#include "tessera/engine/evaluate.h"
#include "tessera/ledger/points_life.h"
#include "tessera/operations/account/evaluating.h"
#include "tessera/operations/account/situation.h"
#include "tessera/operations/common/content.h"
#include "tessera/operations/common/input.h"
#include "tessera/operations/sales/late_points.h"
#include "tessera/operations/sales/refund.h"
#include "tessera/operations/sales/shown.h"
#include "tessera/situation/seen.h"

namespace tessera::operations {
namespace {

constexpr int kMostSuspicions = 20;

// How far a till's clock may be off before its time says nothing any more.
constexpr Duration kMaximumAhead = Days(1);
constexpr Duration kMaximumBehind = Days(366);

LoadedMember* MemberOf(Booking& booking) {
  return booking.member ? &*booking.member : nullptr;
}

// A printed receipt stands, whatever the till's clock says.
absl::Status CheckQuotedAt(const Context& context, Booking& booking) {
  const Instant quoted_at{booking.sale.quoted_at_us()};
  if (booking.records()) {
    booking.quoted_at = RulesTimeOf(booking.sale, context.now);
    if (booking.quoted_at != quoted_at) booking.Differs("CLOCK_WRONG");
    return absl::OkStatus();
  }
  booking.quoted_at = quoted_at;
  if (quoted_at <= context.now + kMaximumAhead && quoted_at.us > 0) return absl::OkStatus();
  return InvalidInput("QUOTED_AT_INVALID", "quoted_at_us", "set the terminal's clock");
}

absl::StatusOr<std::optional<v1::SaleResult>> FirstAnswer(const Context& context,
                                                          storage::ReadTransaction& transaction,
                                                          const Booking& booking) {
  TESSERA_ASSIGN_OR_RETURN(const auto booked, transaction.FindSale(booking.sale_id));
  if (!booked) return std::optional<v1::SaleResult>();
  if (booked->content != booking.content) {
    return MakeError(absl::StatusCode::kAlreadyExists, "SALE_ID_REUSED", "sale_id",
                     "another sale was booked with this id; use a new one for each sale");
  }
  v1::SaleResult answer;
  if (!answer.ParseFromString(booked->answer)) return Broken("a stored answer is unreadable");
  for (int i = 0; i < answer.coupons_size(); ++i) {
    answer.mutable_coupons(i)->set_code(GivenCode(context, booking.sale_id, i));
  }
  return std::optional<v1::SaleResult>(std::move(answer));
}

absl::Status FindProgram(const Context& context, storage::ReadTransaction& transaction,
                         Booking& booking) {
  TESSERA_ASSIGN_OR_RETURN(booking.live, context.programs.LiveOrNone(transaction));
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
  if (!reference.member_id && !booking.records()) return NobodyBehind(reference, "member");
  // A card that was replaced while its receipt waited in an outbox was good when that was printed.
  if (!reference.owner) {
    booking.Differs("MEMBER_UNKNOWN");
    return absl::OkStatus();
  }
  TESSERA_ASSIGN_OR_RETURN(booking.member, LoadMember(context, transaction, *reference.owner));
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

// The pinned version; the live one where that is not known here; null if there is none.
const engine::CompiledProgram* RulesOf(const Booking& booking) {
  return booking.program != nullptr ? booking.program.get() : booking.live.get();
}

// A till without a program rounds half up; one with a version that is unknown here, as all versions do.
absl::Status EvaluateBare(Booking& booking) {
  const engine::CompiledProgram* const program = RulesOf(booking);
  const bool has_rules = booking.sale.program_version() != 0 && program != nullptr;
  const Rounding rounding = has_rules ? program->source().rounding : Rounding::kHalfUp;
  engine::Basket basket = booking.basket;
  if (booking.records()) basket.redeem = Points();
  TESSERA_ASSIGN_OR_RETURN(booking.own, engine::EvaluateWithoutProgram(basket, rounding));
  return absl::OkStatus();
}

// A printed receipt is compared as if the balance had sufficed: what it spent beyond that is an
// overdraft, a difference of its own.
absl::Status EvaluateOwn(const Context& context, storage::ReadTransaction& transaction,
                         Booking& booking) {
  if (booking.program == nullptr) return InField("basket", EvaluateBare(booking));
  TESSERA_ASSIGN_OR_RETURN(
      engine::MemberView view,
      SituationOf(context, transaction, *booking.program, MemberOf(booking), booking.basket,
                  booking.sale_id, booking.quoted_at));
  if (booking.records()) {
    view.spendable = std::max(view.spendable, booking.basket.redeem);
  } else if (view.present && booking.basket.redeem > view.spendable) {
    return Refused("POINTS_INSUFFICIENT", "basket.redeem_points",
                   "the member does not have so many points; quote again");
  }
  booking.situation = situation::Keep(*booking.program, view, booking.basket);
  absl::StatusOr<engine::Evaluation> own =
      EvaluateHere(*booking.program, view, booking.basket, booking.quoted_at);
  if (booking.records() && absl::IsFailedPrecondition(own.status())) {
    engine::Basket unredeemed = booking.basket;
    unredeemed.redeem = Points();
    own = EvaluateHere(*booking.program, view, unredeemed, booking.quoted_at);
  }
  if (!own.ok()) return InField("basket", own.status());
  booking.own = *std::move(own);
  return absl::OkStatus();
}

// What was shown besides the lines. A terminal that does not say so (one of before, or one without a
// program) shows what the service makes of it, if the lines are the same; if not, nobody knows.
v1::ShownReceipt ReceiptOf(const Booking& booking) {
  if (booking.sale.has_shown_receipt()) return booking.sale.shown_receipt();
  if (!SameFigures(booking.shown, booking.own)) return {};
  return codec::ShownReceiptOf(booking.program.get(), booking.own);
}

bool SameReceipt(const Booking& booking) {
  if (!booking.sale.has_shown_receipt()) return true;
  return ContentOf(booking.sale.shown_receipt()) ==
         ContentOf(codec::ShownReceiptOf(booking.program.get(), booking.own));
}

absl::Status Compare(Booking& booking) {
  TESSERA_ASSIGN_OR_RETURN(booking.shown, ShownEvaluation(booking.sale, booking.own));
  booking.receipt = ReceiptOf(booking);
  booking.same = SameFigures(booking.shown, booking.own) && SameReceipt(booking);
  if (booking.same && !booking.sale.has_shown_receipt()) booking.shown.spent = booking.own.spent;
  if (booking.same && booking.Find("MEMBER_UNKNOWN") == nullptr) return absl::OkStatus();
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

// What was promised for later is no difference once it is credited.
void CompareCredited(Booking& booking) {
  const v1::ShownReceipt own = codec::ShownReceiptOf(booking.program.get(), booking.own);
  if (SameFigures(booking.shown, booking.own) && SameBesidesPoints(booking.receipt, own)) {
    booking.receipt = own;
    booking.same = true;
    booking.Forget("AMOUNTS_DIFFER");
    return;
  }
  storage::Difference* const difference = booking.Find("AMOUNTS_DIFFER");
  if (difference != nullptr) difference->earned = booking.shown.earned - booking.own.earned;
}

// A blocked member gets what the receipt shows, and nothing beyond it.
absl::Status KeepPromise(const Context& context, storage::ReadTransaction& transaction,
                         Booking& booking) {
  if (!booking.records() || !booking.member || !PromisedLater(booking.sale) ||
      booking.Find("MEMBER_BLOCKED") != nullptr) {
    return absl::OkStatus();
  }
  const engine::CompiledProgram* const program = RulesOf(booking);
  if (program == nullptr) return absl::OkStatus();
  if (booking.program != nullptr && SamePrices(booking.shown, booking.own)) {
    TESSERA_RETURN_IF_ERROR(CreditLate(*program, booking.own, &booking.shown, &booking.receipt));
  } else {
    TESSERA_ASSIGN_OR_RETURN(const engine::MemberView view,
                             SituationOf(context, transaction, *program, MemberOf(booking),
                                         booking.basket, booking.sale_id, booking.quoted_at));
    TESSERA_ASSIGN_OR_RETURN(
        const engine::Evaluation due,
        DueAsPaid(*program, view, booking.basket, booking.quoted_at, booking.shown));
    TESSERA_RETURN_IF_ERROR(CreditLate(*program, due, &booking.shown, &booking.receipt));
  }
  booking.credited = true;
  if (booking.program != nullptr) CompareCredited(booking);
  return absl::OkStatus();
}

// Points of a sale that no program is known for never end.
absl::StatusOr<ledger::LotLife> LifeOf(const Booking& booking, const engine::PointsLife& life) {
  const engine::CompiledProgram* const program = RulesOf(booking);
  if (program == nullptr) return ledger::LotLife{booking.quoted_at, std::nullopt};
  return ledger::LifeFrom(booking.quoted_at, life, program->source().time_zone);
}

// Points of offers that have a life of their own are lots of their own; all others are one, the first.
// Where the service does not know which offers gave them, that is all.
absl::Status PortionEarned(Booking& booking) {
  const engine::CompiledProgram* const program = RulesOf(booking);
  const engine::PointsLife usual =
      program == nullptr ? engine::PointsLife() : program->source().points_life;
  Points rest = booking.shown.earned;
  std::vector<ledger::Portion> own_lives;
  if (booking.same && booking.program != nullptr && booking.shown.earned == booking.own.earned) {
    for (const engine::OfferResult& result : booking.own.offers) {
      const engine::Offer& offer = booking.program->source().offers[result.offer];
      if (!offer.points_life || result.points <= Points()) continue;
      TESSERA_ASSIGN_OR_RETURN(const ledger::LotLife life, LifeOf(booking, *offer.points_life));
      own_lives.push_back({result.points, life});
      rest -= result.points;
    }
  }
  // A factor below 1 takes from what others gave: then there is no telling whose points are left.
  if (rest.is_negative()) {
    own_lives.clear();
    rest = booking.shown.earned;
  }
  TESSERA_ASSIGN_OR_RETURN(const ledger::LotLife life, LifeOf(booking, usual));
  if (!rest.is_zero()) booking.earned.push_back({rest, life});
  booking.earned.insert(booking.earned.end(), own_lives.begin(), own_lives.end());
  return absl::OkStatus();
}

absl::Status SpendPoints(const ledger::Cause& cause, ledger::Account& account, Booking& booking) {
  const ledger::Overdraft overdraft =
      booking.records() ? ledger::Overdraft::kAllow : ledger::Overdraft::kRefuse;
  // Its own hold goes first: beside what is spent it would count twice, and cut those of others.
  account.Release(booking.sale_id);
  auto allocations = account.Spend(booking.shown.spent, overdraft, cause);
  if (!allocations.ok()) return InField("basket", allocations.status());
  booking.allocations = *std::move(allocations);
  for (const ledger::Allocation& allocation : booking.allocations) {
    if (allocation.lot_no == 0) booking.Differs("OVERDRAFT").overdraft = allocation.spent;
  }
  return absl::OkStatus();
}

absl::Status EarnPoints(const ledger::Cause& cause, ledger::Account& account, Booking& booking) {
  TESSERA_RETURN_IF_ERROR(PortionEarned(booking));
  if (!booking.earned.empty()) booking.lot_no = account.state().last_lot_no + 1;
  return account.Earn(booking.earned, cause);
}

absl::Status MovePoints(const Context& context, Booking& booking) {
  if (!booking.member) return absl::OkStatus();
  ledger::Account& account = booking.member->account;
  ledger::Cause cause = booking.member->CauseAt(context.now);
  cause.sale_id = booking.sale_id;
  const engine::CompiledProgram* const program = RulesOf(booking);
  // Where points of a sale may pay for it they have to be there before they are spent.
  const bool earns_first = program != nullptr && program->source().earned_points_pay_at_once;
  if (earns_first) TESSERA_RETURN_IF_ERROR(EarnPoints(cause, account, booking));
  TESSERA_RETURN_IF_ERROR(SpendPoints(cause, account, booking));
  if (!earns_first) TESSERA_RETURN_IF_ERROR(EarnPoints(cause, account, booking));
  if (program == nullptr) return absl::OkStatus();
  return account.Touch(booking.quoted_at, program->source().time_zone, context.now);
}

// Books one payment. False if there is nothing to book it on: a wallet without a member, a card that
// nobody issued.
absl::StatusOr<bool> Pay(const Context& context, storage::Transaction& transaction,
                         const v1::Payment& payment, Booking& booking) {
  const bool wallet = payment.kind() == v1::TENDER_KIND_WALLET;
  if (wallet && !booking.member) return false;
  const ledger::TenderKey key = wallet ? WalletKey(booking.member->member.member_id)
                                       : GiftCardKey(context, payment.code());
  TESSERA_ASSIGN_OR_RETURN(auto state, transaction.FindTender(key));
  if (!state) {
    // A printed receipt took a card for one that nobody issued: it is seen.
    booking.Explains();
    return false;
  }
  const ledger::Overdraft overdraft =
      booking.records() ? ledger::Overdraft::kAllow : ledger::Overdraft::kRefuse;
  ledger::Tender tender(*std::move(state));
  ledger::Cause cause{context.now, booking.sale_id};
  TESSERA_RETURN_IF_ERROR(tender.Pay(Money(payment.amount_minor()), overdraft, cause));
  TESSERA_RETURN_IF_ERROR(transaction.SaveTender(tender));
  return true;
}

// What gift cards and the wallet pay. What could not be booked on them is none of their payments, so
// that no refund gives it back to them.
absl::Status MoveMoney(const Context& context, storage::Transaction& transaction,
                       Booking& booking) {
  if (booking.receipt.payments().empty()) return absl::OkStatus();
  google::protobuf::RepeatedPtrField<v1::Payment> booked;
  for (const v1::Payment& payment : booking.receipt.payments()) {
    TESSERA_ASSIGN_OR_RETURN(const bool is_booked, Pay(context, transaction, payment, booking));
    if (is_booked) *booked.Add() = payment;
  }
  booking.receipt.mutable_payments()->Swap(&booked);
  return absl::OkStatus();
}

absl::Status Count(const Context& context, storage::Transaction& transaction, Booking& booking) {
  // Offers that credited points late count by the program that they are of.
  const engine::CompiledProgram* const program =
      booking.credited ? RulesOf(booking) : booking.program.get();
  const CountedSale sale{booking.sale_id, booking.sale.store_id(), booking.quoted_at,
                         booking.receipt, program,                 booking.live.get(),
                         MemberOf(booking)};
  TESSERA_ASSIGN_OR_RETURN(
      booking.counted,
      CountSale(context, transaction, sale,
                ledger::PurchaseDay{0, 1, booking.shown.total, booking.shown.earned}));
  return absl::OkStatus();
}

v1::SaleResult AnswerOf(const Context& context, const Booking& booking) {
  v1::SaleResult answer;
  answer.set_sale_id(booking.sale_id.ToText());
  answer.set_committed_at_us(context.now.us);
  answer.set_differs(!booking.differences.empty());
  for (const v1::GivenCoupon& coupon : booking.counted.coupons) *answer.add_coupons() = coupon;
  if (!booking.member) return answer;
  answer.set_member_id(booking.member->member.member_id.ToText());
  answer.set_earned_points(booking.shown.earned.value());
  answer.set_spent_points(booking.shown.spent.value());
  answer.set_balance_points(booking.member->account.FiguresAt(context.now).balance.value());
  for (const ledger::Allocation& allocation : booking.allocations) {
    if (allocation.lot_no == 0) answer.set_overdraft_points(allocation.spent.value());
  }
  if (!booking.earned.empty()) {
    const ledger::LotLife& life = booking.earned.front().life;
    answer.set_earned_active_from_us(life.active_from.us);
    answer.set_earned_expires_at_us(life.expires_at ? life.expires_at->us : 0);
  }
  answer.set_new_tier(booking.counted.new_tier);
  return answer;
}

}  // namespace

Instant RulesTimeOf(const v1::Sale& sale, Instant booked_at) {
  const Instant quoted_at{sale.quoted_at_us()};
  const bool wrong =
      quoted_at > booked_at + kMaximumAhead || quoted_at + kMaximumBehind < booked_at;
  return wrong ? booked_at : quoted_at;
}

absl::StatusOr<SaleInput> ReadSale(const Context& context, const v1::Sale& sale) {
  SaleInput input;
  TESSERA_ASSIGN_OR_RETURN(input.sale_id, SaleId::Parse(sale.sale_id(), "sale_id"));
  TESSERA_RETURN_IF_ERROR(CheckStoreAndTerminal(context, sale.store_id(), sale.terminal_id()));
  TESSERA_RETURN_IF_ERROR(CheckText(sale.cashier_id(), 64, "cashier_id"));
  TESSERA_RETURN_IF_ERROR(CheckText(sale.receipt_no(), 64, "receipt_no"));
  if (sale.suspicions_size() > kMostSuspicions) {
    return InvalidInput("TOO_MANY_ITEMS", "suspicions", "send at most 20");
  }
  TESSERA_RETURN_IF_ERROR(CheckText(sale.fiscal().drive_no(), 32, "fiscal.drive_no"));
  TESSERA_RETURN_IF_ERROR(CheckText(sale.fiscal().sign(), 32, "fiscal.sign"));
  if (sale.program_version() < 0) {
    return InvalidInput("PROGRAM_VERSION_INVALID", "program_version", "send 0 or a version");
  }
  input.basket = codec::BasketFromProto(sale.basket(), sale.store_id());
  TESSERA_RETURN_IF_ERROR(InField("basket", engine::CheckBasket(input.basket)));
  input.content = ContentOf(context.secrets.lookup_key, sale);
  return input;
}

absl::StatusOr<v1::SaleResult> BookSale(const Context& context, storage::Transaction& transaction,
                                        const v1::Sale& sale, SaleInput input,
                                        OnDifference policy) {
  Booking booking(sale, std::move(input), policy);
  TESSERA_RETURN_IF_ERROR(CheckQuotedAt(context, booking));
  TESSERA_ASSIGN_OR_RETURN(const auto first, FirstAnswer(context, transaction, booking));
  if (first) return *first;
  TESSERA_RETURN_IF_ERROR(CheckOpen(transaction, booking));
  TESSERA_RETURN_IF_ERROR(FindProgram(context, transaction, booking));
  TESSERA_RETURN_IF_ERROR(FindMember(context, transaction, booking));
  TESSERA_RETURN_IF_ERROR(EvaluateOwn(context, transaction, booking));
  TESSERA_RETURN_IF_ERROR(Compare(booking));
  TESSERA_RETURN_IF_ERROR(KeepPromise(context, transaction, booking));
  TESSERA_RETURN_IF_ERROR(MovePoints(context, booking));
  TESSERA_RETURN_IF_ERROR(MoveMoney(context, transaction, booking));
  TESSERA_RETURN_IF_ERROR(Count(context, transaction, booking));
  const v1::SaleResult answer = AnswerOf(context, booking);
  TESSERA_RETURN_IF_ERROR(WriteBooking(context, transaction, booking, answer));
  TESSERA_RETURN_IF_ERROR(BookPendingRefunds(context, transaction, booking.sale_id));
  return answer;
}

}  // namespace tessera::operations
