// Rules that give points.
#include <algorithm>

#include "absl/strings/ascii.h"
#include "decimal.h"
#include "translation.h"

namespace tessera::cases {
namespace {

// Multipliers look at what rules before them gave; a bonus after them is not multiplied.
enum class Place : uint8_t { kBase, kMultiplier, kBonus };

class Earning {
 public:
  explicit Earning(Translator* translator) : translator_(*translator) {}

  void Read(Fields rule) {
    engine::Offer offer;
    Origin origin{Origin::Kind::kEarning, rule.Text("id"), {}};
    const std::string type = rule.Text("type");
    Place place = Place::kBase;
    const std::string set = Goods(&rule);
    if (type == "per_amount") {
      offer.effects = {PerAmount(set, &rule)};
    } else if (type == "per_unit") {
      offer.effects = {engine::EarnPerUnit{set, PerUnitPoints(&rule)}};
    } else if (type == "per_order") {
      offer.effects = {engine::EarnFixed{set, PointsOf(&rule), true}};
    } else if (type == "product_bonus") {
      offer.effects = {engine::EarnFixed{set, PointsOf(&rule)}};
      place = Place::kBonus;
    } else if (type == "multiplier") {
      offer.effects = {engine::EarnMultiplier{set, rule.Decimal("multiplier", 3)}};
      place = Place::kMultiplier;
    } else if (type == "event") {
      offer.effects = {Event(&rule, &offer)};
    } else {
      return rule.RefuseAll("type", "\"" + type + "\" is not known");
    }
    Terms(&rule, &offer, &origin);
    places_.push_back(place);
    stops_ = stops_ || offer.stop_earning;
    rules_.emplace_back(std::move(offer), std::move(origin));
  }

  void AddTierMultiplier(const std::string& tier, int64_t factor_milli) {
    if (factor_milli == 1000) return;
    engine::Offer offer;
    offer.audience.tiers = {tier};
    offer.effects = {engine::EarnMultiplier{"", factor_milli}};
    places_.push_back(Place::kMultiplier);
    rules_.emplace_back(std::move(offer), Origin{Origin::Kind::kEarning, tier, {}});
  }

  // In the order in which they act. A rule that stops the others makes the listed order count.
  void AddAll(bool best, Unknowns* unknowns) {
    if (stops_ && !std::is_sorted(places_.begin(), places_.end())) {
      unknowns->Add("programme.earn_rules", "stop_after with multipliers between is not known");
    }
    for (const Place place : {Place::kBase, Place::kMultiplier, Place::kBonus}) {
      for (size_t i = 0; i < rules_.size(); ++i) {
        if (places_[i] != place) continue;
        if (best && place == Place::kBase) rules_[i].first.exclusive_group = "best-earning";
        translator_.AddOffer(std::move(rules_[i].first), std::move(rules_[i].second));
      }
    }
  }

 private:
  std::string Goods(Fields* rule) {
    Json wanted = rule->Raw("include").is_null() ? Json::object() : rule->Raw("include");
    const Json& excluded = rule->Raw("exclude");
    for (const auto& [key, values] : excluded.items()) wanted["exclude_" + key] = values;
    Fields fields(wanted, rule->path() + ".include/exclude", translator_.unknowns);
    return translator_.GoodsSet(&fields);
  }

  Points PointsOf(Fields* rule) { return Points(translator_.PointsIn(rule, "points")); }

  engine::Effect PerAmount(const std::string& set, Fields* rule) {
    engine::EarnPerMoney earn;
    earn.set_id = set;
    earn.points = PointsOf(rule);
    earn.per_amount = Money(translator_.MoneyIn(rule, "per_amount"));
    earn.basis = rule->OneOf<engine::Basis>("base",
                                            {{"before_discounts", engine::Basis::kBeforeDiscounts},
                                             {"after_discounts", engine::Basis::kAfterDiscounts}},
                                            engine::Basis::kAfterDiscounts);
    earn.maximum = Points(translator_.PointsIn(rule, "max_points"));
    const Json& rounding = rule->Raw("rounding");
    earn.in_proportion = rounding != "down_to_step";
    if (rounding.is_object()) {
      ReadRounding(rule);
    } else if (rounding.is_string() && earn.in_proportion) {
      translator_.out->program.points_rounding = RoundingIn(rule, "rounding");
    }
    return earn;
  }

