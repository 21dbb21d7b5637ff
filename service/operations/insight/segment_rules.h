// What a program says about segments, stages and scores, ready to be asked of one member.
#ifndef TESSERA_OPERATIONS_INSIGHT_SEGMENT_RULES_H_
#define TESSERA_OPERATIONS_INSIGHT_SEGMENT_RULES_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tessera/insight/life_cycle.h"
#include "tessera/insight/rfm.h"
#include "tessera/ledger/purchases.h"
#include "tessera/storage/insight_tables.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/member.pb.h"
#include "tessera/v1/program.pb.h"

namespace tessera::operations {

struct SegmentRules {
  v1::Program program;  // with what defines members alone
  insight::LifeCycle life_cycle;
  int32_t rfm_days = 365;
  int32_t rfm_scores = 5;
  std::vector<insight::RfmCell> cells;
  int64_t unit = 1;                    // minor units of one of the currency
  int32_t window_days = 0;             // the longest that anything looks back
  bool asks_profile = false;           // age, attributes
  std::vector<std::string> sets;       // product sets that segments name, sorted
  int32_t sets_days = 0;               // the longest that anything looks back for them
  std::string sets_fingerprint;        // the same for the same goods and days; empty without any
  std::vector<const v1::Segment*> in_order;  // of `program`: none before those that it refers to
  std::string fingerprint;             // the same for the same rules
};

// Of a program that was checked; defaults are filled in.
std::unique_ptr<const SegmentRules> SegmentRulesOf(const v1::Program& program);

// Of the live program; NOT_FOUND / PROGRAM_UNKNOWN without one.
absl::StatusOr<std::unique_ptr<const SegmentRules>> LiveSegmentRules(
    storage::ReadTransaction& transaction);

// As the tables keep them.
std::string CutsToBytes(const insight::RfmCuts& cuts);
// No cuts for what is none.
insight::RfmCuts CutsFromBytes(absl::string_view bytes);

// What somebody did, for segments.
struct Standing {
  std::vector<std::string> segments;  // sorted
  insight::Stage stage = insight::Stage::kNone;
  std::string rfm_cell;
};

// A member's purchases, as far back as the rules look.
struct Bought {
  insight::Visits visits;  // but `lately`
  std::vector<ledger::PurchaseDay> days;
  std::vector<storage::BoughtDay> goods;  // of the sets that segments name
  bool knows_goods = true;  // false: what asks for goods, or refers to it, stays as the member has it
};

// `profile` is looked at if the rules ask for it. Days are those of the program's calendar.
Standing StandingOf(const SegmentRules& rules, const insight::RfmCuts& cuts,
                    const storage::Member& member, const v1::MemberProfile& profile,
                    const Bought& bought, int32_t enrolled_day, int32_t today);

// Beside the program's own ids, which have no colon, in storage::InsightTables.
std::string StageKey(insight::Stage stage);
std::string CellKey(absl::string_view cell_id);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_INSIGHT_SEGMENT_RULES_H_
