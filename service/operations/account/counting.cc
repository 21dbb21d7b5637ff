#include "tessera/operations/account/counting.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tessera/base/identifier.h"
#include "tessera/base/status.h"
#include "tessera/engine/history.h"
#include "tessera/engine/receipt_limits.h"
#include "tessera/ledger/points_life.h"
#include "tessera/ledger/tiers.h"
#include "tessera/operations/account/coupon_codes.h"
#include "tessera/operations/account/own_coupons.h"
#include "tessera/operations/account/judging.h"
#include "tessera/operations/account/situation.h"
#include "tessera/operations/account/taking_back.h"

namespace tessera::operations {
namespace {

template <typename Described>
const Described* Find(const std::vector<Described>& all, std::string Described::*id,
                      absl::string_view wanted) {
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const Described& one) { return one.*id == wanted; });
  return found == all.end() ? nullptr : &*found;
}

// What is left never falls below zero: a use that was never counted is not counted back.
int64_t Changed(int64_t value, int64_t by) {
  const int64_t most = std::numeric_limits<int64_t>::max();
  return std::max<int64_t>(CheckedAdd(value, by).value_or(by > 0 ? most : 0), 0);
}

}  // namespace

absl::Status CountUse(storage::Transaction& transaction, const CountedSale& sale,
                      const engine::Offer& offer, const v1::ShownOffer& shown, int sign) {
  const engine::Limits& limits = offer.limits;
  if (limits.uses_total != 0 || !limits.budget.is_zero() || !limits.budget_points.is_zero()) {
    TESSERA_ASSIGN_OR_RETURN(storage::OfferUse all, transaction.LoadOfferUse(offer.id));
    all.offer_id = offer.id;
    all.uses = Changed(all.uses, sign);
    all.spent = Money(Changed(all.spent.value(), sign * shown.discount_minor()));
    all.spent_points = Points(Changed(all.spent_points.value(), sign * shown.points()));
    TESSERA_RETURN_IF_ERROR(transaction.SaveOfferUse(all));
    TESSERA_RETURN_IF_ERROR(transaction.AppendOfferChange(offer.id));
  }
  const bool limits_member = limits.uses_per_member != 0 || limits.uses_per_member_day != 0 ||
                             limits.units_per_member != 0;
  if (!limits_member || sale.member == nullptr) return absl::OkStatus();
  const MemberId& member_id = sale.member->member.member_id;
  TESSERA_ASSIGN_OR_RETURN(auto uses, transaction.ListOfferUses(member_id));
  storage::MemberOfferUse use;
  use.offer_id = offer.id;
  for (storage::MemberOfferUse& known : uses) {
    if (known.offer_id == offer.id) use = std::move(known);
  }
  const int32_t day = engine::DayInStore(*sale.program, sale.store_id, sale.at);
  // A sale that is booked late leaves the count of a later day alone.
  if (sign > 0 && day > use.day) {
    use.day = day;
    use.uses_day = 0;
  }
  if (use.day == day) use.uses_day = Changed(use.uses_day, sign);
  use.uses = Changed(use.uses, sign);
  use.units = Changed(use.units, sign * shown.units());
  return transaction.SaveOfferUse(member_id, use);
}

absl::StatusOr<ledger::PurchaseDay> LoadPurchaseDay(storage::ReadTransaction& transaction,
                                                    const MemberId& member_id, int32_t day) {
  TESSERA_ASSIGN_OR_RETURN(const auto days, transaction.ListPurchaseDays(member_id, day));
  if (!days.empty() && days.front().day == day) return days.front();
  ledger::PurchaseDay none;
  none.day = day;
  return none;
}

namespace {

absl::Status CountCoupon(const Context& context, storage::Transaction& transaction,
                         const SaleId& sale_id, const std::string& code, int sign) {
  if (code.empty()) return absl::OkStatus();
  // A receipt that comes back names codes as its stored document does.
  TESSERA_ASSIGN_OR_RETURN(
      auto coupon, sign > 0 ? FindCouponOf(context, transaction, code)
                            : transaction.FindCoupon(HashOfStored(context, kCoupon, code)));
  if (!coupon) return absl::OkStatus();  // one that the program lists
  coupon->uses = std::max(coupon->uses + sign, 0);
  if (sign > 0) coupon->used_by = sale_id;
  if (coupon->status != storage::CouponStatus::kBlocked) {
    coupon->status = coupon->uses >= coupon->maximum_uses ? storage::CouponStatus::kUsed
                                                          : storage::CouponStatus::kValid;
  }
  return ChangeCoupon(transaction, *coupon);
}

absl::Status CountPurchase(storage::Transaction& transaction, const CountedSale& sale,
                           const ledger::PurchaseDay& what, bool is_sale) {
  const MemberId& member_id = sale.member->member.member_id;
  TESSERA_ASSIGN_OR_RETURN(ledger::Purchases ever, transaction.LoadPurchases(member_id));
  TESSERA_RETURN_IF_ERROR(ledger::Add(what, ever));
  if (is_sale && (!ever.last_at || *ever.last_at < sale.at)) ever.last_at = sale.at;
  TESSERA_RETURN_IF_ERROR(transaction.SavePurchases(member_id, ever));
  const engine::CompiledProgram* const calendar = sale.live != nullptr ? sale.live : sale.program;
  if (calendar == nullptr) return absl::OkStatus();
  TESSERA_ASSIGN_OR_RETURN(
      ledger::PurchaseDay day,
      LoadPurchaseDay(transaction, member_id, engine::DayOfProgram(*calendar, sale.at)));
  TESSERA_RETURN_IF_ERROR(ledger::Add(what, day));
  return transaction.SavePurchaseDay(member_id, day);
}

class Giving {
 public:
  Giving(const Context& context, storage::Transaction& transaction, const CountedSale& sale,
         std::vector<v1::GivenCoupon>* given)
      : context_(context), transaction_(transaction), sale_(sale), given_(*given) {}

