// Old sales of a database of schema 1, counted after its migration.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <boost/test/unit_test.hpp>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "tessera/base/secret.h"
#include "tessera/base/status.h"
#include "tessera/jobs/jobs.h"
#include "tessera/operations/audit/verify_ledger.h"
#include "tessera/operations/sales/refund.h"
#include "tessera/sqlite/connection.h"
#include "tessera/storage/sqlite/sqlite_store.h"
#include "tessera/v1/program.pb.h"

namespace tessera::jobs {
namespace {

constexpr int32_t kFirstDay = 20'254;   // 2025-06-15
constexpr int32_t kSecondDay = 20'255;  // and 16
constexpr int32_t kLastDay = 20'295;    // 2025-07-26

struct LateClock : Clock {
  Instant Now() const override { return Instant{1'753'542'460'000'000}; }
  Duration Monotonic() const override { return Duration{0}; }
};

// Members "1" and "2" bought for 780.00 and 499.50 on the first two days, for 360.00 and 180.00 on the
// last; a line of 130.00 came back of the first sale, and the second wholly. A third paid 245.00.
struct Upgraded {
  Upgraded() {
    std::string pattern = std::filesystem::temp_directory_path() / "tessera-upgrade-XXXXXX";
    BOOST_REQUIRE(mkdtemp(pattern.data()) != nullptr);
    folder = pattern;
    secrets.lookup_key.fill(1);
    secrets.seal_key.fill(2);
    std::ifstream file(TESSERA_SAVED_FOLDER "/schema-1.sql", std::ios::binary);
    std::stringstream script;
    script << file.rdbuf();
    Execute(script.str());
  }
  ~Upgraded() {
    jobs.reset();
    store.reset();
    std::filesystem::remove_all(folder);
  }

  std::string path() const { return folder + "/chain.db"; }
  void Execute(const std::string& script) {
    auto connection = sqlite::Connection::Open(path(), {});
    BOOST_REQUIRE_MESSAGE(connection.ok(), connection.status());
    const absl::Status status = (*connection)->Execute(script);
    BOOST_REQUIRE_MESSAGE(status.ok(), status);
  }
  // Puts limits on an offer of the first version, which the sales of the first days were made by.
  void Limit(bool freed_by_return) {
    v1::Program program;
    {
      auto connection = sqlite::Connection::Open(path(), {});
      auto statement =
          (*connection)->Prepare("SELECT document FROM program_version WHERE version = 1");
      BOOST_REQUIRE(statement.One().ok());
      BOOST_REQUIRE(program.ParseFromString(std::string(statement.BlobAt(0))));
    }
    v1::Limits* limits = program.mutable_offers(0)->mutable_limits();
    limits->set_uses_total(100);
    limits->set_uses_per_member(9);
    limits->set_without_member(true);
    limits->set_freed_by_return(freed_by_return);
    const std::string document = program.SerializeAsString();
    const Digest digest = ContentHasher("tessera-program-1").Add(document).Finish();
    Execute(absl::StrCat("UPDATE program_version SET document = x'",
                         absl::BytesToHexString(document), "', digest = x'",
                         absl::BytesToHexString(DigestBytes(digest)), "' WHERE version = 1"));
  }
  void Open() {
    storage::sqlite::SqliteStoreOptions options;
    options.path = path();
    auto opened = storage::sqlite::SqliteStore::Open(options, SystemRandom());
    BOOST_REQUIRE_MESSAGE(opened.ok(), opened.status());
    store = *std::move(opened);
    jobs = std::make_unique<Jobs>(*store, programs, secrets, clock, SystemRandom());
  }
  operations::Context AsHq() {
    return operations::Context{clock.Now(), SystemRandom(), secrets, programs, {}};
  }
  template <typename Work>
  void Reading(Work work) {
    const absl::Status status = store->Read([&](storage::ReadTransaction& transaction) {
      work(transaction);
      return absl::OkStatus();
    });
    BOOST_REQUIRE_MESSAGE(status.ok(), status);
  }
  ledger::Purchases Bought(const char* member) {
    ledger::Purchases bought;
    Reading([&](storage::ReadTransaction& transaction) {
      bought = *transaction.LoadPurchases(MemberNumber(member));
    });
    return bought;
  }
  ledger::PurchaseDay BoughtOn(const char* member, int32_t day) {
    ledger::PurchaseDay bought;
    Reading([&](storage::ReadTransaction& transaction) {
      const auto days = *transaction.ListPurchaseDays(MemberNumber(member), day);
      if (!days.empty() && days[0].day == day) bought = days[0];
    });
    return bought;
  }
  int64_t Uses() {
    int64_t uses = -1;
    Reading([&](storage::ReadTransaction& transaction) {
      uses = transaction.LoadOfferUse("discount")->uses;
    });
    return uses;
  }
  int64_t UsesBy(const char* member) {
    int64_t sum = 0;
    Reading([&](storage::ReadTransaction& transaction) {
      const auto uses = *transaction.ListOfferUses(MemberNumber(member));
      for (const storage::MemberOfferUse& use : uses) sum += use.uses;
    });
    return sum;
  }
  // All that is left of the sale with this number.
  void Return(int64_t sale_no, const std::string& refund_number) {
    const absl::Status status = store->WriteAndWait([&](storage::Transaction& transaction) {
      const auto sales = *transaction.ListSales({.behind = sale_no - 1}, 1);
      v1::Refund refund;
      refund.set_refund_id(Fixed(refund_number));
      refund.set_sale_id(sales.at(0).sale_id.ToText());
      refund.set_store_id("store-1");
      refund.set_terminal_id("till-1");
      return operations::BookRefund(AsHq(), transaction, refund,
                                    operations::OnDifference::kRefuse)
          .status();
    });
    BOOST_REQUIRE_MESSAGE(status.ok(), status);
  }
  storage::JobRun Count() {
    const auto run = jobs->Run(Kind::kPurchases, {});
    BOOST_REQUIRE_MESSAGE(run.ok(), run.status());
    return *run;
  }
  void IsClean() {
    Reading([&](storage::ReadTransaction& transaction) {
      const auto verified =
          operations::VerifyLedger(AsHq(), transaction, v1::VerifyLedgerRequest());
      BOOST_REQUIRE(verified.ok());
      for (const v1::LedgerFault& fault : verified->faults()) BOOST_ERROR(fault.message());
    });
  }
  static std::string Fixed(const std::string& number) {
    return "01977380-0000-7000-8000-" + std::string(12 - number.size(), '0') + number;
  }
  static MemberId MemberNumber(const std::string& number) {
    return *MemberId::Parse(Fixed(number), "member_id");
  }

  std::string folder;
  LateClock clock;
  operations::Secrets secrets;
  operations::Programs programs;
  std::unique_ptr<storage::sqlite::SqliteStore> store;
  std::unique_ptr<Jobs> jobs;
};

BOOST_FIXTURE_TEST_SUITE(purchases_job, Upgraded)

BOOST_AUTO_TEST_CASE(old_sales_are_counted_once_less_what_came_back) {
  Open();
  BOOST_TEST(Bought("1").spend.value() == 0);
  const storage::JobRun run = Count();
  BOOST_TEST(run.accounts == 7);
  BOOST_TEST(run.changed == 7);
  BOOST_TEST(run.reason == "");
  const ledger::Purchases first = Bought("1");
  BOOST_TEST(first.spend.value() == 65'000 + 36'000);
  BOOST_TEST(first.visits == 2);
  BOOST_TEST(first.earned.value() == 650 + 360);
  BOOST_TEST(BoughtOn("1", kFirstDay).spend.value() == 65'000);
  BOOST_TEST(BoughtOn("1", kFirstDay).earned.value() == 650);
  BOOST_TEST(BoughtOn("1", kLastDay).visits == 1);
  const ledger::Purchases second = Bought("2");
  BOOST_TEST(second.spend.value() == 18'000);
  BOOST_TEST(second.visits == 1);
  BOOST_TEST(BoughtOn("2", kSecondDay).spend.value() == 0);
  BOOST_TEST(BoughtOn("2", kSecondDay).visits == 0);

  const auto again = jobs->RunIfDue(Kind::kPurchases, {});
  BOOST_REQUIRE(again.ok());
  BOOST_TEST(!again->has_value());
  BOOST_TEST(Count().accounts == 0);
  BOOST_TEST(Bought("1").spend.value() == 101'000);
  IsClean();
}

BOOST_AUTO_TEST_CASE(a_run_that_was_cut_goes_on_where_it_stopped) {
  Open();
  // As a portion that ended before the last two sales leaves it; they are counted, the others are not.
  BOOST_REQUIRE(store
                    ->WriteAndWait([](storage::Transaction& transaction) {
                      return transaction.SaveUncounted({5, 7, 2});
                    })
                    .ok());
  BOOST_TEST(Count().accounts == 2);
  BOOST_TEST(Bought("1").spend.value() == 36'000);
  BOOST_TEST(Bought("2").spend.value() == 18'000);
}

BOOST_AUTO_TEST_CASE(what_comes_back_before_it_is_counted_is_taken_off_once) {
  Open();
  Return(6, "600");
  BOOST_TEST(Bought("1").spend.value() == -36'000);
  Count();
  BOOST_TEST(Bought("1").spend.value() == 65'000);
  BOOST_TEST(Bought("1").visits == 1);
  BOOST_TEST(BoughtOn("1", kLastDay).spend.value() == 0);
  BOOST_TEST(BoughtOn("1", kLastDay).visits == 0);
  BOOST_TEST(BoughtOn("1", kLastDay).earned.value() == 0);
  Return(7, "601");
  BOOST_TEST(Bought("2").spend.value() == 0);
  BOOST_TEST(Bought("2").visits == 0);
  IsClean();
}

BOOST_AUTO_TEST_CASE(uses_of_offers_are_counted_as_the_program_sees_the_baskets_again) {
  Limit(/*freed_by_return=*/false);
  Open();
  Count();
  // All of the first version but one, which a till had printed otherwise.
  BOOST_TEST(Uses() == 4);
  BOOST_TEST(UsesBy("1") == 1);
  BOOST_TEST(UsesBy("2") == 1);
}

BOOST_AUTO_TEST_CASE(uses_that_a_return_frees_are_freed_before_and_after_they_are_counted) {
  Limit(/*freed_by_return=*/true);
  Open();
  Return(3, "600");
  Count();
  BOOST_TEST(Uses() == 2);  // neither that one, nor the one that had come back wholly before
  BOOST_TEST(UsesBy("2") == 0);
  Return(1, "601");
  BOOST_TEST(Uses() == 1);
  BOOST_TEST(UsesBy("1") == 0);
  IsClean();
}

BOOST_AUTO_TEST_CASE(a_sale_that_cannot_be_read_does_not_stand_in_the_way_of_the_others) {
  Execute("UPDATE sale SET document = x'ff' WHERE sale_no = 2");
  Open();
  const storage::JobRun run = Count();
  BOOST_TEST(run.accounts == 7);
  BOOST_TEST(run.changed == 6);
  BOOST_TEST(run.reason == "SALE_UNREADABLE");
  BOOST_TEST(Count().accounts == 0);
}

BOOST_AUTO_TEST_CASE(a_database_that_always_counted_has_nothing_to_count) {
  std::filesystem::remove(path());
  Open();
  const auto run = jobs->RunIfDue(Kind::kPurchases, {});
  BOOST_REQUIRE(run.ok());
  BOOST_TEST(!run->has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::jobs
