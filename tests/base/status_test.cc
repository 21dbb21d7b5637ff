#include "tessera/base/status.h"

#include <boost/test/unit_test.hpp>

#include "absl/status/statusor.h"

namespace tessera {
namespace {

BOOST_AUTO_TEST_CASE(an_error_carries_reason_field_and_message) {
  const absl::Status status = InvalidInput("PRICE_INVALID", "unit_price_minor", "must be positive");
  BOOST_TEST((status.code() == absl::StatusCode::kInvalidArgument));
  BOOST_TEST(ReasonOf(status) == "PRICE_INVALID");
  BOOST_TEST(FieldOf(status) == "unit_price_minor");
  BOOST_TEST(std::string(status.message()) == "must be positive");
}

BOOST_AUTO_TEST_CASE(an_error_without_a_reason_is_named_by_its_code) {
  BOOST_TEST(ReasonOf(absl::UnavailableError("gone")) == "UNAVAILABLE");
  BOOST_TEST(FieldOf(absl::UnavailableError("gone")) == "");
}

BOOST_AUTO_TEST_CASE(a_field_gets_the_path_that_leads_to_it) {
  const absl::Status status = InvalidInput("X", "sku", "m");
  BOOST_TEST(FieldOf(InField("lines[3]", status)) == "lines[3].sku");
  BOOST_TEST(FieldOf(InField("basket", InField("lines[3]", status))) == "basket.lines[3].sku");
  BOOST_TEST(FieldOf(InField("lines", InvalidInput("X", "[3]", "m"))) == "lines[3]");
  BOOST_TEST(FieldOf(InField("lines", InvalidInput("X", "", "m"))) == "lines");
  BOOST_TEST(InField("lines", absl::OkStatus()).ok());
}

absl::StatusOr<int> Half(int value) {
  if (value % 2 != 0) return Refused("ODD", "value", "must be even");
  return value / 2;
}

absl::StatusOr<int> Quarter(int value) {
  TESSERA_ASSIGN_OR_RETURN(const int half, Half(value));
  TESSERA_RETURN_IF_ERROR(Half(half).status());
  return half / 2;
}

BOOST_AUTO_TEST_CASE(the_macros_pass_errors_on_and_values_through) {
  BOOST_TEST(Quarter(8).value() == 2);
  BOOST_TEST(ReasonOf(Quarter(3).status()) == "ODD");
  BOOST_TEST(ReasonOf(Quarter(6).status()) == "ODD");
}

}  // namespace
}  // namespace tessera
