#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

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

v1::CachedMember MemberOf(int number, int64_t balance) {
  v1::CachedMember member;
  member.mutable_member()->set_member_id(IdOf(number));
  member.mutable_member()->set_balance_points(balance);
  member.add_identifier_hashes(std::string(HashBytes(HashIdentifier(kLookupKey, Card(number)))));
  return member;
}

v1::ProgramVersion ProgramOf(int64_t version) {
  v1::ProgramVersion program;
  program.set_version(version);
  v1::Program* document = program.mutable_program();
  document->set_program_id("test");
  document->set_currency_code("RUB");
  document->set_currency_digits(2);
  document->add_languages("en");
  document->set_time_zone("UTC");
  return program;
}

struct Fixture {
  fakes::TemporaryFolder place;
  fakes::SeededRandom random{3};
  std::unique_ptr<Folder> folder = Folder::Open(place.path()).value();
  SecretKey seal_key = {9};
  std::unique_ptr<Cache> cache = Cache::Open(*folder, seal_key, random);

  void Reopen() {
    cache.reset();
    cache = Cache::Open(*folder, seal_key, random);
  }

  v1::SnapshotHeader Header(const std::string& cursor, int64_t version) {
    v1::SnapshotHeader header;
    header.set_cursor(cursor);
    header.set_identifier_key(std::string(KeyBytes(kLookupKey)));
    if (version > 0) *header.mutable_program() = ProgramOf(version);
    return header;
  }

