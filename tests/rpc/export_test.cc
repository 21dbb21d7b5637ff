// What comes out of an export or a snapshot, in parts that every client can take.
#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "import_fixture.h"
#include "tessera/base/status.h"
#include "tessera/ledger/account.h"
#include "tessera/storage/events.h"
#include "tessera/storage/stores.h"
#include "tessera/v1/feed_service.grpc.pb.h"

namespace tessera::tests {
namespace {

// As proto says, and the row that exceeds it.
constexpr size_t kMostBytes = (1 << 20) + (64 << 10);

struct Exported {
  int parts = 0;
  int largest_rows = 0;
  size_t largest_bytes = 0;
  std::vector<v1::ExportRow> rows;
  std::string second;  // where the second part begins
  v1::ExportResponse last;
  Outcome outcome;
};

struct Snapshot {
  std::vector<v1::FeedEvent> events;
  size_t largest_bytes = 0;
};

struct ExportFixture : ImportFixture {
  Exported Export(const v1::ExportRequest& request) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
    const auto stub = v1::BulkService::NewStub(channel);
    const auto reader = stub->Export(&context, request);
    Exported all;
    v1::ExportResponse part;
    while (reader->Read(&part)) {
      if (++all.parts == 1) all.second = part.resume();
      all.largest_rows = std::max(all.largest_rows, part.rows_size());
      all.largest_bytes = std::max(all.largest_bytes, part.ByteSizeLong());
      all.rows.insert(all.rows.end(), part.rows().begin(), part.rows().end());
      all.last = part;
    }
    all.outcome = OutcomeOf(reader->Finish(), context);
    return all;
  }

  Exported Export(v1::ExportKind kind) {
    v1::ExportRequest request;
    request.set_kind(kind);
    return Export(request);
  }

  Snapshot Take(const v1::FeedFilter& filter) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
    const auto stub = v1::FeedService::NewStub(channel);
    v1::SnapshotFeedRequest request;
    *request.mutable_filter() = filter;
    const auto reader = stub->Snapshot(&context, request);
    Snapshot all;
    v1::SnapshotFeedResponse part;
    while (reader->Read(&part)) {
      all.largest_bytes = std::max(all.largest_bytes, part.ByteSizeLong());
      all.events.insert(all.events.end(), part.events().begin(), part.events().end());
    }
    BOOST_TEST(reader->Finish().ok());
    return all;
  }

  void Write(const std::function<absl::Status(storage::Transaction&)>& work) {
    const absl::Status written = service.store().WriteAndWait(work);
    BOOST_TEST_REQUIRE(written.ok(), written.ToString());
  }

  void SaveProducts(int count, size_t label_bytes) {
    Write([&](storage::Transaction& transaction) {
      for (int i = 0; i < count; ++i) {
        v1::Product product;
        product.set_sku("sku-" + std::to_string(i));
        for (int j = 0; j < 64; ++j) product.add_labels(std::string(label_bytes, 'x'));
        storage::Product row;
        row.sku = product.sku();
        row.document = product.SerializeAsString();
        TESSERA_RETURN_IF_ERROR(transaction.stores().SaveProduct(row));
      }
      return absl::OkStatus();
    });
  }

  // So many lots of one member.
  void Earn(int number, int lots) {
    Write([&](storage::Transaction& transaction) -> absl::Status {
      TESSERA_ASSIGN_OR_RETURN(const MemberId id,
                               MemberId::Parse(MakeMember(number).member_id(), "member_id"));
      TESSERA_ASSIGN_OR_RETURN(ledger::AccountState state, transaction.LoadAccount(id, {}));
      ledger::Account account(std::move(state));
      for (int i = 0; i < lots; ++i) {
        TESSERA_RETURN_IF_ERROR(
            account.Adjust(Points(1), {Instant{1}, std::nullopt}, {Instant{2}, {}, {}, "test"}));
      }
      return transaction.SaveAccount(account);
    });
  }
};

BOOST_FIXTURE_TEST_SUITE(taking_out, ExportFixture)

BOOST_AUTO_TEST_CASE(large_rows_come_in_parts_that_a_message_holds) {
  SaveProducts(400, 256);
  const Exported products = Export(v1::EXPORT_KIND_PRODUCTS);
  BOOST_TEST_REQUIRE(products.outcome.ok(), products.outcome.message);
  BOOST_TEST(products.rows.size() == 400U);
  BOOST_TEST(products.largest_bytes <= kMostBytes);
  BOOST_TEST(products.parts > 5);
}

