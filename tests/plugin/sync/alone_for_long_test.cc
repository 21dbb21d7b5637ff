// A till that meets its service again after long, or for the first time while it sells.
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_format.h"
#include "tessera/base/status.h"
#include "tessera/plugin/cache/cache.h"
#include "tessera/plugin/outbox/outbox.h"
#include "tessera/plugin/remote/breaker.h"
#include "tessera/plugin/remote/guarded_service.h"
#include "tessera/plugin/sync/background.h"
#include "tessera/plugin/sync/delivery.h"
#include "tessera/plugin/sync/follower.h"
#include "tessera/plugin_fakes/fakes.h"
#include "tessera/plugin_fakes/scripted_service.h"

using namespace tessera;
using fakes::ScriptedService;

namespace {

constexpr int kMembers = 5'500;
constexpr Duration kMonth = Seconds(30 * 86'400);

struct Till {
  explicit Till(int members = kMembers) : service(clock, members, 100) {}

  static plugin::Delivery::Options Options() {
    plugin::Delivery::Options options;
    options.store_id = "store-1";
    options.terminal_id = "till-1";
    return options;
  }
  void Restart() {
    cache.reset();
    cache = plugin::Cache::Open(*folder, SecretKey{1}, random);
    MakeFollower();
  }
  void MakeFollower() {
    follower = std::make_unique<plugin::Follower>(
        *cache, *outbox, guarded, clock,
        plugin::Follower::Options{"store-1", "till-1", "0.1.0"}, [] {});
  }
  static v1::OutboxRecord SaleRecord(int number) {
    v1::OutboxRecord record;
    record.mutable_sale()->set_sale_id(
        absl::StrFormat("0194f3c0-0000-7000-9000-%012d", number));
    return record;
  }
  void Sell(int number) {
    BOOST_REQUIRE(outbox->Append(SaleRecord(number), {clock.Now(), "", Points()}).ok());
  }
  int64_t BalanceOf(int number) {
    const auto member = cache->FindByHash(ScriptedService::HashOf(number)).value();
    return member.has_value() ? member->balance_points() : -1;
  }

  fakes::ManualClock clock;
  ScriptedService service;
  fakes::TemporaryFolder place;
  fakes::SeededRandom random{7};
  std::unique_ptr<plugin::Folder> folder = plugin::Folder::Open(place.path()).value();
  std::unique_ptr<plugin::Outbox> outbox = plugin::Outbox::Open(*folder).value();
  std::unique_ptr<plugin::Cache> cache = plugin::Cache::Open(*folder, SecretKey{1}, random);
  plugin::Breaker breaker{clock, random, plugin::Breaker::Options()};
  plugin::GuardedService guarded{service, breaker};
  plugin::Delivery delivery{*outbox, guarded, clock, Options()};
  std::unique_ptr<plugin::Follower> follower = std::make_unique<plugin::Follower>(
      *cache, *outbox, guarded, clock, plugin::Follower::Options{"store-1", "till-1", "0.1.0"},
      [] {});
};

void AwaitPings(const ScriptedService& service, size_t count) {
  const Duration patience{SystemClock().Monotonic().us + Seconds(20).us};
  while (service.pings().size() < count && SystemClock().Monotonic() < patience) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  BOOST_REQUIRE(service.pings().size() == count);
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_snapshot_that_breaks_goes_on_at_the_next_connection, Till) {
  service.BreakAfter(2'000);
  BOOST_TEST(plugin::IsLinkFailure(follower->Follow()));
  BOOST_TEST(cache->members() == 0);
  service.BreakAfter(1'000);
  Restart();
  BOOST_TEST(!follower->Follow().ok());
  BOOST_REQUIRE(follower->Follow().ok());
  BOOST_TEST(service.snapshots().size() == 3u);
  BOOST_TEST(!service.snapshots()[0].has_resume());
  BOOST_TEST(service.snapshots()[1].resume().after_member_id() == ScriptedService::IdOf(2'000));
  BOOST_TEST(service.snapshots()[2].resume().after_member_id() == ScriptedService::IdOf(3'000));
  BOOST_TEST(service.members_sent() == kMembers - 3'000);
  BOOST_TEST(cache->members() == kMembers);
  for (const int number : {1, 2'000, 2'001, kMembers}) BOOST_TEST(BalanceOf(number) == 100);
}

BOOST_FIXTURE_TEST_CASE(what_changed_since_a_snapshot_began_comes_behind_it, Till) {
  service.BreakAfter(2'000);
  BOOST_TEST(!follower->Follow().ok());
  service.Change(7, 250);
  BOOST_REQUIRE(follower->Follow().ok());
  BOOST_TEST(service.watches().back().cursor() == "0");
  BOOST_TEST(BalanceOf(7) == 250);
}

BOOST_FIXTURE_TEST_CASE(a_service_that_forgot_the_cursor_sends_everything, Till) {
  service.BreakAfter(2'000);
  BOOST_TEST(!follower->Follow().ok());
  service.ForgetCursors();
  BOOST_REQUIRE(follower->Follow().ok());
  BOOST_TEST(service.snapshots().back().has_resume());
  BOOST_TEST(service.members_sent() == kMembers);
  BOOST_TEST(cache->members() == kMembers);
}

BOOST_FIXTURE_TEST_CASE(after_a_month_all_changes_come_and_all_sales_go_in_order, Till) {
  constexpr int kSales = 3'000;
  BOOST_REQUIRE(follower->Follow().ok());
  // Seven full responses and one that is not.
  for (int round = 1; round <= 7'500; ++round) {
    service.Change(1 + round % kMembers, 1'000 + round);
  }
  for (int sale = 1; sale <= kSales; ++sale) {
    Sell(sale);
    clock.Advance(Duration{kMonth.us / kSales});
  }
  const Instant before = *cache->fresh_at();
  BOOST_TEST((clock.Now() - before).us >= kMonth.us);
  BOOST_REQUIRE(follower->Follow().ok());
  BOOST_TEST(service.snapshots().size() == 1u);
  BOOST_TEST(cache->cursor() == "7500");
  BOOST_TEST(cache->fresh_at()->us == clock.Now().us);
  BOOST_TEST(BalanceOf(1 + 7'500 % kMembers) == 8'500);
  BOOST_TEST(BalanceOf(1 + 3'000) == 4'000);
  BOOST_TEST(service.watches().back().report().outbox_records() == kSales);
  BOOST_TEST(service.watches().back().report().outbox_age_seconds() == kMonth.us / 1'000'000);
  while (outbox->counts().pending > 0) BOOST_REQUIRE(delivery.DeliverPending().ok());
  const std::vector<std::string> booked = service.booked();
  BOOST_REQUIRE(booked.size() == static_cast<size_t>(kSales));
  for (int sale = 1; sale <= kSales; ++sale) {
    BOOST_REQUIRE(booked[static_cast<size_t>(sale - 1)] == SaleRecord(sale).sale().sale_id());
  }
}

BOOST_FIXTURE_TEST_CASE(after_too_long_everything_is_fetched_anew, Till) {
  BOOST_REQUIRE(follower->Follow().ok());
  Sell(1);
  clock.Advance(kMonth);
  service.ForgetCursors();
  service.Change(1, 333);
  BOOST_TEST(follower->Follow().ok());
  // Until it is there the old one answers.
  BOOST_TEST(BalanceOf(2) == 100);
  BOOST_REQUIRE(follower->Follow().ok());
  BOOST_TEST(service.snapshots().size() == 2u);
  BOOST_TEST(cache->cursor() == "2");
  BOOST_TEST(cache->members() == kMembers);
  BOOST_TEST(outbox->counts().pending == 1);
}

// Each part of the snapshot waits until a cashier has looked somebody up and closed a sale: for ever, if
// that waited for the snapshot.
BOOST_AUTO_TEST_CASE(cashiers_sell_on_while_a_snapshot_comes_in) {
  Till till(30'000);
  BOOST_REQUIRE(till.follower->Follow().ok());
  till.service.ForgetCursors();
  BOOST_TEST(till.follower->Follow().ok());
  std::atomic<int> served{0};
  std::atomic<int> wrong{0};
  std::atomic<bool> closed{false};
  till.service.BeforeEachPart([&] {
    const int before = served;
    while (served < before + 2) std::this_thread::yield();
  });
  std::thread cashier([&] {
    for (int sale = 1; !closed; ++sale) {
      const auto member = till.cache->FindByHash(ScriptedService::HashOf(1 + sale % 30'000));
      const bool good = member.ok() && member->has_value() && till.cache->fresh_at().has_value() &&
                        till.outbox->Append(Till::SaleRecord(sale), {till.clock.Now(), "", Points()}).ok();
      wrong += good ? 0 : 1;
      ++served;
    }
  });
  const absl::Status followed = till.follower->Follow();
  closed = true;
  cashier.join();
  BOOST_TEST(followed.ok());
  BOOST_TEST(wrong == 0);
  // The header and thirty batches.
  BOOST_TEST(served >= 31);
  BOOST_TEST(till.cache->members() == 30'000);
  BOOST_TEST(till.outbox->counts().pending == served);
}

BOOST_FIXTURE_TEST_CASE(the_services_clock_is_heard_with_the_changes, Till) {
  service.SetClock(Seconds(420));
  BOOST_REQUIRE(follower->Follow().ok());
  BOOST_TEST(cache->clock_offset().us == Seconds(420).us);
  // Freshness is a matter of the till's own clock.
  BOOST_TEST(cache->fresh_at()->us == clock.Now().us);
}

BOOST_FIXTURE_TEST_CASE(a_terminal_that_follows_for_long_tells_how_it_is_doing, Till) {
  service.KeepWatching();
  service.SetClock(Seconds(-60));
  plugin::Background background(plugin::Background::Parts{*cache, *outbox, service, guarded,
                                                          delivery, clock, random, "store-1",
                                                          "till-1", "0.1.0"});
  background.Start();
  const Duration patience{SystemClock().Monotonic().us + Seconds(20).us};
  while (cache->members() == 0 && SystemClock().Monotonic() < patience) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  background.Wake();
  BOOST_TEST(service.pings().empty());
  clock.Advance(Seconds(60));
  background.Wake();
  AwaitPings(service, 1);
  const v1::PingRequest ping = service.pings()[0];
  BOOST_TEST(ping.store_id() == "store-1");
  BOOST_TEST(ping.terminal_id() == "till-1");
  BOOST_TEST(ping.report().plugin_version() == "0.1.0");
  BOOST_TEST(ping.report().snapshot_age_seconds() == 60);
  BOOST_TEST(ping.report().outbox_id() == outbox->outbox_id());
  BOOST_TEST((ping.report().disk() == v1::DISK_STATE_GOOD));
  BOOST_TEST(cache->clock_offset().us == Seconds(-60).us);
  background.Wake();
  clock.Advance(Seconds(59));
  background.Wake();
  clock.Advance(Seconds(1));
  background.Wake();
  AwaitPings(service, 2);
}

BOOST_FIXTURE_TEST_CASE(what_comes_late_is_taken_over_and_told_nobody, Till) {
  BOOST_REQUIRE(follower->Follow().ok());
  service.KeepWatching();
  Sell(1);
  {
    // It can't be delivered by itself meanwhile.
    breaker.Failed();
    breaker.Failed();
    plugin::Background background(plugin::Background::Parts{*cache, *outbox, service, guarded,
                                                            delivery, clock, random, "store-1",
                                                            "till-1", "0.1.0"});
    background.Start();
    v1::Member late = *cache->FindById(ScriptedService::IdOf(1)).value();
    late.set_balance_points(70);
    late.set_as_of_us(late.as_of_us() + 1);
    service.TellLate(late);
    BOOST_TEST(cache->Latest(*cache->FindById(ScriptedService::IdOf(1)).value()).balance_points() ==
               70);
    v1::SaleResult booked;
    booked.set_sale_id(SaleRecord(1).sale().sale_id());
    service.TellLate(booked);
    BOOST_TEST(outbox->counts().pending == 0);
  }
  BOOST_TEST(service.booked().empty());
}
