#include "tessera/engine/evaluation.h"

namespace tessera::engine {

const char* ReasonName(Reason reason) {
  switch (reason) {
    case Reason::kNone: return "";
    case Reason::kNotStarted: return "NOT_STARTED";
    case Reason::kEnded: return "ENDED";
    case Reason::kAudience: return "AUDIENCE";
    case Reason::kMinimumAmount: return "MINIMUM_AMOUNT";
    case Reason::kMinimumQuantity: return "MINIMUM_QUANTITY";
    case Reason::kExcludedBy: return "EXCLUDED_BY";
    case Reason::kNothingToDiscount: return "NOTHING_TO_DISCOUNT";
    case Reason::kFloorReached: return "FLOOR_REACHED";
  }
  return "";
}

const char* RedeemLimitName(RedeemLimit limit) {
  switch (limit) {
    case RedeemLimit::kShare: return "";
    case RedeemLimit::kNoMember: return "NO_MEMBER";
    case RedeemLimit::kNotOffered: return "NOT_OFFERED";
    case RedeemLimit::kBelowMinimum: return "BELOW_MINIMUM";
    case RedeemLimit::kNothingRedeemable: return "NOTHING_REDEEMABLE";
    case RedeemLimit::kBalance: return "BALANCE";
    case RedeemLimit::kOfflineLimit: return "OFFLINE_LIMIT";
    case RedeemLimit::kOfflineStale: return "OFFLINE_STALE";
  }
  return "";
}

}  // namespace tessera::engine