BOOST_AUTO_TEST_CASE(a_member_with_more_lots_than_a_part_holds_is_gone_on_with) {
  BOOST_TEST(Send(Options(v1::IMPORT_KIND_MEMBERS), Members(3, 10)).outcome.ok());
  Earn(2, 2'500);
  const Exported lots = Export(v1::EXPORT_KIND_LOTS);
  BOOST_TEST_REQUIRE(lots.outcome.ok(), lots.outcome.message);
  BOOST_TEST(lots.rows.size() == 2'503U);
  BOOST_TEST(lots.largest_rows <= 1'000);
  std::set<std::string> different;
  for (const v1::ExportRow& row : lots.rows) {
    different.insert(row.lot().member_id() + "/" + std::to_string(row.lot().lot().lot_no()));
  }
  BOOST_TEST(different.size() == 2'503U);
  v1::ExportRequest request;
  request.set_kind(v1::EXPORT_KIND_LOTS);
  request.set_resume(lots.second);
  BOOST_TEST(Export(request).rows.size() == 1'503U);
}

BOOST_AUTO_TEST_CASE(every_export_says_how_much_there_is_to_come) {
  auto rows = Members(5, 10);
  BOOST_TEST(Send(Options(v1::IMPORT_KIND_MEMBERS), rows).outcome.ok());
  SaveProducts(3, 10);
  Write([](storage::Transaction& transaction) {
    storage::ChainStore store;
    store.store_id = "north";
    v1::ChainStore document;
    document.set_store_id("north");
    store.document = document.SerializeAsString();
    return transaction.stores().SaveStore(store);
  });
  for (int kind = 1; kind < v1::ExportKind_ARRAYSIZE; ++kind) {
    const Exported all = Export(static_cast<v1::ExportKind>(kind));
    BOOST_TEST_CONTEXT("kind " << kind) {
      BOOST_TEST_REQUIRE(all.outcome.ok(), all.outcome.message);
      BOOST_TEST(all.last.done() == static_cast<int64_t>(all.rows.size()));
      BOOST_TEST(all.last.expected() == static_cast<int64_t>(all.rows.size()));
      BOOST_TEST(all.last.resume() == "");
    }
  }
  v1::ExportRequest request;
  request.set_kind(v1::EXPORT_KIND_STORES);
  request.set_store_id("south");
  BOOST_TEST(Export(request).rows.empty());
  request.set_store_id("north");
  BOOST_TEST(Export(request).rows.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_resume_that_nobody_gave_is_refused) {
  for (const char* const resume : {"x1.1.12.0.0.", "x1.1.100.0.0.", "x1.2.3.0.0.", "x1.1.-1.0.0.", "?"}) {
    v1::ExportRequest request;
    request.set_kind(v1::EXPORT_KIND_MEMBERS);
    request.set_resume(resume);
    BOOST_TEST(Export(request).outcome.reason == "RESUME_INVALID");
  }
}

BOOST_AUTO_TEST_CASE(a_snapshot_has_what_the_partitions_asked_for_have) {
  BOOST_TEST(Send(Options(v1::IMPORT_KIND_MEMBERS), Members(40, 10)).outcome.ok());
  v1::FeedFilter filter;
  for (const auto kind : {v1::FEED_KIND_MEMBER, v1::FEED_KIND_CARD, v1::FEED_KIND_ENTRY,
                          v1::FEED_KIND_PROGRAM}) {
    filter.add_kinds(kind);
  }
  BOOST_TEST(Take(filter).events.size() == 121U);
  size_t events = 0;
  for (int partition = 0; partition < storage::kEventPartitions; ++partition) {
    filter.clear_partitions();
    filter.add_partitions(partition);
    for (const v1::FeedEvent& event : Take(filter).events) {
      ++events;
      int expected = 0;
      if (!event.member_id().empty()) {
        expected = storage::EventPartitionOf(
            MemberId::Parse(event.member_id(), "member_id")->ToBytes());
      }
      BOOST_TEST(expected == partition);
    }
  }
  BOOST_TEST(events == 121U);
  filter.clear_partitions();
  filter.set_member_id(MakeMember(7).member_id());
  BOOST_TEST(Take(filter).events.size() == 3U);
}

BOOST_AUTO_TEST_CASE(a_snapshot_tells_in_which_segments_somebody_is) {
  BOOST_TEST(Send(Options(v1::IMPORT_KIND_MEMBERS), Members(2)).outcome.ok());
  Write([](storage::Transaction& transaction) -> absl::Status {
    TESSERA_ASSIGN_OR_RETURN(const MemberId id,
                             MemberId::Parse(MakeMember(2).member_id(), "member_id"));
    TESSERA_ASSIGN_OR_RETURN(auto member, transaction.FindMember(id));
    member->segments = {"regulars"};
    member->rfm_cell = "champions";
    return transaction.UpdateMember(*member);
  });
  v1::FeedFilter filter;
  filter.add_kinds(v1::FEED_KIND_SEGMENTS);
  const Snapshot snapshot = Take(filter);
  BOOST_TEST_REQUIRE(snapshot.events.size() == 1U);
  BOOST_TEST(snapshot.events[0].member_id() == MakeMember(2).member_id());
  BOOST_TEST(snapshot.events[0].segments().segments(0) == "regulars");
  BOOST_TEST(snapshot.events[0].segments().rfm_cell() == "champions");
  filter.add_kinds(v1::FEED_KIND_MEMBER);
  BOOST_TEST(Take(filter).events.size() == 3U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::tests
