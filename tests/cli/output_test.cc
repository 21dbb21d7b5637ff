#include "tessera/cli/output.h"

#include <limits>

#include <boost/test/unit_test.hpp>

#include "tessera/v1/member_service.pb.h"

namespace tessera::cli {
namespace {

BOOST_AUTO_TEST_SUITE(output)

BOOST_AUTO_TEST_CASE(amounts_are_exact_to_the_last_digit) {
  BOOST_TEST(DecimalText(0, 2) == "0.00");
  BOOST_TEST(DecimalText(5, 2) == "0.05");
  BOOST_TEST(DecimalText(-5, 2) == "-0.05");
  BOOST_TEST(DecimalText(123'456, 2) == "1234.56");
  BOOST_TEST(DecimalText(123'456, 0) == "123456");
  BOOST_TEST(DecimalText(std::numeric_limits<int64_t>::min(), 2) == "-92233720368547758.08");
}

BOOST_AUTO_TEST_CASE(columns_are_as_wide_as_letters_not_bytes) {
  Table table({"A", "B"});
  table.Add({"Анна", "1"});
  table.Add({"x", "12"});
  table.AlignRight({1});
  BOOST_TEST(table.ToText() == "A      B\nАнна   1\nx     12\n");
}

BOOST_AUTO_TEST_CASE(json_has_the_names_of_the_proto_files) {
  v1::ImportedMember item;
  item.set_member_id("x");
  item.set_reason("IDENTIFIER_TAKEN");
  const auto json = JsonText(item);
  BOOST_TEST_REQUIRE(json.ok());
  BOOST_TEST(json->find("\"member_id\": \"x\"") != std::string::npos, *json);
  BOOST_TEST(json->find("\"field\": \"\"") != std::string::npos, *json);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::cli
