#include "tessera/operations/members/adjust_points.h"

#include <utility>

#include "tessera/base/status.h"
#include "tessera/operations/account/counting.h"
#include "tessera/operations/account/members.h"
#include "tessera/operations/common/content.h"
#include "tessera/operations/common/input.h"
#include "tessera/operations/common/ledger_proto.h"
#include "tessera/operations/common/requested.h"

namespace tessera::operations {
namespace {

constexpr size_t kMaximumComment = 256;

// The entry itself is the answer that is kept.
absl::StatusOr<ledger::Entry> EntryOf(storage::ReadTransaction& transaction,
                                      const storage::RequestedChange& row) {
  if (!row.member_id) return Broken("an adjustment is nobody's");
  TESSERA_ASSIGN_OR_RETURN(auto entry, transaction.FindEntry(*row.member_id, row.entry_no));
  if (!entry) return Broken("the entry of an adjustment is missing");
  return *std::move(entry);
}

absl::StatusOr<ledger::Entry> AdjustmentOf(const ledger::Account& account) {
  for (const ledger::Entry& entry : account.new_entries()) {
    if (entry.kind == ledger::EntryKind::kAdjust) return entry;
  }
  return Broken("an adjustment booked nothing");
}

}  // namespace

absl::StatusOr<v1::AdjustPointsResponse> AdjustPoints(const Context& context,
                                                      storage::Transaction& transaction,
                                                      const v1::AdjustPointsRequest& request) {
  if (request.points() == 0) return InvalidInput("POINTS_INVALID", "points", "send any but 0");
  TESSERA_RETURN_IF_ERROR(
      CheckRequired(request.comment(), kMaximumComment, "COMMENT_REQUIRED", "comment"));
  const Requested requested{"AdjustPoints", request.adjustment_id(), "adjustment_id",
                            "ADJUSTMENT_ID_REUSED"};
  TESSERA_ASSIGN_OR_RETURN(
      storage::RequestedChange row,
      NewRow(context, requested, ContentOf(context.secrets.lookup_key, request)));
  v1::AdjustPointsResponse response;
  TESSERA_ASSIGN_OR_RETURN(const auto first, FindFirst(transaction, requested, row));
  if (first) {
    TESSERA_ASSIGN_OR_RETURN(const ledger::Entry entry, EntryOf(transaction, *first));
    *response.mutable_entry() = EntryToProto(entry);
    return response;
  }
  TESSERA_ASSIGN_OR_RETURN(LoadedMember loaded,
                           LoadReferred(context, transaction, request.member(), "member"));
  TESSERA_ASSIGN_OR_RETURN(const ledger::LotLife life, GivenLife(context, transaction));
  ledger::Cause cause = loaded.CauseAt(context.now);
  cause.comment = request.comment();
  TESSERA_RETURN_IF_ERROR(loaded.account.Adjust(Points(request.points()), life, cause));
  TESSERA_ASSIGN_OR_RETURN(const ledger::Entry entry, AdjustmentOf(loaded.account));
  TESSERA_RETURN_IF_ERROR(transaction.SaveAccount(loaded.account));
  row.entry_no = entry.entry_no;
  row.member_id = loaded.member.account_id();
  row.comment = request.comment();
  TESSERA_RETURN_IF_ERROR(transaction.AddRequested(row));
  TESSERA_RETURN_IF_ERROR(JudgeIfLive(context, transaction, loaded));
  TESSERA_RETURN_IF_ERROR(AppendAccountChange(transaction, loaded));
  *response.mutable_entry() = EntryToProto(entry);
  return response;
}

}  // namespace tessera::operations
