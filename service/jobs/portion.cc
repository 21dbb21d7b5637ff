#include "tessera/jobs/portion.h"

#include <limits>
#include <optional>
#include <utility>

#include "tessera/base/status.h"
#include "tessera/jobs/insight.h"
#include "tessera/jobs/old_sales.h"
#include "tessera/operations/account/counting.h"
#include "tessera/operations/account/judging.h"
#include "tessera/operations/account/members.h"
#include "tessera/storage/events.h"
#include "tessera/storage/insight_tables.h"

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

// Of each partition at most so many at a time.
constexpr int kForgotten = 128;

// None that figures still wait for; those of the chain itself are not counted.
absl::StatusOr<storage::EventPlaces> Forgettable(storage::ReadTransaction& transaction) {
  TESSERA_ASSIGN_OR_RETURN(const storage::InsightState state,
                           std::as_const(transaction).insight().LoadState());
  storage::EventPlaces places = state.events;
  places[0] = std::numeric_limits<int64_t>::max();
  return places;
}

absl::Status ForgetEvents(storage::Transaction& transaction, Progress& progress) {
  TESSERA_ASSIGN_OR_RETURN(const storage::EventPlaces places, Forgettable(transaction));
  TESSERA_ASSIGN_OR_RETURN(
      const int64_t gone,
      transaction.events().Prune(progress.forget_before.value_or(Instant()), places, kForgotten));
  progress.accounts += gone;
  progress.changed += gone;
  progress.is_done = gone == 0;
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<bool> HasDue(Kind kind, const operations::Context& context,
                            storage::ReadTransaction& transaction) {
  if (ReadsFirst(kind)) return IsInsightDue(kind, context, transaction);
  if (kind == Kind::kPurchases) return HasUncounted(transaction);
  TESSERA_ASSIGN_OR_RETURN(const auto due, ListDue(kind, transaction, context.now, 1));
  return !due.empty();
}

absl::StatusOr<Distance> DistanceOf(Kind kind, const storage::JobRun& run,
                                    storage::ReadTransaction& transaction) {
  if (kind == Kind::kInsight) return InsightDistance(transaction);
  if (kind == Kind::kSegments) {
    TESSERA_ASSIGN_OR_RETURN(const int64_t members, transaction.CountMembers());
    return Distance{run.accounts, members};
  }
  if (kind == Kind::kPurchases) {
    TESSERA_ASSIGN_OR_RETURN(const auto uncounted, transaction.FindUncounted());
    if (uncounted) return Distance{uncounted->after_sale_no, uncounted->last_sale_no};
  }
  return Distance{};
}

absl::StatusOr<bool> HasOldEvents(const storage::ReadTransaction& transaction, Instant before) {
  for (int partition = 0; partition < storage::kEventPartitions; ++partition) {
    TESSERA_ASSIGN_OR_RETURN(const auto oldest, transaction.events().List(partition, 0, 2));
    if (oldest.size() == 2 && oldest[0].happened_at < before) return true;
  }
  return false;
}

absl::Status DoPortion(Kind kind, const operations::Context& context,
                       storage::Transaction& transaction, Progress& progress) {
  if (ReadsFirst(kind)) return WriteInsight(kind, context, transaction, progress);
  if (kind == Kind::kFeed) return ForgetEvents(transaction, progress);
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
