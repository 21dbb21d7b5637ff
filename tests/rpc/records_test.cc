// Outboxes and imports whose store does not take everything.
#include <chrono>
#include <fstream>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "sample.h"
#include "tessera/base/status.h"
#include "tessera/rpc/write_series.h"
#include "tessera/sqlite/connection.h"
#include "tessera/storage/sqlite/sqlite_store.h"
#include "tessera/support/test_service.h"
#include "tessera/v1/sale_service.grpc.pb.h"
#include "tessera/v1/sync_service.grpc.pb.h"
#include "wire.h"

namespace tessera::tests {
namespace {

using support::TestService;
using Became = std::vector<std::string>;

// Keeps the writer's thread until Release; works that come meanwhile wait in its queue.
class HeldWriter {
 public:
  explicit HeldWriter(storage::Store& store) : store_(store) {
    std::promise<void> held;
    store_.Write(
        [&held, go = released_.get_future().share()](storage::Transaction&) {
          held.set_value();
          go.wait();
          return absl::OkStatus();
        },
        [](const absl::Status&) {});
    held.get_future().wait();
  }
  void Fill(size_t works) {
    for (size_t i = 0; i < works; ++i) {
      store_.Write([](storage::Transaction&) { return absl::OkStatus(); },
                   [](const absl::Status&) {});
    }
  }
  void Release() { released_.set_value(); }

 private:
  storage::Store& store_;
  std::promise<void> released_;
};

struct Outbox {
  Outbox() : service(SystemClock(), Telling()), channel(Connect(service.address())) {
    service.PublishYaml(kProgramYaml);
    request.set_store_id("1");
    request.set_terminal_id("1");
  }

  v1::Sale& AddSale() {
    v1::QuoteRequest anonymous = MakeQuote(NewId(), "");
    anonymous.clear_member();
    v1::QuoteResponse quoted;
    BOOST_TEST_REQUIRE(
        Call<v1::SaleService>(channel, &v1::SaleService::Stub::Quote, anonymous, &quoted).ok());
    v1::OutboxRecord* record = request.add_records();
    record->set_sequence(request.records_size());
    *record->mutable_sale() = MakeCommit(anonymous, quoted).sale();
    return *record->mutable_sale();
  }

  rpc::ServerOptions Telling() {
    rpc::ServerOptions options;
    options.on_item = [this](const rpc::ItemRecord& record) {
      const std::lock_guard lock(mutex);
      told.push_back(record);
    };
    return options;
  }

  // What became of each record: "OK", or its reason, with "*" where it has to come again.
  Became Submit() {
    v1::SubmitRecordsResponse response;
    const Outcome outcome = Call<v1::SyncService>(channel, &v1::SyncService::Stub::SubmitRecords,
                                                  request, &response, {.identity = "terminal/1/1"});
    BOOST_TEST_REQUIRE(outcome.ok(), outcome.reason << " " << outcome.message);
    Became became;
    for (const v1::SubmittedRecord& record : response.records()) {
      became.push_back(record.reason().empty() ? "OK" : record.reason());
      if (record.retry()) became.back() += "*";
    }
    return became;
  }

  void Execute(const std::string& sql) {
    auto connection = sqlite::Connection::Open((service.folder() / "tessera.db").string(), {});
    BOOST_TEST_REQUIRE(connection.ok());
    const absl::Status done = (*connection)->Execute(sql);
    BOOST_TEST_REQUIRE(done.ok(), done.message());
  }

  // Leaves a table `damaged` whose page on the disk is none.
  void Damage() {
    Execute(
        "CREATE TABLE damaged (word TEXT); INSERT INTO damaged VALUES ('a');"
        "PRAGMA wal_checkpoint(TRUNCATE)");
    const std::string path = (service.folder() / "tessera.db").string();
    auto connection = sqlite::Connection::Open(path, {});
    BOOST_TEST_REQUIRE(connection.ok());
    auto where = (*connection)->Prepare(
        "SELECT (rootpage - 1) * (SELECT page_size FROM pragma_page_size) FROM sqlite_schema"
        " WHERE name = 'damaged'");
    BOOST_TEST_REQUIRE(where.One().ok());
    std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(where.IntegerAt(0));
    file << std::string(512, '\xFF');
    BOOST_TEST_REQUIRE(file.flush().good());
  }

