// A member with its account, and how others see it.
#ifndef TESSERA_OPERATIONS_ACCOUNT_MEMBERS_H_
#define TESSERA_OPERATIONS_ACCOUNT_MEMBERS_H_

#include <optional>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "tessera/engine/basket.h"
#include "tessera/ledger/account.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/member.pb.h"
#include "tessera/v1/terminal.pb.h"

namespace tessera::operations {

struct LoadedMember {
  storage::Member member;
  ledger::Account account;  // settled; of a shared account all of it

  // Why points move: on a shared account it is told whose doing it was.
  ledger::Cause CauseAt(Instant now) const {
    ledger::Cause cause{now};
    if (member.shares) cause.member = member.member_id;
    return cause;
  }
};

// Whom `ref` names: nullopt if nobody is named or nobody is known by it; `named` tells these apart.
// Who was merged into another is the other. A card that was put out of use points to nobody.
// INVALID_ARGUMENT with a field below `field` for what can't name anybody.
struct Reference {
  bool named = false;
  bool out_of_use = false;  // the card was lost or replaced
  std::optional<MemberId> member_id;
  std::optional<MemberId> owner;  // the same; of a card that is out of use, whose it was
};
absl::StatusOr<Reference> Resolve(const Context& context, storage::ReadTransaction& transaction,
                                  const v1::MemberRef& ref, absl::string_view field);

// The same for what somebody scanned or typed; errors with a field below `field`.
absl::StatusOr<Reference> ResolveIdentifier(const Context& context,
                                            storage::ReadTransaction& transaction,
                                            const v1::Identifier& identifier,
                                            absl::string_view field);

// The account is settled at context.now, in memory only. `lot_nos` as in LoadAccount.
absl::StatusOr<LoadedMember> LoadMember(const Context& context,
                                        storage::ReadTransaction& transaction,
                                        const MemberId& member_id,
                                        absl::Span<const int64_t> lot_nos = {});

// Both steps for a member that must be there: MEMBER_REQUIRED, and what NobodyBehind says.
absl::StatusOr<LoadedMember> LoadReferred(const Context& context,
                                          storage::ReadTransaction& transaction,
                                          const v1::MemberRef& ref, absl::string_view field);

// The member that a stored id means now; nullopt if there is none.
absl::StatusOr<std::optional<storage::Member>> FindPresent(storage::ReadTransaction& transaction,
                                                           MemberId member_id);

// How long points live that HQ gives: they are there at once, and then live as earned ones do; without
// a program for ever.
absl::StatusOr<ledger::LotLife> GivenLife(const Context& context,
                                          storage::ReadTransaction& transaction);

absl::Status MemberUnknown(absl::string_view field);
// FAILED_PRECONDITION / MEMBER_MERGED.
absl::Status MemberMerged(absl::string_view field);
// What is told of somebody who is not known: MEMBER_UNKNOWN, or FAILED_PRECONDITION /
// IDENTIFIER_BLOCKED.
absl::Status NobodyBehind(const Reference& reference, absl::string_view field);
// FAILED_PRECONDITION / MEMBER_BLOCKED unless the member takes part.
absl::Status CheckTakesPart(const storage::Member& member, absl::string_view field);

// As a till sees it. Without a live program the tier has no name.
absl::StatusOr<v1::Member> MemberToProto(const Context& context,
                                         storage::ReadTransaction& transaction,
                                         const LoadedMember& loaded, absl::string_view language);
// As terminals cache it whose store goes by `program`; null where no program is published.
absl::StatusOr<v1::CachedMember> CachedMemberOf(const Context& context,
                                                storage::ReadTransaction& transaction,
                                                const engine::CompiledProgram* program,
                                                const MemberId& member_id);

// Tells whoever watches that the account is different: of the member and of all who share it.
absl::Status AppendAccountChange(storage::Transaction& transaction, const LoadedMember& loaded);

// "Анна К." of "Анна Каренина": the first word and the first letter of the second.
std::string MaskName(absl::string_view full_name);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_ACCOUNT_MEMBERS_H_
