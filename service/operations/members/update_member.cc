#include "tessera/operations/members/update_member.h"

#include <optional>
#include <set>
#include <string>

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

constexpr size_t kMaximumComment = 256;
const char* const kFields[] = {"full_name", "birthday", "attributes", "language",
                               "tags",      "tier",     "status",     "consent"};

absl::StatusOr<std::set<std::string>> CheckMask(const v1::UpdateMemberRequest& request) {
  const std::set<std::string> known(std::begin(kFields), std::end(kFields));
  std::set<std::string> mask;
  for (int i = 0; i < request.mask_size(); ++i) {
    const std::string& field = request.mask(i);
    if (known.count(field) == 0 || !mask.insert(field).second) {
      return InvalidInput("MASK_INVALID", absl::StrCat("mask[", i, "]"),
                          "name fields of a member, each once");
    }
  }
  if (mask.empty()) return InvalidInput("MASK_INVALID", "mask", "name what is to be changed");
  return mask;
}

// One request, while it is worked on.
class Update {
 public:
  Update(const Context& context, const v1::MemberFields& fields, std::set<std::string> mask)
      : context_(context), fields_(fields), mask_(std::move(mask)) {}

  absl::Status Check(storage::ReadTransaction& transaction) const {
    if (Has("language")) TESSERA_RETURN_IF_ERROR(CheckLanguage(fields_.language(), "language"));
    if (Has("tags")) TESSERA_RETURN_IF_ERROR(CheckTags(fields_.tags()));
    if (Has("tier")) TESSERA_RETURN_IF_ERROR(CheckTier(context_, transaction, fields_.tier()));
    if (Has("consent")) TESSERA_RETURN_IF_ERROR(CheckConsent(context_, fields_.consent()));
    if (Has("status") && fields_.status() != v1::MEMBER_STATUS_ACTIVE &&
        fields_.status() != v1::MEMBER_STATUS_BLOCKED) {
      return InvalidInput("STATUS_INVALID", "status", "send ACTIVE or BLOCKED");
    }
    return absl::OkStatus();
  }

  absl::Status Apply(const engine::CompiledProgram* live, storage::Member& member) const {
    TESSERA_RETURN_IF_ERROR(ApplyProfile(member));
    if (Has("language")) member.language = fields_.language();
    if (Has("tags")) SetTags(fields_.tags(), member);
    if (Has("consent")) SetConsent(fields_.consent(), member);
    if (Has("status")) {
      member.status = fields_.status() == v1::MEMBER_STATUS_BLOCKED
                          ? storage::MemberStatus::kBlocked
                          : storage::MemberStatus::kActive;
    }
    if (Has("tier")) AssignTier(context_, live, fields_.tier(), member);
    return absl::OkStatus();
  }

 private:
  bool Has(const char* field) const { return mask_.count(field) > 0; }

  // Checked as it will be: a birthday is right or wrong as a whole.
  absl::Status ApplyProfile(storage::Member& member) const {
    if (!Has("full_name") && !Has("birthday") && !Has("attributes")) return absl::OkStatus();
    const v1::MemberProfile& sent = fields_.profile();
    TESSERA_ASSIGN_OR_RETURN(v1::MemberProfile profile, ProfileOf(context_, member));
    if (Has("full_name")) profile.set_full_name(sent.full_name());
    if (Has("birthday")) {
      profile.set_birth_month(sent.birth_month());
      profile.set_birth_day(sent.birth_day());
      profile.set_birth_year(sent.birth_year());
    }
    if (Has("attributes")) *profile.mutable_attributes() = sent.attributes();
    const absl::Status sound = CheckProfile(context_, profile);
    if (!sound.ok()) return InField("profile", sound);
    SetProfile(context_, profile, member);
    return absl::OkStatus();
  }

  const Context& context_;
  const v1::MemberFields& fields_;
  std::set<std::string> mask_;
};

}  // namespace

absl::StatusOr<v1::UpdateMemberResponse> UpdateMember(const Context& context,
                                                      storage::Transaction& transaction,
                                                      const v1::UpdateMemberRequest& request) {
  TESSERA_ASSIGN_OR_RETURN(auto mask, CheckMask(request));
  TESSERA_RETURN_IF_ERROR(CheckText(request.comment(), kMaximumComment, "comment"));
  return Once<v1::UpdateMemberResponse>(
      context, transaction, {"UpdateMember", request.change_id()},
      ContentOf(context.secrets.lookup_key, request),
      [&](storage::RequestedChange& row) -> absl::StatusOr<v1::UpdateMemberResponse> {
        const Update update(context, request.fields(), std::move(mask));
        const absl::Status sound = update.Check(transaction);
        if (!sound.ok()) return InField("fields", sound);
        TESSERA_ASSIGN_OR_RETURN(LoadedMember loaded,
                                 LoadReferred(context, transaction, request.member(), "member"));
        TESSERA_ASSIGN_OR_RETURN(const Programs::Program live,
                                 context.programs.LiveOrNone(transaction));
        const absl::Status applied = update.Apply(live.get(), loaded.member);
        if (!applied.ok()) return InField("fields", applied);
        TESSERA_RETURN_IF_ERROR(transaction.UpdateMember(loaded.member));
        TESSERA_RETURN_IF_ERROR(JudgeIfLive(context, transaction, loaded));
        TESSERA_RETURN_IF_ERROR(transaction.AppendMemberChange(loaded.member.member_id));
        row.member_id = loaded.member.member_id;
        row.comment = request.comment();
        v1::UpdateMemberResponse response;
        TESSERA_ASSIGN_OR_RETURN(*response.mutable_member(),
                                 MemberToProto(context, transaction, loaded, ""));
        return response;
      });
}

}  // namespace tessera::operations
