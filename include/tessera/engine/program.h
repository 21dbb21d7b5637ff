// A program as the engine takes it: plain values, decoded from tessera.v1.Program by codec/.
// Field meanings, ranges and units stand in proto/tessera/v1/program.proto; here only what differs.
#ifndef TESSERA_ENGINE_PROGRAM_H_
#define TESSERA_ENGINE_PROGRAM_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "tessera/base/clock.h"
#include "tessera/base/number.h"

namespace tessera::engine {

// Language (BCP 47) to text.
using Text = std::map<std::string, std::string>;

struct ProductSet {
  std::string id;
  std::vector<std::string> skus;
  std::vector<std::string> categories;
  std::vector<std::string> brands;
  std::vector<std::string> labels;
  std::vector<std::string> except_sets;
};

struct Restriction {
  std::string set_id;
  bool no_discount = false;
  bool no_earn = false;
  bool no_spend = false;
  Money minimum_unit_price;
};

struct Tier {
  std::string id;
  Text name;
};

struct Audience {
  bool everyone = false;
  std::vector<std::string> tiers;
  std::vector<std::string> tags;
  std::vector<std::string> stores;
};

struct Window {
  std::optional<Instant> starts_at;
  std::optional<Instant> ends_at;
};

struct Condition {
  std::string set_id;  // empty: all goods
  Money minimum_amount;
  Quantity minimum_quantity;
};

struct PercentOff {
  std::string set_id;  // empty: the whole receipt
  Share percent;
  std::optional<Money> maximum;
};

struct AmountOff {
  std::string set_id;
  Money amount;
};

struct EarnPerMoney {
  std::string set_id;
  Money per_amount;
  Points points;
};

using Effect = std::variant<PercentOff, AmountOff, EarnPerMoney>;

struct Offer {
  std::string id;
  Text name;
  int32_t priority = 0;
  std::string exclusive_group;
  Audience audience;
  Window window;
  std::vector<Condition> conditions;
  std::optional<Effect> effect;  // nullopt is a fault that Compile reports
};

struct Redemption {
  Points points;
  Money value;
  Points minimum;
  Points step;
  Share maximum_share;
  Money minimum_line;
};

struct PointsLife {
  int32_t activation_days = 0;
  int32_t lifetime_days = 0;  // 0: for ever
};

struct OfflinePolicy {
  Duration maximum_snapshot_age;
  Share balance_share;
  Points maximum_per_sale;
  Points maximum_per_member;
};

struct Program {
  std::string id;
  std::string currency_code;
  int32_t currency_digits = 2;
  int32_t points_digits = 0;
  std::vector<std::string> languages;
  std::string time_zone;
  Rounding rounding = Rounding::kHalfUp;
  std::vector<ProductSet> sets;
  std::vector<Restriction> restrictions;
  std::vector<Tier> tiers;
  std::vector<Offer> offers;
  std::optional<Redemption> redemption;
  PointsLife points_life;
  OfflinePolicy offline;
  Duration hold = Seconds(1800);
};

}  // namespace tessera::engine

#endif  // TESSERA_ENGINE_PROGRAM_H_
