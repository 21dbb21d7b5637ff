#include "tessera/till/csv.h"

#include <boost/test/unit_test.hpp>

#include <sstream>

namespace tessera::till {
namespace {

using Rows = std::vector<std::vector<std::string>>;

Rows ReadAll(const std::string& text, std::string* error = nullptr) {
  std::istringstream in(text);
  CsvReader reader(in);
  Rows rows;
  std::vector<std::string> row;
  while (reader.Next(row)) rows.push_back(row);
  if (error != nullptr) *error = reader.error();
  return rows;
}

BOOST_AUTO_TEST_SUITE(csv)

BOOST_AUTO_TEST_CASE(fields_are_split_at_separators_and_empty_ones_are_kept) {
  BOOST_TEST((ReadAll("a,b,c\n,,\nd,,e\n") == Rows{{"a", "b", "c"}, {"", "", ""}, {"d", "", "e"}}));
}

BOOST_AUTO_TEST_CASE(the_last_line_needs_no_line_feed) {
  BOOST_TEST((ReadAll("a,b") == Rows{{"a", "b"}}));
  BOOST_TEST((ReadAll("a,") == Rows{{"a", ""}}));
}

BOOST_AUTO_TEST_CASE(quotes_protect_separators_quotes_and_line_breaks) {
  BOOST_TEST((ReadAll("\"a,b\",\"say \"\"x\"\"\",\"two\nlines\"\n\"\",z\n") ==
              Rows{{"a,b", "say \"x\"", "two\nlines"}, {"", "z"}}));
}

BOOST_AUTO_TEST_CASE(crlf_ends_a_row_and_a_lone_cr_belongs_to_the_field) {
  BOOST_TEST((ReadAll("a,b\r\n\"c\",d\r\n") == Rows{{"a", "b"}, {"c", "d"}}));
  BOOST_TEST((ReadAll("a\rb\n") == Rows{{"a\rb"}}));
}

BOOST_AUTO_TEST_CASE(empty_lines_and_the_byte_order_mark_are_passed_over) {
  BOOST_TEST((ReadAll("\xEF\xBB\xBFsku\n\n\r\nx\n") == Rows{{"sku"}, {"x"}}));
  BOOST_TEST(ReadAll("").empty());
}

BOOST_AUTO_TEST_CASE(a_quote_that_is_not_closed_is_an_error_that_names_its_line) {
  std::string error;
  BOOST_TEST((ReadAll("a\nb\n\"c\nd\n", &error) == Rows{{"a"}, {"b"}}));
  BOOST_TEST(error.find("line 3") != std::string::npos, error);
}

BOOST_AUTO_TEST_CASE(line_numbers_count_the_line_breaks_inside_quotes) {
  std::istringstream in("\"a\nb\",1\nc,2\n");
  CsvReader reader(in);
  std::vector<std::string> row;
  BOOST_TEST_REQUIRE(reader.Next(row));
  BOOST_TEST(reader.line_number() == 1u);
  BOOST_TEST_REQUIRE(reader.Next(row));
  BOOST_TEST(reader.line_number() == 3u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::till
