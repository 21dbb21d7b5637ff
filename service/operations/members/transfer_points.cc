#include "tessera/operations/members/transfer_points.h"

#include <optional>

#include "tessera/base/status.h"
#include "tessera/operations/account/counting.h"
#include "tessera/operations/account/members.h"
#include "tessera/operations/common/content.h"
#include "tessera/operations/common/input.h"
#include "tessera/operations/common/requested.h"

namespace tessera::operations {
namespace {

constexpr size_t kMaximumComment = 256;

absl::Status CheckMayPass(const storage::Member& from, const storage::Member& to) {
  if (from.member_id == to.member_id) return Refused("MEMBERS_EQUAL", "to", "name two members");
  if (from.account_id() == to.account_id()) {
    return Refused("ACCOUNT_SHARED", "to", "both use one account: there is nothing to move");
  }
  TESSERA_RETURN_IF_ERROR(CheckTakesPart(from, "from"));
  return CheckTakesPart(to, "to");
}

absl::Status Move(const Context& context, storage::Transaction& transaction,
                  const v1::TransferPointsRequest& request, LoadedMember& from, LoadedMember& to) {
  std::optional<ledger::LotLife> fresh;
  if (request.restart_life()) {
    TESSERA_ASSIGN_OR_RETURN(fresh, GivenLife(context, transaction));
  }
  ledger::Cause cause = from.CauseAt(context.now);
  if (!cause.member) cause.member = to.CauseAt(context.now).member;
  cause.comment = request.comment();
  TESSERA_RETURN_IF_ERROR(
      from.account.Transfer(Points(request.points()), to.account, fresh, cause));
  for (LoadedMember* member : {&from, &to}) {
    TESSERA_RETURN_IF_ERROR(transaction.SaveAccount(member->account));
    TESSERA_RETURN_IF_ERROR(JudgeIfLive(context, transaction, *member));
    TESSERA_RETURN_IF_ERROR(AppendAccountChange(transaction, *member));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::TransferPointsResponse> TransferPoints(
    const Context& context, storage::Transaction& transaction,
    const v1::TransferPointsRequest& request) {
  if (request.points() < 1) return InvalidInput("POINTS_INVALID", "points", "send at least 1");
  TESSERA_RETURN_IF_ERROR(
      CheckRequired(request.comment(), kMaximumComment, "COMMENT_REQUIRED", "comment"));
  return Once<v1::TransferPointsResponse>(
      context, transaction, {"TransferPoints", request.change_id()},
      ContentOf(context.secrets.lookup_key, request),
      [&](storage::RequestedChange& row) -> absl::StatusOr<v1::TransferPointsResponse> {
        TESSERA_ASSIGN_OR_RETURN(LoadedMember from,
                                 LoadReferred(context, transaction, request.from(), "from"));
        TESSERA_ASSIGN_OR_RETURN(LoadedMember to,
                                 LoadReferred(context, transaction, request.to(), "to"));
        TESSERA_RETURN_IF_ERROR(CheckMayPass(from.member, to.member));
        TESSERA_RETURN_IF_ERROR(Move(context, transaction, request, from, to));
        row.member_id = from.member.member_id;
        row.comment = request.comment();
        v1::TransferPointsResponse response;
        TESSERA_ASSIGN_OR_RETURN(*response.mutable_from(),
                                 MemberToProto(context, transaction, from, ""));
        TESSERA_ASSIGN_OR_RETURN(*response.mutable_to(),
                                 MemberToProto(context, transaction, to, ""));
        return response;
      });
}

}  // namespace tessera::operations
