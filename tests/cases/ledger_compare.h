// What a case expects of accounts, tiers and counters against what is in the store.
#ifndef TESSERA_TESTS_CASES_LEDGER_COMPARE_H_
#define TESSERA_TESTS_CASES_LEDGER_COMPARE_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "chain.h"
#include "translation.h"
#include "verdict.h"

namespace tessera::cases {

// What the event did, besides what is in the store.
struct Happened {
  MemberId member_id;
  MemberId holder_id;  // whose lots the case looks at: after a transfer the receiver's
  Points earned;
  Points spent;
  Points revoked;
  Points given_back;
  std::map<std::string, std::string> refusals;  // by event; empty reason: it went through
  std::optional<Instant> reviewed_at;           // from when on earned_in_period counts
};

// `expected` at chain->now. Keys that are not known are added to `unknowns`.
absl::StatusOr<std::vector<Difference>> CompareLedger(const Json& expected,
                                                      const Translation& translation,
                                                      const Happened& happened,
                                                      operations::Chain* chain,
                                                      Unknowns* unknowns);

}  // namespace tessera::cases

#endif  // TESSERA_TESTS_CASES_LEDGER_COMPARE_H_
