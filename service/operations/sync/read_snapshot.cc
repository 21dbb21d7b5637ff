#include "tessera/operations/sync/read_snapshot.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "tessera/base/status.h"
#include "tessera/operations/account/members.h"
#include "tessera/operations/common/code_keys.h"
#include "tessera/operations/common/cursor.h"
#include "tessera/operations/common/input.h"
#include "tessera/operations/sync/keeping.h"
#include "tessera/operations/sync/offer_uses.h"
#include "tessera/operations/sync/program_in.h"

namespace tessera::operations {
namespace {

constexpr int kMaximumBatch = 1'000;

// A snapshot that broke off goes on by its own cursor as long as the feed could be read from there: what
// changed among the members that were sent comes through the feed.
absl::Status SetCursor(storage::ReadTransaction& transaction, const Keeping& keeping,
                       const v1::SnapshotRequest& request, v1::SnapshotHeader* header) {
  if (request.has_resume()) {
    const auto from = ParseCursor(transaction, request.resume().cursor(), keeping.Name());
    const bool named = request.resume().after_member_id().empty() ||
                       MemberId::Parse(request.resume().after_member_id(), "").ok();
    if (from.ok() && named) {
      header->set_cursor(request.resume().cursor());
      header->set_resumed(true);
      return absl::OkStatus();
    }
  }
  TESSERA_ASSIGN_OR_RETURN(const int64_t last, transaction.LastChange());
  TESSERA_ASSIGN_OR_RETURN(*header->mutable_cursor(),
                           MakeCursor(transaction, last, keeping.Name()));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::SnapshotHeader> ReadSnapshotHeader(const Context& context,
                                                      storage::ReadTransaction& transaction,
                                                      const v1::SnapshotRequest& request) {
  TESSERA_RETURN_IF_ERROR(
      CheckStoreAndTerminal(context, request.store_id(), request.terminal_id()));
  v1::SnapshotHeader header;
  TESSERA_ASSIGN_OR_RETURN(const Keeping keeping,
                           Keeping::Of(context, transaction, request.store_id()));
  TESSERA_RETURN_IF_ERROR(SetCursor(transaction, keeping, request, &header));
  TESSERA_ASSIGN_OR_RETURN(auto program, ProgramIn(transaction, request.store_id()));
  if (program) {
    *header.mutable_program() = *std::move(program);
    TESSERA_ASSIGN_OR_RETURN(const auto uses,
                             ReadOfferUsesOf(transaction, header.program().program()));
    header.mutable_offer_uses()->Assign(uses.begin(), uses.end());
  }
  header.set_identifier_key(std::string(KeyBytes(context.secrets.lookup_key)));
  TESSERA_ASSIGN_OR_RETURN(const int64_t members, transaction.CountMembers());
  header.set_members(members);
  const CodeKey key = PublicCodeKey(context.secrets);
  v1::CodeKey& code_key = *header.add_code_keys();
  code_key.set_key_no(key.key_no);
  code_key.set_public_key(std::string(key.public_key.begin(), key.public_key.end()));
  return header;
}

absl::StatusOr<SnapshotPage> ReadSnapshotPage(const Context& context,
                                              storage::ReadTransaction& transaction,
                                              absl::string_view store_id, absl::string_view cursor,
                                              absl::string_view after_member_id, int limit) {
  std::optional<MemberId> after;
  if (!after_member_id.empty()) {
    TESSERA_ASSIGN_OR_RETURN(after, MemberId::Parse(after_member_id, "after_member_id"));
  }
  TESSERA_ASSIGN_OR_RETURN(const Keeping keeping, Keeping::Of(context, transaction, store_id));
  TESSERA_RETURN_IF_ERROR(ParseCursor(transaction, cursor, keeping.Name()).status());
  TESSERA_ASSIGN_OR_RETURN(const auto members,
                           transaction.ListMembers(after, std::clamp(limit, 1, kMaximumBatch)));
  SnapshotPage page;
  for (const MemberId& member_id : members) {
    TESSERA_ASSIGN_OR_RETURN(const auto member, transaction.FindMember(member_id));
    if (!member || member->merged_into) continue;
    TESSERA_ASSIGN_OR_RETURN(const auto until, keeping.Until(transaction, *member, context.now));
    if (!until) continue;
    v1::CachedMember& cached = *page.batch.add_members();
    TESSERA_ASSIGN_OR_RETURN(cached, CachedMemberOf(context, transaction, keeping.program().get(),
                                                    member_id));
    cached.set_kept_until_us(until->us);
  }
  if (!members.empty()) page.behind = members.back().ToText();
  return page;
}

}  // namespace tessera::operations
