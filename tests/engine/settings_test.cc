// Settings on which programs differ, each with both answers.
#include <boost/test/unit_test.hpp>

#include "sample.h"

namespace tessera::engine {
namespace {

Program ProgramOf(std::vector<Offer> offers) {
  Program program = EmptyProgram();
  program.offers = std::move(offers);
  for (Offer& offer : program.offers) {
    if (LowersPrices(offer.effects[0])) offer.audience.everyone = true;
  }
  return program;
}

Evaluation Of(Program program, const Basket& basket, const MemberView& member = MemberOf()) {
  return Evaluated(*Compiled(std::move(program)), member, basket);
}

BOOST_AUTO_TEST_CASE(goods_together_cost_the_price_and_the_lines_share_what_it_takes_off) {
  FixedPrice price{{}, Money(5000)};
  price.together = true;
  const Evaluation evaluation =
      Of(ProgramOf({OfferOf("p", price)}), BasketOf({LineOf(1, 6000), LineOf(2, 1000, 2000)}));
  BOOST_TEST(evaluation.total.value() == 5000);
  BOOST_TEST(evaluation.lines[0].discount.value() == 2250);
  BOOST_TEST(evaluation.lines[1].discount.value() == 750);
}

BOOST_AUTO_TEST_CASE(goods_together_are_not_made_dearer) {
  FixedPrice price{{}, Money(5000)};
  price.together = true;
  const Evaluation evaluation =
      Of(ProgramOf({OfferOf("p", price)}), BasketOf({LineOf(1, 4000), LineOf(2, 500, 2000)}));
  BOOST_TEST(evaluation.total.value() == 5000);
  BOOST_TEST((evaluation.offers[0].outcome == Outcome::kRejected));
}

BOOST_AUTO_TEST_CASE(points_per_receipt_are_multiplied_only_where_the_offer_says_so) {
  EarnFixed fixed{"", Points(40)};
  const Basket basket = BasketOf({LineOf(1, 700)});
  Program program = ProgramOf({OfferOf("f", fixed, 2), OfferOf("m", EarnMultiplier{"", 2500}, 1)});
  BOOST_TEST(Of(program, basket).earned.value() == 40);
  std::get<EarnFixed>(program.offers[0].effects[0]).multiplied = true;
  BOOST_TEST(Of(program, basket).earned.value() == 100);
}

BOOST_AUTO_TEST_CASE(a_cap_of_the_offer_cuts_all_its_effects_together) {
  Offer offer = OfferOf("c", Off(300, "cheese"));
  offer.effects.push_back(Percent(20'000, "tobacco"));
  offer.limits.maximum_discount = Money(450);
  const Evaluation evaluation =
      Of(ProgramOf({offer}), BasketOf({LineOf(1, 900, 1000, "food/cheese"),
                                       LineOf(2, 1000, 1000, "tobacco")}));
  BOOST_TEST(evaluation.lines[0].discount.value() == 300);
  BOOST_TEST(evaluation.lines[1].discount.value() == 150);
}

BOOST_AUTO_TEST_CASE(a_limit_per_member_refuses_strangers_unless_they_may_use_the_offer_too) {
  Offer offer = OfferOf("l", Off(100));
  offer.limits.uses_per_member = 1;
  const Basket basket = BasketOf({LineOf(1, 900)});
  const Evaluation refused = Of(ProgramOf({offer}), basket, MemberView());
  BOOST_TEST(ReasonName(refused.offers[0].reason) == "MEMBER_REQUIRED");
  offer.limits.without_member = true;
  BOOST_TEST(Of(ProgramOf({offer}), basket, MemberView()).discount.value() == 100);
  MemberView used = MemberOf();
  used.uses = {{"l", 0, 1}};
  const Evaluation again = Of(ProgramOf({offer}), basket, used);
  BOOST_TEST(ReasonName(again.offers[0].reason) == "USE_LIMIT");
}

BOOST_AUTO_TEST_CASE(reduced_goods_are_left_out_or_refuse_the_offer) {
  Basket basket = BasketOf({LineOf(1, 900), LineOf(2, 600)});
  basket.lines[1].on_sale = true;
  Offer offer = OfferOf("s", Percent(10'000));
  offer.exclude_on_sale = true;
  BOOST_TEST(Of(ProgramOf({offer}), basket).discount.value() == 90);
  offer.refused_with_on_sale = true;
  const Evaluation refused = Of(ProgramOf({offer}), basket);
  BOOST_TEST(refused.discount.value() == 0);
  BOOST_TEST(ReasonName(refused.offers[0].reason) == "GOODS_ON_SALE");
}

BOOST_AUTO_TEST_CASE(points_may_be_rounded_otherwise_than_money) {
  EarnPerMoney earn{"", Money(1000), Points(3)};
  earn.in_proportion = true;
  Program program = ProgramOf({OfferOf("e", earn)});
  const Basket basket = BasketOf({LineOf(1, 900)});
  BOOST_TEST(Of(program, basket).earned.value() == 3);  // 2.7
  program.points_rounding = Rounding::kDown;
  BOOST_TEST(Of(program, basket).earned.value() == 2);
}

Program WithWallet(bool lowers_bases) {
  EarnPerMoney earn{"", Money(100), Points(1)};
  Offer threshold = OfferOf("t", Percent(10'000));
  threshold.conditions = {{"", Money(1500)}};
  Program program = ProgramOf({threshold, OfferOf("e", earn)});
  program.tenders = {{TenderKind::kWallet, Share(), lowers_bases}};
  return program;
}

BOOST_AUTO_TEST_CASE(a_wallet_pays_what_discounts_leave_or_lowers_what_they_look_at) {
  Basket basket = BasketOf({LineOf(1, 1600), LineOf(2, 800)});
  basket.tenders = {{TenderKind::kWallet, "", Money()}};
  MemberView member = MemberOf();
  member.tenders = {{TenderKind::kWallet, "", Money(600)}};
  const Evaluation after = Of(WithWallet(false), basket, member);
  BOOST_TEST(after.discount.value() == 240);
  BOOST_TEST(after.earned.value() == 21);
  BOOST_TEST(after.due.value() == 1560);
  const Evaluation before = Of(WithWallet(true), basket, member);
  BOOST_TEST(before.discount.value() == 180);
  BOOST_TEST(before.earned.value() == 16);
  BOOST_TEST(before.total.value() == 2220);
  BOOST_TEST(before.due.value() == 1620);
  BOOST_TEST(before.lines[0].net.value() == 1480);
  BOOST_TEST(before.payments.size() == 1U);
  member.tenders[0].balance = Money(901);
  BOOST_TEST(Of(WithWallet(true), basket, member).discount.value() == 0);
}

BOOST_AUTO_TEST_CASE(a_wallet_that_pays_first_leaves_nothing_to_discount_and_nothing_negative) {
  Basket basket = BasketOf({LineOf(1, 1600), LineOf(2, -700)});
  basket.lines[0].minimum_unit_price = Money(200);
  basket.tenders = {{TenderKind::kWallet, "", Money()}};
  MemberView member = MemberOf();
  member.tenders = {{TenderKind::kWallet, "", Money(5000)}};
  Program program = WithWallet(true);
  program.offers[0].conditions.clear();
  const Evaluation evaluation = Of(program, basket, member);
  BOOST_TEST(evaluation.total.value() == 900);
  BOOST_TEST(evaluation.due.value() == 0);
  BOOST_TEST(evaluation.discount.value() == 0);
  BOOST_TEST(evaluation.payments[0].balance.value() == 4100);
}

BOOST_AUTO_TEST_CASE(the_loser_of_a_group_is_told_that_another_gives_more_wherever_it_stands) {
  Program program = ProgramOf({OfferOf("a", Percent(10'000), 3), OfferOf("b", Percent(30'000), 2),
                               OfferOf("c", Percent(20'000), 1)});
  for (Offer& offer : program.offers) offer.exclusive_group = "g";
  program.stacking.groups = {{"g", GroupMode::kBest}};
  const Evaluation evaluation = Of(program, BasketOf({LineOf(1, 900)}));
  BOOST_TEST(evaluation.discount.value() == 270);
  BOOST_TEST(ReasonName(evaluation.offers[0].reason) == "NOT_BEST");
  BOOST_TEST(ReasonName(evaluation.offers[2].reason) == "NOT_BEST");
}

BOOST_AUTO_TEST_CASE(a_rule_that_stops_earning_leaves_nothing_to_those_behind_it) {
  Offer stop = OfferOf("b", Earn(100, 2), 2);
  stop.stop_earning = true;
  const Program program =
      ProgramOf({OfferOf("a", Earn(100, 1), 3), stop, OfferOf("c", Earn(100, 50), 1)});
  const Evaluation evaluation = Of(program, BasketOf({LineOf(1, 900)}));
  BOOST_TEST(evaluation.earned.value() == 27);
  BOOST_TEST(ReasonName(evaluation.offers[2].reason) == "EXCLUDED_BY");
}

BOOST_AUTO_TEST_CASE(one_line_alone_must_have_the_minimum_quantity) {
  Offer offer = OfferOf("q", Percent(10'000));
  offer.conditions.resize(1);
  offer.conditions[0].minimum_line_quantity = Quantity(3000);
  const Basket two_and_two = BasketOf({LineOf(1, 100, 2000), LineOf(2, 100, 2000)});
  const Evaluation missed = Of(ProgramOf({offer}), two_and_two);
  BOOST_TEST(missed.discount.value() == 0);
  BOOST_TEST(missed.offers[0].missing_quantity.value() == 1000);
  const Basket three_and_one = BasketOf({LineOf(1, 100, 3000), LineOf(2, 100)});
  BOOST_TEST(Of(ProgramOf({offer}), three_and_one).discount.value() == 40);
}

BOOST_AUTO_TEST_CASE(a_threshold_is_reached_by_the_amount_itself_or_only_beyond_it) {
  Offer offer = OfferOf("t", Off(50));
  offer.conditions = {{"", Money(900)}};
  const Basket basket = BasketOf({LineOf(1, 900)});
  BOOST_TEST(Of(ProgramOf({offer}), basket).discount.value() == 50);
  offer.conditions[0].strictly_more = true;
  const Evaluation missed = Of(ProgramOf({offer}), basket);
  BOOST_TEST(missed.discount.value() == 0);
  BOOST_TEST(missed.offers[0].missing_amount.value() == 1);
}

BOOST_AUTO_TEST_CASE(the_odd_unit_goes_where_the_program_says) {
  Program program = ProgramOf({OfferOf("o", Off(10))});
  const Basket basket = BasketOf({LineOf(1, 100), LineOf(2, 100), LineOf(3, 100)});
  const auto shares = [&](Spread spread) {
    program.spread = spread;
    std::vector<int64_t> amounts;
    for (const LineResult& line : Of(program, basket).lines) amounts.push_back(line.discount.value());
    return amounts;
  };
  BOOST_TEST((shares(Spread::kLargestRemainder) == (std::vector<int64_t>{4, 3, 3})));
  BOOST_TEST((shares(Spread::kOddToLast) == (std::vector<int64_t>{3, 3, 4})));
  BOOST_TEST((shares(Spread::kCarriedError) == (std::vector<int64_t>{3, 4, 3})));
}

BOOST_AUTO_TEST_CASE(half_a_unit_goes_up_or_down) {
  Program program = ProgramOf({OfferOf("h", Percent(10'000))});
  program.rounding_place = RoundingPlace::kLine;
  const Basket basket = BasketOf({LineOf(1, 45), LineOf(2, 65)});
  BOOST_TEST(Of(program, basket).discount.value() == 12);
  program.rounding = Rounding::kHalfDown;
  BOOST_TEST(Of(program, basket).discount.value() == 10);
}

BOOST_AUTO_TEST_CASE(letters_of_a_code_count_or_do_not) {
  Offer offer = OfferOf("c", Off(50));
  offer.trigger = CouponTrigger{{"Tea"}, ""};
  Program program = ProgramOf({offer});
  Basket basket = BasketOf({LineOf(1, 900)});
  basket.coupon_codes = {"tEA"};
  BOOST_TEST(Of(program, basket).discount.value() == 50);
  program.codes_case_sensitive = true;
  const Evaluation refused = Of(program, basket);
  BOOST_REQUIRE(refused.refused_codes.size() == 1U);
  BOOST_TEST(ReasonName(refused.refused_codes[0].reason) == "CODE_UNKNOWN");
}

BOOST_AUTO_TEST_CASE(codes_act_in_the_order_in_which_they_were_entered_where_the_program_says_so) {
  Offer half = OfferOf("a", Percent(50'000));
  half.trigger = CouponTrigger{{"HALF"}, ""};
  Offer off = OfferOf("b", Off(100));
  off.trigger = CouponTrigger{{"OFF"}, ""};
  Program program = ProgramOf({half, off});
  Basket basket = BasketOf({LineOf(1, 1000)});
  basket.coupon_codes = {"OFF", "HALF"};
  BOOST_TEST(Of(program, basket).total.value() == 400);
  program.stacking.order = OfferOrder::kCodesAsEntered;
  BOOST_TEST(Of(program, basket).total.value() == 450);
}

BOOST_AUTO_TEST_CASE(only_so_many_units_of_each_line_are_discounted) {
  PercentOff off{{}, Share(50'000)};
  off.goods.maximum_units_per_line = 1;
  const Evaluation evaluation =
      Of(ProgramOf({OfferOf("u", off)}), BasketOf({LineOf(1, 1000, 2000), LineOf(2, 300, 3000)}));
  BOOST_TEST(evaluation.lines[0].discount.value() == 500);
  BOOST_TEST(evaluation.lines[1].discount.value() == 150);
}

BOOST_AUTO_TEST_CASE(an_offer_holds_from_its_first_day_to_the_end_of_its_last) {
  Offer offer = OfferOf("d", Off(50));
  const Basket basket = BasketOf({LineOf(1, 900)});
  const auto reason = [&](const char* first, const char* last) {
    offer.window.first_date = first;
    offer.window.last_date = last;
    const Evaluation evaluation = Of(ProgramOf({offer}), basket);
    return std::string(ReasonName(evaluation.offers[0].reason));
  };
  // kNow is 15 January 2027.
  BOOST_TEST(reason("2027-01-15", "2027-01-15") == "");
  BOOST_TEST(reason("2027-01-16", "") == "NOT_STARTED");
  BOOST_TEST(reason("", "2027-01-14") == "ENDED");
}

}  // namespace
}  // namespace tessera::engine
