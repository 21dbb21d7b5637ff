// The feed over the wire: every movement once, in order, from any cursor.
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "sample.h"
#include "tessera/storage/events.h"
#include "tessera/support/test_service.h"
#include "tessera/v1/feed_service.grpc.pb.h"
#include "tessera/v1/ledger_service.grpc.pb.h"
#include "tessera/v1/member_service.grpc.pb.h"
#include "tessera/v1/sale_service.grpc.pb.h"
#include "wire.h"

namespace tessera::tests {
namespace {

using support::CardOf;
using support::MakeMember;
using support::TestService;

rpc::ServerOptions FastHeartbeat() {
  rpc::ServerOptions options;
  options.heartbeat = Milliseconds(100);
  options.change_pause = Milliseconds(1);
  return options;
}

struct FeedFixture {
  FeedFixture() {
    service.PublishYaml(kProgramYaml);
    service.Import({MakeMember(1), MakeMember(2), MakeMember(3)});
    channel = Connect(service.address());
  }

  v1::ReadFeedResponse Read(const v1::ReadFeedRequest& request) {
    v1::ReadFeedResponse response;
    const Outcome outcome =
        Call<v1::FeedService>(channel, &v1::FeedService::Stub::Read, request, &response);
    BOOST_TEST_REQUIRE(outcome.ok(), outcome.message);
    return response;
  }

  v1::ReadFeedResponse ReadFrom(const std::string& cursor) {
    v1::ReadFeedRequest request;
    request.set_cursor(cursor);
    return Read(request);
  }

  // Methods, the newest first, of those that hand out profiles.
  std::vector<std::string> Acts() {
    v1::ListActsResponse response;
    const Outcome listed = Call<v1::MemberService>(channel, &v1::MemberService::Stub::ListActs,
                                                   v1::ListActsRequest(), &response);
    BOOST_TEST_REQUIRE(listed.ok(), listed.message);
    std::vector<std::string> methods;
    for (const v1::Act& act : response.acts()) {
      if (act.comment() == "members, with profiles") methods.push_back(act.method());
    }
    return methods;
  }

  std::string Now() {
    v1::ReadFeedRequest request;
    request.set_from_now(true);
    return Read(request).position().cursor();
  }

  Outcome Refused(const v1::ReadFeedRequest& request, const std::string& identity = "") {
    v1::ReadFeedResponse ignored;
    return Call<v1::FeedService>(channel, &v1::FeedService::Stub::Read, request, &ignored,
                                 {.identity = identity});
  }

  // Returns its sale_id.
  std::string Sell(int member) {
    const v1::QuoteRequest request = MakeQuote(NewId(), CardOf(member));
    v1::QuoteResponse quote;
    BOOST_TEST_REQUIRE(
        Call<v1::SaleService>(channel, &v1::SaleService::Stub::Quote, request, &quote).ok());
    v1::CommitResponse committed;
    BOOST_TEST_REQUIRE(Call<v1::SaleService>(channel, &v1::SaleService::Stub::Commit,
                                             MakeCommit(request, quote), &committed)
                           .ok());
    return request.sale_id();
  }

