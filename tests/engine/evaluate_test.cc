#include "tessera/engine/evaluate.h"

#include "sample.h"
#include "tessera/base/status.h"

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

void CheckResult(const OfferResult& result, Outcome outcome, Reason reason) {
  BOOST_TEST((result.outcome == outcome));
  BOOST_TEST(std::string(ReasonName(result.reason)) == ReasonName(reason));
}

BOOST_AUTO_TEST_CASE(a_weighed_line_is_rounded_once_half_up) {
  const auto program = Compiled(EmptyProgram());
  const auto evaluation =
      Evaluated(*program, MemberOf(), BasketOf({LineOf(1, 79'901, 500), LineOf(2, 10, 1250)}));
  BOOST_TEST(evaluation.lines[0].gross.value() == 39'951);
  BOOST_TEST(evaluation.lines[1].gross.value() == 13);
  BOOST_TEST(evaluation.total.value() == 39'964);
  BOOST_TEST(evaluation.program_version == 7);
}

BOOST_AUTO_TEST_CASE(a_percentage_is_rounded_once_on_the_sum_and_spread) {
  Program program = EmptyProgram();
  program.offers = {OfferOf("a", Percent(10'000, "food"))};
  const auto evaluation = Evaluated(*Compiled(program), MemberOf(),
                                    BasketOf({LineOf(1, 35), LineOf(2, 35), LineOf(3, 35)}));
  // 10 % of 1.05 is 0.105, so 0.11: 4 + 4 + 3. Line by line it would have been 12.
  BOOST_TEST(evaluation.discount.value() == 11);
  BOOST_TEST(evaluation.lines[0].discount.value() == 4);
  BOOST_TEST(evaluation.lines[2].discount.value() == 3);
}

BOOST_AUTO_TEST_CASE(a_later_offer_works_on_what_earlier_ones_left) {
  Program program = EmptyProgram();
  program.offers = {OfferOf("second", Percent(10'000), 1), OfferOf("first", Percent(50'000), 2),
                    OfferOf("a-third", Off(500), 1)};
  const auto compiled = Compiled(program);
  const auto evaluation = Evaluated(*compiled, MemberOf(), BasketOf({LineOf(1, 10'000)}));
  BOOST_TEST(ResultOf(*compiled, evaluation, "first").discount.value() == 5000);
  // Of equal priority: by id, so "a-third" goes before "second".
  BOOST_TEST(ResultOf(*compiled, evaluation, "a-third").discount.value() == 500);
  BOOST_TEST(ResultOf(*compiled, evaluation, "second").discount.value() == 450);
  BOOST_TEST(evaluation.total.value() == 4050);
  BOOST_TEST(evaluation.offers[0].offer == 1U);
}

BOOST_AUTO_TEST_CASE(a_percentage_stops_at_its_maximum) {
  Program program = EmptyProgram();
  program.offers = {OfferOf("a", PercentOff{{}, Share(10'000), Money(150)})};
  const auto evaluation =
      Evaluated(*Compiled(program), MemberOf(), BasketOf({LineOf(1, 1000), LineOf(2, 2000)}));
  BOOST_TEST(evaluation.lines[0].discount.value() == 50);
  BOOST_TEST(evaluation.lines[1].discount.value() == 100);
}

BOOST_AUTO_TEST_CASE(an_amount_is_spread_and_cut_to_what_the_goods_can_bear) {
  Program program = EmptyProgram();
  program.offers = {OfferOf("a", Off(1000))};
  const auto compiled = Compiled(program);
  Line vodka = LineOf(2, 36'900);
  vodka.minimum_unit_price = Money(36'800);
  const auto evaluation = Evaluated(*compiled, MemberOf(), BasketOf({LineOf(1, 36'900), vodka}));
  BOOST_TEST(evaluation.lines[0].discount.value() == 900);
  BOOST_TEST(evaluation.lines[1].discount.value() == 100);
  BOOST_TEST(Evaluated(*compiled, MemberOf(), BasketOf({LineOf(1, 300)})).total.value() == 0);
}

BOOST_AUTO_TEST_CASE(what_a_floor_keeps_from_a_percentage_is_not_moved_to_other_lines) {
  Program program = EmptyProgram();
  program.offers = {OfferOf("a", Percent(10'000))};
  Line vodka = LineOf(2, 1000);
  vodka.minimum_unit_price = Money(980);
  const auto evaluation =
      Evaluated(*Compiled(program), MemberOf(), BasketOf({LineOf(1, 1000), vodka}));
  BOOST_TEST(evaluation.lines[0].discount.value() == 100);
  BOOST_TEST(evaluation.lines[1].discount.value() == 20);
  BOOST_TEST(evaluation.offers[0].discount.value() == 120);
}

BOOST_AUTO_TEST_CASE(the_higher_of_the_lines_and_the_programs_minimum_price_holds) {
  Program program = EmptyProgram();
  program.restrictions = {{"food", false, false, false, Money(900)}};
  program.offers = {OfferOf("a", Percent(50'000))};
  Line line = LineOf(1, 1000, 1500);
  line.minimum_unit_price = Money(950);
  const auto compiled = Compiled(program);
  BOOST_TEST(Evaluated(*compiled, MemberOf(), BasketOf({line})).total.value() == 1425);
  line.minimum_unit_price = Money(100);
  BOOST_TEST(Evaluated(*compiled, MemberOf(), BasketOf({line})).total.value() == 1350);
  line.unit_price = Money(800);
  const auto cheap = Evaluated(*compiled, MemberOf(), BasketOf({line}));
  BOOST_TEST(cheap.total.value() == 1200);
  CheckResult(cheap.offers[0], Outcome::kRejected, Reason::kFloorReached);
}

BOOST_AUTO_TEST_CASE(restricted_goods_get_no_discount_and_no_points) {
  Program program = EmptyProgram();
  program.restrictions = {{"tobacco", true, true, true, Money()}};
  program.offers = {OfferOf("a", Percent(10'000)), OfferOf("e", Earn(100, 1))};
  const auto compiled = Compiled(program);
  const auto evaluation = Evaluated(
      *compiled, MemberOf(), BasketOf({LineOf(1, 1000), LineOf(2, 1000, 1000, "tobacco")}));
  BOOST_TEST(evaluation.lines[1].discount.value() == 0);
  BOOST_TEST(evaluation.lines[1].earned.value() == 0);
  BOOST_TEST(evaluation.earned.value() == 9);
  const auto only =
      Evaluated(*compiled, MemberOf(), BasketOf({LineOf(1, 1000, 1000, "tobacco")}));
  CheckResult(only.offers[0], Outcome::kRejected, Reason::kNothingToDiscount);
  CheckResult(only.offers[1], Outcome::kRejected, Reason::kNothingToDiscount);
}

BOOST_AUTO_TEST_CASE(an_offer_holds_from_its_start_to_just_before_its_end) {
  Program program = EmptyProgram();
  program.offers = {OfferOf("a", Percent(10'000))};
  program.offers[0].window = {Instant{1000}, Instant{2000}};
  const auto compiled = Compiled(program);
  const Basket basket = BasketOf({LineOf(1, 1000)});
  const auto at = [&](int64_t us) {
    return Evaluated(*compiled, MemberOf(), basket, Instant{us}).offers[0];
  };
  CheckResult(at(999), Outcome::kRejected, Reason::kNotStarted);
  CheckResult(at(1000), Outcome::kApplied, Reason::kNone);
  CheckResult(at(1999), Outcome::kApplied, Reason::kNone);
  CheckResult(at(2000), Outcome::kRejected, Reason::kEnded);
}

BOOST_AUTO_TEST_CASE(an_offer_is_for_members_unless_it_says_everyone) {
  Program program = EmptyProgram();
  program.offers = {OfferOf("members", Percent(10'000), 2), OfferOf("everyone", Percent(10'000), 1),
                    OfferOf("points", Earn(100, 1))};
  program.offers[1].audience.everyone = true;
  program.offers[2].audience.everyone = true;
  const auto compiled = Compiled(program);
  const auto evaluation = Evaluated(*compiled, MemberView{}, BasketOf({LineOf(1, 1000)}));
  CheckResult(evaluation.offers[0], Outcome::kRejected, Reason::kMemberRequired);
  CheckResult(evaluation.offers[1], Outcome::kApplied, Reason::kNone);
  CheckResult(evaluation.offers[2], Outcome::kRejected, Reason::kMemberRequired);
  BOOST_TEST(evaluation.earned.value() == 0);
}

BOOST_AUTO_TEST_CASE(tiers_tags_and_stores_must_all_match) {
  Program program = EmptyProgram();
  program.offers = {OfferOf("a", Percent(10'000))};
  program.offers[0].audience = {false, {"gold"}, {"student", "staff"}, {"store-1"}};
  const auto compiled = Compiled(program);
  const auto applies = [&](const char* tier, std::vector<std::string> tags, const char* store) {
    MemberView member = MemberOf(tier);
    member.tags = std::move(tags);
    Basket basket = BasketOf({LineOf(1, 1000)});
    basket.store_id = store;
    return Evaluated(*compiled, member, basket).offers[0].outcome == Outcome::kApplied;
  };
  BOOST_TEST(applies("gold", {"new", "staff"}, "store-1"));
  BOOST_TEST(!applies("silver", {"staff"}, "store-1"));
  BOOST_TEST(!applies("unheard-of", {"staff"}, "store-1"));
  BOOST_TEST(!applies("gold", {"new"}, "store-1"));
  BOOST_TEST(!applies("gold", {}, "store-1"));
  BOOST_TEST(!applies("gold", {"staff"}, "store-2"));
  BOOST_TEST(!applies("gold", {"staff"}, ""));
}

BOOST_AUTO_TEST_CASE(a_minimum_that_lacks_is_told_with_what_is_missing) {
  Program program = EmptyProgram();
  program.offers = {OfferOf("amount", Percent(5000)), OfferOf("pieces", Percent(5000, "cheese"))};
  program.offers[0].conditions = {{"", Money(5000), Quantity()}};
  program.offers[1].conditions = {{"cheese", Money(), Quantity(2000)}};
  const auto compiled = Compiled(program);
  const auto evaluation =
      Evaluated(*compiled, MemberOf(), BasketOf({LineOf(1, 3500, 1000, "food/cheese")}));
  const OfferResult& amount = ResultOf(*compiled, evaluation, "amount");
  CheckResult(amount, Outcome::kNearly, Reason::kMinimumAmount);
  BOOST_TEST(amount.missing_amount.value() == 1500);
  const OfferResult& pieces = ResultOf(*compiled, evaluation, "pieces");
  CheckResult(pieces, Outcome::kNearly, Reason::kMinimumQuantity);
  BOOST_TEST(pieces.missing_quantity.value() == 1000);
}

BOOST_AUTO_TEST_CASE(a_minimum_counts_what_earlier_discounts_left) {
  Program program = EmptyProgram();
  program.offers = {OfferOf("first", Percent(10'000), 2), OfferOf("second", Off(100), 1)};
  program.offers[1].conditions = {{"", Money(1000), Quantity()}};
  const auto compiled = Compiled(program);
  const auto evaluation = Evaluated(*compiled, MemberOf(), BasketOf({LineOf(1, 1000)}));
  CheckResult(evaluation.offers[1], Outcome::kNearly, Reason::kMinimumAmount);
  BOOST_TEST(evaluation.offers[1].missing_amount.value() == 100);
}

BOOST_AUTO_TEST_CASE(of_an_exclusive_group_only_the_first_that_gives_something_applies) {
  Program program = EmptyProgram();
  program.offers = {OfferOf("a", Percent(5000, "food"), 3), OfferOf("b", Percent(6000), 2),
                    OfferOf("c", Percent(7000), 1)};
  for (Offer& offer : program.offers) offer.exclusive_group = "g";
  program.offers[0].conditions = {{"", Money(1'000'000), Quantity()}};
  const auto evaluation =
      Evaluated(*Compiled(program), MemberOf(), BasketOf({LineOf(1, 1000)}));
  CheckResult(evaluation.offers[0], Outcome::kNearly, Reason::kMinimumAmount);
  CheckResult(evaluation.offers[1], Outcome::kApplied, Reason::kNone);
  CheckResult(evaluation.offers[2], Outcome::kRejected, Reason::kExcludedBy);
  BOOST_TEST(evaluation.discount.value() == 60);
}

BOOST_AUTO_TEST_CASE(points_are_given_for_whole_amounts_paid_and_spread_over_the_lines) {
  Program program = EmptyProgram();
  program.offers = {OfferOf("d", Percent(10'000)), OfferOf("e", Earn(2000, 3))};
  const auto compiled = Compiled(program);
  const auto evaluation =
      Evaluated(*compiled, MemberOf(), BasketOf({LineOf(1, 5000), LineOf(2, 1600)}));
  // 59.40 paid: twice 20.00, so 6 points; 45.00 and 14.40 get 4.54 and 1.45 of them.
  BOOST_TEST(evaluation.earned.value() == 6);
  BOOST_TEST(evaluation.lines[0].earned.value() == 5);
  BOOST_TEST(evaluation.lines[1].earned.value() == 1);
  const auto little = Evaluated(*compiled, MemberOf(), BasketOf({LineOf(1, 1000)}));
  CheckResult(little.offers[1], Outcome::kNearly, Reason::kMinimumAmount);
  BOOST_TEST(little.offers[1].missing_amount.value() == 1100);
}

BOOST_AUTO_TEST_CASE(points_beyond_64_bits_are_refused) {
  Program program = EmptyProgram();
  program.offers = {OfferOf("e", Earn(1, 1'000'000'000'000'000))};
  const Basket basket = BasketOf({LineOf(1, 1'000'000)});
  const auto one = Evaluate(*Compiled(program), MemberOf(), basket, kNow);
  BOOST_TEST(ReasonOf(one.status()) == "AMOUNT_OVERFLOW");
  program.offers = {};
  for (int i = 0; i < 10; ++i) {
    program.offers.push_back(OfferOf("e" + std::to_string(i), Earn(1000, 1'000'000'000'000'000)));
  }
  const auto sum = Evaluate(*Compiled(program), MemberOf(), basket, kNow);
  BOOST_TEST(ReasonOf(sum.status()) == "AMOUNT_OVERFLOW");
}

BOOST_AUTO_TEST_CASE(another_currency_and_a_bad_basket_are_refused) {
  const auto program = Compiled(EmptyProgram());
  Basket basket = BasketOf({LineOf(1, 1000)});
  basket.currency_code = "USD";
  const auto other = Evaluate(*program, MemberOf(), basket, kNow);
  BOOST_TEST(ReasonOf(other.status()) == "CURRENCY_MISMATCH");
  BOOST_TEST(FieldOf(other.status()) == "currency_code");
  const auto bad = Evaluate(*program, MemberOf(), BasketOf({LineOf(1, 1000, -1)}), kNow);
  BOOST_TEST(ReasonOf(bad.status()) == "QUANTITY_INVALID");
}

BOOST_AUTO_TEST_CASE(without_a_program_only_gross_amounts_are_answered) {
  const auto evaluation =
      EvaluateWithoutProgram(BasketOf({LineOf(1, 333, 500), LineOf(2, 1000)}));
  BOOST_REQUIRE(evaluation.ok());
  BOOST_TEST(evaluation->program_version == 0);
  BOOST_TEST(evaluation->total.value() == 1167);
  BOOST_TEST(evaluation->lines[0].net.value() == 167);
  BOOST_TEST(evaluation->offers.empty());
  const auto spending = EvaluateWithoutProgram(BasketOf({LineOf(1, 1000)}, 5));
  BOOST_TEST(ReasonOf(spending.status()) == "REDEEM_LIMIT");
}

}  // namespace
}  // namespace tessera::engine
