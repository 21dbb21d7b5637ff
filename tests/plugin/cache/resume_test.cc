#include <boost/test/unit_test.hpp>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include "absl/strings/str_format.h"
#include "tessera/base/status.h"
#include "tessera/plugin/cache/cache.h"
#include "tessera/plugin_fakes/fakes.h"
#include "tessera/sqlite/connection.h"

using namespace tessera;
using plugin::Cache;
using plugin::Folder;

namespace {

const SecretKey kLookupKey = {1, 2, 3};
constexpr int kBatch = 1'000;
// Of a draft.
constexpr int kTransaction = 20'000;

Identifier Card(int number) {
  return {IdentifierKind::kCard, absl::StrFormat("29770000%05d", number)};
}
std::string IdOf(int number) { return absl::StrFormat("0194f3c0-0000-7000-8000-%012d", number); }

struct Till {
  explicit Till(const std::string& path)
      : folder(Folder::Open(path).value()), cache(Cache::Open(*folder, SecretKey{9}, random)) {}

  static v1::SnapshotHeader Header(const std::string& cursor, bool resumed) {
    v1::SnapshotHeader header;
    header.set_cursor(cursor);
    header.set_identifier_key(std::string(KeyBytes(kLookupKey)));
    header.set_members(50'000);
    header.set_resumed(resumed);
    return header;
  }
  void Begin(const std::string& cursor, bool resumed = false) {
    BOOST_REQUIRE(cache->BeginSnapshot(Header(cursor, resumed)).ok());
  }
  void Add(int first, int last) {
    while (first <= last) {
      v1::MemberBatch batch;
      for (int i = 0; i < kBatch && first <= last; ++i, ++first) {
        v1::CachedMember* member = batch.add_members();
        member->mutable_member()->set_member_id(IdOf(first));
        member->mutable_member()->set_balance_points(first);
        member->add_identifier_hashes(
            std::string(HashBytes(HashIdentifier(kLookupKey, Card(first)))));
      }
      BOOST_REQUIRE(cache->AddToSnapshot(batch).ok());
    }
  }
  // The last member that is there; 0 if nothing can be gone on with.
  int BrokenOffAt(const std::string& cursor) {
    const std::optional<v1::SnapshotResume> resume = cache->BrokenOff();
    if (!resume.has_value()) return 0;
    BOOST_TEST(resume->cursor() == cursor);
    return std::stoi(resume->after_member_id().substr(24));
  }
  bool HasAll(int members) {
    for (int i = 1; i <= members; ++i) {
      const auto member = cache->FindByHash(HashIdentifier(kLookupKey, Card(i))).value();
      if (!member.has_value() || member->balance_points() != i) return false;
    }
    return cache->members() == members;
  }

  fakes::SeededRandom random{3};
  std::unique_ptr<Folder> folder;
  std::unique_ptr<Cache> cache;
};

struct Fixture {
  fakes::TemporaryFolder place;
  std::optional<Till> till = std::optional<Till>(std::in_place, place.path());

