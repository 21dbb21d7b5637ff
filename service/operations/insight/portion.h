// A portion of the counting: what was read of sales, refunds and movements, and what comes of it.
#ifndef TESSERA_OPERATIONS_INSIGHT_PORTION_H_
#define TESSERA_OPERATIONS_INSIGHT_PORTION_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "tessera/insight/columns.h"
#include "tessera/operations/common/operation.h"
#include "tessera/operations/insight/bought_goods.h"
#include "tessera/storage/insight_tables.h"
#include "tessera/storage/transaction.h"

namespace tessera::operations {

// A row of columns before its names became numbers.
struct CountedReceipt {
  insight::Receipt cells;
  std::optional<MemberId> member_id;
  std::string store_id;
  std::string tier;
  int64_t whole_back_sale_no = 0;  // of a return: the sale that came back wholly with it
};

struct InsightPortion {
  // What is done before anything is counted: figures by another time zone's days are left behind, and go
  // bit by bit.
  enum class Task : uint8_t { kCount, kBeginAnew, kForget };

  Task task = Task::kCount;
  int64_t version = 0;  // of the program that was live
  std::shared_ptr<const SegmentRules> rules;  // its own
  storage::InsightState before;  // the place that it was read at
  storage::InsightState after;
  std::vector<CountedReceipt> receipts;
  std::vector<storage::OfferDay> offers;
  std::vector<storage::PointsHour> points;
  std::vector<std::pair<storage::InsightName, std::string>> surveys;  // of versions that are new
  std::optional<BoughtPortion> goods;  // what of them comes next
  std::set<MemberId> touched;  // who bought, gave back or is different
  int64_t rows = 0;            // looked at
  int64_t unreadable = 0;      // of these; left out
  std::string reason;          // why the first of them is; empty for none
  bool is_done = false;        // nothing was left behind it
};

// Reads what stands behind the place: sales first, then refunds, then events, at most `limit` of each kind
// and partition, and until twice as many members have to be looked at. So a refund never comes before its
// sale. `before`, unless null, is the portion before, whose rules are taken over. Writes nothing, so it runs
// beside the tills.
absl::StatusOr<InsightPortion> ReadInsightPortion(const Context& context,
                                                  storage::ReadTransaction& transaction, int limit,
                                                  const InsightPortion* before = nullptr);

struct WrittenPortion {
  // Whether it was counted. If not, the place or the live program is no longer what it was, nothing is
  // written, and it is read anew.
  bool is_counted = false;
  int64_t unreadable = 0;  // profiles, which counted as empty
  std::string reason;      // why the first of them is
};

// Adds it to what was counted, and moves the place in the same transaction.
absl::StatusOr<WrittenPortion> WriteInsightPortion(const Context& context,
                                                   storage::Transaction& transaction,
                                                   const InsightPortion& portion);

// Forgets that anything was counted, but for movements of points: portions let the figures go first, and
// count again from the first sale.
absl::Status CountAnew(storage::Transaction& transaction);

// Whether there is more to do than that: a version of the program that nobody looked at, or goods.
absl::StatusOr<bool> HasUncountedBeside(storage::ReadTransaction& transaction);

// Whether there is something behind the place, or figures are by another time zone's days.
absl::StatusOr<bool> HasUncountedInsight(const Context& context,
                                         storage::ReadTransaction& transaction);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_INSIGHT_PORTION_H_
