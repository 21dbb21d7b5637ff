#include "tessera/situation/seen.h"

#include <algorithm>

#include "seen_member.pb.h"
#include "tessera/engine/history.h"

namespace tessera::situation {
namespace {

using Status = engine::CouponState::Status;

SeenCouponStatus StatusOf(Status status) {
  switch (status) {
    case Status::kValid: return SEEN_COUPON_STATUS_VALID;
    case Status::kUsed: return SEEN_COUPON_STATUS_USED;
    case Status::kExpired: return SEEN_COUPON_STATUS_EXPIRED;
  }
  return SEEN_COUPON_STATUS_EXPIRED;
}

Status StatusOf(SeenCouponStatus status) {
  switch (status) {
    case SEEN_COUPON_STATUS_VALID: return Status::kValid;
    case SEEN_COUPON_STATUS_USED: return Status::kUsed;
    default: return Status::kExpired;
  }
}

void KeepMember(const engine::CompiledProgram& program, const engine::MemberView& view,
                SeenMember* seen) {
  seen->set_present(view.present);
  seen->set_tier(view.tier);
  for (const std::string& tag : view.tags) seen->add_tags(tag);
  for (const std::string& segment : view.segments) seen->add_segments(segment);
  seen->set_spendable_points(view.spendable.value());
  if (engine::AsksOf(program).purchases && view.purchases) {
    seen->set_purchases(*view.purchases);
    if (view.last_purchase_at) seen->set_last_purchase_at_us(view.last_purchase_at->us);
  }
  if (view.enrolled_at) seen->set_enrolled_at_us(view.enrolled_at->us);
  for (const engine::ActivityTotal& total : view.activity) {
    SeenActivity& activity = *seen->add_activity();
    activity.set_days(total.days);
    activity.set_spend_minor(total.spend.value());
    activity.set_visits(total.visits);
  }
}

void KeepCodes(const engine::MemberView& view, const engine::Basket& basket, SeenMember* seen) {
  for (const engine::CouponState& state : view.coupons) {
    const auto code =
        std::find(basket.coupon_codes.begin(), basket.coupon_codes.end(), state.code);
    if (code == basket.coupon_codes.end()) continue;
    SeenCoupon& coupon = *seen->add_coupons();
    coupon.set_place(static_cast<int32_t>(code - basket.coupon_codes.begin()));
    coupon.set_batch_id(state.batch_id);
    coupon.set_status(StatusOf(state.status));
  }
  for (const engine::TenderBalance& balance : view.tenders) {
    const auto tender = std::find_if(
        basket.tenders.begin(), basket.tenders.end(), [&](const engine::Tender& one) {
          return one.kind == balance.kind &&
                 (one.code == balance.code || one.kind == engine::TenderKind::kWallet);
        });
    if (tender == basket.tenders.end()) continue;
    SeenTender& kept = *seen->add_tenders();
    kept.set_place(static_cast<int32_t>(tender - basket.tenders.begin()));
    kept.set_balance_minor(balance.balance.value());
  }
}

void RecallMember(const SeenMember& seen, engine::MemberView* view) {
  view->present = seen.present();
  view->tier = seen.tier();
  view->tags.assign(seen.tags().begin(), seen.tags().end());
  view->segments.assign(seen.segments().begin(), seen.segments().end());
  view->spendable = Points(seen.spendable_points());
  if (seen.has_purchases()) view->purchases = seen.purchases();
  if (seen.last_purchase_at_us() != 0) view->last_purchase_at = Instant{seen.last_purchase_at_us()};
  if (seen.enrolled_at_us() != 0) view->enrolled_at = Instant{seen.enrolled_at_us()};
  for (const SeenActivity& total : seen.activity()) {
    view->activity.push_back({total.days(), Money(total.spend_minor()), total.visits()});
  }
}

bool RecallCodes(const SeenMember& seen, const engine::Basket& basket, engine::MemberView* view) {
  for (const SeenCoupon& coupon : seen.coupons()) {
    const auto place = static_cast<size_t>(coupon.place());
    if (coupon.place() < 0 || place >= basket.coupon_codes.size()) return false;
    view->coupons.push_back(
        {basket.coupon_codes[place], coupon.batch_id(), StatusOf(coupon.status())});
  }
  for (const SeenTender& kept : seen.tenders()) {
    const auto place = static_cast<size_t>(kept.place());
    if (kept.place() < 0 || place >= basket.tenders.size()) return false;
    const engine::Tender& tender = basket.tenders[place];
    const bool wallet = tender.kind == engine::TenderKind::kWallet;
    view->tenders.push_back(
        {tender.kind, wallet ? std::string() : tender.code, Money(kept.balance_minor())});
  }
  return true;
}

}  // namespace

std::string Keep(const engine::CompiledProgram& program, const engine::MemberView& view,
                 const engine::Basket& basket) {
  SeenMember seen;
  if (view.present) KeepMember(program, view, &seen);
  KeepCodes(view, basket, &seen);
  std::string kept = seen.SerializeAsString();
  // A sale without a card has nothing to keep, and is still one of which everything is known.
  if (kept.empty()) kept = std::string("\x20\x00", 2);  // spendable_points: 0
  return kept;
}

bool Recall(absl::string_view kept, const engine::Basket& basket, engine::MemberView* view) {
  SeenMember seen;
  if (kept.empty() || !seen.ParseFromArray(kept.data(), static_cast<int>(kept.size()))) return false;
  if (seen.present()) RecallMember(seen, view);
  return RecallCodes(seen, basket, view);
}

std::optional<std::string> TierIn(absl::string_view kept) {
  SeenMember seen;
  if (kept.empty() || !seen.ParseFromArray(kept.data(), static_cast<int>(kept.size()))) {
    return std::nullopt;
  }
  if (!seen.present()) return std::nullopt;
  return seen.tier();
}

}  // namespace tessera::situation
