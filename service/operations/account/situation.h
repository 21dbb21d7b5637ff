// What rules may know about a sale besides its basket.
#ifndef TESSERA_OPERATIONS_ACCOUNT_SITUATION_H_
#define TESSERA_OPERATIONS_ACCOUNT_SITUATION_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tessera/base/identifier.h"
#include "tessera/engine/basket.h"
#include "tessera/engine/history.h"
#include "tessera/ledger/tender.h"
#include "tessera/operations/account/members.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"

namespace tessera::operations {

// Purposes of codes, see HashCode.
inline constexpr absl::string_view kCoupon = "coupon";
inline constexpr absl::string_view kGiftCard = "gift-card";

// Keyed hash under which a code is kept whose letters in any case are one; see coupon_codes.h for those
// of which that is not so.
CodeHash CouponHash(const Context& context, absl::string_view code);
// How a stored document names a code that is worth something: by its hash, so that nobody who reads the
// database can use it. What is no such name is hashed as a code.
std::string StoredCode(const CodeHash& hash);
CodeHash HashOfStored(const Context& context, absl::string_view purpose, absl::string_view stored);

// A code that the service makes: the same for `subject` for ever, and known to nobody who lacks the
// chain's key. `purpose` tells kinds of subjects apart.
std::string MadeCode(const Context& context, absl::string_view purpose, absl::string_view subject);

ledger::TenderKey GiftCardKey(const Context& context, absl::string_view code);
ledger::TenderKey WalletKey(const MemberId& member_id);

// What the member did until now, as far as `program` asks for somebody at `at`; as terminals cache it.
absl::StatusOr<engine::MemberHistory> HistoryOf(const Context& context,
                                                storage::ReadTransaction& transaction,
                                                const engine::CompiledProgram& program,
                                                const storage::Member& member, Instant at);

// The member (null: a sale without a card), how far offers were used, the coupons and the gift cards
// of the basket. Rules are asked at `at`: the time of the quote; what has an end is judged by it.
absl::StatusOr<engine::MemberView> SituationOf(const Context& context,
                                               storage::ReadTransaction& transaction,
                                               const engine::CompiledProgram& program,
                                               const LoadedMember* member,
                                               const engine::Basket& basket, const SaleId& sale_id,
                                               Instant at);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_ACCOUNT_SITUATION_H_
