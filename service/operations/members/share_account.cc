#include "tessera/operations/members/share_account.h"

#include "tessera/base/status.h"
#include "tessera/operations/account/judging.h"
#include "tessera/operations/account/members.h"
#include "tessera/operations/common/content.h"
#include "tessera/operations/common/requested.h"

namespace tessera::operations {
namespace {

constexpr size_t kMaximumSharers = 15;  // beside the first: each hears of each sale

absl::Status Shared(absl::string_view message) {
  return Refused("ACCOUNT_SHARED", "member", message);
}

absl::Status CheckMayJoin(storage::ReadTransaction& transaction, const storage::Member& member,
                          const storage::Member& with) {
  TESSERA_RETURN_IF_ERROR(CheckTakesPart(member, "member"));
  TESSERA_RETURN_IF_ERROR(CheckTakesPart(with, "with"));
  if (member.member_id == with.member_id) {
    return Refused("MEMBERS_EQUAL", "with", "name two members");
  }
  if (member.shares) return Shared("this member shares an account already; let it leave that first");
  TESSERA_ASSIGN_OR_RETURN(const auto others, transaction.ListSharers(member.member_id));
  if (!others.empty()) {
    return Shared("others share this member's account; let them join the other account first");
  }
  TESSERA_ASSIGN_OR_RETURN(const auto sharers, transaction.ListSharers(with.account_id()));
  if (sharers.size() < kMaximumSharers) return absl::OkStatus();
  return MakeError(absl::StatusCode::kResourceExhausted, "TOO_MANY_ITEMS", "with",
                   "at most 16 members can share an account");
}

}  // namespace

absl::StatusOr<v1::ShareAccountResponse> ShareAccount(const Context& context,
                                                      storage::Transaction& transaction,
                                                      const v1::ShareAccountRequest& request) {
  return Once<v1::ShareAccountResponse>(
      context, transaction, {"ShareAccount", request.change_id()},
      ContentOf(context.secrets.lookup_key, request),
      [&](storage::RequestedChange& row) -> absl::StatusOr<v1::ShareAccountResponse> {
        TESSERA_ASSIGN_OR_RETURN(LoadedMember joining,
                                 LoadReferred(context, transaction, request.member(), "member"));
        TESSERA_ASSIGN_OR_RETURN(LoadedMember with,
                                 LoadReferred(context, transaction, request.with(), "with"));
        TESSERA_RETURN_IF_ERROR(CheckMayJoin(transaction, joining.member, with.member));
        row.member_id = joining.member.member_id;
        ledger::Cause cause{context.now};
        cause.member = joining.member.member_id;
        TESSERA_RETURN_IF_ERROR(joining.account.MergeInto(with.account, cause));
        joining.member.shares = with.member.account_id();
        TESSERA_RETURN_IF_ERROR(transaction.UpdateMember(joining.member));
        // In this order: a hold is of one account at a time.
        TESSERA_RETURN_IF_ERROR(transaction.SaveAccount(joining.account));
        TESSERA_RETURN_IF_ERROR(transaction.SaveAccount(with.account));
        LoadedMember joined{joining.member, with.account};
        TESSERA_RETURN_IF_ERROR(JudgeByPoints(context, transaction, joined));
        TESSERA_RETURN_IF_ERROR(AppendAccountChange(transaction, joined));
        v1::ShareAccountResponse response;
        TESSERA_ASSIGN_OR_RETURN(*response.mutable_member(),
                                 MemberToProto(context, transaction, joined, ""));
        return response;
      });
}

}  // namespace tessera::operations
