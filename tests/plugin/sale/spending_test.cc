// Points of one member on several sales: with redeemed points, choices and prices in points, with and
// without the service.
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <string>
#include <thread>

#include "checkout.h"

using namespace tessera;
using plugin::Answer;
using plugin::Receipt;
using plugin::Sale;
using plugin::Source;

namespace {

// How often somebody looked.
class WatchedClock final : public Clock {
 public:
  Instant Now() const override {
    ++looks_;
    return SystemClock().Now();
  }
  Duration Monotonic() const override { return SystemClock().Monotonic(); }
  void AwaitLooks(int more) const {
    const int enough = looks_ + more;
    while (looks_ < enough) std::this_thread::yield();
  }

 private:
  mutable std::atomic<int> looks_{0};
};

struct Spending : Checkout {
  // With another offer, and the cache filled with it.
  void Publish(const std::string& offer) {
    std::string program = fakes::kProgram;
    program.insert(program.find("redemption:"), offer);
    service.PublishYaml(program);
    FillCache();
  }
  void FillCache() { BOOST_REQUIRE(bench.FillCache(service.address()).ok()); }

  std::unique_ptr<Sale> BeginWith(int member, plugin::Till& at) {
    auto sale = Sale::Begin(at, "", "cashier-7", "").value();
    BOOST_REQUIRE(sale->SetLine(fakes::LineOf(1, 2'000, 8'990)).ok());
    BOOST_REQUIRE(sale->SetLine(fakes::LineOf(2, 1'255, 10'000)).ok());
    BOOST_REQUIRE(sale->Scan(support::CardOf(member)).ok());
    return sale;
  }
  std::unique_ptr<Sale> BeginWith(int member) { return BeginWith(member, *till); }
};

int64_t Spent(const Answer& answer) { return answer.evaluation->spent_points(); }

}  // namespace

BOOST_FIXTURE_TEST_CASE(prices_in_points_of_two_sales_at_once_keep_within_the_cap, Spending) {
  Publish(R"(  - offer_id: for-points
    name: {by_language: {en: "For points"}}
    effects: [{points_price: {points: 60, unit_price_minor: 1000}}]
)");
  GoOffline();
  WatchedClock clock;
  plugin::Till busy({*bench.cache, *bench.outbox, bench.guarded, bench.delivery, clock, bench.random},
                    till->options());
  auto first = BeginWith(1, busy);
  auto second = BeginWith(1, busy);
  std::thread slow;
  std::thread quick;
  Answer shown_first;
  Answer shown_second;
  {
    fakes::StalledDisk disk;
    slow = std::thread([&] { shown_first = first->Quote().value(); });
    disk.AwaitSync();
    quick = std::thread([&] { shown_second = second->Quote().value(); });
    // Until it has looked at what is reserved.
    clock.AwaitLooks(3);
  }
  slow.join();
  quick.join();
  // 100 points of this balance may be spent: one unit's worth of 60.
  BOOST_TEST(Spent(shown_first) == 60);
  BOOST_TEST(Spent(shown_second) == 0);
}

BOOST_FIXTURE_TEST_CASE(points_of_the_services_hold_for_a_sale_are_that_sales_when_the_link_drops,
                        Spending) {
  service.Import({support::MakeMember(3, 120)});
  FillCache();
  auto sale = BeginWith(3);
  BOOST_REQUIRE(sale->Redeem(Points(50)).ok());
  // The feed tells of the hold.
  FillCache();
  GoOffline();
  // Half of what other sales leave; the hold was none of theirs.
  auto other = BeginWith(3);
  BOOST_TEST(other->Quote()->evaluation->max_redeem_points() == 35);
  BOOST_REQUIRE(sale->SetLine(fakes::LineOf(3, 1'000, 5'000)).ok());
  const auto quote = sale->Quote();
  BOOST_REQUIRE_MESSAGE(quote.ok(), quote.status());
  BOOST_TEST((quote->source == Source::kCache));
  BOOST_TEST(Spent(*quote) == 50);
  BOOST_TEST(ReasonOf(sale->Redeem(Points(61)).status()) == "REDEEM_LIMIT");
  BOOST_TEST(sale->Commit(Receipt())->commit->spent_points == 50);
}

// The cache is from before the hold: its balance lacks nothing.
BOOST_FIXTURE_TEST_CASE(a_hold_that_the_cache_does_not_know_is_not_added_to_it, Spending) {
  service.Import({support::MakeMember(3, 120)});
  auto others = BeginWith(3);
  BOOST_REQUIRE(others->Redeem(Points(40)).ok());
  FillCache();
  auto sale = BeginWith(3);
  BOOST_REQUIRE(sale->Redeem(Points(30)).ok());
  GoOffline();
  BOOST_REQUIRE(sale->Redeem(Points(30)).ok());
  // Half of the 80 that the other sale leaves.
  BOOST_TEST(sale->Quote()->evaluation->max_redeem_points() == 40);
}

BOOST_FIXTURE_TEST_CASE(the_service_does_not_take_points_for_a_choice_that_wait_to_be_booked,
                        Spending) {
  service.Import({support::MakeMember(3, 100)});
  Publish(R"(  - offer_id: chosen
    name: {by_language: {en: "Chosen"}}
    trigger: {choice: {cost_points: 30}}
    effects: [{amount_off: {amount_minor: 2000}}]
)");
  GoOffline();
  auto sale = BeginWith(3);
  BOOST_REQUIRE(sale->Redeem(Points(50)).ok());
  BOOST_REQUIRE(sale->Commit(Receipt()).ok());
  GoOnline();
  auto next = BeginWith(3);
  BOOST_REQUIRE(next->SetChoice("chosen", 1).ok());
  const Answer once = next->Quote().value();
  BOOST_TEST(Spent(once) == 30);
  BOOST_TEST((once.source == Source::kService));
  // The service would: it knows of 100.
  BOOST_REQUIRE(next->SetChoice("chosen", 2).ok());
  const Answer twice = next->Quote().value();
  BOOST_TEST(Spent(twice) <= 50);
  BOOST_TEST((twice.source == Source::kCache));
  BOOST_REQUIRE(next->Commit(Receipt()).ok());
  BOOST_REQUIRE(bench.delivery.DeliverPending().ok());
  BOOST_TEST(bench.outbox->counts().parked == 0);
  FillCache();
  BOOST_TEST(BeginWith(3)->Quote()->member->balance_points() >= 0);
}
