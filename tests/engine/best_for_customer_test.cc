// The search against trying every combination.
#include <algorithm>
#include <random>

#include "any_choices.h"

namespace tessera::engine {
namespace {

int64_t WorthOf(const Evaluation& evaluation) {
  int64_t worth = evaluation.discount.value();
  for (const GiftLine& gift : evaluation.gifts) {
    worth += gift.list_price.value() * (gift.quantity.value() / kOnePiece.value());
  }
  return worth;
}

class Trial {
 public:
  Trial(Program program, MemberView member, int32_t budget) : member_(std::move(member)) {
    program.stacking.node_budget = budget;
    program.stacking.phases = {{"main", StackingMode::kCompound}};
    compound_ = Compiled(program);
    program.stacking.phases = {{"main", StackingMode::kBestForCustomer}};
    best_ = Compiled(std::move(program));
  }

  // What the best combination of the basket's choices gives, each one tried in the program's order.
  int64_t ByForce(const Basket& basket) {
    int64_t best = 0;
    Basket some = basket;
    for (uint32_t chosen = 0; chosen < 1U << basket.choices.size(); ++chosen) {
      some.choices.clear();
      for (size_t i = 0; i < basket.choices.size(); ++i) {
        if ((chosen >> i & 1U) != 0) some.choices.push_back(basket.choices[i]);
      }
      best = std::max(best, Worth(*compound_, some));
    }
    return best;
  }

  int64_t InOrder(const Basket& basket) { return Worth(*compound_, basket); }
  int64_t BySearch(const Basket& basket) { return Worth(*best_, basket); }
  bool cut_short() const { return evaluation_.search_cut_short; }

 private:
  int64_t Worth(const CompiledProgram& program, const Basket& basket) {
    const absl::Status status = evaluator_.Evaluate(program, member_, basket, kNow, &evaluation_);
    BOOST_REQUIRE_MESSAGE(status.ok(), status.ToString());
    return WorthOf(evaluation_);
  }

