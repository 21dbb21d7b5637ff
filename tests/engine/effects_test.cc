// What each effect gives, on small receipts.
#include "sample.h"

namespace tessera::engine {
namespace {

Line Of(uint32_t line_no, int64_t price, int64_t pieces, const char* category = "food") {
  return LineOf(line_no, price, pieces * 1000, category);
}

Evaluation With(std::vector<Effect> effects, std::vector<Line> lines, Program program = EmptyProgram(),
                const MemberView& member = MemberOf()) {
  Offer offer = OfferOf("a", Effect());
  offer.effects = std::move(effects);
  program.offers = {offer};
  return Evaluated(*Compiled(program), member, BasketOf(std::move(lines)));
}

void CheckDiscounts(const Evaluation& evaluation, const std::vector<int64_t>& wanted) {
  std::vector<int64_t> discounts;
  for (const LineResult& line : evaluation.lines) discounts.push_back(line.discount.value());
  BOOST_TEST(discounts == wanted, boost::test_tools::per_element());
}

Goods Units(UnitOrder order, int64_t most = 0) {
  Goods goods;
  goods.order = order;
  goods.maximum_units = most;
  return goods;
}

BOOST_AUTO_TEST_CASE(a_percentage_may_touch_only_the_cheapest_unit) {
  const auto off = PercentOff{Units(UnitOrder::kCheapestFirst, 1), Share(50'000), Money(3000)};
  CheckDiscounts(With({off}, {Of(1, 32'000, 2)}), {3000});
  CheckDiscounts(With({off}, {Of(1, 900, 1), Of(2, 500, 2)}), {0, 250});
}

BOOST_AUTO_TEST_CASE(of_pairs_the_cheaper_unit_gets_the_discount) {
  Goods goods = Units(UnitOrder::kDearestFirst);
  goods.every_nth = 2;
  CheckDiscounts(With({PercentOff{goods, Share(50'000)}},
                      {Of(1, 11'500, 1), Of(2, 1'725, 1), Of(3, 33'300, 3)}),
                 {5'750, 0, 16'650});
}

BOOST_AUTO_TEST_CASE(percentages_grow_in_steps) {
  PercentOff off{{}, Share()};
  off.steps = {{Money(), Quantity(2000), Share(10'000), {}}, {Money(), Quantity(10'000), Share(15'000), {}}};
  CheckDiscounts(With({off}, {Of(1, 1000, 9)}), {900});
  CheckDiscounts(With({off}, {Of(1, 1000, 10)}), {1500});
  const auto little = With({off}, {Of(1, 1000, 1)});
  BOOST_TEST((little.offers[0].outcome == Outcome::kNearly));
  BOOST_TEST(little.offers[0].missing_quantity.value() == 1000);
}

BOOST_AUTO_TEST_CASE(an_amount_is_given_per_line_or_per_unit) {
  AmountOff off{{}, Money(20'000), AmountPer::kLine};
  off.at_most_unit_price = true;
  CheckDiscounts(With({off}, {Of(1, 10'000, 1), Of(2, 15'000, 5)}), {10'000, 15'000});
  CheckDiscounts(With({AmountOff{{}, Money(300), AmountPer::kUnit}}, {Of(1, 200, 2), Of(2, 400, 1)}),
                 {400, 300});
  AmountOff further{Units(UnitOrder::kBasket, 5), Money(113), AmountPer::kUnit};
  further.further_unit = Money(211);
  CheckDiscounts(With({further}, {Of(1, 10'000, 10)}), {957});
}

BOOST_AUTO_TEST_CASE(only_whole_groups_of_units_count) {
  Goods goods = Units(UnitOrder::kBasket);
  goods.group_units = 3;
  CheckDiscounts(With({AmountOff{goods, Money(500), AmountPer::kUnit}},
                      {Of(1, 1000, 2), Of(2, 1000, 1), Of(3, 1000, 1)}),
                 {1000, 500, 0});
}

BOOST_AUTO_TEST_CASE(an_amount_is_spread_by_value_quantity_or_from_the_cheapest) {
  AmountOff off{{}, Money(1000)};
  off.spread_by = SpreadBy::kQuantity;
  CheckDiscounts(With({off}, {Of(1, 1000, 2), Of(2, 1500, 3), Of(3, 2000, 3)}), {250, 375, 375});
  off.amount = Money(500);
  off.spread_by = SpreadBy::kCheapestFirst;
  CheckDiscounts(With({off}, {Of(1, 600, 1), Of(2, 400, 1)}), {100, 400});
}

BOOST_AUTO_TEST_CASE(odd_units_go_where_the_program_says) {
  const std::vector<Line> lines = {Of(1, 4300, 1), Of(2, 1400, 1), Of(3, 2300, 1)};
  const auto spread = [&](Spread how) {
    Program program = EmptyProgram();
    program.spread = how;
    return With({Off(300)}, lines, program);
  };
  CheckDiscounts(spread(Spread::kOddToFirst), {162, 52, 86});
  CheckDiscounts(spread(Spread::kOddToLast), {161, 52, 87});
  CheckDiscounts(spread(Spread::kLargestRemainder), {161, 53, 86});
}

BOOST_AUTO_TEST_CASE(a_percentage_is_rounded_where_the_program_says) {
  Program program = EmptyProgram();
  program.rounding_place = RoundingPlace::kUnitPrice;
  CheckDiscounts(With({Percent(15'000)}, {Of(1, 1050, 1)}, program), {157});
  program.rounding_place = RoundingPlace::kLine;
  CheckDiscounts(With({Percent(15'000)}, {Of(1, 1050, 1)}, program), {158});
}

BOOST_AUTO_TEST_CASE(a_fixed_price_never_makes_dearer) {
  CheckDiscounts(With({FixedPrice{{}, Money(1000)}}, {Of(1, 900, 2), Of(2, 1500, 3)}), {0, 1500});
  // 1.5 kg at 8.00 become 1.5 kg at 6.00.
  CheckDiscounts(With({FixedPrice{{}, Money(600)}}, {LineOf(1, 800, 1500)}), {300});
}

BOOST_AUTO_TEST_CASE(bundles_of_any_units_cost_their_price) {
  const BundlePrice three{{{"", 3}}, Money(2000)};
  const auto once = With({three}, {Of(1, 700, 1), Of(2, 700, 1), Of(3, 700, 1)});
  BOOST_TEST(once.discount.value() == 100);
  const auto twice = With({three}, {Of(1, 700, 4), Of(2, 700, 3)});
  BOOST_TEST(twice.discount.value() == 200);
  BOOST_TEST(twice.offers[0].times == 2);
  BOOST_TEST(With({three}, {Of(1, 100, 3)}).discount.value() == 0);
}

BOOST_AUTO_TEST_CASE(a_bundle_over_several_sets_takes_its_units_from_each) {
  const BundlePrice set{{{"cheese", 1}, {"tobacco", 2}}, Money(1000), UnitOrder::kDearestFirst};
  const auto evaluation = With({set}, {Of(1, 900, 1, "food/cheese"), Of(2, 700, 1, "food/cheese"),
                                       Of(3, 400, 3, "tobacco")});
  CheckDiscounts(evaluation, {371, 0, 329});
}

BOOST_AUTO_TEST_CASE(bought_units_are_the_dear_ones_and_got_units_the_cheap_ones) {
  BuyGet terms{"", 2, "", 2};
  terms.percent = kWhole;
  CheckDiscounts(With({terms}, {Of(1, 500, 1), Of(2, 500, 1), Of(3, 1000, 1), Of(4, 1000, 1)}),
                 {500, 500, 0, 0});
  terms.get_units = 1;
  const auto nine = With({terms}, {Of(1, 510, 9)});
  CheckDiscounts(nine, {1530});
  BOOST_TEST(nine.offers[0].times == 3);
  BOOST_TEST(nine.offers[0].units == 3);
}

BOOST_AUTO_TEST_CASE(what_is_got_may_be_other_goods) {
  BuyGet terms{"tobacco", 1, "cheese", 1, UnitOrder::kDearestFirst};
  terms.amount = Money(300);
  terms.maximum_times = 1;
  CheckDiscounts(With({terms}, {Of(1, 500, 2, "food/cheese"), Of(2, 1000, 2, "food/cheese"),
                                Of(3, 1000, 2, "tobacco")}),
                 {0, 300, 0});
}

BOOST_AUTO_TEST_CASE(an_incomplete_gift_is_given_only_where_the_offer_says_so) {
  BuyGet terms{"", 2, "", 2};
  terms.percent = kWhole;
  BOOST_TEST(With({terms}, {Of(1, 500, 3)}).discount.value() == 0);
  terms.incomplete = true;
  BOOST_TEST(With({terms}, {Of(1, 500, 3)}).discount.value() == 500);
}

BOOST_AUTO_TEST_CASE(units_that_one_offer_counted_are_not_counted_by_another) {
  Program program = EmptyProgram();
  program.stacking.units_used_once = true;
  program.stacking.order = OfferOrder::kListed;
  BuyGet many{"", 50, "", 1000, UnitOrder::kDearestFirst};
  BuyGet few{"", 10, "", 20, UnitOrder::kDearestFirst};
  many.percent = few.percent = kWhole;
  program.offers = {OfferOf("b50", many), OfferOf("b10", few)};
  const auto evaluation = Evaluated(*Compiled(program), MemberOf(), BasketOf({Of(1, 250, 1080)}));
  BOOST_TEST(evaluation.total.value() == 15'000);
}

BOOST_AUTO_TEST_CASE(a_gift_is_added_or_taken_from_the_basket) {
  Gift gift{"sku-1", {}, 1};
  gift.per_units = 3;
  const auto added = With({gift}, {Of(1, 32'000, 75)});
  BOOST_TEST(added.discount.value() == 0);
  BOOST_REQUIRE(added.gifts.size() == 1U);
  BOOST_TEST(added.gifts[0].quantity.value() == 25'000);
  BOOST_TEST(added.gifts[0].list_price.value() == 32'000);
  Gift missing{"sku-2", {}, 2};
  missing.mode = GiftMode::kAddMissing;
  const auto filled = With({missing}, {Of(1, 1000, 1), Of(2, 2000, 1)});
  CheckDiscounts(filled, {0, 2000});
  BOOST_TEST(filled.gifts[0].quantity.value() == 1000);
}

BOOST_AUTO_TEST_CASE(units_are_sold_for_points_as_far_as_the_points_reach) {
  const auto evaluation = With({PointsPrice{{}, Points(10), Money(100)}}, {Of(1, 1000, 3)},
                               EmptyProgram(), MemberOf("silver", 25));
  CheckDiscounts(evaluation, {1800});
  BOOST_TEST(evaluation.offers[0].cost.value() == 20);
  BOOST_TEST(evaluation.spent.value() == 20);
  BOOST_TEST(evaluation.lines[0].spent.value() == 20);
}

BOOST_AUTO_TEST_CASE(points_come_per_unit_once_and_multiplied) {
  Program program = EmptyProgram();
  program.offers = {OfferOf("e", Earn(100, 4), 9), OfferOf("u", EarnPerUnit{"tobacco", Points(5)}, 8),
                    OfferOf("x", EarnMultiplier{"cheese", 3000}, 7),
                    OfferOf("f", EarnFixed{"", Points(56)}, 6)};
  const auto evaluation =
      Evaluated(*Compiled(program), MemberOf(),
                BasketOf({Of(1, 1200, 1, "food/cheese"), Of(2, 4000, 2, "tobacco")}));
  // 4 x 92 for money, 10 for units, twice the 48 of the cheese on top, and 56.
  BOOST_TEST(evaluation.earned.value() == 368 + 10 + 96 + 56);
}

BOOST_AUTO_TEST_CASE(points_in_proportion_are_rounded_once) {
  EarnPerMoney earn{"", Money(1000), Points(1)};
  earn.in_proportion = true;
  BOOST_TEST(With({earn}, {Of(1, 750, 2), Of(2, 140, 1)}).earned.value() == 2);
  earn.maximum = Points(1);
  BOOST_TEST(With({earn}, {Of(1, 7500, 2)}).earned.value() == 1);
}

BOOST_AUTO_TEST_CASE(stamps_coupons_and_messages_are_told) {
  const auto evaluation =
      With({Stamps{"coffee", 1, 2, "cheese"}, IssueCoupon{"next", 1}, Message{true}},
           {Of(1, 100, 5, "food/cheese")});
  BOOST_REQUIRE(evaluation.stamps.size() == 1U);
  BOOST_TEST(evaluation.stamps[0].stamps == 2);
  BOOST_TEST(evaluation.issued_coupons[0].batch_id == "next");
  BOOST_TEST((evaluation.offers[0].outcome == Outcome::kApplied));
}

BOOST_AUTO_TEST_CASE(one_offer_may_have_several_effects) {
  Program program = EmptyProgram();
  program.rounding_place = RoundingPlace::kReceipt;
  CheckDiscounts(With({Percent(20'000), Off(5000), Earn(100, 1)}, {Of(1, 10'000, 7)}), {19'000});
}

BOOST_AUTO_TEST_CASE(a_negative_line_lowers_the_receipt_and_caps_discounts) {
  const auto evaluation = With({PercentOff{{}, Share(10'000), Money(900)}},
                               {Of(1, 12'000, 1), Of(2, -11'400, 1)});
  CheckDiscounts(evaluation, {600, 0});
  BOOST_TEST(evaluation.total.value() == 0);
}

BOOST_AUTO_TEST_CASE(what_is_no_goods_is_passed_by_unless_it_is_named) {
  Program program = EmptyProgram();
  program.not_goods_set_id = "tobacco";
  CheckDiscounts(With({Off(200)}, {Of(1, 120, 1), Of(2, 500, 1, "tobacco")}, program), {120, 0});
  CheckDiscounts(With({Percent(100'000, "tobacco")}, {Of(1, 120, 1), Of(2, 500, 1, "tobacco")}, program),
                 {0, 500});
}

BOOST_AUTO_TEST_CASE(goods_on_sale_may_be_left_out) {
  Program program = EmptyProgram();
  program.offers = {OfferOf("a", Off(1000))};
  program.offers[0].exclude_on_sale = true;
  Line sale = Of(1, 1500, 1);
  sale.on_sale = true;
  CheckDiscounts(Evaluated(*Compiled(program), MemberOf(),
                           BasketOf({sale, Of(2, 4000, 1), Of(3, 1000, 1)})),
                 {0, 800, 200});
}

BOOST_AUTO_TEST_CASE(only_an_offer_that_is_nearly_reached_says_what_is_missing) {
  Program program = EmptyProgram();
  Offer offer = OfferOf("o", Off(1, "food"));
  PercentOff stepped;
  stepped.steps = {Step{Money(100), Quantity(), Share(1000), Money()}};
  offer.effects.push_back(stepped);
  offer.trigger = CouponTrigger{{"code"}, ""};
  program.offers = {offer};
  Basket basket = BasketOf({});
  basket.coupon_codes = {"code"};
  const Evaluation evaluation = Evaluated(*Compiled(program), MemberOf(), basket);
  BOOST_TEST((evaluation.offers[0].outcome == Outcome::kRejected));
  BOOST_TEST(evaluation.offers[0].missing_amount.value() == 0);
}

BOOST_AUTO_TEST_CASE(points_for_goods_that_are_not_there_say_that_one_of_them_is_missing) {
  Program program = EmptyProgram();
  program.offers = {OfferOf("o", EarnFixed{"tobacco", Points(5)})};
  program.offers[0].trigger = CouponTrigger{{"code"}, ""};
  Basket basket = BasketOf({LineOf(1, 100)});
  basket.coupon_codes = {"code"};
  const Evaluation evaluation = Evaluated(*Compiled(program), MemberOf(), basket);
  BOOST_TEST((evaluation.offers[0].outcome == Outcome::kNearly));
  BOOST_TEST(evaluation.offers[0].missing_quantity.value() == 1000);
}

BOOST_AUTO_TEST_CASE(an_amount_per_line_is_not_cut_to_the_price_of_a_kilogram) {
  AmountOff off{{}, Money(20'000), AmountPer::kLine};
  off.at_most_unit_price = true;
  Line weighed = LineOf(1, 10'000, 2500);
  weighed.weighed = true;
  CheckDiscounts(With({off}, {weighed}), {20'000});
}

BOOST_AUTO_TEST_CASE(an_offer_is_looked_at_for_each_of_its_effects) {
  const auto earned = With({Earn(1000, 1), Stamps{"card", 1, 1, "cheese"}}, {Of(1, 10'000, 1)});
  BOOST_TEST(earned.earned.value() == 10);
  CheckDiscounts(With({Percent(10'000, "cheese"), Off(1000)}, {Of(1, 10'000, 1)}), {1000});
  // What it gives besides, and words, are not looked at without what they go with.
  BOOST_TEST(With({Percent(10'000, "cheese"), Earn(1000, 1)}, {Of(1, 10'000, 1)}).offers.empty());
  BOOST_TEST(With({Earn(1000, 1, "cheese"), Message{}}, {Of(1, 10'000, 1)}).offers.empty());
}

BOOST_AUTO_TEST_CASE(a_condition_on_goods_keeps_an_offer_from_being_looked_at_without_them) {
  Program program = EmptyProgram();
  program.offers = {OfferOf("a", Off(100))};
  program.offers[0].conditions = {{"cheese", Money(), Quantity(2000)}};
  const auto compiled = Compiled(program);
  BOOST_TEST(Evaluated(*compiled, MemberOf(), BasketOf({Of(1, 900, 1)})).offers.empty());
  BOOST_TEST(Evaluated(*compiled, MemberOf(), BasketOf({Of(1, 900, 2, "food/cheese")}))
                 .discount.value() == 100);
}

}  // namespace
}  // namespace tessera::engine
