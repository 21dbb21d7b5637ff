#include "tessera/rpc/identity.h"

#include <boost/test/unit_test.hpp>

#include "tessera/base/status.h"
#include "tessera/rpc/method.h"

namespace tessera::rpc {
namespace {

BOOST_AUTO_TEST_SUITE(identity)

BOOST_AUTO_TEST_CASE(a_terminals_certificate_names_store_and_terminal) {
  const auto identity = ParseSubject("CN=terminal/12/till-3,OU=tills,O=Chain");
  BOOST_TEST_REQUIRE(identity.ok());
  BOOST_TEST((identity->role == Role::kTerminal));
  BOOST_TEST(identity->store_id == "12");
  BOOST_TEST(identity->terminal_id == "till-3");
}

BOOST_AUTO_TEST_CASE(headquarters_role_stands_in_the_organisational_unit) {
  BOOST_TEST((ParseSubject("OU=editor,CN=hq/anna")->role == Role::kEditor));
  BOOST_TEST((ParseSubject("OU=admin,CN=hq/anna")->role == Role::kAdmin));
  BOOST_TEST((ParseSubject("CN=hq/anna")->role == Role::kReader));
  BOOST_TEST(ParseSubject("OU=emperor,CN=hq/anna").status().code() ==
             absl::StatusCode::kUnauthenticated);
}

BOOST_AUTO_TEST_CASE(an_escaped_comma_does_not_smuggle_in_another_attribute) {
  const auto identity = ParseSubject("CN=hq/anna\\,OU\\=admin");
  BOOST_TEST(!identity.ok());
  BOOST_TEST(ReasonOf(identity.status()) == "IDENTITY_INVALID");
}

BOOST_AUTO_TEST_CASE(a_subject_with_two_common_names_is_refused) {
  BOOST_TEST(!ParseSubject("CN=hq/anna,CN=terminal/1/1").ok());
  BOOST_TEST(!ParseSubject("CN=hq/anna+CN=hq/bob").ok());
  BOOST_TEST(!ParseSubject("CN=hq/anna,OU=reader,OU=admin").ok());
}

BOOST_AUTO_TEST_CASE(names_that_are_not_identities_are_refused) {
  for (const char* subject : {"", "O=Chain", "CN=", "CN=localhost", "CN=terminal/1", "CN=terminal//1",
                              "CN=terminal/1/2/3", "CN=hq/", "CN=hq/an na", "CN=terminal/1/\xD0\xB0"}) {
    BOOST_TEST(!ParseSubject(subject).ok(), subject);
  }
}

BOOST_AUTO_TEST_CASE(plain_text_without_metadata_is_an_admin_of_headquarters) {
  BOOST_TEST((ParsePlainIdentity("")->role == Role::kAdmin));
  BOOST_TEST((ParsePlainIdentity("hq/anna")->role == Role::kReader));
  BOOST_TEST((ParsePlainIdentity("hq/anna editor")->role == Role::kEditor));
  BOOST_TEST((ParsePlainIdentity("terminal/1/2")->terminal_id == "2"));
  BOOST_TEST(!ParsePlainIdentity("hq/anna editor admin").ok());
}

BOOST_AUTO_TEST_CASE(each_role_may_call_what_is_its_own) {
  BOOST_TEST(MayCall(Role::kTerminal, kCommit));
  BOOST_TEST(!MayCall(Role::kTerminal, kGetMember));
  BOOST_TEST(!MayCall(Role::kTerminal, kPublishProgram));
  BOOST_TEST(MayCall(Role::kReader, kGetMember));
  BOOST_TEST(!MayCall(Role::kReader, kAdjustPoints));
  BOOST_TEST(!MayCall(Role::kEditor, kCommit));
  BOOST_TEST(MayCall(Role::kEditor, kAdjustPoints));
  BOOST_TEST(MayCall(Role::kAdmin, kCommit));
  BOOST_TEST(MayCall(Role::kAdmin, kPublishProgram));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::rpc
