#include "redemption.h"

#include <algorithm>
#include <limits>

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"
#include "tessera/engine/allocation.h"

namespace tessera::engine {
namespace {

absl::Status OverLimit(absl::string_view message) {
  return Refused("REDEEM_LIMIT", "redeem_points", message);
}

// The most money that points may pay on this basket, whoever pays.
// Lines below zero lower it: points never take the receipt below zero.
Money Payable(const Redemption& terms, const BasketState& state) {
  Money net;
  Money room;
  for (const LineState& line : state.lines()) {
    if (line.redeemable) net += line.net;
    room += line.redeem_room();
  }
  const int64_t share = *MultiplyDivide(net.value(), terms.maximum_share.value(), kWhole.value(),
                                        Rounding::kDown);
  return std::max(std::min({Money(share), room, state.Total()}), Money());
}

Points InSteps(Points points, Points step) {
  return Points(points.value() - points.value() % step.value());
}

Points WorthOf(Money amount, const Redemption& terms) {
  return Points(MultiplyDivide(amount.value(), terms.points.value(), terms.value.value(),
                               Rounding::kDown)
                    .value_or(std::numeric_limits<int64_t>::max()));
}

RedeemLimit LimitOf(MemberView::Limit limit) {
  switch (limit) {
    case MemberView::Limit::kOfflineLimit: return RedeemLimit::kOfflineLimit;
    case MemberView::Limit::kOfflineStale: return RedeemLimit::kOfflineStale;
    case MemberView::Limit::kBalance: break;
  }
  return RedeemLimit::kBalance;
}

void FindMaximum(const CompiledRedemption& redemption, const MemberView& member, Points spendable,
                 Money payable, Evaluation* evaluation) {
  const Points payable_points = WorthOf(payable, redemption.terms);
  const Points balance = std::max(spendable, Points());
  Points most = InSteps(std::min(payable_points, balance), redemption.step);
  if (most < redemption.terms.minimum) most = Points();
  evaluation->max_redeem = most;
  if (payable.is_zero()) {
    evaluation->redeem_limit = RedeemLimit::kNothingRedeemable;
  } else if (balance < payable_points) {
    evaluation->redeem_limit = LimitOf(member.limit);
    if (most.is_zero() && !balance.is_zero() && member.limit == MemberView::Limit::kBalance) {
      evaluation->redeem_limit = RedeemLimit::kBelowMinimum;
    }
  } else {
    evaluation->redeem_limit = most.is_zero() ? RedeemLimit::kBelowMinimum : RedeemLimit::kShare;
  }
}

absl::Status CheckWish(const CompiledRedemption& redemption, Points wish, Points most) {
  if (most.is_zero()) return OverLimit("no points may be spent on this basket");
  if (wish > most) {
    return OverLimit(absl::StrCat("at most ", most.value(), " points may be spent here"));
  }
  if (wish < redemption.terms.minimum) {
    return OverLimit(absl::StrCat("spend at least ", redemption.terms.minimum.value(), " points"));
  }
  if (InSteps(wish, redemption.step) != wish) {
    return OverLimit(absl::StrCat("spend a multiple of ", redemption.step.value(), " points"));
  }
  return absl::OkStatus();
}

void Spend(Points points, Money amount, BasketState* state, Workspace* work,
           Evaluation* evaluation) {
  std::vector<LineState>& lines = state->lines();
  std::vector<Part>& parts = work->parts;
  parts.assign(lines.size(), {});
  for (size_t i = 0; i < lines.size(); ++i) {
    parts[i] = {lines[i].redeemable ? lines[i].net.value() : 0, lines[i].redeem_room().value()};
  }
  const auto shares = work->allocator.Allocate(amount.value(), parts, Spread::kLargestRemainder);
  std::vector<int64_t>& amounts = work->amounts;
  amounts.assign(shares.begin(), shares.end());
  for (size_t i = 0; i < lines.size(); ++i) {
    parts[i] = {amounts[i], amounts[i] == 0 ? 0 : points.value()};
  }
  const auto spent = work->allocator.Allocate(points.value(), parts, Spread::kLargestRemainder);
  for (size_t i = 0; i < lines.size(); ++i) {
    state->PayWithPoints(i, Money(amounts[i]));
    evaluation->lines[i].redeemed = Money(amounts[i]);
    evaluation->lines[i].spent = Points(spent[i]);
  }
  evaluation->redeemed = amount;
  evaluation->spent = points;
}

}  // namespace

absl::Status ApplyRedemption(const CompiledProgram::Internals& program, const MemberView& member,
                             Points spendable, BasketState* state, Workspace* work,
                             Evaluation* evaluation) {
  const Points wish = state->basket().redeem;
  if (!program.redemption || !member.present) {
    evaluation->redeem_limit =
        program.redemption ? RedeemLimit::kNoMember : RedeemLimit::kNotOffered;
    return wish.is_zero() ? absl::OkStatus()
                          : OverLimit(member.present ? "this program lets no points be spent"
                                                     : "points are spent by members only");
  }
  const CompiledRedemption& redemption = *program.redemption;
  const Money payable = Payable(redemption.terms, *state);
  FindMaximum(redemption, member, spendable, payable, evaluation);
  for (size_t i = 0; i < evaluation->lines.size(); ++i) {
    evaluation->lines[i].redeemable = std::min(state->lines()[i].redeem_room(), payable);
  }
  if (wish.is_zero()) return absl::OkStatus();
  TESSERA_RETURN_IF_ERROR(CheckWish(redemption, wish, evaluation->max_redeem));
  const Redemption& terms = redemption.terms;
  const auto amount = MultiplyDivide(wish.value(), terms.value.value(), terms.points.value(),
                                     Rounding::kDown);
  if (!amount) return Broken("redemption beyond what was found payable");
  Spend(wish, Money(*amount), state, work, evaluation);
  return absl::OkStatus();
}

}  // namespace tessera::engine
