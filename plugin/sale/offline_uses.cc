#include "tessera/plugin/sale/offline_uses.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "tessera/engine/history.h"

namespace tessera::plugin {
namespace {

using Status = engine::CouponState::Status;

engine::OfferUse& UseOf(const std::string& offer_id, engine::MemberView* view) {
  for (engine::OfferUse& use : view->uses) {
    if (use.offer_id == offer_id) return use;
  }
  engine::OfferUse& use = view->uses.emplace_back();
  use.offer_id = offer_id;
  return use;
}

int64_t Sum(int64_t one, int64_t other) {
  // Too much to count is too much to give.
  return CheckedAdd(one, other).value_or(std::max(one, other));
}

void AddTo(OwnUses* uses, const OwnOfferUse& one) {
  ++uses->sales;
  uses->discount = Money(Sum(uses->discount.value(), one.discount.value()));
  uses->points = Points(Sum(uses->points.value(), one.points.value()));
}

// As if nothing of its limits were left.
void Exhaust(const engine::Limits& limits, engine::OfferUse* use) {
  use->uses_total = std::max(use->uses_total, limits.uses_total);
  use->budget_used = std::max(use->budget_used, limits.budget);
  use->budget_used_points = std::max(use->budget_used_points, limits.budget_points);
}

bool LimitsAll(const engine::CompiledProgram& program, uint32_t offer) {
  const std::vector<uint32_t>& all = engine::AsksOf(program).used_altogether;
  return std::find(all.begin(), all.end(), offer) != all.end();
}

// As the service judges a coupon that is its member's own.
std::optional<Status> StatusFor(const v1::CachedCoupon& coupon, int64_t used, Instant now) {
  if (now.us < coupon.active_from_us()) return std::nullopt;
  if (coupon.uses_left() <= used) return Status::kUsed;
  if (coupon.expires_at_us() != 0 && coupon.expires_at_us() <= now.us) return Status::kExpired;
  return Status::kValid;
}

}  // namespace

void OfflineUses::Turn::Look(const std::string& sale_id, const engine::CompiledProgram& program,
                             const v1::Member* member, const engine::Basket& basket,
                             Instant service_now, engine::MemberView* view) {
  uses_.AddUsesOfAll(sale_id, program, view);
  if (member != nullptr && !basket.coupon_codes.empty()) {
    uses_.AddCoupons(sale_id, *member, basket, service_now, view);
  }
}

void OfflineUses::Turn::Promise(const std::string& sale_id,
                                const engine::CompiledProgram& program,
                                const engine::Evaluation& evaluation) {
  std::vector<OwnOfferUse> promised;
  for (const engine::OfferResult& offer : evaluation.offers) {
    if (offer.outcome != engine::Outcome::kApplied) continue;
    if (offer.coupon_code.empty() && !LimitsAll(program, offer.offer)) continue;
    promised.push_back({program.source().offers[offer.offer].id, offer.units, offer.discount,
                        offer.points, offer.coupon_code});
  }
  uses_.promised_.erase(sale_id);
  if (!promised.empty()) uses_.promised_[sale_id] = std::move(promised);
}

void OfflineUses::Forget(const std::string& sale_id) {
  const std::lock_guard<std::mutex> lock(mutex_);
  promised_.erase(sale_id);
}

OwnUses OfflineUses::OwnUsesOf(const std::string& offer_id, const std::string& sale_id) const {
  OwnUses own = outbox_.UsesOf(offer_id, sale_id);
  for (const auto& [sale, offers] : promised_) {
    if (sale == sale_id) continue;
    for (const OwnOfferUse& offer : offers) {
      if (offer.offer_id == offer_id) AddTo(&own, offer);
    }
  }
  return own;
}

void OfflineUses::AddUsesOfAll(const std::string& sale_id, const engine::CompiledProgram& program,
                               engine::MemberView* view) const {
  for (const uint32_t number : engine::AsksOf(program).used_altogether) {
    const engine::Offer& offer = program.source().offers[number];
    const v1::OfferUses known = cache_.FindOfferUses(offer.id);
    const OwnUses own = OwnUsesOf(offer.id, sale_id);
    engine::OfferUse& use = UseOf(offer.id, view);
    use.uses_total = Sum(known.uses(), own.sales);
    use.budget_used = Money(Sum(known.cost_minor(), own.discount.value()));
    use.budget_used_points = Points(Sum(known.cost_points(), own.points.value()));
    if (own.sales >= offer.limits.offline_uses_per_terminal) Exhaust(offer.limits, &use);
  }
}

void OfflineUses::AddCoupons(const std::string& sale_id, const v1::Member& member,
                             const engine::Basket& basket, Instant now,
                             engine::MemberView* view) {
  const auto cached = cache_.FindCoupons(member.member_id());
  if (!cached.ok() || !cached->has_value() || (*cached)->coupons().empty()) return;
  const std::vector<OwnSale> sales =
      outbox_.SalesOf(member.member_id(), Instant{member.as_of_us()}, sale_id);
  for (const std::string& code : basket.coupon_codes) {
    const auto hashes = cache_.HashCoupon(code);
    if (!hashes.has_value()) return;
    const auto& coupons = (*cached)->coupons();
    for (const CodeHash& hash : *hashes) {
      const auto found = std::find_if(coupons.begin(), coupons.end(), [&](const auto& coupon) {
        return absl::string_view(coupon.code_hash()) == HashBytes(hash);
      });
      if (found == coupons.end()) continue;
      const auto status = StatusFor(*found, OwnCouponUses(*found, sales, sale_id), now);
      if (status.has_value()) view->coupons.push_back({code, found->batch_id(), *status});
      break;
    }
  }
}

bool OfflineUses::IsCode(const std::string& code, const v1::CachedCoupon& coupon) const {
  if (code.empty()) return false;
  const auto hashes = cache_.HashCoupon(code);
  return hashes.has_value() &&
         std::any_of(hashes->begin(), hashes->end(), [&](const CodeHash& hash) {
           return absl::string_view(coupon.code_hash()) == HashBytes(hash);
         });
}

int64_t OfflineUses::OwnCouponUses(const v1::CachedCoupon& coupon,
                                   const std::vector<OwnSale>& sales,
                                   const std::string& sale_id) const {
  int64_t uses = 0;
  const auto count = [&](const std::vector<OwnOfferUse>& offers) {
    for (const OwnOfferUse& offer : offers) uses += IsCode(offer.coupon_code, coupon) ? 1 : 0;
  };
  for (const OwnSale& sale : sales) count(sale.offers);
  for (const auto& [sale, offers] : promised_) {
    if (sale != sale_id) count(offers);
  }
  return uses;
}

}  // namespace tessera::plugin
