// What was acknowledged, and what was read by whoever keeps it, is there after a power failure, wherever
// it strikes: in a commit, in a slice of a checkpoint, in a sync on another thread.
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <mutex>
#include <random>
#include <thread>
#include <vector>

#include "failing_power.h"
#include "sample_folder.h"
#include "tessera/sqlite/connection.h"

namespace tessera::storage {
namespace {

constexpr int kRuns = 200;
constexpr int kLongest = 600;  // writes and syncs before the outage, at most

Member Bulky(uint32_t n) {
  Member member = Person(n);
  member.sealed_profile = std::string(600, static_cast<char>('a' + n % 26));
  return member;
}

struct Run : Folder {
  void OpenFailing() {
    sqlite::SqliteStoreOptions options;
    options.path = path + "/chain.db";
    options.vfs = FailingPower();
    options.writer.checkpoints = {4, 12, 48};
    auto opened = sqlite::SqliteStore::Open(options, SystemRandom());
    BOOST_REQUIRE_MESSAGE(opened.ok(), opened.status().ToString());
    store = *std::move(opened);
  }

  // Adds members, and changes earlier ones, until the power fails.
  void WriteUntilOutage(uint32_t first) {
    for (uint32_t n = first;; n += 4) {
      const absl::Status status = store->WriteAndWait([n, first](Transaction& transaction) {
        TESSERA_RETURN_IF_ERROR(transaction.AddMember(Bulky(n)));
        TESSERA_RETURN_IF_ERROR(
            transaction.AppendMemberChange(Person(n - (n - first) / 8 * 4).member_id));
        return transaction.AppendMemberChange(Person(n).member_id);
      });
      if (!status.ok()) return;
      std::lock_guard<std::mutex> lock(mutex);
      acknowledged.push_back(n);
    }
  }

  void ReadUntil(const std::atomic<bool>& ended) {
    while (!ended) {
      int64_t seen = 0;
      const absl::Status read = store->Read([&](ReadTransaction& transaction) {
        TESSERA_ASSIGN_OR_RETURN(seen, transaction.LastChange());
        return absl::OkStatus();
      });
      if (read.ok()) told_change = std::max(told_change, seen);
    }
  }

  void WorkUntilOutage() {
    std::atomic<bool> ended{false};
    std::thread reader([&] { ReadUntil(ended); });
    std::vector<std::thread> writers;
    for (uint32_t n = 0; n < 4; ++n) writers.emplace_back([this, n] { WriteUntilOutage(n); });
    for (std::thread& writer : writers) writer.join();
    ended = true;
    reader.join();
    store.reset();
  }

  void CheckWhole() {
    {
      auto connection = tessera::sqlite::Connection::Open(path + "/chain.db", {});
      BOOST_REQUIRE_MESSAGE(connection.ok(), connection.status().ToString());
      auto check = (*connection)->Prepare("PRAGMA integrity_check");
      BOOST_REQUIRE(check.One().ok());
      BOOST_TEST(check.TextAt(0) == "ok");
    }
    Open();
    const absl::Status read = store->Read([&](ReadTransaction& transaction) -> absl::Status {
      for (const uint32_t n : acknowledged) {
        BOOST_TEST(transaction.FindMember(Person(n).member_id)->has_value());
      }
      BOOST_TEST(*transaction.LastChange() >= told_change);
      return absl::OkStatus();
    });
    BOOST_TEST(read.ok());
  }

  std::mutex mutex;
  std::vector<uint32_t> acknowledged;
  int64_t told_change = 0;
};

BOOST_AUTO_TEST_CASE(nothing_that_was_told_is_lost_with_the_power) {
  std::mt19937_64 random(20261122);
  size_t acknowledged = 0;
  for (int i = 0; i < kRuns; ++i) {
    Run run;
    operations_until_outage = -1;
    run.OpenFailing();
    operations_until_outage = static_cast<int>(1 + random() % kLongest);
    run.WorkUntilOutage();
    LoseUnsynced(random);
    operations_until_outage = -1;
    BOOST_TEST_CONTEXT("run " << i) { run.CheckWhole(); }
    acknowledged += run.acknowledged.size();
  }
  BOOST_TEST(acknowledged > 1'000U);
}

}  // namespace
}  // namespace tessera::storage
