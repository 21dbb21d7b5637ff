#include "tessera/operations/identify.h"

#include "tessera/base/identifier.h"
#include "tessera/base/status.h"
#include "tessera/codec/identifier.h"
#include "tessera/operations/input.h"
#include "tessera/operations/members.h"

namespace tessera::operations {

absl::StatusOr<v1::IdentifyResponse> Identify(const Context& context,
                                              storage::ReadTransaction& transaction,
                                              const v1::IdentifyRequest& request) {
  TESSERA_RETURN_IF_ERROR(CheckLanguage(request.language(), "language"));
  absl::StatusOr<Identifier> identifier = codec::IdentifierFromProto(request.identifier());
  if (!identifier.ok()) return InField("identifier", identifier.status());
  TESSERA_ASSIGN_OR_RETURN(
      const std::optional<storage::IdentifierRow> found,
      transaction.FindIdentifier(HashIdentifier(context.secrets.lookup_key, *identifier)));
  if (!found) return MemberUnknown("identifier");
  TESSERA_ASSIGN_OR_RETURN(const LoadedMember loaded,
                           LoadMember(context, transaction, found->member_id));
  TESSERA_RETURN_IF_ERROR(CheckTakesPart(loaded.member, "identifier"));
  v1::IdentifyResponse response;
  TESSERA_ASSIGN_OR_RETURN(*response.mutable_member(),
                           MemberToProto(context, transaction, loaded, request.language()));
  return response;
}

}  // namespace tessera::operations
