#include "tessera/operations/insight/get_segments.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/time/civil_time.h"
#include "tessera/base/status.h"
#include "tessera/ledger/calendar.h"
#include "tessera/operations/insight/columns.h"
#include "tessera/operations/insight/groups.h"
#include "tessera/operations/insight/query.h"
#include "tessera/operations/insight/segment_rules.h"
#include "tessera/operations/insight/segments.h"

namespace tessera::operations {
namespace {

class Sizing {
 public:
  Sizing(const storage::InsightTables& tables, std::vector<insight::RfmValues> bought)
      : tables_(tables), bought_(std::move(bought)) {}

  absl::Status Put(const std::string& key, const std::string& id, const std::string& name,
                   v1::SegmentSize* size) {
    TESSERA_ASSIGN_OR_RETURN(const insight::MemberSet members,
                             MembersIn(tables_, key, bought_.size()));
    size->set_id(id);
    size->set_name(name);
    size->set_members(members.Count());
    int64_t purchases = 0;
    int64_t spend = 0;
    for (uint32_t member = 1; member < bought_.size(); ++member) {
      if (!members.Has(member)) continue;
      purchases += bought_[member].frequency;
      spend = CheckedAdd(spend, bought_[member].spend).value_or(spend);
    }
    size->set_purchases(purchases);
    size->set_spend_minor(spend);
    return absl::OkStatus();
  }

 private:
  const storage::InsightTables& tables_;
  const std::vector<insight::RfmValues> bought_;
};

void PutCuts(const insight::RfmCuts& cuts, v1::GetSegmentsResponse& response) {
  for (size_t i = 0; i < cuts.recency.size(); ++i) {
    const auto of = [&](int64_t cut, int64_t scale) {
      return MultiplyDivide(cut, scale, cuts.scores, Rounding::kHalfUp).value_or(0);
    };
    v1::RfmCut& cut = *response.add_cuts();
    cut.set_score(static_cast<int32_t>(i) + 2);
    cut.set_recency_days_milli(of(cuts.recency[i], 1'000));
    cut.set_frequency_milli(of(cuts.frequency[i], 1'000));
    cut.set_spend_minor(of(cuts.spend[i], 1));
  }
}

std::string NameOfCell(const v1::Program& program, const std::string& id) {
  for (const v1::RfmCell& cell : program.rfm().cells()) {
    if (cell.cell_id() == id) return NameIn(program, cell.name());
  }
  return id;
}

}  // namespace

absl::StatusOr<v1::GetSegmentsResponse> GetSegments(const Context& context,
                                                    storage::ReadTransaction& transaction,
                                                    const v1::GetSegmentsRequest& /*request*/) {
  TESSERA_ASSIGN_OR_RETURN(const v1::Program program, LiveProgram(transaction));
  TESSERA_ASSIGN_OR_RETURN(const auto calendar, ledger::Calendar::Of(program.time_zone()));
  TESSERA_ASSIGN_OR_RETURN(const Counted counted, CountedUntil(context, transaction));
  TESSERA_RETURN_IF_ERROR(RequireLookedAt(counted));
  const auto rules = SegmentRulesOf(program);
  const storage::InsightTables& tables = std::as_const(transaction).insight();
  TESSERA_ASSIGN_OR_RETURN(const storage::InsightState state, tables.LoadState());
  TESSERA_ASSIGN_OR_RETURN(const insight::MemberColumns members, LoadMemberColumns(tables));
  StoredReceipts receipts(tables);
  TESSERA_ASSIGN_OR_RETURN(
      auto bought, BoughtByMembers(receipts, members, rules->rfm_days,
                                   ledger::DayNumber(calendar.DayOf(context.now))));
  Sizing sizing(tables, std::move(bought));
  v1::GetSegmentsResponse response;
  for (const v1::Segment& segment : program.segments()) {
    TESSERA_RETURN_IF_ERROR(sizing.Put(segment.segment_id(), segment.segment_id(),
                                       NameIn(program, segment.name()), response.add_segments()));
  }
  for (int i = 1; i < insight::kStages; ++i) {
    const auto stage = static_cast<insight::Stage>(i);
    const std::string name(insight::NameOf(stage));
    TESSERA_RETURN_IF_ERROR(sizing.Put(StageKey(stage), name, name, response.add_stages()));
  }
  for (const insight::RfmCell& cell : rules->cells) {
    TESSERA_RETURN_IF_ERROR(sizing.Put(CellKey(cell.id), cell.id, NameOfCell(program, cell.id),
                                       response.add_cells()));
  }
  PutCuts(CutsFromBytes(state.cuts), response);
  if (state.segments_day != 0) {
    response.set_computed_at_us(
        calendar.StartOf(absl::CivilDay(1970, 1, 1) + state.segments_day).us);
  }
  return response;
}

}  // namespace tessera::operations
