// What a try-out found.
#ifndef TESSERA_TRYOUT_REPORT_H_
#define TESSERA_TRYOUT_REPORT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "tessera/base/ids.h"
#include "tessera/tryout/receipt.h"

namespace tessera::tryout {

// One offer in both.
struct OfferChange {
  std::string offer_id;
  Figures before;  // receipts, discount, earned, coupons and stamps only
  Figures after;
  int64_t members = 0;  // who gets it in the tried one
};

// What changes for one member.
struct MemberChange {
  MemberId member_id;
  int64_t receipts = 0;  // that change
  Money discount;        // more off, or less
  Points earned;         // more points, or fewer
  Money worth;           // both together
};

struct ReceiptChange {
  SaleId sale_id;
  std::string receipt_no;
  std::string store_id;
  Instant at;
  std::optional<MemberId> member_id;
  Figures before;
  Figures after;
  Money worth;  // what the customer has more of it, or less
  std::vector<std::string> gained;  // ids of offers that only apply now
  std::vector<std::string> lost;    // ids of offers that only applied then
};

struct Report {
  int64_t receipts = 0;
  int64_t receipts_changed = 0;
  int64_t members_affected = 0;
  Figures before;
  Figures after;
  std::vector<OfferChange> offers;     // the dearest change first
  std::vector<MemberChange> winners;   // the most first
  std::vector<MemberChange> losers;    // the most first
  std::vector<ReceiptChange> examples; // the largest changes first
  int64_t skipped = 0;             // could not be rated
  int64_t without_situation = 0;   // rated with what is known today
  int64_t redemption_changed = 0;  // the points could not be spent as they were
};

}  // namespace tessera::tryout

#endif  // TESSERA_TRYOUT_REPORT_H_
