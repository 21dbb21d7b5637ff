#include <boost/test/unit_test.hpp>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <thread>

#include "absl/strings/str_format.h"
#include "tessera/base/status.h"
#include "tessera/plugin/cache/cache.h"
#include "tessera/plugin_fakes/fakes.h"

using namespace tessera;
using plugin::Cache;
using plugin::Folder;

namespace {

const SecretKey kLookupKey = {1, 2, 3};

Identifier Card(int number) {
  return {IdentifierKind::kCard, absl::StrFormat("29770000%05d", number)};
}

std::string IdOf(int number) { return absl::StrFormat("0194f3c0-0000-7000-8000-%012d", number); }

struct Fixture {
  fakes::TemporaryFolder place;
  fakes::SeededRandom random{3};
  std::unique_ptr<Folder> folder = Folder::Open(place.path()).value();
  std::unique_ptr<Cache> cache = Cache::Open(*folder, SecretKey{9}, random);

  void Reopen() {
    cache.reset();
    cache = Cache::Open(*folder, SecretKey{9}, random);
  }

  void Begin(const std::string& cursor) {
    v1::SnapshotHeader header;
    header.set_cursor(cursor);
    header.set_identifier_key(std::string(KeyBytes(kLookupKey)));
    BOOST_REQUIRE(cache->BeginSnapshot(header).ok());
  }
  void Add(int first, int members, int64_t balance) {
    v1::MemberBatch batch;
    for (int i = first; i < first + members; ++i) {
      v1::CachedMember* member = batch.add_members();
      member->mutable_member()->set_member_id(IdOf(i));
      member->mutable_member()->set_balance_points(balance);
      member->add_identifier_hashes(std::string(HashBytes(HashIdentifier(kLookupKey, Card(i)))));
    }
    BOOST_REQUIRE(cache->AddToSnapshot(batch).ok());
  }
  void Take(const std::string& cursor, int members, int64_t balance) {
    Begin(cursor);
    for (int first = 1; first <= members; first += 1'000) {
      Add(first, std::min(1'000, members - first + 1), balance);
    }
    BOOST_REQUIRE(cache->FinishSnapshot(Instant{1'000}).ok());
  }
  int64_t BalanceOf(int number) {
    const auto member = cache->FindByHash(HashIdentifier(kLookupKey, Card(number))).value();
    return member.has_value() ? member->balance_points() : -1;
  }
  std::set<std::string> Databases() {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(place.path())) {
      const std::string name = entry.path().filename().string();
      if (name.find("cache") == 0 && name.find("-wal") == std::string::npos &&
          name.find("-shm") == std::string::npos) {
        names.insert(name);
      }
    }
    return names;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_new_snapshot_is_another_file_and_the_old_one_goes, Fixture) {
  Take("c1", 3, 100);
  const std::string first = cache->path();
  Take("c2", 3, 200);
  BOOST_TEST(cache->path() != first);
  BOOST_TEST(Databases().size() == 1u);
  BOOST_TEST(!std::filesystem::exists(first + "-wal"));
  for (int i = 0; i < 2; ++i) {
    BOOST_TEST(BalanceOf(3) == 200);
    BOOST_TEST(cache->cursor() == "c2");
    Reopen();
  }
}

BOOST_FIXTURE_TEST_CASE(what_a_dead_process_left_behind_is_cleared_away, Fixture) {
  Take("c1", 3, 100);
  cache.reset();
  for (const char* name : {"/cache-77.db.new", "/cache.db", "/cache.db-wal"}) {
    std::ofstream(place.path() + name) << "somebody's data";
  }
  // It died after the switch, before the old file went.
  std::filesystem::copy_file(place.path() + "/" + *Databases().begin(),
                             place.path() + "/cache-1.db",
                             std::filesystem::copy_options::overwrite_existing);
  Reopen();
  BOOST_TEST(Databases().size() == 1u);
  BOOST_TEST(!std::filesystem::exists(place.path() + "/cache.db-wal"));
  BOOST_TEST(BalanceOf(2) == 100);
}

BOOST_FIXTURE_TEST_CASE(an_attempt_that_failed_at_the_last_step_does_not_spoil_the_next, Fixture) {
  Take("c1", 3, 100);
  v1::WatchResponse response;
  response.set_cursor("of-the-old-file");
  BOOST_REQUIRE(cache->Apply(response, Instant{1'000}).ok());
  const std::string old = cache->path();
  Begin("c2");
  Add(1, 3, 200);
  // A log where the new file's own would be.
  BOOST_REQUIRE(old == place.path() + "/cache-2.db");
  std::filesystem::copy_file(old + "-wal", place.path() + "/cache-3.db-wal");
  BOOST_REQUIRE(cache->FinishSnapshot(Instant{1'000}).ok());
  for (int i = 0; i < 2; ++i) {
    BOOST_TEST(cache->cursor() == "c2");
    BOOST_TEST(cache->members() == 3);
    BOOST_TEST(BalanceOf(3) == 200);
    Reopen();
  }
}

BOOST_FIXTURE_TEST_CASE(who_looks_up_a_card_meanwhile_gets_the_old_or_the_new_answer, Fixture) {
  constexpr int kMembers = 5'000;
  Take("c0", kMembers, 0);
  std::atomic<bool> done{false};
  std::atomic<int> wrong{0};
  std::atomic<int> answers{0};
  std::thread cashier([&] {
    int64_t last = 0;
    for (int i = 0; !done; ++i) {
      const auto member = cache->FindByHash(HashIdentifier(kLookupKey, Card(1 + i % kMembers)));
      const bool good = member.ok() && member->has_value() && (*member)->balance_points() >= last;
      if (good) last = (*member)->balance_points();
      if (!good) ++wrong;
      ++answers;
    }
  });
  for (int round = 1; round <= 5; ++round) Take("c" + std::to_string(round), kMembers, round);
  done = true;
  cashier.join();
  BOOST_TEST(wrong == 0);
  BOOST_TEST(answers > 0);
  BOOST_TEST(!cache->damaged());
  BOOST_TEST(BalanceOf(kMembers) == 5);
}

BOOST_FIXTURE_TEST_CASE(opening_does_not_look_through_the_file, Fixture) {
  Take("c1", 20'000, 100);
  const std::string path = cache->path();
  cache.reset();
  {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(std::filesystem::file_size(path) / 8'192 * 4'096));
    file << std::string(4'096, '\x5a');
  }
  cache = Cache::Open(*folder, SecretKey{9}, random);
  BOOST_TEST(cache->cursor() == "c1");
  BOOST_TEST(cache->members() == 20'000);
  // Damage shows when it is met.
  int unreadable = 0;
  for (int i = 1; i <= 20'000; ++i) unreadable += cache->FindById(IdOf(i)).ok() ? 0 : 1;
  for (int i = 1; i <= 20'000; ++i) {
    unreadable += cache->FindByHash(HashIdentifier(kLookupKey, Card(i))).ok() ? 0 : 1;
  }
  BOOST_TEST(unreadable > 0);
  BOOST_TEST(unreadable < 20'000);
  BOOST_TEST(cache->damaged());
}
