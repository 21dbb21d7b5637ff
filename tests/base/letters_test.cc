#include "tessera/base/letters.h"

#include <boost/test/unit_test.hpp>

namespace tessera {
namespace {

BOOST_AUTO_TEST_SUITE(letters)

BOOST_AUTO_TEST_CASE(letters_of_several_alphabets_have_a_case) {
  BOOST_TEST(LowerCase("ANNA Ёлкина ÅSA Žižek Σ №7") == "anna ёлкина åsa žižek σ №7");
  BOOST_TEST(UpperCase("anna ёлкина åsa žižek ç ÷") == "ANNA ЁЛКИНА ÅSA ŽIŽEK Ç ÷");
  BOOST_TEST(TitleCase("аННА") == "Анна");
  BOOST_TEST(TitleCase("ёлкина") == "Ёлкина");
  BOOST_TEST(TitleCase("") == "");
}

BOOST_AUTO_TEST_CASE(names_are_compared_without_case_and_without_the_dots_of_yo) {
  BOOST_TEST(FoldName("СЕМЁН") == FoldName("семен"));
  BOOST_TEST(FoldName("Семин") != FoldName("семен"));
}

BOOST_AUTO_TEST_CASE(what_is_no_text_stays_as_it_is) {
  const std::string broken = "\xD0 \xFF" "a\xD0";
  BOOST_TEST(LowerCase(broken) == broken);
  BOOST_TEST(UpperCase("日本 \xF0\x9F\x98\x80") == "日本 \xF0\x9F\x98\x80");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera
