#include <boost/test/unit_test.hpp>

#include <string>

#include "absl/strings/str_format.h"
#include "tessera/plugin/cache/cache.h"
#include "tessera/plugin_fakes/fakes.h"
#include "tessera/sqlite/migration.h"

using namespace tessera;
using plugin::Cache;
using plugin::Folder;

namespace {

const SecretKey kLookupKey = {1, 2, 3};
constexpr int kMany = 1'200;

std::string IdOf(int number) { return absl::StrFormat("0194f3c0-0000-7000-8000-%012d", number); }

Identifier Card(int number) {
  return {IdentifierKind::kCard, absl::StrFormat("29770000%05d", number)};
}

v1::OfferUses UsesOf(const std::string& offer_id, int64_t uses) {
  v1::OfferUses known;
  known.set_offer_id(offer_id);
  known.set_uses(uses);
  return known;
}

struct Fixture {
  fakes::TemporaryFolder place;
  fakes::SeededRandom random{3};
  std::unique_ptr<Folder> folder = Folder::Open(place.path()).value();
  std::unique_ptr<Cache> cache = Cache::Open(*folder, SecretKey{9}, random);

  void Reopen() {
    cache.reset();
    cache = Cache::Open(*folder, SecretKey{9}, random);
  }
  static v1::CachedMember MemberOf(int number, int64_t kept_until_us = 0) {
    v1::CachedMember member;
    member.mutable_member()->set_member_id(IdOf(number));
    member.add_identifier_hashes(std::string(HashBytes(HashIdentifier(kLookupKey, Card(number)))));
    member.set_kept_until_us(kept_until_us);
    return member;
  }
  void Take(const v1::MemberBatch& batch) {
    v1::SnapshotHeader header;
    header.set_cursor("c1");
    header.set_identifier_key(std::string(KeyBytes(kLookupKey)));
    header.add_code_keys()->set_key_no(7);
    header.mutable_code_keys(0)->set_public_key(std::string(32, 'k'));
    *header.add_offer_uses() = UsesOf("rare", 10);
    BOOST_REQUIRE(cache->BeginSnapshot(header).ok());
    BOOST_REQUIRE(cache->AddToSnapshot(batch).ok());
    BOOST_REQUIRE(cache->FinishSnapshot(Instant{1'000}).ok());
  }
  void Apply(const v1::Change& change) {
    v1::WatchResponse response;
    *response.add_changes() = change;
    response.set_cursor("c2");
    BOOST_REQUIRE(cache->Apply(response, Instant{2'000}).ok());
  }
  bool Knows(int number) {
    return cache->FindByHash(HashIdentifier(kLookupKey, Card(number))).value().has_value();
  }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(keys_for_signed_codes_come_with_the_snapshot, Fixture) {
  BOOST_TEST(cache->CodeKeys().empty());
  Take({});
  for (int i = 0; i < 2; ++i) {
    BOOST_REQUIRE(cache->CodeKeys().size() == 1u);
    BOOST_TEST(cache->CodeKeys()[0].key_no() == 7);
    BOOST_TEST(cache->CodeKeys()[0].public_key() == std::string(32, 'k'));
    Reopen();
  }
  BOOST_REQUIRE(cache->Rebuild().ok());
  BOOST_TEST(cache->CodeKeys().size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(counters_of_offers_come_with_the_snapshot_and_with_changes, Fixture) {
  Take({});
  v1::Change change;
  *change.mutable_offer_uses() = UsesOf("new", 3);
  Apply(change);
  *change.mutable_offer_uses() = UsesOf("rare", 11);
  Apply(change);
  for (int i = 0; i < 2; ++i) {
    BOOST_TEST(cache->FindOfferUses("rare").uses() == 11);
    BOOST_TEST(cache->FindOfferUses("new").uses() == 3);
    BOOST_TEST(cache->FindOfferUses("other").uses() == 0);
    Reopen();
  }
  Take({});
  for (int i = 0; i < 2; ++i) {
    BOOST_TEST(cache->FindOfferUses("rare").uses() == 10);
    BOOST_TEST(cache->FindOfferUses("new").uses() == 0);
    Reopen();
  }
}

BOOST_FIXTURE_TEST_CASE(coupons_come_and_go_with_their_member, Fixture) {
  v1::MemberBatch batch;
  *batch.add_members() = MemberOf(1);
  BOOST_TEST(!cache->HashCoupon("ten").has_value());
  v1::CachedCoupon* coupon = batch.mutable_members(0)->add_coupons();
  coupon->set_batch_id("ten-off");
  Take(batch);
  const auto hashes = cache->HashCoupon("ten").value();
  BOOST_TEST((hashes[0] == HashExactCode(kLookupKey, "coupon", "ten")));
  BOOST_TEST((hashes[1] == HashCode(kLookupKey, "coupon", "TEN")));
  BOOST_REQUIRE(cache->FindCoupons(IdOf(1)).value()->coupons_size() == 1);
  BOOST_TEST(cache->FindCoupons(IdOf(1)).value()->coupons(0).batch_id() == "ten-off");
  BOOST_TEST(!cache->FindCoupons(IdOf(2)).value().has_value());
  v1::Change change;
  *change.mutable_member() = MemberOf(1);
  Apply(change);
  BOOST_TEST(cache->FindCoupons(IdOf(1)).value()->coupons_size() == 0);
}

BOOST_FIXTURE_TEST_CASE(members_whose_time_is_over_go_a_part_at_a_time, Fixture) {
  v1::MemberBatch batch;
  *batch.add_members() = MemberOf(1);
  *batch.add_members() = MemberOf(2, 5'001);
  for (int i = 0; i < kMany; ++i) *batch.add_members() = MemberOf(3 + i, 5'000);
  Take(batch);
  BOOST_TEST(!cache->Purge(Instant{4'999}).value());
  BOOST_TEST(cache->members() == kMany + 2);
  int rounds = 1;
  while (cache->Purge(Instant{5'000}).value()) ++rounds;
  BOOST_TEST(rounds > 1);
  for (int i = 0; i < 2; ++i) {
    BOOST_TEST(cache->members() == 2);
    BOOST_TEST(Knows(1));
    BOOST_TEST(Knows(2));
    BOOST_TEST(!Knows(3));
    BOOST_TEST(!Knows(2 + kMany));
    BOOST_TEST(cache->cursor() == "c1");
    Reopen();
  }
}

BOOST_FIXTURE_TEST_CASE(a_member_of_whom_something_new_is_heard_stays, Fixture) {
  v1::MemberBatch batch;
  *batch.add_members() = MemberOf(1, 5'000);
  Take(batch);
  v1::Change change;
  *change.mutable_member() = MemberOf(1, 9'000);
  Apply(change);
  BOOST_TEST(!cache->Purge(Instant{5'000}).value());
  BOOST_TEST(Knows(1));
}

BOOST_FIXTURE_TEST_CASE(what_is_heard_of_a_member_counts_until_something_newer_comes, Fixture) {
  v1::MemberBatch batch;
  *batch.add_members() = MemberOf(1);
  batch.mutable_members(0)->mutable_member()->set_as_of_us(5'000);
  Take(batch);
  const auto balance = [&] {
    return cache->Latest(*cache->FindById(IdOf(1)).value()).balance_points();
  };
  v1::Member late = batch.members(0).member();
  late.set_balance_points(7);
  late.set_as_of_us(4'999);
  cache->Heard(late);
  BOOST_TEST(balance() == 0);
  late.set_as_of_us(6'000);
  cache->Heard(late);
  BOOST_TEST(balance() == 7);
  v1::Member older = late;
  older.set_balance_points(9);
  older.set_as_of_us(5'500);
  cache->Heard(older);
  BOOST_TEST(balance() == 7);
  v1::Change change;
  *change.mutable_member() = MemberOf(1);
  change.mutable_member()->mutable_member()->set_as_of_us(6'500);
  Apply(change);
  BOOST_TEST(balance() == 0);
  // Nobody is remembered by it alone.
  late.set_member_id(IdOf(2));
  cache->Heard(late);
  BOOST_TEST(!cache->FindById(IdOf(2)).value().has_value());
}

BOOST_FIXTURE_TEST_CASE(the_services_clock_is_known_after_a_restart, Fixture) {
  Take({});
  BOOST_TEST(cache->clock_offset().us == 0);
  cache->service_time().Heard(Instant{1'700}, Instant{1'000});
  Apply({});
  Reopen();
  BOOST_TEST(cache->clock_offset().us == 700);
}

BOOST_AUTO_TEST_CASE(one_time_that_came_late_does_not_move_the_clock) {
  const fakes::ManualClock clock;
  plugin::ServiceTime time(clock);
  time.Begin({100}, Instant());
  BOOST_TEST(time.offset().us == 100);
  for (const int64_t offset : {700, 702, 701}) time.Heard(Instant{offset}, Instant{0});
  BOOST_TEST(time.offset().us == 701);
  time.Heard(Instant{-90'000}, Instant{0});
  time.Heard(Instant{703}, Instant{0});
  BOOST_TEST(time.offset().us == 701);
  // A clock that was set is believed after a while.
  for (int i = 0; i < 3; ++i) time.Heard(Instant{-50}, Instant{0});
  BOOST_TEST(time.offset().us == -50);
}

BOOST_FIXTURE_TEST_CASE(members_of_an_older_file_stay_until_a_new_snapshot_is_there, Fixture) {
  const std::string path = cache->path();
  cache.reset();
  plugin::CacheFiles::Delete(path);
  {
    const auto connection = sqlite::Connection::Open(path, sqlite::OpenOptions()).value();
    BOOST_REQUIRE(sqlite::Migrate(*connection, plugin::cache_rows::Schema().subspan(0, 1)).ok());
    BOOST_REQUIRE(connection
                      ->Execute("INSERT INTO member VALUES"
                                " (x'0194f3c0000070008000000000000001', x'', x'1064', x'');"
                                "UPDATE meta SET cursor = 'c1', members = 1, fresh_at_us = 7")
                      .ok());
  }
  cache = Cache::Open(*folder, SecretKey{9}, random);
  BOOST_TEST(cache->cursor().empty());
  BOOST_TEST(cache->members() == 1);
  BOOST_TEST(cache->fresh_at()->us == 7);
  BOOST_TEST(cache->FindById(IdOf(1)).value().has_value());
  BOOST_TEST(cache->FindCoupons(IdOf(1)).value()->coupons_size() == 0);
}
