#include "tessera/operations/members/replace_identifier.h"

#include "tessera/base/status.h"
#include "tessera/operations/account/members.h"
#include "tessera/operations/account/people.h"
#include "tessera/operations/common/content.h"
#include "tessera/operations/common/input.h"
#include "tessera/operations/common/requested.h"

namespace tessera::operations {
namespace {

constexpr size_t kMaximumComment = 256;

// Puts the lost one out of use, and says whose it was.
absl::StatusOr<MemberId> Block(const Context& context, storage::Transaction& transaction,
                               const v1::Identifier& lost) {
  TESSERA_ASSIGN_OR_RETURN(const Identifier identifier,
                           ReadIdentifier(context, transaction, lost, "lost"));
  const IdentifierHash hash = HashIdentifier(context.secrets.lookup_key, identifier);
  TESSERA_ASSIGN_OR_RETURN(auto row, transaction.FindIdentifier(hash));
  if (!row) {
    return NotFound("IDENTIFIER_UNKNOWN", "lost", "this points to nobody; check the number");
  }
  row->status = storage::IdentifierStatus::kBlocked;
  TESSERA_RETURN_IF_ERROR(transaction.UpdateIdentifier(*row));
  return row->member_id;
}

}  // namespace

absl::StatusOr<v1::ReplaceIdentifierResponse> ReplaceIdentifier(
    const Context& context, storage::Transaction& transaction,
    const v1::ReplaceIdentifierRequest& request) {
  TESSERA_RETURN_IF_ERROR(CheckText(request.comment(), kMaximumComment, "comment"));
  return Once<v1::ReplaceIdentifierResponse>(
      context, transaction, {"ReplaceIdentifier", request.change_id()},
      ContentOf(context.secrets.lookup_key, request),
      [&](storage::RequestedChange& row) -> absl::StatusOr<v1::ReplaceIdentifierResponse> {
        TESSERA_ASSIGN_OR_RETURN(const MemberId member_id,
                                 Block(context, transaction, request.lost()));
        TESSERA_ASSIGN_OR_RETURN(const LoadedMember loaded,
                                 LoadMember(context, transaction, member_id));
        row.member_id = loaded.member.member_id;
        row.comment = request.comment();
        if (request.has_replacement()) {
          TESSERA_ASSIGN_OR_RETURN(
              const IdentifierHash hash,
              HashNewIdentifier(context, transaction, request.replacement(), "replacement"));
          TESSERA_RETURN_IF_ERROR(
              GiveIdentifier(transaction, hash, loaded.member.member_id, "replacement"));
        }
        TESSERA_RETURN_IF_ERROR(transaction.AppendMemberChange(loaded.member.member_id));
        v1::ReplaceIdentifierResponse response;
        TESSERA_ASSIGN_OR_RETURN(*response.mutable_member(),
                                 MemberToProto(context, transaction, loaded, ""));
        return response;
      });
}

}  // namespace tessera::operations
