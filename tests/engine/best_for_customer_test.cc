// The search against trying every combination.
#include <algorithm>
#include <random>

#include "sample.h"

namespace tessera::engine {
namespace {

class Chance {
 public:
  explicit Chance(uint64_t seed) : random_(seed) {}
  int64_t Upto(int64_t most) {
    return static_cast<int64_t>(random_() % static_cast<uint64_t>(most + 1));
  }
  bool OneIn(int64_t n) { return Upto(n - 1) == 0; }

 private:
  std::mt19937_64 random_;
};

const char* AnySet(Chance& chance) {
  const char* const sets[] = {"", "food", "cheese", "tobacco"};
  return sets[chance.Upto(3)];
}

Goods AnyGoods(Chance& chance) {
  Goods goods;
  goods.set_id = AnySet(chance);
  goods.order = static_cast<UnitOrder>(chance.Upto(2));
  if (chance.OneIn(3)) goods.maximum_units = 1 + chance.Upto(3);
  if (chance.OneIn(6)) goods.every_nth = 2;
  return goods;
}

Effect AnyEffect(Chance& chance) {
  switch (chance.Upto(5)) {
    case 0: {
      PercentOff off{AnyGoods(chance), Share(1 + chance.Upto(70'000))};
      if (chance.OneIn(3)) off.maximum = Money(1 + chance.Upto(500));
      return off;
    }
    case 1: {
      AmountOff off{AnyGoods(chance), Money(1 + chance.Upto(900))};
      off.per = static_cast<AmountPer>(chance.Upto(2));
      return off;
    }
    case 2: return FixedPrice{AnyGoods(chance), Money(chance.Upto(600))};
    case 3: return BundlePrice{{{AnySet(chance), 1 + chance.Upto(1)}, {AnySet(chance), 1}},
                               Money(chance.Upto(900)),
                               static_cast<UnitOrder>(chance.Upto(2))};
    case 4: {
      BuyGet buy_get{AnySet(chance), 1 + chance.Upto(1), AnySet(chance), 1};
      buy_get.percent = Share(1 + chance.Upto(99'999));
      return buy_get;
    }
    default: {
      PercentOff off{{AnySet(chance)}, Share()};
      off.steps = {{Money(100), {}, Share(1 + chance.Upto(50'000)), {}},
                   {Money(900), {}, Share(1 + chance.Upto(50'000)), {}}};
      return off;
    }
  }
}

Program AnyProgram(Chance& chance) {
  Program program = EmptyProgram();
  program.rounding_place = static_cast<RoundingPlace>(chance.Upto(2));
  program.spread = static_cast<Spread>(chance.Upto(3));
  program.stacking.units_used_once = chance.OneIn(3);
  if (chance.OneIn(5)) program.stacking.maximum_share = Share(10'000 + chance.Upto(80'000));
  if (chance.OneIn(3)) {
    program.restrictions = {{"cheese", false, false, false, Money(1 + chance.Upto(600))}};
  }
  const int64_t offers = 2 + chance.Upto(4);
  for (int64_t i = 0; i < offers; ++i) {
    Offer offer = OfferOf("o" + std::to_string(i), AnyEffect(chance),
                          static_cast<int32_t>(chance.Upto(2)));
    if (chance.OneIn(4)) offer.effects.push_back(AnyEffect(chance));
    if (chance.OneIn(3)) offer.exclusive_group = "g" + std::to_string(chance.Upto(1));
    if (chance.OneIn(3)) offer.conditions = {{AnySet(chance), Money(1 + chance.Upto(1500))}};
    if (chance.OneIn(8)) {
      offer.limits.budget = Money(1 + chance.Upto(700));
      offer.limits.on_exceed = static_cast<OnExceed>(chance.Upto(2));
    }
    program.offers.push_back(std::move(offer));
  }
  return program;
}

Basket AnyBasket(Chance& chance) {
  const char* const categories[] = {"food", "food/cheese", "tobacco", "other"};
  Basket basket = BasketOf({});
  const auto lines = static_cast<uint32_t>(1 + chance.Upto(4));
  for (uint32_t i = 1; i <= lines; ++i) {
    basket.lines.push_back(LineOf(i, chance.Upto(chance.OneIn(2) ? 20 : 900),
                                  1000 * (1 + chance.Upto(3)), categories[chance.Upto(3)]));
  }
  return basket;
}

Money Discount(Program program, StackingMode mode, const Basket& basket) {
  program.stacking.phases = {{"main", mode}};
  return Evaluated(*Compiled(std::move(program)), MemberOf(), basket).discount;
}

BOOST_AUTO_TEST_CASE(no_combination_gives_more_than_the_one_that_is_found) {
  const uint64_t seed = std::random_device()();
  BOOST_TEST_MESSAGE("seed " << seed);
  Chance chance(seed);
  for (int round = 0; round < 400; ++round) {
    const Program program = AnyProgram(chance);
    const Basket basket = AnyBasket(chance);
    Money best;
    for (uint32_t chosen = 0; chosen < 1U << program.offers.size(); ++chosen) {
      Program some = program;
      for (size_t i = 0; i < some.offers.size(); ++i) some.offers[i].inactive = (chosen >> i & 1U) == 0;
      best = std::max(best, Discount(std::move(some), StackingMode::kCompound, basket));
    }
    BOOST_TEST_CONTEXT("seed " << seed << " round " << round) {
      const Money found = Discount(program, StackingMode::kBestForCustomer, basket);
      BOOST_REQUIRE(found.value() == best.value());
    }
  }
}

// Points that one offer costs are lost to the others, also to those that no combination so far has.
BOOST_AUTO_TEST_CASE(points_are_kept_for_the_offer_that_gives_most_among_many) {
  Program program = EmptyProgram();
  program.stacking.phases = {{"main", StackingMode::kBestForCustomer}};
  program.offers = {OfferOf("a", PointsPrice{{"cheese"}, Points(100), Money(980)}, 9),
                    OfferOf("b", PointsPrice{{"tobacco"}, Points(100), Money(990)}, 8),
                    OfferOf("c", PointsPrice{{"cheese"}, Points(100), Money(100)}, 7)};
  for (int i = 0; i < 12; ++i) program.offers.push_back(OfferOf("o" + std::to_string(i), Off(1)));
  const Basket basket =
      BasketOf({LineOf(1, 1'000, 1'000, "food/cheese"), LineOf(2, 1'000, 1'000, "tobacco")});
  const Evaluation evaluation = Evaluated(*Compiled(program), MemberOf("silver", 100), basket);
  BOOST_TEST(evaluation.discount.value() == 912);
  BOOST_TEST(!evaluation.search_cut_short);
}

}  // namespace
}  // namespace tessera::engine
