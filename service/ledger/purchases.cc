#include "tessera/ledger/purchases.h"

#include "tessera/base/status.h"
#include "tessera/ledger/calendar.h"

namespace tessera::ledger {
namespace {

template <typename Sums>
absl::Status AddTo(const PurchaseDay& what, Sums& to) {
  const auto visits = CheckedAdd(to.visits, what.visits);
  const auto spend = CheckedAdd(to.spend.value(), what.spend.value());
  const auto earned = CheckedAdd(to.earned.value(), what.earned.value());
  if (!visits || !spend || !earned) {
    return Refused("AMOUNT_OVERFLOW", "", "all purchases together would be too much");
  }
  to.visits = *visits;
  to.spend = Money(*spend);
  to.earned = Points(*earned);
  return absl::OkStatus();
}

}  // namespace

absl::Status Add(const PurchaseDay& what, PurchaseDay& to) { return AddTo(what, to); }
absl::Status Add(const PurchaseDay& what, Purchases& to) { return AddTo(what, to); }

absl::StatusOr<int32_t> DayOf(Instant at, absl::string_view time_zone) {
  TESSERA_ASSIGN_OR_RETURN(const Calendar calendar, Calendar::Of(time_zone));
  return DayNumber(calendar.DayOf(at));
}

}  // namespace tessera::ledger
