#include "tessera/engine/evaluation.h"

namespace tessera::engine {

const char* ReasonName(Reason reason) {
  switch (reason) {
    case Reason::kNone: return "";
    case Reason::kNotStarted: return "NOT_STARTED";
    case Reason::kEnded: return "ENDED";
    case Reason::kOutsideHours: return "OUTSIDE_HOURS";
    case Reason::kAudience: return "AUDIENCE";
    case Reason::kMemberRequired: return "MEMBER_REQUIRED";
    case Reason::kMinimumAmount: return "MINIMUM_AMOUNT";
    case Reason::kMinimumQuantity: return "MINIMUM_QUANTITY";
    case Reason::kPaymentMethod: return "PAYMENT_METHOD";
    case Reason::kCodeUnknown: return "CODE_UNKNOWN";
    case Reason::kCodeUsed: return "CODE_USED";
    case Reason::kCodeExpired: return "CODE_EXPIRED";
    case Reason::kUseLimit: return "USE_LIMIT";
    case Reason::kUnitLimit: return "UNIT_LIMIT";
    case Reason::kBudget: return "BUDGET";
    case Reason::kExcludedBy: return "EXCLUDED_BY";
    case Reason::kNotBest: return "NOT_BEST";
    case Reason::kPointsInsufficient: return "POINTS_INSUFFICIENT";
    case Reason::kNothingToDiscount: return "NOTHING_TO_DISCOUNT";
    case Reason::kFloorReached: return "FLOOR_REACHED";
    case Reason::kReceiptCap: return "RECEIPT_CAP";
    case Reason::kGoodsOnSale: return "GOODS_ON_SALE";
    case Reason::kCodeSuperfluous: return "CODE_SUPERFLUOUS";
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
