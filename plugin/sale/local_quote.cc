#include "tessera/plugin/sale/local_quote.h"

#include <algorithm>

#include "tessera/base/status.h"
#include "tessera/codec/evaluation.h"
#include "tessera/codec/history.h"
#include "tessera/engine/evaluate.h"
#include "tessera/plugin/sale/own_history.h"

namespace tessera::plugin {
namespace {

using Limit = engine::MemberView::Limit;

// What the program lets a terminal spend of a cached balance, before what it has spent already.
Points Cap(const engine::OfflinePolicy& policy, Points balance) {
  const int64_t share =
      MultiplyDivide(balance.value(), policy.balance_share.value(), kWhole.value(), Rounding::kDown)
          .value_or(0);
  return Points(std::min(share, policy.maximum_per_member.value()));
}

Points Less(int64_t from, int64_t what) {
  return Points(std::max<int64_t>(0, CheckedSubtract(from, what).value_or(0)));
}

// Points go when their time is over, whether the till has heard of it or not.
void LetExpire(Instant now, v1::Member* member) {
  if (member->expiring_at_us() == 0 || member->expiring_at_us() > now.us) return;
  member->set_balance_points(
      CheckedSubtract(member->balance_points(), member->expiring_points()).value_or(0));
  member->clear_expiring_points();
  member->clear_expiring_at_us();
}

}  // namespace

const std::string& AccountOf(const v1::Member& member) {
  return member.account_id().empty() ? member.member_id() : member.account_id();
}

absl::StatusOr<v1::QuoteResponse> LocalQuoter::Quote(const std::string& sale_id,
                                                     const CachedProgram* program,
                                                     const LocalMember& member,
                                                     const engine::Basket& basket,
                                                     const std::string& language) {
  std::unique_lock<std::mutex> spending(spending_mutex_, std::defer_lock);
  if (!basket.redeem.is_zero() || !basket.choices.empty()) spending.lock();
  v1::QuoteResponse response;
  const Instant now = clock_.Now();
  response.set_quoted_at_us(now.us);
  if (member.known.has_value()) *response.mutable_member() = AsOfNow(*member.known);
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
  TESSERA_RETURN_IF_ERROR(Promise(sale_id, compiled.source(), member, evaluation.spent, now));
  return response;
}

absl::Status LocalQuoter::Promise(const std::string& sale_id, const engine::Program& program,
                                  const LocalMember& member, Points points, Instant now) {
  if (!member.known.has_value() || points.is_zero()) {
    outbox_.Release(sale_id);
    return absl::OkStatus();
  }
  const absl::Status reserved =
      outbox_.Reserve({sale_id, member.known->member_id(), AccountOf(*member.known), points,
                       now + program.hold});
  if (reserved.ok()) return reserved;
  return Refused("REDEEM_LIMIT", "redeem_points",
                 "points can't be spent without the service while the till's disk takes nothing");
}

void LocalQuoter::Forget(const std::string& sale_id) { outbox_.Release(sale_id); }

v1::Member LocalQuoter::AsOfNow(v1::Member member) const {
  LetExpire(clock_.Now(), &member);
  const Points spent = outbox_.SpentBy(AccountOf(member), Instant{member.as_of_us()});
  member.set_balance_points(
      CheckedSubtract(member.balance_points(), spent.value()).value_or(0));
  return member;
}

std::optional<Points> LocalQuoter::LeftOf(const v1::Member& member) const {
  const Points spent = outbox_.SpentBy(AccountOf(member), Instant{member.as_of_us()});
  if (spent.is_zero()) return std::nullopt;
  return Less(member.balance_points(), spent.value());
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
  view.limit = Limit::kOfflineStale;
  absl::StatusOr<std::optional<v1::Member>> cached = cache_.FindById(member.known->member_id());
  if (!cached.ok() || !cached->has_value()) return view;
  v1::Member& known = **cached;
  Recall(compiled, basket, now, known, &view);
  const engine::Program& program = compiled.source();
  if (!IsFresh(program)) return view;
  LetExpire(now, &known);
  const std::string& account = AccountOf(known);
  const Points missing = outbox_.SpentBy(account, Instant{known.as_of_us()}) +
                         outbox_.ReservedOf(account, sale_id, now);
  const Points cap = Cap(program.offline, Less(known.balance_points(), known.held_points()));
  view.spendable =
      std::min(Less(cap.value(), missing.value()), program.offline.maximum_per_sale);
  view.limit = view.spendable.value() < known.balance_points() ? Limit::kOfflineLimit
                                                               : Limit::kBalance;
  return view;
}

// What the member did, by the cache and by this till's own sales of which the cache does not know.
void LocalQuoter::Recall(const engine::CompiledProgram& compiled, const engine::Basket& basket,
                         Instant now, const v1::Member& cached, engine::MemberView* view) {
  const auto found = cache_.FindHistory(cached.member_id());
  if (!found.ok() || !found->has_value()) return;
  engine::MemberHistory history = codec::HistoryFromProto(**found);
  AddOwnSales(compiled, outbox_.SalesOf(cached.member_id(), Instant{cached.as_of_us()}), &history);
  engine::Recall(compiled, history, basket.store_id, now, view);
}

// A clock that was set back says nothing about the age of a snapshot: as good as stale.
bool LocalQuoter::IsFresh(const engine::Program& program) const {
  const std::optional<Instant> fresh_at = cache_.fresh_at();
  if (!fresh_at.has_value() || program.offline.maximum_snapshot_age.us == 0) return false;
  const Duration age = clock_.Now() - *fresh_at;
  return age.us >= 0 && age <= program.offline.maximum_snapshot_age;
}

}  // namespace tessera::plugin
