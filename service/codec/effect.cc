#include "effect.h"

namespace tessera::codec {
namespace {

// One effect at a time; `at` is its path.
class EffectReader {
 public:
  EffectReader(std::string at, Faults* faults) : at_(std::move(at)), faults_(faults) {}

  engine::Effect Read(const v1::Effect& message) {
    switch (message.effect_case()) {
      case v1::Effect::kPercentOff: return Read(message.percent_off());
      case v1::Effect::kAmountOff: return Read(message.amount_off());
      case v1::Effect::kFixedPrice: return Read(message.fixed_price());
      case v1::Effect::kBundlePrice: return Read(message.bundle_price());
      case v1::Effect::kBuyGet: return Read(message.buy_get());
      case v1::Effect::kGift: return Read(message.gift());
      case v1::Effect::kPointsPrice: return Read(message.points_price());
      case v1::Effect::kEarnPerMoney: return Read(message.earn_per_money());
      case v1::Effect::kEarnPerUnit: return Read(message.earn_per_unit());
      case v1::Effect::kEarnFixed:
        return engine::EarnFixed{message.earn_fixed().set_id(),
                                 Points(message.earn_fixed().points()),
                                 message.earn_fixed().multiplied()};
      case v1::Effect::kEarnMultiplier: return Read(message.earn_multiplier());
      case v1::Effect::kStamps: return Read(message.stamps());
      case v1::Effect::kIssueCoupon:
        return engine::IssueCoupon{message.issue_coupon().batch_id(),
                                   message.issue_coupon().coupons()};
      case v1::Effect::kMessage: return engine::Message{message.message().on_slip()};
      case v1::Effect::EFFECT_NOT_SET: break;
    }
    return std::monostate();
  }

 private:
  template <typename Target>
  Target Enum(int number, Target last, const char* field) {
    return EnumFromProto(number, last, at_ + field, faults_);
  }

  engine::Goods Read(const v1::Goods& goods, const char* field) {
    return {goods.set_id(),
            Enum(goods.order(), engine::UnitOrder::kBasket, field),
            goods.maximum_units(),
            goods.maximum_units_per_line(),
            goods.group_units(),
            goods.every_nth()};
  }

  template <typename Repeated>
  static std::vector<engine::Step> Steps(const Repeated& messages) {
    std::vector<engine::Step> steps;
    for (const v1::Step& step : messages) {
      steps.push_back({Money(step.from_amount_minor()), Quantity(step.from_quantity_milli()),
                       Share(step.percent_milli()), Money(step.amount_minor())});
    }
    return steps;
  }

  engine::Effect Read(const v1::PercentOff& message) {
    engine::PercentOff off{Read(message.goods(), ".percent_off.goods.order"),
                           Share(message.percent_milli()), std::nullopt, Steps(message.steps())};
    if (message.maximum_minor() != 0) off.maximum = Money(message.maximum_minor());
    return off;
  }

  engine::Effect Read(const v1::AmountOff& message) {
    return engine::AmountOff{
        Read(message.goods(), ".amount_off.goods.order"),
        Money(message.amount_minor()),
        Enum(message.per(), engine::AmountPer::kUnit, ".amount_off.per"),
        Enum(message.spread_by(), engine::SpreadBy::kCheapestFirst, ".amount_off.spread_by"),
        Money(message.further_unit_minor()),
        message.at_most_unit_price(),
        Steps(message.steps())};
  }

  engine::Effect Read(const v1::FixedPrice& message) {
    return engine::FixedPrice{Read(message.goods(), ".fixed_price.goods.order"),
                              Money(message.unit_price_minor()), Steps(message.steps()),
                              message.together()};
  }

  engine::Effect Read(const v1::BundlePrice& message) {
    engine::BundlePrice bundle;
    for (const v1::BundlePart& part : message.parts()) {
      bundle.parts.push_back({part.set_id(), part.units()});
    }
    bundle.price = Money(message.price_minor());
    bundle.order = Enum(message.order(), engine::UnitOrder::kBasket, ".bundle_price.order");
    bundle.maximum_bundles = message.maximum_bundles();
    return bundle;
  }

  engine::Effect Read(const v1::BuyGet& message) {
    return engine::BuyGet{
        message.buy_set_id(),
        message.buy_units(),
        message.get_set_id(),
        message.get_units(),
        Enum(message.get_order(), engine::UnitOrder::kBasket, ".buy_get.get_order"),
        Share(message.percent_milli()),
        Money(message.amount_minor()),
        Money(message.unit_price_minor()),
        message.maximum_times(),
        message.incomplete()};
  }

  engine::Effect Read(const v1::Gift& message) {
    return engine::Gift{message.sku(),
                        TextFromProto(message.name()),
                        message.units(),
                        Money(message.list_price_minor()),
                        Enum(message.mode(), engine::GiftMode::kAddMissing, ".gift.mode"),
                        message.per_units(),
                        message.per_set_id()};
  }

  engine::Effect Read(const v1::PointsPrice& message) {
    return engine::PointsPrice{Read(message.goods(), ".points_price.goods.order"),
                               Points(message.points()), Money(message.unit_price_minor())};
  }

  engine::Effect Read(const v1::EarnPerMoney& message) {
    return engine::EarnPerMoney{
        message.set_id(),
        Money(message.per_amount_minor()),
        Points(message.points()),
        Enum(message.basis(), engine::Basis::kBeforeRedemption, ".earn_per_money.basis"),
        message.in_proportion(),
        Points(message.maximum_points())};
  }

  engine::Effect Read(const v1::EarnPerUnit& message) {
    return engine::EarnPerUnit{message.set_id(), Points(message.points()),
                               Points(message.maximum_points())};
  }

  engine::Effect Read(const v1::EarnMultiplier& message) {
    return engine::EarnMultiplier{message.set_id(), message.factor_milli(),
                                  Points(message.maximum_points())};
  }

  engine::Effect Read(const v1::Stamps& message) {
    return engine::Stamps{message.card_id(), message.stamps(), message.per_units(),
                          message.set_id()};
  }

  const std::string at_;
  Faults* faults_;
};

}  // namespace

engine::Text TextFromProto(const v1::Text& message) {
  return engine::Text(message.by_language().begin(), message.by_language().end());
}

engine::Effect EffectFromProto(const v1::Effect& message, const std::string& field,
                               Faults* faults) {
  return EffectReader(field, faults).Read(message);
}

}  // namespace tessera::codec
