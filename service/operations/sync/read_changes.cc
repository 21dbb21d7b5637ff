#include "tessera/operations/sync/read_changes.h"

#include <algorithm>

#include "tessera/base/status.h"
#include "tessera/operations/account/members.h"
#include "tessera/operations/common/cursor.h"
#include "tessera/operations/common/program_proto.h"

namespace tessera::operations {
namespace {

constexpr int kMaximumChanges = 1'000;

absl::StatusOr<v1::Change> ChangeToProto(const Context& context,
                                         storage::ReadTransaction& transaction,
                                         const storage::Change& change) {
  v1::Change message;
  if (!change.member_id) {
    TESSERA_ASSIGN_OR_RETURN(const auto live, transaction.FindLiveProgram());
    if (!live) return Broken("a published program is missing");
    TESSERA_ASSIGN_OR_RETURN(*message.mutable_program(), ProgramToProto(*live, true));
    return message;
  }
  TESSERA_ASSIGN_OR_RETURN(const auto member, transaction.FindMember(*change.member_id));
  if (!member || member->merged_into) {
    message.set_removed_member_id(change.member_id->ToText());
    return message;
  }
  TESSERA_ASSIGN_OR_RETURN(*message.mutable_member(),
                           CachedMemberOf(context, transaction, *change.member_id));
  return message;
}

}  // namespace

absl::StatusOr<v1::WatchResponse> ReadChanges(const Context& context,
                                              storage::ReadTransaction& transaction,
                                              absl::string_view cursor, int limit) {
  TESSERA_ASSIGN_OR_RETURN(int64_t last, ParseCursor(transaction, cursor));
  TESSERA_ASSIGN_OR_RETURN(
      const auto changes, transaction.ListChanges(last, std::clamp(limit, 1, kMaximumChanges)));
  v1::WatchResponse response;
  for (const storage::Change& change : changes) {
    TESSERA_ASSIGN_OR_RETURN(*response.add_changes(),
                             ChangeToProto(context, transaction, change));
    last = change.change_no;
  }
  TESSERA_ASSIGN_OR_RETURN(*response.mutable_cursor(), MakeCursor(transaction, last));
  response.set_as_of_us(context.now.us);
  return response;
}

}  // namespace tessera::operations
