#include "tessera/operations/sync/read_snapshot.h"

#include <algorithm>
#include <optional>

#include "tessera/base/status.h"
#include "tessera/operations/account/members.h"
#include "tessera/operations/common/cursor.h"
#include "tessera/operations/common/input.h"
#include "tessera/operations/common/program_proto.h"

namespace tessera::operations {
namespace {

constexpr int kMaximumBatch = 1'000;

}  // namespace

absl::StatusOr<v1::SnapshotHeader> ReadSnapshotHeader(const Context& context,
                                                      storage::ReadTransaction& transaction,
                                                      const v1::SnapshotRequest& request) {
  TESSERA_RETURN_IF_ERROR(
      CheckStoreAndTerminal(context, request.store_id(), request.terminal_id()));
  v1::SnapshotHeader header;
  TESSERA_ASSIGN_OR_RETURN(const int64_t last, transaction.LastChange());
  TESSERA_ASSIGN_OR_RETURN(*header.mutable_cursor(), MakeCursor(transaction, last));
  TESSERA_ASSIGN_OR_RETURN(const auto program, transaction.FindLiveProgram());
  if (program) {
    TESSERA_ASSIGN_OR_RETURN(*header.mutable_program(), ProgramToProto(*program, true));
  }
  header.set_identifier_key(std::string(KeyBytes(context.secrets.lookup_key)));
  TESSERA_ASSIGN_OR_RETURN(const int64_t members, transaction.CountMembers());
  header.set_members(members);
  return header;
}

absl::StatusOr<v1::MemberBatch> ReadSnapshotPage(const Context& context,
                                                 storage::ReadTransaction& transaction,
                                                 absl::string_view after_member_id, int limit) {
  std::optional<MemberId> after;
  if (!after_member_id.empty()) {
    TESSERA_ASSIGN_OR_RETURN(after, MemberId::Parse(after_member_id, "after_member_id"));
  }
  v1::MemberBatch batch;
  // An empty batch is the end: a page of nobody but merged members must not look like it.
  while (batch.members().empty()) {
    TESSERA_ASSIGN_OR_RETURN(const auto members,
                             transaction.ListMembers(after, std::clamp(limit, 1, kMaximumBatch)));
    if (members.empty()) break;
    for (const MemberId& member_id : members) {
      TESSERA_ASSIGN_OR_RETURN(const auto member, transaction.FindMember(member_id));
      if (!member || member->merged_into) continue;
      TESSERA_ASSIGN_OR_RETURN(*batch.add_members(),
                               CachedMemberOf(context, transaction, member_id));
    }
    after = members.back();
  }
  return batch;
}

}  // namespace tessera::operations
