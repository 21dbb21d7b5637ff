#include "tessera/base/bank_card.h"

#include <boost/test/unit_test.hpp>

#include <random>
#include <string>

using namespace tessera;

namespace {

// `digits` with the last one so that `check` holds.
std::string Complete(std::string digits, CheckDigit check) {
  for (char last = '0'; last <= '9'; ++last) {
    std::string whole = digits + last;
    if (CheckDigitHolds(whole, check)) return whole;
  }
  return "";
}

std::string Card(std::string prefix, size_t length) {
  prefix.resize(length - 1, '1');
  return Complete(prefix, CheckDigit::kLuhn);
}

}  // namespace

BOOST_AUTO_TEST_CASE(each_schemes_numbers_are_bank_cards_in_their_lengths_only) {
  const struct {
    const char* prefix;
    std::string lengths;  // of "bcdefghi" for 12 to 19, by letter
  } schemes[] = {
      {"4", "cfi"},         {"51", "f"},          {"55", "f"},        {"2221", "f"},
      {"2720", "f"},        {"2200", "fghi"},     {"2204", "fghi"},   {"34", "e"},
      {"37", "e"},          {"300", "dfghi"},     {"305", "dfghi"},   {"309", "dfghi"},
      {"36", "dfghi"},      {"38", "dfghi"},      {"39", "dfghi"},    {"6011", "fghi"},
      {"644", "fghi"},      {"649", "fghi"},      {"65", "fghi"},     {"3528", "fghi"},
      {"3589", "fghi"},     {"62", "fghi"},       {"50", "bcdefghi"}, {"56", "bcdefghi"},
      {"58", "bcdefghi"},   {"6304", "bcdefghi"}, {"6759", "bcdefghi"}, {"676", "bcdefghi"},
      {"1", "e"},           {"0", ""},            {"2205", ""},       {"2220", ""},
      {"2721", ""},         {"306", ""},          {"3527", ""},       {"3590", ""},
      {"59", ""},           {"6010", ""},         {"643", ""},        {"66", ""},
      {"7", ""},            {"8", ""},            {"9", ""}};
  for (const auto& scheme : schemes) {
    for (size_t length = 11; length <= 20; ++length) {
      const std::string number = Card(scheme.prefix, length);
      const char letter = static_cast<char>('b' + static_cast<int>(length) - 12);
      const bool is = scheme.lengths.find(letter) != std::string::npos;
      BOOST_TEST_CONTEXT(number) {
        // Magnetic tracks carry no goods.
        BOOST_TEST(IsBankCardNumber(number, Carrier::kTrack2) == is);
        std::string wrong = number;
        wrong.back() = wrong.back() == '9' ? '0' : static_cast<char>(wrong.back() + 1);
        BOOST_TEST(!IsBankCardNumber(wrong, Carrier::kTrack2));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_bank_card_is_found_however_it_is_written) {
  for (const char* text :
       {"4111111111111111", "4111 1111 1111 1111", "4111-1111-1111-1111", "4111.1111.1111.1111",
        "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", "4111 - 1111 - 1111 - 1111", "TS:4111111111111111",
        "411111111111111112/25 4111 1111 1111 1111", "4111 1111 1111 1111 12/25", "no 1 4111111111111111",
        "%B4111111111111111^IVANOV/I^2512", ";4111111111111111=2512?", "4111111111111111D2512",
        "https://x.example/?c=4111111111111111&x=1", "4111\xc2\xa0" "1111\xe2\x80\x89" "1111\xe2\x80\x93" "1111",
        "3782 822463 10005"}) {
    BOOST_TEST_CONTEXT(text) BOOST_TEST(HoldsBankCard(text, Carrier::kUnknown));
  }
}

BOOST_AUTO_TEST_CASE(what_merely_has_many_digits_is_no_bank_card) {
  for (const char* text :
       {"", "-", "4111111111111112", "41111111111111111111", "4111,1111,1111,1111",
        "t=20200924T1837&s=349.93&fn=9282440300682838&i=46534&fp=1273019065&n=1",
        "0104600682000013215abc\x1d" "91ffd0", "2977000000017", "+7 912 345-67-89",
        "ST00012|Name=X|PersonalAcc=40702810138250123017|BIC=044525225"}) {
    BOOST_TEST_CONTEXT(text) BOOST_TEST(!HoldsBankCard(text, Carrier::kUnknown));
  }
}

// EAN prefixes 400 to 499: Germany, Japan, Russia and more.
BOOST_AUTO_TEST_CASE(no_goods_number_is_taken_for_a_bank_card) {
  const unsigned seed = 20'261'122;
  BOOST_TEST_MESSAGE("seed " << seed);
  std::mt19937_64 random(seed);
  for (int i = 0; i < 100'000; ++i) {
    std::string digits = "4";
    while (digits.size() < 12) digits.push_back(static_cast<char>('0' + random() % 10));
    const std::string ean = Complete(digits, CheckDigit::kGtin);
    for (const Carrier carrier : {Carrier::kUnknown, Carrier::kEan, Carrier::kGs1, Carrier::kTyped,
                                  Carrier::kQr}) {
      if (HoldsBankCard(ean, carrier)) BOOST_ERROR("refused: " + ean);
    }
  }
}

BOOST_AUTO_TEST_CASE(goods_numbers_of_other_lengths_are_told_by_what_they_came_on) {
  // Both check digits are right.
  std::string both;
  for (int middle = 0; middle < 1000 && both.empty(); ++middle) {
    const std::string number = Complete("500000" + std::to_string(10'000 + middle), CheckDigit::kGtin);
    if (CheckDigitHolds(number, CheckDigit::kLuhn)) both = number;
  }
  BOOST_TEST_REQUIRE(both.size() == 12u);
  BOOST_TEST(!HoldsBankCard(both, Carrier::kEan));
  BOOST_TEST(!HoldsBankCard(both, Carrier::kGs1));
  BOOST_TEST(!HoldsBankCard(both, Carrier::kUnknown));
  BOOST_TEST(HoldsBankCard(both, Carrier::kTyped));
  BOOST_TEST(HoldsBankCard(both, Carrier::kTrack2));
  BOOST_TEST(HoldsBankCard(both, Carrier::kQr));
}

BOOST_AUTO_TEST_CASE(a_part_of_a_uuid_is_no_bank_card) {
  // be60-507703762900 has the digits of a Maestro card.
  for (const char* text : {"01a203f0-825d-7663-be60-507703762900", "sale 01a203f0-825d-7663-be60-507703762900.",
                           "T:01A203F0-825D-7663-BE60-507703762900"}) {
    BOOST_TEST_CONTEXT(text) BOOST_TEST(!HoldsBankCard(text, Carrier::kTyped));
  }
  for (const char* text :
       {"be60-507703762900", "01a203f0-825d-7663-be60-5077037629001 60-507703762900",
        "01a203f0-825d-7663-be60-507703762900 4111 1111 1111 1111",
        "x01a203f0-825d-7663-be60-507703762900"}) {
    BOOST_TEST_CONTEXT(text) BOOST_TEST(HoldsBankCard(text, Carrier::kTyped));
  }
}
