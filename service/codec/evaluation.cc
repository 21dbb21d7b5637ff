#include "tessera/codec/evaluation.h"

#include <string>
#include <utility>
#include <vector>

#include "tessera/codec/basket.h"
#include "tessera/engine/describe.h"

namespace tessera::codec {
namespace {

using google::protobuf::RepeatedPtrField;

v1::OfferOutcome OutcomeToProto(engine::Outcome outcome) {
  switch (outcome) {
    case engine::Outcome::kApplied: return v1::OFFER_OUTCOME_APPLIED;
    case engine::Outcome::kRejected: return v1::OFFER_OUTCOME_REJECTED;
    case engine::Outcome::kNearly: return v1::OFFER_OUTCOME_NEARLY;
  }
  return v1::OFFER_OUTCOME_UNSPECIFIED;
}

void LineToProto(const engine::LineResult& line, v1::LineResult* message) {
  message->set_line_no(line.line_no);
  message->set_gross_minor(line.gross.value());
  message->set_discount_minor(line.discount.value());
  message->set_redeemed_minor(line.redeemed.value());
  message->set_net_minor(line.net.value());
  message->set_earned_points(line.earned.value());
  message->set_spent_points(line.spent.value());
  message->set_redeemable_minor(line.redeemable.value());
}

void OfferToProto(const engine::OfferResult& result, v1::OfferResult* message) {
  message->set_outcome(OutcomeToProto(result.outcome));
  message->set_reason(engine::ReasonName(result.reason));
  message->set_discount_minor(result.discount.value());
  message->set_points(result.points.value());
  for (const engine::OfferShare& share : result.shares) {
    v1::OfferShare* target = message->add_shares();
    target->set_line_no(share.line_no);
    target->set_discount_minor(share.discount.value());
    target->set_points(share.points.value());
  }
  message->set_missing_minor(result.missing_amount.value());
  message->set_missing_milli(result.missing_quantity.value());
  message->set_times(result.times);
  message->set_units(result.units);
  message->set_cost_points(result.cost.value());
  message->set_coupon_code(result.coupon_code);
}

// All but what offers give besides: their names are the program's.
void ExtrasToProto(const engine::Evaluation& evaluation, v1::Evaluation* message) {
  for (const engine::Payment& payment : evaluation.payments) {
    v1::Payment* target = message->add_payments();
    target->set_kind(TenderKindToProto(payment.kind));
    target->set_code(payment.code);
    target->set_amount_minor(payment.amount.value());
    target->set_balance_minor(payment.balance.value());
  }
  message->set_due_minor(evaluation.due.value());
  for (const engine::RefusedCode& refused : evaluation.refused_codes) {
    v1::RefusedCode* target = message->add_refused_codes();
    target->set_code(refused.code);
    target->set_reason(engine::ReasonName(refused.reason));
  }
  message->set_search_cut_short(evaluation.search_cut_short);
}

void GiftsToProto(const engine::CompiledProgram& program, const engine::Evaluation& evaluation,
                  absl::string_view language, v1::Evaluation* message) {
  for (const engine::GiftLine& gift : evaluation.gifts) {
    const engine::Offer& offer = program.source().offers[gift.offer];
    const auto& effect = std::get<engine::Gift>(offer.effects[gift.effect]);
    v1::GiftLine* target = message->add_gifts();
    target->set_offer_id(offer.id);
    target->set_sku(effect.sku);
    target->set_name(std::string(program.TextOrDefault(effect.name, language)));
    target->set_quantity_milli(gift.quantity.value());
    target->set_list_price_minor(gift.list_price.value());
  }
}

void StampsAndCouponsToProto(const engine::CompiledProgram& program,
                             const engine::Evaluation& evaluation, v1::Evaluation* message) {
  const std::vector<engine::Offer>& offers = program.source().offers;
  for (const engine::StampResult& stamps : evaluation.stamps) {
    v1::StampResult* target = message->add_stamps();
    target->set_offer_id(offers[stamps.offer].id);
    target->set_card_id(stamps.card_id);
    target->set_stamps(stamps.stamps);
  }
  for (const engine::IssuedCoupons& issued : evaluation.issued_coupons) {
    v1::IssuedCoupons* target = message->add_issued_coupons();
    target->set_offer_id(offers[issued.offer].id);
    target->set_batch_id(issued.batch_id);
    target->set_coupons(issued.coupons);
  }
}

void FiguresToProto(const engine::Evaluation& evaluation, v1::Evaluation* message) {
  message->set_program_version(evaluation.program_version);
  for (const engine::LineResult& line : evaluation.lines) LineToProto(line, message->add_lines());
  message->set_gross_minor(evaluation.gross.value());
  message->set_discount_minor(evaluation.discount.value());
  message->set_redeemed_minor(evaluation.redeemed.value());
  message->set_total_minor(evaluation.total.value());
  message->set_earned_points(evaluation.earned.value());
  message->set_spent_points(evaluation.spent.value());
  message->set_max_redeem_points(evaluation.max_redeem.value());
  message->set_redeem_limit_reason(engine::RedeemLimitName(evaluation.redeem_limit));
  ExtrasToProto(evaluation, message);
}

void TextsToProto(std::vector<std::string> texts, RepeatedPtrField<std::string>* field) {
  for (std::string& text : texts) field->Add(std::move(text));
}

}  // namespace

void EvaluationToProto(const engine::CompiledProgram& program, const engine::Evaluation& evaluation,
                       absl::string_view language, v1::Evaluation* message) {
  FiguresToProto(evaluation, message);
  GiftsToProto(program, evaluation, language, message);
  StampsAndCouponsToProto(program, evaluation, message);
  engine::Texts texts = engine::Describe(program, evaluation, language);
  for (size_t i = 0; i < evaluation.offers.size(); ++i) {
    const engine::OfferResult& result = evaluation.offers[i];
    v1::OfferResult* target = message->add_offers();
    OfferToProto(result, target);
    target->set_offer_id(program.source().offers[result.offer].id);
    target->set_name(std::string(program.OfferName(result.offer, language)));
    target->set_explanation(std::move(texts.explanations[i]));
  }
  TextsToProto(std::move(texts.cashier), message->mutable_cashier_texts());
  TextsToProto(std::move(texts.display), message->mutable_display_texts());
  TextsToProto(std::move(texts.slip), message->mutable_slip_texts());
}

v1::Evaluation EvaluationToProto(const engine::CompiledProgram& program,
                                 const engine::Evaluation& evaluation,
                                 absl::string_view language) {
  v1::Evaluation message;
  EvaluationToProto(program, evaluation, language, &message);
  return message;
}

v1::Evaluation EvaluationToProto(const engine::Evaluation& evaluation) {
  v1::Evaluation message;
  FiguresToProto(evaluation, &message);
  return message;
}

void AppliedOffersToProto(const engine::CompiledProgram& program,
                          const engine::Evaluation& evaluation, v1::Evaluation* message) {
  for (const engine::OfferResult& result : evaluation.offers) {
    if (result.outcome != engine::Outcome::kApplied) continue;
    v1::OfferResult* target = message->add_offers();
    OfferToProto(result, target);
    target->set_offer_id(program.source().offers[result.offer].id);
  }
}

}  // namespace tessera::codec
