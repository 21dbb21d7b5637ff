#include "tessera/operations/account/members.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tessera/base/identifier.h"
#include "tessera/base/status.h"
#include "tessera/codec/history.h"
#include "tessera/ledger/points_life.h"
#include "tessera/operations/account/own_coupons.h"
#include "tessera/operations/account/people.h"
#include "tessera/operations/account/situation.h"

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
  Reference reference;
  reference.named = true;
  TESSERA_ASSIGN_OR_RETURN(const auto found, transaction.FindIdentifier(hash));
  if (!found) return reference;
  reference.owner = found->member_id;
  reference.out_of_use = found->status == storage::IdentifierStatus::kBlocked;
  if (!reference.out_of_use) reference.member_id = found->member_id;
  return reference;
}

absl::StatusOr<Reference> ResolveId(storage::ReadTransaction& transaction, absl::string_view text,
                                    absl::string_view field) {
  TESSERA_ASSIGN_OR_RETURN(const MemberId member_id, MemberId::Parse(text, field));
  TESSERA_ASSIGN_OR_RETURN(const auto member, FindPresent(transaction, member_id));
  Reference reference;
  reference.named = true;
  if (member) reference.member_id = reference.owner = member->member_id;
  return reference;
}

v1::MemberStatus StatusOf(storage::MemberStatus status) {
  switch (status) {
    case storage::MemberStatus::kActive: return v1::MEMBER_STATUS_ACTIVE;
    case storage::MemberStatus::kBlocked: return v1::MEMBER_STATUS_BLOCKED;
    case storage::MemberStatus::kMerged: return v1::MEMBER_STATUS_MERGED;
  }
  return v1::MEMBER_STATUS_UNSPECIFIED;
}

