#include "tessera/till/goods.h"

#include <boost/test/unit_test.hpp>

#include <sstream>

#include "tessera/plugin.h"

namespace tessera::till {
namespace {

constexpr const char* kHeader =
    "sku,name,category,brand,labels,unit_price,minimum_unit_price,flags\n";

std::optional<Catalogue> Read(const std::string& rows, std::string& error) {
  std::istringstream in(kHeader + rows);
  return Catalogue::Read(in, 2, error);
}

BOOST_AUTO_TEST_SUITE(goods)

BOOST_AUTO_TEST_CASE(a_row_becomes_a_good_with_its_price_in_minor_units) {
  std::string error;
  const auto catalogue = Read(
      "460,\"Молоко 2,5 %\",food/dairy,Простоквашино,a;b,94.90,0.00,\n"
      "200,Сыр вес.,food/cheese,,,799.00,,weight\n"
      "461,Winston,tobacco,,,225.00,225.00,no_discount;no_earn;no_spend\n",
      error);
  BOOST_TEST_REQUIRE(catalogue.has_value(), error);
  const Good* milk = catalogue->Find("460");
  BOOST_TEST_REQUIRE(milk != nullptr);
  BOOST_TEST(milk->name == "Молоко 2,5 %");
  BOOST_TEST(milk->unit_price_minor == 9490);
  BOOST_TEST(!milk->weighed);
  BOOST_TEST(catalogue->Find("200")->weighed);
  BOOST_TEST(catalogue->Find("461")->flags ==
             (TESSERA_LINE_NO_DISCOUNT | TESSERA_LINE_NO_EARN | TESSERA_LINE_NO_SPEND));
  BOOST_TEST(catalogue->Find("461")->minimum_unit_price_minor == 22500);
}

BOOST_AUTO_TEST_CASE(a_code_is_found_with_the_scanner_s_prefix_too) {
  std::string error;
  const auto catalogue = Read("460,Молоко,,,,94.90,,\n", error);
  BOOST_TEST_REQUIRE(catalogue.has_value(), error);
  BOOST_TEST(catalogue->Find("]E0460") != nullptr);
  BOOST_TEST(catalogue->Find("461") == nullptr);
  BOOST_TEST(catalogue->Find("") == nullptr);
}

BOOST_AUTO_TEST_CASE(a_fault_names_its_line) {
  std::string error;
  for (const char* row : {",Молоко,,,,94.90,,\n", "460,Молоко,,,,94.905,,\n", "460,Молоко,,,,x,,\n",
                          "460,Молоко,,,,-1,,\n", "460,Молоко,,,,1,,discount\n"}) {
    BOOST_TEST(!Read(row, error).has_value(), row);
    BOOST_TEST(error.find("line 2") != std::string::npos, error);
  }
  BOOST_TEST(!Read("460,a,,,,1,,\n460,b,,,,2,,\n", error).has_value());
  BOOST_TEST(error.find("repeated") != std::string::npos, error);
}

BOOST_AUTO_TEST_CASE(a_missing_column_is_named) {
  std::string error;
  std::istringstream in("sku,name\n1,2\n");
  BOOST_TEST(!Catalogue::Read(in, 2, error).has_value());
  BOOST_TEST(error.find("category") != std::string::npos, error);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::till
