// The day's work on segments: cuts are made anew, and everybody is looked at.
#ifndef TESSERA_OPERATIONS_INSIGHT_SEGMENTS_H_
#define TESSERA_OPERATIONS_INSIGHT_SEGMENTS_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tessera/insight/columns.h"
#include "tessera/insight/rfm.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/insight_tables.h"
#include "tessera/storage/transaction.h"

namespace tessera::operations {

// Whether the program's day, or what it says about segments, is no longer that of the last time. Not while
// receipts or goods are still to be counted.
absl::StatusOr<bool> AreSegmentsDue(const Context& context, storage::ReadTransaction& transaction);

// What members bought within the last `days` up to and with `today`, by number: recency, frequency and
// money, less what came back of it. Frequency 0: nothing.
absl::StatusOr<std::vector<insight::RfmValues>> BoughtByMembers(insight::ReceiptSource& source,
                                                                const insight::MemberColumns& members,
                                                                int32_t days, int32_t today);

struct SegmentRules;

// What one walk over all members goes by.
struct SegmentsRun {
  std::shared_ptr<const SegmentRules> rules;
  insight::RfmCuts cuts;
  int32_t day = 0;          // of the program's calendar
  std::string definitions;  // as in storage::InsightState; empty: everybody is looked at once more
};
// By the live program, now. UNAVAILABLE / COUNTING while receipts are counted for the first time or anew:
// scores of a part of them would be wrong.
absl::StatusOr<SegmentsRun> BeginSegments(const Context& context,
                                          storage::ReadTransaction& transaction);

// Members behind `after` are looked at, at most `limit`; nullopt: from the first, and the cuts are kept
// for whoever is looked at in between. UNAVAILABLE / COUNTING as above.
struct SegmentsPortion {
  std::optional<MemberId> last;  // the last that was looked at; nullopt: nobody was left
  int64_t members = 0;
  int64_t changed = 0;
  std::string reason;  // why the first profile that can't be read can't be; empty for none
};
absl::StatusOr<SegmentsPortion> LookAtSegments(const Context& context,
                                               storage::Transaction& transaction,
                                               const SegmentsRun& run,
                                               const std::optional<MemberId>& after, int limit);

// Everybody was looked at. Where the program is another one by now, they are due again.
absl::Status EndSegments(storage::Transaction& transaction, const SegmentsRun& run);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_INSIGHT_SEGMENTS_H_