  absl::Status Give(const std::string& batch_id, int64_t coupons) {
    const engine::CouponBatch* batch = nullptr;
    if (sale_.live != nullptr) {
      batch = Find(sale_.live->source().coupon_batches, &engine::CouponBatch::batch_id, batch_id);
    }
    for (int64_t i = 0; i < coupons; ++i) {
      const absl::Status added = GiveOne(batch_id, batch);
      if (!added.ok()) return added;
    }
    return absl::OkStatus();
  }

  absl::Status Stamp(const v1::StampResult& stamps) {
    if (sale_.member == nullptr) return absl::OkStatus();
    const MemberId& member_id = sale_.member->member.member_id;
    TESSERA_ASSIGN_OR_RETURN(storage::StampCard card, StampCardOf(transaction_, member_id, stamps.card_id()));
    card.stamps += stamps.stamps();
    const engine::StampCard* const rules = RulesOfCard(sale_, card.card_id);
    if (rules != nullptr && card.stamps >= rules->full_stamps) {
      // Cards beyond what one receipt gives are full next time.
      const int64_t most =
          CouponsOf(*rules) == 0 ? card.stamps : CardCouponsLeft() / CouponsOf(*rules);
      const int64_t full = std::min(card.stamps / rules->full_stamps, most);
      card.stamps -= full * rules->full_stamps;
      TESSERA_RETURN_IF_ERROR(Give(rules->batch_id, full * CouponsOf(*rules)));
    }
    return transaction_.SaveStampCard(member_id, card);
  }

 private:
  // Full cards give theirs before anything else is given.
  int64_t CardCouponsLeft() const {
    return engine::kMostCoupons - static_cast<int64_t>(given_.size());
  }

  absl::Status GiveOne(const std::string& batch_id, const engine::CouponBatch* batch) {
    const std::string code =
        GivenCode(context_, sale_.sale_id, static_cast<int>(given_.size()));
    storage::Coupon coupon;
    coupon.code = NewCouponHash(context_, sale_.live, code);
    coupon.batch_id = batch_id;
    coupon.issued_at = context_.now;
    coupon.active_from = context_.now;
    coupon.issued_by = sale_.sale_id;
    v1::GivenCoupon& given = given_.emplace_back();
    if (batch != nullptr) {
      const engine::Program& program = sale_.live->source();
      const engine::PointsLife days{batch->activation_days, batch->lifetime_days};
      TESSERA_ASSIGN_OR_RETURN(const ledger::LotLife life,
                               ledger::LifeFrom(context_.now, days, program.time_zone));
      coupon.active_from = life.active_from;
      coupon.expires_at = life.expires_at;
      coupon.maximum_uses = std::max(batch->uses, 1);
      if (batch->personal && sale_.member != nullptr) {
        coupon.member_id = sale_.member->member.member_id;
      }
      given.set_name(std::string(sale_.live->TextOrDefault(batch->name, "")));
    }
    given.set_code(code);
    given.set_batch_id(batch_id);
    given.set_active_from_us(coupon.active_from.us);
    given.set_expires_at_us(coupon.expires_at ? coupon.expires_at->us : 0);
    return transaction_.AddCoupon(coupon);
  }

  const Context& context_;
  storage::Transaction& transaction_;
  const CountedSale& sale_;
  std::vector<v1::GivenCoupon>& given_;
};

absl::Status CountOffers(const Context& context, storage::Transaction& transaction,
                         const CountedSale& sale, int sign) {
  for (const v1::ShownOffer& shown : sale.receipt.offers()) {
    const engine::Offer* const offer =
        sale.program == nullptr ? nullptr : sale.program->FindOffer(shown.offer_id());
    if (sign < 0 && (offer == nullptr || !offer->limits.freed_by_return)) continue;
    if (offer != nullptr) {
      TESSERA_RETURN_IF_ERROR(CountUse(transaction, sale, *offer, shown, sign));
    }
    TESSERA_RETURN_IF_ERROR(
        CountCoupon(context, transaction, sale.sale_id, shown.coupon_code(), sign));
  }
  return absl::OkStatus();
}

}  // namespace

