#include "tessera/operations/adjust_points.h"

#include <optional>

#include "tessera/base/status.h"
#include "tessera/ledger/points_life.h"
#include "tessera/operations/content.h"
#include "tessera/operations/input.h"
#include "tessera/operations/ledger_proto.h"
#include "tessera/operations/members.h"

namespace tessera::operations {
namespace {

constexpr char kMethod[] = "AdjustPoints";
constexpr size_t kMaximumComment = 256;

absl::StatusOr<std::optional<ledger::Entry>> FirstAnswer(storage::ReadTransaction& transaction,
                                                         const storage::ChangeId& id,
                                                         const Digest& content) {
  TESSERA_ASSIGN_OR_RETURN(const auto before, transaction.FindRequested(id, kMethod));
  if (!before) return std::optional<ledger::Entry>();
  if (before->content != content) {
    return MakeError(absl::StatusCode::kAlreadyExists, "ADJUSTMENT_ID_REUSED", "adjustment_id",
                     "another adjustment had this id; use a new one for each");
  }
  if (!before->member_id) return Broken("an adjustment is nobody's");
  TESSERA_ASSIGN_OR_RETURN(auto entry,
                           transaction.FindEntry(*before->member_id, before->entry_no));
  if (!entry) return Broken("the entry of an adjustment is missing");
  return entry;
}

// Given points are there at once and live as long as earned ones.
absl::StatusOr<ledger::LotLife> LifeOf(const Context& context,
                                       storage::ReadTransaction& transaction) {
  absl::StatusOr<Programs::Program> live = context.programs.Live(transaction);
  if (absl::IsNotFound(live.status())) return ledger::LotLife{context.now, std::nullopt};
  TESSERA_RETURN_IF_ERROR(live.status());
  const engine::Program& source = (*live)->source();
  return ledger::LifeAtOnce(context.now, source.points_life, source.time_zone);
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
  TESSERA_ASSIGN_OR_RETURN(const auto id,
                           storage::ChangeId::Parse(request.adjustment_id(), "adjustment_id"));
  if (request.points() == 0) return InvalidInput("POINTS_INVALID", "points", "send any but 0");
  TESSERA_RETURN_IF_ERROR(
      CheckRequired(request.comment(), kMaximumComment, "COMMENT_REQUIRED", "comment"));
  const Digest content = ContentOf(context.secrets.lookup_key, request);
  v1::AdjustPointsResponse response;
  TESSERA_ASSIGN_OR_RETURN(const auto first, FirstAnswer(transaction, id, content));
  if (first) {
    *response.mutable_entry() = EntryToProto(*first);
    return response;
  }
  TESSERA_ASSIGN_OR_RETURN(LoadedMember loaded,
                           LoadReferred(context, transaction, request.member(), "member"));
  TESSERA_ASSIGN_OR_RETURN(const ledger::LotLife life, LifeOf(context, transaction));
  ledger::Cause cause = loaded.CauseAt(context.now);
  cause.comment = request.comment();
  TESSERA_RETURN_IF_ERROR(loaded.account.Adjust(Points(request.points()), life, cause));
  TESSERA_ASSIGN_OR_RETURN(const ledger::Entry entry, AdjustmentOf(loaded.account));
  TESSERA_RETURN_IF_ERROR(transaction.SaveAccount(loaded.account));
  storage::RequestedChange change;
  change.change_id = id;
  change.method = kMethod;
  change.content = content;
  change.entry_no = entry.entry_no;
  change.member_id = loaded.member.account_id();
  change.comment = request.comment();
  change.booked_at = context.now;
  TESSERA_RETURN_IF_ERROR(transaction.AddRequested(change));
  TESSERA_RETURN_IF_ERROR(AppendAccountChange(transaction, loaded));
  *response.mutable_entry() = EntryToProto(entry);
  return response;
}

}  // namespace tessera::operations
