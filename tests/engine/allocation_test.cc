#include "tessera/engine/allocation.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <limits>
#include <numeric>
#include <random>

namespace tessera::engine {
namespace {

using Amounts = std::vector<int64_t>;
constexpr int64_t kMax = std::numeric_limits<int64_t>::max();

int64_t Sum(const Amounts& amounts) {
  return std::accumulate(amounts.begin(), amounts.end(), int64_t{0});
}

Amounts Spread(int64_t amount, const std::vector<Part>& parts) {
  return Allocate(amount, absl::MakeConstSpan(parts));
}

void CheckEqual(const Amounts& got, const Amounts& wanted) {
  BOOST_CHECK_EQUAL_COLLECTIONS(got.begin(), got.end(), wanted.begin(), wanted.end());
}

BOOST_AUTO_TEST_CASE(what_is_left_goes_to_the_largest_remainders) {
  // Exact shares 14.28, 28.57, 57.14.
  CheckEqual(Spread(100, {{1, 1000}, {2, 1000}, {4, 1000}}), {14, 29, 57});
}

BOOST_AUTO_TEST_CASE(equal_remainders_favour_the_earlier_part) {
  CheckEqual(Spread(100, {{1, 1000}, {1, 1000}, {1, 1000}}), {34, 33, 33});
  CheckEqual(Spread(2, {{1, 9}, {1, 9}, {1, 9}}), {1, 1, 0});
}

BOOST_AUTO_TEST_CASE(a_full_part_passes_its_excess_on) {
  CheckEqual(Spread(100, {{1, 10}, {1, 1000}, {1, 1000}}), {10, 45, 45});
  CheckEqual(Spread(100, {{1, 10}, {1, 40}, {1, 1000}}), {10, 40, 50});
}

BOOST_AUTO_TEST_CASE(more_than_all_can_take_is_cut) {
  CheckEqual(Spread(100, {{5, 10}, {1, 20}, {0, 30}}), {10, 20, 30});
  CheckEqual(Spread(100, {}), {});
  CheckEqual(Spread(0, {{1, 10}}), {0});
}

BOOST_AUTO_TEST_CASE(a_part_without_weight_takes_only_what_others_cannot) {
  CheckEqual(Spread(10, {{0, 100}, {1, 100}}), {0, 10});
  CheckEqual(Spread(15, {{0, 100}, {1, 10}, {0, 100}}), {3, 10, 2});
}

BOOST_AUTO_TEST_CASE(the_largest_numbers_do_not_overflow) {
  const Amounts amounts = Spread(kMax, {{kMax / 3, kMax}, {kMax / 3, kMax}, {kMax / 3, kMax}});
  BOOST_TEST(Sum(amounts) == kMax);
  BOOST_TEST(amounts[0] - amounts[2] <= 1);
  CheckEqual(Spread(kMax, {{kMax, kMax - 1}, {0, kMax}}), {kMax - 1, 1});
}

std::vector<Part> RandomParts(std::mt19937_64& random) {
  const int64_t scale = int64_t{1} << (random() % 40);
  std::vector<Part> parts(random() % 12);
  for (Part& part : parts) {
    part.weight = static_cast<int64_t>(random() % (scale + 1));
    part.capacity = static_cast<int64_t>(random() % (scale + 1));
  }
  return parts;
}

// Without a limit each part is within one unit of its exact share.
void CheckNearExactShare(int64_t amount, const std::vector<Part>& parts, const Amounts& amounts) {
  __extension__ using Wide = __int128;
  Wide weight = 0;
  for (const Part& part : parts) weight += part.weight;
  for (size_t i = 0; i < parts.size(); ++i) {
    const Wide difference = static_cast<Wide>(amounts[i]) * weight -
                            static_cast<Wide>(amount) * parts[i].weight;
    BOOST_TEST((difference < weight && difference > -weight));
  }
}

BOOST_AUTO_TEST_CASE(parts_sum_to_the_whole_within_their_capacities) {
  const uint64_t seed = std::random_device()();
  BOOST_TEST_MESSAGE("seed " << seed);
  std::mt19937_64 random(seed);
  for (int round = 0; round < 20'000; ++round) {
    std::vector<Part> parts = RandomParts(random);
    const auto amount = static_cast<int64_t>(random() % (uint64_t{1} << (random() % 44)));
    int64_t room = 0;
    for (const Part& part : parts) room += part.capacity;
    const Amounts amounts = Spread(amount, parts);
    BOOST_TEST_CONTEXT("seed " << seed << " round " << round) {
      BOOST_REQUIRE(amounts.size() == parts.size());
      BOOST_REQUIRE(Sum(amounts) == std::min(amount, room));
      for (size_t i = 0; i < parts.size(); ++i) {
        BOOST_REQUIRE(amounts[i] >= 0);
        BOOST_REQUIRE(amounts[i] <= parts[i].capacity);
      }
      BOOST_REQUIRE(amounts == Spread(amount, parts));
      for (Part& part : parts) part.capacity = kMax;
      if (std::any_of(parts.begin(), parts.end(), [](const Part& p) { return p.weight > 0; })) {
        CheckNearExactShare(amount, parts, Spread(amount, parts));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(any_sequence_of_partial_returns_takes_back_exactly_the_whole) {
  const uint64_t seed = std::random_device()();
  std::mt19937_64 random(seed);
  for (int round = 0; round < 2'000; ++round) {
    const auto whole = static_cast<int64_t>(random() % 1'000'000'000'000);
    const auto total = static_cast<int64_t>(1 + random() % 1'000'000'000);
    int64_t returned = 0;
    int64_t sum = 0;
    while (returned < total) {
      const int64_t upto = std::min<int64_t>(total, returned + 1 + random() % 500'000'000);
      const int64_t part =
          CumulativeShare(whole, upto, total) - CumulativeShare(whole, returned, total);
      BOOST_TEST_CONTEXT("seed " << seed) { BOOST_REQUIRE(part >= 0); }
      sum += part;
      returned = upto;
    }
    BOOST_TEST_CONTEXT("seed " << seed) { BOOST_REQUIRE(sum == whole); }
  }
}

}  // namespace
}  // namespace tessera::engine
