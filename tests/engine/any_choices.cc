#include "any_choices.h"

#include <algorithm>

namespace tessera::engine {
namespace {

const char* AnySet(Chance& chance) {
  const char* const sets[] = {"", "food", "cheese", "tobacco"};
  return sets[chance.Upto(3)];
}

Goods AnyGoods(Chance& chance) {
  Goods goods;
  goods.set_id = AnySet(chance);
  goods.order = static_cast<UnitOrder>(chance.Upto(2));
  if (chance.OneIn(3)) goods.maximum_units = 1 + chance.Upto(3);
  if (chance.OneIn(8)) goods.maximum_units_per_line = 1;
  if (chance.OneIn(6)) goods.every_nth = 2;
  if (chance.OneIn(8)) goods.group_units = 2;
  return goods;
}

Effect AnyPercent(Chance& chance) {
  PercentOff off{AnyGoods(chance), Share(1 + chance.Upto(70'000))};
  if (chance.OneIn(3)) off.maximum = Money(1 + chance.Upto(500));
  return off;
}

Effect AnyAmount(Chance& chance) {
  AmountOff off{AnyGoods(chance), Money(1 + chance.Upto(900))};
  off.per = static_cast<AmountPer>(chance.Upto(2));
  off.spread_by = static_cast<SpreadBy>(chance.Upto(2));
  if (off.per == AmountPer::kUnit && chance.OneIn(3)) off.further_unit = Money(1 + chance.Upto(90));
  if (off.per == AmountPer::kReceipt && chance.OneIn(4)) {
    off.amount = Money();
    off.steps = {{Money(100), {}, {}, Money(1 + chance.Upto(200))},
                 {Money(1200), {}, {}, Money(1 + chance.Upto(700))}};
  }
  return off;
}

Effect AnyBuyGet(Chance& chance) {
  BuyGet buy_get{AnySet(chance), 1 + chance.Upto(1), AnySet(chance), 1 + chance.Upto(1)};
  buy_get.get_order = static_cast<UnitOrder>(chance.Upto(2));
  buy_get.incomplete = chance.OneIn(4);
  switch (chance.Upto(2)) {
    case 0: buy_get.percent = Share(1 + chance.Upto(99'999)); break;
    case 1: buy_get.amount = Money(1 + chance.Upto(500)); break;
    default: buy_get.unit_price = Money(1 + chance.Upto(500)); break;
  }
  return buy_get;
}

Effect AnyGift(Chance& chance) {
  Gift gift{"sku-" + std::to_string(1 + chance.Upto(5)), {{"ru", "подарок"}}, 1 + chance.Upto(1)};
  gift.list_price = Money(1 + chance.Upto(300));
  gift.mode = static_cast<GiftMode>(chance.Upto(1));
  if (chance.OneIn(3)) gift.per_units = 1 + chance.Upto(3);
  return gift;
}

Effect AnyEffect(Chance& chance) {
  switch (chance.Upto(8)) {
    case 0:
    case 1: return AnyPercent(chance);
    case 2: return AnyAmount(chance);
    case 3: {
      FixedPrice price{AnyGoods(chance), Money(chance.Upto(600))};
      if (chance.OneIn(4)) price.steps = {{{}, Quantity(2000), {}, Money(chance.Upto(600))}};
      if (!price.steps.empty()) price.unit_price = Money();
      price.together = chance.OneIn(4);
      return price;
    }
    case 4: {
      BundlePrice bundle{{{AnySet(chance), 1 + chance.Upto(1)}, {AnySet(chance), 1}},
                         Money(chance.Upto(900)),
                         static_cast<UnitOrder>(chance.Upto(2))};
      if (chance.OneIn(3)) bundle.maximum_bundles = 1;
      return bundle;
    }
    case 5: return AnyBuyGet(chance);
    case 6: return AnyGift(chance);
    case 7: return PointsPrice{AnyGoods(chance), Points(20 + chance.Upto(60)), Money(chance.Upto(300))};
    default: {
      PercentOff off{{AnySet(chance)}, Share()};
      off.steps = {{Money(100), {}, Share(1 + chance.Upto(50'000)), {}},
                   {Money(900), {}, Share(1 + chance.Upto(50'000)), {}}};
      return off;
    }
  }
}

Condition AnyCondition(Chance& chance) {
  Condition condition{AnySet(chance), Money(1 + chance.Upto(2500))};
  if (chance.OneIn(3)) condition.minimum_quantity = Quantity(1000 * (1 + chance.Upto(1)));
  if (chance.OneIn(4)) condition.basis = Basis::kBeforeDiscounts;
  return condition;
}

Limits AnyLimits(Chance& chance) {
  Limits limits;
  if (chance.OneIn(6)) {
    limits.budget = Money(1 + chance.Upto(700));
    limits.on_exceed = static_cast<OnExceed>(chance.Upto(2));
  }
  if (chance.OneIn(7)) limits.units_per_member = 1 + chance.Upto(3);
  if (chance.OneIn(10)) limits.maximum_discount = Money(1 + chance.Upto(500));
  if (chance.OneIn(10)) limits.times_per_receipt = 1;
  return limits;
}

}  // namespace

Program AnyProgram(Chance& chance, int64_t offers) {
  Program program = EmptyProgram();
  program.rounding = static_cast<Rounding>(chance.Upto(4));
  program.rounding_place = static_cast<RoundingPlace>(chance.Upto(2));
  program.spread = static_cast<Spread>(chance.Upto(3));
  program.stacking.units_used_once = chance.OneIn(3);
  if (chance.OneIn(5)) program.stacking.maximum_share = Share(10'000 + chance.Upto(80'000));
  if (chance.OneIn(5)) program.stacking.maximum = Money(1 + chance.Upto(3000));
  if (chance.OneIn(3)) {
    program.restrictions = {{"cheese", false, false, false, Money(1 + chance.Upto(600))}};
  }
  if (chance.OneIn(4)) program.stacking.groups = {{"g0", GroupMode::kBest}};
  const bool exclusive = chance.OneIn(3);
  for (int64_t i = 0; i < offers; ++i) {
    Offer offer = OfferOf("o" + std::to_string(i), AnyEffect(chance),
                          static_cast<int32_t>(chance.Upto(2)));
    if (chance.OneIn(4)) offer.effects.push_back(AnyEffect(chance));
    if (chance.OneIn(3)) offer.exclusive_group = "g" + std::to_string(chance.Upto(2));
    if (chance.OneIn(3)) offer.conditions.push_back(AnyCondition(chance));
    if (chance.OneIn(6)) offer.conditions.push_back(AnyCondition(chance));
    const bool by_quantity =
        std::any_of(offer.conditions.begin(), offer.conditions.end(),
                    [](const Condition& condition) { return !condition.minimum_quantity.is_zero(); });
    if (by_quantity && chance.OneIn(2)) offer.repeat = Repeat::kPerBundle;
    offer.limits = AnyLimits(chance);
    offer.trigger = ChoiceTrigger{Points(chance.OneIn(4) ? 20 + chance.Upto(80) : 0)};
    offer.exclusive = exclusive && chance.OneIn(4);
    offer.exclude_on_sale = chance.OneIn(8);
    program.offers.push_back(std::move(offer));
  }
  return program;
}

Basket AnyBasket(Chance& chance, const Program& program) {
  const char* const categories[] = {"food", "food/cheese", "tobacco", "other"};
  Basket basket = BasketOf({});
  const auto lines = static_cast<uint32_t>(1 + chance.Upto(5));
  for (uint32_t i = 1; i <= lines; ++i) {
    Line line = LineOf(i, chance.Upto(chance.OneIn(2) ? 20 : 900), 1000 * (1 + chance.Upto(3)),
                       categories[chance.Upto(3)]);
    if (chance.OneIn(6)) line.quantity = Quantity(1 + chance.Upto(2500));
    line.on_sale = chance.OneIn(6);
    basket.lines.push_back(std::move(line));
  }
  if (chance.OneIn(4)) basket.lines.push_back(LineOf(99, -chance.Upto(500)));
  for (const Offer& offer : program.offers) {
    basket.choices.push_back({offer.id, chance.OneIn(5) ? 2 : 1});
  }
  return basket;
}

}  // namespace tessera::engine
