#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>

#include "absl/strings/str_format.h"
#include "tessera/base/status.h"
#include "tessera/plugin/outbox/outbox.h"
#include "tessera/plugin_fakes/fakes.h"

using namespace tessera;
using plugin::Folder;
using plugin::Outbox;

namespace {

std::string SaleNumber(int number) {
  return absl::StrFormat("0194f3c0-0000-7000-8000-%012d", number);
}

v1::OutboxRecord SaleRecord(int number) {
  v1::OutboxRecord record;
  record.mutable_sale()->set_sale_id(SaleNumber(number));
  record.mutable_sale()->set_cashier_id("7");
  record.mutable_sale()->set_quoted_at_us(1'000);
  return record;
}

v1::SubmittedRecord Booked(int64_t sequence, int64_t balance) {
  v1::SubmittedRecord answer;
  answer.set_sequence(sequence);
  answer.mutable_sale()->set_member_id("m");
  answer.mutable_sale()->set_balance_points(balance);
  answer.mutable_sale()->set_committed_at_us(5'000);
  return answer;
}

struct Fixture {
  fakes::TemporaryFolder place;
  std::unique_ptr<Folder> folder = Folder::Open(place.path()).value();
  std::unique_ptr<Outbox> outbox = Outbox::Open(*folder).value();

  void Reopen() {
    outbox.reset();
    outbox = Outbox::Open(*folder).value();
  }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_sale_that_is_committed_again_after_a_crash_is_the_same_sale, Fixture) {
  BOOST_TEST(outbox->Append(SaleRecord(1), {})->sequence == 1);
  Reopen();
  // Quoted anew, at another time, and this time offline.
  v1::OutboxRecord again = SaleRecord(1);
  again.mutable_sale()->set_quoted_at_us(9'000);
  again.mutable_sale()->set_quoted_offline(true);
  const auto waiting = outbox->Append(again, {}).value();
  BOOST_TEST(waiting.sequence == 1);
  BOOST_TEST(waiting.waited);
  BOOST_TEST(!waiting.answer.has_value());
  outbox->Settle({Booked(1, 450)});
  for (int i = 0; i < 2; ++i) {
    const auto answered = outbox->Append(again, {}).value();
    BOOST_REQUIRE(answered.answer.has_value());
    BOOST_TEST(answered.answer->sale().balance_points() == 450);
    Reopen();
  }
  BOOST_TEST(outbox->counts().pending == 0);
  // Another basket under this id is another sale.
  again.mutable_sale()->set_cashier_id("8");
  BOOST_TEST(ReasonOf(outbox->Append(again, {}).status()) == "SALE_ID_REUSED");
}

BOOST_FIXTURE_TEST_CASE(a_sale_of_this_till_can_be_asked_for, Fixture) {
  BOOST_TEST(!outbox->FindSale(SaleNumber(1))->has_value());
  BOOST_REQUIRE(outbox->Append(SaleRecord(1), {}).ok());
  BOOST_TEST(!outbox->FindSale(SaleNumber(1)).value()->answer.has_value());
  outbox->Settle({Booked(1, 450)});
  for (int i = 0; i < 2; ++i) {
    const auto kept = outbox->FindSale(SaleNumber(1)).value();
    BOOST_REQUIRE(kept.has_value());
    BOOST_TEST(kept->record.sale().cashier_id() == "7");
    BOOST_TEST(kept->answer->sale().balance_points() == 450);
    Reopen();
  }
}

BOOST_FIXTURE_TEST_CASE(the_last_thousand_receipts_are_kept, Fixture) {
  BOOST_REQUIRE(outbox->connection().Execute("PRAGMA synchronous = OFF").ok());
  for (int i = 1; i <= 1'001; ++i) {
    BOOST_REQUIRE(outbox->Append(SaleRecord(i), {}).ok());
    outbox->Settle({Booked(i, i)});
  }
  Reopen();
  BOOST_TEST(!outbox->FindSale(SaleNumber(1))->has_value());
  BOOST_TEST(outbox->FindSale(SaleNumber(2))->has_value());
  BOOST_TEST(outbox->FindSale(SaleNumber(1'001))->has_value());
}

BOOST_FIXTURE_TEST_CASE(nothing_lowers_what_a_record_is_promised, Fixture) {
  const auto is_full = [&] {
    sqlite::Statement synchronous = outbox->connection().Prepare("PRAGMA synchronous");
    return synchronous.One().ok() && synchronous.IntegerAt(0) == 2;
  };
  BOOST_TEST(is_full());
  BOOST_REQUIRE(outbox->Append(SaleRecord(1), {}).ok());
  outbox->Settle({Booked(1, 450)});
  BOOST_TEST(is_full());
  BOOST_REQUIRE(outbox->Tend(Instant{}).ok());
  BOOST_TEST(is_full());
}

BOOST_FIXTURE_TEST_CASE(the_log_is_moved_while_nobody_sells_and_never_by_a_sale, Fixture) {
  for (int i = 1; i <= 400; ++i) BOOST_REQUIRE(outbox->Append(SaleRecord(i), {}).ok());
  const int64_t pages = outbox->connection().wal_pages();
  BOOST_REQUIRE(outbox->Tend(Instant{}).ok());
  BOOST_TEST(pages > 300);
  BOOST_TEST(!outbox->wants_tending());
  BOOST_TEST(outbox->connection().wal_pages() == pages);
  BOOST_REQUIRE(outbox->Tend(Instant{}).ok());
  BOOST_TEST(outbox->connection().wal_pages() == 0);
  // So much is moved though somebody sells, for there would only be more.
  for (int i = 401; i <= 1'000; ++i) BOOST_REQUIRE(outbox->Append(SaleRecord(i), {}).ok());
  BOOST_TEST(outbox->wants_tending());
  BOOST_REQUIRE(outbox->Tend(Instant{}).ok());
  BOOST_TEST(!outbox->wants_tending());
  BOOST_TEST(outbox->connection().wal_pages() == 0);
}

BOOST_FIXTURE_TEST_CASE(thirty_thousand_records_drain_without_counting_them_each_time, Fixture) {
  constexpr int kRecords = 30'000;
  constexpr int kBatch = 64;
  // The test's own disk need not be asked 30,000 times.
  BOOST_REQUIRE(outbox->connection().Execute("PRAGMA synchronous = OFF").ok());
  for (int i = 1; i <= kRecords; ++i) {
    BOOST_REQUIRE(outbox->Append(SaleRecord(i), {Instant{i}, "", {}}).ok());
  }
  const int64_t before = outbox->connection().written_rows();
  int batches = 0;
  while (outbox->counts().pending > 0) {
    std::vector<v1::SubmittedRecord> answers;
    const std::vector<v1::OutboxRecord> records = outbox->Pending(kBatch).value();
    for (const v1::OutboxRecord& record : records) {
      answers.push_back(Booked(record.sequence(), 1));
      answers.back().mutable_sale()->clear_member_id();
    }
    BOOST_TEST(outbox->counts().oldest_pending.us == records.front().sequence());
    outbox->Settle(answers);
    BOOST_REQUIRE(outbox->Tend(Instant{}).ok());
    ++batches;
  }
  BOOST_TEST(batches == (kRecords + kBatch - 1) / kBatch);
  // Each record once as a receipt, once off the queue, and once off the receipts.
  BOOST_TEST(outbox->connection().written_rows() - before < 4 * kRecords);
}
