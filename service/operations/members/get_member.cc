#include "tessera/operations/members/get_member.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "tessera/base/status.h"
#include "tessera/codec/history.h"
#include "tessera/operations/account/members.h"
#include "tessera/operations/account/people.h"
#include "tessera/operations/account/situation.h"
#include "tessera/operations/common/input.h"
#include "tessera/operations/common/ledger_proto.h"

namespace tessera::operations {
namespace {

int64_t EndOf(const ledger::Lot& lot) {
  return lot.life.expires_at ? lot.life.expires_at->us : std::numeric_limits<int64_t>::max();
}

}  // namespace

absl::StatusOr<v1::GetMemberResponse> GetMember(const Context& context,
                                                storage::ReadTransaction& transaction,
                                                const v1::GetMemberRequest& request) {
  TESSERA_RETURN_IF_ERROR(CheckLanguage(request.language(), "language"));
  TESSERA_ASSIGN_OR_RETURN(const LoadedMember loaded,
                           LoadReferred(context, transaction, request.member(), "member"));
  v1::GetMemberResponse response;
  TESSERA_ASSIGN_OR_RETURN(*response.mutable_member(),
                           MemberToProto(context, transaction, loaded, request.language()));
  TESSERA_ASSIGN_OR_RETURN(*response.mutable_profile(), ProfileOf(context, loaded.member));
  response.set_full_name(response.profile().full_name());
  response.set_stage(static_cast<v1::LifeCycleStage>(loaded.member.stage));
  response.set_rfm_cell(loaded.member.rfm_cell);
  response.set_assigned_tier(loaded.member.assigned_tier);
  TESSERA_ASSIGN_OR_RETURN(const Programs::Program live, context.programs.LiveOrNone(transaction));
  if (live != nullptr) {
    TESSERA_ASSIGN_OR_RETURN(
        const engine::MemberHistory history,
        HistoryOf(context, transaction, *live, loaded.member, context.now));
    *response.mutable_history() = codec::HistoryToProto(history);
  }
  TESSERA_ASSIGN_OR_RETURN(const auto wallet,
                           transaction.FindTender(WalletKey(loaded.member.member_id)));
  if (wallet) response.mutable_history()->set_wallet_minor(wallet->balance.value());
  std::vector<ledger::Lot> lots = loaded.account.state().lots;
  std::stable_sort(lots.begin(), lots.end(), [](const ledger::Lot& a, const ledger::Lot& b) {
    return EndOf(a) < EndOf(b);
  });
  for (const ledger::Lot& lot : lots) {
    if (!lot.remaining.is_zero()) *response.add_lots() = LotToProto(lot);
  }
  return response;
}

}  // namespace tessera::operations
