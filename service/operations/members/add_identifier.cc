#include "tessera/operations/members/add_identifier.h"

#include "tessera/base/status.h"
#include "tessera/operations/account/members.h"
#include "tessera/operations/account/people.h"
#include "tessera/operations/common/content.h"
#include "tessera/operations/common/requested.h"

namespace tessera::operations {

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
        TESSERA_RETURN_IF_ERROR(
            GiveIdentifier(transaction, hash, loaded.member.member_id, "identifier"));
        TESSERA_RETURN_IF_ERROR(transaction.AppendMemberChange(loaded.member.member_id));
        v1::AddIdentifierResponse response;
        TESSERA_ASSIGN_OR_RETURN(*response.mutable_member(),
                                 MemberToProto(context, transaction, loaded, ""));
        return response;
      });
}

}  // namespace tessera::operations
