// What Evaluate looks at besides the program. Ranges stand in proto/tessera/v1/basket.proto.
#ifndef TESSERA_ENGINE_BASKET_H_
#define TESSERA_ENGINE_BASKET_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tessera/base/number.h"

namespace tessera::engine {

inline constexpr size_t kMaximumLines = 1000;

struct Line {
  uint32_t line_no = 0;
  std::string sku;
  std::string name;
  std::string category;
  std::string brand;
  std::vector<std::string> labels;
  Quantity quantity;
  Money unit_price;
  Money minimum_unit_price;
  bool no_discount = false;
  bool no_earn = false;
  bool no_spend = false;

  bool operator==(const Line&) const = default;
};

struct Basket {
  std::string currency_code;
  std::string store_id;
  std::vector<Line> lines;
  std::vector<std::string> coupon_codes;
  Points redeem;

  bool operator==(const Basket&) const = default;
};

// What rules may know about the member. `present` is false for a sale without a card.
struct MemberView {
  bool present = false;
  std::string tier;
  std::vector<std::string> tags;
  // What may be spent on this sale: active points less holds of other sales; offline, less what the
  // offline policy withholds. Negative counts as none.
  Points spendable;
  // Why `spendable` is less than the balance, for the answer: BALANCE if it is not.
  enum class Limit : uint8_t { kBalance, kOfflineLimit, kOfflineStale } limit = Limit::kBalance;
};

}  // namespace tessera::engine

#endif  // TESSERA_ENGINE_BASKET_H_
