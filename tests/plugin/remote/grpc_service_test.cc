#include <boost/test/unit_test.hpp>

#include <future>
#include <memory>

#include "tessera/base/status.h"
#include "tessera/plugin/remote/grpc_service.h"
#include "tessera/support/test_service.h"

using namespace tessera;
using plugin::Endpoint;
using plugin::IsLinkFailure;
using plugin::IsRefusal;
using plugin::MakeGrpcService;

namespace {

std::unique_ptr<plugin::Service> Connect(const std::string& server) {
  Endpoint endpoint;
  endpoint.server = server;
  endpoint.insecure = true;
  endpoint.store_id = "store-1";
  endpoint.terminal_id = "till-1";
  auto service = MakeGrpcService(endpoint);
  BOOST_REQUIRE(service.ok());
  return *std::move(service);
}

v1::IdentifyRequest CardRequest(const std::string& card) {
  v1::IdentifyRequest request;
  request.mutable_identifier()->set_kind(v1::IDENTIFIER_KIND_CARD);
  request.mutable_identifier()->set_value(card);
  return request;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_refusal_comes_with_its_reason_and_field) {
  support::TestService service;
  const auto remote = Connect(service.address());
  const auto unknown = remote->Identify(CardRequest("2977000000017"), Seconds(5));
  BOOST_TEST(ReasonOf(unknown.status()) == "MEMBER_UNKNOWN");
  BOOST_TEST(IsRefusal(unknown.status()));
  const auto malformed = remote->Identify(CardRequest("x"), Seconds(5));
  BOOST_TEST(ReasonOf(malformed.status()) == "IDENTIFIER_INVALID");
  BOOST_TEST(FieldOf(malformed.status()) == "identifier.value");
}

BOOST_AUTO_TEST_CASE(where_nobody_listens_a_call_fails_fast_as_a_link_failure) {
  support::TestService service;
  const auto remote = Connect(service.address());
  service.Stop();
  const auto answer = remote->Identify(CardRequest("2977000000017"), Seconds(5));
  BOOST_TEST(IsLinkFailure(answer.status()));
  BOOST_TEST(!IsRefusal(answer.status()));
  service.Start();
  // The channel's own pause between attempts is at most a second.
  bool back = false;
  const Duration patience{SystemClock().Monotonic().us + Seconds(10).us};
  while (!back && SystemClock().Monotonic() < patience) {
    back = IsRefusal(remote->Identify(CardRequest("2977000000017"), Milliseconds(100)).status());
  }
  BOOST_TEST(back);
}

BOOST_AUTO_TEST_CASE(shutdown_cuts_a_stream_off_at_once_and_for_good) {
  support::TestService service;
  const auto remote = Connect(service.address());
  v1::SnapshotRequest snapshot;
  snapshot.set_store_id("store-1");
  snapshot.set_terminal_id("till-1");
  std::string cursor;
  BOOST_REQUIRE(remote
                    ->Snapshot(snapshot, Seconds(5),
                               [&](const v1::SnapshotResponse& part) {
                                 if (part.has_header()) cursor = part.header().cursor();
                                 return absl::OkStatus();
                               })
                    .ok());
  v1::WatchRequest watch;
  watch.set_store_id("store-1");
  watch.set_terminal_id("till-1");
  watch.set_cursor(cursor);
  std::promise<void> first;
  std::atomic<int> seen{0};
  auto ended = std::async(std::launch::async, [&] {
    return remote->Watch(watch, Duration{}, [&](const v1::WatchResponse&) {
      if (seen++ == 0) first.set_value();
      return absl::OkStatus();
    });
  });
  first.get_future().wait();
  remote->Shutdown();
  BOOST_TEST(IsLinkFailure(ended.get()));
  BOOST_TEST(IsLinkFailure(remote->Identify(CardRequest("2977000000017"), Seconds(5)).status()));
}

BOOST_AUTO_TEST_CASE(plain_text_goes_to_loopback_only) {
  for (const char* good : {"localhost:1", "127.0.0.1:7400", "127.9.9.9:1", "[::1]:7400"}) {
    BOOST_TEST_CONTEXT(good) BOOST_TEST(plugin::IsLoopback(good));
  }
  for (const char* bad : {"shop.example:7400", "10.0.0.1:1", "127.evil.example:1", "[::2]:1",
                          "localhost.evil.example:1"}) {
    BOOST_TEST_CONTEXT(bad) BOOST_TEST(!plugin::IsLoopback(bad));
  }
  Endpoint endpoint;
  endpoint.server = "10.0.0.1:7400";
  endpoint.insecure = true;
  BOOST_TEST(ReasonOf(MakeGrpcService(endpoint).status()) == "CONFIG_INVALID");
}
