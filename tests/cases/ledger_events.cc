#include "ledger_events.h"

#include <optional>

#include "tessera/base/status.h"
#include "tessera/ledger/points_life.h"
#include "tessera/operations/account/counting.h"
#include "tessera/operations/account/members.h"

namespace tessera::cases {

using operations::Chain;
using operations::Context;
using operations::LoadedMember;
using operations::LoadMember;

absl::Status SettlePoints(Chain* chain, const MemberId& member_id) {
  const Context context = chain->As(operations::kHq);
  return chain->store().WriteAndWait([&](storage::Transaction& transaction) -> absl::Status {
    TESSERA_ASSIGN_OR_RETURN(const LoadedMember member,
                             LoadMember(context, transaction, member_id));
    return transaction.SaveAccount(member.account);
  });
}

absl::StatusOr<std::string> SpendPoints(Chain* chain, const MemberId& member_id, Points points) {
  const Context context = chain->As(operations::kHq);
  const absl::Status status =
      chain->store().WriteAndWait([&](storage::Transaction& transaction) -> absl::Status {
        TESSERA_ASSIGN_OR_RETURN(LoadedMember member, LoadMember(context, transaction, member_id));
        TESSERA_RETURN_IF_ERROR(
            member.account.Spend(points, ledger::Overdraft::kRefuse, {context.now}).status());
        return transaction.SaveAccount(member.account);
      });
  if (!status.ok() && ReasonOf(status) != "POINTS_INSUFFICIENT") return status;
  return status.ok() ? std::string() : ReasonOf(status);
}

absl::StatusOr<MemberId> TransferPoints(Chain* chain, const Translation& translation,
                                        const MemberId& member_id, Points points) {
  TESSERA_ASSIGN_OR_RETURN(const MemberId other,
                           MemberId::Parse(chain->AddMember("CARD-OF-RECEIVER", 0), "member_id"));
  const Context context = chain->As(operations::kHq);
  const absl::Status moved =
      chain->store().WriteAndWait([&](storage::Transaction& transaction) -> absl::Status {
        TESSERA_ASSIGN_OR_RETURN(LoadedMember from, LoadMember(context, transaction, member_id));
        TESSERA_ASSIGN_OR_RETURN(LoadedMember to, LoadMember(context, transaction, other));
        std::optional<ledger::LotLife> fresh;
        const engine::Program& program = translation.program;
        if (translation.transfer_restarts) {
          TESSERA_ASSIGN_OR_RETURN(
              fresh, ledger::LifeAtOnce(context.now, program.points_life, program.time_zone));
        }
        TESSERA_RETURN_IF_ERROR(from.account.Transfer(points, to.account, fresh, {context.now}));
        TESSERA_RETURN_IF_ERROR(transaction.SaveAccount(from.account));
        return transaction.SaveAccount(to.account);
      });
  if (!moved.ok()) return moved;
  return other;
}

absl::Status JudgeTier(Chain* chain, const MemberId& member_id) {
  const Context context = chain->As(operations::kHq);
  return chain->store().WriteAndWait([&](storage::Transaction& transaction) -> absl::Status {
    TESSERA_ASSIGN_OR_RETURN(const auto live, context.programs.Live(transaction));
    TESSERA_ASSIGN_OR_RETURN(LoadedMember member, LoadMember(context, transaction, member_id));
    return operations::JudgeTier(context, transaction, *live, member);
  });
}

}  // namespace tessera::cases
