#include "any_basket.h"

namespace tessera::generate {
namespace {

constexpr int64_t kDayUs = 86'400'000'000;

v1::Line AnyLine(Choices choices, int number) {
  v1::Line line;
  line.set_line_no(static_cast<uint32_t>(3 * (number + 1)));
  line.set_sku(choices.Of(kSkus));
  line.set_category(choices.Of(kCategories));
  line.set_brand(choices.Of(kBrands));
  for (const char* label : kLabels) {
    if (choices.OneIn(3)) line.add_labels(label);
  }
  line.set_unit_price_minor(choices.Upto(20'000));
  if (choices.OneIn(12)) line.set_unit_price_minor(-choices.Upto(3'000));
  line.set_quantity_milli(1000 * choices.Between(1, 4));
  if (choices.OneIn(4)) line.set_quantity_milli(choices.Between(1, 4'000));
  line.set_weighed(choices.OneIn(8));
  if (choices.OneIn(6)) line.set_minimum_unit_price_minor(choices.Upto(20'000));
  line.set_no_discount(choices.OneIn(10));
  line.set_no_earn(choices.OneIn(10));
  line.set_no_spend(choices.OneIn(10));
  line.set_on_sale(choices.OneIn(6));
  return line;
}

void EnterCodes(Choices& choices, const v1::Program& program, v1::Basket* basket) {
  for (int i = 0; i < program.offers_size(); ++i) {
    const v1::Offer& offer = program.offers(i);
    if (offer.trigger().has_coupon() && !choices.OneIn(5)) {
      basket->add_coupon_codes(choices.OneIn(6) ? "CODE" + std::to_string(i) : CodeOf(i));
      if (offer.trigger().coupon().batch_id() != "" && choices.OneIn(2)) {
        basket->add_coupon_codes("issued" + std::to_string(i));
      }
    }
    if (offer.trigger().has_choice() && !offer.inactive() && !choices.OneIn(4)) {
      v1::Choice* choice = basket->add_choices();
      choice->set_offer_id(offer.offer_id());
      choice->set_times(choices.Between(1, 3));
    }
  }
  if (choices.OneIn(10)) basket->add_coupon_codes("nobody's");
}

void AddHistory(Choices& choices, engine::MemberView* member) {
  if (choices.OneIn(2)) member->segments.push_back("vip");
  if (choices.OneIn(2)) member->birthday = engine::Birthday{1, static_cast<int32_t>(choices.Between(1, 31))};
  if (choices.OneIn(2)) member->enrolled_at = Instant{kNow.us - choices.Upto(90) * kDayUs};
  if (choices.OneIn(2)) member->purchases = choices.Upto(5);
  if (choices.OneIn(2)) member->last_purchase_at = Instant{kNow.us - choices.Upto(40) * kDayUs};
  if (choices.OneIn(2)) {
    member->activity.push_back({30, Money(choices.Upto(40'000)), choices.Upto(4)});
  }
}

void AddUses(Choices& choices, const v1::Program& program, engine::MemberView* member) {
  for (const v1::Offer& offer : program.offers()) {
    if (!offer.has_limits() || choices.OneIn(2)) continue;
    engine::OfferUse use;
    use.offer_id = offer.offer_id();
    use.uses_total = choices.Upto(3);
    use.uses_member = choices.Upto(use.uses_total);
    use.uses_member_today = choices.Upto(use.uses_member);
    use.units_member = choices.Upto(4);
    use.budget_used = Money(choices.Upto(10'000));
    use.budget_used_points = Points(choices.Upto(60));
    member->uses.push_back(std::move(use));
  }
}

}  // namespace

std::string AnyStore(const Recipe& recipe) {
  Choices choices(recipe.basket);
  return choices.Of(kStores);
}

v1::Basket AnyBasket(const Recipe& recipe, const v1::Program& program) {
  Choices choices(recipe.basket);
  choices.Of(kStores);
  v1::Basket basket;
  basket.set_currency_code("RUB");
  for (int i = 0; i < static_cast<int>(recipe.lines.size()); ++i) {
    *basket.add_lines() = AnyLine(Choices(recipe.lines[i]), i);
  }
  basket.set_payment_method(choices.Of(kMethods));
  if (choices.OneIn(2)) {
    v1::Tender* wallet = basket.add_tenders();
    wallet->set_kind(v1::TENDER_KIND_WALLET);
    wallet->set_amount_minor(choices.OneIn(2) ? choices.Upto(5'000) : 0);
  }
  for (const char* code : {"gc1", "gc2"}) {
    if (!choices.OneIn(3)) continue;
    v1::Tender* card = basket.add_tenders();
    card->set_kind(v1::TENDER_KIND_GIFT_CARD);
    card->set_code(code);
    card->set_amount_minor(choices.OneIn(2) ? choices.Upto(5'000) : 0);
  }
  EnterCodes(choices, program, &basket);
  return basket;
}

engine::MemberView AnyMember(const Recipe& recipe, const v1::Program& program) {
  Choices choices(recipe.member);
  engine::MemberView member;
  member.present = !choices.OneIn(5);
  if (member.present) {
    member.tier = choices.OneIn(2) ? "gold" : "silver";
    if (choices.OneIn(3)) member.tags.push_back("staff");
    member.spendable = Points(choices.Upto(500) - choices.Upto(20));
    member.limit = static_cast<engine::MemberView::Limit>(choices.Upto(2));
    AddHistory(choices, &member);
  }
  AddUses(choices, program, &member);
  for (int i = 0; i < program.offers_size(); ++i) {
    const v1::CouponTrigger& coupon = program.offers(i).trigger().coupon();
    if (coupon.batch_id().empty()) continue;
    member.coupons.push_back({"issued" + std::to_string(i), coupon.batch_id(),
                              static_cast<engine::CouponState::Status>(choices.Upto(2))});
  }
  member.tenders.push_back({engine::TenderKind::kWallet, "", Money(choices.Upto(8'000))});
  member.tenders.push_back({engine::TenderKind::kGiftCard, "gc1", Money(choices.Upto(8'000))});
  return member;
}

}  // namespace tessera::generate
