#include "lint.h"

#include <google/protobuf/compiler/parser.h>
#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <boost/test/unit_test.hpp>
#include <fstream>

namespace tessera::proto_lint {
namespace {

namespace pb = google::protobuf;

class FailOnError : public pb::io::ErrorCollector {
 public:
  void AddError(int line, int, const std::string& message) override {
    BOOST_ERROR("the test's own proto, line " << line + 1 << ": " << message);
  }
};

constexpr char kHead[] =
    "syntax = \"proto3\";\n"
    "package tessera.v1;\n"
    "option optimize_for = LITE_RUNTIME;\n";

std::vector<std::string> LintText(const std::string& text,
                                  const std::string& path = "tessera/v1/sample.proto") {
  pb::io::ArrayInputStream stream(text.data(), static_cast<int>(text.size()));
  FailOnError errors;
  pb::io::Tokenizer tokenizer(&stream, &errors);
  pb::compiler::Parser parser;
  parser.RecordErrorsTo(&errors);
  pb::FileDescriptorSet set;
  BOOST_REQUIRE(parser.Parse(&tokenizer, set.add_file()));
  set.mutable_file(0)->set_name(path);
  return Lint(set);
}

// The text has exactly this one fault.
void CheckOnlyFault(const std::string& text, const std::string& start,
                    const std::string& path = "tessera/v1/sample.proto") {
  const std::vector<std::string> faults = LintText(text, path);
  BOOST_REQUIRE_MESSAGE(faults.size() == 1, faults.size() << " faults where one was expected: " << start);
  BOOST_TEST(faults.front().starts_with(start), faults.front() << " is not " << start);
}

BOOST_AUTO_TEST_CASE(the_wire_contract_has_no_fault) {
  pb::FileDescriptorSet set;
  std::ifstream file(TESSERA_DESCRIPTOR_SET, std::ios::binary);
  BOOST_REQUIRE(set.ParseFromIstream(&file));
  BOOST_TEST(set.file_size() >= 11);
  for (const std::string& fault : Lint(set)) BOOST_ERROR(fault);
}

BOOST_AUTO_TEST_CASE(a_sound_file_passes) {
  const std::vector<std::string> faults = LintText(std::string(kHead) + R"(
    // Does.
    service SampleService {
      // Gets.
      rpc Get(GetRequest) returns (GetResponse);
    }
    // Asks.
    message GetRequest {
      // How much.
      int64 price_minor = 1;
      // When.
      int64 made_at_us = 2;
      // Texts.
      map<string, string> by_language = 3;
    }
    // Answers.
    message GetResponse {
      // Choice.
      oneof one_choice {
        // Kind.
        Kind kind = 1;
      }
    }
    // Which.
    enum Kind {
      // None.
      KIND_UNSPECIFIED = 0;
      // One.
      KIND_ONE = 1;
    }
  )");
  for (const std::string& fault : faults) BOOST_ERROR(fault);
}

BOOST_AUTO_TEST_CASE(every_kind_of_element_needs_a_comment) {
  const std::vector<std::string> faults = LintText(std::string(kHead) + R"(
    service S { rpc Get(GetRequest) returns (GetResponse); }
    message GetRequest { oneof choice { int64 number = 1; } }
    message GetResponse { enum Kind { KIND_UNSPECIFIED = 0; } }
  )");
  BOOST_TEST(faults.size() == 8u);
  for (const std::string& fault : faults)
    BOOST_TEST(fault.find(": COMMENT: ") != std::string::npos, fault);
}

BOOST_AUTO_TEST_CASE(another_package_or_folder_is_a_fault) {
  CheckOnlyFault("syntax = \"proto3\"; package tessera.v2; option optimize_for = LITE_RUNTIME;",
                 "tessera/v1/sample.proto: PLACE");
  CheckOnlyFault(kHead, "sample.proto: PLACE", "sample.proto");
}

BOOST_AUTO_TEST_CASE(the_full_runtime_is_a_fault) {
  CheckOnlyFault("syntax = \"proto3\"; package tessera.v1;", "tessera/v1/sample.proto: RUNTIME");
}

BOOST_AUTO_TEST_CASE(a_camel_case_field_is_a_fault) {
  CheckOnlyFault(std::string(kHead) + "// M.\nmessage M {\n// F.\nstring saleId = 1;\n}",
                 "tessera.v1.M.saleId: FIELD_NAME");
}

BOOST_AUTO_TEST_CASE(a_camel_case_oneof_is_a_fault) {
  CheckOnlyFault(
      std::string(kHead) + "// M.\nmessage M {\n// O.\noneof oneOf {\n// F.\nstring sale_id = 1;\n}\n}",
      "tessera.v1.M.oneOf: FIELD_NAME");
}

BOOST_AUTO_TEST_CASE(an_enum_value_without_its_prefix_is_a_fault) {
  CheckOnlyFault(std::string(kHead) +
                     "// E.\nenum SaleKind {\n// Z.\nSALE_KIND_UNSPECIFIED = 0;\n// O.\nONE = 1;\n}",
                 "tessera.v1.ONE: ENUM_VALUE");
}

BOOST_AUTO_TEST_CASE(an_enum_whose_zero_means_something_is_a_fault) {
  CheckOnlyFault(std::string(kHead) + "// E.\nenum SaleKind {\n// Z.\nSALE_KIND_NORMAL = 0;\n}",
                 "tessera.v1.SALE_KIND_NORMAL: ENUM_ZERO");
}

BOOST_AUTO_TEST_CASE(a_method_with_a_foreign_message_is_a_fault) {
  CheckOnlyFault(std::string(kHead) +
                     "// S.\nservice S {\n// G.\nrpc Get(GetRequest) returns (Thing);\n}\n"
                     "// R.\nmessage GetRequest {}\n// T.\nmessage Thing {}",
                 "tessera.v1.S.Get: METHOD_PAIR");
}

BOOST_AUTO_TEST_CASE(a_pair_may_name_the_subject_of_its_service_and_no_other) {
  const auto lint = [](const std::string& name) {
    return LintText(std::string(kHead) + "// S.\nservice FeedService {\n// G.\nrpc Get(" + name +
                    "Request) returns (" + name + "Response);\n}\n// R.\nmessage " + name +
                    "Request {}\n// T.\nmessage " + name + "Response {}");
  };
  BOOST_TEST(lint("GetFeed").empty());
  BOOST_TEST(lint("FeedGet").size() == 1u);
  BOOST_TEST(lint("GetSync").size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_pair_that_two_services_share_is_a_fault) {
  const std::vector<std::string> faults = LintText(
      std::string(kHead) +
      "// S.\nservice S {\n// G.\nrpc Get(GetRequest) returns (GetResponse);\n}\n"
      "// T.\nservice T {\n// G.\nrpc Get(GetRequest) returns (GetResponse);\n}\n"
      "// R.\nmessage GetRequest {}\n// T.\nmessage GetResponse {}");
  BOOST_TEST(faults.size() == 2u);
  for (const std::string& fault : faults)
    BOOST_TEST(fault.find(": METHOD_PAIR: is used 2 times") != std::string::npos, fault);
}

BOOST_AUTO_TEST_CASE(floating_point_is_a_fault) {
  for (const std::string type : {"float", "double"})
    CheckOnlyFault(std::string(kHead) + "// M.\nmessage M {\n// F.\n" + type + " price_minor = 1;\n}",
                   "tessera.v1.M.price_minor: FLOATING");
}

BOOST_AUTO_TEST_CASE(a_narrow_or_unsigned_amount_is_a_fault) {
  for (const std::string field : {"int32 net_minor", "uint64 net_minor", "int32 made_at_us",
                                  "uint32 quantity_milli", "int32 points", "string earned_points"})
    CheckOnlyFault(std::string(kHead) + "// M.\nmessage M {\n// F.\n" + field + " = 1;\n}",
                   "tessera.v1.M." + field.substr(field.find(' ') + 1) + ": UNIT: must be int64");
}

BOOST_AUTO_TEST_CASE(money_without_its_unit_is_a_fault) {
  for (const std::string name : {"price", "total", "amount_paid", "unit_price"})
    CheckOnlyFault(std::string(kHead) + "// M.\nmessage M {\n// F.\nint64 " + name + " = 1;\n}",
                   "tessera.v1.M." + name + ": UNIT: is money");
}

}  // namespace
}  // namespace tessera::proto_lint
