#include "tessera/operations/members/issue_dynamic_code.h"

#include "tessera/base/status.h"
#include "tessera/operations/account/members.h"
#include "tessera/operations/common/code_keys.h"

namespace tessera::operations {

absl::StatusOr<v1::IssueDynamicCodeResponse> IssueDynamicCode(
    const Context& context, storage::ReadTransaction& transaction,
    const v1::IssueDynamicCodeRequest& request) {
  TESSERA_ASSIGN_OR_RETURN(const LoadedMember loaded,
                           LoadReferred(context, transaction, request.member(), "member"));
  TESSERA_RETURN_IF_ERROR(CheckTakesPart(loaded.member, "member"));
  TESSERA_ASSIGN_OR_RETURN(const Programs::Program live, context.programs.LiveOrNone(transaction));
  if (live == nullptr) {
    return Refused("PROGRAM_UNKNOWN", "", "publish a program first: it says how long codes live");
  }
  v1::IssueDynamicCodeResponse response;
  response.set_code(tessera::IssueDynamicCode(kCodeKeyNo, CodeSigningKey(context.secrets),
                                              loaded.member.member_id, context.now,
                                              context.random));
  // The code bears whole seconds.
  const Instant issued_at{context.now.us / 1'000'000 * 1'000'000};
  response.set_expires_at_us((issued_at + live->source().dynamic_code_life).us);
  return response;
}

}  // namespace tessera::operations
