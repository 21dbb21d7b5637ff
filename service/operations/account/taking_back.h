// Stamps and coupons that a sale gave, when all of it comes back.
#ifndef TESSERA_OPERATIONS_ACCOUNT_TAKING_BACK_H_
#define TESSERA_OPERATIONS_ACCOUNT_TAKING_BACK_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tessera/engine/program.h"
#include "tessera/operations/account/counting.h"
#include "tessera/storage/transaction.h"

namespace tessera::operations {

// An empty card where the member has none yet.
absl::StatusOr<storage::StampCard> StampCardOf(storage::ReadTransaction& transaction,
                                               const MemberId& member_id,
                                               const std::string& card_id);

// Null for a card that the live program does not describe.
const engine::StampCard* RulesOfCard(const CountedSale& sale, const std::string& card_id);

// That one full card gives.
int64_t CouponsOf(const engine::StampCard& rules);

// Coupons that the sale gave, as `answer` says, are blocked unless somebody used them. The stamps of a
// full card whose coupons all went that way are on the card again; then those of the sale are taken
// off it. Stamps for a coupon that was used are gone: then the card loses what it has of the sale's.
absl::Status TakeBackGiven(const Context& context, storage::Transaction& transaction,
                           const CountedSale& sale, const v1::SaleResult& answer);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_ACCOUNT_TAKING_BACK_H_
