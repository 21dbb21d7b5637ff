#include "program_message.h"

namespace tessera::cases {
namespace {

void SetGoods(const engine::Goods& goods, v1::Goods* message) {
  message->set_set_id(goods.set_id);
  message->set_order(ToWire<v1::UnitOrder>(goods.order));
  message->set_maximum_units(goods.maximum_units);
  message->set_maximum_units_per_line(goods.maximum_units_per_line);
  message->set_group_units(goods.group_units);
  message->set_every_nth(goods.every_nth);
}

template <typename Message>
void SetSteps(const std::vector<engine::Step>& steps, Message* message) {
  for (const engine::Step& step : steps) {
    v1::Step* out = message->add_steps();
    out->set_from_amount_minor(step.from_amount.value());
    out->set_from_quantity_milli(step.from_quantity.value());
    out->set_percent_milli(step.percent.value());
    out->set_amount_minor(step.amount.value());
  }
}

// One overload for each kind of effect.
struct Writer {
  v1::Effect* out;

  void operator()(std::monostate) const {}

  void operator()(const engine::PercentOff& off) const {
    v1::PercentOff* message = out->mutable_percent_off();
    SetGoods(off.goods, message->mutable_goods());
    message->set_percent_milli(off.percent.value());
    if (off.maximum) message->set_maximum_minor(off.maximum->value());
    SetSteps(off.steps, message);
  }

  void operator()(const engine::AmountOff& off) const {
    v1::AmountOff* message = out->mutable_amount_off();
    SetGoods(off.goods, message->mutable_goods());
    message->set_amount_minor(off.amount.value());
    message->set_per(ToWire<v1::AmountPer>(off.per));
    message->set_spread_by(ToWire<v1::SpreadBy>(off.spread_by));
    message->set_further_unit_minor(off.further_unit.value());
    message->set_at_most_unit_price(off.at_most_unit_price);
    SetSteps(off.steps, message);
  }

  void operator()(const engine::FixedPrice& fixed) const {
    v1::FixedPrice* message = out->mutable_fixed_price();
    SetGoods(fixed.goods, message->mutable_goods());
    message->set_unit_price_minor(fixed.unit_price.value());
    SetSteps(fixed.steps, message);
    message->set_together(fixed.together);
  }

  void operator()(const engine::BundlePrice& bundle) const {
    v1::BundlePrice* message = out->mutable_bundle_price();
    for (const engine::BundlePart& part : bundle.parts) {
      v1::BundlePart* to = message->add_parts();
      to->set_set_id(part.set_id);
      to->set_units(part.units);
    }
    message->set_price_minor(bundle.price.value());
    message->set_order(ToWire<v1::UnitOrder>(bundle.order));
    message->set_maximum_bundles(bundle.maximum_bundles);
  }

  void operator()(const engine::BuyGet& buy) const {
    v1::BuyGet* message = out->mutable_buy_get();
    message->set_buy_set_id(buy.buy_set_id);
    message->set_buy_units(buy.buy_units);
    message->set_get_set_id(buy.get_set_id);
    message->set_get_units(buy.get_units);
    message->set_get_order(ToWire<v1::UnitOrder>(buy.get_order));
    message->set_percent_milli(buy.percent.value());
    message->set_amount_minor(buy.amount.value());
    message->set_unit_price_minor(buy.unit_price.value());
    message->set_maximum_times(buy.maximum_times);
    message->set_incomplete(buy.incomplete);
  }

  void operator()(const engine::Gift& gift) const {
    v1::Gift* message = out->mutable_gift();
    message->set_sku(gift.sku);
    SetText(gift.name, message->mutable_name());
    message->set_units(gift.units);
    message->set_list_price_minor(gift.list_price.value());
    message->set_mode(ToWire<v1::GiftMode>(gift.mode));
    message->set_per_units(gift.per_units);
    message->set_per_set_id(gift.per_set_id);
  }

  void operator()(const engine::PointsPrice& price) const {
    v1::PointsPrice* message = out->mutable_points_price();
    SetGoods(price.goods, message->mutable_goods());
    message->set_points(price.points.value());
    message->set_unit_price_minor(price.unit_price.value());
  }

  void operator()(const engine::EarnPerMoney& earn) const {
    v1::EarnPerMoney* message = out->mutable_earn_per_money();
    message->set_set_id(earn.set_id);
    message->set_per_amount_minor(earn.per_amount.value());
    message->set_points(earn.points.value());
    message->set_basis(ToWire<v1::Basis>(earn.basis));
    message->set_in_proportion(earn.in_proportion);
    message->set_maximum_points(earn.maximum.value());
  }

  void operator()(const engine::EarnPerUnit& earn) const {
    v1::EarnPerUnit* message = out->mutable_earn_per_unit();
    message->set_set_id(earn.set_id);
    message->set_points(earn.points.value());
    message->set_maximum_points(earn.maximum.value());
  }

  void operator()(const engine::EarnFixed& earn) const {
    v1::EarnFixed* message = out->mutable_earn_fixed();
    message->set_set_id(earn.set_id);
    message->set_points(earn.points.value());
    message->set_multiplied(earn.multiplied);
  }

  void operator()(const engine::EarnMultiplier& earn) const {
    v1::EarnMultiplier* message = out->mutable_earn_multiplier();
    message->set_set_id(earn.set_id);
    message->set_factor_milli(earn.factor_milli);
    message->set_maximum_points(earn.maximum.value());
  }

  void operator()(const engine::Stamps& stamps) const {
    v1::Stamps* message = out->mutable_stamps();
    message->set_card_id(stamps.card_id);
    message->set_stamps(stamps.stamps);
    message->set_per_units(stamps.per_units);
    message->set_set_id(stamps.set_id);
  }

  void operator()(const engine::IssueCoupon& issue) const {
    out->mutable_issue_coupon()->set_batch_id(issue.batch_id);
    out->mutable_issue_coupon()->set_coupons(static_cast<int32_t>(issue.coupons));
  }

  void operator()(const engine::Message& text) const {
    out->mutable_message()->set_on_slip(text.on_slip);
  }
};

}  // namespace

void SetText(const engine::Text& text, v1::Text* message) {
  message->mutable_by_language()->insert(text.begin(), text.end());
}

void SetEffect(const engine::Effect& effect, v1::Effect* message) {
  std::visit(Writer{message}, effect);
}

}  // namespace tessera::cases
