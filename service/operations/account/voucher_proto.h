// Coupons, gift cards and wallets as HQ sees them, and what their operations share.
#ifndef TESSERA_OPERATIONS_ACCOUNT_VOUCHER_PROTO_H_
#define TESSERA_OPERATIONS_ACCOUNT_VOUCHER_PROTO_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tessera/ledger/tender.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/voucher.pb.h"

namespace tessera::operations {

// A personal coupon of a member that was merged is the other's.
absl::StatusOr<v1::Coupon> CouponToProto(storage::ReadTransaction& transaction,
                                         const storage::Coupon& coupon);
v1::GiftCard GiftCardToProto(const ledger::TenderState& state);
v1::TenderEntry TenderEntryToProto(const ledger::TenderEntry& entry);

// INVALID_ARGUMENT / CODE_INVALID unless 4 to 64 bytes, blanks around it not counted.
absl::Status CheckCode(absl::string_view code, absl::string_view field);
// NOT_FOUND / CODE_UNKNOWN.
absl::StatusOr<storage::Coupon> FindCoupon(const Context& context,
                                           storage::ReadTransaction& transaction,
                                           absl::string_view code);
absl::StatusOr<ledger::TenderState> FindGiftCard(const Context& context,
                                                 storage::ReadTransaction& transaction,
                                                 absl::string_view code);
// As stored, or new and empty.
absl::StatusOr<ledger::TenderState> FindOrOpen(const Context& context,
                                               storage::ReadTransaction& transaction,
                                               const ledger::TenderKey& key);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_ACCOUNT_VOUCHER_PROTO_H_
