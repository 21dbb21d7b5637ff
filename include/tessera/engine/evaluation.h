// What the engine answers: figures and codes. Texts are made from them by describe.h.
// Field meanings stand in proto/tessera/v1/basket.proto.
#ifndef TESSERA_ENGINE_EVALUATION_H_
#define TESSERA_ENGINE_EVALUATION_H_

#include <cstdint>
#include <string>
#include <vector>

#include "tessera/base/number.h"
#include "tessera/engine/program.h"

namespace tessera::engine {

enum class Outcome : uint8_t { kApplied, kRejected, kNearly };

enum class Reason : uint8_t {
  kNone,
  kNotStarted,
  kEnded,
  kOutsideHours,       // not on this day of the week or not at this hour
  kAudience,
  kMemberRequired,     // it is for members, and nobody showed a card
  kMinimumAmount,
  kMinimumQuantity,
  kPaymentMethod,
  kCodeUnknown,        // of a code only
  kCodeUsed,
  kCodeExpired,
  kUseLimit,
  kUnitLimit,
  kBudget,
  kExcludedBy,         // another offer of its exclusive group, or an exclusive one, applied
  kNotBest,            // another offer or combination gives more
  kPointsInsufficient, // fewer points than the choice costs
  kNothingToDiscount,  // its goods are not in the basket or may not be discounted
  kFloorReached,       // earlier discounts left nothing above the floor
  kReceiptCap,         // earlier discounts left nothing below the receipt's cap
  kGoodsOnSale,        // there are goods that are reduced already
  kCodeSuperfluous,    // of a code only: another one set the same offer off
};

// Stable name of a reason as the wire carries it: "MINIMUM_AMOUNT"; empty for kNone.
const char* ReasonName(Reason reason);

enum class RedeemLimit : uint8_t {
  kShare,  // the receipt's share is the only limit
  kNoMember,
  kNotOffered,  // the program has no redemption
  kBelowMinimum,
  kNothingRedeemable,
  kBalance,
  kOfflineLimit,
  kOfflineStale,
};

const char* RedeemLimitName(RedeemLimit limit);

struct LineResult {
  uint32_t line_no = 0;
  Money gross;
  Money discount;
  Money redeemed;
  Money net;
  Points earned;
  Points spent;
  Money redeemable;

  bool operator==(const LineResult&) const = default;
};

struct OfferShare {
  uint32_t line_no = 0;
  Money discount;
  Points points;

  bool operator==(const OfferShare&) const = default;
};

struct OfferResult {
  uint32_t offer = 0;  // index into CompiledProgram::source().offers
  Outcome outcome = Outcome::kRejected;
  Reason reason = Reason::kNone;
  Money discount;
  Points points;
  std::vector<OfferShare> shares;
  Money missing_amount;
  Quantity missing_quantity;
  int64_t times = 0;        // how often it applied
  int64_t units = 0;        // units that it discounted
  Points cost;              // what choosing it costs
  std::string coupon_code;  // as entered; empty if no code set it off

  bool operator==(const OfferResult&) const = default;
};

struct GiftLine {
  uint32_t offer = 0;   // index into CompiledProgram::source().offers
  uint32_t effect = 0;  // index into that offer's effects, a Gift
  Quantity quantity;
  Money list_price;  // per unit

  bool operator==(const GiftLine&) const = default;
};

struct Payment {
  TenderKind kind = TenderKind::kUnknown;
  std::string code;
  Money amount;
  Money balance;  // what is left on it

  bool operator==(const Payment&) const = default;
};

// Of one offer.
struct StampResult {
  uint32_t offer = 0;  // index into CompiledProgram::source().offers
  std::string card_id;
  int64_t stamps = 0;

  bool operator==(const StampResult&) const = default;
};

// Of one offer.
struct IssuedCoupons {
  uint32_t offer = 0;  // index into CompiledProgram::source().offers
  std::string batch_id;
  int64_t coupons = 0;

  bool operator==(const IssuedCoupons&) const = default;
};

struct RefusedCode {
  std::string code;  // as entered
  Reason reason = Reason::kNone;

  bool operator==(const RefusedCode&) const = default;
};

struct Evaluation {
  int64_t program_version = 0;
  std::vector<LineResult> lines;    // in the basket's order
  std::vector<OfferResult> offers;  // in the order of application
  Money gross;
  Money discount;
  Money redeemed;
  Money total;
  Points earned;
  Points spent;
  Points max_redeem;
  RedeemLimit redeem_limit = RedeemLimit::kShare;
  std::vector<GiftLine> gifts;
  std::vector<Payment> payments;
  Money due;  // total less the payments
  std::vector<StampResult> stamps;
  std::vector<IssuedCoupons> issued_coupons;
  std::vector<RefusedCode> refused_codes;
  bool search_cut_short = false;

  bool operator==(const Evaluation&) const = default;
};

}  // namespace tessera::engine

#endif  // TESSERA_ENGINE_EVALUATION_H_
