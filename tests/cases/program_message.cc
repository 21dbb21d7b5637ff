#include "program_message.h"

namespace tessera::cases {
namespace {

void SetProductSet(const engine::ProductSet& set, v1::ProductSet* message) {
  message->set_set_id(set.id);
  SetStrings(set.skus, message->mutable_skus());
  SetStrings(set.categories, message->mutable_categories());
  SetStrings(set.brands, message->mutable_brands());
  SetStrings(set.labels, message->mutable_labels());
  SetStrings(set.except_sets, message->mutable_except_sets());
  SetStrings(set.all_labels, message->mutable_all_labels());
  SetStrings(set.any_sets, message->mutable_any_sets());
  SetStrings(set.all_sets, message->mutable_all_sets());
  message->set_minimum_price_minor(set.minimum_price.value());
  message->set_maximum_price_minor(set.maximum_price.value());
  message->set_on_sale(ToWire<v1::OnSale>(set.on_sale));
}

void SetStacking(const engine::Stacking& stacking, v1::Stacking* message) {
  for (const engine::Phase& phase : stacking.phases) {
    v1::Phase* out = message->add_phases();
    out->set_phase_id(phase.id);
    out->set_mode(ToWire<v1::StackingMode>(phase.mode));
  }
  for (const engine::OfferGroup& group : stacking.groups) {
    v1::OfferGroup* out = message->add_groups();
    out->set_group_id(group.id);
    out->set_mode(ToWire<v1::GroupMode>(group.mode));
  }
  message->set_order(ToWire<v1::OfferOrder>(stacking.order));
  message->set_node_budget(stacking.node_budget);
  message->set_units_used_once(stacking.units_used_once);
  message->set_maximum_share_milli(stacking.maximum_share.value());
  message->set_maximum_minor(stacking.maximum.value());
}

void SetRedemption(const engine::Redemption& redemption, v1::Redemption* message) {
  message->set_points(redemption.points.value());
  message->set_value_minor(redemption.value.value());
  message->set_minimum_points(redemption.minimum.value());
  message->set_step_points(redemption.step.value());
  message->set_maximum_share_milli(redemption.maximum_share.value());
  message->set_minimum_line_minor(redemption.minimum_line.value());
}

v1::Rounding RoundingToWire(Rounding rounding) {
  switch (rounding) {
    case Rounding::kHalfUp: return v1::ROUNDING_HALF_UP;
    case Rounding::kHalfDown: return v1::ROUNDING_HALF_DOWN;
    case Rounding::kHalfEven: return v1::ROUNDING_HALF_EVEN;
    case Rounding::kDown: return v1::ROUNDING_DOWN;
    case Rounding::kUp: return v1::ROUNDING_UP;
  }
  return v1::ROUNDING_UNSPECIFIED;
}

void SetTerms(const engine::Program& program, v1::Program* message) {
  message->set_rounding(RoundingToWire(program.rounding));
  if (program.points_rounding) {
    message->set_points_rounding(RoundingToWire(*program.points_rounding));
  }
  message->set_rounding_place(ToWire<v1::RoundingPlace>(program.rounding_place));
  message->set_spread(ToWire<v1::Spread>(program.spread));
  for (const engine::Restriction& restriction : program.restrictions) {
    v1::Restriction* out = message->add_restrictions();
    out->set_set_id(restriction.set_id);
    out->set_no_discount(restriction.no_discount);
    out->set_no_earn(restriction.no_earn);
    out->set_no_spend(restriction.no_spend);
    out->set_minimum_unit_price_minor(restriction.minimum_unit_price.value());
  }
  for (const engine::TenderRule& tender : program.tenders) {
    v1::TenderRule* out = message->add_tenders();
    out->set_kind(ToWireWithNone<v1::TenderKind>(tender.kind));
    out->set_maximum_share_milli(tender.maximum_share.value());
    out->set_lowers_bases(tender.lowers_bases);
  }
  message->set_not_goods_set_id(program.not_goods_set_id);
  message->set_codes_case_sensitive(program.codes_case_sensitive);
  message->set_earned_points_pay_at_once(program.earned_points_pay_at_once);
}

}  // namespace

void SetPointsLife(const engine::PointsLife& life, v1::PointsLife* message) {
  message->set_activation_days(life.activation_days);
  message->set_lifetime_days(life.lifetime_days);
  message->set_lifetime_months(life.lifetime_months);
  message->set_until_end_of(ToWireWithNone<v1::CalendarPeriod>(life.until_end_of));
  message->set_idle_days(life.idle_days);
}

void SetLedgerRules(const engine::Program& program, v1::Program* message) {
  using engine::TierBasis;
  const TierBasis basis = program.tier_rules.basis;
  for (const engine::Tier& tier : program.tiers) {
    v1::Tier* out = message->add_tiers();
    out->set_tier_id(tier.id);
    SetText(tier.name, out->mutable_name());
    if (basis == TierBasis::kSpend) out->set_from_spend_minor(tier.threshold);
    if (basis == TierBasis::kVisits) out->set_from_visits(tier.threshold);
    if (basis == TierBasis::kEarnedPoints || basis == TierBasis::kActivePoints) {
      out->set_from_points(tier.threshold);
    }
  }
  const engine::TierRules& rules = program.tier_rules;
  v1::TierRules* tiers = message->mutable_tier_rules();
  tiers->set_basis(ToWireWithNone<v1::TierBasis>(basis));
  tiers->set_rolling_days(rules.rolling_days);
  tiers->set_period(ToWireWithNone<v1::CalendarPeriod>(rules.period));
  tiers->set_downgrade(ToWire<v1::TierDowngrade>(rules.downgrade));
  tiers->set_keep_days(rules.keep_days);
  tiers->set_keep_months(rules.keep_months);
  tiers->set_keep_until_end_of(ToWireWithNone<v1::CalendarPeriod>(rules.keep_until_end_of));
  SetPointsLife(program.points_life, message->mutable_points_life());
  v1::RefundRules* refunds = message->mutable_refund_rules();
  refunds->set_revoke_beyond(ToWire<v1::RevokeBeyond>(program.refund_rules.revoke_beyond));
  refunds->set_revoke_pending_first(program.refund_rules.revoke_pending_first);
  refunds->set_grace_days(program.refund_rules.grace_days);
  refunds->set_keep_spent_points(program.refund_rules.keep_spent_points);
  refunds->set_return_costs_in_parts(program.refund_rules.return_costs_in_parts);
  refunds->set_only_with_sale(program.refund_rules.only_with_sale);
  for (const engine::CouponBatch& batch : program.coupon_batches) {
    v1::CouponBatch* out = message->add_coupon_batches();
    out->set_batch_id(batch.batch_id);
    SetText(batch.name, out->mutable_name());
    out->set_activation_days(batch.activation_days);
    out->set_lifetime_days(batch.lifetime_days);
    out->set_uses(batch.uses);
    out->set_personal(batch.personal);
  }
}

v1::Program ProgramToMessage(const engine::Program& program) {
  v1::Program message;
  message.set_program_id(program.id);
  message.set_currency_code(program.currency_code);
  message.set_currency_digits(program.currency_digits);
  message.set_points_digits(program.points_digits);
  SetStrings(program.languages, message.mutable_languages());
  message.set_time_zone(program.time_zone);
  for (const engine::ProductSet& set : program.sets) SetProductSet(set, message.add_sets());
  for (const engine::Offer& offer : program.offers) SetOffer(offer, message.add_offers());
  if (program.redemption) SetRedemption(*program.redemption, message.mutable_redemption());
  SetStacking(program.stacking, message.mutable_stacking());
  SetTerms(program, &message);
  SetLedgerRules(program, &message);
  return message;
}

}  // namespace tessera::cases
