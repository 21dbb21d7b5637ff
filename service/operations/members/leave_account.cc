#include "tessera/operations/members/leave_account.h"

#include "tessera/base/status.h"
#include "tessera/operations/account/judging.h"
#include "tessera/operations/account/members.h"
#include "tessera/operations/common/content.h"
#include "tessera/operations/common/requested.h"

namespace tessera::operations {

absl::StatusOr<v1::LeaveAccountResponse> LeaveAccount(const Context& context,
                                                      storage::Transaction& transaction,
                                                      const v1::LeaveAccountRequest& request) {
  return Once<v1::LeaveAccountResponse>(
      context, transaction, {"LeaveAccount", request.change_id()},
      ContentOf(context.secrets.lookup_key, request),
      [&](storage::RequestedChange& row) -> absl::StatusOr<v1::LeaveAccountResponse> {
        TESSERA_ASSIGN_OR_RETURN(const LoadedMember sharing,
                                 LoadReferred(context, transaction, request.member(), "member"));
        storage::Member member = sharing.member;
        if (!member.shares) {
          return Refused("ACCOUNT_NOT_SHARED", "member",
                         "this account is the member's own; those who share it may leave it");
        }
        member.shares.reset();
        row.member_id = member.member_id;
        TESSERA_RETURN_IF_ERROR(transaction.UpdateMember(member));
        TESSERA_RETURN_IF_ERROR(transaction.AppendMemberChange(member.member_id));
        TESSERA_ASSIGN_OR_RETURN(LoadedMember left,
                                 LoadMember(context, transaction, member.member_id));
        TESSERA_RETURN_IF_ERROR(JudgeByPoints(context, transaction, left));
        v1::LeaveAccountResponse response;
        TESSERA_ASSIGN_OR_RETURN(*response.mutable_member(),
                                 MemberToProto(context, transaction, left, ""));
        return response;
      });
}

}  // namespace tessera::operations
