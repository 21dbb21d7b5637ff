// Choices that are made several times, what they cost, and limits of times and units.
#include "sample.h"

namespace tessera::engine {
namespace {

Line Of(uint32_t line_no, int64_t price, int64_t pieces, const char* category = "food") {
  return LineOf(line_no, price, pieces * 1000, category);
}

Offer Chosen(Effect effect, int64_t cost = 0) {
  Offer offer = OfferOf("c", std::move(effect));
  offer.trigger = ChoiceTrigger{Points(cost)};
  return offer;
}

Evaluation Choose(const Offer& offer, int64_t times, std::vector<Line> lines, int64_t points = 0) {
  Program program = EmptyProgram();
  program.offers = {offer};
  Basket basket = BasketOf(std::move(lines));
  basket.choices = {{offer.id, times}};
  return Evaluated(*Compiled(program), MemberOf("silver", points), basket);
}

Evaluation With(const Offer& offer, std::vector<Line> lines) {
  Program program = EmptyProgram();
  program.offers = {offer};
  return Evaluated(*Compiled(program), MemberOf(), BasketOf(std::move(lines)));
}

PercentOff FreeUnit(int64_t units = 1) {
  PercentOff off{{}, kWhole};
  off.goods.maximum_units = units;
  return off;
}

BOOST_AUTO_TEST_CASE(a_choice_costs_points_only_as_often_as_it_gives_something) {
  const auto off = Choose(Chosen(Off(5000), 100), 5, {Of(1, 12'000, 1)}, 1000);
  BOOST_TEST(off.discount.value() == 12'000);
  BOOST_TEST(off.spent.value() == 300);
  BOOST_TEST(off.offers[0].times == 3);
  const auto coffee = Choose(Chosen(FreeUnit(), 100), 5, {Of(1, 12'000, 1)}, 1000);
  BOOST_TEST(coffee.spent.value() == 100);
  BOOST_TEST(coffee.offers[0].times == 1);
}

BOOST_AUTO_TEST_CASE(a_choice_that_would_give_more_than_its_points_pay_for_is_refused) {
  const auto refused = Choose(Chosen(Off(5000), 100), 5, {Of(1, 100'000, 1)}, 300);
  BOOST_TEST(ReasonName(refused.offers[0].reason) == "POINTS_INSUFFICIENT");
  BOOST_TEST(refused.discount.value() == 0);
  BOOST_TEST(refused.spent.value() == 0);
  // The fourth and the fifth time would give nothing: 300 points are enough.
  BOOST_TEST(Choose(Chosen(Off(5000), 100), 5, {Of(1, 12'000, 1)}, 300).spent.value() == 300);
}

BOOST_AUTO_TEST_CASE(a_unit_that_a_choice_discounted_is_not_discounted_again) {
  BOOST_TEST(Choose(Chosen(FreeUnit()), 2, {Of(1, 10'000, 2)}).discount.value() == 20'000);
  BOOST_TEST(Choose(Chosen(FreeUnit()), 2, {Of(1, 10'000, 3)}).discount.value() == 20'000);
  BuyGet terms{"", 1, "", 1};
  terms.percent = kWhole;
  terms.maximum_times = 1;
  BOOST_TEST(Choose(Chosen(terms), 2, {Of(1, 10'000, 4)}).discount.value() == 20'000);
  BOOST_TEST(Choose(Chosen(terms), 2, {Of(1, 10'000, 3)}).discount.value() == 10'000);
  const BundlePrice pair{{{"", 2}}, Money(15'000), UnitOrder::kCheapestFirst, 1};
  BOOST_TEST(Choose(Chosen(pair), 3, {Of(1, 10'000, 5)}).discount.value() == 10'000);
}

BOOST_AUTO_TEST_CASE(the_effects_of_one_choice_may_discount_the_same_unit) {
  Offer offer = Chosen(PercentOff{{"", UnitOrder::kCheapestFirst, 1}, Share(50'000)});
  offer.effects.push_back(AmountOff{{"", UnitOrder::kCheapestFirst, 1}, Money(1000)});
  const auto evaluation = Choose(offer, 2, {Of(1, 10'000, 1), Of(2, 20'000, 1), Of(3, 30'000, 1)});
  BOOST_TEST(evaluation.lines[0].discount.value() == 6000);
  BOOST_TEST(evaluation.lines[1].discount.value() == 11'000);
  BOOST_TEST(evaluation.lines[2].discount.value() == 0);
  BOOST_TEST(evaluation.offers[0].units == 2);
}

BOOST_AUTO_TEST_CASE(a_maximum_on_a_receipt_holds_however_often_the_offer_was_chosen) {
  const PercentOff off{{}, Share(10'000), Money(1500)};
  BOOST_TEST(Choose(Chosen(off), 3, {Of(1, 10'000, 1)}).discount.value() == 1500);
}

BOOST_AUTO_TEST_CASE(a_choice_and_a_price_in_points_do_not_spend_the_same_points) {
  const Offer offer = Chosen(PointsPrice{{}, Points(100), Money(100)}, 100);
  const auto poor = Choose(offer, 1, {Of(1, 1000, 3)}, 100);
  BOOST_TEST(poor.spent.value() == 0);
  BOOST_TEST(poor.discount.value() == 0);
  BOOST_TEST(Choose(offer, 1, {Of(1, 1000, 3)}, 250).spent.value() == 200);
}

BOOST_AUTO_TEST_CASE(points_are_not_kept_for_units_that_get_no_cheaper) {
  const auto evaluation = Choose(Chosen(PointsPrice{{}, Points(100), Money(6000)}), 1,
                                 {Of(1, 5000, 1), Of(2, 20'000, 1)}, 100);
  BOOST_TEST(evaluation.lines[1].discount.value() == 14'000);
  BOOST_TEST(evaluation.spent.value() == 100);
}

BOOST_AUTO_TEST_CASE(bundles_keep_to_the_limits_of_times_and_units) {
  Offer offer = OfferOf("b", BundlePrice{{{"", 3}}, Money(10'000)});
  offer.limits.times_per_receipt = 1;
  const auto once = With(offer, {Of(1, 5000, 9)});
  BOOST_TEST(once.discount.value() == 5000);
  BOOST_TEST(once.offers[0].times == 1);
  offer.limits = {};
  offer.limits.units_per_member = 7;
  BOOST_TEST(With(offer, {Of(1, 5000, 9)}).discount.value() == 10'000);
  offer.limits.units_per_member = 2;
  const auto none = With(offer, {Of(1, 5000, 9)});
  BOOST_TEST(ReasonName(none.offers[0].reason) == "UNIT_LIMIT");
}

BOOST_AUTO_TEST_CASE(added_gifts_count_as_units) {
  Offer offer = OfferOf("g", Gift{"gift", {}, 3});
  offer.limits.units_per_member = 2;
  const auto evaluation = With(offer, {Of(1, 5000, 1)});
  BOOST_REQUIRE(evaluation.gifts.size() == 1U);
  BOOST_TEST(evaluation.gifts[0].quantity.value() == 2000);
  BOOST_TEST(evaluation.offers[0].units == 2);
}

BOOST_AUTO_TEST_CASE(a_unit_counts_once_for_an_offer_with_several_effects) {
  Offer offer = OfferOf("u", Percent(10'000));
  offer.effects.push_back(AmountOff{{}, Money(150), AmountPer::kUnit});
  offer.limits.units_per_member = 2;
  const auto evaluation = With(offer, {Of(1, 10'000, 2)});
  BOOST_TEST(evaluation.discount.value() == 2300);
  BOOST_TEST(evaluation.offers[0].units == 2);
}

BOOST_AUTO_TEST_CASE(a_gift_that_takes_nothing_off_did_not_apply) {
  Gift gift{"sku-1", {}, 1};
  gift.mode = GiftMode::kAddMissing;
  Line line = Of(1, 5000, 1);
  line.minimum_unit_price = Money(5000);
  const auto evaluation = With(OfferOf("g", gift), {line});
  BOOST_TEST((evaluation.offers[0].outcome == Outcome::kRejected));
  BOOST_TEST(ReasonName(evaluation.offers[0].reason) == "FLOOR_REACHED");
}

}  // namespace
}  // namespace tessera::engine