  std::mutex mutex;
  std::vector<rpc::ItemRecord> told;
  TestService service;
  std::shared_ptr<grpc::Channel> channel;
  v1::SubmitRecordsRequest request;
};

BOOST_FIXTURE_TEST_SUITE(records, Outbox)

BOOST_AUTO_TEST_CASE(a_queue_that_fills_up_stops_the_records_behind_and_none_before) {
  for (int i = 0; i < 4; ++i) AddSale();
  const Became all{"OK", "OK", "OK", "OK"};
  Became became = all;
  // Nothing tells when the records stand in the queue; where the writer was let go too early all of
  // them are booked, and a replay goes the same way.
  while (became == all) {
    HeldWriter held(service.store());
    held.Fill(storage::sqlite::WriterLimits().queue - 2);
    auto submitted = std::async(std::launch::async, [&] { return Submit(); });
    submitted.wait_for(std::chrono::milliseconds(100));
    held.Release();
    became = submitted.get();
  }
  BOOST_TEST(became == (Became{"OK", "OK", "QUEUE_FULL*", "RECORD_BEFORE_FAILED*"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_record_that_has_to_come_again_holds_back_those_behind_it) {
  for (int i = 0; i < 4; ++i) AddSale();
  request.mutable_records(1)->mutable_sale()->set_receipt_no("unlucky");
  Damage();
  Execute(
      "CREATE TRIGGER stumble BEFORE INSERT ON sale WHEN NEW.receipt_no = 'unlucky' BEGIN"
      " DELETE FROM damaged WHERE word = 'b'; END");
  // Those of its group fail with it; which these are is the writer's business.
  const Became became = Submit();
  BOOST_TEST(became[1] == "STORAGE_CORRUPT*");
  BOOST_TEST(became[2].back() == '*');
  BOOST_TEST(became[3].back() == '*');
  Execute("DROP TRIGGER stumble");
  BOOST_TEST(Submit() == (Became{"OK", "OK", "OK", "OK"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_record_that_the_service_fails_at_does_not_stop_the_outbox) {
  for (int i = 0; i < 3; ++i) AddSale();
  BOOST_TEST(Submit() == (Became{"OK", "OK", "OK"}), boost::test_tools::per_element());
  AddSale();
  Execute("UPDATE sale SET answer = x'FF' WHERE sale_no = 2");
  BOOST_TEST(Submit() == (Became{"OK", "INTERNAL", "OK", "OK"}), boost::test_tools::per_element());
  const std::lock_guard lock(mutex);
  BOOST_TEST_REQUIRE(told.size() == 1U);
  BOOST_TEST(told[0].item == "2 sale " + request.records(1).sale().sale_id());
  BOOST_TEST(told[0].is_fault);
  BOOST_TEST(told[0].message == "a stored answer is unreadable");
  BOOST_TEST(told[0].caller == "terminal/1/1");
}

BOOST_AUTO_TEST_CASE(a_record_that_is_refused_is_told_with_its_reason) {
  AddSale().clear_sale_id();
  AddSale();
  const Became became = Submit();
  BOOST_TEST(became[1] == "OK");
  const std::lock_guard lock(mutex);
  BOOST_TEST_REQUIRE(told.size() == 1U);
  BOOST_TEST(told[0].reason == became[0]);
  BOOST_TEST(!told[0].is_fault);
}

BOOST_AUTO_TEST_SUITE_END()

struct Series {
  Series() {
    storage::sqlite::SqliteStoreOptions options;
    options.path = (folder.path() / "tessera.db").string();
    auto opened = storage::sqlite::SqliteStore::Open(options, SystemRandom());
    BOOST_TEST_REQUIRE(opened.ok());
    store = *std::move(opened);
  }

  support::TemporaryFolder folder;
  std::unique_ptr<storage::sqlite::SqliteStore> store;
};

BOOST_FIXTURE_TEST_SUITE(write_series, Series)

BOOST_AUTO_TEST_CASE(a_write_of_somebody_else_does_not_wait_for_a_whole_import) {
  constexpr int kItems = 1'000;
  std::vector<int> order;
  std::promise<void> ended;
  HeldWriter held(*store);
  rpc::WriteSeries series;
  series.count = kItems;
  series.work = [&](int index, storage::Transaction&) {
    order.push_back(index);
    return absl::OkStatus();
  };
  series.done = [](int, const absl::Status& outcome) { BOOST_TEST(outcome.ok()); };
  series.end = [&] { ended.set_value(); };
  rpc::RunSeries(*store, std::move(series));
  size_t before = kItems;
  store->Write(
      [&](storage::Transaction&) {
        before = order.size();
        return absl::OkStatus();
      },
      [](const absl::Status&) {});
  held.Release();
  ended.get_future().wait();
  BOOST_TEST(before == static_cast<size_t>(rpc::kSeriesWindow));
  BOOST_TEST_REQUIRE(order.size() == static_cast<size_t>(kItems));
  for (int i = 0; i < kItems; ++i) BOOST_TEST(order[static_cast<size_t>(i)] == i);
}

BOOST_AUTO_TEST_CASE(a_store_that_refuses_everything_ends_the_series_all_the_same) {
  store->Stop();
  int refused = 0;
  bool ended = false;
  rpc::WriteSeries series;
  series.count = 1'000;
  series.work = [](int, storage::Transaction&) { return absl::OkStatus(); };
  series.done = [&](int, const absl::Status& outcome) {
    if (ReasonOf(outcome) == "STOPPING") ++refused;
  };
  series.end = [&] { ended = true; };
  rpc::RunSeries(*store, std::move(series));
  BOOST_TEST(refused == 1'000);
  BOOST_TEST(ended);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::tests
