#include "tessera/till/text.h"

#include <boost/test/unit_test.hpp>

namespace tessera::till {
namespace {

BOOST_AUTO_TEST_SUITE(texts)

BOOST_AUTO_TEST_CASE(width_is_counted_in_columns_and_not_in_bytes) {
  BOOST_TEST(DisplayWidth("Молоко") == 6u);
  BOOST_TEST(DisplayWidth("e\u0301") == 1u);
  BOOST_TEST(DisplayWidth("牛乳") == 4u);
  BOOST_TEST(DisplayWidth("1000 ₽") == 6u);
}

BOOST_AUTO_TEST_CASE(cutting_keeps_characters_whole_and_shows_that_something_is_missing) {
  BOOST_TEST(Cut("Молоко", 6) == "Молоко");
  BOOST_TEST(Cut("Молоко", 4) == "Мол…");
  BOOST_TEST(Cut("牛乳", 3) == "牛…");
  BOOST_TEST(Cut("Молоко", 0) == "");
}

BOOST_AUTO_TEST_CASE(padding_fills_to_the_column) {
  BOOST_TEST(PadRight("Сыр", 5) == "Сыр  ");
  BOOST_TEST(PadLeft("Сыр", 5) == "  Сыр");
  BOOST_TEST(Centre("Сыр", 7) == "  Сыр");
  BOOST_TEST(DisplayWidth(PadRight("Очень длинное название", 10)) == 10u);
}

BOOST_AUTO_TEST_CASE(wrapping_breaks_at_blanks_and_inside_a_word_only_where_it_must) {
  BOOST_TEST(Wrap("раз два три", 7) == (std::vector<std::string>{"раз два", "три"}),
             boost::test_tools::per_element());
  BOOST_TEST(Wrap("абвгдежз и", 4) == (std::vector<std::string>{"абвг", "дежз", "и"}),
             boost::test_tools::per_element());
  BOOST_TEST(Wrap("", 4).size() == 1u);
  for (const std::string& line : Wrap("Скидка 5 % от 700 рублей по карте «Друг» до конца недели", 9)) {
    BOOST_TEST(DisplayWidth(line) <= 9u);
  }
}

BOOST_AUTO_TEST_CASE(nothing_from_outside_can_drive_the_terminal) {
  BOOST_TEST(Printable("a\033[2Jb\n") == "a [2Jb ");
  BOOST_TEST(Printable("\xC2\x9B") == " ");
  BOOST_TEST(Printable("\xFF\xD0") == "\uFFFD\uFFFD");
  // Too long a form of "/", a surrogate, and a character beyond the last.
  BOOST_TEST(DisplayWidth(Printable("\xC0\xAF")) == 2u);
  BOOST_TEST(Printable("\xED\xA0\x80").find("\xED\xA0") == std::string::npos);
  BOOST_TEST(Printable("\xF4\x90\x80\x80").find('\xF4') == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::till
