// Coupons that belong to a member, as terminals are told of them.
#ifndef TESSERA_OPERATIONS_ACCOUNT_OWN_COUPONS_H_
#define TESSERA_OPERATIONS_ACCOUNT_OWN_COUPONS_H_

#include "absl/status/status.h"
#include "google/protobuf/repeated_field.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/terminal.pb.h"

namespace tessera::operations {

// Adds those that can be used now or later, the first to expire first, at most 50; none where `program`,
// the one that counts in the store (null for none), has no batches.
absl::Status AddOwnCoupons(const Context& context, storage::ReadTransaction& transaction,
                           const engine::CompiledProgram* program, const MemberId& member_id,
                           google::protobuf::RepeatedPtrField<v1::CachedCoupon>* coupons);

// Tells whoever watches the member, or the one that it became part of.
absl::Status AppendOwnerChange(storage::Transaction& transaction, const MemberId& member_id);

// Writes a coupon that is different, and tells whoever watches its member.
absl::Status ChangeCoupon(storage::Transaction& transaction, const storage::Coupon& coupon);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_ACCOUNT_OWN_COUPONS_H_
