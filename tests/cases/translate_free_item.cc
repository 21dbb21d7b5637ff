// Goods for nothing: added on top, taken from the basket, or added where they are missing.
#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "translation.h"

namespace tessera::cases {
namespace {

// "each_3_units" is 3; 0 for anything else.
int64_t UnitsOfEach(const std::string& per) {
  int64_t units = 0;
  if (!absl::StartsWith(per, "each_") || !absl::EndsWith(per, "_units") || per.size() < 12 ||
      !absl::SimpleAtoi(per.substr(5, per.size() - 11), &units)) {
    return 0;
  }
  return units;
}

struct Buy {
  std::string set_id;
  int64_t units = 0;  // 0: nothing is said
};

Buy BuyIn(Fields* reward, Translator* translator) {
  Buy buy;
  auto fields = reward->Object("buy");
  if (!fields) return buy;
  buy.units = std::max(fields->Whole("qty"), fields->Whole("min_qty"));
  if (buy.units < 1) fields->Refuse("qty", "must be 1 or more");
  if (auto target = fields->Object("target")) {
    target->Ignore({"scope"});
    buy.set_id = translator->GoodsSet(&*target);
  }
  return buy;
}

// What the expectation says that an added unit usually costs. The format has no price list: where
// neither the programme nor the basket prices a gift, this stands for the till's.
int64_t ListPriceOf(const std::string& sku, Translator* translator) {
  Unknowns ignored;
  const Json& added = translator->source.expected.value("added_lines", Json::array());
  for (const Json& line : added) {
    Fields fields(line, "", &ignored);
    if (fields.Text("sku") == sku) return translator->MoneyIn(&fields, "list_price");
  }
  return 0;
}

bool InBasket(const std::string& sku, const Translator& translator) {
  const auto& lines = translator.out->basket.lines;
  return std::any_of(lines.begin(), lines.end(),
                     [&](const engine::Line& line) { return line.sku == sku; });
}

engine::Effect Added(engine::GiftMode mode, Fields* reward, engine::Offer* offer,
                     Translator* translator) {
  engine::Gift gift;
  gift.mode = mode;
  gift.sku = reward->Text("sku");
  if (gift.sku.empty()) reward->Refuse("sku", "names no goods");
  gift.name = {{"en", gift.sku.empty() ? "gift" : gift.sku}};
  gift.units = reward->Whole("qty", 1);
  gift.list_price = Money(translator->MoneyIn(reward, "list_price"));
  if (gift.list_price.is_zero() && !InBasket(gift.sku, *translator)) {
    gift.list_price = Money(ListPriceOf(gift.sku, translator));
  }
  const Buy buy = BuyIn(reward, translator);
  const std::string per = reward->Text("per", "order");
  if (per == "order") return gift;
  gift.per_set_id = buy.set_id;
  gift.per_units = UnitsOfEach(per);
  if (per == "trigger_unit") {
    for (const engine::Condition& condition : offer->conditions) {
      if (condition.minimum_quantity.is_zero()) continue;
      gift.per_set_id = condition.set_id;
      gift.per_units = condition.minimum_quantity.value() / kOnePiece.value();
      break;
    }
    if (buy.units != 0) gift.per_units = buy.units;
    if (buy.units != 0) gift.per_set_id = buy.set_id;
  }
  if (gift.per_units == 0) reward->Refuse("per", "\"" + per + "\" is not known");
  return gift;
}

engine::Effect FromBasket(Fields* reward, engine::Offer* offer, Translator* translator) {
  engine::Goods goods = TranslateTarget(reward, false, offer, translator);
  if (const std::string sku = reward->Text("sku"); !sku.empty()) {
    goods.set_id = translator->sets.IdOf({"", {sku}});
  }
  const int64_t units = reward->Whole("qty", 1);
  const bool repeat = reward->Flag("repeat");
  const int64_t times = reward->Whole("max_times", repeat ? 0 : 1);
  const Buy buy = BuyIn(reward, translator);
  reward->OneOf<bool>("per", {{"order", true}}, true);
  if (buy.units == 0) {
    // Nothing is said of what must be bought for each: the units are free once.
    if (repeat) reward->Refuse("repeat", "does not say what must be bought each time");
    engine::PercentOff off;
    off.goods = goods;
    off.goods.maximum_units = units;
    off.percent = kWhole;
    return off;
  }
  engine::BuyGet buy_get;
  buy_get.buy_set_id = buy.set_id;
  buy_get.buy_units = buy.units;
  buy_get.get_set_id = goods.set_id;
  buy_get.get_units = units;
  buy_get.get_order = goods.order;
  buy_get.percent = kWhole;
  buy_get.maximum_times = times;
  buy_get.incomplete = reward->Flag("incomplete");
  return buy_get;
}

}  // namespace

engine::Effect TranslateFreeItem(Fields* reward, engine::Offer* offer, Translator* translator) {
  const std::string mode = reward->Text("mode", "added");
  if (mode == "added") return Added(engine::GiftMode::kAdded, reward, offer, translator);
  if (mode == "add_missing") return Added(engine::GiftMode::kAddMissing, reward, offer, translator);
  if (mode == "from_basket") return FromBasket(reward, offer, translator);
  reward->Refuse("mode", "\"" + mode + "\" is not known");
  return std::monostate();
}

}  // namespace tessera::cases
