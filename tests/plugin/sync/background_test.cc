#include <boost/test/unit_test.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <thread>

#include "tessera/base/status.h"
#include "tessera/plugin_fakes/sample.h"
#include "tessera/plugin_fakes/till_bench.h"
#include "tessera/support/test_service.h"

using namespace tessera;
using plugin::Background;

namespace {

struct Fixture {
  support::TestService service;
  fakes::TillBench bench{service.address()};
  std::unique_ptr<Background> background;

  Fixture() {
    service.PublishYaml(fakes::kProgram);
    service.Import({support::MakeMember(1, 500), support::MakeMember(2)});
    background = std::make_unique<Background>(Background::Parts{
        *bench.cache, *bench.outbox, bench.link, bench.guarded, bench.delivery, bench.clock,
        bench.random, "store-1", "till-1", "0.1.0"});
    background->Start();
  }

  void Synchronise() {
    const absl::Status status = background->Synchronise(Seconds(20));
    BOOST_REQUIRE_MESSAGE(status.ok(), status.ToString());
  }

  int64_t BalanceOf(const std::string& card) {
    const auto hash = bench.cache->Hash({IdentifierKind::kCard, card});
    if (!hash.has_value()) return -2;
    const auto member = bench.cache->FindByHash(*hash).value();
    return member.has_value() ? member->balance_points() : -1;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(the_cache_fills_and_follows, Fixture) {
  Synchronise();
  BOOST_TEST(bench.cache->members() == 2);
  BOOST_TEST(BalanceOf(support::CardOf(1)) == 500);
  BOOST_TEST(bench.cache->Live()->version == 1);
  service.Import({support::MakeMember(3, 30)});
  BOOST_TEST(service.PublishYaml(fakes::kProgram) >= 1);
  Synchronise();
  BOOST_TEST(bench.cache->members() == 3);
  BOOST_TEST(BalanceOf(support::CardOf(3)) == 30);
}

BOOST_FIXTURE_TEST_CASE(it_goes_on_where_it_was_when_the_service_comes_back, Fixture) {
  Synchronise();
  service.Stop();
  BOOST_TEST(ReasonOf(background->Synchronise(Milliseconds(50))) == "NOT_SYNCHRONISED");
  BOOST_TEST(BalanceOf(support::CardOf(1)) == 500);
  service.Start();
  service.Import({support::MakeMember(4, 40)});
  Synchronise();
  BOOST_TEST(BalanceOf(support::CardOf(4)) == 40);
}

BOOST_FIXTURE_TEST_CASE(a_record_that_was_left_is_delivered_by_itself, Fixture) {
  Synchronise();
  v1::OutboxRecord record;
  record.set_cancelled_sale_id("0194f3c0-0000-7000-8000-00000000cccc");
  const auto outcome =
      bench.delivery.Hand(record, {bench.clock.Now(), "", Points()}, plugin::Delivery::Terms{});
  BOOST_REQUIRE(outcome.ok());
  BOOST_TEST(!outcome->delivered);
  Synchronise();
  BOOST_TEST(bench.outbox->counts().pending == 0);
  BOOST_TEST(bench.outbox->counts().parked == 0);
}

BOOST_FIXTURE_TEST_CASE(it_stops_promptly_in_the_middle_of_a_stream, Fixture) {
  Synchronise();
  const Duration began = SystemClock().Monotonic();
  background.reset();
  BOOST_TEST((SystemClock().Monotonic().us - began.us) < Seconds(5).us);
}

BOOST_FIXTURE_TEST_CASE(it_finds_out_at_once_that_a_service_is_back_that_was_away_for_a_moment,
                        Fixture) {
  Synchronise();
  bench.link.Set(fakes::Weather::kDown);
  v1::QuoteRequest request;
  request.set_store_id("store-1");
  while (bench.breaker.Closed()) {
    const auto lost = bench.guarded.Ask(
        [&](plugin::Service& link) { return link.Quote(request, Seconds(1)); });
    BOOST_TEST(!lost.ok());
  }
  bench.link.Set(fakes::Weather::kFair);
  const Duration began = SystemClock().Monotonic();
  while (!bench.breaker.Closed() && SystemClock().Monotonic() < Duration{began.us + Seconds(10).us}) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  // A probe is due within 200 ms; without being woken the thread slept for 5 s.
  BOOST_TEST((SystemClock().Monotonic().us - began.us) < Seconds(3).us);
}

// Its cursor is as good there as here, and says nothing of programs.
BOOST_FIXTURE_TEST_CASE(a_till_that_moves_to_another_store_gets_that_stores_program, Fixture) {
  Synchronise();
  BOOST_TEST(service.PublishYaml(std::string(fakes::kProgram) + "dynamic_code: 60s\n", "store-1") == 2);
  Synchronise();
  BOOST_TEST(bench.cache->Live()->version == 2);
  background.reset();
  const std::unique_ptr<plugin::Service> own = fakes::TillBench::Connect(service.address(), "store-2");
  plugin::GuardedService streaming(*own, bench.breaker);
  const plugin::Follower* following = nullptr;
  plugin::Follower follower(*bench.cache, *bench.outbox, streaming, bench.clock,
                            {"store-2", "till-1", "0.1.0"}, [&] {
                              if (following->following() > 0) own->Shutdown();
                            });
  following = &follower;
  const std::string before = bench.cache->cursor();
  static_cast<void>(follower.Follow());
  BOOST_TEST(bench.cache->Live()->version == 1);
  BOOST_TEST(bench.cache->cursor() == before);  // nothing was fetched anew
  BOOST_TEST(bench.cache->members() == 2);
}

BOOST_FIXTURE_TEST_CASE(what_is_published_elsewhere_is_nothing_to_wait_for, Fixture) {
  Synchronise();
  v1::PingRequest elsewhere;
  elsewhere.set_store_id("store-2");
  elsewhere.set_terminal_id("till-1");
  elsewhere.mutable_report()->set_plugin_version("0.1.0");
  const std::unique_ptr<plugin::Service> other =
      fakes::TillBench::Connect(service.address(), "store-2");
  BOOST_REQUIRE(other->Ping(elsewhere, Seconds(5)).ok());
  BOOST_TEST(service.PublishYaml(std::string(fakes::kProgram) + "dynamic_code: 60s\n", "store-2") == 2);
  // Sooner than the next heartbeat.
  BOOST_TEST(background->Synchronise(Seconds(5)).ok());
  BOOST_TEST(bench.cache->Live()->version == 1);
}

BOOST_AUTO_TEST_CASE(a_service_that_refuses_its_own_cursor_is_not_asked_for_snapshots_without_end) {
  support::TestService service;
  service.PublishYaml(fakes::kProgram);
  service.Import({support::MakeMember(1, 500)});
  fakes::TillBench bench(service.address());
  plugin::Follower follower(*bench.cache, *bench.outbox, bench.guarded, bench.clock,
                            {"store-1", "till-1", "0.1.0"}, [] {});
  bench.link.Set(fakes::Weather::kLosesCursors);
  // An error each time: whoever calls waits before the next.
  for (int i = 0; i < 3; ++i) BOOST_TEST(ReasonOf(follower.Follow()) == "CURSOR_INVALID");
  BOOST_TEST(bench.cache->members() == 1);
}

BOOST_AUTO_TEST_CASE(a_till_that_is_not_who_it_says_is_told_so_and_is_not_online) {
  support::TestService service;
  service.PublishYaml(fakes::kProgram);
  fakes::TillBench bench(service.address());
  plugin::Follower follower(*bench.cache, *bench.outbox, bench.guarded, bench.clock,
                            {"store-1", "till-9", "0.1.0"}, [] {});
  BOOST_TEST(ReasonOf(follower.Follow()) == "TERMINAL_MISMATCH");
  BOOST_TEST((bench.breaker.link().link == plugin::Link::kRefused));
  BOOST_TEST(bench.breaker.link().reason == "TERMINAL_MISMATCH");
  BOOST_TEST(!bench.breaker.Closed());
}

BOOST_FIXTURE_TEST_CASE(heartbeats_do_not_hide_that_calls_do_not_get_through, Fixture) {
  Synchronise();
  background.reset();
  bench.breaker.Failed();
  bench.breaker.Failed();
  BOOST_REQUIRE(!bench.breaker.Closed());
  // A stream on a connection of its own goes on well.
  const std::unique_ptr<plugin::Service> own = fakes::TillBench::Connect(service.address());
  plugin::GuardedService streaming(*own, bench.breaker);
  plugin::Follower follower(*bench.cache, *bench.outbox, streaming, bench.clock,
                            {"store-1", "till-1", "0.1.0"}, [&] { own->Shutdown(); });
  static_cast<void>(follower.Follow());
  BOOST_TEST(!bench.breaker.Closed());
}
