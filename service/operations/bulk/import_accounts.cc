#include <optional>
#include <utility>

#include "tessera/base/identifier.h"
#include "tessera/base/secret.h"
#include "tessera/base/status.h"
#include "tessera/operations/account/counting.h"
#include "tessera/operations/account/members.h"
#include "tessera/operations/account/people.h"
#include "tessera/operations/account/situation.h"
#include "tessera/operations/account/voucher_proto.h"
#include "tessera/operations/bulk/import_kinds.h"
#include "tessera/operations/common/input.h"
#include "tessera/operations/common/requested.h"

namespace tessera::operations {
namespace {

constexpr size_t kMaximumComment = 256;

absl::StatusOr<MemberId> OwnerOf(const Context& context, storage::ReadTransaction& transaction,
                                 const v1::MemberRef& ref) {
  TESSERA_ASSIGN_OR_RETURN(const Reference reference, Resolve(context, transaction, ref, "member"));
  if (!reference.named) return InvalidInput("MEMBER_REQUIRED", "member", "name a member");
  if (!reference.member_id) return NobodyBehind(reference, "member");
  return *reference.member_id;
}

absl::StatusOr<Imported> PutOutOfUse(storage::Transaction& transaction, const IdentifierHash& hash,
                                     const std::optional<storage::IdentifierRow>& found,
                                     const MemberId& owner) {
  const storage::IdentifierRow row{hash, owner, storage::IdentifierStatus::kBlocked};
  if (found && found->member_id != owner) return CheckFree(found, owner, "identifier");
  if (found && found->status == row.status) return Imported::kUnchanged;
  if (!found) TESSERA_RETURN_IF_ERROR(transaction.AddIdentifier(hash, owner));
  TESSERA_RETURN_IF_ERROR(transaction.UpdateIdentifier(row));
  return found ? Imported::kChanged : Imported::kAdded;
}

absl::Status MovePoints(const Context& context, storage::Transaction& transaction,
                        const v1::BalanceImport& item, const std::string& comment,
                        LoadedMember& loaded, storage::RequestedChange& row) {
  if (item.add_points() == 0) return absl::OkStatus();
  ledger::LotLife life{context.now, std::nullopt};
  if (item.active_from_us() > 0) life.active_from = Instant{item.active_from_us()};
  if (item.expires_at_us() > 0) life.expires_at = Instant{item.expires_at_us()};
  ledger::Cause cause = loaded.CauseAt(context.now);
  cause.comment = comment;
  TESSERA_RETURN_IF_ERROR(loaded.account.Adjust(Points(item.add_points()), life, cause));
  TESSERA_RETURN_IF_ERROR(transaction.SaveAccount(loaded.account));
  row.entry_no = loaded.account.state().last_entry_no;
  return JudgeIfLive(context, transaction, loaded);
}

absl::Status MoveMoney(const Context& context, storage::Transaction& transaction,
                       const v1::BalanceImport& item, const std::string& comment,
                       const MemberId& member_id) {
  if (item.wallet_minor() == 0) return absl::OkStatus();
  TESSERA_ASSIGN_OR_RETURN(ledger::TenderState state,
                           FindOrOpen(context, transaction, WalletKey(member_id)));
  ledger::Tender wallet(std::move(state));
  ledger::Cause cause{context.now};
  cause.comment = comment;
  TESSERA_RETURN_IF_ERROR(wallet.Adjust(Money(item.wallet_minor()), cause));
  return transaction.SaveTender(wallet);
}

// Who is named stays secret: it may be a phone.
Digest ContentOf(const SecretKey& lookup_key, const v1::BalanceImport& item) {
  ContentHasher hasher("tessera-import-balance-1");
  hasher.Add(HashBytes(HashExactCode(lookup_key, "import-balance", item.member().SerializeAsString())));
  hasher.Add(item.add_points()).Add(item.active_from_us()).Add(item.expires_at_us());
  return hasher.Add(item.wallet_minor()).Finish();
}

absl::Status CheckBalance(const v1::BalanceImport& item) {
  if (item.add_points() == 0 && item.wallet_minor() == 0) {
    return InvalidInput("POINTS_INVALID", "add_points", "send points, or money for the wallet");
  }
  if (item.active_from_us() < 0 || item.expires_at_us() < 0 ||
      (item.expires_at_us() > 0 && item.expires_at_us() <= item.active_from_us())) {
    return InvalidInput("EXPIRY_INVALID", "expires_at_us",
                        "send instants, the end behind the beginning, or 0");
  }
  return CheckText(item.comment(), kMaximumComment, "comment");
}

}  // namespace

absl::StatusOr<Imported> ImportCard(const Context& context, storage::Transaction& transaction,
                                    const v1::CardImport& item) {
  TESSERA_ASSIGN_OR_RETURN(const MemberId owner, OwnerOf(context, transaction, item.member()));
  TESSERA_ASSIGN_OR_RETURN(
      const IdentifierHash hash,
      HashNewIdentifier(context, transaction, item.identifier(), "identifier"));
  TESSERA_ASSIGN_OR_RETURN(const auto found, transaction.FindIdentifier(hash));
  Imported imported = Imported::kAdded;
  if (item.out_of_use()) {
    TESSERA_ASSIGN_OR_RETURN(imported, PutOutOfUse(transaction, hash, found, owner));
  } else {
    TESSERA_RETURN_IF_ERROR(GiveIdentifier(transaction, hash, owner, "identifier"));
    if (found) imported = Imported::kUnchanged;
  }
  if (imported != Imported::kUnchanged) {
    TESSERA_RETURN_IF_ERROR(transaction.AppendMemberChange(owner));
  }
  return imported;
}

absl::StatusOr<Imported> ImportBalance(const Context& context, storage::Transaction& transaction,
                                       const v1::BalanceImport& item, const std::string& comment) {
  TESSERA_RETURN_IF_ERROR(CheckBalance(item));
  const Requested requested{"ImportBalance", item.balance_id(), "balance_id"};
  TESSERA_ASSIGN_OR_RETURN(storage::RequestedChange row,
                           NewRow(context, requested, ContentOf(context.secrets.lookup_key, item)));
  TESSERA_ASSIGN_OR_RETURN(const auto first, FindFirst(transaction, requested, row));
  if (first) return Imported::kUnchanged;
  TESSERA_ASSIGN_OR_RETURN(LoadedMember loaded,
                           LoadReferred(context, transaction, item.member(), "member"));
  row.comment = item.comment().empty() ? comment : item.comment();
  row.member_id = loaded.member.account_id();
  TESSERA_RETURN_IF_ERROR(MovePoints(context, transaction, item, row.comment, loaded, row));
  TESSERA_RETURN_IF_ERROR(
      MoveMoney(context, transaction, item, row.comment, loaded.member.member_id));
  TESSERA_RETURN_IF_ERROR(transaction.AddRequested(row));
  TESSERA_RETURN_IF_ERROR(AppendAccountChange(transaction, loaded));
  return Imported::kAdded;
}

}  // namespace tessera::operations
