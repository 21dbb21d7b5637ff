// What a sale counts besides points: purchases and tier, uses of offers, coupons, stamps. A refund counts
// back.
#ifndef TESSERA_OPERATIONS_ACCOUNT_COUNTING_H_
#define TESSERA_OPERATIONS_ACCOUNT_COUNTING_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tessera/engine/compiled_program.h"
#include "tessera/ledger/purchases.h"
#include "tessera/operations/account/members.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/sale.pb.h"

namespace tessera::operations {

// A sale as it is booked, or was.
struct CountedSale {
  SaleId sale_id;
  std::string store_id;
  Instant at;  // by which rules were asked
  const v1::ShownReceipt& receipt;
  const engine::CompiledProgram* program;  // of the receipt; null if none is known here
  const engine::CompiledProgram* live;     // whose tiers, cards and batches hold now; null if none
  LoadedMember* member;                    // null: a sale without a card
};

struct Counted {
  std::vector<v1::GivenCoupon> coupons;  // with their codes, which are stored nowhere
  std::string new_tier;                  // empty if it did not rise
};

// Counts an offer of the sale for its limits; `sign` is 1 for a sale, -1 for its return. `sale.program`
// has the offer.
absl::Status CountUse(storage::Transaction& transaction, const CountedSale& sale,
                      const engine::Offer& offer, const v1::ShownOffer& shown, int sign);

// What a member bought on a day since 1970-01-01; zeros for nothing.
absl::StatusOr<ledger::PurchaseDay> LoadPurchaseDay(storage::ReadTransaction& transaction,
                                                    const MemberId& member_id, int32_t day);

// Writes everything but the account, whose points have been moved already. `purchase` is what is paid and
// earned; its day is not looked at.
absl::StatusOr<Counted> CountSale(const Context& context, storage::Transaction& transaction,
                                  const CountedSale& sale, const ledger::PurchaseDay& purchase);

// `back` is what comes back, as positive amounts; its visit is counted back if `whole`, with everything
// else that only a whole return undoes: uses and coupons of offers that are freed by a return, and what
// TakeBackGiven takes, by the sale's `answer`.
absl::Status CountRefund(const Context& context, storage::Transaction& transaction,
                         const CountedSale& sale, const ledger::PurchaseDay& back, bool whole,
                         const v1::SaleResult& answer);

// The code of a coupon that a sale gave: the same for ever, and known to nobody who lacks the chain's key.
std::string GivenCode(const Context& context, const SaleId& sale_id, int index);

// The tier that the member has now, for any reason to look; writes the member and its change if it is
// another, or is kept for another time.
absl::Status JudgeTier(const Context& context, storage::Transaction& transaction,
                       const engine::CompiledProgram& live, LoadedMember& member);
// The same by the live program, also for those who share the account where that matters; nothing
// without one.
absl::Status JudgeIfLive(const Context& context, storage::Transaction& transaction,
                         LoadedMember& member);

// Place of a tier among the program's, the lowest 0; -1 for none that it has.
int LevelOf(const engine::Program& program, absl::string_view tier);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_ACCOUNT_COUNTING_H_
