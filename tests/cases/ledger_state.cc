#include "ledger_state.h"

#include <algorithm>
#include <utility>

#include "tessera/base/status.h"
#include "tessera/ledger/calendar.h"
#include "tessera/ledger/points_life.h"
#include "tessera/ledger/purchases.h"
#include "tessera/ledger/tender.h"
#include "tessera/operations/account/situation.h"

namespace tessera::cases {
namespace {

using operations::Chain;

// The day on which what was earned in the period counts: today or, at a review, the last of the period
// that is over.
absl::StatusOr<int32_t> DayOfPeriod(const Stage& stage, const engine::Program& program) {
  TESSERA_ASSIGN_OR_RETURN(const ledger::Calendar calendar, ledger::Calendar::Of(program.time_zone));
  const absl::CivilDay today = calendar.DayOf(stage.now);
  if (!stage.review) return ledger::DayNumber(today);
  return ledger::DayNumber(ledger::FirstDayOf(program.tier_rules.period, today) - 1);
}

absl::Status SeedPurchases(storage::Transaction& transaction, const Translation& translation,
                           const CustomerBefore& before, const Stage& stage) {
  ledger::Purchases ever;
  ever.visits = translation.member.purchases.value_or(0);
  ever.last_at = translation.member.last_purchase_at;
  ever.spend = before.total_spent;
  ever.earned = before.earned_in_period;
  TESSERA_RETURN_IF_ERROR(transaction.SavePurchases(stage.member_id, ever));
  ledger::PurchaseDay day;
  TESSERA_ASSIGN_OR_RETURN(day.day, DayOfPeriod(stage, translation.program));
  day.visits = ever.visits;
  day.spend = ever.spend;
  day.earned = ever.earned;
  return transaction.SavePurchaseDay(stage.member_id, day);
}

absl::Status SeedUses(storage::Transaction& transaction, const Translation& translation,
                      const MemberId& member_id) {
  for (const engine::OfferUse& use : translation.member.uses) {
    TESSERA_RETURN_IF_ERROR(transaction.SaveOfferUse(
        {use.offer_id, use.uses_total, use.budget_used, use.budget_used_points}));
    storage::MemberOfferUse own;
    own.offer_id = use.offer_id;
    own.uses = use.uses_member;
    own.units = use.units_member;
    TESSERA_RETURN_IF_ERROR(transaction.SaveOfferUse(member_id, own));
  }
  return absl::OkStatus();
}

absl::Status SeedCoupons(const operations::Context& context, storage::Transaction& transaction,
                         const Translation& translation, Instant now) {
  using Status = engine::CouponState::Status;
  for (const engine::CouponState& state : translation.member.coupons) {
    storage::Coupon coupon;
    coupon.code = operations::CouponHash(context, state.code);
    coupon.batch_id = state.batch_id;
    coupon.issued_at = now - Days(2);
    coupon.active_from = coupon.issued_at;
    if (state.status == Status::kExpired) coupon.expires_at = now - Days(1);
    if (state.status == Status::kUsed) {
      coupon.status = storage::CouponStatus::kUsed;
      coupon.uses = 1;
    }
    TESSERA_RETURN_IF_ERROR(transaction.AddCoupon(coupon));
  }
  return absl::OkStatus();
}

ledger::Tender Unused(const ledger::TenderKey& key) {
  ledger::TenderState state;
  state.key = key;
  return ledger::Tender(std::move(state));
}

absl::Status SeedWallet(storage::Transaction& transaction, const Translation& translation,
                        const Stage& stage) {
  for (const engine::TenderBalance& balance : translation.member.tenders) {
    if (balance.kind != engine::TenderKind::kWallet) continue;
    ledger::Tender wallet = Unused(operations::WalletKey(stage.member_id));
    TESSERA_RETURN_IF_ERROR(wallet.Adjust(balance.balance, {stage.now}));
    TESSERA_RETURN_IF_ERROR(transaction.SaveTender(wallet));
  }
  return absl::OkStatus();
}

// One thing that happened to the points.
struct Movement {
  Instant at;
  Points points;  // negative: spent
  ledger::LotLife life;
  bool waits = false;  // not among the points that can be spent, whatever its life says
};

absl::StatusOr<Movement> Earned(const LotBefore& lot, const engine::Program& program,
                                Instant now) {
  Movement movement{lot.earned, lot.points, {}, lot.pending};
  TESSERA_ASSIGN_OR_RETURN(
      movement.life, ledger::LifeFrom(lot.earned, program.points_life, program.time_zone));
  // Said of the lot without a rule that makes it so.
  if (lot.pending && program.points_life.activation_days == 0) {
    movement.life.active_from = now + Days(1);
  }
  if (lot.expired) movement.life.expires_at = std::min(now, movement.life.expires_at.value_or(now));
  return movement;
}

// Points that are told of without saying where they come from: what is left of the balance when all
// others are taken off, and never less than what earlier sales spent.
Points Opening(const CustomerBefore& before, const std::vector<Movement>& movements, Instant now,
               bool orders) {
  Points opening = before.points.value_or(Points());
  Points needed;
  for (const Movement& movement : movements) {
    const bool ended = movement.life.expires_at && *movement.life.expires_at <= now;
    const bool counts = !ended && !movement.waits && movement.life.active_from <= now;
    if (before.points && counts) opening -= movement.points;
  }
  if (!orders) return opening;
  for (const OrderBefore& order : before.orders) {
    if (!order.customer.empty()) continue;
    needed += order.spent.value_or(Points());
    if (!before.points) continue;
    opening += order.spent.value_or(Points()) - order.earned.value_or(Points()) + order.revoked;
  }
  return std::max(opening, needed);
}

absl::Status Play(const std::vector<Movement>& movements, Instant now, ledger::Account& account) {
  for (const Movement& movement : movements) {
    const ledger::Cause cause{movement.at};
    if (movement.points.is_negative()) {
      TESSERA_RETURN_IF_ERROR(
          account.Spend(-movement.points, ledger::Overdraft::kRefuse, cause).status());
    } else {
      TESSERA_RETURN_IF_ERROR(account.Earn(movement.points, movement.life, cause).status());
    }
  }
  return account.Settle(now);
}

}  // namespace

absl::Status SeedMember(Chain& chain, const Translation& translation, const CustomerBefore& before,
                        const Stage& stage) {
  storage::Member member;
  member.member_id = stage.member_id;
  member.tier = before.tier;
  member.assigned_tier = before.assigned;
  member.tier_since = before.tier_since.value_or(stage.now - Days(1));
  member.tier_until = stage.review;
  member.tags = translation.member.tags;
  std::sort(member.tags.begin(), member.tags.end());
  member.created_at = stage.now - Days(1);
  const operations::Context context = chain.As(operations::kHq);
  return chain.store().WriteAndWait([&](storage::Transaction& transaction) -> absl::Status {
    TESSERA_RETURN_IF_ERROR(transaction.AddMember(member));
    TESSERA_RETURN_IF_ERROR(SeedPurchases(transaction, translation, before, stage));
    TESSERA_RETURN_IF_ERROR(SeedUses(transaction, translation, stage.member_id));
    TESSERA_RETURN_IF_ERROR(SeedCoupons(context, transaction, translation, stage.now));
    return SeedWallet(transaction, translation, stage);
  });
}

absl::Status SeedPoints(Chain& chain, const Translation& translation, const CustomerBefore& before,
                        const Stage& stage, bool orders) {
  std::vector<Movement> movements;
  for (const LotBefore& lot : before.lots) {
    TESSERA_ASSIGN_OR_RETURN(Movement movement, Earned(lot, translation.program, stage.now));
    movements.push_back(movement);
  }
  for (const SpentBefore& spent : before.spent) movements.push_back({spent.at, -spent.points, {}, false});
  std::stable_sort(movements.begin(), movements.end(),
                   [](const Movement& a, const Movement& b) { return a.at < b.at; });
  const Points opening = Opening(before, movements, stage.now, orders);
  if (opening.is_negative()) {
    return absl::InvalidArgumentError("customer.points: its lots are more than all its points");
  }
  // Before everything that is booked for the case.
  const Instant first = movements.empty() ? stage.now - Days(3) : movements.front().at;
  movements.insert(movements.begin(), {first, opening, {first, std::nullopt}, false});
  return chain.store().WriteAndWait([&](storage::Transaction& transaction) -> absl::Status {
    TESSERA_ASSIGN_OR_RETURN(auto state, transaction.LoadAccount(stage.member_id, {}));
    ledger::Account account(std::move(state));
    // Sales of before come next, and their instants have to come after the account's.
    const Instant until = orders ? movements.back().at : stage.now;
    TESSERA_RETURN_IF_ERROR(Play(movements, until, account));
    return transaction.SaveAccount(account);
  });
}

absl::Status SeedGiftCards(Chain& chain, const Translation& translation,
                           std::optional<SaleId> sale_id) {
  std::vector<uint32_t> sold_by;
  for (const engine::Line& line : translation.basket.lines) {
    const bool sells = std::find(line.labels.begin(), line.labels.end(), "kind=gift_card_sale") !=
                       line.labels.end();
    if (sells && sale_id) sold_by.push_back(line.line_no);
  }
  const operations::Context context = chain.As(operations::kHq);
  return chain.store().WriteAndWait([&](storage::Transaction& transaction) -> absl::Status {
    size_t index = 0;
    for (const auto& [code, balance] : translation.gift_cards) {
      ledger::Tender card = Unused(operations::GiftCardKey(context, code));
      ledger::Cause cause{context.now};
      const bool sold = index < sold_by.size();
      if (sold) cause.sale_id = sale_id;
      if (!balance.is_zero()) {
        TESSERA_RETURN_IF_ERROR(
            card.Activate(balance, std::nullopt, sold ? sold_by[index] : 0, cause));
      }
      TESSERA_RETURN_IF_ERROR(transaction.SaveTender(card));
      ++index;
    }
    return absl::OkStatus();
  });
}

}  // namespace tessera::cases
