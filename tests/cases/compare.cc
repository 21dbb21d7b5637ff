#include "compare.h"

#include <algorithm>

#include "decimal.h"

namespace tessera::cases {
namespace {

bool IsShipping(const engine::Line& line) {
  return std::find(line.labels.begin(), line.labels.end(), kShipping) != line.labels.end();
}

std::string Joined(const std::vector<std::string>& items) {
  std::string text = "[";
  for (const std::string& item : items) text += (text.size() > 1 ? ", " : "") + item;
  return text + "]";
}

class Comparison {
 public:
  Comparison(const Case& source, const Translation& translation,
             const engine::Evaluation& evaluation, Unknowns* unknowns)
      : in_(translation), got_(evaluation), expected_(source.expected, "expected", unknowns) {}

  std::vector<Difference> Run() {
    CompareTotals();
    ByLine("line_discounts", false);
    ByLine("shipping_discounts", true);
    Multiset("line_discounts_multiset", false);
    Multiset("shipping_discounts_multiset", true);
    UnitPrices();
    ComparePoints();
    ComparePayments();
    AddedLines();
    Applied();
    Rejected();
    return std::move(differences_);
  }

 private:
  void Differ(const std::string& key, const std::string& expected, const std::string& got,
              const std::string& why = "") {
    differences_.push_back({key, expected, got, why});
  }

  void Same(Fields* fields, const std::string& key, const std::string& path, int64_t got,
            int digits) {
    CompareDecimal(fields, key, path, got, digits, &differences_);
  }
  void SameMoney(const std::string& key, Money got) {
    Same(&expected_, key, key, got.value(), in_.money_digits);
  }
  void SamePoints(const std::string& key, Points got) {
    Same(&expected_, key, key, got.value(), in_.points_digits);
  }

  // All that was taken off: by offers and by points.
  static Money DiscountOf(const engine::LineResult& line) { return line.discount + line.redeemed; }

  Money DiscountOn(bool shipping) const {
    Money sum;
    for (size_t i = 0; i < got_.lines.size(); ++i) {
      if (IsShipping(in_.basket.lines[i]) == shipping) sum += DiscountOf(got_.lines[i]);
    }
    return sum;
  }

  void CompareTotals() {
    SameMoney("order_discount", DiscountOn(false));
    SameMoney("shipping_discount", DiscountOn(true));
    SameMoney("total", got_.total);
    SameMoney("amount_due", got_.due);
  }

  void ByLine(const char* key, bool shipping) {
    auto amounts = expected_.Object(key);
    if (!amounts) return;
    for (const std::string& name : amounts->Keys()) {
      const std::string sku = shipping ? ShippingLabel(name) : name;
      Money sum;
      bool found = false;
      for (size_t i = 0; i < got_.lines.size(); ++i) {
        if (in_.basket.lines[i].sku != sku) continue;
        sum += DiscountOf(got_.lines[i]);
        found = true;
      }
      if (!found) amounts->Refuse(name, "is not in the basket");
      Same(&*amounts, name, std::string(key) + "." + name, sum.value(), in_.money_digits);
    }
  }

  void Multiset(const char* key, bool shipping) {
    if (!expected_.Has(key)) return;
    std::vector<int64_t> wanted;
    for (const std::string& text : expected_.Texts(key)) {
      wanted.push_back(ParseDecimal(text, in_.money_digits).value_or(-1));
    }
    std::vector<int64_t> got;
    for (size_t i = 0; i < got_.lines.size(); ++i) {
      if (IsShipping(in_.basket.lines[i]) == shipping) {
        got.push_back(DiscountOf(got_.lines[i]).value());
      }
    }
    std::sort(wanted.begin(), wanted.end());
    std::sort(got.begin(), got.end());
    if (wanted == got) return;
    std::vector<std::string> texts;
    for (int64_t amount : got) texts.push_back(FormatDecimal(amount, in_.money_digits));
    Differ(key, expected_.Raw(key).dump(), Joined(texts));
  }

  void UnitPrices() {
    auto prices = expected_.Object("unit_price");
    if (!prices) return;
    for (const std::string& sku : prices->Keys()) {
      Money net;
      int64_t units = 0;
      for (size_t i = 0; i < got_.lines.size(); ++i) {
        if (in_.basket.lines[i].sku != sku) continue;
        net += got_.lines[i].net;
        units += in_.basket.lines[i].quantity.value() / kOnePiece.value();
      }
      if (units == 0) {
        prices->Refuse(sku, "is not in the basket");
      } else if (net.value() % units != 0) {
        Differ("unit_price." + sku, prices->Text(sku), "units at different prices");
      } else {
        Same(&*prices, sku, "unit_price." + sku, net.value() / units, in_.money_digits);
      }
    }
  }

  void ComparePoints() {
    SamePoints("points_earned", got_.earned);
    SamePoints("points_spent", got_.spent);
    SamePoints("balance_after", in_.balance + got_.earned - got_.spent);
    int64_t coupons = 0;
    for (const engine::IssuedCoupons& issued : got_.issued_coupons) coupons += issued.coupons;
    Same(&expected_, "coupons_issued", "coupons_issued", coupons, 0);
  }

