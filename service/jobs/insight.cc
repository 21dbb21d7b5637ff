#include "tessera/jobs/insight.h"

#include <utility>

#include "tessera/base/status.h"
#include "tessera/jobs/old_sales.h"

namespace tessera::jobs {
namespace {

// Receipts and movements of a portion: a hundredth of a second of the writer.
constexpr int kReceipts = 128;
// Members of a portion: as long, with segments by behaviour.
constexpr int kMembers = 64;

absl::Status CountPart(const operations::Context& context, storage::Transaction& transaction,
                       Progress& progress) {
  const operations::InsightPortion& portion = *progress.portion;
  TESSERA_ASSIGN_OR_RETURN(const operations::WrittenPortion written,
                           operations::WriteInsightPortion(context, transaction, portion));
  // Somebody else counted it meanwhile: what comes next is read anew.
  if (!written.is_counted) return absl::OkStatus();
  progress.accounts += portion.rows;
  progress.changed += portion.rows - portion.unreadable;
  if (progress.reason.empty()) progress.reason = portion.reason;
  if (progress.reason.empty()) progress.reason = written.reason;
  progress.is_done = portion.is_done;
  return absl::OkStatus();
}

absl::Status LookAtPart(const operations::Context& context, storage::Transaction& transaction,
                        Progress& progress) {
  TESSERA_ASSIGN_OR_RETURN(
      const operations::SegmentsPortion portion,
      operations::LookAtSegments(context, transaction, *progress.segments, progress.after, kMembers));
  progress.accounts += portion.members;
  progress.changed += portion.changed;
  if (progress.reason.empty()) progress.reason = portion.reason;
  progress.after = portion.last;
  progress.is_done = !portion.last;
  if (!progress.is_done) return absl::OkStatus();
  return operations::EndSegments(transaction, *progress.segments);
}

}  // namespace

bool ReadsFirst(Kind kind) { return kind == Kind::kInsight || kind == Kind::kSegments; }

absl::StatusOr<bool> IsInsightDue(Kind kind, const operations::Context& context,
                                  storage::ReadTransaction& transaction) {
  TESSERA_ASSIGN_OR_RETURN(const bool waits, HasUncounted(transaction));
  if (waits) return false;
  if (kind == Kind::kSegments) return operations::AreSegmentsDue(context, transaction);
  TESSERA_ASSIGN_OR_RETURN(const bool beside, operations::HasUncountedBeside(transaction));
  if (beside) return true;
  return operations::HasUncountedInsight(context, transaction);
}

absl::Status ReadInsight(Kind kind, const operations::Context& context,
                         storage::ReadTransaction& transaction, Progress& progress) {
  TESSERA_ASSIGN_OR_RETURN(const auto live, context.programs.LiveOrNone(transaction));
  progress.is_done = live == nullptr;
  if (progress.is_done) return absl::OkStatus();
  if (kind == Kind::kInsight) {
    TESSERA_ASSIGN_OR_RETURN(auto portion,
                             operations::ReadInsightPortion(context, transaction, kReceipts,
                                                            progress.portion.get()));
    progress.portion = std::make_shared<const operations::InsightPortion>(std::move(portion));
  } else if (!progress.segments) {
    TESSERA_ASSIGN_OR_RETURN(auto run, operations::BeginSegments(context, transaction));
    progress.segments = std::make_shared<const operations::SegmentsRun>(std::move(run));
  }
  return absl::OkStatus();
}

absl::StatusOr<Distance> InsightDistance(storage::ReadTransaction& transaction) {
  TESSERA_ASSIGN_OR_RETURN(const storage::InsightState state,
                           std::as_const(transaction).insight().LoadState());
  TESSERA_ASSIGN_OR_RETURN(const auto newest, transaction.ListSales({.newest_first = true}, 1));
  return Distance{state.sale_no, newest.empty() ? 0 : newest.front().sale_no};
}

absl::Status WriteInsight(Kind kind, const operations::Context& context,
                          storage::Transaction& transaction, Progress& progress) {
  if (progress.is_done) return absl::OkStatus();
  return kind == Kind::kInsight ? CountPart(context, transaction, progress)
                                : LookAtPart(context, transaction, progress);
}

}  // namespace tessera::jobs
