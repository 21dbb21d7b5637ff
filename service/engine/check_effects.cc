#include "check_effects.h"

#include "absl/strings/str_cat.h"
#include "tessera/base/utf8.h"

namespace tessera::engine {
namespace {

constexpr size_t kMostSteps = 16;
constexpr size_t kMostParts = 8;
constexpr int64_t kMostUnits = 1'000'000'000;
constexpr int64_t kLargestFactor = 100'000'000;

class EffectCheck {
 public:
  EffectCheck(std::string at, const Program& program, const SetNumbers& sets, FaultList* faults)
      : at_(std::move(at)), program_(program), sets_(sets), faults_(*faults) {}

  void Check(std::monostate) {
    faults_.Add(at_, "EFFECT_MISSING", "say what it gives: percent_off, earn_per_money ...");
  }

  void Check(const PercentOff& off) {
    Enter("percent_off");
    CheckGoods(off.goods);
    CheckSteps(off.steps, StepValue::kPercent);
    CheckInstead("percent_milli", off.percent.is_zero(), off.steps);
    Range("percent_milli", off.percent.value(), off.steps.empty() ? 1 : 0, kWhole.value(),
          "PERCENT_INVALID");
    if (off.maximum) {
      Range("maximum_minor", off.maximum->value(), 1, kLargestAmount, "AMOUNT_INVALID");
    }
  }

  void Check(const AmountOff& off) {
    Enter("amount_off");
    CheckGoods(off.goods);
    CheckSteps(off.steps, StepValue::kAmount);
    CheckInstead("amount_minor", off.amount.is_zero(), off.steps);
    Range("amount_minor", off.amount.value(), off.steps.empty() ? 1 : 0, kLargestAmount,
          "AMOUNT_INVALID");
    Range("further_unit_minor", off.further_unit.value(), 0, kLargestAmount, "AMOUNT_INVALID");
  }

  void Check(const FixedPrice& price) {
    Enter("fixed_price");
    CheckGoods(price.goods);
    CheckSteps(price.steps, StepValue::kAmount);
    CheckInstead("unit_price_minor", price.unit_price.is_zero(), price.steps);
    Range("unit_price_minor", price.unit_price.value(), 0, kLargestAmount, "PRICE_INVALID");
  }

  void Check(const BundlePrice& bundle) {
    Enter("bundle_price");
    if (bundle.parts.empty()) {
      faults_.Add(at_ + "parts", "PARTS_MISSING", "say what makes a bundle");
    }
    faults_.CheckCount(at_ + "parts", bundle.parts.size(), kMostParts);
    for (size_t i = 0; i < bundle.parts.size(); ++i) {
      const std::string part = absl::StrCat("parts[", i, "].");
      Set(part + "set_id", bundle.parts[i].set_id);
      Range(part + "units", bundle.parts[i].units, 1, kMostUnits, "UNITS_INVALID");
    }
    Range("price_minor", bundle.price.value(), 0, kLargestAmount, "PRICE_INVALID");
    Range("maximum_bundles", bundle.maximum_bundles, 0, kMostUnits, "UNITS_INVALID");
  }

  void Check(const BuyGet& buy_get) {
    Enter("buy_get");
    Set("buy_set_id", buy_get.buy_set_id);
    Range("buy_units", buy_get.buy_units, 1, kMostUnits, "UNITS_INVALID");
    Set("get_set_id", buy_get.get_set_id);
    Range("get_units", buy_get.get_units, 1, kMostUnits, "UNITS_INVALID");
    Range("percent_milli", buy_get.percent.value(), 0, kWhole.value(), "PERCENT_INVALID");
    Range("amount_minor", buy_get.amount.value(), 0, kLargestAmount, "AMOUNT_INVALID");
    Range("unit_price_minor", buy_get.unit_price.value(), 0, kLargestAmount, "PRICE_INVALID");
    Range("maximum_times", buy_get.maximum_times, 0, kMostUnits, "UNITS_INVALID");
    const int ways = (buy_get.percent.is_zero() ? 0 : 1) + (buy_get.amount.is_zero() ? 0 : 1) +
                     (buy_get.unit_price.is_zero() ? 0 : 1);
    if (ways != 1) {
      faults_.Add(at_.substr(0, at_.size() - 1), "BENEFIT_INVALID",
                  "give exactly one of percent_milli (100% for free), amount_minor, "
                  "unit_price_minor");
    }
  }

  void Check(const Gift& gift) {
    Enter("gift");
    if (gift.sku.empty() || gift.sku.size() > 64 || !IsUtf8(gift.sku)) {
      faults_.Add(at_ + "sku", "SKU_INVALID", "name the goods, in 1 to 64 bytes");
    }
    faults_.CheckText(at_ + "name", gift.name, program_, false);
    Range("units", gift.units, 1, kMostUnits, "UNITS_INVALID");
    Range("list_price_minor", gift.list_price.value(), 0, kLargestAmount, "PRICE_INVALID");
    Range("per_units", gift.per_units, 0, kMostUnits, "UNITS_INVALID");
    Set("per_set_id", gift.per_set_id);
  }

  void Check(const PointsPrice& price) {
    Enter("points_price");
    CheckGoods(price.goods);
    Range("points", price.points.value(), 1, kLargestAmount, "POINTS_INVALID");
    Range("unit_price_minor", price.unit_price.value(), 0, kLargestAmount, "PRICE_INVALID");
  }

