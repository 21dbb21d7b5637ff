#include <boost/test/unit_test.hpp>

#include <string>
#include <thread>

#include "checkout.h"

using namespace tessera;
using plugin::Answer;
using plugin::Receipt;
using plugin::Sale;

namespace {

struct Offline : Checkout {
  Offline() { GoOffline(); }

  std::unique_ptr<Sale> BeginWith(int member) {
    auto sale = BeginWithGoods();
    BOOST_REQUIRE(sale->Scan(support::CardOf(member)).ok());
    return sale;
  }
  int64_t ShownBalance(int member) {
    auto sale = BeginWithGoods();
    return sale->Scan(support::CardOf(member))->answer.member->balance_points();
  }
  // As the feed would bring it.
  void Cache(int number, const std::string& account, int64_t expiring, int64_t expiring_at_us) {
    const auto hash = *bench.cache->Hash({IdentifierKind::kCard, support::CardOf(number)});
    v1::WatchResponse response;
    v1::CachedMember* member = response.add_changes()->mutable_member();
    *member->mutable_member() = *bench.cache->FindByHash(hash).value();
    member->mutable_member()->set_balance_points(500);
    member->mutable_member()->set_account_id(account);
    member->mutable_member()->set_expiring_points(expiring);
    member->mutable_member()->set_expiring_at_us(expiring_at_us);
    member->add_identifier_hashes(std::string(HashBytes(hash)));
    response.set_cursor(bench.cache->cursor());
    BOOST_REQUIRE(bench.cache->Apply(response, bench.clock.Now()).ok());
  }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(the_balance_that_is_shown_knows_of_sales_that_wait, Offline) {
  auto sale = BeginWith(1);
  BOOST_REQUIRE(sale->Redeem(Points(50)).ok());
  BOOST_TEST(sale->Commit(Receipt())->commit->balance_points == 450);
  BOOST_TEST(ShownBalance(1) == 450);
  auto next = BeginWith(1);
  BOOST_TEST(next->Quote()->member->balance_points() == 450);
  BOOST_REQUIRE(next->Redeem(Points(10)).ok());
  BOOST_TEST(next->Commit(Receipt())->commit->balance_points == 440);
  GoOnline();
  // The service does not know yet either.
  BOOST_TEST(ShownBalance(1) == 440);
}

// The host died before it heard that the sale is safe, and sells it once more.
BOOST_FIXTURE_TEST_CASE(a_sale_that_is_sold_again_does_not_count_against_itself, Offline) {
  const std::string id = "0194f3c0-0000-7000-8000-0000000000aa";
  const auto sell = [&] {
    auto sale = BeginWithGoods(id);
    BOOST_REQUIRE(sale->Scan(support::CardOf(1)).ok());
    BOOST_TEST(sale->Redeem(Points(60))->member->balance_points() == 500);
    const auto committed = sale->Commit(Receipt());
    BOOST_REQUIRE_MESSAGE(committed.ok(), committed.status());
    BOOST_TEST(committed->commit->balance_points == 440);
  };
  sell();
  sell();
  BOOST_TEST(bench.outbox->counts().pending == 1);
  // 100 points may be spent of this balance.
  auto next = BeginWith(1);
  BOOST_TEST(ReasonOf(next->Redeem(Points(41)).status()) == "REDEEM_LIMIT");
  BOOST_TEST(next->Redeem(Points(40)).ok());
}

BOOST_FIXTURE_TEST_CASE(points_that_have_expired_since_are_not_spent, Offline) {
  // The service's clock is known to some milliseconds.
  Cache(1, "", 480, bench.clock.Now().us - Seconds(10).us);
  BOOST_TEST(ShownBalance(1) == 20);
  auto sale = BeginWith(1);
  // Half of what is left.
  BOOST_TEST(ReasonOf(sale->Redeem(Points(11)).status()) == "REDEEM_LIMIT");
  BOOST_TEST(sale->Redeem(Points(10)).ok());
}

BOOST_FIXTURE_TEST_CASE(a_family_spends_the_cap_of_its_account_once, Offline) {
  for (const int number : {1, 2}) Cache(number, "0194f3c0-0000-7000-8000-000000000001", 0, 0);
  auto first = BeginWith(1);
  BOOST_REQUIRE(first->Redeem(Points(60)).ok());
  auto second = BeginWith(2);
  BOOST_TEST(ReasonOf(second->Redeem(Points(41)).status()) == "REDEEM_LIMIT");
  BOOST_REQUIRE(second->Redeem(Points(40)).ok());
  BOOST_REQUIRE(first->Commit(Receipt()).ok());
  BOOST_REQUIRE(second->Commit(Receipt()).ok());
  BOOST_TEST(ShownBalance(1) == 400);
  BOOST_TEST(ShownBalance(2) == 400);
}

BOOST_FIXTURE_TEST_CASE(points_are_reserved_on_the_disk_before_a_quote_shows_them, Offline) {
  const Instant now = bench.clock.Now();
  auto sale = BeginWith(1);
  const std::string account = "0194f3c0-0000-7000-8000-000000000001";
  BOOST_REQUIRE(sale->Redeem(Points(60)).ok());
  BOOST_TEST(bench.outbox->ReservedOf(account, "", now).value() == 60);
  BOOST_REQUIRE(sale->Redeem(Points()).ok());
  BOOST_TEST(bench.outbox->ReservedOf(account, "", now).value() == 0);
  {
    const fakes::FullDisk full;
    BOOST_TEST(ReasonOf(sale->Redeem(Points(60)).status()) == "REDEEM_LIMIT");
    BOOST_TEST(sale->Quote().ok());
  }
  BOOST_REQUIRE(sale->Redeem(Points(60)).ok());
  BOOST_REQUIRE(sale->Cancel().ok());
  BOOST_TEST(bench.outbox->ReservedOf(account, "", now).value() == 0);
}

BOOST_FIXTURE_TEST_CASE(the_service_does_not_give_points_again_that_wait_to_be_booked, Checkout) {
  service.Import({support::MakeMember(3, 100)});
  BOOST_REQUIRE(bench.FillCache(service.address()).ok());
  GoOffline();
  auto sale = BeginWithGoods();
  BOOST_REQUIRE(sale->Scan(support::CardOf(3)).ok());
  BOOST_REQUIRE(sale->Redeem(Points(50)).ok());
  BOOST_REQUIRE(sale->Commit(Receipt()).ok());
  GoOnline();
  auto next = BeginWithGoods();
  BOOST_REQUIRE(next->Scan(support::CardOf(3)).ok());
  BOOST_TEST(next->Quote()->evaluation->max_redeem_points() == 50);
  BOOST_TEST(ReasonOf(next->Redeem(Points(51)).status()) == "REDEEM_LIMIT");
  BOOST_TEST(next->Redeem(Points(50)).ok());
}

BOOST_AUTO_TEST_CASE(an_offer_that_each_member_gets_once_is_given_once_without_the_service) {
  Checkout checkout;
  std::string program = fakes::kProgram;
  const std::string place = "redemption:";
  program.insert(program.find(place), R"(  - offer_id: once
    name: {by_language: {en: "Welcome"}}
    effects: [{amount_off: {amount_minor: 5000}}]
    limits: {uses_per_member: 1}
)");
  checkout.service.PublishYaml(program);
  BOOST_REQUIRE(checkout.bench.FillCache(checkout.service.address()).ok());
  checkout.GoOffline();
  const auto gives_welcome = [&](bool commit) {
    auto sale = checkout.BeginWithGoods();
    BOOST_REQUIRE(sale->Scan(support::CardOf(1)).ok());
    const Answer quote = sale->Quote().value();
    if (commit) BOOST_REQUIRE(sale->Commit(Receipt()).ok());
    for (const v1::OfferResult& offer : quote.evaluation->offers()) {
      if (offer.offer_id() == "once") return offer.outcome() == v1::OFFER_OUTCOME_APPLIED;
    }
    return false;
  };
  BOOST_TEST(gives_welcome(true));
  BOOST_TEST(!gives_welcome(false));
  // Booked, and not in the cache yet.
  checkout.GoOnline();
  BOOST_REQUIRE(checkout.bench.delivery.DeliverPending().ok());
  checkout.GoOffline();
  BOOST_TEST(!gives_welcome(false));
  BOOST_REQUIRE(checkout.bench.FillCache(checkout.service.address()).ok());
  checkout.GoOffline();
  BOOST_TEST(!gives_welcome(false));
}

BOOST_FIXTURE_TEST_CASE(a_pos_that_died_can_ask_what_became_of_its_sale, Offline) {
  auto sale = BeginWith(1);
  BOOST_TEST(ReasonOf(till->Receipt(sale->id()).status()) == "SALE_UNKNOWN");
  const Answer shown = sale->Redeem(Points(50)).value();
  BOOST_REQUIRE(sale->Commit(Receipt()).ok());
  const Answer waiting = till->Receipt(sale->id()).value();
  BOOST_TEST(!waiting.commit->delivered);
  BOOST_TEST(waiting.commit->spent_points == 50);
  BOOST_TEST(waiting.commit->earned_points == shown.evaluation->earned_points());
  GoOnline();
  BOOST_REQUIRE(bench.delivery.DeliverPending().ok());
  const Answer booked = till->Receipt(sale->id()).value();
  BOOST_TEST(booked.commit->delivered);
  BOOST_TEST(booked.commit->spent_points == 50);
}

BOOST_FIXTURE_TEST_CASE(a_pos_that_died_can_commit_its_sale_again, Offline) {
  auto sale = BeginWith(1);
  const Answer shown = sale->Quote().value();
  BOOST_REQUIRE(sale->Commit(Receipt()).ok());
  // It knows of nothing: once while the sale waits, once after it was delivered.
  for (const bool delivered : {false, true}) {
    auto again = BeginWithGoods(sale->id());
    BOOST_REQUIRE(again->Scan(support::CardOf(1)).ok());
    BOOST_REQUIRE(again->Quote().ok());
    const auto committed = again->Commit(Receipt());
    BOOST_REQUIRE_MESSAGE(committed.ok(), committed.status().ToString());
    BOOST_TEST(committed->commit->delivered == delivered);
    BOOST_TEST(committed->commit->earned_points == shown.evaluation->earned_points());
    GoOnline();
    BOOST_REQUIRE(bench.delivery.DeliverPending().ok());
    BOOST_TEST(bench.outbox->counts().pending == 0);
    BOOST_TEST(bench.outbox->counts().parked == 0);
  }
}

BOOST_FIXTURE_TEST_CASE(a_quote_does_not_wait_for_the_disk_of_another_sale, Offline) {
  auto slow = BeginWith(1);
  BOOST_REQUIRE(slow->Quote().ok());
  auto quick = BeginWith(2);
  std::thread committing;
  {
    fakes::StalledDisk disk;
    committing = std::thread([&] { BOOST_TEST(slow->Commit(Receipt()).ok()); });
    disk.AwaitSync();
    // For ever, if it did.
    BOOST_TEST(quick->Quote().ok());
    BOOST_TEST(ShownBalance(1) == 500);
    BOOST_TEST(bench.outbox->counts().pending == 0);
  }
  committing.join();
  BOOST_TEST(bench.outbox->counts().pending == 1);
}
