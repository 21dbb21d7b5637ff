#include "tessera/jobs/liability.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "tessera/base/number.h"
#include "tessera/base/status.h"
#include "tessera/ledger/account.h"

namespace tessera::jobs {
namespace {

// An account that its own rules refuse is for VerifyLedger to tell of.
absl::StatusOr<int64_t> OwedTo(storage::ReadTransaction& transaction, const MemberId& member_id,
                               Instant now) {
  TESSERA_ASSIGN_OR_RETURN(ledger::AccountState state, transaction.LoadAccount(member_id, {}));
  ledger::Account account(std::move(state));
  if (!account.Settle(now).ok()) return 0;
  return std::max<int64_t>(account.state().balance.value(), 0);
}

}  // namespace

absl::StatusOr<int64_t> SumLiability(storage::Store& store, const Clock& clock,
                                     const StillWanted& still_wanted) {
  int64_t sum = 0;
  std::optional<MemberId> after;
  bool is_done = false;
  while (!is_done) {
    if (still_wanted) TESSERA_RETURN_IF_ERROR(still_wanted());
    TESSERA_RETURN_IF_ERROR(store.Read([&](storage::ReadTransaction& transaction) -> absl::Status {
      TESSERA_ASSIGN_OR_RETURN(const auto members, transaction.ListMembers(after, kPortion));
      is_done = members.empty();
      for (const MemberId& member_id : members) {
        TESSERA_ASSIGN_OR_RETURN(const int64_t owed, OwedTo(transaction, member_id, clock.Now()));
        const std::optional<int64_t> more = CheckedAdd(sum, owed);
        if (!more) return Broken("all points together do not fit 64 bits");
        sum = *more;
      }
      if (!is_done) after = members.back();
      return absl::OkStatus();
    }));
  }
  return sum;
}

}  // namespace tessera::jobs
