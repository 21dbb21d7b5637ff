// What terminals of a pilot's stores and of all others hear of programs.
#include <boost/test/unit_test.hpp>

#include <optional>
#include <string>

#include "chain.h"
#include "tessera/operations/programs/publish_program.h"
#include "tessera/operations/programs/withdraw_publication.h"
#include "tessera/operations/sales/identify.h"
#include "tessera/operations/sales/quote.h"
#include "tessera/operations/stores/save_stores.h"
#include "tessera/operations/sync/read_changes.h"
#include "tessera/operations/sync/read_snapshot.h"
#include "tessera/operations/vouchers/issue_coupons.h"

namespace tessera::operations {
namespace {

const Caller kPilotTill{true, "store-2", "till-1"};

constexpr char kFew[] = R"(
offers:
  - offer_id: few
    name: Few
    limits: {uses_total: 5, offline_uses_per_terminal: 1}
    effects: [{amount_off: {amount: 7.00}}]
)";
constexpr char kBatch[] = R"(
coupon_batches: [{batch_id: own, name: Yours, personal: true, lifetime_days: 10}]
offers:
  - offer_id: own
    name: Yours
    trigger: {coupon: {batch_id: own}}
    effects: [{amount_off: {amount: 5.00}}]
)";

struct Pilots : Chain {
  Pilots() {
    Publish(ProgramOf(""));
    v1::SaveStoresRequest request;
    request.set_change_id(NewId());
    request.add_stores()->set_store_id("store-2");
    BOOST_REQUIRE_EQUAL(Why(Write(SaveStores, kHq, request)), "OK");
  }
  // For store-2 alone. Returns the publication's number.
  int64_t Pilot(const v1::Program& program) {
    v1::PublishProgramRequest request;
    *request.mutable_program() = program;
    request.set_change_id(NewId());
    request.add_store_ids("store-2");
    const auto published = Write(PublishProgram, kHq, request);
    BOOST_REQUIRE_EQUAL(Why(published), "OK");
    return published->publication().publication_no();
  }
  v1::SnapshotHeader Header(const Caller& till) {
    v1::SnapshotRequest request;
    request.set_store_id(till.store_id);
    request.set_terminal_id(till.terminal_id);
    const auto header = Read(ReadSnapshotHeader, till, request);
    BOOST_REQUIRE_EQUAL(Why(header), "OK");
    return *header;
  }
  v1::WatchResponse Changes(const Caller& till, const std::string& cursor,
                            std::optional<int64_t> runs, int limit = 100) {
    v1::WatchResponse changes;
    const absl::Status status = store().Read([&](storage::ReadTransaction& transaction) {
      auto read = ReadChanges(As(till), transaction, till.store_id, cursor, limit, runs);
      if (read.ok()) changes = *std::move(read);
      return read.status();
    });
    BOOST_REQUIRE_MESSAGE(status.ok(), status.ToString());
    return changes;
  }
  static int64_t VersionIn(const v1::WatchResponse& response) {
    int64_t version = 0;
    for (const v1::Change& change : response.changes()) {
      if (change.has_program()) version = change.program().version();
    }
    return version;
  }
};

BOOST_FIXTURE_TEST_SUITE(pilot_tills, Pilots)

// With the scope ALL its cursor is as good there as here.
BOOST_AUTO_TEST_CASE(a_till_that_comes_from_a_pilot_store_gets_its_new_stores_program_at_once) {
  Pilot(ProgramOf("dynamic_code: 60s\n"));
  const v1::SnapshotHeader header = Header(kPilotTill);
  BOOST_TEST(header.program().version() == 2);
  const v1::WatchResponse moved = Changes(kTill, header.cursor(), 2);
  BOOST_REQUIRE_EQUAL(moved.changes_size(), 1);
  BOOST_TEST(moved.changes(0).program().version() == 1);
  BOOST_TEST(moved.changes(0).program().program().program_id() != "");
  BOOST_TEST(Changes(kTill, moved.cursor(), 1).changes_size() == 0);
  BOOST_TEST(VersionIn(Changes(kPilotTill, moved.cursor(), 1)) == 2);
}

