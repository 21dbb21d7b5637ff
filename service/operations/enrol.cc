#include "tessera/operations/enrol.h"

#include <optional>
#include <utility>
#include <vector>

#include "tessera/base/status.h"
#include "tessera/operations/content.h"
#include "tessera/operations/input.h"
#include "tessera/operations/members.h"
#include "tessera/operations/people.h"

namespace tessera::operations {
namespace {

absl::Status CheckInput(const Context& context, const v1::EnrolRequest& request) {
  if (context.caller.is_terminal || !request.store_id().empty()) {
    TESSERA_RETURN_IF_ERROR(CheckStore(context, request.store_id()));
  }
  v1::MemberProfile profile;
  profile.set_full_name(request.full_name());
  TESSERA_RETURN_IF_ERROR(CheckProfile(context, profile));
  TESSERA_RETURN_IF_ERROR(CheckLanguage(request.language(), "language"));
  return CheckConsent(context, request.consent());
}

constexpr char kMethod[] = "Enrol";

absl::StatusOr<std::optional<v1::EnrolResponse>> FirstAnswer(storage::ReadTransaction& transaction,
                                                             const storage::ChangeId& id,
                                                             const Digest& content) {
  TESSERA_ASSIGN_OR_RETURN(const auto before, transaction.FindRequested(id, kMethod));
  if (!before) return std::optional<v1::EnrolResponse>();
  if (before->content != content) {
    return MakeError(absl::StatusCode::kAlreadyExists, "ENROLMENT_ID_REUSED", "enrolment_id",
                     "another enrolment had this id; use a new one for each");
  }
  v1::EnrolResponse answer;
  if (!answer.ParseFromString(before->answer)) return Broken("a stored answer is unreadable");
  return std::optional<v1::EnrolResponse>(std::move(answer));
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
  return member;
}

}  // namespace

absl::StatusOr<v1::EnrolResponse> Enrol(const Context& context, storage::Transaction& transaction,
                                        const v1::EnrolRequest& request) {
  TESSERA_ASSIGN_OR_RETURN(const auto id,
                           storage::ChangeId::Parse(request.enrolment_id(), "enrolment_id"));
  TESSERA_RETURN_IF_ERROR(CheckInput(context, request));
  TESSERA_ASSIGN_OR_RETURN(const auto hashes, HashIdentifiers(context, transaction, request.identifiers()));
  const Digest content = ContentOf(context.secrets.lookup_key, request, hashes);
  TESSERA_ASSIGN_OR_RETURN(auto first, FirstAnswer(transaction, id, content));
  if (first) return *std::move(first);
  for (size_t i = 0; i < hashes.size(); ++i) {
    TESSERA_ASSIGN_OR_RETURN(const auto taken, transaction.FindIdentifier(hashes[i]));
    if (taken) return IdentifierTaken(i);
  }
  const storage::Member member = NewMember(context, request);
  TESSERA_RETURN_IF_ERROR(transaction.AddMember(member));
  for (const IdentifierHash& hash : hashes) {
    TESSERA_RETURN_IF_ERROR(transaction.AddIdentifier(hash, member.member_id));
  }
  TESSERA_ASSIGN_OR_RETURN(const LoadedMember loaded,
                           LoadMember(context, transaction, member.member_id));
  v1::EnrolResponse response;
  TESSERA_ASSIGN_OR_RETURN(*response.mutable_member(),
                           MemberToProto(context, transaction, loaded, request.language()));
  storage::RequestedChange change;
  change.change_id = id;
  change.method = kMethod;
  change.content = content;
  change.answer = response.SerializeAsString();
  change.member_id = member.member_id;
  change.booked_at = context.now;
  TESSERA_RETURN_IF_ERROR(transaction.AddRequested(change));
  TESSERA_RETURN_IF_ERROR(transaction.AppendMemberChange(member.member_id));
  return response;
}

}  // namespace tessera::operations
