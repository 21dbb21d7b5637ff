// Which goods, and which units of them.
#include "translation.h"

namespace tessera::cases {
namespace {

// {"color": ["red", "blue"]}: a value of each key is asked for. One list of labels per key.
std::vector<std::vector<std::string>> LabelsIn(Fields* fields, const std::string& key) {
  std::vector<std::vector<std::string>> lists;
  auto labels = fields->Object(key);
  if (!labels) return lists;
  for (const std::string& name : labels->Keys()) {
    lists.emplace_back();
    for (const std::string& value : labels->Texts(name)) lists.back().push_back(name + "=" + value);
  }
  return lists;
}

std::string Shipping(Fields* target, Translator* translator) {
  std::vector<std::string> labels;
  for (const std::string& method : target->Texts("methods")) labels.push_back(ShippingLabel(method));
  if (labels.empty()) labels = {kShipping};
  return translator->sets.IdOf({"", {}, {}, {}, labels});
}

}  // namespace

engine::UnitOrder UnitOrderIn(Fields* fields, const std::string& key, engine::UnitOrder otherwise) {
  return fields->OneOf<engine::UnitOrder>(key,
                                          {{"cheapest_first", engine::UnitOrder::kCheapestFirst},
                                           {"dearest_first", engine::UnitOrder::kDearestFirst},
                                           {"basket_order", engine::UnitOrder::kBasket}},
                                          otherwise);
}

std::string Translator::GoodsSet(Fields* fields) {
  const engine::ProductSet everything;
  engine::ProductSet set;
  set.skus = fields->Texts("skus");
  set.categories = fields->Texts("categories");
  set.brands = fields->Texts("brands");
  for (const auto& labels : LabelsIn(fields, "labels")) {
    set.all_sets.push_back(sets.IdOf({"", {}, {}, {}, labels}));
  }
  set.minimum_price = Money(MoneyIn(fields, "min"));
  set.maximum_price = Money(MoneyIn(fields, "max"));
  engine::ProductSet excluded;
  const auto exclude = [&](engine::ProductSet out_of_it) {
    set.except_sets.push_back(sets.IdOf(std::move(out_of_it)));
  };
  if (auto skus = fields->Texts("exclude_skus"); !skus.empty()) exclude({"", skus});
  if (auto categories = fields->Texts("exclude_categories"); !categories.empty()) {
    exclude({"", {}, categories});
  }
  for (const auto& labels : LabelsIn(fields, "exclude_labels")) exclude({"", {}, {}, {}, labels});
  const bool any = !set.skus.empty() || !set.categories.empty() || !set.brands.empty() ||
                   !set.all_sets.empty() || !set.except_sets.empty() ||
                   !set.minimum_price.is_zero() || !set.maximum_price.is_zero();
  if (!any) return "";
  set.except_sets.push_back(out->program.not_goods_set_id);
  return sets.IdOf(std::move(set));
}

engine::Goods TranslateTarget(Fields* reward, bool shipping, engine::Offer* offer,
                              Translator* translator) {
  engine::Goods goods;
  goods.order = UnitOrderIn(reward, "unit_selection", engine::UnitOrder::kCheapestFirst);
  goods.maximum_units = reward->Whole("max_units");
  goods.maximum_units_per_line = reward->Whole("max_units_per_line");
  goods.group_units = reward->Whole("group_size");
  if (const int64_t units = reward->Whole("max_units_per_bundle"); units != 0) {
    goods.maximum_units = units;
    offer->repeat = engine::Repeat::kPerBundle;
  }
  const Json anything = {{"scope", shipping ? "shipping_methods" : "order"}};
  auto target = reward->Object("target");
  if (!target) target.emplace(anything, reward->path() + ".target", translator->unknowns);
  const std::string scope = target->Text("scope");
  if (scope == "shipping_methods" || scope == "shipping") {
    goods.set_id = Shipping(&*target, translator);
  } else if (scope == "order" || scope == "skus" || scope == "categories" || scope == "labels" ||
             scope == "brands" || scope == "price_range") {
    goods.set_id = translator->GoodsSet(&*target);
    if (goods.set_id.empty() && scope != "order") target->Refuse(scope, "names no goods");
  } else if (scope == "cheapest_unit" || scope == "dearest_unit") {
    if (goods.maximum_units == 0) goods.maximum_units = 1;
    goods.order = scope == "cheapest_unit" ? engine::UnitOrder::kCheapestFirst
                                           : engine::UnitOrder::kDearestFirst;
  } else if (scope == "cheaper_unit_of_each_pair") {
    goods.every_nth = 2;
    goods.order = engine::UnitOrder::kDearestFirst;
    if (target->Text("pairs", "dearest_first") != "dearest_first") {
      target->Refuse("pairs", "only pairs from the dearest unit on are known");
    }
  } else {
    target->RefuseAll("scope", "\"" + scope + "\" is not known");
  }
  if (auto within = target->Object("within")) {
    within->Ignore({"scope"});
    goods.set_id = translator->GoodsSet(&*within);
  }
  return goods;
}

}  // namespace tessera::cases
