#include "tessera/plugin/sale/local_quote.h"

#include <algorithm>
#include <utility>

#include "tessera/base/status.h"
#include "tessera/codec/evaluation.h"
#include "tessera/codec/history.h"
#include "tessera/engine/evaluate.h"
#include "tessera/engine/history.h"
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

// `own` is in the member's figures if they were told after it began.
Points HeldByOthers(const v1::Member& member, const ServiceHold& own, Instant now) {
  const bool counts = own.from.us <= member.as_of_us() && now < own.until;
  return counts ? Less(member.held_points(), own.points.value()) : Points(member.held_points());
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
  const Instant now = ServiceNow();
  response.set_quoted_at_us(now.us);
  if (member.known.has_value()) *response.mutable_member() = AsOfNow(*member.known, sale_id);
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
  absl::StatusOr<engine::Evaluation> evaluation = Evaluate(sale_id, compiled, member, basket, now);
  if (evaluation.ok() && !evaluation->spent.is_zero() && !spending.owns_lock()) {
    // An offer asks for points of its own accord: another sale may have taken them meanwhile.
    spending.lock();
    evaluation = Evaluate(sale_id, compiled, member, basket, now);
  }
  TESSERA_RETURN_IF_ERROR(evaluation.status());
  *response.mutable_evaluation() = codec::EvaluationToProto(compiled, *evaluation, language);
  TESSERA_RETURN_IF_ERROR(Promise(sale_id, compiled.source(), member, evaluation->spent));
  return response;
}

absl::StatusOr<engine::Evaluation> LocalQuoter::Evaluate(const std::string& sale_id,
                                                         const engine::CompiledProgram& compiled,
                                                         const LocalMember& member,
                                                         const engine::Basket& basket,
                                                         Instant now) {
  const std::optional<v1::Member> cached = Cached(member);
  engine::MemberView view = View(sale_id, compiled, basket, now, member, cached);
  if (engine::AsksOf(compiled).used_altogether.empty() && basket.coupon_codes.empty()) {
    uses_.Forget(sale_id);
    return engine::Evaluate(compiled, view, basket, now);
  }
  OfflineUses::Turn turn(uses_);
  turn.Look(sale_id, compiled, cached.has_value() ? &*cached : nullptr, basket, now, &view);
  absl::StatusOr<engine::Evaluation> evaluation = engine::Evaluate(compiled, view, basket, now);
  if (evaluation.ok()) turn.Promise(sale_id, compiled, *evaluation);
  return evaluation;
}

absl::Status LocalQuoter::Promise(const std::string& sale_id, const engine::Program& program,
                                  const LocalMember& member, Points points) {
  if (!member.known.has_value() || points.is_zero()) {
    outbox_.Release(sale_id);
    return absl::OkStatus();
  }
  const absl::Status reserved =
      outbox_.Reserve({sale_id, member.known->member_id(), AccountOf(*member.known), points,
                       clock_.Now() + program.hold});
  if (reserved.ok()) return reserved;
  return Refused("REDEEM_LIMIT", "redeem_points",
                 "points can't be spent without the service while the till's disk takes nothing");
}

void LocalQuoter::Forget(const std::string& sale_id) {
  outbox_.Release(sale_id);
  uses_.Forget(sale_id);
}

v1::Member LocalQuoter::AsOfNow(v1::Member member, const std::string& but_for_sale) const {
  LetExpire(ServiceNow(), &member);
  const Points spent =
      outbox_.SpentBy(AccountOf(member), Instant{member.as_of_us()}, but_for_sale);
  member.set_balance_points(
      CheckedSubtract(member.balance_points(), spent.value()).value_or(0));
  return member;
}

std::optional<Points> LocalQuoter::LeftOf(const v1::Member& member,
                                          const std::string& but_for_sale) const {
  const Points spent =
      outbox_.SpentBy(AccountOf(member), Instant{member.as_of_us()}, but_for_sale);
  if (spent.is_zero()) return std::nullopt;
  return Less(member.balance_points(), spent.value());
}

std::optional<v1::Member> LocalQuoter::Cached(const LocalMember& member) {
  if (!member.known.has_value()) return std::nullopt;
  absl::StatusOr<std::optional<v1::Member>> cached = cache_.FindById(member.known->member_id());
  return cached.ok() ? *std::move(cached) : std::nullopt;
}

engine::MemberView LocalQuoter::View(const std::string& sale_id,
                                     const engine::CompiledProgram& compiled,
                                     const engine::Basket& basket, Instant now,
                                     const LocalMember& member,
                                     const std::optional<v1::Member>& cached) {
  engine::MemberView view;
  view.present = member.present;
  if (!member.known.has_value()) return view;
  view.tier = member.known->tier();
  view.tags.assign(member.known->tags().begin(), member.known->tags().end());
  view.limit = Limit::kOfflineStale;
  if (!cached.has_value()) return view;
  Recall(sale_id, compiled, basket, now, *cached, &view);
  if (IsFresh(compiled.source())) {
    AddSpendable(sale_id, compiled.source(), member, *cached, now, &view);
  }
  return view;
}

void LocalQuoter::AddSpendable(const std::string& sale_id, const engine::Program& program,
                               const LocalMember& member, v1::Member cached, Instant now,
                               engine::MemberView* view) {
  const engine::OfflinePolicy& offline = program.offline;
  cached = cache_.Latest(std::move(cached));
  LetExpire(now, &cached);
  view->limit = Limit::kOfflineLimit;
  const std::string& account = AccountOf(cached);
  // Reservations lapse by the till's own clock.
  const Instant here = clock_.Now();
  if (offline.maximum_sales_per_member > 0 &&
      outbox_.SpendingSalesOf(account, sale_id, here) >= offline.maximum_sales_per_member) {
    return;
  }
  const Points missing = outbox_.SpentBy(account, Instant{cached.as_of_us()}, sale_id) +
                         outbox_.ReservedOf(account, sale_id, here);
  const Points held = HeldByOthers(cached, member.hold, now);
  const Points cap = Cap(offline, Less(cached.balance_points(), held.value()));
  view->spendable = std::min(Less(cap.value(), missing.value()), offline.maximum_per_sale);
  if (view->spendable.value() >= cached.balance_points()) view->limit = Limit::kBalance;
}

// What the member did before this sale, by the cache and by this till's own sales of which the cache
// does not know.
void LocalQuoter::Recall(const std::string& sale_id, const engine::CompiledProgram& compiled,
                         const engine::Basket& basket, Instant now, const v1::Member& cached,
                         engine::MemberView* view) {
  const auto found = cache_.FindHistory(cached.member_id());
  if (!found.ok() || !found->has_value()) return;
  engine::MemberHistory history = codec::HistoryFromProto(**found);
  AddOwnSales(compiled,
              outbox_.SalesOf(cached.member_id(), Instant{cached.as_of_us()}, sale_id), &history);
  engine::Recall(compiled, history, basket.store_id, now, view);
}

// Whichever clock says more: one that was set back makes a snapshot no younger.
bool LocalQuoter::IsFresh(const engine::Program& program) const {
  const std::optional<Instant> fresh_at = cache_.fresh_at();
  const std::optional<Duration> age = cache_.age();
  if (!fresh_at.has_value() || !age.has_value()) return false;
  const Duration longest = program.offline.maximum_snapshot_age;
  return longest.us > 0 && *age <= longest && clock_.Now() - *fresh_at <= longest;
}

}  // namespace tessera::plugin
