#include "any_program.h"

namespace tessera::generate {
namespace {

void ChooseGoods(Choices& choices, int sets, v1::Goods* goods) {
  goods->set_set_id(AnySet(choices, sets));
  if (!choices.OneIn(3)) return;
  goods->set_order(static_cast<v1::UnitOrder>(choices.Upto(3)));
  if (choices.OneIn(2)) goods->set_maximum_units(choices.Between(1, 5));
  if (choices.OneIn(4)) goods->set_maximum_units_per_line(choices.Between(1, 3));
  if (choices.OneIn(4)) goods->set_group_units(choices.Between(2, 3));
  if (choices.OneIn(4)) goods->set_every_nth(choices.Between(2, 3));
}

// Percentages grow by percent_milli, amounts and prices by amount_minor.
void ChooseValue(Choices& choices, const v1::PercentOff&, v1::Step* step) {
  step->set_percent_milli(choices.Upto(50'000));
}
template <typename Effect>
void ChooseValue(Choices& choices, const Effect&, v1::Step* step) {
  step->set_amount_minor(choices.Upto(5'000));
}

template <typename Effect>
bool ChooseSteps(Choices& choices, Effect* effect) {
  if (!choices.OneIn(5)) return false;
  int64_t from = choices.Upto(5'000);
  const bool by_quantity = choices.OneIn(2);
  for (int i = 0; i < 3; ++i) {
    v1::Step* step = effect->add_steps();
    by_quantity ? step->set_from_quantity_milli(from) : step->set_from_amount_minor(from);
    ChooseValue(choices, *effect, step);
    from += choices.Between(1, 10'000);
  }
  return true;
}

void ChoosePercent(Choices& choices, int sets, v1::PercentOff* off) {
  ChooseGoods(choices, sets, off->mutable_goods());
  if (!ChooseSteps(choices, off)) {
    off->set_percent_milli(choices.OneIn(8) ? 100'000 : choices.Between(1, 60'000));
  }
  if (choices.OneIn(4)) off->set_maximum_minor(choices.Between(1, 5'000));
}

void ChooseAmount(Choices& choices, int sets, v1::AmountOff* off) {
  ChooseGoods(choices, sets, off->mutable_goods());
  if (!ChooseSteps(choices, off)) off->set_amount_minor(choices.Between(1, 8'000));
  off->set_per(static_cast<v1::AmountPer>(choices.Upto(3)));
  off->set_spread_by(static_cast<v1::SpreadBy>(choices.Upto(3)));
  if (choices.OneIn(3)) off->set_further_unit_minor(choices.Upto(3'000));
  off->set_at_most_unit_price(choices.OneIn(3));
}

void ChooseBundle(Choices& choices, int sets, v1::BundlePrice* bundle) {
  const int64_t parts = choices.Between(1, 3);
  for (int64_t i = 0; i < parts; ++i) {
    v1::BundlePart* part = bundle->add_parts();
    part->set_set_id(AnySet(choices, sets));
    part->set_units(choices.Between(1, 3));
  }
  bundle->set_price_minor(choices.Upto(15'000));
  bundle->set_order(static_cast<v1::UnitOrder>(choices.Upto(3)));
  if (choices.OneIn(4)) bundle->set_maximum_bundles(choices.Between(1, 2));
}

void ChooseBuyGet(Choices& choices, int sets, v1::BuyGet* buy_get) {
  buy_get->set_buy_set_id(AnySet(choices, sets));
  buy_get->set_buy_units(choices.Between(1, 3));
  buy_get->set_get_set_id(AnySet(choices, sets));
  buy_get->set_get_units(choices.Between(1, 2));
  buy_get->set_get_order(static_cast<v1::UnitOrder>(choices.Upto(3)));
  switch (choices.Upto(3)) {
    case 0: buy_get->set_percent_milli(100'000); break;
    case 1: buy_get->set_percent_milli(choices.Between(1, 99'999)); break;
    case 2: buy_get->set_amount_minor(choices.Between(1, 5'000)); break;
    default: buy_get->set_unit_price_minor(choices.Between(1, 5'000));
  }
  if (choices.OneIn(4)) buy_get->set_maximum_times(choices.Between(1, 2));
  buy_get->set_incomplete(choices.OneIn(4));
}

void ChooseGift(Choices& choices, int sets, v1::Gift* gift) {
  gift->set_sku(choices.Of(kSkus));
  (*gift->mutable_name()->mutable_by_language())["en"] = "A gift";
  gift->set_units(choices.Between(1, 2));
  if (choices.OneIn(2)) gift->set_list_price_minor(choices.Upto(5'000));
  gift->set_mode(static_cast<v1::GiftMode>(choices.Upto(2)));
  if (choices.OneIn(2)) {
    gift->set_per_units(choices.Between(1, 4));
    gift->set_per_set_id(AnySet(choices, sets));
  }
}

void ChoosePerMoney(Choices& choices, int sets, v1::EarnPerMoney* earn) {
  earn->set_set_id(AnySet(choices, sets));
  earn->set_per_amount_minor(choices.Between(1, 3'000));
  earn->set_points(choices.Between(1, 20));
  earn->set_basis(static_cast<v1::Basis>(choices.Upto(3)));
  earn->set_in_proportion(choices.OneIn(3));
  if (choices.OneIn(4)) earn->set_maximum_points(choices.Between(1, 50));
}

void ChooseMultiplier(Choices& choices, int sets, v1::EarnMultiplier* multiplier) {
  multiplier->set_set_id(AnySet(choices, sets));
  multiplier->set_factor_milli(choices.Between(1, 4'000));
  if (choices.OneIn(4)) multiplier->set_maximum_points(choices.Between(1, 50));
}

void AddLaterEffect(Choices& choices, int sets, v1::Effect* effect) {
  switch (choices.Upto(6)) {
    case 0: ChoosePerMoney(choices, sets, effect->mutable_earn_per_money()); break;
    case 1:
      effect->mutable_earn_per_unit()->set_set_id(AnySet(choices, sets));
      effect->mutable_earn_per_unit()->set_points(choices.Between(1, 20));
      break;
    case 2:
      effect->mutable_earn_fixed()->set_set_id(AnySet(choices, sets));
      effect->mutable_earn_fixed()->set_points(choices.Between(1, 50));
      break;
    case 3: ChooseMultiplier(choices, sets, effect->mutable_earn_multiplier()); break;
    case 4: {
      v1::Stamps* stamps = effect->mutable_stamps();
      stamps->set_card_id("coffee");
      stamps->set_stamps(choices.Between(1, 3));
      stamps->set_per_units(choices.Upto(3));
      stamps->set_set_id(AnySet(choices, sets));
      break;
    }
    case 5:
      effect->mutable_issue_coupon()->set_batch_id("later");
      effect->mutable_issue_coupon()->set_coupons(static_cast<int32_t>(choices.Between(1, 2)));
      break;
    default: effect->mutable_message()->set_on_slip(choices.OneIn(2));
  }
}

}  // namespace

void AddAnyEffect(Choices& choices, int sets, v1::Offer* offer) {
  v1::Effect* effect = offer->add_effects();
  switch (choices.Upto(11)) {
    case 0:
    case 1: return ChoosePercent(choices, sets, effect->mutable_percent_off());
    case 2:
    case 3: return ChooseAmount(choices, sets, effect->mutable_amount_off());
    case 4: {
      v1::FixedPrice* price = effect->mutable_fixed_price();
      ChooseGoods(choices, sets, price->mutable_goods());
      if (!ChooseSteps(choices, price)) price->set_unit_price_minor(choices.Upto(10'000));
      return;
    }
    case 5: return ChooseBundle(choices, sets, effect->mutable_bundle_price());
    case 6: return ChooseBuyGet(choices, sets, effect->mutable_buy_get());
    case 7: return ChooseGift(choices, sets, effect->mutable_gift());
    case 8: {
      v1::PointsPrice* price = effect->mutable_points_price();
      ChooseGoods(choices, sets, price->mutable_goods());
      price->set_points(choices.Between(1, 40));
      price->set_unit_price_minor(choices.Upto(5'000));
      return;
    }
    default: AddLaterEffect(choices, sets, effect);
  }
}

}  // namespace tessera::generate
