#include "tessera/plugin/sale/till.h"

#include <utility>

#include "tessera/base/ids.h"
#include "tessera/base/status.h"
#include "tessera/codec/basket.h"
#include "tessera/codec/card_formats.h"
#include "tessera/codec/identifier.h"
#include "tessera/engine/evaluate.h"
#include "tessera/plugin/sale/buyer.h"
#include "tessera/plugin/sale/kept_sale.h"
#include "tessera/plugin/sale/phrases.h"
#include "tessera/plugin/sale/screen_code.h"
#include "tessera/plugin/sale/survey.h"
#include "tessera/plugin/scan/scan.h"
#include "tessera/plugin/scan/uid.h"

namespace tessera::plugin {
namespace {

constexpr size_t kIdBytes = 64;
constexpr char kEnrolmentChannel[] = "till";

absl::Status WrongDigit() {
  return InvalidInput("IDENTIFIER_INVALID", "identifier",
                      "a digit of this number is wrong; read it again from the card");
}

// Two requests for the same enrolment differ in when they were made.
bool SameEnrolment(v1::EnrolRequest one, v1::EnrolRequest other) {
  for (v1::EnrolRequest* request : {&one, &other}) {
    request->clear_enrolment_id();
    request->mutable_consent()->clear_given_at_us();
  }
  return one.SerializeAsString() == other.SerializeAsString();
}

absl::Status CheckRefundLines(const v1::Refund& refund) {
  for (int i = 0; i < refund.lines_size(); ++i) {
    if (refund.lines(i).quantity_milli() < 1) {
      return InvalidInput("QUANTITY_INVALID", "lines.quantity_milli", "must be at least 1");
    }
    for (int k = 0; k < i; ++k) {
      if (refund.lines(k).line_no() == refund.lines(i).line_no()) {
        return InvalidInput("LINE_NO_REPEATED", "lines.line_no", "name each line once");
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace

IdentifierRules RulesOf(const CachedProgram* program) {
  if (program == nullptr) return {};
  // What is wrong with them was said when the program was compiled.
  std::vector<engine::Fault> faults;
  return {codec::CardFormatsFromProto(program->document, &faults),
          codec::PhoneRulesFromProto(program->document)};
}

absl::StatusOr<Identifier> IdentifierRules::ReadTyped(IdentifierKind kind,
                                                      absl::string_view text) const {
  const std::string value = kind == IdentifierKind::kNfc
                                ? UidDigits(text)
                                : std::string(WithoutSkipped(text, kind, formats));
  TESSERA_ASSIGN_OR_RETURN(Identifier identifier, NormalizeIdentifier(kind, value, phones));
  if (IsMistyped(kind, identifier.value, formats)) return WrongDigit();
  return identifier;
}

absl::StatusOr<Identifier> IdentifierRules::ReadHandedOut(absl::string_view scan) const {
  absl::StatusOr<ScannedCode> code = ReadScan(scan, formats, phones);
  if (!code.ok()) {
    if (ReasonOf(code.status()) == "BANK_CARD_REFUSED") return code.status();
    return InvalidInput("IDENTIFIER_INVALID", "identifier", code.status().message());
  }
  if (code->kind == CodeKind::kMember) return std::move(code->identifier);
  if (code->kind == CodeKind::kOther) return ReadTyped(IdentifierKind::kCard, code->content);
  return InvalidInput("IDENTIFIER_INVALID", "identifier", "this is no card; scan the card");
}

std::string Till::language() const {
  if (!options_.language.empty()) return options_.language;
  const std::shared_ptr<const CachedProgram> live = parts_.cache.Live();
  if (live != nullptr && live->document.languages_size() > 0) return live->document.languages(0);
  return "en";
}

absl::StatusOr<ScannedCode> Till::Read(const Presented& card) const {
  const IdentifierRules rules = RulesOf(parts_.cache.Live().get());
  if (card.kind.has_value()) {
    ScannedCode typed;
    typed.kind = CodeKind::kMember;
    TESSERA_ASSIGN_OR_RETURN(typed.identifier, rules.ReadTyped(*card.kind, card.text));
    return typed;
  }
  TESSERA_ASSIGN_OR_RETURN(ScannedCode scanned,
                           ReadScan(card.text, rules.formats, rules.phones));
  if (scanned.kind == CodeKind::kMember || scanned.kind == CodeKind::kDynamic) return scanned;
  return NotFound("MEMBER_UNKNOWN", "identifier", "this is not a card of the program");
}

absl::StatusOr<Answer> Till::CustomerCard(const Presented& card, Wait wait) {
  TESSERA_ASSIGN_OR_RETURN(const ScannedCode code, Read(card));
  const Duration patience = Patience(wait);
  absl::StatusOr<Found> found = code.kind == CodeKind::kDynamic
                                    ? FindBuyerByCode(*this, code.content, patience)
                                    : FindBuyer(*this, code.identifier, patience);
  if (!found.ok()) return found.status();
  if (!found->buyer.known.has_value()) {
    return ServiceAway(absl::StatusCode::kUnavailable,
                       "this till does not know the card, and the service did not answer");
  }
  Answer answer;
  answer.source = found->source;
  answer.member = local_.AsOfNow(*std::move(found->buyer.known), "");
  return answer;
}

absl::StatusOr<v1::MemberRef> Till::Refer(const Presented& card) {
  TESSERA_ASSIGN_OR_RETURN(const ScannedCode code, Read(card));
  if (code.kind != CodeKind::kDynamic) return FindBuyerLocally(*this, code.identifier).ref;
  TESSERA_ASSIGN_OR_RETURN(Buyer buyer, FindBuyerByCodeLocally(*this, code.content));
  return std::move(buyer.ref);
}

// Goods whose sale nobody finds.
absl::Status Till::CheckGoods(v1::Refund* refund) const {
  if (!refund->sale_id().empty() || refund->lines_size() > 0) {
    return InvalidInput("GOODS_INVALID", "goods", "name the sale's lines, or goods without a sale");
  }
  if (refund->goods().currency_code().empty()) {
    const std::shared_ptr<const CachedProgram> live = parts_.cache.Live();
    if (live != nullptr) {
      refund->mutable_goods()->set_currency_code(live->document.currency_code());
    }
  }
  return InField("goods",
                 engine::CheckBasket(codec::BasketFromProto(refund->goods(), options_.store_id)));
}

absl::Status Till::CheckRefund(v1::Refund* refund) const {
  // A message to the service holds so much and a little more.
  constexpr size_t kRefundBytes = 448 * 1024;
  if (refund->ByteSizeLong() > kRefundBytes) {
    return InvalidInput("BASKET_TOO_LARGE", refund->has_goods() ? "goods" : "lines",
                        "the texts of the goods are too long in sum; give several refunds");
  }
  if (refund->has_goods()) {
    TESSERA_RETURN_IF_ERROR(CheckGoods(refund));
  } else {
    TESSERA_ASSIGN_OR_RETURN(const SaleId sale_id, SaleId::Parse(refund->sale_id(), "sale_id"));
    refund->set_sale_id(sale_id.ToText());
    if (refund->has_member()) {
      return InvalidInput("GOODS_INVALID", "member", "the sale knows its member");
    }
  }
  RefundId refund_id = RefundId::Make(parts_.clock.Now(), parts_.random);
  if (!refund->refund_id().empty()) {
    TESSERA_ASSIGN_OR_RETURN(refund_id, RefundId::Parse(refund->refund_id(), "refund_id"));
  }
  refund->set_refund_id(refund_id.ToText());
  if (refund->cashier_id().size() > kIdBytes) {
    return InvalidInput("TEXT_TOO_LONG", "cashier_id", "at most 64 bytes");
  }
  TESSERA_RETURN_IF_ERROR(CheckRefundLines(*refund));
  refund->set_store_id(options_.store_id);
  refund->set_terminal_id(options_.terminal_id);
  return absl::OkStatus();
}

absl::StatusOr<Answer> Till::Refund(v1::Refund refund, Wait wait) {
  TESSERA_RETURN_IF_ERROR(CheckRefund(&refund));
  v1::OutboxRecord record;
  *record.mutable_refund() = std::move(refund);
  const absl::StatusOr<Delivery::Outcome> outcome =
      parts_.delivery.Hand(record, {parts_.clock.Now(), "", Points()},
                           {/*refusable=*/true, /*may_differ_be_refused=*/false,
                            wait.value_or(options_.commit_deadline)});
  if (!outcome.ok()) return outcome.status();
  Answer answer;
  RefundFigures& figures = answer.refund.emplace();
  figures.delivered = outcome->delivered;
  if (outcome->delivered) figures.result = outcome->answer.refund();
  figures.result.set_refund_id(record.refund().refund_id());
  if (!outcome->delivered) {
    answer.source = Source::kCache;
    answer.cashier_texts.emplace_back(CashierPhrase("SAVED_FOR_LATER", language()));
  }
  return answer;
}

absl::StatusOr<v1::EnrolRequest> Till::ReadEnrolment(const Enrolment& enrolment) {
  v1::EnrolRequest request;
  const IdentifierRules rules = RulesOf(parts_.cache.Live().get());
  const absl::StatusOr<Identifier> phone =
      NormalizeIdentifier(IdentifierKind::kPhone, enrolment.phone, rules.phones);
  if (!phone.ok()) {
    return MakeError(phone.status().code(), ReasonOf(phone.status()), "phone",
                     phone.status().message());
  }
  *request.add_identifiers() = codec::IdentifierToProto(*phone);
  if (!enrolment.card.empty()) {
    const absl::StatusOr<Identifier> card = rules.ReadHandedOut(enrolment.card);
    if (!card.ok()) {
      return MakeError(card.status().code(), ReasonOf(card.status()), "card",
                       card.status().message());
    }
    *request.add_identifiers() = codec::IdentifierToProto(*card);
  }
  if (enrolment.consent_text_version.empty()) {
    return InvalidInput("CONSENT_REQUIRED", "consent_text_version",
                        "the person must agree to the terms; name the version that was shown");
  }
  request.set_full_name(enrolment.full_name);
  request.mutable_consent()->set_text_version(enrolment.consent_text_version);
  request.mutable_consent()->set_channel(kEnrolmentChannel);
  request.mutable_consent()->set_given_at_us(
      enrolment.agreed_at.us != 0 ? enrolment.agreed_at.us : parts_.clock.Now().us);
  request.set_store_id(options_.store_id);
  request.set_language(enrolment.language.empty() ? options_.language : enrolment.language);
  EnrolmentId id = EnrolmentId::Make(parts_.clock.Now(), parts_.random);
  if (!enrolment.enrolment_id.empty()) {
    TESSERA_ASSIGN_OR_RETURN(id, EnrolmentId::Parse(enrolment.enrolment_id, "enrolment_id"));
  }
  request.set_enrolment_id(id.ToText());
  return request;
}

absl::StatusOr<Answer> Till::Enrol(const Enrolment& enrolment, Wait wait) {
  TESSERA_ASSIGN_OR_RETURN(v1::EnrolRequest request, ReadEnrolment(enrolment));
  {
    std::lock_guard<std::mutex> lock(enrolment_mutex_);
    const bool given = !enrolment.enrolment_id.empty();
    if (unanswered_enrolment_.has_value() &&
        (!given || unanswered_enrolment_->enrolment_id() == request.enrolment_id()) &&
        SameEnrolment(*unanswered_enrolment_, request)) {
      request = *unanswered_enrolment_;
    }
  }
  const Duration patience = Patience(wait);
  const absl::StatusOr<v1::EnrolResponse> response = Ask(
      patience, [&](Service& service) { return service.Enrol(request, patience); });
  const bool settled = response.ok() || IsRefusal(response.status());
  {
    std::lock_guard<std::mutex> lock(enrolment_mutex_);
    unanswered_enrolment_.reset();
    if (!settled) unanswered_enrolment_ = request;
  }
  if (!settled) {
    return ServiceAway(absl::StatusCode::kUnavailable,
                       "only the service can enrol, and it did not answer");
  }
  if (!response.ok()) return response.status();
  Answer answer;
  answer.member = response->member();
  return answer;
}

absl::StatusOr<Answer> Till::Receipt(absl::string_view sale_id) {
  TESSERA_ASSIGN_OR_RETURN(const SaleId id, SaleId::Parse(sale_id, "sale_id"));
  TESSERA_ASSIGN_OR_RETURN(const std::optional<KeptSale> kept, parts_.outbox.FindSale(id.ToText()));
  if (!kept.has_value()) {
    return NotFound("SALE_UNKNOWN", "sale_id", "this till has not committed such a sale lately");
  }
  Answer answer = AnswerOf(*kept);
  if (!answer.commit->delivered) {
    answer.cashier_texts.emplace_back(CashierPhrase("SAVED_FOR_LATER", language()));
  }
  return answer;
}

absl::StatusOr<Answer> Till::AnswerSurvey(v1::SurveyAnswer given) {
  TESSERA_RETURN_IF_ERROR(CheckAnswer(given, parts_.cache.Live().get()));
  const Instant now = parts_.clock.Now();
  Uuid answer_id = MakeUuidV7(now, parts_.random);
  if (!given.answer_id().empty()) {
    TESSERA_ASSIGN_OR_RETURN(answer_id, ParseUuid(given.answer_id(), "answer_id"));
  }
  given.set_answer_id(UuidToText(answer_id));
  if (!given.sale_id().empty()) {
    TESSERA_ASSIGN_OR_RETURN(const SaleId id, SaleId::Parse(given.sale_id(), "sale_id"));
    given.set_sale_id(id.ToText());
    const absl::StatusOr<std::optional<KeptSale>> kept = parts_.outbox.FindSale(id.ToText());
    if (kept.ok() && kept->has_value() && (*kept)->record.sale().has_member()) {
      *given.mutable_member() = (*kept)->record.sale().member();
    }
  }
  given.set_store_id(options_.store_id);
  given.set_terminal_id(options_.terminal_id);
  if (given.answered_at_us() == 0) given.set_answered_at_us(now.us);
  given.set_place(v1::SURVEY_PLACE_TILL);
  const std::string member_id = given.member().member_id();
  v1::OutboxRecord record;
  *record.mutable_survey() = std::move(given);
  TESSERA_RETURN_IF_ERROR(
      parts_.delivery.Hand(record, {now, "", Points()}, Delivery::Terms{}).status());
  if (!member_id.empty()) asked_here_.NoteAnswered(member_id, ServiceNow());
  return Answer();
}

Guest Till::LookAt(const v1::Member& member) {
  Guest guest;
  guest.now = ServiceNow();
  // A cache that can't be read knows nobody.
  const auto history = parts_.cache.FindHistory(member.member_id());
  if (history.ok() && history->has_value()) {
    guest.known = true;
    const v1::MemberHistory& known = **history;
    guest.segments.assign(known.segments().begin(), known.segments().end());
    if (known.last_survey_at_us() != 0) guest.answered_at = Instant{known.last_survey_at_us()};
  }
  asked_here_.AddTo(member.member_id(), &guest);
  return guest;
}

absl::StatusOr<Answer> Till::Parked() {
  Answer answer;
  TESSERA_ASSIGN_OR_RETURN(answer.parked, parts_.outbox.Parked());
  return answer;
}

absl::Status Till::ResendParked(int64_t sequence) { return parts_.outbox.Resend(sequence); }

}  // namespace tessera::plugin
