#include "tessera/operations/members/import_member.h"

#include <algorithm>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"
#include "tessera/ledger/tiers.h"
#include "tessera/operations/account/counting.h"
#include "tessera/operations/account/members.h"
#include "tessera/operations/account/people.h"
#include "tessera/operations/common/input.h"

namespace tessera::operations {
namespace {

constexpr size_t kMaximumStore = 64;

v1::MemberProfile ProfileFrom(const v1::MemberImport& item) {
  v1::MemberProfile profile;
  profile.set_full_name(item.full_name());
  profile.set_birth_month(item.birth_month());
  profile.set_birth_day(item.birth_day());
  profile.set_birth_year(item.birth_year());
  *profile.mutable_attributes() = item.attributes();
  return profile;
}

absl::Status CheckInput(const Context& context, const engine::CompiledProgram* live,
                        const v1::MemberImport& item) {
  TESSERA_RETURN_IF_ERROR(CheckProfile(context, ProfileFrom(item)));
  TESSERA_RETURN_IF_ERROR(CheckLanguage(item.language(), "language"));
  TESSERA_RETURN_IF_ERROR(CheckTags(item.tags()));
  TESSERA_RETURN_IF_ERROR(CheckText(item.home_store_id(), kMaximumStore, "home_store_id"));
  TESSERA_RETURN_IF_ERROR(CheckTier(live, item.tier()));
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

// Equal messages have equal bytes, whatever the order of their maps.
std::string SortedBytes(const v1::MemberProfile& profile) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    profile.SerializeToCodedStream(&coded);
  }
  return bytes;
}

// What is not sent stays as it was. A profile that is what it was is not sealed anew, which would make
// it look different.
absl::Status ApplyProfile(const Context& context, const v1::MemberImport& item,
                          storage::Member& member) {
  const v1::MemberProfile sent = ProfileFrom(item);
  if (sent.ByteSizeLong() == 0) return absl::OkStatus();
  TESSERA_ASSIGN_OR_RETURN(v1::MemberProfile profile, ProfileOf(context, member));
  const std::string before = SortedBytes(profile);
  if (sent.attributes_size() > 0) profile.clear_attributes();
  profile.MergeFrom(sent);
  if (SortedBytes(profile) != before) SetProfile(context, profile, member);
  return absl::OkStatus();
}

void Apply(const Context& context, const engine::CompiledProgram* live,
           const v1::MemberImport& item, storage::Member& member) {
  if (item.has_consent()) SetConsent(item.consent(), member);
  if (!item.language().empty()) member.language = item.language();
  if (!item.home_store_id().empty()) member.home_store = item.home_store_id();
  if (item.status() == v1::MEMBER_STATUS_ACTIVE) member.status = storage::MemberStatus::kActive;
  if (item.status() == v1::MEMBER_STATUS_BLOCKED) member.status = storage::MemberStatus::kBlocked;
  if (item.has_tier()) AssignTier(context, live, item.tier(), member);
  if (item.drop_tags() || item.tags_size() > 0) SetTags(item.tags(), member);
}

// An account of its own with the opening balance.
absl::StatusOr<ledger::Account> Open(const Context& context, const v1::MemberImport& item,
                                     const MemberId& member_id) {
  ledger::AccountState state;
  state.member_id = member_id;
  ledger::Account account(std::move(state));
  if (item.opening_points() == 0) return account;
  ledger::LotLife life{context.now, std::nullopt};
  if (item.opening_expires_at_us() > 0) life.expires_at = Instant{item.opening_expires_at_us()};
  const ledger::Cause cause{context.now, std::nullopt, std::nullopt, "opening balance"};
  TESSERA_RETURN_IF_ERROR(account.Adjust(Points(item.opening_points()), life, cause));
  return account;
}

// The tier of somebody who has done nothing yet but to have points.
absl::Status JudgeBeginner(const Context& context, const engine::Program& program,
                           const ledger::Account& account, storage::Member& member) {
  if (program.tiers.empty()) return absl::OkStatus();
  ledger::Merits merits;
  merits.active = std::max(account.FiguresAt(context.now).balance, Points());
  TESSERA_ASSIGN_OR_RETURN(
      const ledger::TierState now,
      ledger::Judge(program, merits,
                    {member.tier, member.assigned_tier, member.tier_since, member.tier_until},
                    context.now));
  member.tier = now.tier;
  member.tier_since = now.since;
  member.tier_until = now.until;
  return absl::OkStatus();
}

// What a row makes of somebody who is not there yet.
absl::StatusOr<storage::NewMember> Make(const Context& context, const engine::CompiledProgram* live,
                                        const v1::MemberImport& item,
                                        std::vector<IdentifierHash> hashes,
                                        const MemberId& member_id) {
  storage::Member member;
  member.member_id = member_id;
  member.created_at = context.now;
  TESSERA_RETURN_IF_ERROR(ApplyProfile(context, item, member));
  Apply(context, live, item, member);
  TESSERA_ASSIGN_OR_RETURN(ledger::Account account, Open(context, item, member_id));
  if (live != nullptr) {
    TESSERA_RETURN_IF_ERROR(JudgeBeginner(context, live->source(), account, member));
  }
  return storage::NewMember{std::move(member), std::move(hashes), std::move(account)};
}

// Everything is found out before anything is written: what is refused leaves nothing to undo.
absl::Status AddNew(const Context& context, storage::Transaction& transaction,
                    const engine::CompiledProgram* live, const v1::MemberImport& item,
                    std::vector<IdentifierHash> hashes, const MemberId& member_id) {
  for (size_t i = 0; i < hashes.size(); ++i) {
    TESSERA_ASSIGN_OR_RETURN(const auto found, transaction.FindIdentifier(hashes[i]));
    TESSERA_RETURN_IF_ERROR(CheckFree(found, std::nullopt, absl::StrCat("identifiers[", i, "]")));
  }
  TESSERA_ASSIGN_OR_RETURN(const storage::NewMember added,
                           Make(context, live, item, std::move(hashes), member_id));
  return transaction.AddMembers({&added, 1});
}

// A card of the member's that was lost meanwhile stays out of use: who exports members may not know.
absl::StatusOr<bool> Give(storage::Transaction& transaction, const IdentifierHash& hash,
                          const MemberId& member_id, absl::string_view field) {
  TESSERA_ASSIGN_OR_RETURN(const auto found, transaction.FindIdentifier(hash));
  if (found && found->member_id == member_id) return false;
  TESSERA_RETURN_IF_ERROR(GiveIdentifier(transaction, hash, member_id, field));
  return true;
}

// In what an import may set.
bool IsSame(const storage::Member& a, const storage::Member& b) {
  const auto settable = [](const storage::Member& member) {
    return std::tie(member.masked_name, member.sealed_name, member.sealed_profile, member.tier,
                    member.assigned_tier, member.tier_since, member.tier_until, member.tags,
                    member.status, member.language, member.consent_version,
                    member.consent_given_at, member.consent_channel, member.home_store);
  };
  return settable(a) == settable(b);
}

absl::StatusOr<Imported> Update(const Context& context, storage::Transaction& transaction,
                                const engine::CompiledProgram* live, const v1::MemberImport& item,
                                const std::vector<IdentifierHash>& hashes,
                                const storage::Member& known) {
  if (known.merged_into) return MemberMerged("member_id");
  storage::Member member = known;
  TESSERA_RETURN_IF_ERROR(ApplyProfile(context, item, member));
  Apply(context, live, item, member);
  bool changed = !IsSame(member, known);
  if (changed) TESSERA_RETURN_IF_ERROR(transaction.UpdateMember(member));
  for (size_t i = 0; i < hashes.size(); ++i) {
    TESSERA_ASSIGN_OR_RETURN(const bool given, Give(transaction, hashes[i], member.member_id,
                                                    absl::StrCat("identifiers[", i, "]")));
    changed = changed || given;
  }
  if (!changed) return Imported::kUnchanged;
  if (live != nullptr) {
    TESSERA_ASSIGN_OR_RETURN(LoadedMember loaded,
                             LoadMember(context, transaction, member.member_id));
    TESSERA_RETURN_IF_ERROR(JudgeTier(context, transaction, *live, loaded));
  }
  TESSERA_RETURN_IF_ERROR(transaction.AppendMemberChange(member.member_id));
  return Imported::kChanged;
}

}  // namespace

