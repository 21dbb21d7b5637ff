// What Evaluate looks at besides the program. Ranges stand in proto/tessera/v1/basket.proto.
#ifndef TESSERA_ENGINE_BASKET_H_
#define TESSERA_ENGINE_BASKET_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tessera/base/clock.h"
#include "tessera/base/number.h"
#include "tessera/engine/program.h"

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
  Money unit_price;  // negative for a deposit given back or a credit
  Money minimum_unit_price;
  bool no_discount = false;
  bool no_earn = false;
  bool no_spend = false;
  bool on_sale = false;
  bool weighed = false;

  bool operator==(const Line&) const = default;
};

struct Choice {
  std::string offer_id;
  int64_t times = 1;

  bool operator==(const Choice&) const = default;
};

struct Tender {
  TenderKind kind = TenderKind::kUnknown;
  std::string code;
  Money amount;  // 0: as much as there is and is due

  bool operator==(const Tender&) const = default;
};

struct Basket {
  std::string currency_code;
  std::string store_id;
  std::vector<Line> lines;
  std::vector<std::string> coupon_codes;
  Points redeem;
  std::string payment_method;
  std::vector<Choice> choices;
  std::vector<Tender> tenders;

  bool operator==(const Basket&) const = default;
};

// How far an offer was used before this sale.
struct OfferUse {
  std::string offer_id;
  int64_t uses_total = 0;
  int64_t uses_member = 0;
  int64_t uses_member_today = 0;
  int64_t units_member = 0;
  Money budget_used = {};
  Points budget_used_points = {};
};

// What is known of one coupon code.
struct CouponState {
  enum class Status : uint8_t { kValid, kUsed, kExpired };
  std::string code;
  std::string batch_id;  // empty for a code that the program itself lists
  Status status = Status::kValid;
};

// What is left on a means of payment.
struct TenderBalance {
  TenderKind kind = TenderKind::kUnknown;
  std::string code;  // of a gift card
  Money balance;
};

// What the member bought in the last `days` days, this sale left out.
struct ActivityTotal {
  int32_t days = 0;
  Money spend;
  int64_t visits = 0;
};

struct Birthday {
  int32_t month = 1;
  int32_t day = 1;
};

// What rules may know about the member. `present` is false for a sale without a card. What is
// unknown stays empty, and a criterion that asks for it does not hold; uses that are not given count
// as none.
struct MemberView {
  bool present = false;
  std::string tier;
  std::vector<std::string> tags;
  // What may be spent on this sale: active points less holds of other sales; offline, less what the
  // offline policy withholds. Negative counts as none.
  Points spendable;
  // Why `spendable` is less than the balance, for the answer: BALANCE if it is not.
  enum class Limit : uint8_t { kBalance, kOfflineLimit, kOfflineStale } limit = Limit::kBalance;

  std::vector<std::string> segments = {};
  std::optional<Birthday> birthday = {};
  std::optional<Instant> enrolled_at = {};
  std::optional<int64_t> purchases = {};  // before this one
  std::optional<Instant> last_purchase_at = {};
  std::vector<ActivityTotal> activity = {};

  // These three hold for sales without a card, too.
  std::vector<OfferUse> uses = {};
  std::vector<CouponState> coupons = {};
  std::vector<TenderBalance> tenders = {};
};

}  // namespace tessera::engine

#endif  // TESSERA_ENGINE_BASKET_H_
