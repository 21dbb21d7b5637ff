#include "tessera/operations/members.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tessera/base/identifier.h"
#include "tessera/base/status.h"
#include "tessera/codec/identifier.h"

namespace tessera::operations {
namespace {

// Length of the UTF-8 character at the start of valid, non-empty text.
size_t FirstCharacter(absl::string_view text) {
  size_t size = 1;
  while (size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) ++size;
  return size;
}

absl::StatusOr<Reference> ResolveHash(storage::ReadTransaction& transaction,
                                      const IdentifierHash& hash) {
  TESSERA_ASSIGN_OR_RETURN(const auto found, transaction.FindIdentifier(hash));
  return Reference{true, found ? std::optional<MemberId>(found->member_id) : std::nullopt};
}

absl::StatusOr<Reference> ResolveId(storage::ReadTransaction& transaction, absl::string_view text,
                                    absl::string_view field) {
  TESSERA_ASSIGN_OR_RETURN(const MemberId member_id, MemberId::Parse(text, field));
  TESSERA_ASSIGN_OR_RETURN(const auto member, transaction.FindMember(member_id));
  return Reference{true, member ? std::optional<MemberId>(member_id) : std::nullopt};
}

v1::MemberStatus StatusOf(storage::MemberStatus status) {
  return status == storage::MemberStatus::kBlocked ? v1::MEMBER_STATUS_BLOCKED
                                                   : v1::MEMBER_STATUS_ACTIVE;
}

absl::StatusOr<std::string> TierName(const Context& context, storage::ReadTransaction& transaction,
                                     absl::string_view tier, absl::string_view language) {
  if (tier.empty()) return std::string();
  absl::StatusOr<Programs::Program> program = context.programs.Live(transaction);
  if (absl::IsNotFound(program.status())) return std::string();
  TESSERA_RETURN_IF_ERROR(program.status());
  return std::string((*program)->TierName(tier, language));
}

}  // namespace

absl::StatusOr<Reference> Resolve(const Context& context, storage::ReadTransaction& transaction,
                                  const v1::MemberRef& ref, absl::string_view field) {
  switch (ref.ref_case()) {
    case v1::MemberRef::kMemberId:
      return ResolveId(transaction, ref.member_id(), absl::StrCat(field, ".member_id"));
    case v1::MemberRef::kIdentifier: {
      absl::StatusOr<Identifier> identifier = codec::IdentifierFromProto(ref.identifier());
      if (!identifier.ok()) {
        return InField(absl::StrCat(field, ".identifier"), identifier.status());
      }
      return ResolveHash(transaction, HashIdentifier(context.secrets.lookup_key, *identifier));
    }
    case v1::MemberRef::kIdentifierHash: {
      TESSERA_ASSIGN_OR_RETURN(
          const IdentifierHash hash,
          ParseIdentifierHash(ref.identifier_hash(), absl::StrCat(field, ".identifier_hash")));
      return ResolveHash(transaction, hash);
    }
    case v1::MemberRef::REF_NOT_SET:
      break;
  }
  return Reference{};
}

absl::StatusOr<LoadedMember> LoadMember(const Context& context,
                                        storage::ReadTransaction& transaction,
                                        const MemberId& member_id,
                                        absl::Span<const int64_t> lot_nos) {
  TESSERA_ASSIGN_OR_RETURN(std::optional<storage::Member> member,
                           transaction.FindMember(member_id));
  if (!member) return Broken("what points to a member points to nobody");
  TESSERA_ASSIGN_OR_RETURN(ledger::AccountState state, transaction.LoadAccount(member_id, lot_nos));
  LoadedMember loaded{*std::move(member), ledger::Account(std::move(state))};
  TESSERA_RETURN_IF_ERROR(loaded.account.Settle(context.now));
  return loaded;
}

absl::StatusOr<LoadedMember> LoadReferred(const Context& context,
                                          storage::ReadTransaction& transaction,
                                          const v1::MemberRef& ref, absl::string_view field) {
  TESSERA_ASSIGN_OR_RETURN(const Reference reference, Resolve(context, transaction, ref, field));
  if (!reference.named) return InvalidInput("MEMBER_REQUIRED", field, "name a member");
  if (!reference.member_id) return MemberUnknown(field);
  return LoadMember(context, transaction, *reference.member_id);
}

absl::Status MemberUnknown(absl::string_view field) {
  return NotFound("MEMBER_UNKNOWN", field, "nobody is known by this; enrol the customer");
}

absl::Status CheckTakesPart(const storage::Member& member, absl::string_view field) {
  if (member.status == storage::MemberStatus::kActive) return absl::OkStatus();
  return Refused("MEMBER_BLOCKED", field, "this member is blocked; sell without the card");
}

absl::StatusOr<v1::Member> MemberToProto(const Context& context,
                                         storage::ReadTransaction& transaction,
                                         const LoadedMember& loaded, absl::string_view language) {
  const storage::Member& member = loaded.member;
  const ledger::Figures figures = loaded.account.FiguresAt(context.now);
  v1::Member message;
  message.set_member_id(member.member_id.ToText());
  message.set_masked_name(member.masked_name);
  message.set_tier(member.tier);
  for (const std::string& tag : member.tags) message.add_tags(tag);
  message.set_balance_points(figures.balance.value());
  message.set_pending_points(figures.pending.value());
  message.set_held_points(figures.held.value());
  message.set_expiring_points(figures.expiring.value());
  message.set_expiring_at_us(figures.expiring_at ? figures.expiring_at->us : 0);
  message.set_status(StatusOf(member.status));
  message.set_as_of_us(context.now.us);
  TESSERA_ASSIGN_OR_RETURN(*message.mutable_tier_name(),
                           TierName(context, transaction, member.tier, language));
  return message;
}

absl::StatusOr<v1::CachedMember> CachedMemberOf(const Context& context,
                                                storage::ReadTransaction& transaction,
                                                const MemberId& member_id) {
  TESSERA_ASSIGN_OR_RETURN(const LoadedMember loaded, LoadMember(context, transaction, member_id));
  TESSERA_ASSIGN_OR_RETURN(const auto identifiers, transaction.ListIdentifiers(member_id));
  v1::CachedMember cached;
  TESSERA_ASSIGN_OR_RETURN(*cached.mutable_member(),
                           MemberToProto(context, transaction, loaded, ""));
  for (const storage::IdentifierRow& identifier : identifiers) {
    cached.add_identifier_hashes(std::string(HashBytes(identifier.hash)));
  }
  return cached;
}

engine::MemberView ViewOf(const LoadedMember& loaded, const SaleId& sale_id, Instant now) {
  engine::MemberView view;
  view.present = true;
  view.tier = loaded.member.tier;
  view.tags = loaded.member.tags;
  view.spendable = loaded.account.SpendableBy(sale_id, now);
  return view;
}

std::string MaskName(absl::string_view full_name) {
  const std::vector<absl::string_view> words =
      absl::StrSplit(full_name, absl::ByAnyChar(" \t\r\n"), absl::SkipEmpty());
  if (words.empty()) return "";
  if (words.size() == 1) return std::string(words[0]);
  return absl::StrCat(words[0], " ", words[1].substr(0, FirstCharacter(words[1])), ".");
}

}  // namespace tessera::operations