absl::StatusOr<storage::NewMember> MakeNewMember(const Context& context,
                                                 const engine::CompiledProgram* live,
                                                 const v1::MemberImport& item) {
  TESSERA_ASSIGN_OR_RETURN(const MemberId member_id,
                           MemberId::Parse(item.member_id(), "member_id"));
  TESSERA_RETURN_IF_ERROR(CheckInput(context, live, item));
  TESSERA_ASSIGN_OR_RETURN(auto hashes, HashIdentifiers(context, live, item.identifiers()));
  return Make(context, live, item, std::move(hashes), member_id);
}

absl::StatusOr<Imported> ImportMemberRow(const Context& context, storage::Transaction& transaction,
                                         const v1::MemberImport& item) {
  TESSERA_ASSIGN_OR_RETURN(const MemberId member_id,
                           MemberId::Parse(item.member_id(), "member_id"));
  TESSERA_ASSIGN_OR_RETURN(const Programs::Program live, context.programs.LiveOrNone(transaction));
  TESSERA_RETURN_IF_ERROR(CheckInput(context, live.get(), item));
  TESSERA_ASSIGN_OR_RETURN(auto hashes, HashIdentifiers(context, live.get(), item.identifiers()));
  TESSERA_ASSIGN_OR_RETURN(const std::optional<storage::Member> known,
                           transaction.FindMember(member_id));
  if (known) return Update(context, transaction, live.get(), item, hashes, *known);
  TESSERA_RETURN_IF_ERROR(
      AddNew(context, transaction, live.get(), item, std::move(hashes), member_id));
  return Imported::kAdded;
}

absl::Status ImportMember(const Context& context, storage::Transaction& transaction,
                          const v1::MemberImport& item) {
  return ImportMemberRow(context, transaction, item).status();
}

}  // namespace tessera::operations
