// Which units buy_get and bundle_price match where their sets overlap.
#include <algorithm>
#include <random>

#include "sample.h"

namespace tessera::engine {
namespace {

Program Sets() {
  Program program = EmptyProgram();
  program.sets = {{"a", {"a"}}, {"b", {"b"}}, {"ab", {"a", "b"}}, {"bc", {"b", "c"}}};
  return program;
}

Line Of(uint32_t line_no, std::string sku, int64_t price, int64_t pieces = 1) {
  Line line = LineOf(line_no, price, pieces * 1000);
  line.sku = std::move(sku);
  return line;
}

Evaluation With(Effect effect, std::vector<Line> lines) {
  Program program = Sets();
  program.offers = {OfferOf("o", std::move(effect))};
  return Evaluated(*Compiled(program), MemberOf(), BasketOf(std::move(lines)));
}

BOOST_AUTO_TEST_CASE(what_must_be_bought_is_left_for_buying) {
  BuyGet terms{"a", 1, "", 1};
  terms.percent = Share(50'000);
  const auto other = With(terms, {Of(1, "a", 100'000), Of(2, "b", 500'000)});
  BOOST_TEST(other.lines[1].discount.value() == 250'000);
  BuyGet both{"a", 2, "ab", 1};
  both.percent = kWhole;
  BOOST_TEST(With(both, {Of(1, "a", 1000, 2), Of(2, "b", 2000)}).discount.value() == 2000);
  BOOST_TEST(With(both, {Of(1, "a", 1000, 3), Of(2, "b", 2000)}).discount.value() == 1000);
}

BOOST_AUTO_TEST_CASE(what_narrow_parts_need_is_left_for_them) {
  const BundlePrice pair{{{"", 1}, {"a", 1}}, Money(20'000)};
  BOOST_TEST(With(pair, {Of(1, "a", 10'000), Of(2, "b", 15'000)}).discount.value() == 5000);
  // Three parts in a chain: a from {a}, one of {a, b}, one of {b, c}.
  const BundlePrice chain{{{"ab", 1}, {"bc", 1}, {"a", 1}}, Money(1)};
  const auto evaluation =
      With(chain, {Of(1, "a", 100, 2), Of(2, "b", 100, 2), Of(3, "c", 100, 2)});
  BOOST_TEST(evaluation.offers[0].times == 2);
  BOOST_TEST(evaluation.discount.value() == 598);
}

// The most bundles by trying all ways to fill one and then the next.
int64_t MostBundles(const std::vector<std::string>& parts, std::vector<int64_t> units) {
  const std::vector<std::string> skus = {"a", "b", "c"};
  std::vector<int64_t> before = units;
  int64_t most = 0;
  const auto fill = [&](const auto& self, size_t part) -> void {
    if (part == parts.size()) {
      most = std::max(most, 1 + MostBundles(parts, units));
      return;
    }
    for (size_t i = 0; i < skus.size(); ++i) {
      if (parts[part].find(skus[i]) == std::string::npos || units[i] == 0) continue;
      --units[i];
      self(self, part + 1);
      ++units[i];
    }
  };
  fill(fill, 0);
  return most;
}

BOOST_AUTO_TEST_CASE(there_are_as_many_bundles_as_any_way_of_filling_them_makes) {
  constexpr uint64_t kSeed = 20'261'121;
  std::mt19937_64 random(kSeed);
  const std::vector<std::string> sets = {"a", "b", "ab", "bc"};
  for (int round = 0; round < 60; ++round) {
    BundlePrice bundle{{}, Money(1), static_cast<UnitOrder>(random() % 3)};
    std::vector<std::string> parts;
    for (uint64_t i = 0; i <= random() % 3; ++i) {
      parts.push_back(sets[random() % sets.size()]);
      bundle.parts.push_back({parts.back(), 1});
    }
    std::vector<int64_t> units;
    std::vector<Line> lines;
    for (const char* sku : {"a", "b", "c"}) {
      units.push_back(static_cast<int64_t>(random() % 4));
      const auto price = static_cast<int64_t>(100 + random() % 900);
      const auto line_no = static_cast<uint32_t>(lines.size()) + 1;
      if (units.back() != 0) lines.push_back(Of(line_no, sku, price, units.back()));
    }
    const auto evaluation = With(bundle, lines);
    const int64_t times = evaluation.offers.empty() ? 0 : evaluation.offers[0].times;
    BOOST_TEST(times == MostBundles(parts, units), "seed " << kSeed << ", round " << round);
  }
}

BOOST_AUTO_TEST_CASE(it_goes_as_often_as_any_way_of_buying_and_getting) {
  constexpr uint64_t kSeed = 20'261'122;
  std::mt19937_64 random(kSeed);
  const std::vector<std::string> sets = {"a", "b", "ab", "bc"};
  for (int round = 0; round < 60; ++round) {
    const std::string buy = sets[random() % sets.size()];
    const std::string get = sets[random() % sets.size()];
    BuyGet terms{buy, static_cast<int64_t>(1 + random() % 2), get,
                 static_cast<int64_t>(1 + random() % 2), static_cast<UnitOrder>(random() % 3)};
    terms.percent = kWhole;
    std::vector<std::string> parts(static_cast<size_t>(terms.buy_units), buy);
    parts.insert(parts.end(), static_cast<size_t>(terms.get_units), get);
    std::vector<int64_t> units;
    std::vector<Line> lines;
    for (const char* sku : {"a", "b", "c"}) {
      units.push_back(static_cast<int64_t>(random() % 4));
      const auto line_no = static_cast<uint32_t>(lines.size()) + 1;
      if (units.back() != 0) lines.push_back(Of(line_no, sku, 500, units.back()));
    }
    const auto evaluation = With(terms, lines);
    const int64_t times = evaluation.offers.empty() ? 0 : evaluation.offers[0].times;
    BOOST_TEST(times == MostBundles(parts, units), "seed " << kSeed << ", round " << round);
  }
}

}  // namespace
}  // namespace tessera::engine