std::string GivenCode(const Context& context, const SaleId& sale_id, int index) {
  return MadeCode(context, "given-coupon", absl::StrCat(sale_id.ToText(), ":", index));
}

int LevelOf(const engine::Program& program, absl::string_view tier) {
  for (size_t i = 0; i < program.tiers.size(); ++i) {
    if (program.tiers[i].id == tier) return static_cast<int>(i);
  }
  return -1;
}

absl::Status JudgeTier(const Context& context, storage::Transaction& transaction,
                       const engine::CompiledProgram& live, LoadedMember& member) {
  storage::Member& row = member.member;
  // Nothing to gain and nothing to lose; a time that is still set must go, or it stays due for ever.
  if (live.source().tiers.empty() && row.tier.empty() && !row.tier_until) return absl::OkStatus();
  const ledger::TierState before{row.tier, row.assigned_tier, row.tier_since, row.tier_until};
  ledger::Merits merits;
  TESSERA_ASSIGN_OR_RETURN(const auto first,
                           ledger::FirstDayCounted(live.source(), before, context.now));
  std::vector<ledger::PurchaseDay> days;
  if (first) {
    TESSERA_ASSIGN_OR_RETURN(days, transaction.ListPurchaseDays(row.member_id, *first));
  }
  TESSERA_ASSIGN_OR_RETURN(merits.ever, transaction.LoadPurchases(row.member_id));
  merits.days = days;
  merits.active = std::max(member.account.FiguresAt(context.now).balance, Points());
  TESSERA_ASSIGN_OR_RETURN(const ledger::TierState now,
                           ledger::Judge(live.source(), merits, before, context.now));
  if (now == before) return absl::OkStatus();
  row.tier = now.tier;
  row.tier_since = now.since;
  row.tier_until = now.until;
  TESSERA_RETURN_IF_ERROR(transaction.UpdateMember(row));
  return transaction.AppendMemberChange(row.member_id);
}

absl::Status JudgeIfLive(const Context& context, storage::Transaction& transaction,
                         LoadedMember& member) {
  TESSERA_ASSIGN_OR_RETURN(const Programs::Program live, context.programs.LiveOrNone(transaction));
  if (live == nullptr) return absl::OkStatus();
  TESSERA_RETURN_IF_ERROR(JudgeTier(context, transaction, *live, member));
  return JudgeSharers(context, transaction, *live, member);
}

absl::StatusOr<Counted> CountSale(const Context& context, storage::Transaction& transaction,
                                  const CountedSale& sale, const ledger::PurchaseDay& purchase) {
  Counted counted;
  TESSERA_RETURN_IF_ERROR(CountOffers(context, transaction, sale, 1));
  Giving giving(context, transaction, sale, &counted.coupons);
  for (const v1::StampResult& stamps : sale.receipt.stamps()) {
    TESSERA_RETURN_IF_ERROR(giving.Stamp(stamps));
  }
  for (const v1::IssuedCoupons& issued : sale.receipt.issued_coupons()) {
    TESSERA_RETURN_IF_ERROR(giving.Give(issued.batch_id(), issued.coupons()));
  }
  if (sale.member == nullptr) return counted;
  TESSERA_RETURN_IF_ERROR(CountPurchase(transaction, sale, purchase, /*is_sale=*/true));
  if (sale.live == nullptr) return counted;
  const int level = LevelOf(sale.live->source(), sale.member->member.tier);
  TESSERA_RETURN_IF_ERROR(JudgeTier(context, transaction, *sale.live, *sale.member));
  TESSERA_RETURN_IF_ERROR(JudgeSharers(context, transaction, *sale.live, *sale.member));
  const std::string& tier = sale.member->member.tier;
  if (LevelOf(sale.live->source(), tier) > level) counted.new_tier = tier;
  return counted;
}

absl::Status CountRefund(const Context& context, storage::Transaction& transaction,
                         const CountedSale& sale, const ledger::PurchaseDay& back, bool whole,
                         const v1::SaleResult& answer) {
  if (whole) {
    TESSERA_RETURN_IF_ERROR(CountOffers(context, transaction, sale, -1));
    TESSERA_RETURN_IF_ERROR(TakeBackGiven(context, transaction, sale, answer));
  }
  if (sale.member == nullptr) return absl::OkStatus();
  const ledger::PurchaseDay less{0, whole ? -1 : 0, -back.spend, -back.earned};
  TESSERA_RETURN_IF_ERROR(CountPurchase(transaction, sale, less, /*is_sale=*/false));
  if (sale.live == nullptr) return absl::OkStatus();
  TESSERA_RETURN_IF_ERROR(JudgeTier(context, transaction, *sale.live, *sale.member));
  return JudgeSharers(context, transaction, *sale.live, *sale.member);
}

}  // namespace tessera::operations
