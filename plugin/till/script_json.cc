#include "script_json.h"

namespace tessera::till {

using nlohmann::json;

json ToJson(const pos::Member& member) {
  return {{"member_id", member.member_id},
          {"masked_name", member.masked_name},
          {"tier", member.tier},
          {"tier_name", member.tier_name},
          {"balance_points", member.balance_points},
          {"pending_points", member.pending_points},
          {"expiring_points", member.expiring_points},
          {"expiring_at_us", member.expiring_at_us},
          {"as_of_us", member.as_of_us},
          {"held_points", member.held_points},
          {"tier_until_us", member.tier_until_us},
          {"blocked", member.blocked}};
}

json ToJson(const pos::Totals& totals) {
  static const char* const kSources[] = {"", "service", "cache", "none"};
  return {{"source", totals.source < 4 ? kSources[totals.source] : ""},
          {"program_version", totals.program_version},
          {"gross_minor", totals.gross_minor},
          {"discount_minor", totals.discount_minor},
          {"redeemed_minor", totals.redeemed_minor},
          {"total_minor", totals.total_minor},
          {"earned_points", totals.earned_points},
          {"spent_points", totals.spent_points},
          {"max_redeem_points", totals.max_redeem_points},
          {"due_minor", totals.due_minor},
          {"redeem_limit_reason", totals.redeem_limit_reason}};
}

json ToJson(const pos::LineResult& line) {
  return {{"line_no", line.line_no},
          {"gross_minor", line.gross_minor},
          {"discount_minor", line.discount_minor},
          {"redeemed_minor", line.redeemed_minor},
          {"net_minor", line.net_minor},
          {"earned_points", line.earned_points},
          {"spent_points", line.spent_points}};
}

json ToJson(const pos::OfferResult& offer) {
  static const char* const kOutcomes[] = {"", "applied", "rejected", "nearly"};
  return {{"outcome", offer.outcome < 4 ? kOutcomes[offer.outcome] : ""},
          {"offer_id", offer.offer_id},
          {"name", offer.name},
          {"reason", offer.reason},
          {"explanation", offer.explanation},
          {"discount_minor", offer.discount_minor},
          {"points", offer.points}};
}

json ToJson(const pos::StampCard& card) {
  return {{"card_id", card.card_id}, {"stamps", card.stamps}, {"full_stamps", card.full_stamps}};
}

json ToJson(const pos::Gift& gift) {
  return {{"offer_id", gift.offer_id},
          {"sku", gift.sku},
          {"name", gift.name},
          {"quantity_milli", gift.quantity_milli},
          {"list_price_minor", gift.list_price_minor}};
}

json ToJson(const pos::Payment& payment) {
  return {{"kind", payment.kind == TESSERA_TENDER_GIFT_CARD ? "gift_card" : "wallet"},
          {"code", payment.code},
          {"amount_minor", payment.amount_minor},
          {"balance_minor", payment.balance_minor}};
}

json ToJson(const pos::Stamp& stamp) {
  return {{"card_id", stamp.card_id}, {"offer_id", stamp.offer_id}, {"stamps", stamp.stamps}};
}

json ToJson(const pos::Coupon& coupon) {
  return {{"code", coupon.code},
          {"batch_id", coupon.batch_id},
          {"name", coupon.name},
          {"active_from_us", coupon.active_from_us},
          {"expires_at_us", coupon.expires_at_us}};
}

json ToJson(const pos::RefusedCode& refused) {
  return {{"code", refused.code}, {"reason", refused.reason}};
}

json ToJson(const pos::SurveyQuestion& survey) {
  return {{"survey_id", survey.survey_id},
          {"question", survey.question},
          {"minimum", survey.minimum},
          {"maximum", survey.maximum}};
}

json ToJson(const pos::RefundedLine& line) {
  return {{"line_no", line.line_no},
          {"quantity_milli", line.quantity_milli},
          {"net_minor", line.net_minor},
          {"returned_points", line.returned_points},
          {"revoked_points", line.revoked_points}};
}

}  // namespace tessera::till
