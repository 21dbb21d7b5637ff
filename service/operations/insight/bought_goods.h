// What members bought of the goods that segments name. Counted behind the receipts, with a place of its own:
// when segments name other goods, sales as old as they look back are gone through again for them.
#ifndef TESSERA_OPERATIONS_INSIGHT_BOUGHT_GOODS_H_
#define TESSERA_OPERATIONS_INSIGHT_BOUGHT_GOODS_H_

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tessera/engine/compiled_program.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/insight_tables.h"
#include "tessera/storage/transaction.h"

namespace tessera::operations {

class Looking;
struct SegmentRules;

// A portion of it.
struct BoughtPortion {
  struct Row {
    MemberId member_id;
    storage::BoughtDay day;
  };

  bool forgets = false;  // other goods were counted until now: those go first
  storage::InsightState after;  // of its fields those of goods
  std::vector<Row> bought;
  int64_t rows = 0;      // looked at
  bool is_done = false;  // nothing was left behind it
};

// What stands behind the place, at most `limit` sales and as many refunds, none of which receipts were not
// counted up to yet: `counted`. Rows that can't be read are left out, as the receipts were.
absl::StatusOr<BoughtPortion> ReadBought(const Context& context,
                                         storage::ReadTransaction& transaction,
                                         const engine::CompiledProgram& live,
                                         const SegmentRules& rules,
                                         const storage::InsightState& counted, int limit);

// Adds it, and moves the place in `state`, which is not saved. Whose purchases it are, into `touched`.
absl::Status WriteBought(storage::Transaction& transaction, const BoughtPortion& portion,
                         const SegmentRules& rules, Looking& looking, storage::InsightState& state,
                         std::set<MemberId>& touched);

// Into `state`: all of them are to be counted anew.
void ForgetGoods(storage::InsightState& state);

// Whether all that these rules ask about goods is counted.
bool AreGoodsWhole(const storage::InsightState& state, const SegmentRules& rules);

// Whether a run that was cut left goods to be counted.
bool HasUncountedGoods(const storage::InsightState& state);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_INSIGHT_BOUGHT_GOODS_H_
