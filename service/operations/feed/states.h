// Rows as the feed, its snapshot and exports show them.
#ifndef TESSERA_OPERATIONS_FEED_STATES_H_
#define TESSERA_OPERATIONS_FEED_STATES_H_

#include "absl/status/statusor.h"
#include "tessera/ledger/tender.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/follow_ups.h"
#include "tessera/storage/stores.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/feed_service.pb.h"

namespace tessera::operations {

// INTERNAL if its profile is asked for and the seal is not this chain's.
absl::StatusOr<v1::MemberState> MemberStateOf(const Context& context, const storage::Member& member,
                                              bool with_profile);
v1::CardState CardStateOf(const storage::IdentifierRow& row);
v1::SegmentsState SegmentsStateOf(const storage::Member& member);
absl::StatusOr<v1::CouponEvent> CouponEventOf(storage::ReadTransaction& transaction,
                                              const storage::Coupon& coupon);
v1::TenderEvent TenderEventOf(const ledger::TenderKey& key, const ledger::TenderEntry& entry);
// A balance as if one movement had made it: the number is that of the last one.
v1::TenderEvent BalanceOf(const ledger::TenderState& state);
// With the answer's words; INTERNAL if the seal is not this chain's.
absl::StatusOr<v1::SurveyAnswer> SurveyAnswerOf(const Context& context,
                                                const storage::SurveyAnswer& answer);
absl::StatusOr<v1::FollowUp> FollowUpOf(const Context& context,
                                        storage::ReadTransaction& transaction,
                                        const storage::FollowUp& row);
// With the version in force there; without its time zone.
absl::StatusOr<v1::ChainStore> ChainStoreOf(storage::ReadTransaction& transaction,
                                            const storage::ChainStore& store);
// Whether it watches is not known here.
absl::StatusOr<v1::TerminalState> TerminalStateOf(const Context& context,
                                                  storage::ReadTransaction& transaction,
                                                  const storage::Terminal& row);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_FEED_STATES_H_