  TestService service{SystemClock(), FastHeartbeat()};
  std::shared_ptr<grpc::Channel> channel;
};

std::string KindsOf(const v1::ReadFeedResponse& page) {
  std::string kinds;
  for (const v1::FeedEvent& event : page.events()) {
    kinds += std::to_string(event.kind()) + " ";
  }
  return kinds;
}

BOOST_FIXTURE_TEST_SUITE(feed, FeedFixture)

BOOST_AUTO_TEST_CASE(a_sale_is_told_of_with_its_documents_and_its_points) {
  const std::string cursor = Now();
  const std::string sale_id = Sell(1);
  const v1::ReadFeedResponse page = ReadFrom(cursor);
  BOOST_TEST_REQUIRE(page.events_size() == 2, KindsOf(page));
  std::map<int, v1::FeedEvent> by_kind;
  for (const v1::FeedEvent& event : page.events()) {
    by_kind[event.kind()] = event;
    BOOST_TEST(event.member_id() == MakeMember(1).member_id());
    BOOST_TEST(event.happened_at_us() > 0);
  }
  const v1::SaleEvent& sale = by_kind[v1::FEED_KIND_SALE].sale();
  v1::GetSaleRequest request;
  request.set_sale_id(sale_id);
  v1::GetSaleResponse stored;
  BOOST_TEST(
      Call<v1::LedgerService>(channel, &v1::LedgerService::Stub::GetSale, request, &stored).ok());
  BOOST_TEST(sale.sale().SerializeAsString() == stored.sale().SerializeAsString());
  BOOST_TEST(sale.document().basket().lines(0).sku() == "milk");
  BOOST_TEST(sale.evaluation().total_minor() == 18'000);
  const v1::EntryEvent& entry = by_kind[v1::FEED_KIND_ENTRY].entry();
  BOOST_TEST(entry.account_id() == MakeMember(1).member_id());
  BOOST_TEST(entry.entry().points() == 18);
  BOOST_TEST(entry.entry().sale_id() == sale_id);
  BOOST_TEST(page.position().behind() == 0);
  BOOST_TEST(ReadFrom(page.position().cursor()).events_size() == 0);
}

BOOST_AUTO_TEST_CASE(pages_of_any_size_tell_the_same_once) {
  for (int i = 0; i < 6; ++i) Sell(1 + i % 3);
  const v1::ReadFeedResponse all = ReadFrom("");
  std::set<std::string> ids;
  for (const v1::FeedEvent& event : all.events()) ids.insert(event.event_id());
  BOOST_TEST(ids.size() == static_cast<size_t>(all.events_size()));
  for (const int size : {1, 2, 7}) {
    v1::ReadFeedRequest request;
    request.set_page_size(size);
    std::set<std::string> seen;
    for (v1::ReadFeedResponse page = Read(request); page.events_size() > 0; page = Read(request)) {
      BOOST_TEST(page.events_size() <= size);
      for (const v1::FeedEvent& event : page.events()) {
        BOOST_TEST(seen.insert(event.event_id()).second);
      }
      request.set_cursor(page.position().cursor());
    }
    BOOST_TEST((seen == ids));
  }
}

BOOST_AUTO_TEST_CASE(readers_share_partitions_without_overlap_or_gap) {
  for (int i = 0; i < 6; ++i) Sell(1 + i % 3);
  size_t expected = static_cast<size_t>(ReadFrom("").events_size());
  std::set<std::string> seen;
  for (int reader = 0; reader < 3; ++reader) {
    v1::ReadFeedRequest request;
    for (int partition = reader; partition < 9; partition += 3) {
      request.mutable_filter()->add_partitions(partition);
    }
    const v1::ReadFeedResponse page = Read(request);
    BOOST_TEST(page.position().partitions() == 9);
    BOOST_TEST(page.position().behind() == 0);
    for (const v1::FeedEvent& event : page.events()) {
      BOOST_TEST(seen.insert(event.event_id()).second);
    }
  }
  BOOST_TEST(seen.size() == expected);
}

BOOST_AUTO_TEST_CASE(a_filter_leaves_out_what_it_does_not_name_and_the_cursor_moves_on) {
  const std::string cursor = Now();
  Sell(1);
  Sell(2);
  v1::ReadFeedRequest request;
  request.set_cursor(cursor);
  request.mutable_filter()->add_kinds(v1::FEED_KIND_SALE);
  request.mutable_filter()->set_without_lines(true);
  v1::ReadFeedResponse page = Read(request);
  BOOST_TEST(KindsOf(page) == "3 3 ");
  BOOST_TEST(!page.events(0).sale().has_document());
  BOOST_TEST(page.events(0).sale().sale().total_minor() == 18'000);
  request.mutable_filter()->set_member_id(MakeMember(2).member_id());
  BOOST_TEST(KindsOf(Read(request)) == "3 ");
  request.mutable_filter()->clear_member_id();
  request.mutable_filter()->add_store_ids("2");
  page = Read(request);
  BOOST_TEST(KindsOf(page).empty());
  BOOST_TEST(page.position().cursor() != cursor);
  BOOST_TEST(page.position().behind() == 0);
  request.mutable_filter()->add_kinds(v1::FEED_KIND_UNSPECIFIED);
  BOOST_TEST(Refused(request).reason == "KIND_INVALID");
}

BOOST_AUTO_TEST_CASE(cursors_of_elsewhere_and_of_long_ago_are_told_apart) {
  v1::ReadFeedRequest request;
  request.set_cursor("f1.nonsense");
  BOOST_TEST(Refused(request).reason == "CURSOR_INVALID");
  TestService other;
  v1::ReadFeedResponse foreign;
  BOOST_TEST(Call<v1::FeedService>(Connect(other.address()), &v1::FeedService::Stub::Read,
                                   v1::ReadFeedRequest(), &foreign)
                 .ok());
  request.set_cursor(foreign.position().cursor());
  BOOST_TEST(Refused(request).reason == "CURSOR_INVALID");

  request.set_cursor(Now());
  Sell(1);
  Sell(1);
  service.Restart();
  channel = Connect(service.address());
  BOOST_TEST(Read(request).events_size() == 4);
  const absl::Status pruned = service.store().WriteAndWait([](storage::Transaction& transaction) {
    const storage::EventPlaces places = *transaction.events().Last();
    return transaction.events().Prune(SystemClock().Now() + Days(1), places, 1'000).status();
  });
  BOOST_TEST(pruned.ok());
  const Outcome outcome = Refused(request);
  BOOST_TEST(outcome.code == grpc::StatusCode::FAILED_PRECONDITION);
  BOOST_TEST(outcome.reason == "CURSOR_TOO_OLD");
  BOOST_TEST(ReadFrom("").position().behind() == 0);  // from what is kept
}

BOOST_AUTO_TEST_CASE(profiles_are_for_editors) {
  v1::ReadFeedRequest request;
  request.mutable_filter()->set_with_profiles(true);
  BOOST_TEST(Refused(request, "hq/anna reader").reason == "ROLE_REQUIRED");
  BOOST_TEST(Refused(request, "hq/anna editor").ok());
  BOOST_TEST(Refused(request, "terminal/1/1").reason == "ROLE_REQUIRED");
}

BOOST_AUTO_TEST_CASE(profiles_do_not_leave_without_a_trace) {
  v1::ReadFeedRequest request;
  Read(request);
  BOOST_TEST(Acts().empty());
  request.mutable_filter()->set_with_profiles(true);
  request.set_cursor(Read(request).position().cursor());
  Read(request);  // goes on
  BOOST_TEST(Acts() == std::vector<std::string>{"ReadFeed"}, boost::test_tools::per_element());
  v1::SnapshotFeedRequest snapshot;
  snapshot.mutable_filter()->set_with_profiles(true);
  grpc::ClientContext context;
  const auto stream = v1::FeedService::NewStub(channel)->Snapshot(&context, snapshot);
  v1::SnapshotFeedResponse part;
  while (stream->Read(&part)) {
  }
  BOOST_TEST(stream->Finish().ok());
  const std::vector<std::string> both = {"SnapshotFeed", "ReadFeed"};
  BOOST_TEST(Acts() == both, boost::test_tools::per_element());
}

class Watch {
 public:
  Watch(const std::shared_ptr<grpc::Channel>& channel, const std::string& cursor)
      : stub_(v1::FeedService::NewStub(channel)) {
    v1::WatchFeedRequest request;
    request.set_cursor(cursor);
    reader_ = stub_->Watch(&context_, request);
  }
  ~Watch() {
    context_.TryCancel();
    v1::WatchFeedResponse ignored;
    while (reader_->Read(&ignored)) {
    }
    reader_->Finish();
  }
  v1::WatchFeedResponse Next() {
    v1::WatchFeedResponse response;
    BOOST_TEST_REQUIRE(reader_->Read(&response));
    return response;
  }

 private:
  std::unique_ptr<v1::FeedService::Stub> stub_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::WatchFeedResponse>> reader_;
};

BOOST_AUTO_TEST_CASE(a_watch_says_at_once_where_it_is_then_hears_of_each_sale_and_beats) {
  const std::string cursor = Now();
  Watch watch(channel, cursor);
  BOOST_TEST(watch.Next().position().cursor() == cursor);
  Sell(1);
  v1::WatchFeedResponse page = watch.Next();
  while (page.events_size() == 0) page = watch.Next();
  BOOST_TEST(page.events_size() == 2);
  const v1::WatchFeedResponse beat = watch.Next();
  BOOST_TEST(beat.events_size() == 0);
  BOOST_TEST(beat.position().cursor() == page.position().cursor());
  Watch late(channel, cursor);
  BOOST_TEST(late.Next().events_size() == 2);
}

BOOST_AUTO_TEST_CASE(a_snapshot_and_what_comes_behind_it_is_all_there_is) {
  Sell(1);
  v1::SnapshotFeedRequest request;
  const auto stub = v1::FeedService::NewStub(channel);
  const auto read = [&](std::map<int, int>& kinds) {
    grpc::ClientContext context;
    const auto reader = stub->Snapshot(&context, request);
    v1::SnapshotFeedResponse part, last;
    while (reader->Read(&part)) {
      for (const v1::FeedEvent& event : part.events()) ++kinds[event.kind()];
      last = part;
    }
    BOOST_TEST(reader->Finish().ok());
    return last;
  };
  std::map<int, int> states;
  const v1::SnapshotFeedResponse last = read(states);
  BOOST_TEST(last.resume().empty());
  BOOST_TEST(last.done() == 7);  // one publication, three members, three cards
  BOOST_TEST((states == std::map<int, int>{{1, 3}, {2, 3}, {9, 1}}));
  Sell(2);
  BOOST_TEST(ReadFrom(last.cursor()).events_size() == 2);
  for (const auto kind : {v1::FEED_KIND_SALE, v1::FEED_KIND_ENTRY}) {
    request.mutable_filter()->add_kinds(kind);
  }
  std::map<int, int> movements;
  read(movements);
  BOOST_TEST((movements == std::map<int, int>{{3, 2}, {5, 2}}));
  request.set_resume("s1~nonsense");
  grpc::ClientContext context;
  const auto reader = stub->Snapshot(&context, request);
  v1::SnapshotFeedResponse ignored;
  BOOST_TEST(!reader->Read(&ignored));
  BOOST_TEST(OutcomeOf(reader->Finish(), context).reason == "RESUME_INVALID");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::tests
