// What a promotion or a reward for points gives off prices. Free goods are in translate_free_item.cc.
#include "translation.h"

namespace tessera::cases {
namespace {

class Rewards {
 public:
  Rewards(Fields* reward, engine::Offer* offer, Translator* translator)
      : reward_(*reward), offer_(*offer), translator_(*translator) {}

  engine::Effect Read() {
    const std::string type = reward_.Text("type");
    if (type == "percent_off") return Percent(false);
    if (type == "percent_off_shipping") return Percent(true);
    if (type == "free_shipping") return Free();
    if (type == "amount_off") return Amount(false);
    if (type == "amount_off_shipping") return Amount(true);
    if (type == "fixed_unit_price") return Price(false, false);
    if (type == "fixed_shipping_price") return Price(true, false);
    if (type == "fixed_order_price") return Price(false, true);
    if (type == "fixed_price_for_n") return PriceForN();
    if (type == "free_item") return TranslateFreeItem(&reward_, &offer_, &translator_);
    if (type == "coupon_for_later") return CouponForLater();
    reward_.RefuseAll("type", "\"" + type + "\" is not known");
    return std::monostate();
  }

 private:
  int64_t MoneyIn(const char* key) { return translator_.MoneyIn(&reward_, key); }
  engine::Goods Goods(bool shipping) {
    return TranslateTarget(&reward_, shipping, &offer_, &translator_);
  }

  // A value by the basket's channel, in its currency: ours is a program per currency.
  int64_t Value() {
    auto channels = reward_.Object("value_by_channel");
    if (!channels) return MoneyIn("value");
    const Json& channel = translator_.source.basket.value("channel", Json());
    int64_t value = 0;
    bool found = false;
    for (const std::string& name : channels->Keys()) {
      auto terms = channels->Object(name);
      const bool here = channel == name;
      const bool ours = terms->Text("currency") == translator_.source.currency_code;
      if (here && ours) value = translator_.MoneyIn(&*terms, "value");
      if (!here) terms->Ignore({"value"});
      if (here && !ours) terms->Refuse("currency", "is not the basket's");
      found = found || here;
    }
    if (!found) reward_.Refuse("value_by_channel", "does not name the basket's channel");
    return value;
  }

  // Steps by the amount, or by the quantity, of the effect's goods.
  std::vector<engine::Step> Steps(bool percent) {
    std::vector<engine::Step> steps;
    const std::string by = reward_.Text("tiers_by");
    if (!by.empty() && by != "qty_of_target" && by != "amount_of_target") {
      reward_.Refuse("tiers_by", "\"" + by + "\" is not known");
    }
    for (Fields& tier : reward_.Objects("tiers")) {
      engine::Step step;
      step.from_amount = Money(translator_.MoneyIn(&tier, "from"));
      step.from_quantity = Quantity(tier.Whole("from_qty") * kOnePiece.value());
      if (percent) {
        step.percent = Share(tier.Decimal("value", 3));
      } else {
        step.amount = Money(translator_.MoneyIn(&tier, "value"));
      }
      steps.push_back(step);
    }
    return steps;
  }

  void Cap() {
    const Money cap(MoneyIn("max_discount"));
    if (cap.is_zero()) return;
    if (!offer_.limits.maximum_discount.is_zero()) {
      return reward_.Refuse("max_discount", "only one reward of a promotion may have a cap");
    }
    offer_.limits.maximum_discount = cap;
  }

  engine::Effect Percent(bool shipping) {
    engine::PercentOff off;
    off.goods = Goods(shipping);
    off.percent = Share(reward_.Decimal("value", 3));
    off.steps = Steps(true);
    if (const Money cap(MoneyIn("max_discount")); !cap.is_zero()) off.maximum = cap;
    // A percentage of each line or unit is one of all of them.
    reward_.OneOf<bool>("per", {{"order", true}, {"line", true}, {"unit", true}, {"each", true}}, true);
    return off;
  }

  engine::Effect Free() {
    engine::PercentOff off;
    off.goods = Goods(true);
    off.percent = kWhole;
    if (const Money cap(MoneyIn("max_discount")); !cap.is_zero()) off.maximum = cap;
    return off;
  }

  engine::Effect Amount(bool shipping) {
    engine::AmountOff off;
    off.goods = Goods(shipping);
    off.per = reward_.OneOf<engine::AmountPer>("per",
                                               {{"order", engine::AmountPer::kReceipt},
                                                {"line", engine::AmountPer::kLine},
                                                {"each", engine::AmountPer::kLine},
                                                {"unit", engine::AmountPer::kUnit}},
                                               engine::AmountPer::kReceipt);
    if (off.per == engine::AmountPer::kLine && off.goods.maximum_units != 0) {
      // The amount is given per line: so is the number of units that it is for.
      off.goods.maximum_units_per_line = off.goods.maximum_units;
      off.goods.maximum_units = 0;
    }
    off.at_most_unit_price = reward_.OneOf<bool>("cap_at", {{"unit_price", true}}, false);
    off.spread_by = reward_.OneOf<engine::SpreadBy>(
        "spread_by",
        {{"value", engine::SpreadBy::kValue},
         {"quantity", engine::SpreadBy::kQuantity},
         {"cheapest_line_first", engine::SpreadBy::kCheapestFirst}},
        engine::SpreadBy::kValue);
    off.steps = Steps(false);
    const bool first = reward_.Has("first_unit");
    off.amount = Money(first ? MoneyIn("first_unit") : off.steps.empty() ? Value() : 0);
    off.further_unit = Money(MoneyIn("further_units"));
    if (reward_.OneOf<bool>("times", {{"bundles", true}, {"once", false}}, false)) {
      offer_.repeat = engine::Repeat::kPerBundle;
    }
    Cap();
    return off;
  }

  engine::Effect Price(bool shipping, bool together) {
    engine::FixedPrice price;
    price.goods = Goods(shipping);
    price.steps = Steps(false);
    if (price.steps.empty()) price.unit_price = Money(Value());
    price.together = together;
    Cap();
    return price;
  }

  engine::Effect PriceForN() {
    engine::BundlePrice bundle;
    bundle.order = UnitOrderIn(&reward_, "unit_selection", engine::UnitOrder::kDearestFirst);
    bundle.parts = {{Goods(false).set_id, reward_.Whole("n", 1)}};
    bundle.price = Money(Value());
    Cap();
    return bundle;
  }

  // What the coupon will give is a promotion of a later sale.
  engine::Effect CouponForLater() {
    reward_.OneOf<bool>("active_after", {{"order_confirmed", true}, {"at_once", true}}, true);
    engine::IssueCoupon issue;
    issue.batch_id = "later";
    issue.coupons = reward_.Whole("qty", 1);
    if (auto coupon = reward_.Object("coupon")) {
      engine::Offer later;
      for (Fields& given : coupon->Objects("reward")) TranslateReward(&given, &later, &translator_);
    }
    return issue;
  }

  Fields& reward_;
  engine::Offer& offer_;
  Translator& translator_;
};

}  // namespace

engine::Effect TranslateReward(Fields* reward, engine::Offer* offer, Translator* translator) {
  return Rewards(reward, offer, translator).Read();
}

}  // namespace tessera::cases
