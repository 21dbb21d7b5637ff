#include <boost/test/unit_test.hpp>

#include <atomic>
#include <filesystem>
#include <thread>
#include <vector>

#include "sample_folder.h"
#include "tessera/sqlite/connection.h"

namespace tessera::storage {
namespace {

BOOST_FIXTURE_TEST_SUITE(sqlite_store, Folder)

BOOST_AUTO_TEST_CASE(a_failing_work_does_not_hurt_its_neighbours) {
  Open();
  std::promise<void> go;
  Block(go.get_future().share());
  std::vector<std::promise<absl::Status>> outcomes(5);
  for (uint32_t n = 0; n < 5; ++n) {
    store->Write(
        [n](Transaction& transaction) {
          TESSERA_RETURN_IF_ERROR(transaction.AddMember(Person(n)));
          TESSERA_RETURN_IF_ERROR(transaction.AppendMemberChange(Person(n).member_id));
          return n == 2 ? Refused("NO", "", "no") : absl::OkStatus();
        },
        [&outcomes, n](absl::Status status) { outcomes[n].set_value(std::move(status)); });
  }
  go.set_value();
  for (uint32_t n = 0; n < 5; ++n) {
    BOOST_TEST(outcomes[n].get_future().get().ok() == (n != 2));
  }
  BOOST_TEST(Members() == 4);
}

BOOST_AUTO_TEST_CASE(every_outcome_is_told_once_from_many_threads) {
  sqlite::WriterLimits small;
  small.queue = 8;
  Open(small);
  std::atomic<int> told{0};
  std::atomic<int> added{0};
  std::vector<std::thread> threads;
  for (uint32_t thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&, thread] {
      for (uint32_t i = 0; i < 100; ++i) {
        store->Write(Adding(thread * 100 + i), [&](absl::Status status) {
          ++told;
          if (status.ok()) ++added;
        });
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  store->Stop();
  BOOST_TEST(told == 400);
  BOOST_TEST(Members() == added);
}

BOOST_AUTO_TEST_CASE(a_full_queue_refuses_at_once_and_a_stopped_store_too) {
  sqlite::WriterLimits small;
  small.queue = 2;
  Open(small);
  std::promise<void> go;
  Block(go.get_future().share());
  std::vector<std::string> reasons;
  for (uint32_t n = 0; n < 2; ++n) store->Write(Adding(n), [](absl::Status) {});
  store->Write(Adding(2), [&](absl::Status status) { reasons.push_back(ReasonOf(status)); });
  BOOST_TEST(reasons == std::vector<std::string>{"QUEUE_FULL"});
  go.set_value();
  store->Stop();
  store->Stop();
  BOOST_TEST(Members() == 2);
  BOOST_TEST(ReasonOf(store->WriteAndWait(Adding(3))) == "STOPPING");
}

BOOST_AUTO_TEST_CASE(a_full_disk_fails_the_whole_group_and_is_survived) {
  Open();
  BOOST_REQUIRE(store->WriteAndWait(Adding(0)).ok());
  std::promise<void> go;
  Block(go.get_future().share());
  std::vector<std::promise<absl::Status>> outcomes(3);
  for (uint32_t n = 0; n < 3; ++n) {
    store->Write(Adding(n + 1), [&outcomes, n](absl::Status status) {
      outcomes[n].set_value(std::move(status));
    });
  }
  disk_is_full = true;
  go.set_value();
  for (auto& outcome : outcomes) BOOST_TEST(ReasonOf(outcome.get_future().get()) == "DISK_FULL");
  BOOST_TEST(Members() == 1);
  disk_is_full = false;
  BOOST_TEST(store->WriteAndWait(Adding(1)).ok());
  BOOST_TEST(Members() == 2);
}

// Holds back what the disk says of the log for as long as it lives.
struct SlowLog {
  SlowLog() { log_syncs_wait = true; }
  ~SlowLog() { End(); }
  void End() {
    log_syncs_wait = false;
    log_syncs_wait.notify_all();
  }
};

BOOST_AUTO_TEST_CASE(the_next_work_runs_while_the_disk_takes_the_one_before_it) {
  Open();
  SlowLog slow;
  std::promise<void> second_ran;
  std::atomic<int> answered{0};
  store->Write(Adding(0), [&](absl::Status) { ++answered; });
  store->Write(
      [&](Transaction& transaction) {
        second_ran.set_value();
        return transaction.AddMember(Person(1));
      },
      [&](absl::Status) { ++answered; });
  second_ran.get_future().wait();
  BOOST_TEST(answered == 0);
  slow.End();
  store->Stop();
  BOOST_TEST(answered == 2);
}

BOOST_AUTO_TEST_CASE(what_is_read_is_durable_unless_the_latest_was_asked_for) {
  Open();
  SlowLog slow;
  std::promise<absl::Status> outcome;
  store->Write(Adding(0), [&](absl::Status status) { outcome.set_value(std::move(status)); });
  int64_t latest = 0;
  while (latest == 0) {
    BOOST_REQUIRE(store
                      ->ReadLatest([&](ReadTransaction& transaction) {
                        latest = *transaction.CountMembers();
                        return absl::OkStatus();
                      })
                      .ok());
  }
  std::atomic<bool> answered{false};
  std::atomic<bool> looked{false};
  std::thread reader([&] {
    const absl::Status read = store->Read([&](ReadTransaction& transaction) {
      looked = *transaction.CountMembers() == 1;
      looked.notify_all();
      return absl::OkStatus();
    });
    BOOST_TEST(read.ok());
    BOOST_TEST(answered);
  });
  looked.wait(false);
  answered = true;  // before the disk says so: a reader that does not wait may see false
  slow.End();
  reader.join();
  BOOST_TEST(outcome.get_future().get().ok());
}

BOOST_AUTO_TEST_CASE(after_a_failed_sync_nothing_is_promised_until_the_store_is_opened_anew) {
  Open();
  BOOST_REQUIRE(store->WriteAndWait(Adding(0)).ok());
  log_syncs_fail = true;
  const absl::Status failed = store->WriteAndWait(Adding(1));
  BOOST_TEST(absl::IsUnavailable(failed));
  BOOST_TEST(ReasonOf(failed) == "STORAGE_FAILED");
  log_syncs_fail = false;
  BOOST_TEST(ReasonOf(store->WriteAndWait(Adding(2))) == "STORAGE_FAILED");
  BOOST_TEST(ReasonOf(store->Read([](ReadTransaction&) { return absl::OkStatus(); })) ==
             "STORAGE_FAILED");
  Open();
  BOOST_TEST(store->WriteAndWait(Adding(2)).ok());
}

BOOST_AUTO_TEST_CASE(the_log_stays_short_under_writes_that_never_pause) {
  sqlite::WriterLimits eager;
  eager.checkpoints = {8, 16, 64};
  Open(eager);
  for (uint32_t n = 0; n < 500; ++n) BOOST_REQUIRE(store->WriteAndWait(Adding(n)).ok());
  // A page is 4 KiB, and each of these works writes a few.
  BOOST_TEST(std::filesystem::file_size(path + "/chain.db-wal") < 64U * 4 * 4'096);
  BOOST_TEST(Members() == 500);
}

BOOST_AUTO_TEST_CASE(the_log_is_kept_once_the_database_could_not_be_synced) {
  sqlite::WriterLimits eager;
  eager.checkpoints = {2, 4, 16};
  Open(eager);
  database_syncs_fail = true;
  for (uint32_t n = 0; n < 100; ++n) BOOST_REQUIRE(store->WriteAndWait(Adding(n)).ok());
  database_syncs_fail = false;
  // The next sync would succeed, and would not be for the pages of the one that failed.
  for (uint32_t n = 100; n < 200; ++n) BOOST_REQUIRE(store->WriteAndWait(Adding(n)).ok());
  store.reset();
  BOOST_REQUIRE(std::filesystem::exists(path + "/chain.db-wal"));
  BOOST_TEST(std::filesystem::file_size(path + "/chain.db-wal") > 100U * 4'096);
  Open();
  BOOST_TEST(Members() == 200);
}

// A member with points, a sale, and their change: one work.
absl::Status Sell(Transaction& transaction) {
  const MemberId member_id = Person(0).member_id;
  TESSERA_ASSIGN_OR_RETURN(ledger::AccountState state, transaction.LoadAccount(member_id, {}));
  ledger::Account account(std::move(state));
  const ledger::LotLife life{Instant{1}, std::nullopt};
  TESSERA_RETURN_IF_ERROR(account.Earn(Points(5), life, {Instant{1}, SaleId{{7}}}).status());
  TESSERA_RETURN_IF_ERROR(transaction.SaveAccount(account));
  Sale sale;
  sale.sale_id = SaleId{{7}};
  sale.member_id = member_id;
  sale.document = std::string(20'000, 'd');
  TESSERA_RETURN_IF_ERROR(transaction.AddSale(sale).status());
  return transaction.AppendMemberChange(member_id);
}

BOOST_AUTO_TEST_CASE(a_sale_that_finds_no_space_leaves_nothing_and_is_booked_once_there_is_some) {
  Open();
  BOOST_REQUIRE(store->WriteAndWait(Adding(0)).ok());
  const auto booked = [&] {
    bool found = false;
    BOOST_REQUIRE(store
                      ->Read([&](ReadTransaction& transaction) {
                        const ledger::AccountState account =
                            *transaction.LoadAccount(Person(0).member_id, {});
                        found = transaction.FindSale(SaleId{{7}})->has_value();
                        BOOST_TEST((account.balance.value() == 5) == found);
                        BOOST_TEST((account.lots.size() == 1) == found);
                        BOOST_TEST((account.last_entry_no == 1) == found);
                        BOOST_TEST((*transaction.LastChange() == 1) == found);
                        return absl::OkStatus();
                      })
                      .ok());
    return found;
  };
  disk_is_full = true;
  for (int i = 0; i < 3; ++i) {
    const absl::Status status = store->WriteAndWait(Sell);
    BOOST_TEST(absl::IsResourceExhausted(status));
    BOOST_TEST(ReasonOf(status) == "DISK_FULL");
    BOOST_TEST(!booked());
  }
  disk_is_full = false;
  BOOST_TEST(store->WriteAndWait(Sell).ok());
  BOOST_TEST(booked());
}

BOOST_AUTO_TEST_CASE(a_listener_hears_of_changes_that_stand) {
  Open();
  std::atomic<int64_t> newest{0};
  store->OnChange([&](int64_t change) { newest = change; });
  const auto append = [](bool stand) {
    return [stand](Transaction& transaction) {
      TESSERA_RETURN_IF_ERROR(transaction.AppendProgramChange());
      return stand ? absl::OkStatus() : Refused("NO", "", "no");
    };
  };
  BOOST_TEST(store->WriteAndWait(append(true)).ok());
  BOOST_TEST(!store->WriteAndWait(append(false)).ok());
  store->Stop();
  BOOST_TEST(newest == 1);
}

BOOST_AUTO_TEST_CASE(the_log_is_cut_to_nothing_when_the_store_stops) {
  sqlite::WriterLimits eager;
  eager.checkpoints = {1, 2, 4};
  Open(eager);
  for (uint32_t n = 0; n < 20; ++n) BOOST_REQUIRE(store->WriteAndWait(Adding(n)).ok());
  store->Stop();
  const std::string log = path + "/chain.db-wal";
  BOOST_TEST((!std::filesystem::exists(log) || std::filesystem::file_size(log) == 0));
  BOOST_TEST(Members() == 20);
}

BOOST_AUTO_TEST_CASE(a_store_that_is_closed_leaves_one_file_though_it_was_read_last) {
  Open();
  BOOST_REQUIRE(store->WriteAndWait(Adding(1)).ok());
  BOOST_TEST(Members() == 1);
  store.reset();
  for (const auto& file : std::filesystem::directory_iterator(path)) {
    BOOST_TEST(file.path().filename() == "chain.db");
  }
}

BOOST_AUTO_TEST_CASE(a_database_of_a_newer_program_is_refused) {
  Open();
  store.reset();
  {
    auto connection = tessera::sqlite::Connection::Open(path + "/chain.db", {});
    BOOST_REQUIRE((*connection)->Execute("PRAGMA user_version = 1000").ok());
  }
  sqlite::SqliteStoreOptions options;
  options.path = path + "/chain.db";
  BOOST_TEST(ReasonOf(sqlite::SqliteStore::Open(options, SystemRandom()).status()) ==
             "SCHEMA_NEWER");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::storage
