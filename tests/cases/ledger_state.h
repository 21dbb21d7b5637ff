// The customer as the case finds it: read, and put into the store.
#ifndef TESSERA_TESTS_CASES_LEDGER_STATE_H_
#define TESSERA_TESTS_CASES_LEDGER_STATE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "chain.h"
#include "translation.h"

namespace tessera::cases {

struct LotBefore {
  Points points;
  Instant earned;
  bool expired = false;
  bool pending = false;
};

struct SpentBefore {
  Points points;
  Instant at;
};

// A sale of before. What it earned and spent is as printed; without it, as the programme says.
struct OrderBefore {
  std::string id;
  std::string customer;  // empty for the case's own
  std::vector<std::string> codes;
  bool cancelled = false;
  Money amount;
  std::optional<Points> earned;
  std::optional<Points> spent;
  Points revoked;
  std::optional<Instant> at;
};

struct CustomerBefore {
  std::optional<Points> points;  // that can be spent, after all that is told
  std::vector<LotBefore> lots;
  std::vector<SpentBefore> spent;
  std::vector<OrderBefore> orders;
  std::string tier;
  std::string assigned;
  std::optional<Instant> tier_since;
  Money total_spent;
  Points earned_in_period;
  std::optional<Instant> reviewed_at;
};

// `now`: of the event. What TranslateCustomer reads is not looked at.
CustomerBefore ReadCustomer(const Case& source, const Translation& translation, Instant now,
                            Unknowns* unknowns);

// Where member and event stand in time.
struct Stage {
  MemberId member_id;
  Instant now;
  std::optional<Instant> review;  // the present period's end, where the event is a review
};

// The member with tier, tags, purchases, uses and coupons, and its wallet.
absl::Status SeedMember(operations::Chain& chain, const Translation& translation,
                        const CustomerBefore& before, const Stage& stage);
// Its points, in the order in which they came and went; `orders`: these are booked later, and need what
// they spent.
absl::Status SeedPoints(operations::Chain& chain, const Translation& translation,
                        const CustomerBefore& before, const Stage& stage, bool orders);
// Cards with their balances; sold by the lines of `sale_id` that say so.
absl::Status SeedGiftCards(operations::Chain& chain, const Translation& translation,
                           std::optional<SaleId> sale_id);

}  // namespace tessera::cases

#endif  // TESSERA_TESTS_CASES_LEDGER_STATE_H_
