// What ends while there is no memory ends all the same, and undoes what does not stand.
#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_format.h"
#include "tessera/plugin/cache/snapshot_draft.h"
#include "tessera/plugin/folder/folder.h"
#include "tessera/plugin/outbox/outbox.h"
#include "tessera/plugin_fakes/fakes.h"
#include "tessera/plugin_fakes/till_bench.h"
#include "tessera/sqlite/connection.h"
#include "tessera/sqlite/transaction.h"

namespace {

thread_local bool memory_is_out = false;
// How many requests are still granted before it is; 0 for all.
thread_local int granted = 0;

}  // namespace

void* operator new(std::size_t size) {
  if (granted > 0 && --granted == 0) memory_is_out = true;
  void* const block = memory_is_out ? nullptr : std::malloc(size == 0 ? 1 : size);
  if (block == nullptr) throw std::bad_alloc();
  return block;
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return std::malloc(size == 0 ? 1 : size);
}
void operator delete(void* block) noexcept { std::free(block); }
void operator delete(void* block, std::size_t) noexcept { std::free(block); }

// Protobuf leaves a message behind whose copy it could not finish.
extern "C" __attribute__((visibility("default"))) const char* __lsan_default_suppressions() {
  return "leak:google::protobuf::Arena::InternalHelper";
}

using namespace tessera;

namespace {

template <typename Object>
void EndWithoutMemory(Object* object) {
  memory_is_out = true;
  object->reset();
  memory_is_out = false;
}

std::string IdOf(int number) { return absl::StrFormat("0194f3c0-0000-7000-8000-%012d", number); }

struct File {
  fakes::TemporaryFolder place;
  std::unique_ptr<sqlite::Connection> connection =
      sqlite::Connection::Open(place.path() + "/file.db", sqlite::OpenOptions()).value();

  File() { BOOST_REQUIRE(connection->Execute("CREATE TABLE word (text TEXT)").ok()); }
  sqlite::Transaction Begin() {
    return sqlite::Transaction::Begin(*connection, sqlite::TransactionKind::kWrite).value();
  }
  void Insert() { BOOST_REQUIRE(connection->Execute("INSERT INTO word VALUES ('a')").ok()); }
  int64_t Words() {
    sqlite::Statement count = connection->Prepare("SELECT COUNT(*) FROM word");
    BOOST_REQUIRE(count.One().ok());
    return count.IntegerAt(0);
  }
};

}  // namespace

// Without this the others would say nothing.
BOOST_AUTO_TEST_CASE(memory_runs_out_when_it_is_told_to) {
  std::unique_ptr<int> taken;
  memory_is_out = true;
  try {
    taken = std::make_unique<int>(1);
  } catch (const std::bad_alloc&) {
    memory_is_out = false;
  }
  BOOST_TEST((taken == nullptr));
  BOOST_TEST(!memory_is_out);
}

BOOST_FIXTURE_TEST_CASE(a_transaction_is_undone, File) {
  std::optional<sqlite::Transaction> transaction(Begin());
  Insert();
  EndWithoutMemory(&transaction);
  BOOST_TEST(!connection->in_transaction());
  BOOST_TEST(Words() == 0);
}

BOOST_FIXTURE_TEST_CASE(a_savepoint_is_undone_and_what_was_before_it_stands, File) {
  sqlite::Transaction transaction = Begin();
  Insert();
  std::optional<sqlite::Savepoint> part(sqlite::Savepoint::Begin(*connection).value());
  Insert();
  EndWithoutMemory(&part);
  BOOST_REQUIRE(transaction.Commit().ok());
  BOOST_TEST(Words() == 1);
}

BOOST_AUTO_TEST_CASE(an_outbox_that_has_something_to_tell_the_disk_is_closed) {
  const fakes::TemporaryFolder place;
  const auto folder = plugin::Folder::Open(place.path()).value();
  auto outbox = plugin::Outbox::Open(*folder).value();
  v1::OutboxRecord record;
  for (int i = 1; i <= 2; ++i) {
    record.mutable_sale()->set_sale_id(IdOf(i));
    BOOST_REQUIRE(outbox->Append(record, {}).ok());
  }
  v1::SubmittedRecord booked;
  booked.set_sequence(1);
  booked.mutable_sale();
  outbox->Settle({booked});
  EndWithoutMemory(&outbox);
  outbox = plugin::Outbox::Open(*folder).value();
  // The service is asked once more.
  BOOST_TEST(outbox->counts().pending == 2);
}

// Wherever it begins to lack, until the call has returned.
BOOST_AUTO_TEST_CASE(a_record_is_handed_over_or_the_host_hears_that_it_was_not) {
  fakes::TillBench bench("127.0.0.1:9");
  bench.link.Set(fakes::Weather::kDown);
  bool short_of_memory = true;
  int handed = 0, refused = 0;
  for (int requests = 1; short_of_memory; ++requests) {
    BOOST_REQUIRE(requests < 10'000);
    v1::OutboxRecord record;
    record.mutable_sale()->set_sale_id(IdOf(requests));
    bool well = false;
    granted = requests;
    try {
      well = bench.delivery.Hand(record, {}, {}).ok();
    } catch (const std::bad_alloc&) {
    }
    granted = 0;
    short_of_memory = std::exchange(memory_is_out, false);
    ++(well ? handed : refused);
  }
  BOOST_TEST(handed >= 1);
  BOOST_TEST(refused > 10);
  BOOST_TEST(bench.delivery.waiting() == 0u);
  const int64_t kept = bench.outbox->counts().pending;
  BOOST_TEST(kept >= handed);
  BOOST_TEST(kept <= handed + refused);
}

BOOST_AUTO_TEST_CASE(a_draft_that_can_keep_nothing_is_gone) {
  const fakes::TemporaryFolder place;
  const std::string path = place.path() + "/a-path-that-is-longer-than-short-texts-are.db";
  v1::SnapshotHeader header;
  header.set_cursor("a cursor that is longer than short texts are");
  header.set_members(2);
  auto draft = plugin::SnapshotDraft::Begin(path, header).value();
  v1::MemberBatch batch;
  batch.add_members()->mutable_member()->set_member_id(IdOf(1));
  BOOST_REQUIRE(draft->Add(batch).ok());
  EndWithoutMemory(&draft);
  BOOST_TEST(!plugin::SnapshotDraft::Resume(path).ok());
}
