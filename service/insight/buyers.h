// When each member bought: first, last, how many days, for what; and on how many days after that.
#ifndef TESSERA_INSIGHT_BUYERS_H_
#define TESSERA_INSIGHT_BUYERS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "tessera/insight/columns.h"
#include "tessera/insight/member_set.h"
#include "tessera/insight/periods.h"

namespace tessera::insight {

struct BuyersQuestion {
  Period observed;         // members whose first purchase lies in it
  int32_t later_last = 0;  // what they did from behind it up to this day stands apart; not before its last
  std::vector<int32_t> store_groups;  // as in Question: what is left out is no purchase
  std::vector<int32_t> tier_groups;
  const MemberSet* only = nullptr;
  size_t rows_at_once = 8'000'000;  // a row has 16 bytes; more are taken in several passes
};

// A member after all merges with a purchase in the period. Several on one day are one; receipts that came
// back wholly and returns are none. Money in minor units.
struct Buyer {
  int32_t first_day = 0;
  int32_t last_day = 0;    // in the period
  int32_t days = 0;        // with a purchase in the period: 1 and up
  int32_t later_days = 0;  // with one after it
  int64_t repeat_net = 0;  // paid in the period on days but the first
  int64_t later_net = 0;   // paid after it
};

// By member number. Whoever bought anywhere in the chain before the period is left out: what is left of his
// history would mislead. Memory is that of rows_at_once, 32 bytes a buyer and 4 a member.
// FAILED_PRECONDITION / AMOUNT_OVERFLOW; the source's errors.
absl::StatusOr<std::vector<Buyer>> ListBuyers(ReceiptSource& source, const MemberColumns& members,
                                              const BuyersQuestion& question);

}  // namespace tessera::insight

#endif  // TESSERA_INSIGHT_BUYERS_H_
