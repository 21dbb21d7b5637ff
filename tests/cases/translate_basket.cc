// The basket and the customer.
#include <algorithm>

#include "translation.h"
#include "verdict.h"

namespace tessera::cases {
namespace {

void AddLine(engine::Line line, Translator* translator) {
  std::vector<engine::Line>& lines = translator->out->basket.lines;
  line.line_no = static_cast<uint32_t>(lines.size() + 1);
  lines.push_back(std::move(line));
}

void ReadLine(Fields fields, Translator* translator) {
  // Ours are prices with tax; those without are taken as plain prices.
  fields.Ignore({"tax_included", "list_price"});
  engine::Line line;
  line.sku = fields.Text("sku");
  line.name = fields.Text("name");
  line.category = fields.Text("category");
  line.quantity = Quantity(fields.Whole("qty", 1) * kOnePiece.value());
  line.unit_price = Money(translator->MoneyIn(&fields, "unit_price"));
  line.minimum_unit_price = Money(translator->MoneyIn(&fields, "floor_price"));
  line.on_sale = fields.Flag("on_sale");
  if (const std::string kind = fields.Text("kind"); !kind.empty()) {
    line.labels.push_back("kind=" + kind);
  }
  if (auto labels = fields.Object("labels")) {
    for (const std::string& name : labels->Keys()) {
      for (const std::string& value : labels->Texts(name)) line.labels.push_back(name + "=" + value);
    }
  }
  AddLine(std::move(line), translator);
}

// Shipping is a line of its own that is no goods.
void ReadShipping(Fields fields, Translator* translator) {
  engine::Line line;
  const std::string method = fields.Text("method", "standard");
  line.sku = ShippingLabel(method);
  line.labels = {kShipping, ShippingLabel(method)};
  line.quantity = kOnePiece;
  line.unit_price = Money(translator->MoneyIn(&fields, "amount"));
  AddLine(std::move(line), translator);
}

int64_t UnitsOfReward(const std::string& id, const Json& programme) {
  const Json& rewards = programme.value("rewards", Json::array());
  for (const Json& reward : rewards) {
    if (reward.value("id", "") != id) continue;
    const Json& units = reward.value("reward", Json::object()).value("qty", Json(1));
    return units.is_number_integer() ? std::max<int64_t>(units.get<int64_t>(), 1) : 1;
  }
  return 1;
}

// Rewards that are chosen: offers by their place in the programme, behind the promotions.
void Choose(const std::string& id, int64_t times, Fields* redeem, Translator* translator) {
  const Json& programme = translator->source.programme;
  const size_t promotions = programme.value("promotions", Json::array()).size();
  const Json& rewards = programme.value("rewards", Json::array());
  for (size_t i = 0; i < rewards.size(); ++i) {
    if (rewards[i].value("id", "") != id) continue;
    const std::string offer = "offer-" + std::to_string(promotions + i + 1);
    for (engine::Choice& choice : translator->out->basket.choices) {
      if (choice.offer_id != offer) continue;
      choice.times += times;
      return;
    }
    translator->out->basket.choices.push_back({offer, times});
    return;
  }
  redeem->Refuse("reward", "there is no reward \"" + id + "\"");
}

void ReadTender(const char* key, engine::TenderKind kind, Fields* redeem, Translator* translator) {
  if (!redeem->Has(key)) return;
  engine::Tender tender{kind, "", Money()};
  if (redeem->Raw(key) != "max") tender.amount = Money(translator->MoneyIn(redeem, key));
  translator->out->basket.tenders.push_back(tender);
}

void ReadRedeem(Fields redeem, Translator* translator) {
  // What a till says that a reward costs is not believed.
  redeem.Ignore({"client_says_cost"});
  if (redeem.Raw("points") == "max") {
    translator->out->redeem_all = true;
  } else {
    translator->out->basket.redeem = Points(translator->PointsIn(&redeem, "points"));
  }
  ReadTender("ewallet", engine::TenderKind::kWallet, &redeem, translator);
  const int64_t units = redeem.Whole("units");
  for (const char* key : {"reward", "rewards"}) {
    for (const std::string& id : redeem.Texts(key)) {
      // A reward of several units is taken as often as the units that are wanted ask for.
      const int64_t each = UnitsOfReward(id, translator->source.programme);
      Choose(id, units == 0 ? 1 : (units + each - 1) / each, &redeem, translator);
    }
  }
}

// Codes are gift cards if the customer has one of that code.
void ReadCodes(Fields* basket, Translator* translator) {
  const Json& cards = translator->source.customer.value("gift_cards", Json::array());
  for (const std::string& code : basket->Texts("codes")) {
    const bool card = std::any_of(cards.begin(), cards.end(), [&](const Json& one) {
      return one.is_object() && one.value("code", "") == code;
    });
    if (card) {
      translator->out->basket.tenders.push_back({engine::TenderKind::kGiftCard, code, Money()});
    } else {
      translator->out->basket.coupon_codes.push_back(code);
    }
  }
}

void ReadEvent(Fields event, Translator* translator) {
  const std::string type = event.Text("type");
  if (type != "first_purchase" && type != "purchase") {
    event.Refuse("type", "\"" + type + "\" is no purchase");
  }
  event.Ignore({"date"});
  translator->out->purchase_event = true;
}

void ReadGiftCards(Fields* customer, Translator* translator) {
  for (Fields& card : customer->Objects("gift_cards")) {
    const std::string code = card.Text("code");
    const Money balance(translator->MoneyIn(&card, "balance"));
    translator->out->gift_cards[code] = balance;
    translator->out->member.tenders.push_back({engine::TenderKind::kGiftCard, code, balance});
  }
  if (customer->Has("ewallet")) {
    translator->out->member.tenders.push_back(
        {engine::TenderKind::kWallet, "", Money(translator->MoneyIn(customer, "ewallet"))});
  }
}

// Purchases that were not cancelled.
void ReadHistory(Fields* customer, Translator* translator) {
  engine::MemberView& member = translator->out->member;
  member.purchases = customer->Whole("order_count");
  auto history = customer->Object("history");
  if (!history) return;
  if (translator->with_ledger) history->Ignore({"spent"});
  for (Fields& order : history->Objects("orders")) {
    order.Ignore({"id", "codes", "amount", "customer", "earned", "spent", "store"});
    if (translator->with_ledger) order.Ignore({"revoked"});
    const std::string status = order.Text("status", "completed");
    if (status == "cancelled") order.Ignore({"date"});
    if (status == "cancelled") continue;
    ++*member.purchases;
    if (!order.Has("date")) continue;
    const Instant at = InstantIn(&order, "date", kDefaultDate);
    if (!member.last_purchase_at || *member.last_purchase_at < at) member.last_purchase_at = at;
  }
}

}  // namespace

void TranslateCustomer(Translator* translator) {
  Fields customer(translator->source.customer, "customer", translator->unknowns);
  engine::MemberView& member = translator->out->member;
  member.present = !customer.Flag("anonymous");
  // These were counted when the promotions were read; lots are told apart by the ledger.
  customer.Ignore({"uses", "discounted_units", "lots"});
  if (translator->with_ledger) {
    customer.Ignore({"manual_tier", "tier_since", "total_spent", "earned_in_period",
                     "last_tier_review", "population"});
  }
  member.tags = customer.Texts("groups");
  member.segments = member.tags;
  member.tier = customer.Has("tier") ? TierId(customer.Text("tier")) : "";
  customer.Ignore({"tier"});
  translator->out->balance = Points(translator->PointsIn(&customer, "points"));
  member.spendable = translator->out->balance;
  ReadGiftCards(&customer, translator);
  ReadHistory(&customer, translator);
}

void TranslateBasket(Translator* translator) {
  Fields fields(translator->source.basket, "basket", translator->unknowns);
  engine::Basket& basket = translator->out->basket;
  basket.currency_code = translator->source.currency_code;
  basket.store_id = "store";
  // An evaluation knows nothing of the basket as it was; a channel chooses amounts in the programme.
  fields.Ignore({"basket_before", "channel"});
  translator->out->now = InstantIn(&fields, "date", kDefaultDate);
  for (Fields& line : fields.Objects("lines")) ReadLine(std::move(line), translator);
  for (Fields& shipping : fields.Objects("shipping")) ReadShipping(std::move(shipping), translator);
  ReadCodes(&fields, translator);
  if (auto redeem = fields.Object("redeem")) ReadRedeem(std::move(*redeem), translator);
  if (!translator->with_ledger || IsPurchase(fields.Raw("event"))) {
    if (auto event = fields.Object("event")) ReadEvent(std::move(*event), translator);
  }
  if (!translator->out->purchase_event || !basket.lines.empty()) return;
  // Somebody bought something: goods without a price stand for it.
  engine::Line line;
  line.sku = "purchase";
  line.quantity = kOnePiece;
  AddLine(std::move(line), translator);
}

}  // namespace tessera::cases
