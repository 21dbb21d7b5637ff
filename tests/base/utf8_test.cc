#include "tessera/base/utf8.h"

#include <boost/test/unit_test.hpp>

namespace tessera {
namespace {

BOOST_AUTO_TEST_CASE(text_of_one_to_four_byte_characters_is_utf8) {
  for (const char* text : {"", "abc", "Сыр", "€", "𝄞", "\xEF\xBF\xBF", "\xF4\x8F\xBF\xBF"}) {
    BOOST_TEST(IsUtf8(text), text);
  }
  BOOST_TEST(IsUtf8(absl::string_view("a\0b", 3)));
}

// RFC 3629, section 10, and sequences that end too early.
BOOST_AUTO_TEST_CASE(overlong_forms_surrogates_and_torn_characters_are_not) {
  for (const char* bytes : {"\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xF0\x8F\xBF\xBF",
                            "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\x80",
                            "\xD0", "\xE2\x82", "\xF0\x9D\x84", "\xD0 ", "\xE2\x82 "}) {
    BOOST_TEST(!IsUtf8(bytes));
  }
}

}  // namespace
}  // namespace tessera
