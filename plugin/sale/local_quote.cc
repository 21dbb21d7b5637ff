#include "tessera/plugin/sale/local_quote.h"

#include <algorithm>

#include "tessera/base/status.h"
#include "tessera/codec/evaluation.h"
#include "tessera/codec/history.h"
#include "tessera/engine/evaluate.h"

namespace tessera::plugin {
namespace {

using Limit = engine::MemberView::Limit;

// What the program lets a terminal spend of a cached balance, before what it has spent already.
Points Cap(const engine::OfflinePolicy& policy, const v1::Member& member) {
  const int64_t balance = std::max<int64_t>(
      0, CheckedSubtract(member.balance_points(), member.held_points()).value_or(0));
  const int64_t share =
      MultiplyDivide(balance, policy.balance_share.value(), kWhole.value(), Rounding::kDown)
          .value_or(0);
  return Points(std::min(share, policy.maximum_per_member.value()));
}

}  // namespace

absl::StatusOr<v1::QuoteResponse> LocalQuoter::Quote(const std::string& sale_id,
                                                     const CachedProgram* program,
                                                     const LocalMember& member,
                                                     const engine::Basket& basket,
                                                     const std::string& language) {
  // From reading the caps to keeping the promise nobody else may promise.
  std::lock_guard<std::mutex> lock(mutex_);
  v1::QuoteResponse response;
  const Instant now = clock_.Now();
  response.set_quoted_at_us(now.us);
  if (member.known.has_value()) *response.mutable_member() = *member.known;
  if (program == nullptr || program->compiled == nullptr) {
    if (!basket.redeem.is_zero()) {
      return Refused("REDEEM_LIMIT", "redeem_points", "points can't be spent without the program");
    }
    TESSERA_ASSIGN_OR_RETURN(const engine::Evaluation evaluation,
                             engine::EvaluateWithoutProgram(basket));
    *response.mutable_evaluation() = codec::EvaluationToProto(evaluation);
    return response;
  }
  const engine::CompiledProgram& compiled = *program->compiled;
  const engine::MemberView view = View(sale_id, compiled, basket, now, member);
  TESSERA_ASSIGN_OR_RETURN(const engine::Evaluation evaluation,
                           engine::Evaluate(compiled, view, basket, now));
  *response.mutable_evaluation() = codec::EvaluationToProto(compiled, evaluation, language);
  promises_.erase(sale_id);
  if (member.known.has_value() && !evaluation.spent.is_zero()) {
    promises_[sale_id] = {member.known->member_id(), evaluation.spent};
  }
  return response;
}

void LocalQuoter::Forget(const std::string& sale_id) {
  std::lock_guard<std::mutex> lock(mutex_);
  promises_.erase(sale_id);
}

engine::MemberView LocalQuoter::View(const std::string& sale_id,
                                     const engine::CompiledProgram& compiled,
                                     const engine::Basket& basket, Instant now,
                                     const LocalMember& member) {
  engine::MemberView view;
  view.present = member.present;
  if (!member.known.has_value()) return view;
  view.tier = member.known->tier();
  view.tags.assign(member.known->tags().begin(), member.known->tags().end());
  const auto history = cache_.FindHistory(member.known->member_id());
  if (history.ok() && history->has_value()) {
    engine::Recall(compiled, codec::HistoryFromProto(**history), basket.store_id, now, &view);
  }
  view.limit = Limit::kOfflineStale;
  const engine::Program& program = compiled.source();
  if (!IsFresh(program)) return view;
  const absl::StatusOr<std::optional<v1::Member>> cached =
      cache_.FindById(member.known->member_id());
  if (!cached.ok() || !cached->has_value()) return view;
  const absl::StatusOr<Points> missing = Missing(sale_id, **cached);
  if (!missing.ok()) return view;
  const int64_t left =
      CheckedSubtract(Cap(program.offline, **cached).value(), missing->value()).value_or(0);
  view.spendable = std::min(Points(std::max<int64_t>(0, left)), program.offline.maximum_per_sale);
  view.limit = view.spendable.value() < (*cached)->balance_points() ? Limit::kOfflineLimit
                                                                     : Limit::kBalance;
  return view;
}

// A clock that was set back says nothing about the age of a snapshot: as good as stale.
bool LocalQuoter::IsFresh(const engine::Program& program) const {
  const std::optional<Instant> fresh_at = cache_.fresh_at();
  if (!fresh_at.has_value() || program.offline.maximum_snapshot_age.us == 0) return false;
  const Duration age = clock_.Now() - *fresh_at;
  return age.us >= 0 && age <= program.offline.maximum_snapshot_age;
}

// What was spent or promised here and the cached balance does not show.
absl::StatusOr<Points> LocalQuoter::Missing(const std::string& sale_id,
                                            const v1::Member& cached) {
  TESSERA_ASSIGN_OR_RETURN(Points spent,
                           outbox_.SpentBy(cached.member_id(), Instant{cached.as_of_us()}));
  for (const auto& [sale, promise] : promises_) {
    if (sale != sale_id && promise.member_id == cached.member_id()) spent += promise.points;
  }
  return spent;
}

}  // namespace tessera::plugin
