// A case as the engine takes it. Translated by what the programme, the customer and the basket say,
// never by which case it is.
#ifndef TESSERA_TESTS_CASES_TRANSLATION_H_
#define TESSERA_TESTS_CASES_TRANSLATION_H_

#include <map>
#include <string>
#include <vector>

#include "case.h"
#include "fields.h"
#include "set_book.h"
#include "tessera/engine/evaluate.h"

namespace tessera::cases {

// Where an offer of the program comes from.
struct Origin {
  enum class Kind { kPromotion, kEarning, kReward } kind = Kind::kPromotion;
  std::string id;                  // in the case
  std::vector<std::string> codes;  // that set it off
};

// Every 00:00 and every day of a case is one of UTC; a sale without a date is on this one.
inline constexpr const char* kDefaultDate = "2026-01-15";
// The phase after those of promotions, in which rewards that cost points are applied.
inline constexpr const char* kRewardsPhase = "rewards";
// Labels of the lines that stand for shipping; labels of a case have a '='.
inline constexpr const char* kShipping = "shipping";
std::string ShippingLabel(const std::string& method);

struct Translation {
  engine::Program program;
  engine::MemberView member;
  engine::Basket basket;
  Instant now;
  std::vector<Origin> origins;  // one per program.offers
  int money_digits = 2;
  int points_digits = 0;
  bool redeem_all = false;  // as many points as may be spent
  bool redemption_refused = false;
  bool rewards_on_original = false;  // of the only promotion
  bool purchase_event = false;  // a purchase whose goods are not told
  bool transfer_restarts = false;  // points that change hands live anew
  Points balance;
  std::map<std::string, Money> gift_cards;  // balances before the sale
};

// What the parts of the translation share.
struct Translator {
  const Case& source;
  Unknowns* unknowns;
  Translation* out;
  SetBook sets;
  bool with_ledger = false;  // rules of the ledger count; states and events are read by others

  int64_t MoneyIn(Fields* fields, const std::string& key, int64_t otherwise = 0) const {
    return fields->Decimal(key, out->money_digits, otherwise);
  }
  int64_t PointsIn(Fields* fields, const std::string& key, int64_t otherwise = 0) const {
    return fields->Decimal(key, out->points_digits, otherwise);
  }
  // Adds the offer and where it is from.
  void AddOffer(engine::Offer offer, Origin origin);
  // The set of these goods; empty for all of them. Reads skus, categories, labels, brands, min and max
  // (price of one unit) and what is excluded of them.
  std::string GoodsSet(Fields* fields);
};

// Constructs that have no translation are in `unknowns`; the rest is then of no use.
// `with_ledger`: rules between purchases, too; state and event of such a case are not looked at.
Translation Translate(const Case& source, Unknowns* unknowns, bool with_ledger = false);

// "2026-03-10" or "2026-03-10T09:30" in UTC; without a time: noon.
Instant InstantIn(Fields* fields, const std::string& key, const std::string& otherwise);

// Tier ids of a case may be any words; ours are not.
std::string TierId(const std::string& name);

// The parts, by what they read.
void TranslateProgramme(Translator* translator);                         // programme
void TranslatePromotion(Fields promotion, Translator* translator);       // .promotions[]
void TranslateConditions(Fields* promotion, engine::Offer* offer, Translator* translator);
// One reward. Gifts "for each trigger unit" count what the offer's first quantity condition counts.
engine::Effect TranslateReward(Fields* reward, engine::Offer* offer, Translator* translator);
engine::Effect TranslateFreeItem(Fields* reward, engine::Offer* offer, Translator* translator);
// The goods that a reward's target and its choice of units name.
engine::Goods TranslateTarget(Fields* reward, bool shipping, engine::Offer* offer,
                              Translator* translator);
engine::UnitOrder UnitOrderIn(Fields* fields, const std::string& key, engine::UnitOrder otherwise);
void TranslateEarning(Fields* programme, Translator* translator);        // .earn_rules[], .tiers[]
void TranslateLedgerRules(Fields* programme, Translator* translator);    // .expiry, .tier_rules ...
// A tier's `from` in the unit of what makes tiers.
int64_t ThresholdIn(Fields* tier, const Translator& translator);
void TranslateStacking(Fields* programme, Translator* translator);       // .stacking, .rounding
void TranslateCustomer(Translator* translator);                          // customer
void TranslateBasket(Translator* translator);                            // basket

}  // namespace tessera::cases

#endif  // TESSERA_TESTS_CASES_TRANSLATION_H_
