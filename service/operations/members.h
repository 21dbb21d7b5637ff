// A member with its account, and how others see it.
#ifndef TESSERA_OPERATIONS_MEMBERS_H_
#define TESSERA_OPERATIONS_MEMBERS_H_

#include <optional>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "tessera/engine/basket.h"
#include "tessera/ledger/account.h"
#include "tessera/operations/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/member.pb.h"
#include "tessera/v1/terminal.pb.h"

namespace tessera::operations {

struct LoadedMember {
  storage::Member member;
  ledger::Account account;  // settled
};

// Whom `ref` names: nullopt if nobody is named or nobody is known by it; `named` tells these apart.
// INVALID_ARGUMENT with a field below `field` for what can't name anybody.
struct Reference {
  bool named = false;
  std::optional<MemberId> member_id;
};
absl::StatusOr<Reference> Resolve(const Context& context, storage::ReadTransaction& transaction,
                                  const v1::MemberRef& ref, absl::string_view field);

// The account is settled at context.now, in memory only. `lot_nos` as in LoadAccount.
absl::StatusOr<LoadedMember> LoadMember(const Context& context,
                                        storage::ReadTransaction& transaction,
                                        const MemberId& member_id,
                                        absl::Span<const int64_t> lot_nos = {});

// Both steps for a member that must be there: MEMBER_REQUIRED, NOT_FOUND / MEMBER_UNKNOWN.
absl::StatusOr<LoadedMember> LoadReferred(const Context& context,
                                          storage::ReadTransaction& transaction,
                                          const v1::MemberRef& ref, absl::string_view field);

absl::Status MemberUnknown(absl::string_view field);
// FAILED_PRECONDITION / MEMBER_BLOCKED unless the member takes part.
absl::Status CheckTakesPart(const storage::Member& member, absl::string_view field);

// As a till sees it. Without a live program the tier has no name.
absl::StatusOr<v1::Member> MemberToProto(const Context& context,
                                         storage::ReadTransaction& transaction,
                                         const LoadedMember& loaded, absl::string_view language);
// As terminals cache it.
absl::StatusOr<v1::CachedMember> CachedMemberOf(const Context& context,
                                                storage::ReadTransaction& transaction,
                                                const MemberId& member_id);

// As rules see it for a sale.
engine::MemberView ViewOf(const LoadedMember& loaded, const SaleId& sale_id, Instant now);

// "Анна К." of "Анна Каренина": the first word and the first letter of the second.
std::string MaskName(absl::string_view full_name);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_MEMBERS_H_
