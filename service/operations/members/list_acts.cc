#include "tessera/operations/members/list_acts.h"

#include <optional>

#include "tessera/base/status.h"
#include "tessera/operations/account/members.h"
#include "tessera/operations/common/days.h"
#include "tessera/operations/common/input.h"
#include "tessera/storage/follow_ups.h"

namespace tessera::operations {
namespace {

constexpr char kList[] = "acts";
constexpr size_t kPrincipalBytes = 256;
constexpr size_t kMethodBytes = 64;

absl::StatusOr<std::optional<MemberId>> WhoseActs(const Context& context,
                                                  storage::ReadTransaction& transaction,
                                                  const v1::MemberRef& ref) {
  TESSERA_ASSIGN_OR_RETURN(const Reference reference,
                           Resolve(context, transaction, ref, "member"));
  if (!reference.named) return std::optional<MemberId>();
  if (!reference.member_id) return NobodyBehind(reference, "member");
  if (!ref.has_member_id()) return reference.member_id;
  TESSERA_ASSIGN_OR_RETURN(const MemberId named, MemberId::Parse(ref.member_id(), "member"));
  return std::optional<MemberId>(named);
}

v1::Act ActToProto(const storage::Act& row) {
  v1::Act act;
  act.set_change_id(row.change_id.ToText());
  act.set_method(row.method);
  act.set_principal(row.principal);
  if (row.member_id) act.set_member_id(row.member_id->ToText());
  act.set_comment(row.comment);
  act.set_booked_at_us(row.booked_at.us);
  return act;
}

}  // namespace

absl::StatusOr<v1::ListActsResponse> ListActs(const Context& context,
                                              storage::ReadTransaction& transaction,
                                              const v1::ListActsRequest& request) {
  TESSERA_ASSIGN_OR_RETURN(const int limit, PageSize(request.page_size()));
  TESSERA_RETURN_IF_ERROR(CheckText(request.principal(), kPrincipalBytes, "principal"));
  TESSERA_RETURN_IF_ERROR(CheckText(request.method(), kMethodBytes, "method"));
  TESSERA_ASSIGN_OR_RETURN(
      const DayRange days,
      ReadDays(context, transaction, request.first_date(), request.last_date()));
  storage::ActFilter filter;
  filter.principal = request.principal();
  filter.method = request.method();
  filter.first_at = days.first_at;
  filter.end_at = days.end_at;
  TESSERA_ASSIGN_OR_RETURN(filter.before, ParsePageToken(kList, request.page_token()));
  TESSERA_ASSIGN_OR_RETURN(filter.member_id, WhoseActs(context, transaction, request.member()));
  TESSERA_ASSIGN_OR_RETURN(const auto acts, transaction.follow_ups().ListActs(filter, limit + 1));
  v1::ListActsResponse response;
  int64_t last = 0;
  for (const storage::Act& act : acts) {
    if (response.acts_size() == limit) {
      response.set_next_page_token(MakePageToken(kList, last));
      break;
    }
    *response.add_acts() = ActToProto(act);
    last = act.act_no;
  }
  return response;
}

}  // namespace tessera::operations
