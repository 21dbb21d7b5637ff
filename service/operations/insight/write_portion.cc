#include <map>
#include <set>
#include <string>
#include <utility>

#include "tessera/base/status.h"
#include "tessera/operations/insight/columns.h"
#include "tessera/operations/insight/looking.h"
#include "tessera/operations/insight/portion.h"

namespace tessera::operations {
namespace {

using insight::Column;

bool IsSamePlace(const storage::InsightState& a, const storage::InsightState& b) {
  return a.sale_no == b.sale_no && a.refund_no == b.refund_no &&
         a.without_sale_no == b.without_sale_no && a.events == b.events &&
         a.is_forgetting == b.is_forgetting && a.time_zone == b.time_zone &&
         a.surveys_version == b.surveys_version && a.sets == b.sets &&
         a.sets_sale_no == b.sets_sale_no && a.sets_refund_no == b.sets_refund_no;
}

// That go at a time: some milliseconds of the writer.
constexpr int kForgottenChunks = 16;
constexpr int kForgottenDays = 1'000;

absl::Status ForgetPart(storage::InsightTables& tables, storage::InsightState& state) {
  TESSERA_ASSIGN_OR_RETURN(const bool is_all, tables.Forget(kForgottenChunks, kForgottenDays));
  if (!is_all) return absl::OkStatus();
  state.is_forgetting = false;
  state.time_zone.clear();
  return tables.SaveState(state);
}

// Names become numbers; a portion names few of them.
class Names {
 public:
  Names(storage::InsightTables& tables, storage::InsightName kind) : tables_(tables), kind_(kind) {}
  absl::StatusOr<int64_t> NumberOf(const std::string& name) {
    if (name.empty()) return 0;
    const auto found = numbers_.find(name);
    if (found != numbers_.end()) return found->second;
    TESSERA_ASSIGN_OR_RETURN(const int64_t number, tables_.NumberOf(kind_, name));
    numbers_[name] = number;
    return number;
  }

 private:
  storage::InsightTables& tables_;
  const storage::InsightName kind_;
  std::map<std::string, int64_t> numbers_;
};

absl::StatusOr<insight::Chunk> ChunkOf(storage::InsightTables& tables, Looking& looking,
                                       const InsightPortion& portion) {
  Names stores(tables, storage::InsightName::kStore);
  Names tiers(tables, storage::InsightName::kTier);
  std::map<MemberId, uint32_t> members;
  insight::Chunk chunk;
  for (const CountedReceipt& counted : portion.receipts) {
    insight::Receipt cells = counted.cells;
    TESSERA_ASSIGN_OR_RETURN(cells[Column::kStore], stores.NumberOf(counted.store_id));
    TESSERA_ASSIGN_OR_RETURN(cells[Column::kTier], tiers.NumberOf(counted.tier));
    if (counted.member_id) {
      const auto [found, is_new] = members.try_emplace(*counted.member_id);
      if (is_new) {
        TESSERA_ASSIGN_OR_RETURN(found->second, looking.NumberOf(*counted.member_id));
      }
      cells[Column::kMember] = found->second;
    }
    chunk.Append(cells);
  }
  return chunk;
}

}  // namespace

absl::Status CountAnew(storage::Transaction& transaction) {
  storage::InsightTables& tables = transaction.insight();
  TESSERA_ASSIGN_OR_RETURN(storage::InsightState state, tables.LoadState());
  state.sale_no = 0;
  state.refund_no = 0;
  state.without_sale_no = 0;
  state.as_of = Instant();
  state.segments_day = 0;
  state.is_whole = false;
  state.is_forgetting = true;
  ForgetGoods(state);
  return tables.SaveState(state);
}

absl::StatusOr<WrittenPortion> WriteInsightPortion(const Context& context,
                                                   storage::Transaction& transaction,
                                                   const InsightPortion& portion) {
  WrittenPortion written;
  storage::InsightTables& tables = transaction.insight();
  TESSERA_ASSIGN_OR_RETURN(storage::InsightState state, tables.LoadState());
  if (!IsSamePlace(state, portion.before)) return written;
  TESSERA_ASSIGN_OR_RETURN(const int64_t version, transaction.LiveProgramVersion());
  if (version != portion.version) return written;
  written.is_counted = true;
  if (portion.task == InsightPortion::Task::kBeginAnew) {
    TESSERA_RETURN_IF_ERROR(CountAnew(transaction));
    return written;
  }
  if (portion.task == InsightPortion::Task::kForget) {
    TESSERA_RETURN_IF_ERROR(ForgetPart(tables, state));
    return written;
  }
  TESSERA_ASSIGN_OR_RETURN(const auto live, context.programs.Live(transaction));
  const insight::RfmCuts cuts = CutsFromBytes(state.cuts);
  Looking looking(context, transaction, *live, *portion.rules, cuts,
                  AreGoodsWhole(state, *portion.rules));
  TESSERA_ASSIGN_OR_RETURN(insight::Chunk chunk, ChunkOf(tables, looking, portion));
  TESSERA_RETURN_IF_ERROR(AppendReceipts(tables, std::move(chunk)));
  for (const CountedReceipt& counted : portion.receipts) {
    if (counted.whole_back_sale_no == 0) continue;
    TESSERA_RETURN_IF_ERROR(MarkWholeBack(tables, counted.whole_back_sale_no));
  }
  for (const storage::OfferDay& offer : portion.offers) {
    TESSERA_RETURN_IF_ERROR(tables.AddOfferDay(offer));
  }
  for (const storage::PointsHour& hour : portion.points) {
    TESSERA_RETURN_IF_ERROR(tables.AddPoints(hour));
  }
  std::set<MemberId> touched = portion.touched;
  if (portion.goods) {
    TESSERA_RETURN_IF_ERROR(
        WriteBought(transaction, *portion.goods, *portion.rules, looking, state, touched));
  }
  for (const MemberId& member_id : touched) {
    TESSERA_RETURN_IF_ERROR(looking.LookAt(member_id).status());
  }
  TESSERA_RETURN_IF_ERROR(looking.Finish());
  for (const auto& [kind, survey_id] : portion.surveys) {
    TESSERA_RETURN_IF_ERROR(tables.NumberOf(kind, survey_id).status());
  }
  state.sale_no = portion.after.sale_no;
  state.refund_no = portion.after.refund_no;
  state.without_sale_no = portion.after.without_sale_no;
  state.events = portion.after.events;
  state.as_of = portion.after.as_of;
  state.is_whole = portion.after.is_whole;
  state.time_zone = portion.after.time_zone;
  state.surveys_version = portion.after.surveys_version;
  state.counted_version = portion.version;
  TESSERA_RETURN_IF_ERROR(tables.SaveState(state));
  written.unreadable = looking.unreadable();
  written.reason = looking.reason();
  return written;
}

}  // namespace tessera::operations
