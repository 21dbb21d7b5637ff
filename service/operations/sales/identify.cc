#include "tessera/operations/sales/identify.h"

#include "tessera/base/status.h"
#include "tessera/operations/account/members.h"
#include "tessera/operations/account/own_coupons.h"
#include "tessera/operations/common/code_keys.h"
#include "tessera/operations/common/input.h"

namespace tessera::operations {

namespace {

// Whom a code from a customer's screen names.
absl::StatusOr<Reference> ResolveCode(const Context& context, storage::ReadTransaction& transaction,
                                      const std::string& code) {
  TESSERA_ASSIGN_OR_RETURN(const Programs::Program live, context.programs.LiveOrNone(transaction));
  const Duration life = live == nullptr ? engine::Program{}.dynamic_code_life
                                        : live->source().dynamic_code_life;
  const CodeKey key = PublicCodeKey(context.secrets);
  const auto read = VerifyDynamicCode(code, {&key, 1}, context.now, life);
  if (!read.ok()) return InField("dynamic_code", read.status());
  v1::MemberRef member;
  member.set_member_id(read->member_id.ToText());
  return Resolve(context, transaction, member, "dynamic_code");
}

}  // namespace

absl::StatusOr<v1::IdentifyResponse> Identify(const Context& context,
                                              storage::ReadTransaction& transaction,
                                              const v1::IdentifyRequest& request) {
  TESSERA_RETURN_IF_ERROR(CheckLanguage(request.language(), "language"));
  const bool by_code = !request.dynamic_code().empty();
  const char* const field = by_code ? "dynamic_code" : "identifier";
  TESSERA_ASSIGN_OR_RETURN(
      const Reference reference,
      by_code ? ResolveCode(context, transaction, request.dynamic_code())
              : ResolveIdentifier(context, transaction, request.identifier(), "identifier"));
  if (!reference.member_id) return NobodyBehind(reference, field);
  TESSERA_ASSIGN_OR_RETURN(const LoadedMember loaded,
                           LoadMember(context, transaction, *reference.member_id));
  TESSERA_RETURN_IF_ERROR(CheckTakesPart(loaded.member, field));
  v1::IdentifyResponse response;
  TESSERA_ASSIGN_OR_RETURN(*response.mutable_member(),
                           MemberToProto(context, transaction, loaded, request.language()));
  TESSERA_ASSIGN_OR_RETURN(const Programs::Program program,
                           context.programs.LiveOf(transaction, context.caller.store_id));
  TESSERA_RETURN_IF_ERROR(AddOwnCoupons(context, transaction, program.get(),
                                        loaded.member.member_id, response.mutable_coupons()));
  return response;
}

}  // namespace tessera::operations
