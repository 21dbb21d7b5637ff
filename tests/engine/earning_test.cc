// Points, stamps and coupons: in which order, how often, and within which limits offers give them.
#include "sample.h"
#include "tessera/base/status.h"
#include "tessera/engine/receipt_limits.h"

namespace tessera::engine {
namespace {

Evaluation Of(std::vector<Offer> offers, const Basket& basket,
              const MemberView& member = MemberOf()) {
  Program program = EmptyProgram();
  program.offers = std::move(offers);
  return Evaluated(*Compiled(std::move(program)), member, basket);
}

// Of the offer that stands there in the list.
const OfferResult& ResultAt(const Evaluation& evaluation, uint32_t offer) {
  for (const OfferResult& result : evaluation.offers) {
    if (result.offer == offer) return result;
  }
  BOOST_FAIL("no result of offer " << offer);
  return evaluation.offers[0];
}

std::string ReasonAt(const Evaluation& evaluation, uint32_t offer) {
  return ReasonName(ResultAt(evaluation, offer).reason);
}

void CheckSums(const Evaluation& evaluation) {
  Points lines;
  Points offers;
  for (const LineResult& line : evaluation.lines) {
    BOOST_TEST(!line.earned.is_negative());
    lines += line.earned;
  }
  for (const OfferResult& offer : evaluation.offers) {
    Points shares;
    for (const OfferShare& share : offer.shares) shares += share.points;
    BOOST_TEST(shares.value() == offer.points.value());
    offers += offer.points;
  }
  BOOST_TEST(lines.value() == evaluation.earned.value());
  BOOST_TEST(offers.value() == evaluation.earned.value());
}

Offer Both(Offer offer, Effect more) {
  offer.effects.push_back(std::move(more));
  return offer;
}

BOOST_AUTO_TEST_CASE(an_offer_that_lowers_prices_may_stop_earning_behind_it) {
  Offer staff = OfferOf("staff", Percent(20'000), 10);
  staff.stop_earning = true;
  const Evaluation evaluation =
      Of({staff, OfferOf("base", Earn(1000, 1)), OfferOf("before", EarnFixed{"", Points(7)}, 20),
          Both(OfferOf("late", Off(100), 5), EarnFixed{"", Points(3)})},
         BasketOf({LineOf(1, 10'000)}));
  BOOST_TEST(ReasonAt(evaluation, 1) == "EXCLUDED_BY");
  BOOST_TEST(evaluation.earned.value() == 7);
  BOOST_TEST(evaluation.discount.value() == 2100);
}

BOOST_AUTO_TEST_CASE(a_multiplier_beside_a_discount_multiplies_what_came_before_it) {
  Offer birthday = Both(OfferOf("birthday", Percent(10'000), -10), EarnMultiplier{"", 2000});
  const Evaluation evaluation =
      Of({birthday, OfferOf("base", Earn(1000, 1), 100)}, BasketOf({LineOf(1, 10'000)}));
  BOOST_TEST(evaluation.earned.value() == 18);
  BOOST_TEST(ResultAt(evaluation, 0).points.value() == 9);
  CheckSums(evaluation);
}

BOOST_AUTO_TEST_CASE(a_multiplier_multiplies_no_points_of_lower_priority) {
  const Evaluation evaluation =
      Of({OfferOf("double", EarnMultiplier{"", 2000}, 100), Both(OfferOf("both", Off(1000)), Earn(1000, 1)),
          OfferOf("first", Earn(1000, 2), 200)},
         BasketOf({LineOf(1, 10'000)}));
  BOOST_TEST(evaluation.earned.value() == 18 + 18 + 9);
  CheckSums(evaluation);
}

BOOST_AUTO_TEST_CASE(of_equal_priority_both_kinds_go_by_the_programs_order) {
  Program program = EmptyProgram();
  program.offers = {OfferOf("a", EarnMultiplier{"", 2000}),
                    Both(OfferOf("b", Off(1000)), Earn(1000, 1))};
  const Basket basket = BasketOf({LineOf(1, 10'000)});
  BOOST_TEST(Evaluated(*Compiled(program), MemberOf(), basket).earned.value() == 9);
  std::swap(program.offers[0], program.offers[1]);
  program.stacking.order = OfferOrder::kListed;
  BOOST_TEST(Evaluated(*Compiled(program), MemberOf(), basket).earned.value() == 18);
}

BOOST_AUTO_TEST_CASE(shares_of_discounts_and_points_stand_in_the_baskets_order) {
  Offer offer = OfferOf("a", Off(100, "tobacco"));
  offer.effects.push_back(EarnPerUnit{"food", Points(2)});
  offer.effects.push_back(EarnPerUnit{"", Points(1)});
  const Evaluation evaluation =
      Of({offer}, BasketOf({LineOf(7, 500), LineOf(3, 500, 1000, "tobacco"), LineOf(5, 500)}));
  const std::vector<OfferShare> wanted = {
      {7, Money(), Points(3)}, {3, Money(100), Points(1)}, {5, Money(), Points(3)}};
  BOOST_TEST((evaluation.offers[0].shares == wanted));
  CheckSums(evaluation);
}

BOOST_AUTO_TEST_CASE(of_a_best_group_the_multiplier_that_gives_most_applies) {
  Program program = EmptyProgram();
  program.stacking.groups = {{"g", GroupMode::kBest}};
  program.offers = {OfferOf("base", Earn(1000, 1), 100), OfferOf("x2", EarnMultiplier{"", 2000}, 10),
                    OfferOf("x3", EarnMultiplier{"", 3000}, 5),
                    OfferOf("none", EarnFixed{"cheese", Points(1)}, 7)};
  for (size_t i : {1U, 2U, 3U}) program.offers[i].exclusive_group = "g";
  const Evaluation evaluation =
      Evaluated(*Compiled(program), MemberOf(), BasketOf({LineOf(1, 10'000)}));
  BOOST_TEST(evaluation.earned.value() == 30);
  BOOST_TEST(ReasonAt(evaluation, 1) == "NOT_BEST");
  BOOST_TEST(ReasonAt(evaluation, 2) == "");
  CheckSums(evaluation);
}

BOOST_AUTO_TEST_CASE(a_best_group_that_a_discount_took_gives_no_points) {
  Program program = EmptyProgram();
  program.stacking.groups = {{"g", GroupMode::kBest}};
  program.offers = {OfferOf("off", Off(10)), OfferOf("points", Earn(1000, 1))};
  for (Offer& offer : program.offers) offer.exclusive_group = "g";
  const Evaluation evaluation =
      Evaluated(*Compiled(program), MemberOf(), BasketOf({LineOf(1, 10'000)}));
  BOOST_TEST(ReasonAt(evaluation, 1) == "EXCLUDED_BY");
}

BOOST_AUTO_TEST_CASE(points_for_money_count_once_however_often_a_discount_repeats) {
  BuyGet free;
  free.buy_units = 2;
  free.percent = kWhole;
  const Basket basket = BasketOf({LineOf(1, 10'000, 9000, "food/cheese")});
  const Evaluation deal = Of({Both(OfferOf("a", free), Earn(1000, 1))}, basket);
  BOOST_TEST(deal.total.value() == 60'000);
  BOOST_TEST(deal.earned.value() == 60);
  Offer bundles = OfferOf("b", Earn(1000, 1));
  bundles.repeat = Repeat::kPerBundle;
  bundles.conditions = {{"cheese", {}, Quantity(3000)}};
  bundles.effects.push_back(EarnPerUnit{"", Points(1)});
  BOOST_TEST(Of({bundles}, basket).earned.value() == 90 + 9);
}

BOOST_AUTO_TEST_CASE(points_per_receipt_stamps_and_coupons_repeat_with_bundles) {
  Offer offer = OfferOf("a", EarnFixed{"", Points(5)});
  offer.effects.push_back(Stamps{"coffee", 2});
  offer.effects.push_back(IssueCoupon{"next", 1});
  offer.repeat = Repeat::kPerBundle;
  offer.conditions = {{"cheese", {}, Quantity(2000)}};
  const Basket basket = BasketOf({LineOf(1, 100, 7000, "food/cheese")});
  const Evaluation thrice = Of({offer}, basket);
  BOOST_TEST(thrice.earned.value() == 15);
  BOOST_TEST(thrice.stamps[0].stamps == 6);
  BOOST_TEST(thrice.issued_coupons[0].coupons == 3);
  BOOST_TEST(thrice.offers[0].times == 3);
  offer.effects.insert(offer.effects.begin(), Off(10));
  const Evaluation beside = Of({offer}, basket);
  BOOST_TEST(beside.discount.value() == 30);
  BOOST_TEST(beside.earned.value() == 15);
  BOOST_TEST(beside.stamps[0].stamps == 6);
  offer.limits.times_per_receipt = 2;
  BOOST_TEST(Of({offer}, basket).earned.value() == 10);
}

BOOST_AUTO_TEST_CASE(stamps_per_units_keep_to_the_limit_per_receipt) {
  Offer offer = OfferOf("a", Stamps{"coffee", 1, 2, "cheese"});
  offer.limits.times_per_receipt = 3;
  const auto stamps = [&](int64_t quantity) {
    return Of({offer}, BasketOf({LineOf(1, 100, quantity, "food/cheese")})).stamps[0].stamps;
  };
  BOOST_TEST(stamps(5000) == 2);
  BOOST_TEST(stamps(9000) == 3);
}

BOOST_AUTO_TEST_CASE(a_choice_costs_points_for_each_time_that_gave_something) {
  Offer offer = OfferOf("a", EarnFixed{"", Points(10)});
  offer.trigger = ChoiceTrigger{Points(5)};
  offer.repeat = Repeat::kPerBundle;
  offer.conditions = {{"cheese", {}, Quantity(1000)}};
  Basket basket = BasketOf({LineOf(1, 100, 4000, "food/cheese")});
  basket.choices = {{"a", 1}};
  const MemberView member = MemberOf("silver", 20);
  const Evaluation once = Of({offer}, basket, member);
  BOOST_TEST(once.earned.value() == 40);
  BOOST_TEST(once.spent.value() == 5);
  basket.choices[0].times = 2;
  const Evaluation twice = Of({offer}, basket, member);
  BOOST_TEST(twice.earned.value() == 80);
  BOOST_TEST(twice.spent.value() == 10);
  offer.effects = {Earn(100, 1)};
  const Evaluation for_money = Of({offer}, basket, member);
  BOOST_TEST(for_money.earned.value() == 4);
  BOOST_TEST(for_money.spent.value() == 5);
  BOOST_TEST(for_money.offers[0].times == 1);
}

BOOST_AUTO_TEST_CASE(points_are_taken_away_only_as_far_as_they_are_there) {
  Offer less = OfferOf("less", EarnMultiplier{"", 100}, 1);
  less.effects.push_back(EarnMultiplier{"", 100});
  const Evaluation evaluation =
      Of({OfferOf("base", Earn(100, 1), 2), less}, BasketOf({LineOf(1, 10'000), LineOf(2, 1000)}));
  BOOST_TEST(evaluation.earned.value() == 0);
  BOOST_TEST(ResultAt(evaluation, 1).points.value() == -110);
  CheckSums(evaluation);
}

BOOST_AUTO_TEST_CASE(goods_whose_points_are_not_multiplied_lose_none) {
  Offer less = OfferOf("less", EarnMultiplier{"", 100}, 1);
  less.effects.push_back(EarnMultiplier{"", 100});
  const Evaluation evaluation =
      Of({OfferOf("base", Earn(100, 1, "cheese"), 2), OfferOf("fixed", EarnFixed{"tobacco", Points(50)}, 2),
          less},
         BasketOf({LineOf(1, 10'000, 1000, "food/cheese"), LineOf(2, 1000, 1000, "tobacco")}));
  BOOST_TEST(evaluation.lines[0].earned.value() == 0);
  BOOST_TEST(evaluation.lines[1].earned.value() == 50);
}

BOOST_AUTO_TEST_CASE(reduced_goods_earn_nothing_where_the_offer_leaves_them_out) {
  Basket basket = BasketOf({LineOf(1, 1000, 2000), LineOf(2, 3000)});
  basket.lines[1].on_sale = true;
  Offer offer = OfferOf("a", Earn(100, 1), 2);
  offer.effects.push_back(EarnPerUnit{"", Points(1000)});
  offer.effects.push_back(Stamps{"coffee", 1, 1});
  Offer more = OfferOf("b", EarnMultiplier{"", 2000});
  offer.exclude_on_sale = true;
  const Evaluation evaluation = Of({offer, more}, basket);
  BOOST_TEST(evaluation.lines[0].earned.value() == 2 * 2020);
  BOOST_TEST(evaluation.lines[1].earned.value() == 0);
  BOOST_TEST(evaluation.stamps[0].stamps == 2);
  more.exclude_on_sale = true;
  offer.exclude_on_sale = false;
  const Evaluation plain = Of({offer, more}, basket);
  BOOST_TEST(plain.lines[0].earned.value() == 2 * 2020);
  BOOST_TEST(plain.lines[1].earned.value() == 1030);
  basket.lines[0].on_sale = true;
  offer.exclude_on_sale = true;
  BOOST_TEST(ReasonAt(Of({offer}, basket), 0) == "NOTHING_TO_DISCOUNT");
}

BOOST_AUTO_TEST_CASE(spent_points_do_not_keep_a_threshold_from_being_reached) {
  Program program = EmptyProgram();
  program.redemption = FullRedemption();
  program.offers = {OfferOf("a", EarnFixed{"", Points(50)}), OfferOf("b", Earn(100, 1))};
  program.offers[0].conditions = {{"", Money(100'000)}};
  const auto compiled = Compiled(program);
  const Evaluation evaluation = Evaluated(*compiled, MemberOf("silver", 10),
                                          BasketOf({LineOf(1, 60'000), LineOf(2, 40'000)}, 1));
  BOOST_TEST(ReasonAt(evaluation, 0) == "");
  // What is earned for money still goes by what is paid.
  BOOST_TEST(ResultAt(evaluation, 1).points.value() == 999);
  const Evaluation little =
      Evaluated(*compiled, MemberOf("silver", 10), BasketOf({LineOf(1, 99'900)}, 5));
  BOOST_TEST(ReasonAt(little, 0) == "MINIMUM_AMOUNT");
  BOOST_TEST(ResultAt(little, 0).missing_amount.value() == 100);
}

BOOST_AUTO_TEST_CASE(a_budget_of_points_that_refuses_refuses_the_whole_offer) {
  Offer offer = Both(OfferOf("a", EarnFixed{"", Points(50)}), Stamps{"coffee", 1});
  offer.effects.push_back(IssueCoupon{"next", 1});
  offer.limits.budget_points = Points(10);
  const Evaluation evaluation = Of({offer}, BasketOf({LineOf(1, 1000)}));
  BOOST_TEST(ReasonAt(evaluation, 0) == "BUDGET");
  BOOST_TEST(evaluation.earned.value() == 0);
  BOOST_TEST(evaluation.stamps.empty());
  BOOST_TEST(evaluation.issued_coupons.empty());
}

BOOST_AUTO_TEST_CASE(points_that_a_budget_cut_are_multiplied_only_as_far_as_they_were_before) {
  Offer offer = OfferOf("a", EarnFixed{"", Points(100)}, 2);
  offer.limits.budget_points = Points(60);
  offer.limits.on_exceed = OnExceed::kCut;
  const Offer twice = OfferOf("b", EarnMultiplier{"", 2000}, 1);
  const Basket basket = BasketOf({LineOf(1, 5000), LineOf(2, 5000)});
  BOOST_TEST(Of({offer, twice}, basket).earned.value() == 60);
  offer.effects = {Earn(100, 1)};
  BOOST_TEST(Of({offer, twice}, basket).earned.value() == 120);
  offer.effects.push_back(EarnFixed{"", Points(100)});
  const Evaluation half = Of({offer, twice}, basket);
  BOOST_TEST(half.earned.value() == 90);
  CheckSums(half);
  MemberView member = MemberOf();
  member.uses.resize(1);
  member.uses[0].offer_id = "a";
  member.uses[0].budget_used_points = Points(59);
  BOOST_TEST(Of({offer}, basket, member).earned.value() == 1);
  offer.limits.on_exceed = OnExceed::kFinish;
  BOOST_TEST(Of({offer}, basket, member).earned.value() == 200);
}

BOOST_AUTO_TEST_CASE(a_budget_of_points_does_not_go_with_lower_prices) {
  Program program = EmptyProgram();
  program.offers = {Both(OfferOf("a", Percent(10'000)), EarnFixed{"", Points(50)})};
  program.offers[0].limits.budget_points = Points(10);
  std::vector<Fault> faults;
  BOOST_TEST(!CompiledProgram::Compile(program, 1, &faults));
  BOOST_REQUIRE(faults.size() == 1U);
  BOOST_TEST(faults[0].reason == "BUDGET_INVALID");
  BOOST_TEST(faults[0].field == "offers[0].limits.budget_points");
}

BOOST_AUTO_TEST_CASE(stamps_and_coupons_are_told_by_offer) {
  Offer one = OfferOf("a", Stamps{"coffee", 1});
  Offer two = Both(OfferOf("b", Stamps{"coffee", 2}), IssueCoupon{"next", 3});
  const Evaluation evaluation = Of({one, two}, BasketOf({LineOf(1, 1000)}));
  const std::vector<StampResult> stamps = {{0, "coffee", 1}, {1, "coffee", 2}};
  BOOST_TEST((evaluation.stamps == stamps));
  BOOST_TEST((evaluation.issued_coupons == std::vector<IssuedCoupons>{{1, "next", 3}}));
}

BOOST_AUTO_TEST_CASE(stamps_and_coupons_beyond_what_a_receipt_gives_are_cut) {
  std::vector<Offer> offers = {OfferOf("few", Stamps{"coffee", 7}),
                               OfferOf("raffle", IssueCoupon{"raffle", 999}),
                               OfferOf("thanks", IssueCoupon{"thanks", 5})};
  Offer offer = OfferOf("s", Stamps{"coffee", 1'000'000'000, 1});
  for (int i = 0; i < 12; ++i) {
    offer.id = "s" + std::to_string(i);
    offers.push_back(offer);
  }
  Program program = EmptyProgram();
  program.offers = offers;
  std::vector<Line> lines;
  for (uint32_t i = 1; i <= 1000; ++i) lines.push_back(LineOf(i, 1, 1'000'000'000));
  const auto evaluation =
      Evaluate(*Compiled(program), MemberOf(), BasketOf(std::move(lines)), kNow);
  BOOST_REQUIRE(evaluation.ok());
  int64_t stamps = 0;
  for (const StampResult& given : evaluation->stamps) stamps += given.stamps;
  BOOST_TEST(stamps == kMostStamps);
  BOOST_TEST(evaluation->stamps[0].stamps == 7);
  BOOST_REQUIRE_EQUAL(evaluation->issued_coupons.size(), 2u);
  BOOST_TEST(evaluation->issued_coupons[0].coupons == 999);
  BOOST_TEST(evaluation->issued_coupons[1].coupons == 1);
}

BOOST_AUTO_TEST_CASE(without_a_card_an_offer_says_that_it_needs_one_where_one_would_help) {
  Offer members = OfferOf("a", Percent(10'000));
  Offer tier = OfferOf("b", Percent(10'000));
  tier.audience.tiers = {"gold"};
  Offer elsewhere = OfferOf("c", Percent(10'000));
  elsewhere.audience.stores = {"store-2"};
  Offer points = OfferOf("d", Earn(100, 1));
  points.audience.everyone = true;
  const Evaluation evaluation =
      Of({members, tier, elsewhere, points}, BasketOf({LineOf(1, 1000)}), MemberView());
  BOOST_TEST(ReasonAt(evaluation, 0) == "MEMBER_REQUIRED");
  BOOST_TEST(ReasonAt(evaluation, 1) == "MEMBER_REQUIRED");
  BOOST_TEST(ReasonAt(evaluation, 2) == "AUDIENCE");
  BOOST_TEST(ReasonAt(evaluation, 3) == "MEMBER_REQUIRED");
  BOOST_TEST(ReasonAt(Of({tier}, BasketOf({LineOf(1, 1000)})), 0) == "AUDIENCE");
}

}  // namespace
}  // namespace tessera::engine
