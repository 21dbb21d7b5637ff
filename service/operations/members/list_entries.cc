#include "tessera/operations/members/list_entries.h"

#include "tessera/base/status.h"
#include "tessera/operations/account/members.h"
#include "tessera/operations/common/input.h"
#include "tessera/operations/common/ledger_proto.h"
#include "tessera/operations/members/entry_places.h"

namespace tessera::operations {
namespace {

// Of a shared account all of it. Whoever names a merged member by its id sees what was booked until then.
absl::StatusOr<MemberId> AccountNamed(const Context& context,
                                      storage::ReadTransaction& transaction,
                                      const v1::MemberRef& ref) {
  TESSERA_ASSIGN_OR_RETURN(const LoadedMember loaded,
                           LoadReferred(context, transaction, ref, "member"));
  if (ref.has_member_id()) {
    TESSERA_ASSIGN_OR_RETURN(const MemberId named, MemberId::Parse(ref.member_id(), "member"));
    if (named != loaded.member.member_id) return named;
  }
  return loaded.member.account_id();
}

}  // namespace

absl::StatusOr<v1::ListEntriesResponse> ListEntries(const Context& context,
                                                    storage::ReadTransaction& transaction,
                                                    const v1::ListEntriesRequest& request) {
  TESSERA_ASSIGN_OR_RETURN(const int limit, PageSize(request.page_size()));
  TESSERA_ASSIGN_OR_RETURN(const int64_t after, ParsePageToken("entries", request.page_token()));
  TESSERA_ASSIGN_OR_RETURN(const MemberId account_id,
                           AccountNamed(context, transaction, request.member()));
  TESSERA_ASSIGN_OR_RETURN(const auto entries,
                           transaction.ListEntries(account_id, after, limit + 1));
  v1::ListEntriesResponse response;
  EntryPlaces places(transaction, account_id);
  for (const ledger::Entry& entry : entries) {
    if (response.entries_size() == limit) {
      const int64_t last = response.entries(limit - 1).entry_no();
      response.set_next_page_token(MakePageToken("entries", last));
      break;
    }
    v1::Entry& listed = *response.add_entries();
    listed = EntryToProto(entry);
    TESSERA_RETURN_IF_ERROR(places.Explain(entry, listed));
  }
  return response;
}

}  // namespace tessera::operations