  void ComparePayments() {
    if (auto payments = expected_.Object("payments")) {
      Payment(&*payments, "gift_card", engine::TenderKind::kGiftCard);
      Payment(&*payments, "ewallet", engine::TenderKind::kWallet);
    }
    auto cards = expected_.Object("gift_cards_after");
    if (!cards) return;
    for (const std::string& code : cards->Keys()) {
      const auto before = in_.gift_cards.find(code);
      if (before == in_.gift_cards.end()) {
        cards->Refuse(code, "the customer has no such card");
        continue;
      }
      Money left = before->second;
      for (const engine::Payment& payment : got_.payments) {
        if (payment.code == code) left = payment.balance;
      }
      Same(&*cards, code, "gift_cards_after." + code, left.value(), in_.money_digits);
    }
  }

  void Payment(Fields* payments, const char* key, engine::TenderKind kind) {
    Money paid;
    for (const engine::Payment& payment : got_.payments) {
      if (payment.kind == kind) paid += payment.amount;
    }
    Same(payments, key, std::string("payments.") + key, paid.value(), in_.money_digits);
  }

  const engine::Gift& GiftOf(const engine::GiftLine& line) const {
    return std::get<engine::Gift>(in_.program.offers[line.offer].effects[line.effect]);
  }

  void AddedLines() {
    if (!expected_.Has("added_lines")) return;
    std::vector<Fields> wanted = expected_.Objects("added_lines");
    std::vector<const engine::GiftLine*> left;
    for (const engine::GiftLine& gift : got_.gifts) left.push_back(&gift);
    for (size_t i = 0; i < wanted.size(); ++i) {
      const std::string path = "added_lines[" + std::to_string(i) + "]";
      const std::string sku = wanted[i].Text("sku");
      const auto found = std::find_if(left.begin(), left.end(), [&](const engine::GiftLine* gift) {
        return GiftOf(*gift).sku == sku;
      });
      if (found == left.end()) {
        wanted[i].Ignore({"qty", "list_price", "charged"});
        Differ(path, sku, "no such line");
        continue;
      }
      Same(&wanted[i], "qty", path + ".qty", (*found)->quantity.value() / kOnePiece.value(), 0);
      Same(&wanted[i], "list_price", path + ".list_price", (*found)->list_price.value(),
           in_.money_digits);
      Same(&wanted[i], "charged", path + ".charged", 0, in_.money_digits);
      left.erase(found);
    }
    for (const engine::GiftLine* gift : left) Differ("added_lines", "nothing more", GiftOf(*gift).sku);
  }

  // Promotions in the order in which they were applied.
  void Applied() {
    if (!expected_.Has("applied")) return;
    const std::vector<std::string> wanted = expected_.Texts("applied");
    std::vector<std::string> got;
    std::vector<std::string> others;
    for (const engine::OfferResult& offer : got_.offers) {
      const Origin& origin = in_.origins[offer.offer];
      if (origin.kind != Origin::Kind::kPromotion) continue;
      if (offer.outcome == engine::Outcome::kApplied) {
        got.push_back(origin.id);
      } else {
        others.push_back(origin.id + ": " + engine::ReasonName(offer.reason));
      }
    }
    if (wanted != got) Differ("applied", Joined(wanted), Joined(got), Joined(others));
  }

  void Rejected() {
    auto rejected = expected_.Object("rejected");
    if (!rejected) return;
    for (const std::string& name : rejected->Keys()) {
      const std::string word = rejected->Text(name);
      const auto refusal = RefusalOf(name, in_, got_);
      if (!refusal) {
        rejected->Refuse(name, "is neither a promotion nor a code nor a reward");
      } else if (refusal->empty()) {
        Differ("rejected." + name, word, "applied");
      } else if (!MeansReason(word, *refusal)) {
        Differ("rejected." + name, word, *refusal, "refused, but for another reason");
      }
    }
  }

  const Translation& in_;
  const engine::Evaluation& got_;
  Fields expected_;
  std::vector<Difference> differences_;
};

}  // namespace

void CompareDecimal(Fields* fields, const std::string& key, const std::string& path, int64_t got,
                    int digits, std::vector<Difference>* differences) {
  if (!fields->Has(key)) return;
  const Json& raw = fields->Raw(key);
  const std::string text = raw.is_string() ? raw.get<std::string>() : raw.dump();
  const auto value = ParseDecimal(text, digits);
  if (!value) {
    const auto finer = ParseDecimal(text, 12);
    if (!finer) return fields->Refuse(key, "must be a decimal");
  }
  if (value != got) differences->push_back({path, text, FormatDecimal(got, digits), ""});
}

std::vector<Difference> Compare(const Case& source, const Translation& translation,
                                const engine::Evaluation& evaluation, Unknowns* unknowns) {
  return Comparison(source, translation, evaluation, unknowns).Run();
}

}  // namespace tessera::cases
