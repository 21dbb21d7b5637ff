// A till whose clock somebody sets: nothing is younger for it, and nothing is good again.
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <memory>
#include <string>

#include "tessera/base/status.h"
#include "tessera/plugin/remote/breaker.h"
#include "tessera/plugin/remote/guarded_service.h"
#include "tessera/plugin/sale/local_quote.h"
#include "tessera/plugin/sync/follower.h"
#include "tessera/plugin_fakes/fakes.h"
#include "tessera/plugin_fakes/faulty_link.h"
#include "tessera/plugin_fakes/sample.h"
#include "tessera/plugin_fakes/scripted_service.h"
#include "tessera/program/read_program.h"

using namespace tessera;

namespace {

constexpr char kMember[] = "0194f3c0-0000-7000-8000-000000000001";
constexpr char kSale[] = "0194f3c0-0000-7000-8000-000000000101";

class SetClock final : public Clock {
 public:
  Instant Now() const override { return {now_us_}; }
  Duration Monotonic() const override { return {monotonic_us_}; }
  void Pass(Duration duration) {
    now_us_ += duration.us;
    monotonic_us_ += duration.us;
  }
  void SetBack(Duration duration) { now_us_ -= duration.us; }

 private:
  std::atomic<int64_t> now_us_{1'767'225'600'000'000};
  std::atomic<int64_t> monotonic_us_{5'000'000};
};

// The program lets a snapshot of an hour be spent from.
struct Fixture {
  SetClock clock;
  fakes::TemporaryFolder place;
  fakes::SeededRandom random{5};
  std::unique_ptr<plugin::Folder> folder = plugin::Folder::Open(place.path()).value();
  std::unique_ptr<plugin::Outbox> outbox = plugin::Outbox::Open(*folder).value();
  std::unique_ptr<plugin::Cache> cache;
  std::unique_ptr<plugin::LocalQuoter> quoter;

  Fixture() {
    Start();
    v1::SnapshotHeader header;
    header.set_cursor("c1");
    header.set_identifier_key(std::string(KeyBytes(SecretKey{1, 2, 3})));
    header.mutable_program()->set_version(1);
    const program::ReadProgramResult read = program::ReadProgram(fakes::kProgram);
    if (!read.faults.empty()) BOOST_FAIL(program::ToText(read.faults.front()));
    *header.mutable_program()->mutable_program() = read.program;
    BOOST_REQUIRE(cache->BeginSnapshot(header).ok());
    v1::MemberBatch batch;
    v1::Member* member = batch.add_members()->mutable_member();
    member->set_member_id(kMember);
    member->set_balance_points(1'000);
    member->set_as_of_us(clock.Now().us);
    member->set_expiring_points(990);
    member->set_expiring_at_us((clock.Now() + Seconds(7'200)).us);
    BOOST_REQUIRE(cache->AddToSnapshot(batch).ok());
    BOOST_REQUIRE(cache->FinishSnapshot(clock.Now()).ok());
  }

  void Start() {
    quoter.reset();
    cache.reset();
    cache = plugin::Cache::Open(*folder, SecretKey{1}, random, clock);
    quoter = std::make_unique<plugin::LocalQuoter>(*cache, *outbox, clock);
  }
  // As it goes on by itself while the service is away.
  void TryToFollow() {
    fakes::ScriptedService service(clock, 0, 0);
    fakes::FaultyLink link(service);
    link.Set(fakes::Weather::kDown);
    plugin::Breaker breaker(clock, random, plugin::Breaker::Options());
    plugin::GuardedService guarded(link, breaker);
    plugin::Follower follower(*cache, *outbox, guarded, clock, {"store-1", "till-1", "0.1.0"}, [] {});
    BOOST_TEST(!follower.Follow().ok());
  }
  absl::StatusOr<v1::QuoteResponse> Redeem(int64_t points) {
    plugin::LocalMember buyer{true, cache->FindById(kMember).value()};
    engine::Basket basket;
    basket.currency_code = "RUB";
    basket.lines = {fakes::LineOf(1, 1'000, 50'000)};
    basket.redeem = Points(points);
    auto quote = quoter->Quote(kSale, cache->Live().get(), buyer, basket, "en");
    quoter->Forget(kSale);
    return quote;
  }
  // "OK" where it is none.
  std::string Refusal() { return ReasonOf(Redeem(50).status()); }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_clock_that_is_set_back_makes_a_snapshot_no_younger, Fixture) {
  clock.Pass(Seconds(3'600));
  BOOST_TEST(Refusal() == "OK");
  clock.SetBack(Seconds(1'800));
  BOOST_TEST(Refusal() == "OK");
  clock.Pass(Seconds(1));
  for (const int64_t back : {1, 1'700, 90'000}) {
    clock.SetBack(Seconds(back));
    BOOST_TEST(Refusal() == "REDEEM_LIMIT");
  }
}

BOOST_FIXTURE_TEST_CASE(a_clock_that_is_set_back_while_the_host_is_away_makes_a_snapshot_no_younger,
                        Fixture) {
  const auto set_back = [&](int64_t seconds) {
    TryToFollow();
    clock.SetBack(Seconds(seconds));
    Start();
  };
  clock.Pass(Seconds(1'500));
  set_back(1'400);
  clock.Pass(Seconds(1'500));
  BOOST_TEST(Refusal() == "OK");
  set_back(1'600);
  BOOST_TEST(Refusal() == "OK");
  clock.Pass(Seconds(600));
  BOOST_TEST(Refusal() == "REDEEM_LIMIT");
  set_back(500);
  BOOST_TEST(Refusal() == "REDEEM_LIMIT");
}

BOOST_FIXTURE_TEST_CASE(a_clock_that_shows_a_time_before_the_snapshot_says_nothing_of_its_age, Fixture) {
  clock.Pass(Seconds(60));
  clock.SetBack(Days(400));
  BOOST_TEST(Refusal() == "OK");
  Start();
  BOOST_TEST(Refusal() == "REDEEM_LIMIT");
}

BOOST_FIXTURE_TEST_CASE(what_is_over_by_the_services_time_is_not_good_again_on_a_clock_set_back, Fixture) {
  cache->service_time().Heard(clock.Now() + Seconds(60), clock.Now());
  v1::WatchResponse response;
  response.set_cursor("c2");
  BOOST_REQUIRE(cache->Apply(response, clock.Now()).ok());
  const auto balance = [&] { return Redeem(0)->member().balance_points(); };
  clock.Pass(Seconds(7'130));
  BOOST_TEST(balance() == 1'000);
  clock.Pass(Seconds(20));
  BOOST_TEST(balance() == 10);
  clock.SetBack(Seconds(3'600));
  BOOST_TEST(balance() == 10);
  TryToFollow();
  clock.SetBack(Seconds(3'600));
  Start();
  BOOST_TEST(balance() == 10);
}
