// What must hold for a promotion.
#include <algorithm>

#include "translation.h"

namespace tessera::cases {
namespace {

class Conditions {
 public:
  Conditions(engine::Offer* offer, Translator* translator)
      : offer_(*offer), translator_(*translator) {}

  void Read(Fields condition) {
    const std::string type = condition.Text("type");
    if (type == "min_order_amount" || type == "category_amount" || type == "sku_amount") {
      return Amount(translator_.GoodsSet(&condition), &condition);
    }
    if (type == "min_qty") return Quantity(translator_.GoodsSet(&condition), "qty", &condition);
    if (type == "min_line_qty") return LineQuantity(&condition);
    if (type == "contains_sku" || type == "contains_category") {
      return Quantity(translator_.GoodsSet(&condition), "min_qty", &condition);
    }
    if (type == "shipping_method") return ShippingMethod(&condition);
    if (type == "customer_group") return Groups(&condition);
    if (type == "nth_order") return Nth(&condition);
    if (type == "days_since_last_order") return DaysSince(&condition);
    condition.RefuseAll("type", "\"" + type + "\" is not known");
  }

 private:
  void Add(engine::Condition condition) { offer_.conditions.push_back(std::move(condition)); }

  void Amount(std::string set, Fields* condition) {
    engine::Condition wanted;
    wanted.set_id = std::move(set);
    wanted.minimum_amount = Money(translator_.MoneyIn(condition, "amount"));
    wanted.strictly_more =
        condition->OneOf<bool>("operator", {{">=", false}, {">", true}}, false);
    wanted.basis = condition->OneOf<engine::Basis>(
        "basis",
        {{"before_discounts", engine::Basis::kBeforeDiscounts},
         {"after_prior_discounts", engine::Basis::kAfterDiscounts}},
        engine::Basis::kAfterDiscounts);
    // At least nothing holds always.
    if (!wanted.minimum_amount.is_zero() || wanted.strictly_more) Add(std::move(wanted));
  }

  void Quantity(std::string set, const char* key, Fields* condition) {
    engine::Condition wanted;
    wanted.set_id = std::move(set);
    const bool more = condition->OneOf<bool>("operator", {{">=", false}, {">", true}}, false);
    const int64_t units = condition->Whole(key, 1) + (more ? 1 : 0);
    wanted.minimum_quantity = tessera::Quantity(units * kOnePiece.value());
    if (units > 0) Add(std::move(wanted));
  }

  void LineQuantity(Fields* condition) {
    engine::Condition wanted;
    wanted.set_id = translator_.GoodsSet(condition);
    wanted.minimum_line_quantity = tessera::Quantity(condition->Whole("qty", 1) * kOnePiece.value());
    Add(std::move(wanted));
  }

  void ShippingMethod(Fields* condition) {
    engine::Condition wanted;
    std::vector<std::string> labels;
    for (const std::string& method : condition->Texts("methods")) {
      labels.push_back(ShippingLabel(method));
    }
    if (labels.empty()) return condition->Refuse("methods", "names no method");
    wanted.set_id = translator_.sets.IdOf({"", {}, {}, {}, labels});
    wanted.minimum_quantity = kOnePiece;
    Add(std::move(wanted));
  }

  // Two conditions on groups must both hold: the first one is asked of tags, the second of segments,
  // and the customer's groups are given as both.
  void Groups(Fields* condition) {
    std::vector<std::string> groups = condition->Texts("groups");
    offer_.audience.everyone = false;
    if (groups.empty()) return condition->Refuse("groups", "names no group");
    std::vector<std::string>& first = offer_.audience.tags;
    std::vector<std::string>& second = offer_.audience.segments;
    if (first.empty()) {
      first = std::move(groups);
    } else if (second.empty()) {
      second = std::move(groups);
    } else {
      condition->Refuse("groups", "more than two conditions on groups are not known");
    }
  }

  void Nth(Fields* condition) {
    offer_.audience.everyone = false;
    const auto number =
        static_cast<int32_t>(condition->Whole("n", condition->Whole("nth", 0)));
    const std::string compare = condition->Text("operator", "==");
    if (number < 1) return condition->Refuse("n", "must be 1 or more");
    if (compare == "==" || compare == ">=") offer_.audience.purchase_no_from = number;
    if (compare == "==" || compare == "<=") offer_.audience.purchase_no_to = number;
    if (compare != "==" && compare != ">=" && compare != "<=") {
      condition->Refuse("operator", "\"" + compare + "\" is not known");
    }
  }

  void DaysSince(Fields* condition) {
    offer_.audience.everyone = false;
    offer_.audience.more_days_since_purchase = static_cast<int32_t>(condition->Whole("more_than"));
    offer_.audience.most_days_since_purchase = static_cast<int32_t>(condition->Whole("at_most"));
    if (offer_.audience.more_days_since_purchase == 0 &&
        offer_.audience.most_days_since_purchase == 0) {
      condition->Refuse("more_than", "says no number of days");
    }
  }

  engine::Offer& offer_;
  Translator& translator_;
};

}  // namespace

void TranslateConditions(Fields* promotion, engine::Offer* offer, Translator* translator) {
  Conditions conditions(offer, translator);
  for (Fields& condition : promotion->Objects("conditions")) conditions.Read(std::move(condition));
  auto bundle = promotion->Object("bundle");
  if (!bundle) return;
  for (const std::string& sku : bundle->Keys()) {
    engine::Condition part;
    part.set_id = translator->sets.IdOf({"", {sku}});
    part.minimum_quantity = Quantity(bundle->Whole(sku) * kOnePiece.value());
    if (part.minimum_quantity.is_zero()) bundle->Refuse(sku, "must be 1 or more");
    const bool known = std::any_of(
        offer->conditions.begin(), offer->conditions.end(), [&](const engine::Condition& other) {
          return other.set_id == part.set_id && other.minimum_quantity == part.minimum_quantity;
        });
    if (!known) offer->conditions.push_back(std::move(part));
  }
}

}  // namespace tessera::cases
