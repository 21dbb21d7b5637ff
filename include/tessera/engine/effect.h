// What an offer gives, as plain values. Field meanings, ranges and units stand in
// proto/tessera/v1/effect.proto; an empty set id stands for the whole receipt, and zero for "no
// cap", everywhere.
#ifndef TESSERA_ENGINE_EFFECT_H_
#define TESSERA_ENGINE_EFFECT_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "tessera/base/number.h"

namespace tessera::engine {

// Language (BCP 47) to text.
using Text = std::map<std::string, std::string>;

enum class Basis : uint8_t { kAfterDiscounts, kBeforeDiscounts, kBeforeRedemption };
enum class UnitOrder : uint8_t { kCheapestFirst, kDearestFirst, kBasket };
enum class AmountPer : uint8_t { kReceipt, kLine, kUnit };
enum class SpreadBy : uint8_t { kValue, kQuantity, kCheapestFirst };
enum class GiftMode : uint8_t { kAdded, kAddMissing };

struct Goods {
  std::string set_id = {};
  UnitOrder order = UnitOrder::kCheapestFirst;
  int64_t maximum_units = 0;
  int64_t maximum_units_per_line = 0;
  int64_t group_units = 0;
  int64_t every_nth = 0;
};

struct Step {
  Money from_amount;
  Quantity from_quantity;
  Share percent;
  Money amount;
};

struct PercentOff {
  Goods goods;
  Share percent;
  std::optional<Money> maximum = {};
  std::vector<Step> steps = {};
};

struct AmountOff {
  Goods goods;
  Money amount;
  AmountPer per = AmountPer::kReceipt;
  SpreadBy spread_by = SpreadBy::kValue;
  Money further_unit = {};
  bool at_most_unit_price = false;
  std::vector<Step> steps = {};
};

struct FixedPrice {
  Goods goods;
  Money unit_price;
  std::vector<Step> steps = {};
  bool together = false;
};

struct BundlePart {
  std::string set_id;
  int64_t units = 1;
};

struct BundlePrice {
  std::vector<BundlePart> parts;
  Money price;
  UnitOrder order = UnitOrder::kCheapestFirst;
  int64_t maximum_bundles = 0;
};

struct BuyGet {
  std::string buy_set_id;
  int64_t buy_units = 1;
  std::string get_set_id;
  int64_t get_units = 1;
  UnitOrder get_order = UnitOrder::kCheapestFirst;
  Share percent = {};
  Money amount = {};
  Money unit_price = {};
  int64_t maximum_times = 0;
  bool incomplete = false;
};

struct Gift {
  std::string sku;
  Text name;
  int64_t units = 1;
  Money list_price = {};
  GiftMode mode = GiftMode::kAdded;
  int64_t per_units = 0;
  std::string per_set_id = {};
};

struct PointsPrice {
  Goods goods;
  Points points;
  Money unit_price;
};

struct EarnPerMoney {
  std::string set_id;
  Money per_amount;
  Points points;
  Basis basis = Basis::kAfterDiscounts;
  bool in_proportion = false;
  Points maximum = {};
};

struct EarnPerUnit {
  std::string set_id;
  Points points;
  Points maximum = {};
};

struct EarnFixed {
  std::string set_id;
  Points points;
  bool multiplied = false;
};

struct EarnMultiplier {
  std::string set_id;
  int64_t factor_milli = 0;
  Points maximum = {};
};

struct Stamps {
  std::string card_id;
  int64_t stamps = 1;
  int64_t per_units = 0;
  std::string set_id = {};
};

struct IssueCoupon {
  std::string batch_id;
  int64_t coupons = 1;
};

struct Message {
  bool on_slip = false;
};

// monostate is a fault that Compile reports.
using Effect = std::variant<std::monostate, PercentOff, AmountOff, FixedPrice, BundlePrice, BuyGet,
                            Gift, PointsPrice, EarnPerMoney, EarnPerUnit, EarnFixed, EarnMultiplier,
                            Stamps, IssueCoupon, Message>;

// Whether it lowers what is paid, or adds goods for nothing.
bool LowersPrices(const Effect& effect);
// Whether it gives points.
bool GivesPoints(const Effect& effect);

}  // namespace tessera::engine

#endif  // TESSERA_ENGINE_EFFECT_H_
