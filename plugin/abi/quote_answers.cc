// What a quote, and whose card it was, says: read from an answer.
#include <cstdint>

#include "tessera/plugin/abi/calls.h"
#include "tessera/plugin/abi/handles.h"
#include "tessera/plugin/abi/structs.h"

namespace tessera::plugin {
namespace {

const v1::Member* MemberOf(const tessera_answer* answer) {
  if (answer == nullptr || !answer->answer.member.has_value()) return nullptr;
  return &*answer->answer.member;
}

const v1::Evaluation* EvaluationOf(const tessera_answer* answer) {
  if (answer == nullptr || !answer->answer.evaluation.has_value()) return nullptr;
  return &*answer->answer.evaluation;
}

// How many there are of a repeated field; none in an answer that has no such part.
template <typename Message, typename Items>
uint32_t Count(const Message* message, Items&& items) {
  return message == nullptr ? 0 : static_cast<uint32_t>(items(*message).size());
}

int32_t AnswerScan(const tessera_answer* answer, tessera_scan_view* view) noexcept {
  if (answer == nullptr || !answer->scan.has_value()) return TESSERA_NOT_FOUND;
  const ScanAnswer& scan = *answer->scan;
  tessera_scan_view full{};
  full.kind = static_cast<uint32_t>(scan.kind);
  full.carrier = static_cast<uint32_t>(scan.carrier);
  full.warning = scan.warning ? 1 : 0;
  full.content = View(scan.content);
  full.gtin = View(scan.gtin);
  return CopyOut(full, view);
}

int32_t AnswerMember(const tessera_answer* answer, tessera_member_view* view) noexcept {
  const v1::Member* member = MemberOf(answer);
  if (member == nullptr) return TESSERA_NOT_FOUND;
  tessera_member_view full{};
  full.blocked = member->status() == v1::MEMBER_STATUS_BLOCKED ? 1 : 0;
  full.member_id = View(member->member_id());
  full.masked_name = View(member->masked_name());
  full.tier = View(member->tier());
  full.tier_name = View(member->tier_name());
  full.balance_points = member->balance_points();
  full.pending_points = member->pending_points();
  full.held_points = member->held_points();
  full.expiring_points = member->expiring_points();
  full.expiring_at_us = member->expiring_at_us();
  full.tier_until_us = member->tier_until_us();
  full.as_of_us = member->as_of_us();
  return CopyOut(full, view);
}

uint32_t AnswerStampCardCount(const tessera_answer* answer) noexcept {
  return Count(MemberOf(answer), [](const v1::Member& member) -> auto& { return member.stamps(); });
}

int32_t AnswerStampCard(const tessera_answer* answer, uint32_t index,
                        tessera_stamp_card* view) noexcept {
  if (index >= AnswerStampCardCount(answer)) return TESSERA_NOT_FOUND;
  const v1::StampBalance& card = MemberOf(answer)->stamps(static_cast<int>(index));
  tessera_stamp_card full{};
  full.card_id = View(card.card_id());
  full.stamps = card.stamps();
  full.full_stamps = card.full_stamps();
  return CopyOut(full, view);
}

int32_t AnswerTotals(const tessera_answer* answer, tessera_totals* view) noexcept {
  const v1::Evaluation* evaluation = EvaluationOf(answer);
  if (evaluation == nullptr) return TESSERA_NOT_FOUND;
  tessera_totals full{};
  full.source = static_cast<uint32_t>(answer->answer.source);
  full.program_version = evaluation->program_version();
  full.gross_minor = evaluation->gross_minor();
  full.discount_minor = evaluation->discount_minor();
  full.redeemed_minor = evaluation->redeemed_minor();
  full.total_minor = evaluation->total_minor();
  full.due_minor = evaluation->due_minor();
  full.earned_points = evaluation->earned_points();
  full.spent_points = evaluation->spent_points();
  full.max_redeem_points = evaluation->max_redeem_points();
  full.redeem_limit_reason = View(evaluation->redeem_limit_reason());
  return CopyOut(full, view);
}

uint32_t AnswerLineCount(const tessera_answer* answer) noexcept {
  return Count(EvaluationOf(answer),
               [](const v1::Evaluation& evaluation) -> auto& { return evaluation.lines(); });
}

int32_t AnswerLine(const tessera_answer* answer, uint32_t index, tessera_line_result* view) noexcept {
  if (index >= AnswerLineCount(answer)) return TESSERA_NOT_FOUND;
  const v1::LineResult& line = EvaluationOf(answer)->lines(static_cast<int>(index));
  tessera_line_result full{};
  full.line_no = line.line_no();
  full.gross_minor = line.gross_minor();
  full.discount_minor = line.discount_minor();
  full.redeemed_minor = line.redeemed_minor();
  full.net_minor = line.net_minor();
  full.earned_points = line.earned_points();
  full.spent_points = line.spent_points();
  full.redeemable_minor = line.redeemable_minor();
  return CopyOut(full, view);
}

uint32_t AnswerOfferCount(const tessera_answer* answer) noexcept {
  return Count(EvaluationOf(answer),
               [](const v1::Evaluation& evaluation) -> auto& { return evaluation.offers(); });
}

int32_t AnswerOffer(const tessera_answer* answer, uint32_t index, tessera_offer_result* view) noexcept {
  if (index >= AnswerOfferCount(answer)) return TESSERA_NOT_FOUND;
  const v1::OfferResult& offer = EvaluationOf(answer)->offers(static_cast<int>(index));
  tessera_offer_result full{};
  // The numbers of the wire's enums and of the ABI's are the same by design.
  full.outcome = static_cast<uint32_t>(offer.outcome());
  full.offer_id = View(offer.offer_id());
  full.name = View(offer.name());
  full.reason = View(offer.reason());
  full.explanation = View(offer.explanation());
  full.coupon_code = View(offer.coupon_code());
  full.discount_minor = offer.discount_minor();
  full.points = offer.points();
  full.missing_minor = offer.missing_minor();
  full.missing_milli = offer.missing_milli();
  full.times = offer.times();
  full.units = offer.units();
  full.cost_points = offer.cost_points();
  return CopyOut(full, view);
}

uint32_t AnswerShareCount(const tessera_answer* answer, uint32_t offer) noexcept {
  if (offer >= AnswerOfferCount(answer)) return 0;
  return static_cast<uint32_t>(
      EvaluationOf(answer)->offers(static_cast<int>(offer)).shares_size());
}

int32_t AnswerShare(const tessera_answer* answer, uint32_t offer, uint32_t index,
                    tessera_offer_share* view) noexcept {
  if (index >= AnswerShareCount(answer, offer)) return TESSERA_NOT_FOUND;
  const v1::OfferShare& share =
      EvaluationOf(answer)->offers(static_cast<int>(offer)).shares(static_cast<int>(index));
  tessera_offer_share full{};
  full.line_no = share.line_no();
  full.discount_minor = share.discount_minor();
  full.points = share.points();
  return CopyOut(full, view);
}

uint32_t AnswerGiftCount(const tessera_answer* answer) noexcept {
  return Count(EvaluationOf(answer),
               [](const v1::Evaluation& evaluation) -> auto& { return evaluation.gifts(); });
}

int32_t AnswerGift(const tessera_answer* answer, uint32_t index, tessera_gift* view) noexcept {
  if (index >= AnswerGiftCount(answer)) return TESSERA_NOT_FOUND;
  const v1::GiftLine& gift = EvaluationOf(answer)->gifts(static_cast<int>(index));
  tessera_gift full{};
  full.offer_id = View(gift.offer_id());
  full.sku = View(gift.sku());
  full.name = View(gift.name());
  full.quantity_milli = gift.quantity_milli();
  full.list_price_minor = gift.list_price_minor();
  return CopyOut(full, view);
}

uint32_t AnswerStampCount(const tessera_answer* answer) noexcept {
  return Count(EvaluationOf(answer),
               [](const v1::Evaluation& evaluation) -> auto& { return evaluation.stamps(); });
}

int32_t AnswerStamp(const tessera_answer* answer, uint32_t index, tessera_stamp* view) noexcept {
  if (index >= AnswerStampCount(answer)) return TESSERA_NOT_FOUND;
  const v1::StampResult& stamp = EvaluationOf(answer)->stamps(static_cast<int>(index));
  tessera_stamp full{};
  full.card_id = View(stamp.card_id());
  full.offer_id = View(stamp.offer_id());
  full.stamps = stamp.stamps();
  return CopyOut(full, view);
}

uint32_t AnswerRefusedCodeCount(const tessera_answer* answer) noexcept {
  return Count(EvaluationOf(answer),
               [](const v1::Evaluation& evaluation) -> auto& { return evaluation.refused_codes(); });
}

int32_t AnswerRefusedCode(const tessera_answer* answer, uint32_t index, tessera_refused_code* view) noexcept {
  if (index >= AnswerRefusedCodeCount(answer)) return TESSERA_NOT_FOUND;
  const v1::RefusedCode& refused_code = EvaluationOf(answer)->refused_codes(static_cast<int>(index));
  tessera_refused_code full{};
  full.code = View(refused_code.code());
  full.reason = View(refused_code.reason());
  return CopyOut(full, view);
}

}  // namespace

void PutQuoteCalls(tessera_api* api) {
  api->answer_scan = AnswerScan;
  api->answer_member = AnswerMember;
  api->answer_stamp_card_count = AnswerStampCardCount;
  api->answer_stamp_card = AnswerStampCard;
  api->answer_totals = AnswerTotals;
  api->answer_line_count = AnswerLineCount;
  api->answer_line = AnswerLine;
  api->answer_offer_count = AnswerOfferCount;
  api->answer_offer = AnswerOffer;
  api->answer_share_count = AnswerShareCount;
  api->answer_share = AnswerShare;
  api->answer_gift_count = AnswerGiftCount;
  api->answer_gift = AnswerGift;
  api->answer_stamp_count = AnswerStampCount;
  api->answer_stamp = AnswerStamp;
  api->answer_refused_code_count = AnswerRefusedCodeCount;
  api->answer_refused_code = AnswerRefusedCode;
}

}  // namespace tessera::plugin
