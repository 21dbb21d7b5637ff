// What came of a sale or a refund, and what there is to say: read from an answer.
#include <cstdint>
#include <string>
#include <vector>

#include "tessera/plugin/abi/calls.h"
#include "tessera/plugin/abi/handles.h"
#include "tessera/plugin/abi/structs.h"

namespace tessera::plugin {
namespace {

const std::vector<std::string>* TextsAt(const tessera_answer* answer, int32_t place) {
  if (answer == nullptr) return nullptr;
  switch (place) {
    case TESSERA_TEXT_CASHIER: return &answer->answer.cashier_texts;
    case TESSERA_TEXT_DISPLAY: return &answer->answer.display_texts;
    case TESSERA_TEXT_SLIP: return &answer->answer.slip_texts;
    default: return nullptr;
  }
}

uint32_t AnswerTextCount(const tessera_answer* answer, int32_t place) noexcept {
  const std::vector<std::string>* texts = TextsAt(answer, place);
  return texts == nullptr ? 0 : static_cast<uint32_t>(texts->size());
}

int32_t AnswerText(const tessera_answer* answer, int32_t place, uint32_t index,
                   tessera_string* text) noexcept {
  if (text == nullptr) return TESSERA_INVALID;
  *text = {nullptr, 0};
  if (index >= AnswerTextCount(answer, place)) return TESSERA_NOT_FOUND;
  *text = View((*TextsAt(answer, place))[index]);
  return TESSERA_OK;
}

int32_t AnswerCommit(const tessera_answer* answer, tessera_commit_view* view) noexcept {
  if (answer == nullptr || !answer->answer.commit.has_value()) return TESSERA_NOT_FOUND;
  const CommitFigures& commit = *answer->answer.commit;
  tessera_commit_view full{};
  full.delivered = commit.delivered ? 1 : 0;
  full.sale_id = View(commit.sale_id);
  full.earned_points = commit.earned_points;
  full.spent_points = commit.spent_points;
  full.balance_points = commit.balance_points;
  full.earned_active_from_us = commit.earned_active_from_us;
  full.earned_expires_at_us = commit.earned_expires_at_us;
  full.new_tier = View(commit.new_tier);
  full.new_tier_name = View(commit.new_tier_name);
  return CopyOut(full, view);
}

uint32_t AnswerCouponCount(const tessera_answer* answer) noexcept {
  return answer == nullptr ? 0 : static_cast<uint32_t>(answer->answer.given_coupons.size());
}

int32_t AnswerCoupon(const tessera_answer* answer, uint32_t index, tessera_coupon* view) noexcept {
  if (index >= AnswerCouponCount(answer)) return TESSERA_NOT_FOUND;
  const v1::GivenCoupon& coupon = answer->answer.given_coupons[index];
  tessera_coupon full{};
  full.code = View(coupon.code());
  full.batch_id = View(coupon.batch_id());
  full.name = View(coupon.name());
  full.active_from_us = coupon.active_from_us();
  full.expires_at_us = coupon.expires_at_us();
  return CopyOut(full, view);
}

const v1::RefundResult* RefundOf(const tessera_answer* answer) {
  if (answer == nullptr || !answer->answer.refund.has_value()) return nullptr;
  return &answer->answer.refund->result;
}

int32_t AnswerSurvey(const tessera_answer* answer, tessera_survey_question* view) noexcept {
  if (answer == nullptr || !answer->answer.survey.has_value()) return TESSERA_NOT_FOUND;
  const SurveyQuestion& survey = *answer->answer.survey;
  tessera_survey_question full{};
  full.minimum = survey.minimum;
  full.maximum = survey.maximum;
  full.survey_id = View(survey.survey_id);
  full.question = View(survey.question);
  return CopyOut(full, view);
}

int32_t AnswerRefund(const tessera_answer* answer, tessera_refund_view* view) noexcept {
  const v1::RefundResult* result = RefundOf(answer);
  if (result == nullptr) return TESSERA_NOT_FOUND;
  tessera_refund_view full{};
  full.delivered = answer->answer.refund->delivered ? 1 : 0;
  full.refund_id = View(result->refund_id());
  full.net_minor = result->net_minor();
  full.returned_points = result->returned_points();
  full.revoked_points = result->revoked_points();
  full.lost_points = result->lost_points();
  full.emptied_minor = result->emptied_minor();
  full.balance_points = result->balance_points();
  return CopyOut(full, view);
}

uint32_t AnswerRefundedLineCount(const tessera_answer* answer) noexcept {
  const v1::RefundResult* result = RefundOf(answer);
  return result == nullptr ? 0 : static_cast<uint32_t>(result->lines_size());
}

int32_t AnswerRefundedLine(const tessera_answer* answer, uint32_t index,
                           tessera_refunded_line* view) noexcept {
  if (index >= AnswerRefundedLineCount(answer)) return TESSERA_NOT_FOUND;
  const v1::RefundedLine& line = RefundOf(answer)->lines(static_cast<int>(index));
  tessera_refunded_line full{};
  full.line_no = line.line_no();
  full.quantity_milli = line.quantity_milli();
  full.net_minor = line.net_minor();
  full.returned_points = line.returned_points();
  full.revoked_points = line.revoked_points();
  return CopyOut(full, view);
}

// Of the quote, or of the refund.
const google::protobuf::RepeatedPtrField<v1::Payment>* PaymentsOf(const tessera_answer* answer) {
  if (const v1::RefundResult* result = RefundOf(answer)) return &result->payments();
  if (answer == nullptr || !answer->answer.evaluation.has_value()) return nullptr;
  return &answer->answer.evaluation->payments();
}

uint32_t AnswerPaymentCount(const tessera_answer* answer) noexcept {
  const auto* payments = PaymentsOf(answer);
  return payments == nullptr ? 0 : static_cast<uint32_t>(payments->size());
}

int32_t AnswerPayment(const tessera_answer* answer, uint32_t index,
                      tessera_payment* view) noexcept {
  if (index >= AnswerPaymentCount(answer)) return TESSERA_NOT_FOUND;
  const v1::Payment& payment = PaymentsOf(answer)->Get(static_cast<int>(index));
  tessera_payment full{};
  // The numbers of the wire's enum and of the ABI's are the same by design.
  full.kind = static_cast<uint32_t>(payment.kind());
  full.code = View(payment.code());
  full.amount_minor = payment.amount_minor();
  full.balance_minor = payment.balance_minor();
  return CopyOut(full, view);
}

uint32_t AnswerParkedCount(const tessera_answer* answer) noexcept {
  return answer == nullptr ? 0 : static_cast<uint32_t>(answer->answer.parked.size());
}

int32_t AnswerParked(const tessera_answer* answer, uint32_t index,
                     tessera_parked_view* view) noexcept {
  if (index >= AnswerParkedCount(answer)) return TESSERA_NOT_FOUND;
  const ParkedRecord& record = answer->answer.parked[index];
  tessera_parked_view full{};
  full.sequence = record.sequence;
  full.subject_id = View(record.subject_id);
  full.reason = View(record.reason);
  full.message = View(record.message);
  return CopyOut(full, view);
}

void AnswerRelease(tessera_answer* answer) noexcept { delete answer; }

}  // namespace

void PutOutcomeCalls(tessera_api* api) {
  api->answer_text_count = AnswerTextCount;
  api->answer_text = AnswerText;
  api->answer_commit = AnswerCommit;
  api->answer_coupon_count = AnswerCouponCount;
  api->answer_coupon = AnswerCoupon;
  api->answer_survey_question = AnswerSurvey;
  api->answer_refund = AnswerRefund;
  api->answer_refunded_line_count = AnswerRefundedLineCount;
  api->answer_refunded_line = AnswerRefundedLine;
  api->answer_payment_count = AnswerPaymentCount;
  api->answer_payment = AnswerPayment;
  api->answer_parked_count = AnswerParkedCount;
  api->answer_parked = AnswerParked;
  api->answer_release = AnswerRelease;
}

}  // namespace tessera::plugin
