#include "tessera/operations/surveys/list_follow_ups.h"

#include "tessera/base/status.h"
#include "tessera/operations/common/input.h"
#include "tessera/operations/surveys/follow_up_proto.h"

namespace tessera::operations {
namespace {

constexpr char kList[] = "follow-ups";

absl::StatusOr<storage::FollowUpFilter> FilterOf(const v1::ListFollowUpsRequest& request) {
  storage::FollowUpFilter filter;
  filter.all = request.all();
  filter.survey_id = request.survey_id();
  filter.store_id = request.store_id();
  TESSERA_ASSIGN_OR_RETURN(filter.after, ParsePageToken(kList, request.page_token()));
  if (request.state() == v1::FOLLOW_UP_STATE_UNSPECIFIED) return filter;
  if (!v1::FollowUpState_IsValid(request.state())) {
    return InvalidInput("STATE_INVALID", "state", "send OPEN, TAKEN or CLOSED, or nothing");
  }
  filter.state = static_cast<storage::FollowUpState>(request.state());
  return filter;
}

}  // namespace

absl::StatusOr<v1::ListFollowUpsResponse> ListFollowUps(const Context& context,
                                                        storage::ReadTransaction& transaction,
                                                        const v1::ListFollowUpsRequest& request) {
  TESSERA_ASSIGN_OR_RETURN(const int limit, PageSize(request.page_size()));
  TESSERA_ASSIGN_OR_RETURN(const storage::FollowUpFilter filter, FilterOf(request));
  TESSERA_ASSIGN_OR_RETURN(const auto rows,
                           transaction.follow_ups().ListFollowUps(filter, limit + 1));
  v1::ListFollowUpsResponse response;
  int64_t last = 0;
  for (const storage::FollowUp& row : rows) {
    if (response.follow_ups_size() == limit) {
      response.set_next_page_token(MakePageToken(kList, last));
      break;
    }
    TESSERA_ASSIGN_OR_RETURN(*response.add_follow_ups(),
                             FollowUpToProto(context, transaction, row));
    last = row.follow_up_no;
  }
  return response;
}

}  // namespace tessera::operations
