#include "tessera/till/amount.h"

#include <boost/test/unit_test.hpp>

#include <limits>

namespace tessera::till {
namespace {

BOOST_AUTO_TEST_SUITE(amounts)

void CheckParses(std::string_view text, uint32_t digits, int64_t value, bool rounded) {
  const std::optional<Decimal> decimal = ParseDecimal(text, digits);
  BOOST_TEST_CONTEXT(text) {
    BOOST_TEST_REQUIRE(decimal.has_value());
    BOOST_TEST(decimal->value == value);
    BOOST_TEST(decimal->rounded == rounded);
  }
}

BOOST_AUTO_TEST_CASE(decimals_are_parsed_exactly) {
  CheckParses("2.55", 2, 255, false);
  CheckParses("2,55", 2, 255, false);
  CheckParses(" 7 ", 2, 700, false);
  CheckParses("0.1", 3, 100, false);
  CheckParses(".5", 2, 50, false);
  CheckParses("-11062.06", 2, -1106206, false);
  CheckParses("9223372036854775807", 0, std::numeric_limits<int64_t>::max(), false);
}

BOOST_AUTO_TEST_CASE(more_digits_than_fit_are_rounded_half_away_from_zero_and_said) {
  CheckParses("1.005", 2, 101, true);
  CheckParses("1.0049999", 2, 100, true);
  CheckParses("-1.005", 2, -101, true);
  CheckParses("0.001", 2, 0, true);
  CheckParses("1.500", 1, 15, false);
}

BOOST_AUTO_TEST_CASE(what_is_no_decimal_is_refused) {
  for (const char* text : {"", " ", "-", ".", "1.", "1.2.3", "1e5", "12a", "a", "1 000", "0x10", "--1"}) {
    BOOST_TEST(!ParseDecimal(text, 2).has_value(), text);
  }
}

BOOST_AUTO_TEST_CASE(overflow_is_refused_and_does_not_wrap) {
  BOOST_TEST(!ParseDecimal("9223372036854775808", 0).has_value());
  BOOST_TEST(!ParseDecimal("92233720368547758.08", 2).has_value());
  BOOST_TEST(!ParseDecimal("9223372036854775807.5", 0).has_value());
  BOOST_TEST(!ParseDecimal("999999999999999999999999", 0).has_value());
}

BOOST_AUTO_TEST_CASE(money_reads_as_the_language_writes_it) {
  BOOST_TEST(FormatDecimal(123450, 2, Language::kRussian) == "1 234,50");
  BOOST_TEST(FormatDecimal(123450, 2, Language::kEnglish) == "1,234.50");
  BOOST_TEST(FormatDecimal(5, 2, Language::kRussian) == "0,05");
  BOOST_TEST(FormatDecimal(-899, 2, Language::kRussian) == "-8,99");
  BOOST_TEST(FormatDecimal(1000000, 0, Language::kRussian) == "1 000 000");
  BOOST_TEST(FormatDecimal(std::numeric_limits<int64_t>::min(), 0, Language::kEnglish) ==
             "-9,223,372,036,854,775,808");
}

BOOST_AUTO_TEST_CASE(pieces_have_no_fraction_and_weights_have_three_digits) {
  BOOST_TEST(FormatQuantity(2000, Language::kRussian) == "2");
  BOOST_TEST(FormatQuantity(1250, Language::kRussian) == "1,250");
  BOOST_TEST(FormatQuantity(1, Language::kEnglish) == "0.001");
}

BOOST_AUTO_TEST_CASE(gross_is_rounded_half_up_and_saturates) {
  BOOST_TEST(GrossMinor(1250, 79900) == 99875);
  BOOST_TEST(GrossMinor(1, 500) == 1);
  BOOST_TEST(GrossMinor(1, 499) == 0);
  BOOST_TEST(GrossMinor(1, -500) == -1);
  BOOST_TEST(GrossMinor(2000, -250) == -500);
  BOOST_TEST(GrossMinor(std::numeric_limits<int64_t>::max(), 1'000'000'000'000) ==
             std::numeric_limits<int64_t>::max());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::till
