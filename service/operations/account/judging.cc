#include "tessera/operations/account/judging.h"

#include <utility>
#include <vector>

#include "tessera/base/status.h"
#include "tessera/operations/account/counting.h"

namespace tessera::operations {
namespace {

bool PointsMakeTiers(const engine::CompiledProgram& program) {
  return program.source().tier_rules.basis == engine::TierBasis::kActivePoints;
}

}  // namespace

absl::Status JudgeSharers(const Context& context, storage::Transaction& transaction,
                          const engine::CompiledProgram& live, const LoadedMember& member) {
  if (!PointsMakeTiers(live)) return absl::OkStatus();
  const MemberId& account_id = member.member.account_id();
  TESSERA_ASSIGN_OR_RETURN(std::vector<MemberId> users, transaction.ListSharers(account_id));
  users.push_back(account_id);
  for (const MemberId& user : users) {
    if (user == member.member.member_id) continue;
    TESSERA_ASSIGN_OR_RETURN(auto row, transaction.FindMember(user));
    if (!row) return Broken("who uses an account is missing");
    LoadedMember other{*std::move(row), member.account};
    TESSERA_RETURN_IF_ERROR(JudgeTier(context, transaction, live, other));
  }
  return absl::OkStatus();
}

absl::Status JudgeByPoints(const Context& context, storage::Transaction& transaction,
                           LoadedMember& member) {
  if (member.member.merged_into) return absl::OkStatus();
  TESSERA_ASSIGN_OR_RETURN(const Programs::Program live, context.programs.LiveOrNone(transaction));
  if (live == nullptr || !PointsMakeTiers(*live)) return absl::OkStatus();
  TESSERA_RETURN_IF_ERROR(JudgeTier(context, transaction, *live, member));
  return JudgeSharers(context, transaction, *live, member);
}

}  // namespace tessera::operations
