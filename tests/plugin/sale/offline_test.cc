#include <boost/test/unit_test.hpp>

#include <string>

#include "checkout.h"

using namespace tessera;
using plugin::Answer;
using plugin::Receipt;
using plugin::ScanKind;
using plugin::Source;

namespace {

// What the receipt shows, and nothing that only the service may know.
std::string ShownOn(const Answer& answer) {
  v1::Evaluation evaluation = *answer.evaluation;
  evaluation.clear_max_redeem_points();
  evaluation.clear_redeem_limit_reason();
  evaluation.clear_cashier_texts();
  return evaluation.SerializeAsString();
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(an_offline_answer_equals_the_online_one, Checkout) {
  for (const int64_t points : {0, 40}) {
    auto sale = BeginWithGoods();
    BOOST_REQUIRE(sale->Scan(support::CardOf(1)).ok());
    const Answer online = sale->Redeem(Points(points)).value();
    GoOffline();
    const Answer offline = sale->Redeem(Points(points)).value();
    BOOST_TEST((online.source == Source::kService));
    BOOST_TEST((offline.source == Source::kCache));
    BOOST_TEST(ShownOn(online) == ShownOn(offline));
    BOOST_TEST(offline.evaluation->discount_minor() > 0);
    GoOnline();
  }
}

BOOST_FIXTURE_TEST_CASE(an_offline_sale_is_booked_as_shown_when_the_link_is_back, Checkout) {
  GoOffline();
  auto sale = BeginWithGoods();
  BOOST_TEST((sale->Scan(support::CardOf(1))->kind == ScanKind::kMember));
  const Answer shown = sale->Redeem(Points(50)).value();
  const Answer committed = sale->Commit(Receipt()).value();
  BOOST_TEST(!committed.commit->delivered);
  BOOST_TEST(committed.commit->spent_points == 50);
  BOOST_TEST(committed.commit->balance_points == 450);
  BOOST_TEST(!committed.cashier_texts.empty());
  GoOnline();
  BOOST_REQUIRE(bench.delivery.DeliverPending().ok());
  BOOST_TEST(bench.outbox->counts().pending == 0);
  BOOST_TEST(bench.outbox->counts().parked == 0);
  auto next = BeginWithGoods();
  BOOST_TEST(next->Scan(support::CardOf(1))->answer.member->balance_points() ==
             450 + shown.evaluation->earned_points());
}

BOOST_FIXTURE_TEST_CASE(a_card_that_the_cache_does_not_know_is_credited_later, Checkout) {
  service.Import({support::MakeMember(9)});
  GoOffline();
  auto sale = BeginWithGoods();
  const auto scan = sale->Scan(support::CardOf(9)).value();
  BOOST_TEST((scan.kind == ScanKind::kDeferred));
  BOOST_TEST(!scan.answer.member.has_value());
  BOOST_TEST(!scan.answer.cashier_texts.empty());
  BOOST_TEST(ReasonOf(sale->Redeem(Points(1)).status()) == "REDEEM_LIMIT");
  const Answer shown = sale->Quote().value();
  BOOST_TEST(shown.evaluation->earned_points() > 0);
  BOOST_REQUIRE(sale->Commit(Receipt()).ok());
  GoOnline();
  BOOST_REQUIRE(bench.delivery.DeliverPending().ok());
  auto next = BeginWithGoods();
  BOOST_TEST(next->Scan(support::CardOf(9))->answer.member->balance_points() ==
             shown.evaluation->earned_points());
}

BOOST_FIXTURE_TEST_CASE(offline_spending_keeps_within_the_programs_caps, Checkout) {
  GoOffline();
  auto first = BeginWithGoods();
  BOOST_REQUIRE(first->Scan(support::CardOf(1)).ok());
  // 60 a sale, 100 a member.
  BOOST_TEST(ReasonOf(first->Redeem(Points(61)).status()) == "REDEEM_LIMIT");
  BOOST_REQUIRE(first->Redeem(Points(60)).ok());
  // What an open sale was promised counts, and goes on counting in the outbox.
  auto second = BeginWithGoods();
  BOOST_REQUIRE(second->Scan(support::CardOf(1)).ok());
  BOOST_TEST(ReasonOf(second->Redeem(Points(41)).status()) == "REDEEM_LIMIT");
  BOOST_REQUIRE(first->Commit(Receipt()).ok());
  BOOST_TEST(ReasonOf(second->Redeem(Points(41)).status()) == "REDEEM_LIMIT");
  BOOST_REQUIRE(second->Redeem(Points(40)).ok());
  BOOST_REQUIRE(second->Commit(Receipt()).ok());
  auto third = BeginWithGoods();
  BOOST_REQUIRE(third->Scan(support::CardOf(1)).ok());
  BOOST_TEST(ReasonOf(third->Redeem(Points(1)).status()) == "REDEEM_LIMIT");
  GoOnline();
  BOOST_REQUIRE(bench.delivery.DeliverPending().ok());
  BOOST_TEST(bench.outbox->counts().parked == 0);
}

BOOST_FIXTURE_TEST_CASE(a_promise_that_was_given_up_can_be_made_again, Checkout) {
  GoOffline();
  for (int i = 0; i < 3; ++i) {
    auto sale = BeginWithGoods();
    BOOST_REQUIRE(sale->Scan(support::CardOf(1)).ok());
    BOOST_TEST(sale->Redeem(Points(60)).ok());
  }
}

BOOST_AUTO_TEST_CASE(an_old_snapshot_is_not_spent_from) {
  fakes::ManualClock clock;
  support::TestService service;
  service.PublishYaml(fakes::kProgram);
  service.Import({support::MakeMember(1, 500)});
  fakes::TillBench bench(service.address(), clock);
  BOOST_REQUIRE(bench.FillCache(service.address()).ok());
  plugin::LocalQuoter local(*bench.cache, *bench.outbox, clock);
  const auto hash = bench.cache->Hash({IdentifierKind::kCard, support::CardOf(1)}).value();
  plugin::LocalMember member;
  member.present = true;
  member.known = bench.cache->FindByHash(hash).value();
  engine::Basket basket;
  basket.currency_code = "RUB";
  basket.lines.push_back(fakes::LineOf(1, 1'000, 50'000));
  basket.redeem = Points(50);
  const auto live = bench.cache->Live();
  clock.Advance(Seconds(3'600));
  BOOST_TEST(local.Quote("a", live.get(), member, basket, "en").ok());
  local.Forget("a");
  clock.Advance(Seconds(1));
  BOOST_TEST(ReasonOf(local.Quote("a", live.get(), member, basket, "en").status()) ==
             "REDEEM_LIMIT");
  basket.redeem = Points();
  BOOST_TEST(local.Quote("a", live.get(), member, basket, "en")->evaluation().redeem_limit_reason() ==
             "OFFLINE_STALE");
}

BOOST_FIXTURE_TEST_CASE(points_of_a_delivered_sale_are_not_spent_again_from_an_older_balance,
                        Checkout) {
  const auto redeem = [&](int64_t points) {
    auto sale = BeginWithGoods();
    BOOST_REQUIRE(sale->Scan(support::CardOf(1)).ok());
    return sale->Redeem(Points(points)).status();
  };
  // One booked online, one delivered later: neither is in the cached balance yet.
  auto online = BeginWithGoods();
  BOOST_REQUIRE(online->Scan(support::CardOf(1)).ok());
  BOOST_REQUIRE(online->Redeem(Points(30)).ok());
  BOOST_TEST(online->Commit(Receipt())->commit->delivered);
  GoOffline();
  auto offline = BeginWithGoods();
  BOOST_REQUIRE(offline->Scan(support::CardOf(1)).ok());
  BOOST_REQUIRE(offline->Redeem(Points(40)).ok());
  BOOST_REQUIRE(offline->Commit(Receipt()).ok());
  GoOnline();
  BOOST_REQUIRE(bench.delivery.DeliverPending().ok());
  BOOST_TEST(bench.outbox->counts().pending == 0);
  GoOffline();
  BOOST_TEST(ReasonOf(redeem(31)) == "REDEEM_LIMIT");
  BOOST_TEST(redeem(30).ok());
  BOOST_REQUIRE(bench.FillCache(service.address()).ok());
  GoOffline();
  BOOST_TEST(redeem(60).ok());
}

BOOST_FIXTURE_TEST_CASE(a_damaged_cache_stops_no_sale_and_is_filled_anew, Checkout) {
  auto sale = BeginWithGoods();
  BOOST_REQUIRE(sale->Scan(support::CardOf(1)).ok());
  bench.SpoilCache();
  GoOffline();
  const auto quote = sale->Quote();
  BOOST_REQUIRE_MESSAGE(quote.ok(), quote.status().ToString());
  BOOST_TEST((quote->source == Source::kCache));
  BOOST_TEST(quote->evaluation->discount_minor() > 0);
  BOOST_TEST(quote->evaluation->redeem_limit_reason() == "OFFLINE_STALE");
  BOOST_REQUIRE(sale->Commit(Receipt()).ok());
  auto next = BeginWithGoods();
  BOOST_TEST((next->Scan(support::CardOf(1))->kind == ScanKind::kDeferred));
  BOOST_REQUIRE(bench.FillCache(service.address()).ok());
  GoOffline();
  BOOST_TEST((next->Scan(support::CardOf(1))->kind == ScanKind::kMember));
}

BOOST_AUTO_TEST_CASE(a_till_that_has_no_program_yet_sells_though_the_service_has_a_currency) {
  Checkout checkout(/*fill_cache=*/false);
  auto sale = checkout.BeginWithGoods();
  BOOST_REQUIRE(sale->SetMember(IdentifierKind::kCard, support::CardOf(2)).ok());
  const auto quote = sale->Quote();
  BOOST_REQUIRE_MESSAGE(quote.ok(), quote.status().ToString());
  BOOST_TEST((quote->source == Source::kNone));
  BOOST_TEST(quote->evaluation->total_minor() == 30'530);
  const auto committed = sale->Commit(Receipt());
  BOOST_REQUIRE_MESSAGE(committed.ok(), committed.status().ToString());
  BOOST_TEST(committed->commit->delivered);
  BOOST_TEST(committed->commit->earned_points > 0);
  BOOST_TEST(checkout.bench.outbox->counts().parked == 0);
  // A currency that the host gave is its word.
  auto foreign = checkout.Begin("", "EUR");
  BOOST_REQUIRE(foreign->SetLine(fakes::LineOf(1, 1'000, 100)).ok());
  BOOST_TEST(ReasonOf(foreign->Quote().status()) == "CURRENCY_MISMATCH");
}

BOOST_AUTO_TEST_CASE(a_till_that_never_met_its_service_sells_without_loyalty) {
  Checkout checkout(/*fill_cache=*/false);
  checkout.GoOffline();
  auto sale = checkout.BeginWithGoods();
  BOOST_TEST((sale->Scan(support::CardOf(1))->kind == ScanKind::kOther));
  const Answer quote = sale->Quote().value();
  BOOST_TEST((quote.source == Source::kNone));
  BOOST_TEST(quote.evaluation->total_minor() == 30'530);
  BOOST_REQUIRE(sale->Commit(Receipt()).ok());
  checkout.GoOnline();
  BOOST_REQUIRE(checkout.bench.delivery.DeliverPending().ok());
  BOOST_TEST(checkout.bench.outbox->counts().pending == 0);
  BOOST_TEST(checkout.bench.outbox->counts().parked == 0);
}
