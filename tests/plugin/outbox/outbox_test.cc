#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <string>

#include "absl/strings/str_format.h"
#include "tessera/base/status.h"
#include "tessera/plugin/outbox/outbox.h"
#include "tessera/plugin_fakes/fakes.h"

using namespace tessera;
using plugin::Folder;
using plugin::Outbox;
using plugin::OutboxNote;

namespace {

std::string SaleNumber(int number) {
  return absl::StrFormat("0194f3c0-0000-7000-8000-%012d", number);
}

v1::OutboxRecord SaleRecord(int number) {
  v1::OutboxRecord record;
  record.mutable_sale()->set_sale_id(SaleNumber(number));
  return record;
}

v1::SubmittedRecord Booked(int64_t sequence) {
  v1::SubmittedRecord answer;
  answer.set_sequence(sequence);
  answer.mutable_sale();
  return answer;
}

v1::SubmittedRecord RefusedRecord(int64_t sequence, const char* reason) {
  v1::SubmittedRecord answer;
  answer.set_sequence(sequence);
  answer.set_reason(reason);
  answer.set_message("call support");
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
  int64_t Append(int number, int64_t spent = 0) {
    return outbox->Append(SaleRecord(number), {Instant{number}, spent == 0 ? "" : "m", Points(spent)})
        .value()
        .sequence;
  }
  int64_t SpentBy(const char* member, int64_t as_of_us) {
    return outbox->SpentBy(member, Instant{as_of_us}, "").value();
  }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(records_come_back_in_order_after_a_reopen, Fixture) {
  for (int i = 1; i <= 5; ++i) BOOST_TEST(Append(i) == i);
  Reopen();
  const auto records = outbox->Pending(3).value();
  BOOST_REQUIRE(records.size() == 3u);
  for (int i = 0; i < 3; ++i) {
    BOOST_TEST(records[static_cast<size_t>(i)].sequence() == i + 1);
    BOOST_TEST(records[static_cast<size_t>(i)].sale().sale_id() == SaleNumber(i + 1));
  }
  BOOST_TEST(outbox->counts().pending == 5);
  BOOST_TEST(outbox->counts().oldest_pending.us == 1);
}

BOOST_FIXTURE_TEST_CASE(a_delivered_record_goes_and_a_refused_one_is_parked_with_its_reason, Fixture) {
  for (int i = 1; i <= 3; ++i) Append(i);
  v1::SubmittedRecord again;
  again.set_sequence(3);
  again.set_retry(true);
  outbox->Settle({Booked(1), RefusedRecord(2, "SALE_ID_REUSED"), again});
  Reopen();
  const auto pending = outbox->Pending(10).value();
  BOOST_REQUIRE(pending.size() == 1u);
  BOOST_TEST(pending[0].sequence() == 3);
  const auto parked = outbox->Parked().value();
  BOOST_REQUIRE(parked.size() == 1u);
  BOOST_TEST(parked[0].sequence == 2);
  BOOST_TEST(parked[0].subject_id == SaleNumber(2));
  BOOST_TEST(parked[0].reason == "SALE_ID_REUSED");
  BOOST_TEST(parked[0].message == "call support");
  BOOST_TEST(outbox->counts().parked == 1);
}

BOOST_FIXTURE_TEST_CASE(no_number_is_used_again_after_delivery_or_withdrawal, Fixture) {
  BOOST_TEST(Append(1) == 1);
  outbox->Settle({Booked(1)});
  Reopen();
  BOOST_TEST(Append(2) == 2);
  BOOST_REQUIRE(outbox->Withdraw(2).ok());
  BOOST_TEST(outbox->counts().pending == 0);
  Reopen();
  BOOST_TEST(Append(3) == 3);
}

BOOST_FIXTURE_TEST_CASE(the_same_sale_waits_once_and_another_of_its_id_is_refused, Fixture) {
  BOOST_TEST(Append(1) == 1);
  v1::OutboxRecord same = SaleRecord(1);
  same.mutable_sale()->mutable_fiscal()->set_document_no(7);
  BOOST_TEST(outbox->Append(same, {})->sequence == 1);
  v1::OutboxRecord other = SaleRecord(1);
  other.mutable_sale()->set_cashier_id("42");
  BOOST_TEST(ReasonOf(outbox->Append(other, {}).status()) == "SALE_ID_REUSED");
  BOOST_TEST(outbox->counts().pending == 1);
}

BOOST_FIXTURE_TEST_CASE(what_waits_or_is_parked_counts_as_spent, Fixture) {
  Append(1, 30);
  Append(2, 12);
  Append(3);
  BOOST_TEST(SpentBy("m", 0) == 42);
  outbox->Settle({Booked(1), RefusedRecord(2, "X")});
  BOOST_TEST(SpentBy("m", 0) == 12);
  BOOST_TEST(SpentBy("n", 0) == 0);
}

BOOST_FIXTURE_TEST_CASE(what_was_booked_counts_as_spent_until_a_balance_shows_it, Fixture) {
  Append(1, 30);
  v1::SubmittedRecord booked = Booked(1);
  booked.mutable_sale()->set_member_id("m");
  booked.mutable_sale()->set_spent_points(25);
  booked.mutable_sale()->set_committed_at_us(1'000);
  outbox->Settle({booked});
  BOOST_TEST(SpentBy("m", 999) == 25);
  BOOST_TEST(SpentBy("n", 999) == 0);
  Reopen();
  BOOST_TEST(SpentBy("m", 999) == 25);
  plugin::OwnSale direct;
  direct.member_id = direct.account_id = "m";
  direct.spent = Points(5);
  direct.booked_at = Instant{2'000};
  outbox->NoteBooked(direct);
  BOOST_TEST(SpentBy("m", 999) == 30);
  BOOST_TEST(SpentBy("m", 1'001) == 5);
  BOOST_TEST(SpentBy("m", 2'001) == 0);
}

BOOST_FIXTURE_TEST_CASE(a_parked_record_can_be_sent_again_at_its_old_place, Fixture) {
  for (int i = 1; i <= 3; ++i) Append(i);
  outbox->Settle({RefusedRecord(2, "SALE_ID_REUSED")});
  BOOST_TEST(ReasonOf(outbox->Resend(1)) == "RECORD_UNKNOWN");
  BOOST_TEST(ReasonOf(outbox->Resend(7)) == "RECORD_UNKNOWN");
  BOOST_REQUIRE(outbox->Resend(2).ok());
  BOOST_TEST(outbox->counts().pending == 3);
  BOOST_TEST(outbox->counts().parked == 0);
  BOOST_TEST(outbox->counts().oldest_pending.us == 1);
  BOOST_TEST(outbox->Pending(10).value()[1].sequence() == 2);
}

BOOST_FIXTURE_TEST_CASE(a_full_disk_promises_nothing_and_loses_nothing, Fixture) {
  Append(1);
  v1::OutboxRecord large = SaleRecord(2);
  large.mutable_sale()->set_cashier_id(std::string(1 << 20, 'x'));
  // SQLite's own limit says what a full disk says, and lasts as long as the connection.
  BOOST_REQUIRE(outbox->connection().Execute("PRAGMA max_page_count = 16").ok());
  BOOST_TEST(ReasonOf(outbox->Append(large, {}).status()) == "DISK_FULL");
  BOOST_TEST(outbox->counts().pending == 1);
  BOOST_TEST(outbox->Pending(10).value().size() == 1u);
  BOOST_TEST(Append(3) == 2);
}

BOOST_FIXTURE_TEST_CASE(what_an_older_version_left_goes_on, Fixture) {
  Append(1, 30);
  outbox.reset();
  {
    const auto file = sqlite::Connection::Open(folder->outbox_path(), sqlite::OpenOptions()).value();
    const absl::Status older = file->Execute(R"sql(
CREATE TABLE older (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT, kind INTEGER NOT NULL, subject_id TEXT NOT NULL,
  member_id TEXT NOT NULL, spent_points INTEGER NOT NULL, message BLOB NOT NULL,
  created_at_us INTEGER NOT NULL, parked INTEGER NOT NULL DEFAULT 0,
  reason TEXT NOT NULL DEFAULT '', explanation TEXT NOT NULL DEFAULT '');
INSERT INTO older SELECT sequence, kind, subject_id, member_id, spent_points, message,
  created_at_us, parked, reason, explanation FROM record;
INSERT INTO older SELECT 7, kind, 'gone', member_id, 0, message, 0, 0, '', '' FROM record;
DELETE FROM older WHERE sequence = 7;
DROP TABLE record;
ALTER TABLE older RENAME TO record;
CREATE INDEX record_by_subject ON record (subject_id);
CREATE INDEX record_by_member ON record (member_id);
DROP TABLE file;
DROP TABLE booked;
CREATE TABLE booked (member_id TEXT NOT NULL, spent_points INTEGER NOT NULL,
                     booked_at_us INTEGER NOT NULL);
INSERT INTO booked VALUES ('m', 12, 1000);
DROP TABLE receipt;
DROP TABLE reservation;
PRAGMA user_version = 2;)sql");
    BOOST_REQUIRE_MESSAGE(older.ok(), older.ToString());
  }
  outbox = Outbox::Open(*folder).value();
  BOOST_TEST(outbox->Pending(10).value().size() == 1u);
  BOOST_TEST(SpentBy("m", 0) == 42);
  BOOST_TEST(SpentBy("m", 1'001) == 30);
  BOOST_TEST(Append(2) == 8);
}
