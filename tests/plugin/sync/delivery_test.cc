#include <boost/test/unit_test.hpp>

#include <atomic>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_format.h"
#include "tessera/base/status.h"
#include "tessera/plugin_fakes/sample.h"
#include "tessera/plugin_fakes/till_bench.h"
#include "tessera/storage/store.h"
#include "tessera/support/test_service.h"

using namespace tessera;
using fakes::Weather;
using plugin::Delivery;

namespace {

struct Fixture {
  support::TestService service;
  fakes::TillBench bench{service.address()};

  Fixture() {
    service.PublishYaml(fakes::kProgram);
    service.Import({support::MakeMember(1, 500)});
  }

  // A sale without a card of 100.00, as the service would quote it, or not.
  v1::OutboxRecord RecordOf(int number, int64_t discount_minor = 0) {
    v1::OutboxRecord record;
    v1::Sale* sale = record.mutable_sale();
    sale->set_sale_id(absl::StrFormat("0194f3c0-0000-7000-8000-%012d", number));
    sale->set_store_id("store-1");
    sale->set_terminal_id("till-1");
    sale->set_program_version(1);
    sale->set_quoted_at_us(SystemClock().Now().us);
    sale->mutable_basket()->set_currency_code("RUB");
    v1::Line* line = sale->mutable_basket()->add_lines();
    line->set_line_no(1);
    line->set_sku("a");
    line->set_quantity_milli(1'000);
    line->set_unit_price_minor(10'000);
    v1::ShownLine* shown = sale->add_shown();
    shown->set_line_no(1);
    shown->set_discount_minor(discount_minor);
    return record;
  }

  static Delivery::Terms Unprinted() { return {true, true, Seconds(5)}; }
  static Delivery::Terms Printed() { return {false, false, Seconds(5)}; }

  absl::StatusOr<Delivery::Outcome> Hand(const v1::OutboxRecord& record,
                                         const Delivery::Terms& terms) {
    return bench.delivery.Hand(record, {bench.clock.Now(), "", Points()}, terms);
  }

  int64_t Waiting() { return bench.outbox->counts().pending; }

  bool IsBooked(const v1::OutboxRecord& record) {
    const SaleId id = SaleId::Parse(record.sale().sale_id(), "").value();
    bool booked = false;
    const absl::Status status =
        service.store().Read([&](storage::ReadTransaction& transaction) -> absl::Status {
          TESSERA_ASSIGN_OR_RETURN(const auto sale, transaction.FindSale(id));
          booked = sale.has_value();
          return absl::OkStatus();
        });
    BOOST_REQUIRE(status.ok());
    return booked;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_sale_is_delivered_while_the_host_waits, Fixture) {
  const v1::OutboxRecord record = RecordOf(1);
  const auto outcome = Hand(record, Unprinted());
  BOOST_REQUIRE(outcome.ok());
  BOOST_TEST(outcome->delivered);
  BOOST_TEST(outcome->answer.sale().sale_id() == record.sale().sale_id());
  BOOST_TEST(Waiting() == 0);
  BOOST_TEST(IsBooked(record));
}

BOOST_FIXTURE_TEST_CASE(a_changed_quote_is_refused_and_the_record_withdrawn, Fixture) {
  const v1::OutboxRecord record = RecordOf(1, /*discount_minor=*/5'000);
  const auto outcome = Hand(record, Unprinted());
  BOOST_TEST(ReasonOf(outcome.status()) == "QUOTE_CHANGED");
  BOOST_TEST(Waiting() == 0);
  BOOST_TEST(bench.outbox->counts().parked == 0);
  BOOST_TEST(!IsBooked(record));
  // Nothing of it stands in the way of the sale as it is right.
  const auto again = Hand(RecordOf(1), Unprinted());
  BOOST_REQUIRE(again.ok());
  BOOST_TEST(again->delivered);
}

BOOST_FIXTURE_TEST_CASE(what_a_printed_receipt_shows_is_booked_all_the_same, Fixture) {
  const v1::OutboxRecord record = RecordOf(1, /*discount_minor=*/5'000);
  const auto outcome = Hand(record, Printed());
  BOOST_REQUIRE(outcome.ok());
  BOOST_TEST(outcome->delivered);
  BOOST_TEST(outcome->answer.sale().differs());
  BOOST_TEST(Waiting() == 0);
}

BOOST_FIXTURE_TEST_CASE(an_answer_that_was_lost_leaves_the_record_and_it_is_booked_once, Fixture) {
  bench.link.Set(Weather::kLosesAnswers);
  const v1::OutboxRecord record = RecordOf(1);
  const auto outcome = Hand(record, Unprinted());
  BOOST_REQUIRE(outcome.ok());
  BOOST_TEST(!outcome->delivered);
  BOOST_TEST(IsBooked(record));
  BOOST_TEST(Waiting() == 1);
  bench.link.Set(Weather::kFair);
  BOOST_REQUIRE(bench.delivery.DeliverPending().ok());
  BOOST_TEST(Waiting() == 0);
  BOOST_TEST(bench.outbox->counts().parked == 0);
}

BOOST_FIXTURE_TEST_CASE(a_dead_link_costs_nothing_once_it_is_known, Fixture) {
  bench.link.Set(Weather::kDown);
  BOOST_TEST(!Hand(RecordOf(1), Unprinted())->delivered);
  BOOST_TEST(!Hand(RecordOf(2), Unprinted())->delivered);
  const int calls = bench.link.calls();
  BOOST_TEST(!Hand(RecordOf(3), Unprinted())->delivered);
  BOOST_TEST(bench.link.calls() == calls);
  BOOST_TEST(Waiting() == 3);
  bench.link.Set(Weather::kFair);
  BOOST_REQUIRE(bench.delivery.DeliverPending().ok());
  BOOST_TEST(Waiting() == 0);
  for (int i = 1; i <= 3; ++i) BOOST_TEST(IsBooked(RecordOf(i)));
}

BOOST_FIXTURE_TEST_CASE(a_refused_record_is_parked_and_does_not_hold_up_the_next, Fixture) {
  bench.link.Set(Weather::kDown);
  v1::OutboxRecord wrong = RecordOf(1);
  wrong.mutable_sale()->mutable_basket()->mutable_lines(0)->set_quantity_milli(-1);
  BOOST_TEST(!Hand(wrong, Printed())->delivered);
  BOOST_TEST(!Hand(RecordOf(2), Printed())->delivered);
  bench.link.Set(Weather::kFair);
  BOOST_REQUIRE(bench.delivery.DeliverPending().ok());
  BOOST_TEST(Waiting() == 0);
  BOOST_TEST(IsBooked(RecordOf(2)));
  const auto parked = bench.outbox->Parked().value();
  BOOST_REQUIRE(parked.size() == 1u);
  BOOST_TEST(parked[0].reason == "QUANTITY_INVALID");
}

BOOST_FIXTURE_TEST_CASE(a_record_that_no_message_holds_is_parked_and_does_not_hold_up_the_next,
                        Fixture) {
  bench.link.Set(Weather::kDown);
  v1::OutboxRecord large = RecordOf(1);
  large.mutable_sale()->set_cashier_id(std::string(1'100'000, 'x'));
  BOOST_TEST(!Hand(large, Printed())->delivered);
  BOOST_TEST(!Hand(RecordOf(2), Printed())->delivered);
  bench.link.Set(Weather::kFair);
  for (int attempt = 0; attempt < 2; ++attempt) BOOST_TEST(bench.delivery.DeliverPending().ok());
  BOOST_TEST(Waiting() == 0);
  BOOST_TEST(IsBooked(RecordOf(2)));
  const auto parked = bench.outbox->Parked().value();
  BOOST_REQUIRE(parked.size() == 1u);
  BOOST_TEST(parked[0].reason == "RECORD_TOO_LARGE");
}

BOOST_FIXTURE_TEST_CASE(a_refund_that_no_message_holds_is_refused_while_its_host_waits, Fixture) {
  v1::OutboxRecord large;
  large.mutable_refund()->set_refund_id("0194f3c0-0000-7000-8000-00000000aaaa");
  large.mutable_refund()->set_cashier_id(std::string(1'100'000, 'x'));
  BOOST_TEST(ReasonOf(Hand(large, {true, false, Seconds(5)}).status()) == "RECORD_TOO_LARGE");
  BOOST_TEST(Waiting() == 0);
  BOOST_TEST(bench.outbox->counts().parked == 0);
  // One whose host has gone on is not lost.
  bench.link.Set(Weather::kDown);
  BOOST_TEST(!Hand(large, {true, false, Duration{}})->delivered);
  bench.link.Set(Weather::kFair);
  BOOST_TEST(bench.delivery.DeliverPending().ok());
  BOOST_TEST(bench.outbox->counts().parked == 1);
}

BOOST_FIXTURE_TEST_CASE(what_can_be_read_of_an_outbox_that_proves_damaged_is_delivered, Fixture) {
  bench.link.Set(Weather::kDown);
  for (int i = 1; i <= 3; ++i) BOOST_TEST(!Hand(RecordOf(i), Printed())->delivered);
  BOOST_REQUIRE(bench.outbox->connection()
                    .Execute("UPDATE record SET message = 'a text' WHERE sequence = 2")
                    .ok());
  bool woken = false;
  bench.delivery.OnLeft([&woken] { woken = true; });
  // No receipt before the file is whole again, which is not to wait for the background's hour.
  BOOST_TEST(ReasonOf(Hand(RecordOf(2), Printed()).status()) == "STORAGE_CORRUPT");
  BOOST_TEST(woken);
  bench.link.Set(Weather::kFair);
  BOOST_TEST(!bench.delivery.DeliverPending().ok());
  BOOST_REQUIRE(bench.delivery.DeliverPending().ok());
  BOOST_TEST(Waiting() == 0);
  BOOST_TEST(bench.outbox->files_set_aside() == 1);
  BOOST_TEST(IsBooked(RecordOf(1)));
  BOOST_TEST(IsBooked(RecordOf(3)));
  BOOST_TEST(Hand(RecordOf(2), Printed())->delivered);
}

BOOST_FIXTURE_TEST_CASE(a_sale_behind_others_waits_for_them_and_is_delivered_in_order, Fixture) {
  bench.link.Set(Weather::kDown);
  for (int i = 1; i <= 60; ++i) BOOST_TEST(!Hand(RecordOf(i), Printed())->delivered);
  bench.link.Set(Weather::kFair);
  bench.breaker.Succeeded();
  const auto outcome = Hand(RecordOf(61), Unprinted());
  BOOST_REQUIRE(outcome.ok());
  BOOST_TEST(outcome->delivered);
  BOOST_TEST(Waiting() == 0);
  // The first try met a dead link, as did the second, with which the breaker opened.
  std::vector<std::string> expected;
  for (const int number : {1, 1, 2}) expected.push_back(RecordOf(number).sale().sale_id());
  for (int i = 1; i <= 61; ++i) expected.push_back(RecordOf(i).sale().sale_id());
  BOOST_TEST(bench.link.sales_sent() == expected, boost::test_tools::per_element());
  for (const int number : {1, 60, 61}) BOOST_TEST(IsBooked(RecordOf(number)));
}

BOOST_FIXTURE_TEST_CASE(a_sale_behind_a_long_queue_does_not_wait_for_it, Fixture) {
  bench.link.Set(Weather::kDown);
  for (int i = 1; i <= 64; ++i) BOOST_TEST(!Hand(RecordOf(i), Printed())->delivered);
  bench.link.Set(Weather::kFair);
  bench.breaker.Succeeded();
  const size_t sent = bench.link.sales_sent().size();
  BOOST_TEST(!Hand(RecordOf(65), Unprinted())->delivered);
  BOOST_TEST(bench.link.sales_sent().size() == sent);
  while (Waiting() > 0) BOOST_REQUIRE(bench.delivery.DeliverPending().ok());
  BOOST_TEST(IsBooked(RecordOf(65)));
}

BOOST_FIXTURE_TEST_CASE(no_sale_waits_while_the_background_delivers, Fixture) {
  bench.link.Set(Weather::kDown);
  BOOST_TEST(!Hand(RecordOf(1), Printed())->delivered);
  bench.link.Set(Weather::kFair);
  bench.breaker.Succeeded();
  Duration waited{};
  bench.link.Meanwhile([&] {
    const Duration began = bench.clock.Monotonic();
    BOOST_TEST(!Hand(RecordOf(2), Unprinted())->delivered);
    waited = {bench.clock.Monotonic().us - began.us};
  });
  BOOST_REQUIRE(bench.delivery.DeliverPending().ok());
  // It would have been 5 s.
  BOOST_TEST(waited.us < Seconds(2).us);
  BOOST_REQUIRE(bench.delivery.DeliverPending().ok());
  BOOST_TEST(IsBooked(RecordOf(2)));
}

BOOST_FIXTURE_TEST_CASE(a_full_disk_stops_no_sale_while_the_service_is_there, Fixture) {
  const fakes::FullDisk full;
  const v1::OutboxRecord printed = RecordOf(1, /*discount_minor=*/5'000);
  const auto outcome = Hand(printed, Printed());
  BOOST_REQUIRE_MESSAGE(outcome.ok(), outcome.status().ToString());
  BOOST_TEST(outcome->delivered);
  BOOST_TEST(outcome->answer.sale().differs());
  BOOST_TEST(IsBooked(printed));
  BOOST_TEST(Waiting() == 0);
  // The same again is the same sale; one that is not printed may still be refused.
  BOOST_TEST(Hand(printed, Printed())->delivered);
  BOOST_TEST(ReasonOf(Hand(RecordOf(2, 5'000), Unprinted()).status()) == "QUOTE_CHANGED");
  BOOST_TEST(!IsBooked(RecordOf(2)));
  BOOST_TEST(Hand(RecordOf(2), Unprinted())->delivered);
  v1::OutboxRecord refund;
  refund.mutable_refund()->set_refund_id("0194f3c0-0000-7000-8000-00000000aaaa");
  refund.mutable_refund()->set_sale_id(printed.sale().sale_id());
  refund.mutable_refund()->set_store_id("store-1");
  refund.mutable_refund()->set_terminal_id("till-1");
  const auto returned = Hand(refund, {true, false, Seconds(5)});
  BOOST_REQUIRE_MESSAGE(returned.ok(), returned.status().ToString());
  BOOST_TEST(returned->delivered);
  BOOST_TEST(returned->answer.refund().net_minor() == 5'000);
}

BOOST_FIXTURE_TEST_CASE(a_full_disk_without_the_service_promises_nothing, Fixture) {
  const fakes::FullDisk full;
  const v1::OutboxRecord sale = RecordOf(1);
  for (const Weather weather : {Weather::kDown, Weather::kLosesAnswers}) {
    bench.link.Set(weather);
    bench.breaker.Succeeded();
    BOOST_TEST(ReasonOf(Hand(sale, Printed()).status()) == "DISK_FULL");
  }
  // The second time the service booked it, and said so to nobody: asked again, it is the same sale.
  bench.link.Set(Weather::kFair);
  bench.breaker.Succeeded();
  const auto again = Hand(sale, Printed());
  BOOST_REQUIRE_MESSAGE(again.ok(), again.status().ToString());
  BOOST_TEST(again->delivered);
  // What is refused for good can't be parked here; a printed receipt is not refused either.
  v1::OutboxRecord wrong = RecordOf(2);
  wrong.mutable_sale()->mutable_basket()->mutable_lines(0)->set_quantity_milli(-1);
  BOOST_TEST(ReasonOf(Hand(wrong, Printed()).status()) == "DISK_FULL");
}

BOOST_FIXTURE_TEST_CASE(a_sale_and_its_cancellation_do_not_take_each_others_answers, Fixture) {
  const v1::OutboxRecord sale = RecordOf(1);
  bench.link.Meanwhile([&] {
    v1::OutboxRecord cancel;
    cancel.set_cancelled_sale_id(sale.sale().sale_id());
    BOOST_TEST(!Hand(cancel, Delivery::Terms{})->delivered);
  });
  const auto outcome = Hand(sale, Unprinted());
  BOOST_REQUIRE(outcome.ok());
  BOOST_TEST(outcome->delivered);
}

BOOST_FIXTURE_TEST_CASE(two_who_hand_over_the_same_sale_both_get_its_answer, Fixture) {
  const v1::OutboxRecord sale = RecordOf(1);
  std::thread other;
  std::optional<absl::StatusOr<Delivery::Outcome>> others;
  bench.link.Meanwhile([&] {
    other = std::thread([&] { others = Hand(sale, Printed()); });
    // It waits for its turn, which is this call's.
    while (bench.delivery.waiting() < 2) std::this_thread::yield();
  });
  const auto outcome = Hand(sale, Unprinted());
  other.join();
  BOOST_REQUIRE(outcome.ok() && others.has_value() && others->ok());
  BOOST_TEST(outcome->delivered);
  BOOST_TEST((*others)->delivered);
}

BOOST_FIXTURE_TEST_CASE(a_printed_sale_is_not_withdrawn_for_another_that_may_be_refused, Fixture) {
  const v1::OutboxRecord sale = RecordOf(1, /*discount_minor=*/5'000);
  bench.link.Meanwhile([&] {
    BOOST_TEST(!Hand(sale, {/*refusable=*/false, false, Duration{}})->delivered);
  });
  const auto outcome = Hand(sale, Unprinted());
  BOOST_REQUIRE_MESSAGE(outcome.ok(), outcome.status().ToString());
  BOOST_TEST(outcome->delivered);
  BOOST_TEST(outcome->answer.sale().differs());
  BOOST_TEST(IsBooked(sale));
}

BOOST_FIXTURE_TEST_CASE(what_was_promised_is_not_withdrawn_when_it_is_handed_over_again, Fixture) {
  const v1::OutboxRecord sale = RecordOf(1, /*discount_minor=*/5'000);
  bench.link.Set(Weather::kDown);
  BOOST_TEST(!Hand(sale, Printed())->delivered);
  bench.link.Set(Weather::kFair);
  bench.breaker.Succeeded();
  const auto outcome = Hand(sale, Unprinted());
  BOOST_REQUIRE_MESSAGE(outcome.ok(), outcome.status().ToString());
  BOOST_TEST(outcome->delivered);
  BOOST_TEST(IsBooked(sale));
}

BOOST_FIXTURE_TEST_CASE(a_printed_sale_that_the_service_refuses_is_parked_and_can_be_sent_again,
                        Fixture) {
  v1::OutboxRecord wrong = RecordOf(1);
  wrong.mutable_sale()->mutable_basket()->mutable_lines(0)->set_quantity_milli(-1);
  const auto outcome = Hand(wrong, Printed());
  BOOST_REQUIRE(outcome.ok());
  BOOST_TEST(!outcome->delivered);
  const auto parked = bench.outbox->Parked().value();
  BOOST_REQUIRE(parked.size() == 1u);
  BOOST_REQUIRE(bench.outbox->Resend(parked[0].sequence).ok());
  const size_t sent = bench.link.sales_sent().size();
  BOOST_REQUIRE(bench.delivery.DeliverPending().ok());
  BOOST_TEST(bench.link.sales_sent().size() == sent + 1);
  BOOST_TEST(bench.outbox->counts().parked == 1);
}

BOOST_FIXTURE_TEST_CASE(two_hosts_at_once_lose_no_sale_and_no_answer, Fixture) {
  constexpr int kSales = 20;
  std::atomic<int> delivered{0};
  std::vector<std::thread> hosts;
  for (int host = 0; host < 2; ++host) {
    hosts.emplace_back([&, host] {
      for (int i = 1; i <= kSales; ++i) {
        // Every other receipt is printed, and every sixth shows what the service would not.
        const v1::OutboxRecord record = RecordOf(100 * host + i, i % 6 == 0 ? 5'000 : 0);
        const auto outcome = Hand(record, i % 2 == 0 ? Printed() : Unprinted());
        if (outcome.ok() && outcome->delivered) ++delivered;
      }
    });
  }
  for (std::thread& host : hosts) host.join();
  BOOST_TEST(delivered == 2 * kSales);
  BOOST_TEST(Waiting() == 0);
  BOOST_TEST(bench.outbox->counts().parked == 0);
  for (int host = 0; host < 2; ++host) {
    for (int i = 1; i <= kSales; ++i) BOOST_TEST(IsBooked(RecordOf(100 * host + i)));
  }
}

BOOST_FIXTURE_TEST_CASE(a_refund_of_an_unknown_sale_is_refused_and_not_parked, Fixture) {
  v1::OutboxRecord record;
  record.mutable_refund()->set_refund_id("0194f3c0-0000-7000-8000-00000000aaaa");
  record.mutable_refund()->set_sale_id("0194f3c0-0000-7000-8000-00000000bbbb");
  record.mutable_refund()->set_store_id("store-1");
  record.mutable_refund()->set_terminal_id("till-1");
  const auto outcome = Hand(record, {true, false, Seconds(5)});
  BOOST_TEST(ReasonOf(outcome.status()) == "SALE_UNKNOWN");
  BOOST_TEST((outcome.status().code() == absl::StatusCode::kNotFound));
  BOOST_TEST(Waiting() == 0);
  BOOST_TEST(bench.outbox->counts().parked == 0);
}

BOOST_FIXTURE_TEST_CASE(a_refund_that_was_promised_waits_at_the_service_for_its_sale, Fixture) {
  v1::OutboxRecord refund;
  refund.mutable_refund()->set_refund_id("0194f3c0-0000-7000-8000-00000000aaaa");
  refund.mutable_refund()->set_sale_id("0194f3c0-0000-7000-8000-00000000bbbb");
  refund.mutable_refund()->set_store_id("store-1");
  refund.mutable_refund()->set_terminal_id("till-1");
  bench.link.Set(Weather::kDown);
  BOOST_TEST(!Hand(refund, {true, false, Seconds(5)})->delivered);
  bench.link.Set(Weather::kFair);
  BOOST_REQUIRE(bench.delivery.DeliverPending().ok());
  BOOST_TEST(Waiting() == 0);
  BOOST_TEST(bench.outbox->counts().parked == 0);
}
