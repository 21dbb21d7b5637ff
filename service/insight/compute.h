// One function a metric: its figure out of the facts of a group and period. See metrics.cc for what
// each means.
#ifndef TESSERA_INSIGHT_COMPUTE_H_
#define TESSERA_INSIGHT_COMPUTE_H_

#include "tessera/insight/metrics.h"

namespace tessera::insight::compute {

Value RetentionRate(const Facts& facts);
Value Crr(const Facts& facts);
Value Churn(const Facts& facts);
Value CustomersStart(const Facts& facts);
Value CustomersEnd(const Facts& facts);
Value CustomersNew(const Facts& facts);
Value CustomersReturned(const Facts& facts);
Value CustomersLost(const Facts& facts);
Value RepeatRate(const Facts& facts);
Value RepeatPurchases(const Facts& facts);
Value PurchaseFrequency(const Facts& facts);
Value AverageReceipt(const Facts& facts);
Value AverageReceiptOfMembers(const Facts& facts);
Value ItemsPerReceipt(const Facts& facts);
Value CardShare(const Facts& facts);
Value Lifetime(const Facts& facts);
Value Clv(const Facts& facts);
Value ClvMargin(const Facts& facts);
Value MarginRate(const Facts& facts);
Value ActiveMembers(const Facts& facts);
Value NewMembers(const Facts& facts);
Value AllMembers(const Facts& facts);
Value ReceiptCount(const Facts& facts);
Value Gross(const Facts& facts);
Value Discount(const Facts& facts);
Value Redeemed(const Facts& facts);
Value Returns(const Facts& facts);
Value Revenue(const Facts& facts);
Value RedemptionShare(const Facts& facts);
Value PointsIssued(const Facts& facts);
Value PointsRedeemed(const Facts& facts);
Value PointsExpired(const Facts& facts);
Value PointsRevoked(const Facts& facts);
Value PointsAdjusted(const Facts& facts);
Value RedemptionRate(const Facts& facts);
Value Liability(const Facts& facts);
Value LiabilityMoney(const Facts& facts);
Value BreakageRate(const Facts& facts);
Value Nps(const Facts& facts);
Value Csat(const Facts& facts);
Value CsatMean(const Facts& facts);

}  // namespace tessera::insight::compute

#endif  // TESSERA_INSIGHT_COMPUTE_H_
