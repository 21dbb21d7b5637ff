#include "tessera/plugin/sale/sale.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "tessera/base/status.h"
#include "tessera/codec/basket.h"
#include "tessera/codec/identifier.h"
#include "tessera/codec/shown_receipt.h"
#include "tessera/engine/evaluate.h"
#include "tessera/plugin/sale/card_watch.h"
#include "tessera/plugin/sale/phrases.h"
#include "tessera/plugin/sale/survey.h"

namespace tessera::plugin {
namespace {

constexpr size_t kIdBytes = 64;
constexpr size_t kCurrencyBytes = 8;
// Well below what the service takes in one message: a sale that is quoted can be committed.
constexpr size_t kBasketBytes = 448 * 1024;

bool IsReason(const absl::Status& status, absl::string_view reason) {
  return ReasonOf(status) == reason;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Sale>> Sale::Begin(Till& till, absl::string_view sale_id,
                                                  absl::string_view cashier_id,
                                                  absl::string_view currency_code) {
  SaleId id = SaleId::Make(till.parts().clock.Now(), till.parts().random);
  if (!sale_id.empty()) {
    const absl::StatusOr<SaleId> given = SaleId::Parse(sale_id, "sale_id");
    if (!given.ok()) {
      return InvalidInput("SALE_ID_INVALID", "sale_id", "must be a UUID in text form, or empty");
    }
    id = *given;
  }
  if (cashier_id.size() > kIdBytes) {
    return InvalidInput("TEXT_TOO_LONG", "cashier_id", "at most 64 bytes");
  }
  if (currency_code.size() > kCurrencyBytes) {
    return InvalidInput("CURRENCY_MISMATCH", "currency_code", "must be an ISO 4217 code");
  }
  return std::unique_ptr<Sale>(new Sale(till, id.ToText(), cashier_id, currency_code));
}

Sale::Sale(Till& till, std::string id, absl::string_view cashier_id,
           absl::string_view currency_code)
    : till_(till),
      id_(std::move(id)),
      cashier_id_(cashier_id),
      currency_code_(currency_code) {
  basket_.store_id = till.options().store_id;
}

// Where there is no memory for it, reservations and holds lapse by themselves.
Sale::~Sale() {
  if (state_ != State::kOpen) return;
  try {
    till_.local().Forget(id_);
    GiveUpHold();
  } catch (const std::exception&) {
    return;
  }
}

absl::Status Sale::CheckOpen() const {
  if (state_ == State::kOpen) return absl::OkStatus();
  return Refused("SALE_CLOSED", "", "this sale is closed; begin another");
}

absl::StatusOr<Answer> Sale::Quote(Wait wait) { return QuoteWith(basket_.redeem, wait); }

absl::StatusOr<Answer> Sale::Redeem(Points points, Wait wait) {
  TESSERA_RETURN_IF_ERROR(CheckOpen());
  if (points.is_negative()) {
    return InvalidInput("POINTS_INVALID", "points", "the number of points can't be negative");
  }
  if (!buyer_.has_value() && !points.is_zero()) {
    return Refused("MEMBER_REQUIRED", "", "scan the customer's card first");
  }
  return QuoteWith(points, wait);
}

std::string Sale::Currency() const {
  if (!currency_code_.empty()) return currency_code_;
  if (program_ != nullptr) return program_->document.currency_code();
  const std::shared_ptr<const CachedProgram> live = till_.parts().cache.Live();
  return live == nullptr ? std::string() : live->document.currency_code();
}

v1::QuoteRequest Sale::Request(const engine::Basket& basket) const {
  v1::QuoteRequest request;
  request.set_sale_id(id_);
  if (buyer_.has_value()) *request.mutable_member() = buyer_->ref;
  *request.mutable_basket() = codec::BasketToProto(basket);
  request.set_program_version(program_version_);
  request.set_language(till_.options().language);
  request.set_store_id(till_.options().store_id);
  return request;
}

// At the first quote the sale takes the version that is live in the cache, if there is one.
void Sale::Pin() {
  if (program_version_ != 0) return;
  program_ = till_.parts().cache.Live();
  if (program_ != nullptr) program_version_ = program_->version;
}

absl::StatusOr<Answer> Sale::QuoteWith(Points points, Wait wait) {
  TESSERA_RETURN_IF_ERROR(CheckOpen());
  Pin();
  engine::Basket basket = basket_;
  basket.redeem = points;
  basket.currency_code = Currency();
  TESSERA_RETURN_IF_ERROR(engine::CheckBasket(basket));
  const v1::QuoteRequest request = Request(basket);
  if (request.ByteSizeLong() > kBasketBytes) {
    return InvalidInput("BASKET_TOO_LARGE", "lines", "the texts of the lines are too long in sum");
  }
  TESSERA_RETURN_IF_ERROR(CheckWaitingSpend(points));
  Source source = Source::kService;
  absl::StatusOr<v1::QuoteResponse> quote = AskForQuote(request, till_.Patience(wait));
  if (quote.ok() && !SpendsTwice(*quote)) {
    till_.local().Forget(id_);
    TakeOnlineQuote(&*quote);
  } else {
    // What the service does not know, or can't say now, the till can.
    const bool deferred = buyer_.has_value() && !buyer_->known.has_value();
    // A till that has no program yet can't say which currency it sells in, unless the host does.
    const bool nameless = basket.currency_code.empty() &&
                          IsReason(quote.status(), "CURRENCY_MISMATCH");
    const bool final = !quote.ok() && IsRefusal(quote.status()) && !nameless &&
                       !IsReason(quote.status(), "PROGRAM_UNKNOWN") &&
                       !(deferred && IsReason(quote.status(), "MEMBER_UNKNOWN"));
    if (final) return quote.status();
    quote = QuoteLocally(basket);
    if (!quote.ok()) return quote.status();
    source = quote->evaluation().program_version() == 0 ? Source::kNone : Source::kCache;
  }
  if (program_version_ == 0) program_version_ = quote->evaluation().program_version();
  basket_.redeem = points;
  shown_ = Shown{*std::move(quote), source, request.basket()};
  changed_ = false;
  return ShowQuote();
}

// The service does not know of points that were spent here and wait to be delivered: it would give
// them a second time.
absl::Status Sale::CheckWaitingSpend(Points points) const {
  if (points.is_zero() || !buyer_.has_value() || !buyer_->known.has_value()) return absl::OkStatus();
  const std::optional<Points> left = till_.local().LeftOf(*buyer_->known, id_);
  if (!left.has_value() || points <= *left) return absl::OkStatus();
  return Refused("REDEEM_LIMIT", "redeem_points",
                 "points of earlier sales at this till are still to be booked; spend fewer");
}

// The same of what choices and prices in points cost, of which only the answer tells. Within its caps the
// till gives what is left.
bool Sale::SpendsTwice(const v1::QuoteResponse& quote) const {
  if (!quote.has_member() || quote.evaluation().spent_points() == 0) return false;
  const std::optional<Points> left = till_.local().LeftOf(quote.member(), id_);
  return left.has_value() && Points(quote.evaluation().spent_points()) > *left;
}

void Sale::TakeOnlineQuote(v1::QuoteResponse* quote) {
  if (!quote->has_member() || !buyer_.has_value()) return;
  buyer_->known = quote->member();
  const std::optional<Points> left = till_.local().LeftOf(quote->member(), id_);
  if (left.has_value() && quote->evaluation().max_redeem_points() > left->value()) {
    quote->mutable_evaluation()->set_max_redeem_points(left->value());
    quote->mutable_evaluation()->set_redeem_limit_reason("BALANCE");
  }
  *quote->mutable_member() = till_.local().AsOfNow(quote->member(), id_);
}

absl::StatusOr<v1::QuoteResponse> Sale::AskForQuote(const v1::QuoteRequest& request,
                                                     Duration patience) {
  const bool redeem = request.basket().redeem_points() > 0 || hold_;
  if (!redeem || !request.has_member()) {
    return till_.Ask(patience, [&](Service& service) { return service.Quote(request, patience); });
  }
  // Whatever comes of it, the service may have got it.
  if (till_.WouldAsk(patience)) {
    held_ = {};
    if (request.basket().redeem_points() > 0) hold_ = true;
  }
  v1::RedeemRequest redemption;
  *redemption.mutable_quote() = request;
  absl::StatusOr<v1::RedeemResponse> response = till_.Ask(
      patience, [&](Service& service) { return service.Redeem(redemption, patience); });
  if (!response.ok()) return response.status();
  held_ = {Points(request.basket().redeem_points()),
           Instant{response->quote().member().as_of_us()},
           Instant{response->hold_expires_at_us()}};
  return std::move(*response->mutable_quote());
}

absl::StatusOr<v1::QuoteResponse> Sale::QuoteLocally(const engine::Basket& basket) {
  LocalMember member;
  member.present = buyer_.has_value();
  if (buyer_.has_value()) member.known = buyer_->known;
  member.hold = held_;
  return till_.local().Quote(id_, program_.get(), member, basket, till_.options().language);
}

Answer Sale::ShowQuote() const {
  const v1::QuoteResponse& quote = shown_->quote;
  Answer answer;
  answer.source = shown_->source;
  answer.evaluation = quote.evaluation();
  if (quote.has_member()) answer.member = quote.member();
  const auto copy = [](const auto& from, std::vector<std::string>* to) {
    to->assign(from.begin(), from.end());
  };
  copy(quote.evaluation().cashier_texts(), &answer.cashier_texts);
  copy(quote.evaluation().display_texts(), &answer.display_texts);
  copy(quote.evaluation().slip_texts(), &answer.slip_texts);
  AddSurveySlip(&answer.slip_texts);
  return answer;
}

const engine::Survey* Sale::SurveyAt(engine::SurveyPlace place) const {
  if (!buyer_.has_value()) return nullptr;
  return SurveyFor(program_.get(), place, id_, [this] {
    return buyer_->known.has_value() ? till_.LookAt(*buyer_->known) : Guest{};
  });
}

// The question, and below it where it is answered.
void Sale::AddSurveySlip(std::vector<std::string>* texts) const {
  const engine::Survey* const survey = SurveyAt(engine::SurveyPlace::kSlip);
  if (survey == nullptr) return;
  const absl::StatusOr<SaleId> sale_id = SaleId::Parse(id_, "sale_id");
  if (!sale_id.ok()) return;
  const std::optional<std::string> code =
      till_.parts().cache.SurveyLinkOf(*sale_id, survey->survey_id);
  if (!code.has_value()) return;
  texts->push_back(QuestionOf(*program_->compiled, *survey, till_.options().language).question);
  texts->push_back(survey->link_prefix + *code);
}

v1::Sale Sale::ToSale(const Receipt& receipt) const {
  v1::Sale sale;
  sale.set_sale_id(id_);
  sale.set_store_id(till_.options().store_id);
  sale.set_terminal_id(till_.options().terminal_id);
  sale.set_cashier_id(cashier_id_);
  sale.set_receipt_no(receipt.receipt_no);
  if (buyer_.has_value()) *sale.mutable_member() = buyer_->ref;
  *sale.mutable_basket() = shown_->basket;
  sale.set_quoted_at_us(shown_->quote.quoted_at_us());
  codec::ShowQuote(shown_->quote.evaluation(), &sale);
  if (receipt.printed || receipt.fiscal.ByteSizeLong() > 0) *sale.mutable_fiscal() = receipt.fiscal;
  sale.set_quoted_offline(shown_->source != Source::kService);
  AddSuspicions(suspicions_, &sale);
  AddSuspicions(refused_, &sale);
  return sale;
}

absl::StatusOr<Answer> Sale::Commit(const Receipt& receipt, Wait wait) {
  if (state_ == State::kCommitted) return *committed_;
  TESSERA_RETURN_IF_ERROR(CheckOpen());
  if (basket_.lines.empty()) return Refused("LINES_EMPTY", "", "the sale has no lines");
  if (!shown_.has_value() || changed_) {
    return Refused("QUOTE_REQUIRED", "", "the sale changed since the last quote; quote again");
  }
  if (receipt.receipt_no.size() > kIdBytes) {
    return InvalidInput("TEXT_TOO_LONG", "receipt_no", "at most 64 bytes");
  }
  v1::OutboxRecord record;
  *record.mutable_sale() = ToSale(receipt);
  OutboxNote note;
  note.created_at = till_.parts().clock.Now();
  if (buyer_.has_value() && buyer_->known.has_value()) {
    note.member_id = buyer_->known->member_id();
    note.account_id = AccountOf(*buyer_->known);
    note.spent = Points(shown_->quote.evaluation().spent_points());
    note.paid = Money(shown_->quote.evaluation().total_minor());
  }
  Delivery::Terms terms;
  terms.refusable = !receipt.printed;
  terms.may_differ_be_refused = !receipt.printed && shown_->source == Source::kService;
  terms.wait = wait.value_or(till_.options().commit_deadline);
  // What is told at the least needs no memory once the sale is durable.
  Answer told;
  told.commit.emplace().sale_id = id_;
  told.commit->spent_points = shown_->quote.evaluation().spent_points();
  told.commit->earned_points = shown_->quote.evaluation().earned_points();
  std::optional<Answer> kept = told;
  const absl::StatusOr<Delivery::Outcome> outcome = HandOver(record, note, terms);
  if (!outcome.ok()) {
    // What was shown no longer holds.
    if (IsReason(outcome.status(), "QUOTE_CHANGED")) changed_ = true;
    return outcome.status();
  }
  state_ = State::kCommitted;
  told.commit->delivered = kept->commit->delivered = outcome->delivered;
  told.source = kept->source = shown_->source;
  try {
    till_.local().Forget(id_);
    Answer full = TellCommit(*outcome);
    kept = full;
    told = std::move(full);
  } catch (const std::exception&) {
    // The figures are there, and the sale stands.
  }
  committed_ = std::move(kept);
  NoteSale();
  return told;
}

// A fault behind the durable record is none of the sale's: the record is delivered like any that waits.
absl::StatusOr<Delivery::Outcome> Sale::HandOver(const v1::OutboxRecord& record,
                                                 const OutboxNote& note,
                                                 const Delivery::Terms& terms) {
  const Outbox& outbox = till_.parts().outbox;
  const bool waited = outbox.IsWaiting(record);
  try {
    return till_.parts().delivery.Hand(record, note, terms);
  } catch (const std::exception&) {
    if (waited || !outbox.IsWaiting(record)) throw;
    return Delivery::Outcome{};
  }
}

Answer Sale::TellCommit(const Delivery::Outcome& outcome) {
  Answer answer = ShowQuote();
  CommitFigures& figures = answer.commit.emplace();
  figures.delivered = outcome.delivered;
  figures.sale_id = id_;
  if (outcome.delivered) {
    TakeResult(outcome.answer.sale(), &answer);
  } else {
    figures.earned_points = answer.evaluation->earned_points();
    figures.spent_points = answer.evaluation->spent_points();
    if (buyer_.has_value() && buyer_->known.has_value()) {
      // By now with this sale, which waits.
      figures.balance_points = till_.local().AsOfNow(*buyer_->known, "").balance_points();
    }
    answer.cashier_texts.emplace_back(CashierPhrase("SAVED_FOR_LATER", till_.language()));
  }
  if (const engine::Survey* const survey = SurveyAt(engine::SurveyPlace::kTill)) {
    answer.survey = QuestionOf(*program_->compiled, *survey, till_.options().language);
    if (buyer_->known.has_value()) till_.NoteAsked(*buyer_->known);
  }
  return answer;
}

// What only the service knows of a sale.
void Sale::TakeResult(const v1::SaleResult& result, Answer* answer) const {
  CommitFigures& figures = *answer->commit;
  figures.earned_points = result.earned_points();
  figures.spent_points = result.spent_points();
  figures.balance_points = result.balance_points();
  figures.differs = result.differs();
  figures.earned_active_from_us = result.earned_active_from_us();
  figures.earned_expires_at_us = result.earned_expires_at_us();
  figures.new_tier = result.new_tier();
  if (!figures.new_tier.empty() && program_ != nullptr && program_->compiled != nullptr) {
    figures.new_tier_name = std::string(
        program_->compiled->TierName(figures.new_tier, till_.options().language));
  }
  answer->given_coupons.assign(result.coupons().begin(), result.coupons().end());
}

absl::Status Sale::Cancel() {
  if (state_ == State::kCancelled) return absl::OkStatus();
  TESSERA_RETURN_IF_ERROR(CheckOpen());
  state_ = State::kCancelled;
  till_.local().Forget(id_);
  GiveUpHold();
  return absl::OkStatus();
}

// A hold that can't be given up now lapses by itself: nothing depends on it.
void Sale::GiveUpHold() {
  if (!hold_) return;
  hold_ = false;
  v1::OutboxRecord record;
  record.set_cancelled_sale_id(id_);
  const absl::StatusOr<Delivery::Outcome> ignored = till_.parts().delivery.Hand(
      record, {till_.parts().clock.Now(), "", Points()}, Delivery::Terms{});
  static_cast<void>(ignored);
}

}  // namespace tessera::plugin
