#include <boost/test/unit_test.hpp>

#include <set>

#include "chain.h"
#include "tessera/operations/account/members.h"
#include "tessera/operations/account/people.h"
#include "tessera/operations/common/content.h"
#include "tessera/operations/members/adjust_points.h"
#include "tessera/operations/members/enrol.h"
#include "tessera/operations/members/get_member.h"
#include "tessera/operations/sync/read_changes.h"
#include "tessera/operations/sync/read_snapshot.h"
#include "tessera/operations/sync/submit_record.h"
#include "tessera/sqlite/connection.h"

namespace tessera::operations {
namespace {

struct Synced : Chain {
  Synced() { Publish(SampleProgram()); }
  absl::StatusOr<v1::WatchResponse> Changes(const std::string& cursor, int limit) {
    absl::StatusOr<v1::WatchResponse> response = absl::UnknownError("not run");
    const absl::Status status = store().Read([&](storage::ReadTransaction& transaction) {
      response = ReadChanges(As(kTill), transaction, "store-1", cursor, limit);
      return absl::OkStatus();
    });
    return status.ok() ? response : status;
  }
  SnapshotPage Page(const std::string& store_id, const std::string& after, int limit) {
    SnapshotPage page;
    const absl::Status status = store().Read([&](storage::ReadTransaction& transaction) {
      auto read = ReadSnapshotPage(As(kTill), transaction, store_id, Header().cursor(), after,
                                   limit);
      if (read.ok()) page = *std::move(read);
      return read.status();
    });
    BOOST_REQUIRE_MESSAGE(status.ok(), status.ToString());
    return page;
  }
  v1::SnapshotHeader Header() {
    v1::SnapshotRequest request;
    request.set_store_id("store-1");
    request.set_terminal_id("till-1");
    return *Read(ReadSnapshotHeader, kTill, request);
  }
  v1::EnrolRequest Enrolment(const std::string& card) {
    v1::EnrolRequest request;
    request.set_enrolment_id(NewId());
    request.add_identifiers()->set_kind(v1::IDENTIFIER_KIND_CARD);
    request.mutable_identifiers(0)->set_value(card);
    request.set_full_name("Анна Каренина");
    request.mutable_consent()->set_text_version("1");
    request.mutable_consent()->set_given_at_us(now.us);
    request.mutable_consent()->set_channel("till");
    request.set_store_id("store-1");
    return request;
  }
  void Tamper(const std::string& sql) {
    auto connection = sqlite::Connection::Open(path(), {});
    BOOST_REQUIRE(connection.ok());
    BOOST_REQUIRE((*connection)->Execute(sql).ok());
  }
};

BOOST_FIXTURE_TEST_SUITE(sync, Synced)

BOOST_AUTO_TEST_CASE(a_name_is_masked_by_characters_and_sealed) {
  BOOST_TEST(MaskName("Анна Каренина") == "Анна К.");
  BOOST_TEST(MaskName("  Anna\tMaria Karenina ") == "Anna M.");
  BOOST_TEST(MaskName("Анна") == "Анна");
  BOOST_TEST(MaskName("") == "");
  const v1::EnrolRequest request = Enrolment("CARD-0001");
  const auto enrolled = Write(Enrol, kTill, request);
  BOOST_REQUIRE_EQUAL(Why(enrolled), "OK");
  BOOST_TEST(enrolled->member().masked_name() == "Анна К.");
  v1::GetMemberRequest get;
  get.mutable_member()->set_member_id(enrolled->member().member_id());
  BOOST_TEST(Read(GetMember, kHq, get)->full_name() == "Анна Каренина");
}

BOOST_AUTO_TEST_CASE(an_enrolment_is_done_once) {
  v1::EnrolRequest request = Enrolment("CARD-0001");
  const auto first = Write(Enrol, kTill, request);
  BOOST_REQUIRE_EQUAL(Why(first), "OK");
  now = now + Seconds(9);
  BOOST_TEST(Write(Enrol, kTill, request)->SerializeAsString() == first->SerializeAsString());
  request.set_full_name("Other");
  BOOST_TEST(Why(Write(Enrol, kTill, request)) == "ENROLMENT_ID_REUSED");
  BOOST_TEST(Why(Write(Enrol, kTill, Enrolment("card-0001"))) == "IDENTIFIER_TAKEN");
  v1::EnrolRequest bare = Enrolment("CARD-0002");
  bare.clear_consent();
  BOOST_TEST(Why(Write(Enrol, kTill, bare)) == "CONSENT_REQUIRED");
}

BOOST_AUTO_TEST_CASE(an_enrolment_is_the_same_whatever_is_published_meanwhile) {
  v1::EnrolRequest request = Enrolment("CARD-0001");
  v1::Identifier& phone = *request.add_identifiers();
  phone.set_kind(v1::IDENTIFIER_KIND_PHONE);
  phone.set_value("8 900 555 01 77");
  const auto first = Write(Enrol, kTill, request);
  BOOST_REQUIRE_EQUAL(Why(first), "OK");
  v1::Program program = SampleProgram();
  v1::PhoneRule& rule = *program.add_phone_rules();
  rule.set_prefix("0");
  rule.set_length(10);
  rule.set_replacement("49");
  Publish(program);
  BOOST_TEST(Write(Enrol, kTill, request)->SerializeAsString() == first->SerializeAsString());
}

BOOST_AUTO_TEST_CASE(an_enrolment_that_was_kept_by_what_its_cards_were_read_as_is_known) {
  const v1::EnrolRequest request = Enrolment("CARD-0001");
  v1::EnrolResponse kept;
  kept.mutable_member()->set_masked_name("Anna K.");
  const absl::Status stored = store().WriteAndWait([&](storage::Transaction& transaction) {
    storage::RequestedChange row;
    row.change_id = *storage::ChangeId::Parse(request.enrolment_id(), "");
    row.method = "Enrol";
    row.content = ContentOf(secrets().lookup_key, request,
                            *HashIdentifiers(As(kTill), transaction, request.identifiers()));
    row.answer = kept.SerializeAsString();
    return transaction.AddRequested(row);
  });
  BOOST_REQUIRE(stored.ok());
  const auto answer = Write(Enrol, kTill, request);
  BOOST_REQUIRE_EQUAL(Why(answer), "OK");
  BOOST_TEST(answer->member().masked_name() == "Anna K.");
}

BOOST_AUTO_TEST_CASE(an_adjustment_is_done_once) {
  v1::AdjustPointsRequest request;
  request.set_adjustment_id(NewId());
  request.mutable_member()->set_member_id(AddMember("CARD-0001", 5));
  request.set_points(-4);
  request.set_comment("by mistake");
  const auto first = Write(AdjustPoints, kHq, request);
  BOOST_REQUIRE_EQUAL(Why(first), "OK");
  BOOST_TEST(first->entry().balance_points() == 1);
  BOOST_TEST(Write(AdjustPoints, kHq, request)->SerializeAsString() == first->SerializeAsString());
  request.set_points(-2);
  BOOST_TEST(Why(Write(AdjustPoints, kHq, request)) == "ADJUSTMENT_ID_REUSED");
  request.set_adjustment_id(NewId());
  BOOST_TEST(Why(Write(AdjustPoints, kHq, request)) == "POINTS_INSUFFICIENT");
}

BOOST_AUTO_TEST_CASE(a_snapshot_and_what_follows_it_show_every_member) {
  std::set<std::string> expected;
  for (int i = 0; i < 5; ++i) expected.insert(AddMember("SNAP-" + std::to_string(i), 10));
  const v1::SnapshotHeader header = Header();
  BOOST_TEST(header.members() == 5);
  std::set<std::string> seen;
  std::string after;
  do {
    const SnapshotPage page = Page("store-1", after, 2);
    for (const v1::CachedMember& cached : page.batch.members()) {
      seen.insert(cached.member().member_id());
      BOOST_TEST(cached.identifier_hashes_size() == 1);
    }
    after = page.behind;
  } while (!after.empty());
  BOOST_TEST((seen == expected));
  BOOST_TEST(Changes(header.cursor(), 10)->changes_size() == 0);
}

BOOST_AUTO_TEST_CASE(a_cursor_resumes_with_every_change_once_in_order) {
  const std::string start = Header().cursor();
  const std::string a = AddMember("CARD-000A", 0);
  const std::string b = AddMember("CARD-000B", 0);
  const auto first = Changes(start, 1);
  BOOST_REQUIRE_EQUAL(Why(first), "OK");
  BOOST_TEST(first->changes(0).member().member().member_id() == a);
  BOOST_REQUIRE_EQUAL(Why(Commit(Sell(a, Basket({10'000})))), "OK");
  BOOST_TEST(first->more());
  const auto rest = Changes(first->cursor(), 10);
  BOOST_TEST(!rest->more());
  BOOST_REQUIRE_EQUAL(rest->changes_size(), 2);
  BOOST_TEST(rest->changes(0).member().member().member_id() == b);
  BOOST_TEST(rest->changes(1).member().member().member_id() == a);
  BOOST_TEST(rest->changes(1).member().member().balance_points() == 90);
  const auto none = Changes(rest->cursor(), 10);
  BOOST_TEST(none->changes_size() == 0);
  BOOST_TEST(none->cursor() == rest->cursor());
  BOOST_TEST(Changes(start, 10)->changes_size() == 2);
}

BOOST_AUTO_TEST_CASE(a_foreign_or_future_cursor_asks_for_a_new_snapshot) {
  const std::string cursor = Header().cursor();
  BOOST_TEST(Why(Changes("", 10)) == "CURSOR_INVALID");
  std::string future = cursor;
  future.insert(future.rfind('.'), "0");
  BOOST_TEST(Why(Changes("x" + cursor, 10)) == "CURSOR_INVALID");
  BOOST_TEST(Why(Changes(future, 10)) == "CURSOR_TOO_OLD");
  Synced other;
  BOOST_TEST(Why(other.Changes(cursor, 10)) == "CURSOR_INVALID");
}

BOOST_AUTO_TEST_CASE(an_outbox_record_is_booked_once_and_a_refusal_is_an_answer) {
  const std::string member_id = AddMember("CARD-0001", 0);
  v1::OutboxRecord record;
  record.set_sequence(1);
  *record.mutable_sale() = Sell(member_id, Basket({10'000}));
  const auto first = Write(SubmitRecord, kTill, record);
  BOOST_REQUIRE_EQUAL(Why(first), "OK");
  BOOST_TEST(first->sale().earned_points() == 90);
  BOOST_TEST(Write(SubmitRecord, kTill, record)->SerializeAsString() ==
             first->SerializeAsString());
  record.set_sequence(2);
  record.mutable_sale()->set_sale_id("nonsense");
  const auto refused = Write(SubmitRecord, kTill, record);
  BOOST_REQUIRE_EQUAL(Why(refused), "OK");
  BOOST_TEST(refused->reason() == "ID_INVALID");
  BOOST_TEST(refused->field() == "sale_id");
  BOOST_TEST(refused->result_case() == v1::SubmittedRecord::RESULT_NOT_SET);
  BOOST_TEST(store()
                 .Read([](storage::ReadTransaction& transaction) {
                   const auto terminal = transaction.FindTerminal("store-1", "till-1");
                   BOOST_TEST((*terminal)->last_sequence == 2);
                   return terminal.status();
                 })
                 .ok());
  BOOST_TEST(Verify().sales() == 1);
}

BOOST_AUTO_TEST_CASE(verification_finds_a_changed_entry_and_says_where) {
  const std::string member_id = AddMember("CARD-0001", 10);
  for (int i = 0; i < 3; ++i) BOOST_TEST(Why(Commit(Sell(member_id, Basket({10'000})))) == "OK");
  v1::VerifyLedgerResponse verified = Verify();
  BOOST_TEST(verified.faults_size() == 0);
  BOOST_TEST(verified.members() == 1);
  BOOST_TEST(verified.entries() == 4);
  BOOST_TEST(verified.sales() == 3);
  BOOST_TEST(verified.liability_points() == 280);
  Tamper("UPDATE entry SET booked_at_us = booked_at_us + 1 WHERE entry_no = 3");
  verified = Verify();
  BOOST_REQUIRE_EQUAL(verified.faults_size(), 1);
  BOOST_TEST(verified.faults(0).code() == "CHAIN");
  BOOST_TEST(verified.faults(0).member_id() == member_id);
  BOOST_TEST(verified.faults(0).entry_no() == 3);
}

BOOST_AUTO_TEST_CASE(verification_finds_points_that_nobody_booked) {
  AddMember("CARD-0001", 10);
  Tamper("UPDATE lot SET remaining_points = 9, earned_points = 11");
  BOOST_TEST(Verify().faults(0).code() == "LOTS");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::operations
