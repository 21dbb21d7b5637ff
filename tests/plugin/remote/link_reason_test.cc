#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <string>

#include "tessera/base/status.h"
#include "tessera/plugin/folder/folder.h"
#include "tessera/plugin/remote/grpc_service.h"
#include "tessera/plugin/remote/guarded_service.h"
#include "tessera/plugin_fakes/fakes.h"
#include "tessera/support/test_service.h"

using namespace tessera;
using plugin::Link;

namespace {

std::string Pem(const fakes::TemporaryFolder& place, const std::string& name) {
  return plugin::ReadSmallFile(place.path() + "/" + name, "").value();
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_link_that_fails_for_its_certificates_says_so) {
  const fakes::TemporaryFolder place;
  const std::string command = std::string(TESSERA_DEV_CA) + " " + place.path() +
                              " --terminal store-1/till-1 >/dev/null 2>&1";
  BOOST_REQUIRE(std::system(command.c_str()) == 0);
  // What it speaks is no TLS at all.
  support::TestService service;
  plugin::Endpoint endpoint;
  endpoint.server = service.address();
  endpoint.ca = Pem(place, "ca.crt");
  endpoint.certificate = Pem(place, "terminal-store-1-till-1.crt");
  endpoint.key = Pem(place, "terminal-store-1-till-1.key");
  const auto remote = plugin::MakeGrpcService(endpoint).value();
  const fakes::ManualClock clock;
  fakes::SeededRandom random{1};
  plugin::Breaker breaker(clock, random, plugin::Breaker::Options());
  plugin::GuardedService guarded(*remote, breaker);
  const auto answer = guarded.Ask([](plugin::Service& link) {
    return link.Quote(v1::QuoteRequest(), Seconds(5));
  });
  BOOST_TEST(plugin::IsLinkFailure(answer.status()));
  BOOST_TEST((breaker.link().link == Link::kAway));
  BOOST_TEST(breaker.link().reason == "TLS_FAILED", answer.status().ToString());
}

BOOST_AUTO_TEST_CASE(a_link_that_is_down_is_no_fault_of_certificates) {
  BOOST_TEST(plugin::LinkReason(plugin::ServiceAway(absl::StatusCode::kUnavailable,
                                                    "Connection refused")) == "SERVICE_AWAY");
  BOOST_TEST(!plugin::IsRefusedForGood(
      plugin::ServiceAway(absl::StatusCode::kPermissionDenied, "a proxy says so")));
}
