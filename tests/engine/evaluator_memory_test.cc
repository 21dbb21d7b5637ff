// An Evaluator that keeps its memory takes nothing from the heap once it has seen a basket, and offers
// that the basket does not touch cost it nothing.
#include <cstdlib>
#include <new>

#include "sample.h"

namespace {

thread_local int64_t allocations = 0;

void* Take(std::size_t size) {
  ++allocations;
  if (void* const block = std::malloc(size == 0 ? 1 : size)) return block;
  throw std::bad_alloc();
}

}  // namespace

void* operator new(std::size_t size) { return Take(size); }
void operator delete(void* block) noexcept { std::free(block); }
void operator delete(void* block, std::size_t) noexcept { std::free(block); }

namespace tessera::engine {
namespace {

// Eight offers for the basket's goods, and so many for others.
Program ProgramWithOthers(int others) {
  Program program = EmptyProgram();
  BuyGet buy_get{"cheese", 2, "food", 1};
  buy_get.percent = Share(50'000);
  PercentOff cheapest{{"food"}, Share(20'000)};
  cheapest.goods.maximum_units = 2;
  program.offers = {OfferOf("percent", Percent(5'000, "cheese")),
                    OfferOf("cheapest", cheapest),
                    OfferOf("amount", Off(300, "food")),
                    OfferOf("price", FixedPrice{{"cheese"}, Money(900)}),
                    OfferOf("buy", buy_get),
                    OfferOf("bundle", BundlePrice{{{"food", 3}}, Money(1'500)}),
                    OfferOf("earn", Earn(1'000, 3, "food")),
                    OfferOf("unit", EarnPerUnit{"cheese", Points(2)})};
  for (int i = 0; i < others; ++i) {
    const std::string id = "other-" + std::to_string(i);
    program.sets.push_back({id, {}, {"elsewhere/" + id}});
    program.offers.push_back(OfferOf(id, Percent(1'000, id)));
  }
  return program;
}

Basket TwentyLines() {
  Basket basket = BasketOf({});
  for (uint32_t i = 1; i <= 20; ++i) {
    basket.lines.push_back(LineOf(i, 500 + 37 * i, 1'000 * (1 + i % 3), i % 2 ? "food/cheese" : "food"));
  }
  return basket;
}

struct Cost {
  int64_t first = 0;  // allocations of the first evaluation
  int64_t later = 0;  // and of a hundred more after a few
};

Cost CostWith(int others) {
  const auto program = Compiled(ProgramWithOthers(others));
  const Basket basket = TwentyLines();
  const MemberView member = MemberOf();
  Evaluator evaluator;
  Evaluation evaluation;
  const auto evaluate = [&] {
    const int64_t before = allocations;
    const absl::Status status = evaluator.Evaluate(*program, member, basket, kNow, &evaluation);
    const int64_t taken = allocations - before;
    BOOST_REQUIRE(status.ok());
    BOOST_REQUIRE(evaluation.offers.size() == 8U);
    return taken;
  };
  Cost cost;
  cost.first = evaluate();
  for (int i = 0; i < 10; ++i) evaluate();
  for (int i = 0; i < 100; ++i) cost.later += evaluate();
  return cost;
}

BOOST_AUTO_TEST_CASE(an_evaluator_that_has_seen_the_basket_takes_nothing_from_the_heap) {
  BOOST_TEST(CostWith(0).later == 0);
}

BOOST_AUTO_TEST_CASE(offers_that_the_basket_does_not_touch_take_nothing_from_the_heap) {
  const Cost alone = CostWith(0);
  const Cost among_many = CostWith(900);
  BOOST_TEST(alone.first > 0);
  BOOST_TEST(among_many.first == alone.first);
  BOOST_TEST(among_many.later == 0);
}

}  // namespace
}  // namespace tessera::engine