BOOST_AUTO_TEST_CASE(a_pilot_elsewhere_is_no_news_for_a_till_that_runs_the_right_program) {
  const std::string cursor = Header(kTill).cursor();
  const int64_t publication_no = Pilot(ProgramOf("dynamic_code: 60s\n"));
  const v1::WatchResponse here = Changes(kTill, cursor, 1);
  BOOST_TEST(here.changes_size() == 0);
  BOOST_TEST(here.ByteSizeLong() < 200u);
  BOOST_TEST(here.cursor() != cursor);
  BOOST_TEST(VersionIn(Changes(kPilotTill, cursor, 1)) == 2);
  // Of who does not say what it runs nobody knows whether it heard of the program before.
  BOOST_TEST(VersionIn(Changes(kTill, cursor, {})) == 1);
  v1::WithdrawPublicationRequest withdraw;
  withdraw.set_change_id(NewId());
  withdraw.set_publication_no(publication_no);
  withdraw.set_comment("over");
  BOOST_REQUIRE_EQUAL(Why(Write(WithdrawPublication, kHq, withdraw)), "OK");
  BOOST_TEST(Changes(kTill, here.cursor(), 1).changes_size() == 0);
  BOOST_TEST(VersionIn(Changes(kPilotTill, here.cursor(), 2)) == 1);
}

BOOST_AUTO_TEST_CASE(counters_of_offers_come_with_the_program_that_brings_them) {
  Pilot(ProgramOf(kFew));
  v1::QuoteRequest ask = Ask(AddMember("CARD-0001", 0), Basket({10'000}));
  ask.set_store_id("store-2");
  const auto quoted = Read(Quote, kPilotTill, ask);
  BOOST_REQUIRE_EQUAL(Why(quoted), "OK");
  BOOST_REQUIRE_EQUAL(Why(Commit(Close(kPilotTill, ask, *quoted))), "OK");
  const std::string cursor = Header(kTill).cursor();
  BOOST_TEST(Header(kTill).offer_uses_size() == 0);
  Publish(ProgramOf(kFew));
  const v1::WatchResponse told = Changes(kTill, cursor, 1);
  BOOST_REQUIRE_EQUAL(told.changes_size(), 2);
  BOOST_TEST(told.changes(0).has_program());
  BOOST_TEST(told.changes(1).offer_uses().offer_id() == "few");
  BOOST_TEST(told.changes(1).offer_uses().uses() == 1);
  // Nothing is left out, and nothing comes twice, where pages are small.
  AddMember("CARD-0002", 0);
  const v1::WatchResponse small = Changes(kTill, cursor, 1, 1);
  BOOST_TEST(small.changes_size() == 2);
  BOOST_TEST(small.more());
  const v1::WatchResponse rest = Changes(kTill, small.cursor(), told.changes(0).program().version());
  BOOST_REQUIRE_EQUAL(rest.changes_size(), 1);
  BOOST_TEST(rest.changes(0).has_member());
}

BOOST_AUTO_TEST_CASE(own_coupons_are_told_where_the_stores_own_program_takes_them) {
  Publish(ProgramOf(kBatch));
  const std::string member_id = AddMember("CARD-0001", 0);
  v1::IssueCouponsRequest issue;
  issue.set_change_id(NewId());
  issue.set_batch_id("own");
  issue.set_count(1);
  issue.mutable_member()->set_member_id(member_id);
  BOOST_REQUIRE_EQUAL(Why(Write(IssueCoupons, kHq, issue)), "OK");
  Publish(ProgramOf(""));
  Pilot(ProgramOf(kBatch));
  const auto coupons_at = [&](const Caller& till) {
    int coupons = -1;
    const std::string cursor = Header(till).cursor();
    const absl::Status status = store().Read([&](storage::ReadTransaction& transaction) {
      auto page = ReadSnapshotPage(As(till), transaction, till.store_id, cursor, "", 10);
      if (page.ok()) coupons = page->batch.members(0).coupons_size();
      return page.status();
    });
    BOOST_REQUIRE_MESSAGE(status.ok(), status.ToString());
    return coupons;
  };
  BOOST_TEST(coupons_at(kPilotTill) == 1);
  BOOST_TEST(coupons_at(kTill) == 0);
  v1::IdentifyRequest identify;
  identify.mutable_identifier()->set_kind(v1::IDENTIFIER_KIND_CARD);
  identify.mutable_identifier()->set_value("CARD-0001");
  BOOST_TEST(Read(Identify, kPilotTill, identify)->coupons_size() == 1);
  BOOST_TEST(Read(Identify, kTill, identify)->coupons_size() == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::operations