  void TakeSnapshot(int members, int64_t balance, const std::string& cursor = "c1") {
    BOOST_REQUIRE(cache->BeginSnapshot(Header(cursor, 1)).ok());
    v1::MemberBatch batch;
    for (int i = 1; i <= members; ++i) *batch.add_members() = MemberOf(i, balance);
    BOOST_REQUIRE(cache->AddToSnapshot(batch).ok());
    BOOST_REQUIRE(cache->FinishSnapshot(Instant{1'000}).ok());
  }

  int64_t BalanceOf(int number) {
    const auto hash = cache->Hash(Card(number));
    if (!hash.has_value()) return -2;
    const auto member = cache->FindByHash(*hash).value();
    return member.has_value() ? member->balance_points() : -1;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(an_empty_cache_knows_nothing, Fixture) {
  BOOST_TEST(cache->cursor().empty());
  BOOST_TEST(!cache->Hash(Card(1)).has_value());
  BOOST_TEST((cache->Live() == nullptr));
  BOOST_TEST(!cache->fresh_at().has_value());
}

BOOST_FIXTURE_TEST_CASE(a_snapshot_is_there_after_a_reopen, Fixture) {
  TakeSnapshot(3, 100);
  Reopen();
  BOOST_TEST(cache->cursor() == "c1");
  BOOST_TEST(cache->members() == 3);
  BOOST_TEST(cache->fresh_at()->us == 1'000);
  BOOST_TEST(BalanceOf(2) == 100);
  BOOST_TEST(BalanceOf(4) == -1);
  BOOST_TEST(cache->FindById(IdOf(3)).value()->balance_points() == 100);
  BOOST_REQUIRE((cache->Live() != nullptr));
  BOOST_TEST(cache->Live()->version == 1);
  BOOST_TEST((cache->Live()->compiled != nullptr));
}

BOOST_FIXTURE_TEST_CASE(while_a_snapshot_comes_in_the_old_one_answers, Fixture) {
  TakeSnapshot(3, 100);
  BOOST_REQUIRE(cache->BeginSnapshot(Header("c2", 2)).ok());
  v1::MemberBatch batch;
  *batch.add_members() = MemberOf(2, 200);
  BOOST_REQUIRE(cache->AddToSnapshot(batch).ok());
  BOOST_TEST(BalanceOf(2) == 100);
  BOOST_TEST(BalanceOf(1) == 100);
  BOOST_TEST(cache->Live()->version == 1);
  BOOST_REQUIRE(cache->FinishSnapshot(Instant{2'000}).ok());
  BOOST_TEST(BalanceOf(2) == 200);
  BOOST_TEST(BalanceOf(1) == -1);
  BOOST_TEST(cache->members() == 1);
  BOOST_TEST(cache->Live()->version == 2);
}

BOOST_FIXTURE_TEST_CASE(a_snapshot_that_broke_off_shows_nowhere, Fixture) {
  TakeSnapshot(3, 100);
  BOOST_REQUIRE(cache->BeginSnapshot(Header("c2", 2)).ok());
  v1::MemberBatch batch;
  *batch.add_members() = MemberOf(7, 200);
  BOOST_REQUIRE(cache->AddToSnapshot(batch).ok());
  Reopen();
  BOOST_TEST(cache->cursor() == "c1");
  BOOST_TEST(cache->members() == 3);
  BOOST_TEST(BalanceOf(7) == -1);
  TakeSnapshot(1, 5, "c3");
  BOOST_TEST(BalanceOf(7) == -1);
  BOOST_TEST(BalanceOf(1) == 5);
}

BOOST_FIXTURE_TEST_CASE(changes_are_taken_over_together_with_their_cursor, Fixture) {
  TakeSnapshot(2, 100);
  v1::WatchResponse response;
  *response.add_changes()->mutable_member() = MemberOf(2, 70);
  *response.add_changes()->mutable_member() = MemberOf(3, 30);
  response.add_changes()->set_removed_member_id(IdOf(1));
  *response.add_changes()->mutable_program() = ProgramOf(2);
  response.set_cursor("c2");
  BOOST_REQUIRE(cache->Apply(response, Instant{5'000}).ok());
  for (int i = 0; i < 2; ++i) {
    BOOST_TEST(cache->cursor() == "c2");
    BOOST_TEST(BalanceOf(1) == -1);
    BOOST_TEST(BalanceOf(2) == 70);
    BOOST_TEST(BalanceOf(3) == 30);
    BOOST_TEST(cache->members() == 2);
    BOOST_TEST(cache->Live()->version == 2);
    BOOST_TEST(cache->fresh_at()->us == 5'000);
    Reopen();
  }
}

BOOST_FIXTURE_TEST_CASE(a_program_that_was_taken_back_gives_way_to_the_one_before, Fixture) {
  TakeSnapshot(1, 100);
  for (const int64_t version : {int64_t{7}, int64_t{3}}) {
    v1::WatchResponse response;
    *response.add_changes()->mutable_program() = ProgramOf(version);
    response.set_cursor("c" + std::to_string(version));
    BOOST_REQUIRE(cache->Apply(response, Instant{5'000}).ok());
    BOOST_TEST(cache->Live()->version == version);
    Reopen();
    BOOST_TEST(cache->Live()->version == version);
  }
}

BOOST_FIXTURE_TEST_CASE(a_response_with_one_bad_change_changes_nothing, Fixture) {
  TakeSnapshot(2, 100);
  v1::WatchResponse response;
  *response.add_changes()->mutable_member() = MemberOf(2, 70);
  response.add_changes()->mutable_member()->mutable_member()->set_member_id("no id");
  response.set_cursor("c2");
  BOOST_TEST(!cache->Apply(response, Instant{5'000}).ok());
  BOOST_TEST(BalanceOf(2) == 100);
  BOOST_TEST(cache->cursor() == "c1");
}

BOOST_FIXTURE_TEST_CASE(a_card_that_was_taken_off_a_member_finds_nobody, Fixture) {
  TakeSnapshot(1, 100);
  v1::WatchResponse response;
  v1::CachedMember* member = response.add_changes()->mutable_member();
  *member = MemberOf(1, 100);
  member->clear_identifier_hashes();
  response.set_cursor("c2");
  BOOST_REQUIRE(cache->Apply(response, Instant{5'000}).ok());
  BOOST_TEST(BalanceOf(1) == -1);
  BOOST_TEST(cache->FindById(IdOf(1)).value().has_value());
}

BOOST_FIXTURE_TEST_CASE(a_damaged_cache_is_deleted_and_begun_anew, Fixture) {
  TakeSnapshot(500, 100);
  std::string path = cache->path();
  cache.reset();
  {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(4096);
    file << std::string(20'000, '\x5a');
  }
  cache = Cache::Open(*folder, seal_key, random);
  BOOST_TEST(cache->cursor().empty());
  // Nothing of it is left beside: it holds personal data.
  for (const auto& entry : std::filesystem::directory_iterator(place.path())) {
    BOOST_TEST(entry.path().string().find("damaged") == std::string::npos);
  }
  TakeSnapshot(2, 100);
  BOOST_TEST(BalanceOf(2) == 100);
  path = cache->path();
  cache.reset();
  std::ofstream(path, std::ios::trunc) << "this is no database at all";
  cache = Cache::Open(*folder, seal_key, random);
  BOOST_TEST(cache->cursor().empty());
}

BOOST_FIXTURE_TEST_CASE(the_chains_key_is_sealed_and_another_terminal_cannot_use_it, Fixture) {
  TakeSnapshot(2, 100);
  const std::string path = cache->path();
  cache.reset();
  std::ostringstream file;
  file << std::ifstream(path, std::ios::binary).rdbuf();
  BOOST_TEST(!file.str().empty());
  BOOST_TEST(file.str().find(std::string(KeyBytes(kLookupKey))) == std::string::npos);
  cache = Cache::Open(*folder, SecretKey{8}, random);
  BOOST_TEST(cache->cursor().empty());
  BOOST_TEST(!cache->Hash(Card(1)).has_value());
}

BOOST_FIXTURE_TEST_CASE(where_the_file_can_t_be_opened_the_cache_is_absent_until_it_can, Fixture) {
  TakeSnapshot(2, 100);
  const std::string path = cache->path();
  cache.reset();
  std::filesystem::rename(path, place.path() + "/elsewhere");
  std::filesystem::create_directory(path);
  cache = Cache::Open(*folder, seal_key, random);
  BOOST_TEST(cache->absent());
  BOOST_TEST(std::filesystem::is_directory(path));
  BOOST_TEST(!cache->Hash(Card(1)).has_value());
  BOOST_TEST(!cache->FindById(IdOf(1)).value().has_value());
  BOOST_TEST((cache->Live() == nullptr));
  BOOST_TEST(!cache->fresh_at().has_value());
  BOOST_TEST(!cache->BrokenOff().has_value());
  BOOST_TEST(ReasonOf(cache->BeginSnapshot(Header("c2", 1))) == "CACHE_ABSENT");
  BOOST_TEST(ReasonOf(cache->Apply(v1::WatchResponse(), Instant{1})) == "CACHE_ABSENT");
  BOOST_TEST(ReasonOf(cache->Appear()) == "STORAGE_UNOPENABLE");
  std::filesystem::remove(path);
  std::filesystem::rename(place.path() + "/elsewhere", path);
  BOOST_REQUIRE(cache->Appear().ok());
  BOOST_TEST(!cache->absent());
  BOOST_TEST(BalanceOf(2) == 100);
}

BOOST_FIXTURE_TEST_CASE(a_key_that_was_renewed_still_opens_the_cache_and_then_the_new_one_does,
                        Fixture) {
  TakeSnapshot(2, 100);
  const SecretKey renewed = {7};
  for (const plugin::SealKeys& keys :
       {plugin::SealKeys(renewed, {SecretKey{5}, seal_key}), plugin::SealKeys(renewed)}) {
    cache.reset();
    cache = Cache::Open(*folder, keys, random);
    BOOST_TEST(cache->cursor() == "c1");
    BOOST_TEST(BalanceOf(2) == 100);
  }
}

BOOST_FIXTURE_TEST_CASE(balances_are_fresh_only_once_the_last_change_is_there, Fixture) {
  TakeSnapshot(1, 100);
  v1::WatchResponse full;
  full.set_cursor("c2");
  for (int i = 0; i < 1'000; ++i) *full.add_changes()->mutable_member() = MemberOf(2, i);
  BOOST_REQUIRE(cache->Apply(full, Instant{5'000}).ok());
  for (int i = 0; i < 2; ++i) {
    BOOST_TEST(BalanceOf(2) == 999);
    BOOST_TEST(cache->fresh_at()->us == 1'000);
    Reopen();
  }
  // One that was cut short by its size.
  v1::WatchResponse short_one;
  short_one.set_cursor("c3");
  short_one.set_more(true);
  *short_one.add_changes()->mutable_member() = MemberOf(2, 7);
  BOOST_REQUIRE(cache->Apply(short_one, Instant{5'500}).ok());
  BOOST_TEST(cache->fresh_at()->us == 1'000);
  v1::WatchResponse last;
  last.set_cursor("c4");
  BOOST_REQUIRE(cache->Apply(last, Instant{6'000}).ok());
  BOOST_TEST(cache->fresh_at()->us == 6'000);
}

BOOST_FIXTURE_TEST_CASE(a_cache_that_is_damaged_while_it_is_open_can_be_begun_anew, Fixture) {
  TakeSnapshot(500, 100);
  Reopen();
  {
    std::fstream file(cache->path(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(4096);
    file << std::string(std::filesystem::file_size(cache->path()) - 4096, '\x5a');
  }
  BOOST_TEST(!cache->FindById(IdOf(7)).ok());
  BOOST_TEST(cache->damaged());
  v1::WatchResponse heartbeat;
  heartbeat.set_cursor("c2");
  BOOST_TEST(!cache->Apply(heartbeat, Instant{5'000}).ok());
  BOOST_REQUIRE(cache->Rebuild().ok());
  BOOST_TEST(!cache->damaged());
  BOOST_TEST(cache->cursor().empty());
  BOOST_TEST(cache->members() == 0);
  BOOST_TEST(!cache->fresh_at().has_value());
  // What sales need to go on stays in memory.
  BOOST_TEST((cache->Live() != nullptr));
  TakeSnapshot(2, 70);
  for (int i = 0; i < 2; ++i) {
    BOOST_TEST(BalanceOf(2) == 70);
    Reopen();
  }
}
