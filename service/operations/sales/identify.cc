#include "tessera/operations/sales/identify.h"

#include "tessera/base/status.h"
#include "tessera/operations/account/members.h"
#include "tessera/operations/common/input.h"

namespace tessera::operations {

absl::StatusOr<v1::IdentifyResponse> Identify(const Context& context,
                                              storage::ReadTransaction& transaction,
                                              const v1::IdentifyRequest& request) {
  TESSERA_RETURN_IF_ERROR(CheckLanguage(request.language(), "language"));
  TESSERA_ASSIGN_OR_RETURN(
      const Reference reference,
      ResolveIdentifier(context, transaction, request.identifier(), "identifier"));
  if (!reference.member_id) return NobodyBehind(reference, "identifier");
  TESSERA_ASSIGN_OR_RETURN(const LoadedMember loaded,
                           LoadMember(context, transaction, *reference.member_id));
  TESSERA_RETURN_IF_ERROR(CheckTakesPart(loaded.member, "identifier"));
  v1::IdentifyResponse response;
  TESSERA_ASSIGN_OR_RETURN(*response.mutable_member(),
                           MemberToProto(context, transaction, loaded, request.language()));
  return response;
}

}  // namespace tessera::operations
