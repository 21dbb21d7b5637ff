#include "tessera/operations/members/add_identifier.h"

#include "tessera/base/status.h"
#include "tessera/operations/account/members.h"
#include "tessera/operations/account/people.h"
#include "tessera/operations/common/content.h"
#include "tessera/operations/common/requested.h"

namespace tessera::operations {
namespace {

// What was put out of use by mistake is the member's still.
absl::StatusOr<bool> PutBackInUse(storage::Transaction& transaction, const IdentifierHash& hash,
                                  const MemberId& member_id) {
  TESSERA_ASSIGN_OR_RETURN(auto found, transaction.FindIdentifier(hash));
  if (!found || found->member_id != member_id ||
      found->status != storage::IdentifierStatus::kBlocked) {
    return false;
  }
  TESSERA_RETURN_IF_ERROR(CheckRoomForIdentifier(transaction, member_id, "identifier"));
  found->status = storage::IdentifierStatus::kActive;
  TESSERA_RETURN_IF_ERROR(transaction.UpdateIdentifier(*found));
  return true;
}

}  // namespace

absl::StatusOr<v1::AddIdentifierResponse> AddIdentifier(const Context& context,
                                                        storage::Transaction& transaction,
                                                        const v1::AddIdentifierRequest& request) {
  return Once<v1::AddIdentifierResponse>(
      context, transaction, {"AddIdentifier", request.change_id()},
      ContentOf(context.secrets.lookup_key, request),
      [&](storage::RequestedChange& row) -> absl::StatusOr<v1::AddIdentifierResponse> {
        TESSERA_ASSIGN_OR_RETURN(
            const IdentifierHash hash,
            HashNewIdentifier(context, transaction, request.identifier(), "identifier"));
        TESSERA_ASSIGN_OR_RETURN(const LoadedMember loaded,
                                 LoadReferred(context, transaction, request.member(), "member"));
        row.member_id = loaded.member.member_id;
        const MemberId& member_id = loaded.member.member_id;
        TESSERA_ASSIGN_OR_RETURN(const bool is_back, PutBackInUse(transaction, hash, member_id));
        if (!is_back) {
          TESSERA_RETURN_IF_ERROR(GiveIdentifier(transaction, hash, member_id, "identifier"));
        }
        TESSERA_RETURN_IF_ERROR(transaction.AppendMemberChange(member_id));
        v1::AddIdentifierResponse response;
        TESSERA_ASSIGN_OR_RETURN(*response.mutable_member(),
                                 MemberToProto(context, transaction, loaded, ""));
        return response;
      });
}

}  // namespace tessera::operations
