// How offers go together: triggers, phases, groups, limits, choices, tenders.
#include "sample.h"

namespace tessera::engine {
namespace {

const OfferResult& ResultOf(const CompiledProgram& program, const Evaluation& evaluation,
                            const std::string& id) {
  for (const OfferResult& result : evaluation.offers) {
    if (program.source().offers[result.offer].id == id) return result;
  }
  BOOST_FAIL("no result of " << id);
  return evaluation.offers[0];
}

std::string ReasonOfOffer(const CompiledProgram& program, const Evaluation& evaluation,
                          const std::string& id) {
  return ReasonName(ResultOf(program, evaluation, id).reason);
}

Program Staged(StackingMode mode, std::vector<Offer> offers) {
  Program program = EmptyProgram();
  program.stacking.phases = {{"main", mode}};
  program.offers = std::move(offers);
  return program;
}

int64_t DiscountOf(const Program& program, std::vector<Line> lines) {
  return Evaluated(*Compiled(program), MemberOf(), BasketOf(std::move(lines))).discount.value();
}

BOOST_AUTO_TEST_CASE(percentages_compound_or_stand_on_the_list_price) {
  const std::vector<Offer> offers = {OfferOf("a", Percent(10'000)), OfferOf("b", Percent(20'000))};
  BOOST_TEST(DiscountOf(Staged(StackingMode::kCompound, offers), {LineOf(1, 10'000)}) == 2800);
  BOOST_TEST(DiscountOf(Staged(StackingMode::kOnOriginal, offers), {LineOf(1, 10'000)}) == 3000);
}

BOOST_AUTO_TEST_CASE(of_best_only_the_one_that_gives_most_applies) {
  const auto program = Compiled(Staged(
      StackingMode::kBestOnly, {OfferOf("a", Percent(10'000), 5), OfferOf("b", Percent(20'000))}));
  const auto evaluation = Evaluated(*program, MemberOf(), BasketOf({LineOf(1, 10'000)}));
  BOOST_TEST(evaluation.discount.value() == 2000);
  BOOST_TEST(ReasonOfOffer(*program, evaluation, "a") == "NOT_BEST");
}

BOOST_AUTO_TEST_CASE(later_phases_see_what_earlier_ones_left) {
  Program program = EmptyProgram();
  program.stacking.phases = {{"goods", StackingMode::kBestOnly}, {"receipt", StackingMode::kBestOnly}};
  Offer late = OfferOf("late", Off(1000), 9);
  late.phase_id = "receipt";
  late.conditions = {{"", Money(6800)}};
  program.offers = {late, OfferOf("early", Percent(20'000, "cheese"))};
  const auto compiled = Compiled(program);
  const auto evaluation = Evaluated(*compiled, MemberOf(),
                                    BasketOf({LineOf(1, 3000, 1000, "food/cheese"), LineOf(2, 4000)}));
  BOOST_TEST(evaluation.total.value() == 6400);
  BOOST_TEST(ReasonOfOffer(*compiled, evaluation, "late") == "MINIMUM_AMOUNT");
}

BOOST_AUTO_TEST_CASE(of_a_best_group_the_one_that_gives_most_applies) {
  Program program = EmptyProgram();
  program.stacking.groups = {{"g", GroupMode::kBest}};
  program.offers = {OfferOf("a", Percent(5000), 3), OfferOf("b", Off(900), 2), OfferOf("c", Off(1), 1)};
  program.offers[0].exclusive_group = program.offers[1].exclusive_group = "g";
  const auto compiled = Compiled(program);
  const auto evaluation = Evaluated(*compiled, MemberOf(), BasketOf({LineOf(1, 10'000)}));
  BOOST_TEST(evaluation.discount.value() == 901);
  BOOST_TEST(ReasonOfOffer(*compiled, evaluation, "a") == "NOT_BEST");
}

BOOST_AUTO_TEST_CASE(the_first_exclusive_offer_that_applies_is_alone) {
  Program program = EmptyProgram();
  program.offers = {OfferOf("x", Percent(20'000), 2), OfferOf("y", Off(1000), 5), OfferOf("z", Off(7), 9)};
  program.offers[0].exclusive = program.offers[1].exclusive = true;
  const auto compiled = Compiled(program);
  const auto evaluation = Evaluated(*compiled, MemberOf(), BasketOf({LineOf(1, 10'000)}));
  BOOST_TEST(evaluation.discount.value() == 1000);
  BOOST_TEST(ReasonOfOffer(*compiled, evaluation, "x") == "EXCLUDED_BY");
  BOOST_TEST(ReasonOfOffer(*compiled, evaluation, "z") == "EXCLUDED_BY");
}

BOOST_AUTO_TEST_CASE(in_best_for_customer_an_exclusive_offer_is_alone_only_if_it_gives_more_than_the_rest) {
  Program program = EmptyProgram();
  program.stacking.phases = {{"best", StackingMode::kBestForCustomer}};
  program.offers = {OfferOf("alone", Off(1000), 9), OfferOf("a", Off(600)), OfferOf("b", Off(500))};
  program.offers[0].exclusive = true;
  const Basket basket = BasketOf({LineOf(1, 10'000)});
  const auto compiled = Compiled(program);
  const auto evaluation = Evaluated(*compiled, MemberOf(), basket);
  BOOST_TEST(evaluation.discount.value() == 1100);
  BOOST_TEST(ReasonOfOffer(*compiled, evaluation, "alone") == "NOT_BEST");
  program.offers[0] = OfferOf("alone", Off(1200), -9);
  program.offers[0].exclusive = true;
  const auto dearer = Compiled(program);
  const auto alone = Evaluated(*dearer, MemberOf(), basket);
  BOOST_TEST(alone.discount.value() == 1200);
  BOOST_TEST(ReasonOfOffer(*dearer, alone, "a") == "EXCLUDED_BY");
}

BOOST_AUTO_TEST_CASE(an_exclusive_offer_that_is_refused_alone_does_not_apply_beside_others) {
  Program program = EmptyProgram();
  program.offers = {OfferOf("x", Off(1000), 1), OfferOf("y", Off(9'500), 2)};
  program.offers[0].exclusive = true;
  program.offers[0].limits.budget = Money(600);
  const auto compiled = Compiled(program);
  const auto evaluation = Evaluated(*compiled, MemberOf(), BasketOf({LineOf(1, 10'000)}));
  BOOST_TEST(evaluation.discount.value() == 9'500);
  BOOST_TEST(ReasonOfOffer(*compiled, evaluation, "x") == "BUDGET");
}

BOOST_AUTO_TEST_CASE(best_for_customer_gives_up_a_group_and_a_threshold_where_that_pays) {
  Offer big = OfferOf("big", Percent(30'000, "cheese"), 5);
  Offer small = OfferOf("small", Percent(25'000), 4);
  big.exclusive_group = small.exclusive_group = "g";
  Offer from = OfferOf("from", Off(3000), 1);
  from.conditions = {{"", Money(9500)}};
  const std::vector<Line> lines = {LineOf(1, 5000, 1000, "food/cheese"), LineOf(2, 5000)};
  // In order: 1500 and no more. Best: 30.00 off, at the price of the percentage.
  BOOST_TEST(DiscountOf(Staged(StackingMode::kCompound, {big, small, from}), lines) == 1500);
  BOOST_TEST(DiscountOf(Staged(StackingMode::kBestForCustomer, {big, small, from}), lines) == 3000);
}

BOOST_AUTO_TEST_CASE(a_search_that_is_cut_short_says_so_and_is_no_worse_than_the_order) {
  std::vector<Offer> offers;
  for (int i = 0; i < 14; ++i) {
    Offer offer = OfferOf("o" + std::to_string(i), Percent(1000 * (i + 1)));
    offer.exclusive_group = "g" + std::to_string(i % 3);
    offer.conditions = {{"", Money(5000)}};
    offers.push_back(offer);
  }
  Program program = Staged(StackingMode::kBestForCustomer, offers);
  program.stacking.node_budget = 1;
  const auto evaluation =
      Evaluated(*Compiled(program), MemberOf(), BasketOf({LineOf(1, 9000), LineOf(2, 1000)}));
  BOOST_TEST(evaluation.search_cut_short);
  program.stacking.phases = {{"main", StackingMode::kCompound}};
  BOOST_TEST(evaluation.discount.value() >= DiscountOf(program, {LineOf(1, 9000), LineOf(2, 1000)}));
}

BOOST_AUTO_TEST_CASE(codes_set_offers_off_or_are_refused_with_a_reason) {
  Program program = EmptyProgram();
  program.offers = {OfferOf("a", Off(1000)), OfferOf("b", Off(100)), OfferOf("c", Off(10))};
  program.offers[0].trigger = CouponTrigger{{"OneTwo"}};
  program.offers[1].trigger = CouponTrigger{{}, "spring"};
  program.offers[2].trigger = CouponTrigger{{"LATE"}};
  program.offers[2].conditions = {{"", Money(1'000'000)}};
  const auto compiled = Compiled(program);
  Basket basket = BasketOf({LineOf(1, 10'000)});
  BOOST_TEST(Evaluated(*compiled, MemberOf(), basket).offers.empty());
  basket.coupon_codes = {"oneTWO", "s-1", "s-2", "nope", "LATE"};
  MemberView member = MemberOf();
  member.coupons = {{"S-1", "spring"}, {"s-2", "spring", CouponState::Status::kUsed}};
  const auto evaluation = Evaluated(*compiled, member, basket);
  BOOST_TEST(evaluation.discount.value() == 1100);
  BOOST_TEST(ResultOf(*compiled, evaluation, "a").coupon_code == "oneTWO");
  std::vector<std::string> refused;
  for (const RefusedCode& code : evaluation.refused_codes) {
    refused.push_back(code.code + " " + ReasonName(code.reason));
  }
  const std::vector<std::string> wanted = {"s-2 CODE_USED", "nope CODE_UNKNOWN", "LATE MINIMUM_AMOUNT"};
  BOOST_TEST(refused == wanted, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(choices_cost_points_and_are_refused_without_them) {
  Program program = EmptyProgram();
  program.offers = {OfferOf("r", Percent(10'000)), OfferOf("e", EarnPerUnit{"", Points(1)})};
  program.offers[0].trigger = ChoiceTrigger{Points(5)};
  Basket basket = BasketOf({LineOf(1, 10'000)});
  basket.choices = {{"r", 2}};
  const auto paid = Evaluated(*Compiled(program), MemberOf("silver", 10), basket);
  BOOST_TEST(paid.discount.value() == 1900);
  BOOST_TEST(paid.spent.value() == 10);
  const auto poor = Evaluated(*Compiled(program), MemberOf("silver", 9), basket);
  BOOST_TEST(ReasonName(poor.offers[0].reason) == std::string("POINTS_INSUFFICIENT"));
  program.earned_points_pay_at_once = true;
  BOOST_TEST(Evaluated(*Compiled(program), MemberOf("silver", 9), basket).spent.value() == 10);
  basket.choices = {{"e", 1}};
  BOOST_TEST(!Evaluate(*Compiled(program), MemberOf(), basket, kNow).ok());
}

BOOST_AUTO_TEST_CASE(limits_and_budgets_hold) {
  Program program = EmptyProgram();
  program.offers = {OfferOf("a", AmountOff{{}, Money(100), AmountPer::kUnit})};
  program.offers[0].audience.everyone = true;
  MemberView member = MemberOf();
  member.uses = {{"a", 4, 1, 1, 3, Money(450)}};
  const std::vector<Line> lines = {LineOf(1, 1000, 3000)};
  const auto reason = [&](Limits limits) {
    program.offers[0].limits = limits;
    return std::string(ReasonName(
        Evaluated(*Compiled(program), member, BasketOf(lines)).offers[0].reason));
  };
  BOOST_TEST(reason({.uses_total = 4}) == "USE_LIMIT");
  BOOST_TEST(reason({.uses_total = 5}) == "");
  BOOST_TEST(reason({.uses_per_member = 1}) == "USE_LIMIT");
  BOOST_TEST(reason({.units_per_member = 3}) == "UNIT_LIMIT");
  BOOST_TEST(reason({.budget = Money(700)}) == "BUDGET");
  program.offers[0].limits = {.budget = Money(700), .on_exceed = OnExceed::kCut};
  BOOST_TEST(Evaluated(*Compiled(program), member, BasketOf(lines)).discount.value() == 250);
  program.offers[0].limits = {.budget = Money(700), .on_exceed = OnExceed::kFinish};
  BOOST_TEST(Evaluated(*Compiled(program), member, BasketOf(lines)).discount.value() == 300);
  program.offers[0].limits = {.units_per_member = 5};
  BOOST_TEST(Evaluated(*Compiled(program), member, BasketOf(lines)).discount.value() == 200);
  member.present = false;
  BOOST_TEST(reason({.uses_per_member = 1}) == "MEMBER_REQUIRED");
}

BOOST_AUTO_TEST_CASE(an_offer_repeats_with_its_conditions) {
  Program program = EmptyProgram();
  program.offers = {OfferOf("a", Off(1000, "tobacco"))};
  program.offers[0].repeat = Repeat::kPerBundle;
  program.offers[0].conditions = {{"cheese", {}, Quantity(1000)}};
  BOOST_TEST(DiscountOf(program, {LineOf(1, 9000, 2000, "food/cheese"), LineOf(2, 5000, 1000, "tobacco")}) ==
             2000);
  program.offers[0].limits.times_per_receipt = 1;
  BOOST_TEST(DiscountOf(program, {LineOf(1, 9000, 2000, "food/cheese"), LineOf(2, 5000, 1000, "tobacco")}) ==
             1000);
}

BOOST_AUTO_TEST_CASE(discounts_together_stop_at_the_receipts_cap) {
  Program program = EmptyProgram();
  program.offers = {OfferOf("a", Percent(30'000), 2), OfferOf("b", Off(5000), 1), OfferOf("c", Off(1))};
  program.stacking.maximum_share = Share(50'000);
  const auto compiled = Compiled(program);
  const auto evaluation = Evaluated(*compiled, MemberOf(), BasketOf({LineOf(1, 10'000)}));
  BOOST_TEST(evaluation.discount.value() == 5000);
  BOOST_TEST(ReasonOfOffer(*compiled, evaluation, "c") == "RECEIPT_CAP");
}

BOOST_AUTO_TEST_CASE(gift_cards_and_the_wallet_pay_in_the_programs_order) {
  Program program = EmptyProgram();
  program.tenders = {{TenderKind::kGiftCard, {}}, {TenderKind::kWallet, Share(10'000)}};
  MemberView member = MemberOf();
  member.tenders = {{TenderKind::kWallet, "", Money(99'999)}, {TenderKind::kGiftCard, "GC1", Money(5000)}};
  Basket basket = BasketOf({LineOf(1, 9000)});
  basket.tenders = {{TenderKind::kWallet, "", Money()}, {TenderKind::kGiftCard, "GC1", Money()}};
  const auto evaluation = Evaluated(*Compiled(program), member, basket);
  BOOST_REQUIRE(evaluation.payments.size() == 2U);
  BOOST_TEST(evaluation.payments[0].amount.value() == 5000);
  BOOST_TEST(evaluation.payments[0].balance.value() == 0);
  BOOST_TEST(evaluation.payments[1].amount.value() == 900);
  BOOST_TEST(evaluation.due.value() == 3100);
  BOOST_TEST(evaluation.total.value() == 9000);
}

BOOST_AUTO_TEST_CASE(hours_over_midnight_belong_to_the_day_on_which_they_began) {
  Program program = EmptyProgram();
  program.offers = {OfferOf("a", Off(1))};
  program.offers[0].window.weekdays = {Weekday::kFriday};
  program.offers[0].window.from_time = "22:00";
  program.offers[0].window.until_time = "06:00";
  program.stores = {{"omsk", "Asia/Omsk"}};
  const auto compiled = Compiled(program);
  const auto applies = [&](int64_t seconds, const char* store) {
    Basket basket = BasketOf({LineOf(1, 1000)});
    basket.store_id = store;
    const auto evaluation = Evaluated(*compiled, MemberOf(), basket, Instant{seconds * 1'000'000});
    return evaluation.offers[0].reason == Reason::kNone;
  };
  const int64_t friday_22_moscow = 1'772'823'600;  // 2026-03-06T22:00:00+03:00
  BOOST_TEST(applies(friday_22_moscow, "m"));
  BOOST_TEST(!applies(friday_22_moscow - 1, "m"));
  BOOST_TEST(applies(friday_22_moscow + 8 * 3600 - 1, "m"));
  BOOST_TEST(!applies(friday_22_moscow + 8 * 3600, "m"));
  BOOST_TEST(applies(friday_22_moscow - 3 * 3600, "omsk"));
}

BOOST_AUTO_TEST_CASE(an_audience_may_ask_for_what_the_member_did) {
  Program program = EmptyProgram();
  program.offers = {OfferOf("a", Off(1))};
  MemberView member = MemberOf();
  const auto applies = [&](const Audience& audience) {
    program.offers[0].audience = audience;
    return Evaluated(*Compiled(program), member, BasketOf({LineOf(1, 1000)})).discount.value() == 1;
  };
  Audience first;
  first.purchase_no_to = 1;
  Audience birthday;
  birthday.birthday = BirthdayWindow{3, 1};
  Audience win_back;
  win_back.more_days_since_purchase = 365;
  Audience segment;
  segment.segments = {"vip"};
  Audience spender;
  spender.activity = {{30, Money(1000), 2}};
  for (const Audience& audience : {first, birthday, win_back, segment, spender}) {
    BOOST_TEST(!applies(audience));
  }
  member.purchases = 0;
  member.birthday = Birthday{1, 17};  // kNow is 15 January 2027
  member.last_purchase_at = kNow - Days(366);
  member.segments = {"vip"};
  member.activity = {{30, Money(1000), 2}};
  for (const Audience& audience : {first, birthday, win_back, segment, spender}) {
    BOOST_TEST(applies(audience));
  }
}

BOOST_AUTO_TEST_CASE(a_code_counts_once_and_a_second_one_of_its_offer_is_refused) {
  Program program = EmptyProgram();
  program.offers = {OfferOf("c", Off(100)), OfferOf("d", Off(100))};
  program.offers[0].trigger = CouponTrigger{{"ONE", "TWO"}, ""};
  program.offers[1].trigger = CouponTrigger{{}, "batch"};
  MemberView member = MemberOf();
  member.coupons = {{"c-1", "batch"}, {"c-2", "batch"}};
  Basket basket = BasketOf({LineOf(1, 900)});
  basket.coupon_codes = {"ONE", "one", "c-1", "c-2", "C-1", "TWO"};
  const auto evaluation = Evaluated(*Compiled(program), member, basket);
  BOOST_TEST(evaluation.discount.value() == 200);
  BOOST_REQUIRE(evaluation.refused_codes.size() == 2U);
  BOOST_TEST(evaluation.refused_codes[0].code == "c-2");
  BOOST_TEST(evaluation.refused_codes[1].code == "TWO");
  BOOST_TEST(ReasonName(evaluation.refused_codes[1].reason) == "CODE_SUPERFLUOUS");
}

BOOST_AUTO_TEST_CASE(a_means_of_payment_that_the_program_does_not_take_is_refused) {
  Program program = EmptyProgram();
  program.tenders = {{TenderKind::kWallet, Share()}};
  Basket basket = BasketOf({LineOf(1, 900)});
  basket.tenders = {{TenderKind::kWallet, "", Money()}, {TenderKind::kGiftCard, "g", Money()}};
  const auto refused = Evaluate(*Compiled(program), MemberOf(), basket, kNow);
  BOOST_REQUIRE(!refused.ok());
  BOOST_TEST(refused.status().code() == absl::StatusCode::kInvalidArgument);
  BOOST_TEST(refused.status().ToString().find("TENDER_NOT_TAKEN") != std::string::npos);
}

}  // namespace
}  // namespace tessera::engine
