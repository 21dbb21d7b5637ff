// Events that are no sales, by the operations' own parts.
#ifndef TESSERA_TESTS_CASES_LEDGER_EVENTS_H_
#define TESSERA_TESTS_CASES_LEDGER_EVENTS_H_

#include <string>

#include "absl/status/statusor.h"
#include "chain.h"
#include "translation.h"

namespace tessera::cases {

// All happen at chain->now.

// Books what time alone did to the member's points.
absl::Status SettlePoints(operations::Chain* chain, const MemberId& member_id);
// The reason why they cannot be spent; empty if they were.
absl::StatusOr<std::string> SpendPoints(operations::Chain* chain, const MemberId& member_id,
                                        Points points);
// To somebody new, who is returned.
absl::StatusOr<MemberId> TransferPoints(operations::Chain* chain, const Translation& translation,
                                        const MemberId& member_id, Points points);
absl::Status JudgeTier(operations::Chain* chain, const MemberId& member_id);

}  // namespace tessera::cases

#endif  // TESSERA_TESTS_CASES_LEDGER_EVENTS_H_
