#include <boost/test/unit_test.hpp>

#include "tessera/base/card_format.h"

using namespace tessera;

BOOST_AUTO_TEST_CASE(a_number_looks_like_a_format_by_its_beginning_and_its_length) {
  const CardFormat format{IdentifierKind::kCard, "AB", 6, CheckDigit::kNone};
  BOOST_TEST(LooksLike("AB1234", format));
  BOOST_TEST(LooksLike("ab1234", format));
  BOOST_TEST(!LooksLike("AB12345", format));
  BOOST_TEST(!LooksLike("BA1234", format));
  const CardFormat any{IdentifierKind::kCard, "A", 0, CheckDigit::kNone};
  BOOST_TEST(!LooksLike("A12", any));
  BOOST_TEST(LooksLike("A123", any));
  BOOST_TEST(!LooksLike("A" + std::string(64, '1'), any));
}

// The example of the GS1 General Specifications, section 7.9.1, and real EAN-13 and EAN-8 numbers.
BOOST_AUTO_TEST_CASE(the_check_digit_of_goods_numbers_holds_only_where_it_is_right) {
  for (const char* number : {"6291041500213", "4006381333931", "96385074", "012345678905"}) {
    BOOST_TEST_CONTEXT(number) {
      BOOST_TEST(CheckDigitHolds(number, CheckDigit::kGtin));
      for (size_t i = 0; i < std::string(number).size(); ++i) {
        std::string wrong = number;
        wrong[i] = wrong[i] == '9' ? '0' : static_cast<char>(wrong[i] + 1);
        BOOST_TEST(!CheckDigitHolds(wrong, CheckDigit::kGtin));
      }
    }
  }
}

// The example of ISO/IEC 7812-1, annex B.
BOOST_AUTO_TEST_CASE(luhns_digit_holds_only_where_it_is_right) {
  const std::string number = "49927398716";
  BOOST_TEST(CheckDigitHolds(number, CheckDigit::kLuhn));
  for (size_t i = 0; i < number.size(); ++i) {
    std::string wrong = number;
    wrong[i] = wrong[i] == '9' ? '0' : static_cast<char>(wrong[i] + 1);
    BOOST_TEST(!CheckDigitHolds(wrong, CheckDigit::kLuhn));
  }
}

BOOST_AUTO_TEST_CASE(a_typed_number_is_wrong_only_where_no_format_that_tells_takes_it) {
  CardFormat track;
  track.check_digit = CheckDigit::kLuhn;
  track.carriers = {Carrier::kTrack2};
  CardFormat plastic;
  plastic.prefix = "2977";
  plastic.length = 13;
  plastic.check_digit = CheckDigit::kGtin;
  CardFormat screen = plastic;
  screen.prefix = "TS:2977";
  screen.length = 16;
  screen.skip = 3;
  CardFormat coupon = plastic;
  coupon.meaning = ScanMeaning::kCoupon;
  coupon.check_digit = CheckDigit::kLuhn;
  const std::vector<CardFormat> formats = {track, coupon, screen, plastic};
  BOOST_TEST(!IsMistyped(IdentifierKind::kCard, "2977000000010", formats));
  BOOST_TEST(IsMistyped(IdentifierKind::kCard, "2977000000011", formats));
  BOOST_TEST(!IsMistyped(IdentifierKind::kCard, "UK12345", formats));
  BOOST_TEST(!IsMistyped(IdentifierKind::kQr, "2977000000011", formats));
  BOOST_TEST(IsMistyped(IdentifierKind::kCard, "2977000000011", {{screen}}));
}

BOOST_AUTO_TEST_CASE(letters_have_no_check_digit) {
  BOOST_TEST(!CheckDigitHolds("", CheckDigit::kGtin));
  BOOST_TEST(!CheckDigitHolds("AB12", CheckDigit::kLuhn));
  BOOST_TEST(CheckDigitHolds("AB12", CheckDigit::kNone));
}
