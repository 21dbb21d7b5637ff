#ifndef TESSERA_OPERATIONS_VOUCHERS_ISSUE_COUPONS_H_
#define TESSERA_OPERATIONS_VOUCHERS_ISSUE_COUPONS_H_

#include "absl/status/statusor.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/voucher_service.pb.h"

namespace tessera::operations {

// Codes that are made depend on the change's id and the chain's key alone, so that a replay gives them
// again without anybody having kept them.
absl::StatusOr<v1::IssueCouponsResponse> IssueCoupons(const Context& context,
                                                      storage::Transaction& transaction,
                                                      const v1::IssueCouponsRequest& request);

// A coupon of the batch as it would be issued now, without its code. NOT_FOUND / BATCH_UNKNOWN,
// MEMBER_UNKNOWN; INVALID_ARGUMENT / MEMBER_REQUIRED.
absl::StatusOr<storage::Coupon> NewCouponOf(const Context& context,
                                            storage::ReadTransaction& transaction,
                                            absl::string_view batch_id,
                                            const v1::MemberRef& member);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_VOUCHERS_ISSUE_COUPONS_H_
