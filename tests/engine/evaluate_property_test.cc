// Restrictions and floors over small random programs; the engine's other laws stand in properties/.
#include <algorithm>
#include <random>

#include "sample.h"
#include "tessera/base/status.h"

namespace tessera::engine {
namespace {

class Chance {
 public:
  explicit Chance(uint64_t seed) : random_(seed) {}
  int64_t Upto(int64_t most) { return static_cast<int64_t>(random_() % static_cast<uint64_t>(most + 1)); }
  bool OneIn(int64_t n) { return Upto(n - 1) == 0; }

 private:
  std::mt19937_64 random_;
};

const char* AnySet(Chance& chance) {
  const char* const sets[] = {"", "food", "cheese", "tobacco"};
  return sets[chance.Upto(3)];
}

Effect AnyEffect(Chance& chance) {
  switch (chance.Upto(2)) {
    case 0: {
      PercentOff off{{AnySet(chance)}, Share(1 + chance.Upto(60'000)), std::nullopt};
      if (chance.OneIn(3)) off.maximum = Money(1 + chance.Upto(5'000));
      return off;
    }
    case 1: return Off(1 + chance.Upto(20'000), AnySet(chance));
    default: return Earn(1 + chance.Upto(3'000), 1 + chance.Upto(20), AnySet(chance));
  }
}

Offer AnyOffer(Chance& chance, int number) {
  Offer offer = OfferOf("o" + std::to_string(number), AnyEffect(chance),
                        static_cast<int32_t>(chance.Upto(3)));
  offer.audience.everyone = chance.OneIn(2);
  if (!offer.audience.everyone && chance.OneIn(2)) offer.audience.tiers = {"gold"};
  if (chance.OneIn(3)) offer.exclusive_group = "g" + std::to_string(chance.Upto(1));
  if (chance.OneIn(3)) {
    offer.conditions = {{AnySet(chance), Money(1 + chance.Upto(50'000)), Quantity()}};
  }
  if (chance.OneIn(5)) offer.window.ends_at = Instant{kNow.us - 1 + chance.Upto(1)};
  return offer;
}

Program AnyProgram(Chance& chance) {
  Program program = EmptyProgram();
  program.rounding = static_cast<Rounding>(chance.Upto(4));
  const auto offers = static_cast<int>(chance.Upto(6));
  for (int i = 0; i < offers; ++i) program.offers.push_back(AnyOffer(chance, i));
  if (chance.OneIn(2)) program.restrictions.push_back({"tobacco", true, true, true, Money()});
  if (chance.OneIn(2)) {
    program.restrictions.push_back(
        {"cheese", false, false, false, Money(1 + chance.Upto(20'000))});
  }
  program.redemption = Redemption{Points(1 + chance.Upto(5)),  Money(1 + chance.Upto(200)),
                                  Points(chance.Upto(20)),     Points(chance.Upto(4)),
                                  Share(1 + chance.Upto(99'999)), Money(chance.Upto(2))};
  return program;
}

Basket AnyBasket(Chance& chance) {
  const char* const categories[] = {"food", "food/cheese", "tobacco", "other", ""};
  Basket basket = BasketOf({});
  const auto lines = static_cast<uint32_t>(chance.Upto(8));
  for (uint32_t i = 1; i <= lines; ++i) {
    Line line = LineOf(i * 3, chance.Upto(30'000), 1 + chance.Upto(4'000),
                       categories[chance.Upto(4)]);
    if (chance.OneIn(3)) line.quantity = Quantity(1000 * (1 + chance.Upto(3)));
    if (chance.OneIn(4)) line.minimum_unit_price = Money(chance.Upto(30'000));
    line.no_discount = chance.OneIn(8);
    line.no_earn = chance.OneIn(8);
    line.no_spend = chance.OneIn(8);
    basket.lines.push_back(std::move(line));
  }
  return basket;
}

MemberView AnyMember(Chance& chance) {
  if (chance.OneIn(5)) return MemberView{};
  return MemberOf(chance.OneIn(2) ? "gold" : "silver", chance.Upto(500) - 50);
}

// The most that restrictions, line and program together demand for the line.
Money FloorOf(const Program& program, const Line& line, Money gross) {
  Money minimum = line.minimum_unit_price;
  for (const Restriction& restriction : program.restrictions) {
    const bool in = restriction.set_id == "tobacco" ? line.category == "tobacco"
                                                    : line.category == "food/cheese";
    if (in) minimum = std::max(minimum, restriction.minimum_unit_price);
  }
  const auto floor = MultiplyDivide(minimum.value(), line.quantity.value(), 1000, Rounding::kUp);
  return std::min(Money(*floor), gross);
}

void CheckLines(const Program& program, const Basket& basket, const Evaluation& evaluation) {
  Evaluation sums;
  BOOST_REQUIRE(evaluation.lines.size() == basket.lines.size());
  for (size_t i = 0; i < basket.lines.size(); ++i) {
    const LineResult& line = evaluation.lines[i];
    BOOST_REQUIRE(line.line_no == basket.lines[i].line_no);
    BOOST_REQUIRE((line.gross - line.discount - line.redeemed == line.net));
    BOOST_REQUIRE((line.net >= FloorOf(program, basket.lines[i], line.gross)));
    for (int64_t value : {line.gross.value(), line.discount.value(), line.redeemed.value(),
                          line.net.value(), line.earned.value(), line.spent.value()}) {
      BOOST_REQUIRE(value >= 0);
    }
    if (basket.lines[i].no_discount) BOOST_REQUIRE((line.net == line.gross));
    if (basket.lines[i].no_spend) BOOST_REQUIRE(line.redeemed.is_zero());
    if (basket.lines[i].no_earn) BOOST_REQUIRE(line.earned.is_zero());
    BOOST_REQUIRE((line.redeemed <= line.redeemable));
    sums.gross += line.gross;
    sums.discount += line.discount;
    sums.redeemed += line.redeemed;
    sums.total += line.net;
    sums.earned += line.earned;
    sums.spent += line.spent;
  }
  BOOST_REQUIRE((sums.gross == evaluation.gross && sums.discount == evaluation.discount &&
                 sums.redeemed == evaluation.redeemed && sums.total == evaluation.total &&
                 sums.earned == evaluation.earned && sums.spent == evaluation.spent));
}

void CheckOffers(const Evaluation& evaluation) {
  Money discount;
  Points points;
  for (const OfferResult& offer : evaluation.offers) {
    Money shares;
    Points share_points;
    for (const OfferShare& share : offer.shares) {
      shares += share.discount;
      share_points += share.points;
    }
    BOOST_REQUIRE((shares == offer.discount && share_points == offer.points));
    const bool gave = !offer.discount.is_zero() || !offer.points.is_zero();
    BOOST_REQUIRE(gave == (offer.outcome == Outcome::kApplied));
    BOOST_REQUIRE((offer.reason == Reason::kNone) == gave);
    const bool lacks = !offer.missing_amount.is_zero() || !offer.missing_quantity.is_zero();
    BOOST_REQUIRE(lacks == (offer.outcome == Outcome::kNearly));
    discount += offer.discount;
    points += offer.points;
  }
  BOOST_REQUIRE((discount == evaluation.discount && points == evaluation.earned));
}

uint64_t AnySeed() { return std::random_device()(); }

BOOST_AUTO_TEST_CASE(lines_and_shares_sum_to_totals_and_no_line_falls_below_its_floor) {
  const uint64_t seed = AnySeed();
  BOOST_TEST_MESSAGE("seed " << seed);
  Chance chance(seed);
  for (int round = 0; round < 4'000; ++round) {
    const Program program = AnyProgram(chance);
    const auto compiled = Compiled(program);
    Basket basket = AnyBasket(chance);
    const MemberView member = AnyMember(chance);
    BOOST_TEST_CONTEXT("seed " << seed << " round " << round) {
      const Evaluation plain = Evaluated(*compiled, member, basket);
      CheckLines(program, basket, plain);
      CheckOffers(plain);
      BOOST_REQUIRE((plain == Evaluated(*compiled, member, basket)));
      basket.redeem = plain.max_redeem;
      const Evaluation spent = Evaluated(*compiled, member, basket);
      CheckLines(program, basket, spent);
      CheckOffers(spent);
      BOOST_REQUIRE((spent.spent == plain.max_redeem && spent.discount == plain.discount));
      BOOST_REQUIRE(spent.redeemed.value() * program.redemption->points.value() ==
                    spent.spent.value() * program.redemption->value.value());
      basket.redeem = plain.max_redeem + Points(1);
      BOOST_REQUIRE(ReasonOf(Evaluate(*compiled, member, basket, kNow).status()) ==
                    "REDEEM_LIMIT");
    }
  }
}

BOOST_AUTO_TEST_CASE(a_full_receipt_of_the_largest_amounts_is_evaluated_exactly) {
  Program program = EmptyProgram();
  program.redemption = FullRedemption();
  program.offers = {OfferOf("p", Percent(33'333), 3), OfferOf("q", Percent(12'345, "food"), 2),
                    OfferOf("e", Earn(1, 1))};
  const auto compiled = Compiled(program);
  Basket basket = BasketOf({});
  for (uint32_t i = 1; i <= 9; ++i) {
    basket.lines.push_back(LineOf(i, 1'000'000'000'000, 1'000'000'000));
  }
  for (uint32_t i = 10; i <= 1000; ++i) basket.lines.push_back(LineOf(i, 99'999'999, 999));
  basket.redeem = Points(1'000'000'000'000'000);
  const MemberView member = MemberOf("silver", 1'000'000'000'000'000'000);
  const Evaluation evaluation = Evaluated(*compiled, member, basket);
  CheckLines(program, basket, evaluation);
  CheckOffers(evaluation);
}

}  // namespace
}  // namespace tessera::engine
