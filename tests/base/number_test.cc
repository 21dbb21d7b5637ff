#include "tessera/base/number.h"

#include <boost/test/unit_test.hpp>
#include <limits>

namespace tessera {
namespace {

constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
constexpr int64_t kMin = std::numeric_limits<int64_t>::min();

struct RoundingCase {
  int64_t tenths;
  int64_t half_up, half_down, half_even, down, up;
};

BOOST_AUTO_TEST_CASE(a_quotient_is_rounded_once_by_the_named_rule) {
  const RoundingCase cases[] = {
      {20, 2, 2, 2, 2, 2},      {21, 2, 2, 2, 2, 3},      {24, 2, 2, 2, 2, 3},
      {25, 3, 2, 2, 2, 3},      {26, 3, 3, 3, 2, 3},      {35, 4, 3, 4, 3, 4},
      {-24, -2, -2, -2, -2, -3}, {-25, -3, -2, -2, -2, -3}, {-26, -3, -3, -3, -2, -3},
      {-35, -4, -3, -4, -3, -4}, {5, 1, 0, 0, 0, 1},        {0, 0, 0, 0, 0, 0},
  };
  for (const RoundingCase& c : cases) {
    BOOST_TEST_CONTEXT("tenths " << c.tenths) {
      BOOST_TEST(MultiplyDivide(c.tenths, 1, 10, Rounding::kHalfUp).value() == c.half_up);
      BOOST_TEST(MultiplyDivide(c.tenths, 1, 10, Rounding::kHalfDown).value() == c.half_down);
      BOOST_TEST(MultiplyDivide(c.tenths, 1, 10, Rounding::kHalfEven).value() == c.half_even);
      BOOST_TEST(MultiplyDivide(c.tenths, 1, 10, Rounding::kDown).value() == c.down);
      BOOST_TEST(MultiplyDivide(c.tenths, 1, 10, Rounding::kUp).value() == c.up);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_product_beyond_64_bits_is_divided_exactly) {
  BOOST_TEST(MultiplyDivide(kMax, 1000, 1000, Rounding::kHalfUp).value() == kMax);
  BOOST_TEST(MultiplyDivide(kMin, 7, 7, Rounding::kUp).value() == kMin);
  BOOST_TEST(MultiplyDivide(kMax, kMax, kMax, Rounding::kDown).value() == kMax);
}

BOOST_AUTO_TEST_CASE(a_result_beyond_64_bits_is_no_result) {
  BOOST_TEST(!MultiplyDivide(kMax, 2, 1, Rounding::kDown).has_value());
  BOOST_TEST(!MultiplyDivide(kMin, -1, 1, Rounding::kDown).has_value());
  BOOST_TEST(!MultiplyDivide(kMax, kMax, 1, Rounding::kDown).has_value());
}

BOOST_AUTO_TEST_CASE(checked_arithmetic_refuses_overflow) {
  BOOST_TEST(!CheckedAdd(kMax, 1).has_value());
  BOOST_TEST(!CheckedSubtract(kMin, 1).has_value());
  BOOST_TEST(!CheckedMultiply(kMin, -1).has_value());
  BOOST_TEST(CheckedAdd(kMax - 1, 1).value() == kMax);
  BOOST_TEST(CheckedSubtract(-1, kMax).value() == kMin);
  BOOST_TEST(CheckedMultiply(-3, 4).value() == -12);
}

BOOST_AUTO_TEST_CASE(amounts_compare_and_add_within_their_kind) {
  BOOST_TEST((Money(5) + Money(7) - Money(2) == Money(10)));
  BOOST_TEST((-Points(3) < Points(0)));
  BOOST_TEST(Points(-1).is_negative());
  BOOST_TEST(Quantity().is_zero());
}

}  // namespace
}  // namespace tessera
