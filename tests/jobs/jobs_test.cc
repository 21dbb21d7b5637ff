// The jobs on a real store: what terminals hear, and what happens to a run that is cut.
#include <algorithm>
#include <set>

#include <boost/test/unit_test.hpp>

#include "ripening.h"
#include "tessera/base/status.h"
#include "tessera/sqlite/connection.h"
#include "tessera/storage/publications.h"
#include "tessera/v1/program.pb.h"

namespace tessera::jobs {
namespace {

ledger::LotLife EndsIn(const Ripening& chain, Duration duration) {
  return {chain.clock.Now(), chain.clock.Now() + duration};
}

std::multiset<MemberId> MembersOf(const std::vector<storage::Change>& changes) {
  std::multiset<MemberId> members;
  for (const storage::Change& change : changes) members.insert(change.member_id.value());
  return members;
}

storage::JobRun MustRun(Ripening& chain, Kind kind) {
  auto run = chain.jobs->Run(kind, {});
  BOOST_TEST_REQUIRE(run.ok(), run.status());
  return *run;
}

BOOST_FIXTURE_TEST_SUITE(points_job, Ripening)

BOOST_AUTO_TEST_CASE(terminals_hear_once_of_what_began_ended_and_lapsed) {
  const MemberId begins = Add(100, {clock.Now() + Days(1), std::nullopt});
  const MemberId ends = Add(50, EndsIn(*this, Days(1)));
  const MemberId stays = Add(70, {clock.Now(), std::nullopt});
  const MemberId reserves = Add(30, {clock.Now(), std::nullopt});
  Write([&](storage::Transaction& transaction) {
    return Change(transaction, reserves, [&](ledger::Account& account) {
      return account.Reserve(SaleId::Make(clock.Now(), SystemRandom()), Points(10),
                             clock.Now() + Seconds(600), clock.Now());
    });
  });
  const int64_t before = LastChange();
  clock.Pass(Days(2));

  const storage::JobRun run = MustRun(*this, Kind::kPoints);
  BOOST_TEST(run.accounts == 3);
  BOOST_TEST(run.changed == 3);
  BOOST_TEST(run.reason == "");
  BOOST_TEST((run.ended_at == clock.Now()));
  BOOST_TEST((MembersOf(ChangesAfter(before)) == std::multiset<MemberId>{begins, ends, reserves}));
  BOOST_TEST(Account(ends).balance.value() == 0);
  BOOST_TEST(Account(begins).balance.value() == 100);
  BOOST_TEST(Account(stays).balance.value() == 70);
  BOOST_TEST(Account(reserves).holds.empty());

  const int64_t after = LastChange();
  BOOST_TEST(MustRun(*this, Kind::kPoints).accounts == 0);
  BOOST_TEST(LastChange() == after);
}

BOOST_AUTO_TEST_CASE(all_who_share_an_account_are_told) {
  const MemberId owner = Add(100, EndsIn(*this, Days(1)));
  const MemberId sharer = Add(0, {}, owner);
  const int64_t before = LastChange();
  clock.Pass(Days(1));
  BOOST_TEST(MustRun(*this, Kind::kPoints).accounts == 1);
  BOOST_TEST((MembersOf(ChangesAfter(before)) == std::multiset<MemberId>{owner, sharer}));
}

BOOST_AUTO_TEST_CASE(where_nothing_is_due_nothing_is_written) {
  Add(100, EndsIn(*this, Days(1)));
  const int64_t before = LastChange();
  const auto run = jobs->RunIfDue(Kind::kPoints, {});
  BOOST_TEST_REQUIRE(run.ok(), run.status());
  BOOST_TEST(!run->has_value());
  BOOST_TEST(LastChange() == before);
  const storage::JobRun never = LastRun(Kind::kPoints);
  BOOST_TEST(never.job == "points");
  BOOST_TEST((never.started_at == Instant()));
}

// The store itself refuses one row, which is of the second portion.
BOOST_AUTO_TEST_CASE(a_run_that_is_cut_goes_on_where_it_stopped) {
  constexpr int kMembers = kPortion + 20;
  std::vector<MemberId> members;
  for (int i = 0; i < kMembers; ++i) {
    members.push_back(Add(10, EndsIn(*this, Seconds(3'600 + i))));
  }
  const int64_t before = LastChange();
  clock.Pass(Days(1));
  auto disk = sqlite::Connection::Open(folder + "/chain.db", {});
  BOOST_TEST_REQUIRE(disk.ok(), disk.status());
  BOOST_TEST_REQUIRE((*disk)
                         ->Execute("CREATE TRIGGER refuse BEFORE UPDATE ON account WHEN (SELECT count(*)"
                                   " FROM account WHERE due_at_us IS NOT NULL) <= 10"
                                   " BEGIN SELECT RAISE(ABORT, 'refused'); END")
                         .ok());

  BOOST_TEST(!jobs->Run(Kind::kPoints, {}).ok());
  const storage::JobRun cut = LastRun(Kind::kPoints);
  BOOST_TEST(cut.accounts == kPortion);
  BOOST_TEST(cut.reason != "");
  BOOST_TEST(cut.ended_at.has_value());
  BOOST_TEST(ChangesAfter(before).size() == size_t{kPortion});

  BOOST_TEST_REQUIRE((*disk)->Execute("DROP TRIGGER refuse").ok());
  const storage::JobRun rest = MustRun(*this, Kind::kPoints);
  BOOST_TEST(rest.accounts == kMembers - kPortion);
  BOOST_TEST(rest.reason == "");
  BOOST_TEST((MembersOf(ChangesAfter(before)) ==
              std::multiset<MemberId>(members.begin(), members.end())));
}

BOOST_AUTO_TEST_CASE(a_run_that_nobody_wants_any_more_ends_between_portions) {
  for (int i = 0; i < kPortion + 1; ++i) Add(10, EndsIn(*this, Days(1)));
  clock.Pass(Days(2));
  int asked = 0;
  const auto run = jobs->Run(Kind::kPoints, [&] {
    return ++asked == 1 ? absl::OkStatus() : MakeError(absl::StatusCode::kCancelled, "CANCELLED", "", "");
  });
  BOOST_TEST(ReasonOf(run.status()) == "CANCELLED");
  BOOST_TEST(LastRun(Kind::kPoints).accounts == kPortion);
  BOOST_TEST(LastRun(Kind::kPoints).reason == "CANCELLED");
}

// What the ledger refuses is damage that only people can mend: the hash of an overflow, say.
BOOST_AUTO_TEST_CASE(an_account_that_its_rules_refuse_does_not_stop_the_others) {
  const MemberId broken = Add(10, EndsIn(*this, Seconds(3'600)));
  const MemberId sound = Add(10, EndsIn(*this, Seconds(7'200)));
  auto disk = sqlite::Connection::Open(folder + "/chain.db", {});
  BOOST_TEST_REQUIRE(disk.ok(), disk.status());
  BOOST_TEST_REQUIRE((*disk)
                         ->Execute("UPDATE account SET balance_points = -9223372036854775808"
                                   " WHERE member_id = x'" + [&] {
                                     std::string hex = broken.ToText();
                                     hex.erase(std::remove(hex.begin(), hex.end(), '-'), hex.end());
                                     return hex;
                                   }() + "'")
                         .ok());
  clock.Pass(Days(1));
  const storage::JobRun run = MustRun(*this, Kind::kPoints);
  BOOST_TEST(run.accounts == 2);
  BOOST_TEST(run.changed == 1);
  BOOST_TEST(run.reason == "POINTS_OVERFLOW");
  BOOST_TEST(Account(sound).balance.value() == 0);
}

BOOST_AUTO_TEST_CASE(one_of_a_kind_runs_at_a_time) {
  Add(10, EndsIn(*this, Days(1)));
  clock.Pass(Days(1));
  const auto run = jobs->Run(Kind::kPoints, [&] {
    BOOST_TEST(ReasonOf(jobs->Run(Kind::kPoints, {}).status()) == "JOB_RUNNING");
    BOOST_TEST(jobs->Run(Kind::kTiers, {}).ok());
    return absl::OkStatus();
  });
  BOOST_TEST(run.ok(), run.status());
}

BOOST_AUTO_TEST_CASE(a_run_that_its_process_did_not_end_is_called_interrupted) {
  storage::JobRun run;
  run.job = "points";
  run.started_at = clock.Now();
  Write([&](storage::Transaction& transaction) { return transaction.SaveJob(run); });
  BOOST_TEST(LastRun(Kind::kPoints).reason == "INTERRUPTED");
}

BOOST_AUTO_TEST_SUITE_END()

struct Tiered : Ripening {
  static v1::Program Club() {
    v1::Program program;
    program.set_program_id("club");
    program.set_currency_code("RUB");
    program.set_currency_digits(2);
    program.add_languages("en");
    program.set_time_zone("UTC");
    v1::Tier* gold = program.add_tiers();
    gold->set_tier_id("gold");
    (*gold->mutable_name()->mutable_by_language())["en"] = "Gold";
    return program;
  }
  // Gold from 1000.00 in a year; kept for 30 days.
  void Publish() {
    v1::Program program = Club();
    program.mutable_tiers(0)->set_from_spend_minor(100'000);
    v1::TierRules* rules = program.mutable_tier_rules();
    rules->set_basis(v1::TIER_BASIS_SPEND);
    rules->set_rolling_days(365);
    rules->set_keep_days(30);
    rules->set_downgrade(v1::TIER_DOWNGRADE_AT_ONCE);
    Publish(program);
  }
  void Publish(const v1::Program& program) {
    storage::ProgramVersion version;
    version.version = 1;
    version.document = program.SerializeAsString();
    version.published_at = clock.Now();
    Write([&](storage::Transaction& transaction) {
      TESSERA_RETURN_IF_ERROR(transaction.AddProgram(version));
      return transaction.publications().Add({0, 1, version.published_at}).status();
    });
  }

  MemberId AddGold(Duration until) {
    const MemberId member_id = Add(0, {});
    Write([&](storage::Transaction& transaction) -> absl::Status {
      auto member = transaction.FindMember(member_id);
      if (!member.ok()) return member.status();
      (*member)->tier = "gold";
      (*member)->tier_since = clock.Now();
      (*member)->tier_until = clock.Now() + until;
      return transaction.UpdateMember(**member);
    });
    return member_id;
  }
  storage::Member Member(const MemberId& member_id) {
    return Read<std::optional<storage::Member>>([&](storage::ReadTransaction& transaction) {
             return transaction.FindMember(member_id);
           }).value();
  }
};

BOOST_FIXTURE_TEST_SUITE(tiers_job, Tiered)

BOOST_AUTO_TEST_CASE(a_tier_whose_time_is_over_falls_and_terminals_hear_once) {
  Publish();
  const MemberId falls = AddGold(Days(10));
  const MemberId stays = AddGold(Days(400));
  const int64_t before = LastChange();
  clock.Pass(Days(40));
  const storage::JobRun run = MustRun(*this, Kind::kTiers);
  BOOST_TEST(run.accounts == 1);
  BOOST_TEST(run.changed == 1);
  BOOST_TEST(Member(falls).tier == "");
  BOOST_TEST(Member(stays).tier == "gold");
  BOOST_TEST((MembersOf(ChangesAfter(before)) == std::multiset<MemberId>{falls}));

  const int64_t after = LastChange();
  const auto again = jobs->RunIfDue(Kind::kTiers, {});
  BOOST_TEST_REQUIRE(again.ok(), again.status());
  BOOST_TEST(!again->has_value());
  BOOST_TEST(LastChange() == after);
}

BOOST_AUTO_TEST_CASE(points_that_end_take_the_tiers_that_they_made_of_all_who_share_them) {
  v1::Program program = Club();
  program.mutable_tiers(0)->set_from_points(100);
  program.mutable_tier_rules()->set_basis(v1::TIER_BASIS_ACTIVE_POINTS);
  Publish(program);
  const MemberId owner = Add(100, EndsIn(*this, Days(1)));
  const MemberId sharer = Add(0, {}, owner);
  Write([&](storage::Transaction& transaction) -> absl::Status {
    for (const MemberId& member_id : {owner, sharer}) {
      auto member = transaction.FindMember(member_id);
      if (!member.ok()) return member.status();
      (*member)->tier = "gold";
      absl::Status updated = transaction.UpdateMember(**member);
      if (!updated.ok()) return updated;
    }
    return absl::OkStatus();
  });
  clock.Pass(Days(1));
  BOOST_TEST(MustRun(*this, Kind::kPoints).changed == 1);
  BOOST_TEST(Member(owner).tier == "");
  BOOST_TEST(Member(sharer).tier == "");
}

BOOST_AUTO_TEST_CASE(without_a_program_no_tier_is_looked_at) {
  const MemberId member = AddGold(Days(10));
  clock.Pass(Days(40));
  const auto run = jobs->RunIfDue(Kind::kTiers, {});
  BOOST_TEST_REQUIRE(run.ok(), run.status());
  BOOST_TEST(!run->has_value());
  BOOST_TEST(MustRun(*this, Kind::kTiers).accounts == 0);
  BOOST_TEST(Member(member).tier == "gold");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::jobs
