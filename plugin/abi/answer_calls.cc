#include <cstdint>
#include <string>
#include <vector>

#include "tessera/plugin/abi/calls.h"
#include "tessera/plugin/abi/handles.h"

namespace tessera::plugin {
namespace {

int32_t AnswerMember(const tessera_answer* answer, tessera_member_view* view) noexcept {
  if (answer == nullptr || !answer->answer.member.has_value()) return TESSERA_NOT_FOUND;
  const v1::Member& member = *answer->answer.member;
  tessera_member_view full{};
  full.present = 1;
  full.member_id = View(member.member_id());
  full.masked_name = View(member.masked_name());
  full.tier = View(member.tier());
  full.tier_name = View(member.tier_name());
  full.balance_points = member.balance_points();
  full.pending_points = member.pending_points();
  full.expiring_points = member.expiring_points();
  full.expiring_at_us = member.expiring_at_us();
  full.as_of_us = member.as_of_us();
  return CopyOut(full, view);
}

int32_t AnswerTotals(const tessera_answer* answer, tessera_totals* view) noexcept {
  if (answer == nullptr || !answer->answer.evaluation.has_value()) return TESSERA_NOT_FOUND;
  const v1::Evaluation& evaluation = *answer->answer.evaluation;
  tessera_totals full{};
  full.source = static_cast<uint32_t>(answer->answer.source);
  full.program_version = evaluation.program_version();
  full.gross_minor = evaluation.gross_minor();
  full.discount_minor = evaluation.discount_minor();
  full.redeemed_minor = evaluation.redeemed_minor();
  full.total_minor = evaluation.total_minor();
  full.earned_points = evaluation.earned_points();
  full.spent_points = evaluation.spent_points();
  full.max_redeem_points = evaluation.max_redeem_points();
  return CopyOut(full, view);
}

uint32_t AnswerLineCount(const tessera_answer* answer) noexcept {
  if (answer == nullptr || !answer->answer.evaluation.has_value()) return 0;
  return static_cast<uint32_t>(answer->answer.evaluation->lines_size());
}

int32_t AnswerLine(const tessera_answer* answer, uint32_t index,
                   tessera_line_result* view) noexcept {
  if (index >= AnswerLineCount(answer)) return TESSERA_NOT_FOUND;
  const v1::LineResult& line = answer->answer.evaluation->lines(static_cast<int>(index));
  tessera_line_result full{};
  full.line_no = line.line_no();
  full.gross_minor = line.gross_minor();
  full.discount_minor = line.discount_minor();
  full.redeemed_minor = line.redeemed_minor();
  full.net_minor = line.net_minor();
  full.earned_points = line.earned_points();
  full.spent_points = line.spent_points();
  return CopyOut(full, view);
}

uint32_t AnswerOfferCount(const tessera_answer* answer) noexcept {
  if (answer == nullptr || !answer->answer.evaluation.has_value()) return 0;
  return static_cast<uint32_t>(answer->answer.evaluation->offers_size());
}

int32_t AnswerOffer(const tessera_answer* answer, uint32_t index,
                    tessera_offer_result* view) noexcept {
  if (index >= AnswerOfferCount(answer)) return TESSERA_NOT_FOUND;
  const v1::OfferResult& offer = answer->answer.evaluation->offers(static_cast<int>(index));
  tessera_offer_result full{};
  // The numbers of the wire's enum and of the ABI's are the same by design.
  full.outcome = static_cast<uint32_t>(offer.outcome());
  full.offer_id = View(offer.offer_id());
  full.name = View(offer.name());
  full.reason = View(offer.reason());
  full.explanation = View(offer.explanation());
  full.discount_minor = offer.discount_minor();
  full.points = offer.points();
  return CopyOut(full, view);
}

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
  return CopyOut(full, view);
}

int32_t AnswerRefund(const tessera_answer* answer, tessera_refund_view* view) noexcept {
  if (answer == nullptr || !answer->answer.refund.has_value()) return TESSERA_NOT_FOUND;
  const RefundFigures& refund = *answer->answer.refund;
  tessera_refund_view full{};
  full.delivered = refund.delivered ? 1 : 0;
  full.refund_id = View(refund.result.refund_id());
  full.net_minor = refund.result.net_minor();
  full.returned_points = refund.result.returned_points();
  full.revoked_points = refund.result.revoked_points();
  full.balance_points = refund.result.balance_points();
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

void PutAnswerCalls(tessera_api* api) {
  api->answer_member = AnswerMember;
  api->answer_totals = AnswerTotals;
  api->answer_line_count = AnswerLineCount;
  api->answer_line = AnswerLine;
  api->answer_offer_count = AnswerOfferCount;
  api->answer_offer = AnswerOffer;
  api->answer_text_count = AnswerTextCount;
  api->answer_text = AnswerText;
  api->answer_commit = AnswerCommit;
  api->answer_refund = AnswerRefund;
  api->answer_release = AnswerRelease;
  api->answer_parked_count = AnswerParkedCount;
  api->answer_parked = AnswerParked;
}

}  // namespace tessera::plugin
