#include <boost/test/unit_test.hpp>

#include <limits>
#include <new>
#include <string>

#include "checkout.h"

using namespace tessera;
using plugin::Receipt;
using plugin::ScanKind;
using plugin::Source;

namespace {

constexpr char kSaleId[] = "0194f3c0-1111-7000-8000-000000000001";

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_sale_goes_through_from_scan_to_commit, Checkout) {
  auto sale = BeginWithGoods();
  const auto scan = sale->Scan("]E0" + support::CardOf(1)).value();
  BOOST_TEST((scan.kind == ScanKind::kMember));
  BOOST_TEST(scan.answer.member->balance_points() == 500);
  const auto quote = sale->Quote().value();
  BOOST_TEST((quote.source == Source::kService));
  BOOST_TEST(quote.evaluation->gross_minor() == 30'530);
  BOOST_TEST(quote.evaluation->discount_minor() > 0);
  BOOST_TEST(quote.evaluation->earned_points() > 0);
  const auto redeemed = sale->Redeem(Points(50)).value();
  BOOST_TEST(redeemed.evaluation->spent_points() == 50);
  BOOST_TEST(redeemed.evaluation->redeemed_minor() == 5'000);
  const auto committed = sale->Commit(Receipt()).value();
  BOOST_TEST(committed.commit->delivered);
  BOOST_TEST(committed.commit->spent_points == 50);
  BOOST_TEST(committed.commit->earned_points == redeemed.evaluation->earned_points());
  BOOST_TEST(committed.commit->balance_points ==
             500 - 50 + redeemed.evaluation->earned_points());
  BOOST_TEST(bench.outbox->counts().pending == 0);
}

BOOST_FIXTURE_TEST_CASE(a_second_commit_gets_the_first_answer_and_nothing_else_goes, Checkout) {
  auto sale = BeginWithGoods();
  BOOST_REQUIRE(sale->Quote().ok());
  BOOST_REQUIRE(sale->Commit(Receipt()).ok());
  const int calls = bench.link.calls();
  BOOST_TEST(sale->Commit(Receipt())->commit->delivered);
  BOOST_TEST(bench.link.calls() == calls);
  BOOST_TEST(ReasonOf(sale->SetLine(fakes::LineOf(3, 1'000, 1))) == "SALE_CLOSED");
  BOOST_TEST(ReasonOf(sale->Quote().status()) == "SALE_CLOSED");
  BOOST_TEST(ReasonOf(sale->Cancel()) == "SALE_CLOSED");
}

BOOST_FIXTURE_TEST_CASE(a_sale_of_the_same_id_with_other_content_is_refused, Checkout) {
  auto sale = BeginWithGoods(kSaleId);
  BOOST_REQUIRE(sale->Quote().ok());
  BOOST_REQUIRE(sale->Commit(Receipt()).ok());
  auto other = BeginWithGoods(kSaleId);
  BOOST_REQUIRE(other->SetLine(fakes::LineOf(3, 1'000, 5'000)).ok());
  BOOST_REQUIRE(other->Quote().ok());
  BOOST_TEST(ReasonOf(other->Commit(Receipt()).status()) == "SALE_ID_REUSED");
  BOOST_TEST(bench.outbox->counts().pending == 0);
  BOOST_TEST(bench.outbox->counts().parked == 0);
  GoOffline();
  auto third = BeginWithGoods("0194f3c0-1111-7000-8000-000000000002");
  auto fourth = BeginWithGoods("0194f3c0-1111-7000-8000-000000000002");
  BOOST_REQUIRE(fourth->SetLine(fakes::LineOf(3, 1'000, 5'000)).ok());
  BOOST_REQUIRE(third->Quote().ok() && fourth->Quote().ok());
  BOOST_REQUIRE(third->Commit(Receipt()).ok());
  BOOST_TEST(ReasonOf(fourth->Commit(Receipt()).status()) == "SALE_ID_REUSED");
  BOOST_TEST(bench.outbox->counts().pending == 1);
}

BOOST_FIXTURE_TEST_CASE(a_change_after_the_quote_asks_for_another, Checkout) {
  auto sale = BeginWithGoods();
  BOOST_TEST(ReasonOf(sale->Commit(Receipt()).status()) == "QUOTE_REQUIRED");
  BOOST_REQUIRE(sale->Quote().ok());
  BOOST_REQUIRE(sale->VoidLine(2).ok());
  BOOST_TEST(ReasonOf(sale->Commit(Receipt()).status()) == "QUOTE_REQUIRED");
  BOOST_REQUIRE(sale->Quote().ok());
  BOOST_REQUIRE(sale->Scan(support::CardOf(1)).ok());
  BOOST_TEST(ReasonOf(sale->Commit(Receipt()).status()) == "QUOTE_REQUIRED");
  BOOST_REQUIRE(sale->Quote().ok());
  // The same line and the same card again change nothing.
  BOOST_REQUIRE(sale->SetLine(fakes::LineOf(1, 2'000, 8'990)).ok());
  BOOST_REQUIRE(sale->Scan(support::CardOf(1)).ok());
  BOOST_TEST(sale->Commit(Receipt()).ok());
}

BOOST_FIXTURE_TEST_CASE(another_card_gives_up_the_points_of_the_first, Checkout) {
  auto sale = BeginWithGoods();
  BOOST_REQUIRE(sale->Scan(support::CardOf(1)).ok());
  BOOST_REQUIRE(sale->Redeem(Points(50)).ok());
  BOOST_REQUIRE(sale->Scan(support::CardOf(2)).ok());
  BOOST_TEST(sale->Quote()->evaluation->spent_points() == 0);
  BOOST_TEST(sale->Commit(Receipt())->commit->spent_points == 0);
  auto next = BeginWithGoods();
  BOOST_TEST(next->Scan(support::CardOf(1))->answer.member->balance_points() == 500);
  BOOST_TEST(next->Scan(support::CardOf(1))->answer.member->held_points() == 0);
}

BOOST_FIXTURE_TEST_CASE(a_cancelled_sale_gives_its_hold_back, Checkout) {
  {
    auto sale = BeginWithGoods();
    BOOST_REQUIRE(sale->Scan(support::CardOf(1)).ok());
    BOOST_REQUIRE(sale->Redeem(Points(50)).ok());
    auto other = BeginWithGoods();
    BOOST_TEST(other->Scan(support::CardOf(1))->answer.member->held_points() == 50);
    // Released without a commit: the same as cancelled.
  }
  BOOST_TEST(bench.outbox->counts().pending == 1);
  BOOST_REQUIRE(bench.delivery.DeliverPending().ok());
  auto other = BeginWithGoods();
  BOOST_TEST(other->Scan(support::CardOf(1))->answer.member->held_points() == 0);
}

BOOST_FIXTURE_TEST_CASE(bad_input_has_a_reason_and_changes_nothing, Checkout) {
  auto sale = BeginWithGoods();
  BOOST_REQUIRE(sale->Scan(support::CardOf(1)).ok());
  BOOST_REQUIRE(sale->Quote().ok());
  BOOST_TEST(ReasonOf(sale->Scan("2977000099999").status()) == "MEMBER_UNKNOWN");
  BOOST_TEST(ReasonOf(sale->Scan("29\x01").status()) == "SCAN_INVALID");
  BOOST_TEST(ReasonOf(sale->SetLine(fakes::LineOf(3, -1, 100))) == "QUANTITY_INVALID");
  BOOST_TEST(FieldOf(sale->SetLine(fakes::LineOf(3, -1, 100))) == "quantity_milli");
  BOOST_TEST(ReasonOf(sale->SetLine(fakes::LineOf(3, 1, std::numeric_limits<int64_t>::max()))) ==
             "PRICE_INVALID");
  BOOST_TEST(ReasonOf(sale->VoidLine(9)) == "LINE_UNKNOWN");
  BOOST_TEST(ReasonOf(sale->Redeem(Points(-1)).status()) == "POINTS_INVALID");
  BOOST_TEST(ReasonOf(sale->Redeem(Points(100'000)).status()) == "POINTS_INSUFFICIENT");
  BOOST_TEST(ReasonOf(sale->Redeem(Points(400)).status()) == "REDEEM_LIMIT");
  // All of that left the quote as it was.
  const auto committed = sale->Commit(Receipt());
  BOOST_REQUIRE(committed.ok());
  BOOST_TEST(committed->member->member_id().size() == 36u);
  BOOST_TEST(committed->commit->spent_points == 0);
}

BOOST_FIXTURE_TEST_CASE(a_thousand_and_one_lines_are_one_too_many, Checkout) {
  auto sale = Begin();
  for (uint32_t i = 1; i <= 1'000; ++i) {
    BOOST_REQUIRE(sale->SetLine(fakes::LineOf(i, 1'000, 100)).ok());
  }
  BOOST_TEST(ReasonOf(sale->SetLine(fakes::LineOf(1'001, 1'000, 100))) == "TOO_MANY_LINES");
  BOOST_TEST(sale->SetLine(fakes::LineOf(7, 3'000, 100)).ok());
  BOOST_REQUIRE(sale->Quote().ok());
  BOOST_TEST(sale->Commit(Receipt())->commit->delivered);
}

BOOST_FIXTURE_TEST_CASE(a_sum_that_overflows_is_refused, Checkout) {
  auto sale = Begin();
  for (uint32_t i = 1; i <= 20; ++i) {
    BOOST_REQUIRE(sale->SetLine(fakes::LineOf(i, 1'000'000'000, 1'000'000'000'000)).ok());
  }
  BOOST_TEST(ReasonOf(sale->Quote().status()) == "AMOUNT_OVERFLOW");
}

BOOST_FIXTURE_TEST_CASE(another_currency_is_refused_online_and_offline, Checkout) {
  auto sale = Begin("", "EUR");
  BOOST_REQUIRE(sale->SetLine(fakes::LineOf(1, 1'000, 100)).ok());
  BOOST_TEST(ReasonOf(sale->Quote().status()) == "CURRENCY_MISMATCH");
  GoOffline();
  BOOST_TEST(ReasonOf(sale->Quote().status()) == "CURRENCY_MISMATCH");
}

BOOST_FIXTURE_TEST_CASE(a_program_published_in_the_middle_changes_nothing_for_the_sale, Checkout) {
  auto sale = BeginWithGoods();
  const auto before = sale->Quote().value();
  std::string other = fakes::kProgram;
  other.replace(other.find("amount_minor: 1000}"), 19, "amount_minor: 2000}");
  BOOST_TEST(service.PublishYaml(other) == 2);
  const auto after = sale->Quote().value();
  BOOST_TEST(after.evaluation->program_version() == 1);
  BOOST_TEST(after.evaluation->total_minor() == before.evaluation->total_minor());
  BOOST_TEST(sale->Commit(Receipt())->commit->delivered);
}

BOOST_AUTO_TEST_CASE(a_till_whose_cache_is_empty_takes_the_services_version) {
  Checkout checkout(/*fill_cache=*/false);
  auto sale = plugin::Sale::Begin(*checkout.till, "", "", "RUB").value();
  BOOST_REQUIRE(sale->SetLine(fakes::LineOf(1, 3'000, 10'000)).ok());
  BOOST_TEST((sale->Scan(support::CardOf(1))->kind == ScanKind::kOther));
  BOOST_REQUIRE(sale->SetMember(IdentifierKind::kCard, support::CardOf(1)).ok());
  const auto quote = sale->Quote().value();
  BOOST_TEST((quote.source == Source::kService));
  BOOST_TEST(quote.evaluation->program_version() == 1);
  BOOST_TEST(sale->Commit(Receipt())->commit->delivered);
}

BOOST_AUTO_TEST_CASE(a_sale_that_ends_where_there_is_no_memory_ends_nothing_else) {
  struct Scarce final : Clock {
    Instant Now() const override {
      if (none_left) throw std::bad_alloc();
      return SystemClock().Now();
    }
    Duration Monotonic() const override { return SystemClock().Monotonic(); }
    bool none_left = false;
  };
  Checkout checkout;
  Scarce clock;
  plugin::Till till({*checkout.bench.cache, *checkout.bench.outbox, checkout.bench.guarded,
                     checkout.bench.delivery, clock, checkout.bench.random},
                    checkout.till->options());
  auto sale = plugin::Sale::Begin(till, "", "cashier-7", "").value();
  BOOST_REQUIRE(sale->SetLine(fakes::LineOf(1, 2'000, 8'990)).ok());
  BOOST_REQUIRE(sale->Scan(support::CardOf(1)).ok());
  BOOST_REQUIRE(sale->Redeem(Points(20)).ok());
  clock.none_left = true;
  sale.reset();
  clock.none_left = false;
  auto next = plugin::Sale::Begin(till, "", "cashier-7", "");
  BOOST_TEST(next.ok());
}

BOOST_FIXTURE_TEST_CASE(a_fault_behind_the_durable_record_does_not_fail_the_commit, Checkout) {
  auto sale = BeginWithGoods();
  BOOST_REQUIRE(sale->Scan(support::CardOf(1)).ok());
  BOOST_REQUIRE(sale->Redeem(Points(20)).ok());
  bench.link.Meanwhile([] { throw std::bad_alloc(); });
  const auto committed = sale->Commit(Receipt());
  BOOST_REQUIRE_MESSAGE(committed.ok(), committed.status());
  BOOST_TEST(!committed->commit->delivered);
  BOOST_TEST(committed->commit->spent_points == 20);
  BOOST_TEST(sale->Commit(Receipt())->commit->sale_id == sale->id());
  sale.reset();
  BOOST_REQUIRE(bench.delivery.DeliverPending().ok());
  BOOST_TEST(bench.outbox->counts().pending == 0);
  BOOST_TEST(bench.outbox->counts().parked == 0);
}
