// One pass over the receipts: sums, and who bought when, by group and period.
#ifndef TESSERA_INSIGHT_SCAN_H_
#define TESSERA_INSIGHT_SCAN_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "tessera/insight/columns.h"
#include "tessera/insight/member_set.h"
#include "tessera/insight/periods.h"

namespace tessera::insight {

// A receipt counts where the group of its store and that of its tier are both there; its group is their
// sum. So one of the two tables says the groups, the other which there are at all.
inline constexpr int32_t kLeftOut = -1;

struct Question {
  std::vector<Period> periods;  // one after the other, none overlapping another
  int32_t customer_days = 365;
  bool returns_are_activity = false;
  int groups = 1;
  std::vector<int32_t> store_groups;  // by number; empty: 0 for all; beyond its end: left out
  std::vector<int32_t> tier_groups;   // likewise; receipts without a card are of tier 0
  const MemberSet* only = nullptr;    // only receipts of these; null: all
  // Added to the group of sums alone, by who the member is now; empty: 0 for all, else receipts without a
  // card are left out of them.
  std::vector<int32_t> member_groups;
  // Where there are any, it is asked within each of these who bought, and not by group.
  std::vector<const MemberSet*> parts;
  bool sums = true;                   // whether money and receipts are asked for
  bool activity = true;               // whether it is asked who bought
};

// Of one group in one period. Money in minor units.
struct Sums {
  int64_t receipts = 0;         // booked sales
  int64_t kept = 0;             // of these, those that did not come back wholly
  int64_t kept_net = 0;
  int64_t member_receipts = 0;  // with a card
  int64_t purchases = 0;        // kept ones with a card
  int64_t purchases_net = 0;
  int64_t purchases_costed = 0;  // of purchases_net, what was paid for goods whose cost was known
  int64_t purchases_margin = 0;  // that less their cost
  int64_t redeeming = 0;        // with a card, that spent points
  int64_t pieces = 0;
  int64_t gross = 0;
  int64_t discount = 0;
  int64_t redeemed = 0;
  int64_t net = 0;              // of sales
  int64_t returned = 0;         // handed out for what came back, not negative
  int64_t earned = 0;           // points of sales
  int64_t spent = 0;
  int64_t revoked = 0;          // points that returns took back, not negative
  int64_t given_back = 0;       // points that returns gave back, not negative

  int64_t buyers = 0;           // members with a purchase
  int64_t repeaters = 0;        // with two and more
  int64_t newcomers = 0;        // buyers whose first purchase ever lies in the period
  int64_t buyers_before = 0;    // buyers of the period before it in the question; of the first one 0
  int64_t retained = 0;         // of these, buyers of this one too

  // A customer at a day's end has a purchase within customer_days up to and with it. Start: the end of
  // the day before the period. start - lost + gained + regained = end.
  int64_t start = 0;
  int64_t end = 0;
  int64_t lost = 0;      // at the start, not at the end
  int64_t gained = 0;    // at the end, not at the start: first purchase in the period
  int64_t regained = 0;  // likewise: bought before
};

struct Answer {
  std::vector<std::vector<Sums>> groups;  // by group, by period
  std::vector<std::vector<Sums>> parts;   // by part, by period: who bought
  int64_t receipts = 0;                   // looked at, returns too
};

// Memory is bounded by some hundred MiB: groups that do not fit beside each other take passes of their own.
// FAILED_PRECONDITION / AMOUNT_OVERFLOW where a sum does not fit; the source's errors.
absl::StatusOr<Answer> Scan(ReceiptSource& source, const MemberColumns& members,
                            const Question& question);

}  // namespace tessera::insight

#endif  // TESSERA_INSIGHT_SCAN_H_