absl::Status AddStamps(const Context& context, storage::ReadTransaction& transaction,
                       const MemberId& member_id, v1::Member* message) {
  TESSERA_ASSIGN_OR_RETURN(const auto cards, transaction.ListStampCards(member_id));
  if (cards.empty()) return absl::OkStatus();
  TESSERA_ASSIGN_OR_RETURN(const Programs::Program program, context.programs.LiveOrNone(transaction));
  for (const storage::StampCard& card : cards) {
    if (card.stamps == 0) continue;
    v1::StampBalance* balance = message->add_stamps();
    balance->set_card_id(card.card_id);
    balance->set_stamps(card.stamps);
    if (program == nullptr) continue;
    for (const engine::StampCard& rules : program->source().stamp_cards) {
      if (rules.card_id == card.card_id) balance->set_full_stamps(rules.full_stamps);
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> TierName(const Context& context, storage::ReadTransaction& transaction,
                                     absl::string_view tier, absl::string_view language) {
  if (tier.empty()) return std::string();
  TESSERA_ASSIGN_OR_RETURN(const Programs::Program program, context.programs.LiveOrNone(transaction));
  return program == nullptr ? std::string() : std::string(program->TierName(tier, language));
}

}  // namespace

absl::StatusOr<std::optional<storage::Member>> FindPresent(storage::ReadTransaction& transaction,
                                                           MemberId member_id) {
  // Each merge leads to a member that was not merged then: the chain ends.
  while (true) {
    TESSERA_ASSIGN_OR_RETURN(auto member, transaction.FindMember(member_id));
    if (!member || !member->merged_into) return member;
    member_id = *member->merged_into;
  }
}

absl::StatusOr<ledger::LotLife> GivenLife(const Context& context,
                                          storage::ReadTransaction& transaction) {
  TESSERA_ASSIGN_OR_RETURN(const Programs::Program live, context.programs.LiveOrNone(transaction));
  if (live == nullptr) return ledger::LotLife{context.now, std::nullopt};
  return ledger::LifeAtOnce(context.now, live->source().points_life, live->source().time_zone);
}

absl::StatusOr<Reference> ResolveIdentifier(const Context& context,
                                            storage::ReadTransaction& transaction,
                                            const v1::Identifier& identifier,
                                            absl::string_view field) {
  TESSERA_ASSIGN_OR_RETURN(const Identifier read,
                           ReadIdentifier(context, transaction, identifier, field));
  return ResolveHash(transaction, HashIdentifier(context.secrets.lookup_key, read));
}

absl::StatusOr<Reference> Resolve(const Context& context, storage::ReadTransaction& transaction,
                                  const v1::MemberRef& ref, absl::string_view field) {
  switch (ref.ref_case()) {
    case v1::MemberRef::kMemberId:
      return ResolveId(transaction, ref.member_id(), absl::StrCat(field, ".member_id"));
    case v1::MemberRef::kIdentifier:
      return ResolveIdentifier(context, transaction, ref.identifier(),
                               absl::StrCat(field, ".identifier"));
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
                           FindPresent(transaction, member_id));
  if (!member) return Broken("what points to a member points to nobody");
  TESSERA_ASSIGN_OR_RETURN(ledger::AccountState state,
                           transaction.LoadAccount(member->account_id(), lot_nos));
  LoadedMember loaded{*std::move(member), ledger::Account(std::move(state))};
  TESSERA_RETURN_IF_ERROR(loaded.account.Settle(context.now));
  return loaded;
}

absl::StatusOr<LoadedMember> LoadReferred(const Context& context,
                                          storage::ReadTransaction& transaction,
                                          const v1::MemberRef& ref, absl::string_view field) {
  TESSERA_ASSIGN_OR_RETURN(const Reference reference, Resolve(context, transaction, ref, field));
  if (!reference.named) return InvalidInput("MEMBER_REQUIRED", field, "name a member");
  if (!reference.member_id) return NobodyBehind(reference, field);
  return LoadMember(context, transaction, *reference.member_id);
}

absl::Status MemberUnknown(absl::string_view field) {
  return NotFound("MEMBER_UNKNOWN", field, "nobody is known by this; enrol the customer");
}

absl::Status MemberMerged(absl::string_view field) {
  return Refused("MEMBER_MERGED", field, "this member is part of another now; name that one");
}

absl::Status NobodyBehind(const Reference& reference, absl::string_view field) {
  if (!reference.out_of_use) return MemberUnknown(field);
  return Refused("IDENTIFIER_BLOCKED", field, "this card was replaced or reported lost; ask for the new one");
}

absl::Status AppendAccountChange(storage::Transaction& transaction, const LoadedMember& loaded) {
  const MemberId& account_id = loaded.member.account_id();
  TESSERA_RETURN_IF_ERROR(transaction.AppendMemberChange(account_id));
  TESSERA_ASSIGN_OR_RETURN(const auto sharers, transaction.ListSharers(account_id));
  for (const MemberId& sharer : sharers) {
    TESSERA_RETURN_IF_ERROR(transaction.AppendMemberChange(sharer));
  }
  return absl::OkStatus();
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
  message.set_tier_until_us(member.tier_until ? member.tier_until->us : 0);
  message.set_account_id(member.account_id().ToText());
  TESSERA_RETURN_IF_ERROR(AddStamps(context, transaction, member.member_id, &message));
  TESSERA_ASSIGN_OR_RETURN(*message.mutable_tier_name(),
                           TierName(context, transaction, member.tier, language));
  return message;
}

absl::StatusOr<v1::CachedMember> CachedMemberOf(const Context& context,
                                                storage::ReadTransaction& transaction,
                                                const engine::CompiledProgram* program,
                                                const MemberId& member_id) {
  TESSERA_ASSIGN_OR_RETURN(const LoadedMember loaded, LoadMember(context, transaction, member_id));
  TESSERA_ASSIGN_OR_RETURN(const auto identifiers,
                           transaction.ListIdentifiers(loaded.member.member_id));
  v1::CachedMember cached;
  TESSERA_ASSIGN_OR_RETURN(*cached.mutable_member(),
                           MemberToProto(context, transaction, loaded, ""));
  for (const storage::IdentifierRow& identifier : identifiers) {
    if (identifier.status != storage::IdentifierStatus::kActive) continue;
    cached.add_identifier_hashes(std::string(HashBytes(identifier.hash)));
  }
  TESSERA_RETURN_IF_ERROR(AddOwnCoupons(context, transaction, program, member_id,
                                        cached.mutable_coupons()));
  if (program == nullptr) return cached;
  TESSERA_ASSIGN_OR_RETURN(
      const engine::MemberHistory history,
      HistoryOf(context, transaction, *program, loaded.member, context.now));
  *cached.mutable_history() = codec::HistoryToProto(history);
  return cached;
}

std::string MaskName(absl::string_view full_name) {
  const std::vector<absl::string_view> words =
      absl::StrSplit(full_name, absl::ByAnyChar(" \t\r\n"), absl::SkipEmpty());
  if (words.empty()) return "";
  if (words.size() == 1) return std::string(words[0]);
  return absl::StrCat(words[0], " ", words[1].substr(0, FirstCharacter(words[1])), ".");
}

}  // namespace tessera::operations
