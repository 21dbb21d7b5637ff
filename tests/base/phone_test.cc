// Rules of real countries, beside what libphonenumber makes of the same numbers.
#include <boost/test/unit_test.hpp>
#include <phonenumbers/phonenumberutil.h>

#include <string>
#include <vector>

#include "tessera/base/phone.h"
#include "tessera/base/status.h"

using namespace tessera;
using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

namespace {

struct Country {
  const char* region;  // ISO 3166-1
  std::vector<PhoneRule> rules;
};

// As people dial at home, the longest first where two could fit.
std::vector<Country> Countries() {
  return {
      {"RU", {}},
      {"RU", {{"8", 11, "7"}, {"7", 11, "7"}, {"", 10, "7"}}},
      {"KZ", {{"8", 11, "7"}, {"", 10, "7"}}},
      {"BY", {{"80", 11, "375"}, {"8", 10, "375"}, {"", 9, "375"}}},
      {"AM", {{"0", 9, "374"}}},
      {"UZ", {{"8", 10, "998"}, {"", 9, "998"}}},
      {"GE", {{"0", 10, "995"}, {"", 9, "995"}}},
      {"GB", {{"0", 11, "44"}}},
      {"FR", {{"0", 10, "33"}}},
      {"PL", {{"", 9, "48"}}},
      {"US", {{"1", 11, "1"}, {"", 10, "1"}}},
  };
}

std::string Formatted(const PhoneNumber& number, PhoneNumberUtil::PhoneNumberFormat format) {
  std::string text;
  PhoneNumberUtil::GetInstance()->Format(number, format, &text);
  return text;
}

}  // namespace

BOOST_AUTO_TEST_CASE(national_numbers_are_read_as_libphonenumber_reads_them) {
  const PhoneNumberUtil& library = *PhoneNumberUtil::GetInstance();
  for (const Country& country : Countries()) {
    PhoneNumber example;
    BOOST_REQUIRE(
        library.GetExampleNumberForType(country.region, PhoneNumberUtil::MOBILE, &example));
    // Others of the same length that the library holds for possible mobile numbers.
    int checked = 0;
    for (uint64_t step = 0; step < 2'000; ++step) {
      PhoneNumber number = example;
      number.set_national_number(example.national_number() + step * 37);
      if (!library.IsValidNumberForRegion(number, country.region)) continue;
      const std::string national = Formatted(number, PhoneNumberUtil::NATIONAL);
      const std::string expected = Formatted(number, PhoneNumberUtil::E164).substr(1);
      BOOST_TEST_CONTEXT(country.region << " " << national) {
        const auto read = NormalizePhone(national, country.rules);
        BOOST_REQUIRE_MESSAGE(read.ok(), read.status());
        BOOST_TEST(*read == expected);
        BOOST_TEST(*NormalizePhone("+" + expected, country.rules) == expected);
      }
      ++checked;
    }
    BOOST_TEST(checked > 100, country.region << ": " << checked);
  }
}

BOOST_AUTO_TEST_CASE(the_first_rule_that_fits_reads_the_number) {
  const std::vector<PhoneRule> rules = {{"80", 11, "375"}, {"8", 11, "7"}};
  BOOST_TEST(*NormalizePhone("80 29 123-45-67", rules) == "375291234567");
  BOOST_TEST(*NormalizePhone("8 (912) 345-67-89", rules) == "79123456789");
}

BOOST_AUTO_TEST_CASE(a_number_that_no_rule_reads_is_refused) {
  const std::vector<PhoneRule> rules = {{"0", 11, "44"}};
  const auto refused = NormalizePhone("912 345 67 89", rules);
  BOOST_TEST(ReasonOf(refused.status()) == "IDENTIFIER_INVALID");
  BOOST_TEST(FieldOf(refused.status()) == "identifier");
}
