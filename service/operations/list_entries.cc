#include "tessera/operations/list_entries.h"

#include "tessera/base/status.h"
#include "tessera/operations/input.h"
#include "tessera/operations/ledger_proto.h"
#include "tessera/operations/members.h"

namespace tessera::operations {

absl::StatusOr<v1::ListEntriesResponse> ListEntries(const Context& context,
                                                    storage::ReadTransaction& transaction,
                                                    const v1::ListEntriesRequest& request) {
  TESSERA_ASSIGN_OR_RETURN(const int limit, PageSize(request.page_size()));
  TESSERA_ASSIGN_OR_RETURN(const int64_t after, ParsePageToken("entries", request.page_token()));
  TESSERA_ASSIGN_OR_RETURN(const LoadedMember loaded,
                           LoadReferred(context, transaction, request.member(), "member"));
  TESSERA_ASSIGN_OR_RETURN(
      const auto entries, transaction.ListEntries(loaded.member.member_id, after, limit + 1));
  v1::ListEntriesResponse response;
  for (const ledger::Entry& entry : entries) {
    if (response.entries_size() == limit) {
      const int64_t last = response.entries(limit - 1).entry_no();
      response.set_next_page_token(MakePageToken("entries", last));
      break;
    }
    *response.add_entries() = EntryToProto(entry);
  }
  return response;
}

}  // namespace tessera::operations