  void Restart() {
    till.reset();
    till.emplace(place.path());
  }
  std::string Draft() const { return place.path() + "/cache-draft.db"; }
  void Finish(int members) {
    BOOST_REQUIRE(till->cache->FinishSnapshot(Instant{1'000}).ok());
    for (int i = 0; i < 2; ++i) {
      BOOST_TEST(till->HasAll(members));
      BOOST_TEST(!std::filesystem::exists(Draft()));
      Restart();
    }
  }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_snapshot_that_broke_off_goes_on, Fixture) {
  BOOST_TEST(till->BrokenOffAt("c1") == 0);
  till->Begin("c1");
  till->Add(1, 25'500);
  BOOST_TEST(till->cache->snapshot_percent() == 51);
  till->cache->PauseSnapshot();
  BOOST_TEST(till->cache->snapshot_percent() == 100);
  BOOST_TEST(till->BrokenOffAt("c1") == 25'500);
  till->Begin("c1", /*resumed=*/true);
  BOOST_TEST(till->cache->snapshot_percent() == 51);
  till->Add(25'501, 30'000);
  Finish(30'000);
}

BOOST_FIXTURE_TEST_CASE(it_goes_on_after_a_restart, Fixture) {
  till->Begin("c1");
  till->Add(1, 2'500);
  Restart();
  BOOST_TEST(till->BrokenOffAt("c1") == 2'500);
  Restart();
  BOOST_TEST(till->BrokenOffAt("c1") == 2'500);
  till->Begin("c1", /*resumed=*/true);
  till->Add(2'501, 4'000);
  Finish(4'000);
}

BOOST_FIXTURE_TEST_CASE(it_goes_on_with_what_a_killed_till_had_written, Fixture) {
  till.reset();
  const pid_t child = ::fork();
  if (child == 0) {
    Till other(place.path());
    other.Begin("c1");
    other.Add(1, kTransaction + 3 * kBatch);
    ::kill(::getpid(), SIGKILL);
  }
  int ended = 0;
  BOOST_REQUIRE(::waitpid(child, &ended, 0) == child);
  BOOST_REQUIRE(WIFSIGNALED(ended));
  till.emplace(place.path());
  BOOST_TEST(till->BrokenOffAt("c1") == kTransaction);
  till->Begin("c1", /*resumed=*/true);
  till->Add(kTransaction + 1, 24'000);
  Finish(24'000);
}

BOOST_FIXTURE_TEST_CASE(what_is_new_in_the_header_of_a_resumed_snapshot_counts, Fixture) {
  till->Begin("c1");
  till->Add(1, 10);
  till->cache->PauseSnapshot();
  v1::SnapshotHeader header = Till::Header("c1", /*resumed=*/true);
  header.add_code_keys()->set_key_no(3);
  header.add_offer_uses()->set_offer_id("rare");
  header.mutable_offer_uses(0)->set_uses(4);
  BOOST_REQUIRE(till->cache->BeginSnapshot(header).ok());
  BOOST_REQUIRE(till->cache->FinishSnapshot(Instant{1'000}).ok());
  BOOST_TEST(till->cache->CodeKeys().size() == 1u);
  BOOST_TEST(till->cache->FindOfferUses("rare").uses() == 4);
  // Its first part is older than the stream that brought the last.
  BOOST_TEST(!till->cache->fresh_at().has_value());
}

BOOST_FIXTURE_TEST_CASE(a_service_that_does_not_go_on_begins_anew, Fixture) {
  till->Begin("c1");
  till->Add(1, 2'000);
  till->cache->PauseSnapshot();
  till->Begin("c2");
  till->Add(1, 5);
  Finish(5);
}

BOOST_FIXTURE_TEST_CASE(a_header_that_goes_on_with_something_else_is_refused, Fixture) {
  BOOST_TEST(ReasonOf(till->cache->BeginSnapshot(Till::Header("c1", true))) == "SNAPSHOT_INVALID");
  till->Begin("c1");
  till->Add(1, 2'000);
  till->cache->PauseSnapshot();
  BOOST_TEST(ReasonOf(till->cache->BeginSnapshot(Till::Header("c2", true))) == "SNAPSHOT_INVALID");
  // The next attempt is a whole one.
  BOOST_TEST(till->BrokenOffAt("c1") == 0);
}

BOOST_FIXTURE_TEST_CASE(members_that_come_out_of_order_are_refused_and_nothing_is_gone_on_with,
                        Fixture) {
  till->Begin("c1");
  till->Add(5, 7);
  v1::MemberBatch batch;
  batch.add_members()->mutable_member()->set_member_id(IdOf(6));
  BOOST_TEST(ReasonOf(till->cache->AddToSnapshot(batch)) == "SNAPSHOT_INVALID");
  till->cache->PauseSnapshot();
  BOOST_TEST(till->BrokenOffAt("c1") == 0);
  BOOST_TEST(!std::filesystem::exists(Draft()));
}

// A power failure may have taken a part of what was never synced.
BOOST_FIXTURE_TEST_CASE(a_draft_of_before_the_machine_was_started_is_looked_through, Fixture) {
  for (const bool whole : {true, false}) {
    till->Begin("c1");
    till->Add(1, 3'000);
    till.reset();
    {
      const auto connection =
          sqlite::Connection::Open(Draft(), sqlite::OpenOptions()).value();
      BOOST_REQUIRE(connection->Execute("UPDATE draft SET boot = 'another'").ok());
      if (!whole) {
        BOOST_REQUIRE(connection->Execute("DELETE FROM member WHERE history = x''"
                                          " AND member_id = (SELECT MIN(member_id) FROM member)")
                          .ok());
      }
    }
    till.emplace(place.path());
    BOOST_TEST(till->BrokenOffAt("c1") == (whole ? 3'000 : 0));
    till->cache->ForgetSnapshot();
    BOOST_TEST(!std::filesystem::exists(Draft()));
  }
  std::ofstream(Draft()) << "no database at all";
  Restart();
  BOOST_TEST(till->BrokenOffAt("c1") == 0);
  BOOST_TEST(!std::filesystem::exists(Draft()));
}
