#include "tessera/operations/members/enrol.h"

#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"
#include "tessera/operations/account/counting.h"
#include "tessera/operations/account/members.h"
#include "tessera/operations/account/people.h"
#include "tessera/operations/common/content.h"
#include "tessera/operations/common/input.h"
#include "tessera/operations/common/requested.h"

namespace tessera::operations {
namespace {

absl::Status CheckInput(const Context& context, const v1::EnrolRequest& request) {
  v1::MemberProfile profile;
  profile.set_full_name(request.full_name());
  TESSERA_RETURN_IF_ERROR(CheckProfile(context, profile));
  TESSERA_RETURN_IF_ERROR(CheckLanguage(request.language(), "language"));
  return CheckConsent(context, request.consent());
}

storage::Member NewMember(const Context& context, const v1::EnrolRequest& request) {
  storage::Member member;
  member.member_id = MemberId::Make(context.now, context.random);
  v1::MemberProfile profile;
  profile.set_full_name(request.full_name());
  SetProfile(context, profile, member);
  SetConsent(request.consent(), member);
  member.language = request.language();
  member.created_at = context.now;
  member.home_store = request.store_id();
  return member;
}

absl::StatusOr<v1::EnrolResponse> Add(const Context& context, storage::Transaction& transaction,
                                      const v1::EnrolRequest& request,
                                      const std::vector<IdentifierHash>& hashes) {
  for (size_t i = 0; i < hashes.size(); ++i) {
    TESSERA_ASSIGN_OR_RETURN(const auto found, transaction.FindIdentifier(hashes[i]));
    TESSERA_RETURN_IF_ERROR(
        CheckFree(found, std::nullopt, absl::StrCat("identifiers[", i, "]")));
  }
  const storage::Member member = NewMember(context, request);
  TESSERA_RETURN_IF_ERROR(transaction.AddMember(member));
  for (const IdentifierHash& hash : hashes) {
    TESSERA_RETURN_IF_ERROR(transaction.AddIdentifier(hash, member.member_id));
  }
  TESSERA_RETURN_IF_ERROR(transaction.AppendMemberChange(member.member_id));
  TESSERA_ASSIGN_OR_RETURN(LoadedMember loaded,
                           LoadMember(context, transaction, member.member_id));
  TESSERA_RETURN_IF_ERROR(JudgeIfLive(context, transaction, loaded));
  v1::EnrolResponse response;
  TESSERA_ASSIGN_OR_RETURN(*response.mutable_member(),
                           MemberToProto(context, transaction, loaded, request.language()));
  return response;
}

// What was sent, whatever the rules for phones are by now. An enrolment of before is known by its
// identifiers as they were read then.
absl::StatusOr<Digest> ContentFor(const Context& context, storage::ReadTransaction& transaction,
                                  const v1::EnrolRequest& request, const Requested& requested) {
  const Digest content = ContentOf(context.secrets.lookup_key, request);
  TESSERA_ASSIGN_OR_RETURN(const storage::RequestedChange row, NewRow(context, requested, content));
  TESSERA_ASSIGN_OR_RETURN(const auto first, transaction.FindRequested(row.change_id, row.method));
  if (!first || first->content == content) return content;
  const auto hashes = HashIdentifiers(context, transaction, request.identifiers());
  if (!hashes.ok()) return content;
  return ContentOf(context.secrets.lookup_key, request, *hashes);
}

}  // namespace

absl::StatusOr<v1::EnrolResponse> Enrol(const Context& context, storage::Transaction& transaction,
                                        const v1::EnrolRequest& request) {
  if (context.caller.is_terminal || !request.store_id().empty()) {
    TESSERA_RETURN_IF_ERROR(CheckStore(context, request.store_id()));
  }
  const Requested requested{"Enrol", request.enrolment_id(), "enrolment_id",
                            "ENROLMENT_ID_REUSED"};
  TESSERA_ASSIGN_OR_RETURN(const Digest content,
                           ContentFor(context, transaction, request, requested));
  return Once<v1::EnrolResponse>(
      context, transaction, requested, content,
      [&](storage::RequestedChange& row) -> absl::StatusOr<v1::EnrolResponse> {
        TESSERA_RETURN_IF_ERROR(CheckInput(context, request));
        TESSERA_ASSIGN_OR_RETURN(const auto hashes,
                                 HashIdentifiers(context, transaction, request.identifiers()));
        TESSERA_ASSIGN_OR_RETURN(v1::EnrolResponse response,
                                 Add(context, transaction, request, hashes));
        TESSERA_ASSIGN_OR_RETURN(row.member_id, MemberId::Parse(response.member().member_id(), ""));
        return response;
      });
}

}  // namespace tessera::operations
