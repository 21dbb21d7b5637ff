// Which lines are in a set, seen through an offer of 10 % on it.
#include "sample.h"

namespace tessera::engine {
namespace {

Line Goods(uint32_t line_no, std::string sku, std::string category, std::string brand,
           std::vector<std::string> labels) {
  Line line = LineOf(line_no, 1000);
  line.sku = std::move(sku);
  line.category = std::move(category);
  line.brand = std::move(brand);
  line.labels = std::move(labels);
  return line;
}

// Numbers of the lines that the last of `sets` takes in.
std::vector<uint32_t> LinesIn(std::vector<ProductSet> sets, const std::vector<Line>& lines) {
  Program program = EmptyProgram();
  program.offers = {OfferOf("a", Percent(10'000, sets.back().id))};
  program.sets = std::move(sets);
  const auto compiled = Compiled(std::move(program));
  std::vector<uint32_t> numbers;
  for (const LineResult& line : Evaluated(*compiled, MemberOf(), BasketOf(lines)).lines) {
    if (!line.discount.is_zero()) numbers.push_back(line.line_no);
  }
  return numbers;
}

const std::vector<Line>& Shelf() {
  static const std::vector<Line> lines = {
      Goods(1, "m1", "food/dairy/milk", "Двор", {"private-label", "organic"}),
      Goods(2, "m2", "food/dairy/milk", "Простоквашино", {}),
      Goods(3, "c1", "food/dairy/cheese", "Двор", {"private-label"}),
      Goods(4, "c2", "food/dairyland", "", {}),
      Goods(5, "t1", "tobacco", "Winston", {}),
      Goods(6, "x1", "", "", {}),
  };
  return lines;
}

void CheckLines(const std::vector<ProductSet>& sets, const std::vector<uint32_t>& wanted) {
  BOOST_TEST(LinesIn(sets, Shelf()) == wanted, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_category_takes_in_what_lies_below_it_and_not_what_begins_alike) {
  CheckLines({{"s", {}, {"food/dairy"}, {}, {}, {}}}, {1, 2, 3});
  CheckLines({{"s", {}, {"food/dairy/milk", "tobacco"}, {}, {}, {}}}, {1, 2, 5});
}

BOOST_AUTO_TEST_CASE(every_list_that_is_not_empty_must_match_by_any_of_its_values) {
  CheckLines({{"s", {}, {"food"}, {"Двор"}, {}, {}}}, {1, 3});
  CheckLines({{"s", {"m1", "m2"}, {}, {"Двор"}, {"organic", "vegan"}, {}}}, {1});
  CheckLines({{"s", {"m1"}, {}, {"Winston"}, {}, {}}}, {});
}

BOOST_AUTO_TEST_CASE(a_set_without_lists_takes_in_everything_but_its_exceptions) {
  CheckLines({{"s", {}, {}, {}, {}, {}}}, {1, 2, 3, 4, 5, 6});
  CheckLines({{"t", {}, {"tobacco"}, {}, {}, {}}, {"s", {}, {}, {}, {}, {"t"}}}, {1, 2, 3, 4, 6});
}

BOOST_AUTO_TEST_CASE(exceptions_of_exceptions_are_in_again) {
  CheckLines({{"organic", {}, {}, {}, {"organic"}, {}},
              {"own", {}, {}, {}, {"private-label"}, {"organic"}},
              {"s", {}, {"food/dairy"}, {}, {}, {"own"}}},
             {1, 2});
}

BOOST_AUTO_TEST_CASE(exceptions_may_stand_behind_the_set_that_names_them) {
  Program program = EmptyProgram();
  program.sets = {{"s", {}, {"food"}, {}, {}, {"own"}}, {"own", {}, {}, {"Двор"}, {}, {}}};
  program.offers = {OfferOf("a", Percent(10'000, "s"))};
  const auto evaluation = Evaluated(*Compiled(program), MemberOf(), BasketOf(Shelf()));
  BOOST_TEST(evaluation.discount.value() == 200);
}

BOOST_AUTO_TEST_CASE(an_offer_of_which_nothing_is_in_the_basket_is_left_out) {
  Program program = EmptyProgram();
  program.offers = {OfferOf("a", Percent(10'000, "cheese")), OfferOf("b", Percent(10'000))};
  const auto compiled = Compiled(program);
  const auto evaluation =
      Evaluated(*compiled, MemberOf(), BasketOf({LineOf(1, 1000, 1000, "tobacco")}));
  BOOST_REQUIRE(evaluation.offers.size() == 1U);
  BOOST_TEST(evaluation.offers[0].offer == 1U);
  BOOST_TEST(Evaluated(*compiled, MemberOf(), BasketOf({})).offers.empty());
}

}  // namespace
}  // namespace tessera::engine