  MemberView member_;
  std::shared_ptr<const CompiledProgram> compound_;
  std::shared_ptr<const CompiledProgram> best_;
  Evaluator evaluator_;
  Evaluation evaluation_;
};

void CompareWithForce(int rounds, int64_t fewest, int64_t most) {
  const uint64_t seed = std::random_device()();
  BOOST_TEST_MESSAGE("seed " << seed);
  Chance chance(seed);
  for (int round = 0; round < rounds; ++round) {
    const Program program = AnyProgram(chance, fewest + chance.Upto(most - fewest));
    const Basket basket = AnyBasket(chance, program);
    const bool ample = chance.OneIn(2);
    const int64_t budget = ample ? 10'000'000 : 10 + chance.Upto(1000);
    Trial trial(program, MemberOf("silver", chance.Upto(250)), static_cast<int32_t>(budget));
    BOOST_TEST_CONTEXT("seed " << seed << " round " << round) {
      const int64_t best = trial.ByForce(basket);
      const int64_t in_order = trial.InOrder(basket);
      const int64_t found = trial.BySearch(basket);
      BOOST_REQUIRE(!(ample && trial.cut_short()));
      BOOST_REQUIRE(found <= best);
      BOOST_REQUIRE(found >= in_order);
      if (!trial.cut_short()) BOOST_REQUIRE(found == best);
    }
  }
}

BOOST_AUTO_TEST_CASE(no_combination_gives_more_than_the_one_that_is_found) {
  CompareWithForce(400, 2, 6);
}

BOOST_AUTO_TEST_CASE(nor_among_many_offers) { CompareWithForce(12, 11, 13); }

Program Searching(std::vector<Offer> offers) {
  Program program = EmptyProgram();
  program.stacking.phases = {{"main", StackingMode::kBestForCustomer}};
  program.offers = std::move(offers);
  return program;
}

int64_t Found(const Program& program, const Basket& basket, int64_t spendable = 0) {
  return Evaluated(*Compiled(program), MemberOf("silver", spendable), basket).discount.value();
}

BOOST_AUTO_TEST_CASE(an_offer_that_gives_nothing_alone_may_give_beside_others) {
  Offer bundle = OfferOf("a", BundlePrice{{{"food", 2}, {"cheese", 1}}, Money(603)});
  bundle.conditions = {{"", Money(9985)}};
  Goods two;
  two.maximum_units = 2;
  std::vector<Offer> offers = {bundle, OfferOf("b", FixedPrice{two, Money(1498)})};
  for (int i = 0; i < 10; ++i) {
    offers.push_back(OfferOf("z" + std::to_string(i), Percent(100, "tobacco"), -1));
  }
  Program program = Searching(offers);
  program.stacking.units_used_once = true;
  const Basket basket = BasketOf({LineOf(1, 354, 2000), LineOf(2, 4551, 3000, "food/cheese"),
                                  LineOf(3, 100, 1000, "tobacco")});
  const int64_t found = Found(program, basket);
  program.stacking.phases[0].mode = StackingMode::kCompound;
  BOOST_TEST(found >= Found(program, basket));
  BOOST_TEST(found >= 7709);
}

BOOST_AUTO_TEST_CASE(points_go_to_the_choice_that_gives_more) {
  std::vector<Offer> offers = {OfferOf("x", Off(500), 9), OfferOf("y", Off(10'000), 8),
                               OfferOf("a", Off(100), 7), OfferOf("b", Off(20'000), 6)};
  offers[0].exclusive_group = offers[1].exclusive_group = "g";
  offers[2].trigger = offers[3].trigger = ChoiceTrigger{Points(100)};
  for (int i = 0; i < 8; ++i) offers.push_back(OfferOf("z" + std::to_string(i), Off(1)));
  Basket basket = BasketOf({LineOf(1, 100'000)});
  basket.choices = {{"a", 1}, {"b", 1}};
  BOOST_TEST(Found(Searching(offers), basket, 100) == 30'008);
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

BOOST_AUTO_TEST_CASE(an_exclusive_offer_competes_with_all_others_together) {
  Offer alone = OfferOf("x", Off(100));
  alone.exclusive = true;
  const Basket basket = BasketOf({LineOf(1, 100'000)});
  const std::vector<Offer> offers = {alone, OfferOf("y", Percent(20'000)), OfferOf("z", Off(1))};
  const auto lost = Compiled(Searching(offers));
  const auto evaluation = Evaluated(*lost, MemberOf(), basket);
  BOOST_TEST(evaluation.discount.value() == 20'001);
  BOOST_REQUIRE(evaluation.offers.size() == 3U);
  BOOST_TEST(ReasonName(evaluation.offers[0].reason) == std::string("NOT_BEST"));
  Program program = Searching(offers);
  program.offers[0].effects = {Off(20'001)};  // no better is not enough
  BOOST_TEST(Evaluated(*Compiled(program), MemberOf(), basket).offers.size() == 3U);
  BOOST_TEST((Evaluated(*Compiled(program), MemberOf(), basket).offers[0].outcome == Outcome::kRejected));
  program.offers[0].effects = {Off(20'002)};
  const auto won = Evaluated(*Compiled(program), MemberOf(), basket);
  BOOST_TEST(won.discount.value() == 20'002);
  BOOST_TEST(ReasonName(won.offers[1].reason) == std::string("EXCLUDED_BY"));
  BOOST_TEST(ReasonName(won.offers[2].reason) == std::string("EXCLUDED_BY"));
}

BOOST_AUTO_TEST_CASE(an_exclusive_offer_that_may_not_be_alone_is_not_applied_beside_others) {
  for (const StackingMode mode : {StackingMode::kCompound, StackingMode::kBestForCustomer}) {
    Offer refused = OfferOf("x", Off(10'000));
    refused.exclusive = true;
    refused.limits.budget = Money(6000);
    Program program = Searching({refused, OfferOf("y", Percent(50'000), 10)});
    program.stacking.phases[0].mode = mode;
    const auto evaluation =
        Evaluated(*Compiled(program), MemberOf(), BasketOf({LineOf(1, 10'000)}));
    BOOST_TEST(evaluation.discount.value() == 5000);
    BOOST_REQUIRE(evaluation.offers.size() == 2U);
    BOOST_TEST(ReasonName(evaluation.offers[1].reason) == std::string("BUDGET"));
  }
}

BOOST_AUTO_TEST_CASE(receipts_of_any_size_are_counted_through) {
  std::vector<Line> lines;
  for (uint32_t i = 1; i <= 9; ++i) lines.push_back(LineOf(i, 1'000'000'000'000, 1'000'000'000));
  const Gift gift{"z", {{"ru", "подарок"}}, 1'000'000'000, Money(1'000'000'000'000)};
  Offer both = OfferOf("b", Percent(100'000));
  both.effects.push_back(gift);
  for (const StackingMode mode : {StackingMode::kBestForCustomer, StackingMode::kBestOnly}) {
    Program program = Searching({OfferOf("a", gift), both, OfferOf("c", Percent(1000))});
    program.stacking.phases[0].mode = mode;
    BOOST_TEST(Found(program, BasketOf(lines)) == 9'000'000'000'000'000'000);
  }
}

// The offers of a large shop, all at once: percentages, amounts, new prices and thresholds.
Program Crowded(int offers, bool grouped) {
  Program program = EmptyProgram();
  const char* const sets[] = {"", "food", "cheese", "tobacco"};
  for (int i = 0; i < offers; ++i) {
    const std::string set = sets[i % 4];
    Effect effect = Percent(2000 + 700 * (i % 9), set);
    if (i % 5 == 3) effect = Off(3000 + 500 * (i % 7), set);
    if (i % 5 == 4) effect = FixedPrice{{set}, Money(9000 + 900 * (i % 11))};
    Offer offer = OfferOf("o" + std::to_string(i), effect, i % 3);
    if (i % 4 == 1) offer.conditions = {{"", Money(40'000 + 9000 * (i % 13))}};
    if (grouped && i % 3 == 0) offer.exclusive_group = "g" + std::to_string(i % 5);
    program.offers.push_back(std::move(offer));
  }
  return program;
}

Basket Crowd(uint32_t lines) {
  const char* const categories[] = {"food", "food/cheese", "tobacco", "other"};
  Basket basket = BasketOf({});
  for (uint32_t i = 1; i <= lines; ++i) {
    basket.lines.push_back(LineOf(i, 4900 + 1370 * (i % 7) + 100 * i, 1000 * (1 + i % 3), categories[i % 4]));
  }
  return basket;
}

BOOST_AUTO_TEST_CASE(whatever_the_budget_the_order_alone_gives_no_more) {
  for (const int32_t budget : {1, 3, 30, 300, 3000}) {
    for (const bool grouped : {false, true}) {
      Program program = Crowded(40, grouped);
      program.stacking.groups = {{"g0", GroupMode::kBest}, {"g1", GroupMode::kBest}};
      program.stacking.node_budget = budget;
      const Basket basket = Crowd(12);
      const int64_t ordered = Found(program, basket);
      program.stacking.phases = {{"main", StackingMode::kBestForCustomer}};
      BOOST_TEST(Found(program, basket) >= ordered);
    }
  }
}

BOOST_AUTO_TEST_CASE(what_goes_apart_is_searched_apart) {
  // 12 departments of 5 offers each: together they are 2^60 combinations.
  Program program = Searching({});
  program.sets.clear();
  std::vector<Line> lines;
  for (int i = 0; i < 12; ++i) {
    const std::string set = "d" + std::to_string(i);
    program.sets.push_back({set, {}, {set}, {}, {}, {}});
    lines.push_back(LineOf(static_cast<uint32_t>(i + 1), 10'000, 1000, set));
    program.offers.push_back(OfferOf("a" + set, Percent(10'000, set), 9));
    for (int k = 0; k < 4; ++k) {
      Offer offer = OfferOf("b" + std::to_string(k) + set, Off(1500 + 100 * k, set), 3 - k);
      offer.conditions = {{set, Money(9500 - 500 * k)}};
      program.offers.push_back(offer);
    }
  }
  const auto evaluation = Evaluated(*Compiled(program), MemberOf(), BasketOf(lines));
  BOOST_TEST(!evaluation.search_cut_short);
  program.offers.resize(5);
  lines.resize(1);
  BOOST_TEST(evaluation.discount.value() == 12 * Found(program, BasketOf(lines)));
}

}  // namespace
}  // namespace tessera::engine
