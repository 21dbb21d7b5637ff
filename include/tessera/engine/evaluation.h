// What the engine answers: figures and codes. Texts are made from them by describe.h.
// Field meanings stand in proto/tessera/v1/basket.proto.
#ifndef TESSERA_ENGINE_EVALUATION_H_
#define TESSERA_ENGINE_EVALUATION_H_

#include <cstdint>
#include <vector>

#include "tessera/base/number.h"

namespace tessera::engine {

enum class Outcome : uint8_t { kApplied, kRejected, kNearly };

enum class Reason : uint8_t {
  kNone,
  kNotStarted,
  kEnded,
  kAudience,
  kMinimumAmount,
  kMinimumQuantity,
  kExcludedBy,         // another offer of its exclusive group applied
  kNothingToDiscount,  // its goods are not in the basket or may not be discounted
  kFloorReached,       // earlier discounts left nothing above the floor
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

  bool operator==(const OfferResult&) const = default;
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

  bool operator==(const Evaluation&) const = default;
};

}  // namespace tessera::engine

#endif  // TESSERA_ENGINE_EVALUATION_H_
