// Who came back: members by the month of their first purchase, over the months since.
#ifndef TESSERA_INSIGHT_COHORTS_H_
#define TESSERA_INSIGHT_COHORTS_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "tessera/insight/columns.h"
#include "tessera/insight/scan.h"

namespace tessera::insight {

struct CohortQuestion {
  int32_t first_month = 0;  // of first purchases; months since 1970-01
  int32_t last_month = 0;
  int32_t until_month = 0;  // columns end with it; not before last_month
  bool returns_are_activity = false;
  std::vector<int32_t> store_groups;  // as in Question: what is left out is no activity
  std::vector<int32_t> tier_groups;
  const MemberSet* only = nullptr;
};

struct Cohort {
  int32_t month = 0;
  std::vector<int64_t> members;  // active, by months since the first purchase
  std::vector<int64_t> spend;    // what they paid, less what they got back in that month
};

// Which cohort a member is in does not depend on stores and tiers; where returns are activity it is the
// month of the first receipt of either kind. FAILED_PRECONDITION / AMOUNT_OVERFLOW; the source's errors.
absl::StatusOr<std::vector<Cohort>> CountCohorts(ReceiptSource& source,
                                                 const MemberColumns& members,
                                                 const CohortQuestion& question);

}  // namespace tessera::insight

#endif  // TESSERA_INSIGHT_COHORTS_H_
