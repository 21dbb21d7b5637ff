#include "tessera/program/values.h"

#include <boost/test/unit_test.hpp>

namespace tessera::program {
namespace {

BOOST_AUTO_TEST_CASE(decimals_are_read_exactly) {
  BOOST_TEST(ParseDecimal("99.90", 2).value() == 9990);
  BOOST_TEST(ParseDecimal("99.9", 2).value() == 9990);
  BOOST_TEST(ParseDecimal("99", 2).value() == 9900);
  BOOST_TEST(ParseDecimal("-0.05", 2).value() == -5);
  BOOST_TEST(ParseDecimal("0.07", 2).value() == 7);
  BOOST_TEST(ParseDecimal("5", 0).value() == 5);
  BOOST_TEST(ParseDecimal("92233720368547758.07", 2).value() == INT64_MAX);
}

BOOST_AUTO_TEST_CASE(what_is_no_exact_decimal_is_not_read) {
  for (const char* text : {"", "-", ".", "1.", ".5", "1.005", "1,50", "1e3", "0x10", " 1", "1 ",
                           "+1", "--1", "1.-5", "92233720368547758.08", "ten", "1_000"}) {
    BOOST_TEST(!ParseDecimal(text, 2).has_value(), text);
  }
}

BOOST_AUTO_TEST_CASE(percentages_need_their_sign) {
  BOOST_TEST(ParsePercent("5%").value() == 5000);
  BOOST_TEST(ParsePercent("2.5 %").value() == 2500);
  BOOST_TEST(ParsePercent("0.001%").value() == 1);
  for (const char* text : {"5", "%", "5%%", "0.0001%", "% 5"}) {
    BOOST_TEST(!ParsePercent(text).has_value(), text);
  }
}

BOOST_AUTO_TEST_CASE(lengths_of_time_are_read_from_days_to_seconds) {
  BOOST_TEST(ParseDuration("24h").value() == 86'400);
  BOOST_TEST(ParseDuration("1h30m").value() == 5'400);
  BOOST_TEST(ParseDuration("1d2h3m4s").value() == 93'784);
  BOOST_TEST(ParseDuration("0s").value() == 0);
  for (const char* text : {"", "5", "m", "30m1h", "1.5h", "-1h", "1h 30m", "1hh",
                           "9223372036854775807d", "99999999999999999999s"}) {
    BOOST_TEST(!ParseDuration(text).has_value(), text);
  }
}

BOOST_AUTO_TEST_CASE(instants_need_their_offset) {
  BOOST_TEST(ParseInstant("1970-01-01T00:00:00Z").value() == 0);
  BOOST_TEST(ParseInstant("2026-03-01T00:00:00+03:00").value() == 1'772'312'400'000'000);
  BOOST_TEST(ParseInstant("1970-01-01T00:00:00.000001Z").value() == 1);
  for (const char* text : {"", "2026-03-01", "2026-03-01T00:00:00", "2026-02-30T00:00:00Z",
                           "1969-12-31T23:59:59Z", "infinite-future"}) {
    BOOST_TEST(!ParseInstant(text).has_value(), text);
  }
}

}  // namespace
}  // namespace tessera::program
