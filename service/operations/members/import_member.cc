#include "tessera/operations/members/import_member.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"
#include "tessera/operations/account/counting.h"
#include "tessera/operations/account/members.h"
#include "tessera/operations/account/people.h"
#include "tessera/operations/common/input.h"

namespace tessera::operations {
namespace {

v1::MemberProfile ProfileFrom(const v1::MemberImport& item) {
  v1::MemberProfile profile;
  profile.set_full_name(item.full_name());
  profile.set_birth_month(item.birth_month());
  profile.set_birth_day(item.birth_day());
  profile.set_birth_year(item.birth_year());
  *profile.mutable_attributes() = item.attributes();
  return profile;
}

absl::Status CheckInput(const Context& context, storage::ReadTransaction& transaction,
                        const v1::MemberImport& item) {
  TESSERA_RETURN_IF_ERROR(CheckProfile(context, ProfileFrom(item)));
  TESSERA_RETURN_IF_ERROR(CheckLanguage(item.language(), "language"));
  TESSERA_RETURN_IF_ERROR(CheckTags(item.tags()));
  TESSERA_RETURN_IF_ERROR(CheckTier(context, transaction, item.tier()));
  if (item.has_consent()) TESSERA_RETURN_IF_ERROR(CheckConsent(context, item.consent()));
  if (!v1::MemberStatus_IsValid(item.status()) || item.status() == v1::MEMBER_STATUS_MERGED) {
    return InvalidInput("STATUS_INVALID", "status", "send ACTIVE, BLOCKED or nothing");
  }
  if (item.opening_points() < 0) {
    return InvalidInput("POINTS_INVALID", "opening_points", "send 0 or more");
  }
  if (item.opening_expires_at_us() < 0) {
    return InvalidInput("EXPIRY_INVALID", "opening_expires_at_us", "send an instant, or 0");
  }
  return absl::OkStatus();
}

// What is not sent stays as it was.
absl::Status ApplyProfile(const Context& context, const v1::MemberImport& item,
                          storage::Member& member) {
  const v1::MemberProfile sent = ProfileFrom(item);
  if (sent.ByteSizeLong() == 0) return absl::OkStatus();
  TESSERA_ASSIGN_OR_RETURN(v1::MemberProfile profile, ProfileOf(context, member));
  if (sent.attributes_size() > 0) profile.clear_attributes();
  profile.MergeFrom(sent);
  SetProfile(context, profile, member);
  return absl::OkStatus();
}

void Apply(const Context& context, const engine::CompiledProgram* live,
           const v1::MemberImport& item, storage::Member& member) {
  if (item.has_consent()) SetConsent(item.consent(), member);
  if (!item.language().empty()) member.language = item.language();
  if (item.status() == v1::MEMBER_STATUS_ACTIVE) member.status = storage::MemberStatus::kActive;
  if (item.status() == v1::MEMBER_STATUS_BLOCKED) member.status = storage::MemberStatus::kBlocked;
  if (item.has_tier()) AssignTier(context, live, item.tier(), member);
  if (item.drop_tags() || item.tags_size() > 0) SetTags(item.tags(), member);
}

absl::Status Open(const Context& context, storage::Transaction& transaction,
                  const v1::MemberImport& item, const MemberId& member_id) {
  if (item.opening_points() == 0) return absl::OkStatus();
  TESSERA_ASSIGN_OR_RETURN(LoadedMember loaded, LoadMember(context, transaction, member_id));
  ledger::LotLife life{context.now, std::nullopt};
  if (item.opening_expires_at_us() > 0) life.expires_at = Instant{item.opening_expires_at_us()};
  const ledger::Cause cause{context.now, std::nullopt, std::nullopt, "opening balance"};
  TESSERA_RETURN_IF_ERROR(loaded.account.Adjust(Points(item.opening_points()), life, cause));
  return transaction.SaveAccount(loaded.account);
}

// A card of the member's that was lost meanwhile stays out of use: who exports members may not know.
absl::Status Give(storage::Transaction& transaction, const IdentifierHash& hash,
                  const MemberId& member_id, absl::string_view field) {
  TESSERA_ASSIGN_OR_RETURN(const auto found, transaction.FindIdentifier(hash));
  if (found && found->member_id == member_id) return absl::OkStatus();
  return GiveIdentifier(transaction, hash, member_id, field);
}

}  // namespace

absl::Status ImportMember(const Context& context, storage::Transaction& transaction,
                          const v1::MemberImport& item) {
  TESSERA_ASSIGN_OR_RETURN(const MemberId member_id,
                           MemberId::Parse(item.member_id(), "member_id"));
  TESSERA_RETURN_IF_ERROR(CheckInput(context, transaction, item));
  TESSERA_ASSIGN_OR_RETURN(const auto hashes, HashIdentifiers(context, transaction, item.identifiers()));
  TESSERA_ASSIGN_OR_RETURN(std::optional<storage::Member> known, transaction.FindMember(member_id));
  if (known && known->merged_into) return MemberMerged("member_id");
  storage::Member member;
  member.member_id = member_id;
  member.created_at = context.now;
  if (known) member = *known;
  TESSERA_RETURN_IF_ERROR(ApplyProfile(context, item, member));
  TESSERA_ASSIGN_OR_RETURN(const Programs::Program live, context.programs.LiveOrNone(transaction));
  Apply(context, live.get(), item, member);
  TESSERA_RETURN_IF_ERROR(known ? transaction.UpdateMember(member) : transaction.AddMember(member));
  for (size_t i = 0; i < hashes.size(); ++i) {
    TESSERA_RETURN_IF_ERROR(
        Give(transaction, hashes[i], member_id, absl::StrCat("identifiers[", i, "]")));
  }
  if (!known) TESSERA_RETURN_IF_ERROR(Open(context, transaction, item, member_id));
  if (live != nullptr) {
    TESSERA_ASSIGN_OR_RETURN(LoadedMember loaded, LoadMember(context, transaction, member_id));
    TESSERA_RETURN_IF_ERROR(JudgeTier(context, transaction, *live, loaded));
  }
  return transaction.AppendMemberChange(member_id);
}

}  // namespace tessera::operations
