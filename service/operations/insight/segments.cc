#include "tessera/operations/insight/segments.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "tessera/base/status.h"
#include "tessera/engine/history.h"
#include "tessera/operations/insight/bought_goods.h"
#include "tessera/operations/insight/looking.h"

namespace tessera::operations {
namespace {

using insight::Column;

constexpr int32_t kNobody = -1;

bool AreReceiptsWhole(const storage::InsightState& state) {
  return state.is_whole && !state.is_forgetting;
}

absl::Status StillCounting() {
  return MakeError(absl::StatusCode::kUnavailable, "COUNTING", "",
                   "receipts are still being counted; segments come behind them by themselves");
}

// A sum that does not fit stays at the end of what does.
int64_t Added(int64_t sum, int64_t more) {
  return CheckedAdd(sum, more).value_or(more > 0 ? INT64_MAX : INT64_MIN);
}

}  // namespace

absl::StatusOr<bool> AreSegmentsDue(const Context& context, storage::ReadTransaction& transaction) {
  TESSERA_ASSIGN_OR_RETURN(const auto live, context.programs.LiveOrNone(transaction));
  if (live == nullptr) return false;
  TESSERA_ASSIGN_OR_RETURN(const storage::InsightState state,
                           std::as_const(transaction).insight().LoadState());
  TESSERA_ASSIGN_OR_RETURN(const int64_t version, transaction.LiveProgramVersion());
  if (!AreReceiptsWhole(state) || HasUncountedGoods(state) || state.counted_version != version) {
    return false;
  }
  if (state.segments_day != engine::DayOfProgram(*live, context.now)) return true;
  TESSERA_ASSIGN_OR_RETURN(const auto rules, LiveSegmentRules(transaction));
  return state.definitions != rules->fingerprint;
}

absl::StatusOr<std::vector<insight::RfmValues>> BoughtByMembers(
    insight::ReceiptSource& source, const insight::MemberColumns& members, int32_t days,
    int32_t today) {
  std::vector<insight::RfmValues> values(members.size(), insight::RfmValues{kNobody, 0, 0});
  const auto take = [&](const insight::Chunk& chunk) {
    for (size_t i = 0; i < chunk.size(); ++i) {
      const int64_t day = chunk[Column::kSaleDay][i];
      const uint32_t member = static_cast<uint32_t>(chunk[Column::kMember][i]);
      if (day <= today - days || day > today || member == 0 || member >= values.size()) continue;
      insight::RfmValues& of = values[members.Present(member)];
      of.spend = Added(of.spend, chunk[Column::kNet][i]);
      if ((chunk[Column::kFlags][i] & (insight::kReturn | insight::kWholeBack)) != 0) continue;
      ++of.frequency;
      const int64_t ago = today - day;
      of.recency_days = of.recency_days == kNobody ? ago : std::min(of.recency_days, ago);
    }
    return absl::OkStatus();
  };
  // Of a sale of long ago a return of today counts, too, but on the sale's day: chunks of later days
  // hold all that may lie within.
  TESSERA_RETURN_IF_ERROR(source.ForEach(
      today - days + 1, INT32_MAX,
      {Column::kDay, Column::kMember, Column::kFlags, Column::kNet, Column::kSaleDay}, take));
  return values;
}

absl::StatusOr<SegmentsRun> BeginSegments(const Context& context,
                                          storage::ReadTransaction& transaction) {
  TESSERA_ASSIGN_OR_RETURN(const auto live, context.programs.Live(transaction));
  const storage::InsightTables& tables = std::as_const(transaction).insight();
  TESSERA_ASSIGN_OR_RETURN(const storage::InsightState state, tables.LoadState());
  if (!AreReceiptsWhole(state)) return StillCounting();
  TESSERA_ASSIGN_OR_RETURN(const insight::MemberColumns members, LoadMemberColumns(tables));
  StoredReceipts receipts(tables);
  SegmentsRun run;
  TESSERA_ASSIGN_OR_RETURN(run.rules, LiveSegmentRules(transaction));
  run.day = engine::DayOfProgram(*live, context.now);
  if (AreGoodsWhole(state, *run.rules)) run.definitions = run.rules->fingerprint;
  TESSERA_ASSIGN_OR_RETURN(auto values,
                           BoughtByMembers(receipts, members, run.rules->rfm_days, run.day));
  values.erase(std::remove_if(values.begin(), values.end(),
                              [](const insight::RfmValues& of) { return of.frequency == 0; }),
               values.end());
  run.cuts = insight::CutsOf(std::move(values), run.rules->rfm_scores, run.rules->unit);
  return run;
}

absl::StatusOr<SegmentsPortion> LookAtSegments(const Context& context,
                                               storage::Transaction& transaction,
                                               const SegmentsRun& run,
                                               const std::optional<MemberId>& after, int limit) {
  SegmentsPortion portion;
  TESSERA_ASSIGN_OR_RETURN(storage::InsightState state, transaction.insight().LoadState());
  if (!AreReceiptsWhole(state)) return StillCounting();
  if (!after) {
    state.cuts = CutsToBytes(run.cuts);
    TESSERA_RETURN_IF_ERROR(transaction.insight().SaveState(state));
  }
  TESSERA_ASSIGN_OR_RETURN(const auto members, transaction.ListMembers(after, limit));
  if (members.empty()) return portion;
  TESSERA_ASSIGN_OR_RETURN(const auto live, context.programs.Live(transaction));
  Looking looking(context, transaction, *live, *run.rules, run.cuts,
                  AreGoodsWhole(state, *run.rules));
  for (const MemberId& member_id : members) {
    TESSERA_ASSIGN_OR_RETURN(const bool changed, looking.LookAt(member_id));
    ++portion.members;
    portion.changed += changed ? 1 : 0;
  }
  TESSERA_RETURN_IF_ERROR(looking.Finish());
  portion.reason = looking.reason();
  portion.last = members.back();
  return portion;
}

absl::Status EndSegments(storage::Transaction& transaction, const SegmentsRun& run) {
  TESSERA_ASSIGN_OR_RETURN(storage::InsightState state, transaction.insight().LoadState());
  state.segments_day = run.day;
  state.definitions = run.definitions;
  return transaction.insight().SaveState(state);
}

}  // namespace tessera::operations
