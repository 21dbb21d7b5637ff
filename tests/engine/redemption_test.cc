#include "sample.h"
#include "tessera/base/status.h"

namespace tessera::engine {
namespace {

std::shared_ptr<const CompiledProgram> With(const Redemption& redemption,
                                            std::vector<Offer> offers = {}) {
  Program program = EmptyProgram();
  program.redemption = redemption;
  program.offers = std::move(offers);
  program.restrictions = {{"tobacco", true, false, false, Money()}};
  return Compiled(std::move(program));
}

void CheckMaximum(const Evaluation& evaluation, int64_t points, RedeemLimit limit) {
  BOOST_TEST(evaluation.max_redeem.value() == points);
  BOOST_TEST(std::string(RedeemLimitName(evaluation.redeem_limit)) == RedeemLimitName(limit));
}

void CheckRefused(const CompiledProgram& program, const MemberView& member, const Basket& basket) {
  const auto evaluation = Evaluate(program, member, basket, kNow);
  BOOST_TEST((evaluation.status().code() == absl::StatusCode::kFailedPrecondition));
  BOOST_TEST(ReasonOf(evaluation.status()) == "REDEEM_LIMIT");
  BOOST_TEST(FieldOf(evaluation.status()) == "redeem_points");
}

BOOST_AUTO_TEST_CASE(points_pay_up_to_the_share_of_what_discounts_leave) {
  Redemption terms = FullRedemption();
  terms.maximum_share = Share(50'000);
  const auto program = With(terms, {OfferOf("d", Percent(10'000))});
  const auto evaluation = Evaluated(*program, MemberOf("silver", 1000),
                                    BasketOf({LineOf(1, 10'000), LineOf(2, 5'550)}, 69));
  // 155.50 less 10 % is 139.95; half of it 69.97; whole roubles: 69.
  CheckMaximum(evaluation, 69, RedeemLimit::kShare);
  BOOST_TEST(evaluation.redeemed.value() == 6900);
  BOOST_TEST(evaluation.spent.value() == 69);
  BOOST_TEST(evaluation.total.value() == 13'995 - 6900);
  BOOST_TEST((evaluation.lines[0].redeemed + evaluation.lines[1].redeemed).value() == 6900);
  BOOST_TEST((evaluation.lines[0].spent + evaluation.lines[1].spent).value() == 69);
  BOOST_TEST(evaluation.lines[0].redeemed.value() == 4437);
}

BOOST_AUTO_TEST_CASE(each_piece_keeps_the_minimum_line) {
  Redemption terms = FullRedemption();
  terms.points = Points(1);
  terms.value = Money(1);
  terms.minimum_line = Money(1);
  const auto program = With(terms);
  const auto evaluation =
      Evaluated(*program, MemberOf("silver", 100'000),
                BasketOf({LineOf(1, 1000, 3000), LineOf(2, 1000, 250)}, 3246));
  CheckMaximum(evaluation, 3246, RedeemLimit::kShare);
  BOOST_TEST(evaluation.lines[0].net.value() == 3);
  BOOST_TEST(evaluation.lines[1].net.value() == 1);
}

BOOST_AUTO_TEST_CASE(goods_without_discount_or_spending_are_not_paid_with_points) {
  const auto program = With(FullRedemption());
  Line no_spend = LineOf(3, 2000);
  no_spend.no_spend = true;
  Line no_discount = LineOf(4, 2000);
  no_discount.no_discount = true;
  const std::vector<Line> lines = {LineOf(1, 1000), LineOf(2, 1000, 1000, "tobacco"), no_spend,
                                   no_discount};
  const auto evaluation = Evaluated(*program, MemberOf("silver", 1000), BasketOf(lines, 10));
  CheckMaximum(evaluation, 10, RedeemLimit::kShare);
  BOOST_TEST(evaluation.lines[0].redeemed.value() == 1000);
  BOOST_TEST(evaluation.lines[0].redeemable.value() == 1000);
  for (size_t i = 1; i < 4; ++i) BOOST_TEST(evaluation.lines[i].redeemable.is_zero());
  const auto none = Evaluated(*program, MemberOf("silver", 1000), BasketOf({lines[1]}));
  CheckMaximum(none, 0, RedeemLimit::kNothingRedeemable);
}

BOOST_AUTO_TEST_CASE(points_do_not_pay_below_a_minimum_price) {
  const auto program = With(FullRedemption());
  Line vodka = LineOf(1, 36'900);
  vodka.minimum_unit_price = Money(34'900);
  CheckMaximum(Evaluated(*program, MemberOf("silver", 1000), BasketOf({vodka})), 20,
               RedeemLimit::kShare);
}

BOOST_AUTO_TEST_CASE(the_balance_limits_and_says_why) {
  const auto program = With(FullRedemption());
  const Basket basket = BasketOf({LineOf(1, 10'000)});
  CheckMaximum(Evaluated(*program, MemberOf("silver", 30), basket), 30, RedeemLimit::kBalance);
  CheckMaximum(Evaluated(*program, MemberOf("silver", 0), basket), 0, RedeemLimit::kBalance);
  CheckMaximum(Evaluated(*program, MemberOf("silver", -5), basket), 0, RedeemLimit::kBalance);
  MemberView offline = MemberOf("silver", 30);
  offline.limit = MemberView::Limit::kOfflineLimit;
  CheckMaximum(Evaluated(*program, offline, basket), 30, RedeemLimit::kOfflineLimit);
  offline.spendable = Points(0);
  offline.limit = MemberView::Limit::kOfflineStale;
  CheckMaximum(Evaluated(*program, offline, basket), 0, RedeemLimit::kOfflineStale);
}

BOOST_AUTO_TEST_CASE(fewer_than_the_minimum_are_not_spent) {
  Redemption terms = FullRedemption();
  terms.minimum = Points(50);
  const auto program = With(terms);
  CheckMaximum(Evaluated(*program, MemberOf("silver", 49), BasketOf({LineOf(1, 10'000)})), 0,
               RedeemLimit::kBelowMinimum);
  CheckMaximum(Evaluated(*program, MemberOf("silver", 1000), BasketOf({LineOf(1, 4'900)})), 0,
               RedeemLimit::kBelowMinimum);
  CheckRefused(*program, MemberOf("silver", 1000), BasketOf({LineOf(1, 10'000)}, 49));
  BOOST_TEST(Evaluated(*program, MemberOf("silver", 1000), BasketOf({LineOf(1, 10'000)}, 50))
                 .spent.value() == 50);
}

BOOST_AUTO_TEST_CASE(points_are_spent_in_steps_that_are_worth_whole_minor_units) {
  Redemption terms = FullRedemption();
  terms.points = Points(3);  // 3 points are worth 2 kopecks
  terms.value = Money(2);
  terms.step = Points(10);   // so only multiples of 30 fit both
  const auto program = With(terms);
  const MemberView member = MemberOf("silver", 100);
  const auto evaluation = Evaluated(*program, member, BasketOf({LineOf(1, 10'000)}, 60));
  CheckMaximum(evaluation, 90, RedeemLimit::kBalance);
  BOOST_TEST(evaluation.redeemed.value() == 40);
  CheckRefused(*program, member, BasketOf({LineOf(1, 10'000)}, 70));
  CheckRefused(*program, member, BasketOf({LineOf(1, 10'000)}, 20));
}

BOOST_AUTO_TEST_CASE(more_than_the_most_is_refused_and_the_most_is_not) {
  const auto program = With(FullRedemption());
  const MemberView member = MemberOf("silver", 1000);
  CheckRefused(*program, member, BasketOf({LineOf(1, 9'999)}, 100));
  BOOST_TEST(Evaluated(*program, member, BasketOf({LineOf(1, 9'999)}, 99)).total.value() == 99);
}

BOOST_AUTO_TEST_CASE(without_a_member_or_redemption_no_points_are_spent) {
  const auto program = With(FullRedemption());
  const Basket basket = BasketOf({LineOf(1, 10'000)});
  CheckMaximum(Evaluated(*program, MemberView{}, basket), 0, RedeemLimit::kNoMember);
  CheckRefused(*program, MemberView{}, BasketOf({LineOf(1, 10'000)}, 1));
  const auto without = Compiled(EmptyProgram());
  CheckMaximum(Evaluated(*without, MemberOf("silver", 10), basket), 0, RedeemLimit::kNotOffered);
  CheckRefused(*without, MemberOf("silver", 10), BasketOf({LineOf(1, 10'000)}, 1));
}

BOOST_AUTO_TEST_CASE(points_are_earned_on_what_is_left_to_pay) {
  const auto program = With(FullRedemption(), {OfferOf("e", Earn(1000, 1))});
  const auto evaluation =
      Evaluated(*program, MemberOf("silver", 1000), BasketOf({LineOf(1, 10'000)}, 55));
  BOOST_TEST(evaluation.earned.value() == 4);
}

BOOST_AUTO_TEST_CASE(a_worth_beyond_64_bits_limits_nothing_but_the_balance) {
  Redemption terms = FullRedemption();
  terms.points = Points(1'000'000'000'000'000);
  terms.value = Money(1);
  const auto program = With(terms);
  CheckMaximum(Evaluated(*program, MemberOf("silver", 2'500'000'000'000'000),
                         BasketOf({LineOf(1, 1'000'000'000)})),
               2'000'000'000'000'000, RedeemLimit::kBalance);
}

BOOST_AUTO_TEST_CASE(points_do_not_pay_for_what_is_no_goods) {
  Program program = EmptyProgram();
  program.redemption = FullRedemption();
  program.not_goods_set_id = "tobacco";
  const auto compiled = Compiled(program);
  const auto lines = {LineOf(1, 1000), LineOf(2, 5000, 1000, "tobacco")};
  const auto evaluation = Evaluated(*compiled, MemberOf("silver", 100), BasketOf(lines, 10));
  BOOST_TEST(evaluation.max_redeem.value() == 10);
  BOOST_TEST(evaluation.lines[0].redeemed.value() == 1000);
  BOOST_TEST(evaluation.lines[1].redeemable.value() == 0);
}

}  // namespace
}  // namespace tessera::engine