  std::optional<Rounding> RoundingIn(Fields* fields, const char* key) {
    return fields->OneOf<Rounding>(key,
                                   {{"half_up", Rounding::kHalfUp},
                                    {"half_down", Rounding::kHalfDown},
                                    {"half_even", Rounding::kHalfEven},
                                    {"down", Rounding::kDown},
                                    {"up", Rounding::kUp}},
                                   Rounding::kHalfUp);
  }

  // {"mode", "decimals", "applies_to"}: true if each accrual is rounded, not their sum.
  bool ReadRounding(Fields* rule) {
    auto rounding = rule->Object("rounding");
    if (!rounding) return false;
    translator_.out->program.points_rounding = RoundingIn(&*rounding, "mode");
    const auto digits = static_cast<int>(rounding->Whole("decimals"));
    const bool each =
        rounding->OneOf<bool>("applies_to", {{"each_accrual", true}, {"sum", false}}, false);
    if (!each && digits < translator_.out->points_digits) {
      translator_.out->points_digits = digits;
    }
    if (each) each_digits_ = digits;
    return each;
  }

  // Points of one unit, rounded by themselves where each accrual is.
  Points PerUnitPoints(Fields* rule) {
    const Points exact = PointsOf(rule);
    const int before = translator_.out->points_digits;
    if (!ReadRounding(rule) || each_digits_ >= before) return exact;
    int64_t scale = 1;
    for (int i = each_digits_; i < before; ++i) scale *= 10;
    const Rounding mode = translator_.out->program.points_rounding.value_or(Rounding::kHalfUp);
    return Points(*MultiplyDivide(exact.value(), 1, scale, mode) * scale);
  }

  engine::Effect Event(Fields* rule, engine::Offer* offer) {
    const std::string event = rule->Text("event");
    if (event == "first_purchase") {
      offer->audience.purchase_no_to = 1;
    } else {
      rule->Refuse("event", "\"" + event + "\" is no purchase");
    }
    return engine::EarnFixed{"", PointsOf(rule)};
  }

  void Terms(Fields* rule, engine::Offer* offer, Origin* origin) {
    offer->stop_earning = rule->Flag("stop_after");
    if (const int64_t units = rule->Whole("min_qty"); units != 0) {
      engine::Condition condition;
      condition.minimum_quantity = Quantity(units * kOnePiece.value());
      offer->conditions.push_back(condition);
    }
    if (const int64_t amount = translator_.MoneyIn(rule, "min_amount"); amount != 0) {
      engine::Condition condition;
      condition.minimum_amount = Money(amount);
      offer->conditions.push_back(condition);
    }
    origin->codes = rule->Texts("requires_code");
    if (!origin->codes.empty()) offer->trigger = engine::CouponTrigger{origin->codes, ""};
  }

  Translator& translator_;
  std::vector<std::pair<engine::Offer, Origin>> rules_;
  std::vector<Place> places_;
  bool stops_ = false;
  int each_digits_ = 0;
};

}  // namespace

std::string TierId(const std::string& name) {
  std::string id = absl::AsciiStrToLower(name);
  std::replace_if(
      id.begin(), id.end(),
      [](char c) { return !absl::ascii_isalnum(static_cast<unsigned char>(c)); }, '-');
  return id;
}

void TranslateEarning(Fields* programme, Translator* translator) {
  Earning earning(translator);
  for (Fields& rule : programme->Objects("earn_rules")) earning.Read(std::move(rule));
  for (Fields& tier : programme->Objects("tiers")) {
    const std::string id = TierId(tier.Text("id"));
    translator->out->program.tiers.push_back({id, {{"en", id}}, ThresholdIn(&tier, *translator)});
    earning.AddTierMultiplier(id, tier.Decimal("points_multiplier", 3, 1000));
  }
  const bool best = programme->OneOf<bool>("combine", {{"sum", false}, {"best", true}}, false);
  if (best) {
    translator->out->program.stacking.groups.push_back({"best-earning", engine::GroupMode::kBest});
  }
  earning.AddAll(best, translator->unknowns);
}

}  // namespace tessera::cases
