#include "tessera/plugin/abi/requests.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tessera/codec/basket.h"
#include "tessera/plugin/abi/structs.h"

namespace tessera::plugin {
namespace {

absl::Status ReadLines(const tessera_refund& from, v1::Refund* refund) {
  using Lines = HostArray<tessera_refund_line>;
  TESSERA_ASSIGN_OR_RETURN(const Lines lines,
                           Lines::Of(from.lines, from.line_count, from.line_size, "lines"));
  if (lines.count() > engine::kMaximumLines) {
    return InvalidInput("TOO_MANY_LINES", "line_count", "a sale has at most 1000 lines");
  }
  for (uint32_t i = 0; i < lines.count(); ++i) {
    tessera_refund_line given{};
    std::memcpy(&given, lines.at(i), std::min<size_t>(lines.stride(), sizeof given));
    v1::RefundLine* line = refund->add_lines();
    line->set_line_no(given.line_no);
    line->set_quantity_milli(given.quantity_milli);
  }
  return absl::OkStatus();
}

absl::Status ReadGoods(const tessera_refund& from, v1::Refund* refund) {
  using Goods = HostArray<tessera_line>;
  TESSERA_ASSIGN_OR_RETURN(const Goods goods,
                           Goods::Of(from.goods, from.goods_count, from.goods_size, "goods"));
  if (goods.count() > engine::kMaximumLines) {
    return InvalidInput("TOO_MANY_LINES", "goods_count", "a receipt has at most 1000 lines");
  }
  if (goods.count() == 0) return absl::OkStatus();
  engine::Basket basket;
  for (uint32_t i = 0; i < goods.count(); ++i) {
    absl::StatusOr<engine::Line> line = ReadLine(goods.at(i), goods.stride());
    if (!line.ok()) return InField(absl::StrCat("goods[", i, "]"), line.status());
    basket.lines.push_back(*std::move(line));
  }
  TESSERA_ASSIGN_OR_RETURN(basket.currency_code, ReadText(from.currency_code, "currency_code"));
  *refund->mutable_goods() = codec::BasketToProto(basket);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Receipt> ReadReceipt(const tessera_fiscal* given, Instant now) {
  Receipt receipt;
  if (given == nullptr) return receipt;
  TESSERA_ASSIGN_OR_RETURN(const tessera_fiscal from, CopyIn(given, "fiscal"));
  receipt.printed = from.printed != 0;
  TESSERA_ASSIGN_OR_RETURN(receipt.fiscal, ReadFiscal(from, now));
  TESSERA_ASSIGN_OR_RETURN(receipt.receipt_no, ReadText(from.receipt_no, "receipt_no"));
  return receipt;
}

absl::StatusOr<RefundRequest> ReadRefund(const tessera_refund* given, Instant now) {
  TESSERA_ASSIGN_OR_RETURN(const tessera_refund from, CopyIn(given, "refund"));
  RefundRequest request;
  v1::Refund& refund = request.refund;
  TESSERA_ASSIGN_OR_RETURN(request.wait, ReadWait(from.deadline_ms, "deadline_ms"));
  TESSERA_ASSIGN_OR_RETURN(*refund.mutable_refund_id(), ReadText(from.refund_id, "refund_id"));
  TESSERA_ASSIGN_OR_RETURN(*refund.mutable_sale_id(), ReadText(from.sale_id, "sale_id"));
  TESSERA_ASSIGN_OR_RETURN(*refund.mutable_cashier_id(), ReadText(from.cashier_id, "cashier_id"));
  TESSERA_RETURN_IF_ERROR(ReadLines(from, &refund));
  TESSERA_RETURN_IF_ERROR(ReadGoods(from, &refund));
  if (from.member.size > 0) {
    TESSERA_ASSIGN_OR_RETURN(request.member,
                             ReadPresented(from.member_kind, from.member, "member"));
  }
  if (from.fiscal != nullptr) {
    TESSERA_ASSIGN_OR_RETURN(const tessera_fiscal fiscal, CopyIn(from.fiscal, "fiscal"));
    TESSERA_ASSIGN_OR_RETURN(*refund.mutable_fiscal(), ReadFiscal(fiscal, now));
  }
  return request;
}

absl::StatusOr<v1::SurveyAnswer> ReadSurvey(const tessera_survey_answer* given) {
  TESSERA_ASSIGN_OR_RETURN(const tessera_survey_answer from, CopyIn(given, "survey"));
  v1::SurveyAnswer answer;
  if (from.has_score != 0) answer.set_score(from.score);
  TESSERA_ASSIGN_OR_RETURN(*answer.mutable_survey_id(), ReadText(from.survey_id, "survey_id"));
  TESSERA_ASSIGN_OR_RETURN(*answer.mutable_sale_id(), ReadText(from.sale_id, "sale_id"));
  TESSERA_ASSIGN_OR_RETURN(*answer.mutable_comment(), ReadText(from.comment, "comment"));
  TESSERA_ASSIGN_OR_RETURN(*answer.mutable_cashier_id(), ReadText(from.cashier_id, "cashier_id"));
  TESSERA_ASSIGN_OR_RETURN(*answer.mutable_answer_id(), ReadText(from.answer_id, "answer_id"));
  answer.set_answered_at_us(from.answered_at_us);
  return answer;
}

absl::StatusOr<Answer> BookRefund(Till& till, RefundRequest request, Wait wait) {
  if (request.member.has_value()) {
    TESSERA_ASSIGN_OR_RETURN(*request.refund.mutable_member(), till.Refer(*request.member));
  }
  return till.Refund(std::move(request.refund), wait);
}

absl::StatusOr<EnrolmentRequest> ReadEnrolment(const tessera_enrolment* given) {
  TESSERA_ASSIGN_OR_RETURN(const tessera_enrolment from, CopyIn(given, "enrolment"));
  EnrolmentRequest request;
  Enrolment& enrolment = request.enrolment;
  TESSERA_ASSIGN_OR_RETURN(request.wait, ReadWait(from.deadline_ms, "deadline_ms"));
  TESSERA_ASSIGN_OR_RETURN(enrolment.phone, ReadText(from.phone, "phone"));
  TESSERA_ASSIGN_OR_RETURN(enrolment.card, ReadText(from.card, "card"));
  TESSERA_ASSIGN_OR_RETURN(enrolment.full_name, ReadText(from.full_name, "full_name"));
  TESSERA_ASSIGN_OR_RETURN(enrolment.consent_text_version,
                           ReadText(from.consent_text_version, "consent_text_version"));
  TESSERA_ASSIGN_OR_RETURN(enrolment.enrolment_id, ReadText(from.enrolment_id, "enrolment_id"));
  TESSERA_ASSIGN_OR_RETURN(enrolment.language, ReadText(from.language, "language"));
  enrolment.agreed_at = Instant{from.agreed_at_us};
  return request;
}

}  // namespace tessera::plugin
