#include "tessera/rpc/listen_address.h"

#include <boost/test/unit_test.hpp>

#include "tessera/base/status.h"

namespace tessera::rpc {
namespace {

bool IsLoopback(const char* text) {
  const auto address = ParseListenAddress(text);
  BOOST_TEST_REQUIRE(address.ok(), text);
  return address->loopback;
}

BOOST_AUTO_TEST_SUITE(listen_address)

BOOST_AUTO_TEST_CASE(loopback_is_told_by_value_and_not_by_text) {
  for (const char* text : {"127.0.0.1:1", "127.255.0.9:1", "[::1]:1", "[0:0:0:0:0:0:0:1]:1",
                           "localhost:1"}) {
    BOOST_TEST(IsLoopback(text), text);
  }
  for (const char* text : {"127.example.org:1", "127.0.0.1.example.org:1", "0.0.0.0:1", "[::]:1",
                           "128.0.0.1:1", "localhost.example.org:1", "127.1:1"}) {
    BOOST_TEST(!IsLoopback(text), text);
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_address_is_refused) {
  for (const char* text : {"", "host", ":1", "host:", "host:65536", "host:-1", "::1:1"}) {
    BOOST_TEST(ReasonOf(ParseListenAddress(text).status()) == "LISTEN_INVALID", text);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::rpc
