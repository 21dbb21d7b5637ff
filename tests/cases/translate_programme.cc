// The programme: promotions, rewards for points, redemption and means of payment.
#include <algorithm>
#include <numeric>

#include "translation.h"

namespace tessera::cases {
namespace {

// Codes of which the case tells the state one by one are known by a batch.
void ReadCouponStates(Fields* programme, Translator* translator) {
  for (Fields& coupon : programme->Objects("coupons")) {
    coupon.Ignore({"issued_by", "issued_to"});
    engine::CouponState state;
    state.code = coupon.Text("code");
    state.batch_id = "of-" + coupon.Text("promotion");
    using Status = engine::CouponState::Status;
    state.status = coupon.OneOf<Status>("status",
                                        {{"active", Status::kValid},
                                         {"valid", Status::kValid},
                                         {"used", Status::kUsed},
                                         {"redeemed", Status::kUsed},
                                         {"expired", Status::kExpired}},
                                        Status::kValid);
    translator->out->member.coupons.push_back(std::move(state));
  }
}

void ReadWindow(Fields* promotion, engine::Offer* offer) {
  const auto earlier = [](const std::string& a, const std::string& b) {
    return a.empty() || (!b.empty() && b < a) ? b : a;
  };
  offer->window.first_date =
      std::max(promotion->Text("valid_from"), promotion->Text("coupon_valid_from"));
  offer->window.last_date =
      earlier(promotion->Text("valid_to"), promotion->Text("coupon_valid_to"));
}

void ReadBudget(Fields* promotion, engine::Offer* offer, engine::OfferUse* use,
                Translator* translator) {
  auto budget = promotion->Object("budget");
  if (!budget) return;
  const std::string type = budget->Text("type", "spend");
  if (type == "spend") {
    offer->limits.budget = Money(translator->MoneyIn(&*budget, "limit"));
    use->budget_used = Money(translator->MoneyIn(&*budget, "used"));
  } else if (type == "usage") {
    offer->limits.uses_total = budget->Whole("limit");
    use->uses_total = budget->Whole("used");
  } else {
    budget->Refuse("type", "\"" + type + "\" is not known");
  }
  offer->limits.on_exceed =
      budget->OneOf<engine::OnExceed>("on_exceed",
                                      {{"refuse", engine::OnExceed::kRefuse},
                                       {"cut", engine::OnExceed::kCut},
                                       {"allow_until_reached", engine::OnExceed::kFinish}},
                                      engine::OnExceed::kRefuse);
}

// Receipts of the customer's history on which one of the codes counts as used.
int64_t UsesInHistory(const std::vector<std::string>& codes, bool freed, const Json& customer) {
  int64_t uses = 0;
  const Json& history = customer.value("history", Json::object());
  for (const Json& order : history.value("orders", Json::array())) {
    if (freed && order.value("status", "") == "cancelled") continue;
    for (const Json& code : order.value("codes", Json::array())) {
      uses += std::count(codes.begin(), codes.end(), code.is_string() ? code.get<std::string>() : "");
    }
  }
  return uses;
}

void ReadLimits(Fields* promotion, const Origin& origin, engine::Offer* offer,
                Translator* translator) {
  const Json& customer = translator->source.customer;
  engine::OfferUse use;
  use.offer_id = "offer-" + std::to_string(translator->out->program.offers.size() + 1);
  ReadBudget(promotion, offer, &use, translator);
  if (promotion->Has("usage_limit")) offer->limits.uses_total = promotion->Whole("usage_limit");
  if (promotion->Has("used")) use.uses_total = promotion->Whole("used");
  offer->limits.uses_per_member = promotion->Whole("per_customer_limit");
  offer->limits.units_per_member = promotion->Whole("units_limit_per_customer");
  offer->limits.freed_by_return = promotion->Flag("uses_freed_by_cancellation");
  const auto of_customer = [&](const char* key, int64_t otherwise) {
    const Json& counts = customer.value(key, Json::object());
    for (const auto& [name, count] : counts.items()) {
      const bool named = name == origin.id || std::find(origin.codes.begin(), origin.codes.end(),
                                                        name) != origin.codes.end();
      if (named && count.is_number_integer()) return count.get<int64_t>();
    }
    return otherwise;
  };
  use.uses_member = of_customer(
      "uses", UsesInHistory(origin.codes, offer->limits.freed_by_return, customer));
  use.units_member = of_customer("discounted_units", 0);
  translator->out->member.uses.push_back(std::move(use));
}

void ReadTrigger(Fields* promotion, Origin* origin, engine::Offer* offer, Translator* translator) {
  origin->codes = promotion->Texts("codes");
  if (!promotion->OneOf<bool>("trigger", {{"auto", false}, {"code", true}}, !origin->codes.empty())) {
    offer->inactive =
        translator->source.programme.value("evaluate_automatic", Json(true)) == Json(false);
    return;
  }
  engine::CouponTrigger trigger{origin->codes, ""};
  for (const engine::CouponState& coupon : translator->out->member.coupons) {
    if (coupon.batch_id == "of-" + origin->id) trigger.batch_id = "batch-of-" + offer->id;
  }
  for (engine::CouponState& coupon : translator->out->member.coupons) {
    if (coupon.batch_id == "of-" + origin->id) coupon.batch_id = trigger.batch_id;
  }
  offer->trigger = std::move(trigger);
}

bool OrderWidePercent(const Json& promotion) {
  const Json& rewards = promotion.value("rewards", Json::array());
  return std::any_of(rewards.begin(), rewards.end(), [](const Json& reward) {
    return reward.value("type", "") == "percent_off" &&
           reward.value("target", Json::object()).value("scope", "order") == "order";
  });
}

void ReadRewardsForPoints(Fields* programme, Translator* translator) {
  for (Fields& reward : programme->Objects("rewards")) {
    Origin origin{Origin::Kind::kReward, reward.Text("id"), {}};
    engine::Offer offer;
    offer.phase_id = kRewardsPhase;
    offer.trigger = engine::ChoiceTrigger{Points(translator->PointsIn(&reward, "cost_points"))};
    for (Fields& given : reward.Objects("reward")) {
      offer.effects.push_back(TranslateReward(&given, &offer, translator));
    }
    translator->AddOffer(std::move(offer), std::move(origin));
  }
}

void ReadRedemption(Fields* programme, Translator* translator) {
  auto terms = programme->Object("redemption");
  if (!terms) return;
  const std::string type = terms->Text("type", "points_to_discount");
  if (type != "points_to_discount") terms->Refuse("type", "\"" + type + "\" is not known");
  engine::Redemption redemption;
  // The value of a point may have more digits than money: so many points are then worth whole units.
  constexpr int kExtraDigits = 4;
  int64_t points = 10'000;
  for (int i = 0; i < translator->out->points_digits; ++i) points *= 10;
  const int64_t value =
      terms->Decimal("value_per_point", translator->out->money_digits + kExtraDigits);
  const int64_t divisor = std::gcd(points, value);
  if (divisor == 0 || value <= 0) return terms->Refuse("value_per_point", "must be above 0");
  redemption.points = Points(points / divisor);
  redemption.value = Money(value / divisor);
  redemption.step = Points(translator->PointsIn(&*terms, "step_points"));
  redemption.minimum = Points(translator->PointsIn(&*terms, "min_points"));
  redemption.maximum_share = Share(terms->Decimal("max_percent", 3, kWhole.value()));
  translator->out->program.redemption = redemption;
}

void ReadPayments(Fields* programme, Translator* translator) {
  for (Fields& payment : programme->Objects("payments")) {
    engine::TenderRule rule;
    rule.kind = payment.OneOf<engine::TenderKind>("type",
                                                  {{"gift_card", engine::TenderKind::kGiftCard},
                                                   {"ewallet", engine::TenderKind::kWallet}},
                                                  engine::TenderKind::kUnknown);
    rule.lowers_bases = payment.OneOf<bool>(
        "applied", {{"after_discounts", false}, {"before_discounts", true}}, false);
    translator->out->program.tenders.push_back(rule);
  }
}

// Effects of one offer go each on what the ones before left. A promotion that is alone may have them
// all on the original prices, as the offers of a phase may.
void ReadWithin(Fields* promotion, Translator* translator) {
  const bool original = promotion->OneOf<bool>(
      "within_promotion", {{"compound", false}, {"on_original", true}}, false);
  if (!original) return;
  const Json& promotions = translator->source.programme["promotions"];
  const Json& stacking = translator->source.programme.value("stacking", Json::object());
  if (promotions.size() == 1 && !stacking.contains("mode")) {
    translator->out->rewards_on_original = true;
  } else if (stacking.value("mode", "") != "on_original") {
    promotion->Refuse("within_promotion", "on_original is known for a promotion alone");
  }
}

// What a promotion gives in points, whatever it discounts.
void ReadPoints(Fields* promotion, engine::Offer* offer, Translator* translator) {
  if (const int64_t points = translator->PointsIn(promotion, "extra_points"); points != 0) {
    offer->audience.everyone = false;
    offer->effects.push_back(engine::EarnFixed{"", Points(points)});
  }
  if (const int64_t factor = promotion->Decimal("points_multiplier", 3); factor != 0) {
    offer->audience.everyone = false;
    offer->effects.push_back(engine::EarnMultiplier{"", factor});
    // It looks at what all rules gave.
    if (offer->effects.size() == 1) offer->priority = -1'000'000;
  }
}

}  // namespace

void TranslatePromotion(Fields promotion, Translator* translator) {
  engine::Offer offer;
  offer.audience.everyone = true;
  offer.id = std::to_string(translator->out->program.offers.size() + 1);
  Origin origin{Origin::Kind::kPromotion, promotion.Text("id"), {}};
  ReadTrigger(&promotion, &origin, &offer, translator);
  ReadWindow(&promotion, &offer);
  ReadLimits(&promotion, origin, &offer, translator);
  TranslateConditions(&promotion, &offer, translator);
  const bool ranked = translator->source.programme.value("stacking", Json::object())
                          .value("order", "priority_desc") == "priority_desc";
  const int64_t priority = promotion.Whole("priority");
  if (ranked) offer.priority = static_cast<int32_t>(priority);
  offer.exclusive = promotion.Flag("exclusive");
  if (promotion.Has("active")) offer.inactive = offer.inactive || !promotion.Flag("active");
  offer.exclude_on_sale = promotion.Flag("exclude_on_sale");
  offer.phase_id = promotion.Text("lane");
  ReadWithin(&promotion, translator);
  promotion.OneOf<bool>("kind", {{"points", true}, {"discount", true}, {"catalogue_price", true}},
                        true);
  for (Fields& reward : promotion.Objects("rewards")) {
    offer.effects.push_back(TranslateReward(&reward, &offer, translator));
  }
  ReadPoints(&promotion, &offer, translator);
  const Json& stacking = translator->source.programme.value("stacking", Json::object());
  const size_t index = translator->out->program.offers.size();
  if (stacking.value("scope", "") == "order_wide_percent" &&
      OrderWidePercent(translator->source.programme["promotions"][index])) {
    offer.exclusive_group = "order-wide-percent";
  }
  translator->AddOffer(std::move(offer), std::move(origin));
}

void TranslateProgramme(Translator* translator) {
  Fields programme(translator->source.programme, "programme", translator->unknowns);
  programme.Ignore({"segment", "evaluate_automatic"});
  // What becomes of points after the sale; by itself, a purchase is judged the same.
  if (translator->with_ledger) {
    TranslateLedgerRules(&programme, translator);
  } else {
    programme.Ignore({"expiry", "spend_order", "tier_rules"});
  }
  // Prices of a catalogue are discounts that nobody has to ask for.
  programme.OneOf<bool>("kind", {{"catalogue_price", true}, {"order", true}}, true);
  // Points that wait before they are active cannot pay for the sale that earned them.
  translator->out->program.earned_points_pay_at_once = !programme.Has("pending");
  programme.Ignore({"pending"});
  ReadCouponStates(&programme, translator);
  for (Fields& promotion : programme.Objects("promotions")) {
    TranslatePromotion(std::move(promotion), translator);
  }
  ReadRewardsForPoints(&programme, translator);
  TranslateEarning(&programme, translator);
  TranslateStacking(&programme, translator);
  ReadRedemption(&programme, translator);
  ReadPayments(&programme, translator);
}

}  // namespace tessera::cases
