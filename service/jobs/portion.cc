#include "tessera/jobs/portion.h"

#include <optional>
#include <utility>

#include "tessera/base/status.h"
#include "tessera/jobs/old_sales.h"
#include "tessera/operations/account/counting.h"
#include "tessera/operations/account/judging.h"
#include "tessera/operations/account/members.h"

namespace tessera::jobs {
namespace {

// So many that nothing gets better: somebody has to look.
constexpr size_t kMaximumStuck = 4'096;

enum class Looked : uint8_t { kUnchanged, kChanged, kStaysDue };

// The row itself, also of somebody who was merged: what is due is this row's.
absl::StatusOr<operations::LoadedMember> LoadUnsettled(storage::Transaction& transaction,
                                                       const MemberId& member_id) {
  TESSERA_ASSIGN_OR_RETURN(auto member, transaction.FindMember(member_id));
  if (!member) return Broken("an account that is due belongs to nobody");
  TESSERA_ASSIGN_OR_RETURN(auto state, transaction.LoadAccount(member->account_id(), {}));
  return operations::LoadedMember{*std::move(member), ledger::Account(std::move(state))};
}

// The ledger's refusal of one account, which others need not suffer for.
struct Refusal {
  absl::Status status;
};

absl::StatusOr<Looked> LookAtPoints(const operations::Context& context,
                                    storage::Transaction& transaction, const MemberId& member_id,
                                    Refusal& refusal) {
  TESSERA_ASSIGN_OR_RETURN(auto loaded, LoadUnsettled(transaction, member_id));
  refusal.status = loaded.account.Settle(context.now);
  if (!refusal.status.ok()) return Looked::kStaysDue;
  TESSERA_RETURN_IF_ERROR(transaction.SaveAccount(loaded.account));
  TESSERA_RETURN_IF_ERROR(operations::JudgeByPoints(context, transaction, loaded));
  TESSERA_RETURN_IF_ERROR(operations::AppendAccountChange(transaction, loaded));
  const std::optional<Instant> due = loaded.account.DueAt();
  return due && *due <= context.now ? Looked::kStaysDue : Looked::kChanged;
}

absl::StatusOr<Looked> LookAtTier(const operations::Context& context,
                                  const engine::CompiledProgram& live,
                                  storage::Transaction& transaction, const MemberId& member_id,
                                  Refusal& refusal) {
  TESSERA_ASSIGN_OR_RETURN(auto loaded, LoadUnsettled(transaction, member_id));
  refusal.status = loaded.account.Settle(context.now);
  if (!refusal.status.ok()) return Looked::kStaysDue;
  const std::string tier = loaded.member.tier;
  const std::optional<Instant> until = loaded.member.tier_until;
  TESSERA_RETURN_IF_ERROR(operations::JudgeTier(context, transaction, live, loaded));
  const std::optional<Instant> now_until = loaded.member.tier_until;
  if (now_until && *now_until <= context.now) return Looked::kStaysDue;
  return loaded.member.tier == tier && now_until == until ? Looked::kUnchanged : Looked::kChanged;
}

absl::StatusOr<std::vector<MemberId>> ListDue(Kind kind, storage::ReadTransaction& transaction,
                                              Instant now, int limit) {
  return kind == Kind::kPoints ? transaction.ListAccountsDue(now, limit)
                               : transaction.ListTiersDue(now, limit);
}

}  // namespace

absl::StatusOr<bool> HasDue(Kind kind, storage::ReadTransaction& transaction, Instant now) {
  if (kind == Kind::kPurchases) return HasUncounted(transaction);
  TESSERA_ASSIGN_OR_RETURN(const auto due, ListDue(kind, transaction, now, 1));
  return !due.empty();
}

absl::Status DoPortion(Kind kind, const operations::Context& context,
                       storage::Transaction& transaction, Progress& progress) {
  if (kind == Kind::kPurchases) return CountPortion(context, transaction, progress);
  operations::Programs::Program live;
  if (kind == Kind::kTiers) {
    TESSERA_ASSIGN_OR_RETURN(live, context.programs.LiveOrNone(transaction));
    progress.is_done = live == nullptr;
    if (progress.is_done) return absl::OkStatus();
  }
  const int limit = kPortion + static_cast<int>(progress.stuck.size());
  TESSERA_ASSIGN_OR_RETURN(const auto due, ListDue(kind, transaction, context.now, limit));
  progress.is_done = static_cast<int>(due.size()) < limit;
  for (const MemberId& member_id : due) {
    if (progress.stuck.count(member_id) > 0) continue;
    Refusal refusal;
    TESSERA_ASSIGN_OR_RETURN(
        const Looked looked,
        kind == Kind::kPoints
            ? LookAtPoints(context, transaction, member_id, refusal)
            : LookAtTier(context, *live, transaction, member_id, refusal));
    ++progress.accounts;
    if (looked == Looked::kChanged) ++progress.changed;
    if (looked != Looked::kStaysDue) continue;
    progress.stuck.insert(member_id);
    if (progress.reason.empty() && !refusal.status.ok()) progress.reason = ReasonOf(refusal.status);
  }
  if (progress.stuck.size() > kMaximumStuck) return Broken("too many accounts stay due");
  return absl::OkStatus();
}

}  // namespace tessera::jobs