  void Check(const EarnPerMoney& earn) {
    Enter("earn_per_money");
    Set("set_id", earn.set_id);
    Range("per_amount_minor", earn.per_amount.value(), 1, kLargestAmount, "AMOUNT_INVALID");
    Range("points", earn.points.value(), 1, kLargestAmount, "POINTS_INVALID");
    Range("maximum_points", earn.maximum.value(), 0, kLargestAmount, "POINTS_INVALID");
  }

  void Check(const EarnPerUnit& earn) {
    Enter("earn_per_unit");
    Set("set_id", earn.set_id);
    Range("points", earn.points.value(), 1, kLargestAmount, "POINTS_INVALID");
    Range("maximum_points", earn.maximum.value(), 0, kLargestAmount, "POINTS_INVALID");
  }

  void Check(const EarnFixed& earn) {
    Enter("earn_fixed");
    Set("set_id", earn.set_id);
    Range("points", earn.points.value(), 1, kLargestAmount, "POINTS_INVALID");
  }

  void Check(const EarnMultiplier& earn) {
    Enter("earn_multiplier");
    Set("set_id", earn.set_id);
    Range("factor_milli", earn.factor_milli, 1, kLargestFactor, "FACTOR_INVALID");
    Range("maximum_points", earn.maximum.value(), 0, kLargestAmount, "POINTS_INVALID");
  }

  void Check(const Stamps& stamps) {
    Enter("stamps");
    faults_.CheckId(at_ + "card_id", stamps.card_id, "CARD_ID_INVALID");
    Range("stamps", stamps.stamps, 1, kMostUnits, "UNITS_INVALID");
    Range("per_units", stamps.per_units, 0, kMostUnits, "UNITS_INVALID");
    Set("set_id", stamps.set_id);
  }

  void Check(const IssueCoupon& issue) {
    Enter("issue_coupon");
    faults_.CheckId(at_ + "batch_id", issue.batch_id, "BATCH_ID_INVALID");
    Range("coupons", issue.coupons, 1, kMostUnits, "UNITS_INVALID");
  }

  void Check(const Message&) {}

 private:
  void Enter(const char* kind) { absl::StrAppend(&at_, ".", kind, "."); }

  void Range(const std::string& field, int64_t value, int64_t least, int64_t most,
             absl::string_view reason) {
    if (value < least || value > most) faults_.CheckRange(at_ + field, value, least, most, reason);
  }

  void Set(const std::string& field, const std::string& set_id) {
    CheckSetKnown(at_ + field, set_id, sets_, &faults_);
  }

  void CheckGoods(const Goods& goods) {
    Set("goods.set_id", goods.set_id);
    Range("goods.maximum_units", goods.maximum_units, 0, kMostUnits, "UNITS_INVALID");
    Range("goods.maximum_units_per_line", goods.maximum_units_per_line, 0, kMostUnits,
          "UNITS_INVALID");
    Range("goods.group_units", goods.group_units, 0, kMostUnits, "UNITS_INVALID");
    Range("goods.every_nth", goods.every_nth, 0, kMostUnits, "UNITS_INVALID");
  }

  enum class StepValue : uint8_t { kPercent, kAmount };

  // Steps stand instead of the one value.
  void CheckInstead(const char* field, bool is_zero, const std::vector<Step>& steps) {
    if (is_zero || steps.empty()) return;
    faults_.Add(at_ + field, "STEPS_INVALID", "the steps say it; take this one or the steps away");
  }

  void CheckSteps(const std::vector<Step>& steps, StepValue value) {
    faults_.CheckCount(at_ + "steps", steps.size(), kMostSteps);
    for (size_t i = 0; i < steps.size(); ++i) {
      const Step& step = steps[i];
      const bool in_range =
          step.from_amount.value() >= 0 && step.from_amount.value() <= kLargestAmount &&
          step.from_quantity.value() >= 0 && step.from_quantity.value() <= kLargestAmount &&
          step.percent.value() >= 0 && step.percent <= kWhole && step.amount.value() >= 0 &&
          step.amount.value() <= kLargestAmount;
      const bool ascends = i == 0 || (step.from_amount >= steps[i - 1].from_amount &&
                                      step.from_quantity >= steps[i - 1].from_quantity &&
                                      (step.from_amount > steps[i - 1].from_amount ||
                                       step.from_quantity > steps[i - 1].from_quantity));
      const bool by_percent = value == StepValue::kPercent;
      if (by_percent ? !step.amount.is_zero() : !step.percent.is_zero()) {
        faults_.Add(absl::StrCat(at_, "steps[", i, "].", by_percent ? "amount_minor" : "percent_milli"),
                    "STEPS_INVALID",
                    by_percent ? "a percentage grows by percent_milli; take the amount away"
                               : "an amount or a price grows by amount_minor; take the percentage away");
      }
      if (!in_range || !ascends) {
        faults_.Add(absl::StrCat(at_, "steps[", i, "]"), "STEPS_INVALID",
                    "let thresholds ascend, percentages be at most 100%, and nothing be negative");
      }
    }
  }

  std::string at_;
  const Program& program_;
  const SetNumbers& sets_;
  FaultList& faults_;
};

}  // namespace

void CheckEffect(const Effect& effect, const std::string& field, const Program& program,
                 const SetNumbers& sets, FaultList* faults) {
  EffectCheck check(field, program, sets, faults);
  std::visit([&check](const auto& kind) { check.Check(kind); }, effect);
}

void CheckSetKnown(const std::string& field, const std::string& set_id, const SetNumbers& sets,
                   FaultList* faults) {
  if (!set_id.empty() && !sets.contains(set_id)) {
    faults->Add(field, "SET_UNKNOWN", UnknownSet(set_id, sets));
  }
}

}  // namespace tessera::engine
