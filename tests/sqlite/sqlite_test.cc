#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include <sqlite3.h>

#include "tessera/base/clock.h"
#include "tessera/base/status.h"
#include "tessera/sqlite/connection.h"
#include "tessera/sqlite/migration.h"
#include "tessera/sqlite/transaction.h"

namespace tessera::sqlite {
namespace {

struct File {
  File() {
    std::string pattern = std::filesystem::temp_directory_path() / "tessera-sqlite-XXXXXX";
    BOOST_REQUIRE(mkdtemp(pattern.data()) != nullptr);
    folder = pattern;
  }
  ~File() { std::filesystem::remove_all(folder); }
  std::unique_ptr<Connection> Open(OpenOptions options = {}) {
    auto connection = Connection::Open(folder + "/file.db", options);
    BOOST_REQUIRE(connection.ok());
    return *std::move(connection);
  }
  std::string folder;
};

constexpr Migration kOne[] = {{1, "CREATE TABLE word (text TEXT NOT NULL UNIQUE) STRICT;"}};
constexpr Migration kTwo[] = {{1, "CREATE TABLE word (text TEXT NOT NULL UNIQUE) STRICT;"},
                              {2, "ALTER TABLE word ADD COLUMN size INTEGER;"}};
constexpr Migration kBroken[] = {{1, "CREATE TABLE word (text TEXT NOT NULL UNIQUE) STRICT;"},
                                 {2, "CREATE TABLE half (a INTEGER); CREATE TABLE half (a INTEGER);"}};

int64_t Count(Connection& connection, absl::string_view sql) {
  Statement statement = connection.Prepare(sql);
  BOOST_REQUIRE(statement.One().ok());
  return statement.IntegerAt(0);
}

BOOST_FIXTURE_TEST_SUITE(sqlite, File)

BOOST_AUTO_TEST_CASE(migrations_run_once_and_in_order) {
  auto connection = Open();
  BOOST_TEST(Migrate(*connection, kOne).ok());
  BOOST_TEST(Migrate(*connection, kTwo).ok());
  BOOST_TEST(Migrate(*connection, kTwo).ok());
  BOOST_TEST(*SchemaVersion(*connection) == 2);
}

BOOST_AUTO_TEST_CASE(a_file_of_a_newer_program_is_refused_untouched) {
  auto connection = Open();
  BOOST_TEST(Migrate(*connection, kTwo).ok());
  BOOST_TEST(ReasonOf(Migrate(*connection, kOne)) == "SCHEMA_NEWER");
  BOOST_TEST(*SchemaVersion(*connection) == 2);
}

BOOST_AUTO_TEST_CASE(a_migration_that_fails_leaves_nothing_of_it) {
  auto connection = Open();
  BOOST_TEST(!Migrate(*connection, kBroken).ok());
  BOOST_TEST(*SchemaVersion(*connection) == 1);
  BOOST_TEST(Count(*connection, "SELECT count(*) FROM sqlite_schema WHERE name = 'half'") == 0);
}

BOOST_AUTO_TEST_CASE(values_come_back_as_they_were_bound) {
  auto connection = Open();
  Statement statement = connection->Prepare("SELECT ?1, ?2, ?3, ?4, ?5");
  const std::string bytes("a\0b", 3);
  statement.Integer(INT64_MIN).Text("слово").Blob(bytes).Null().Blob("");
  BOOST_REQUIRE(statement.One().ok());
  BOOST_TEST(statement.IntegerAt(0) == INT64_MIN);
  BOOST_TEST(statement.TextAt(1) == "слово");
  BOOST_TEST(statement.BlobAt(2) == bytes);
  BOOST_TEST(statement.IsNullAt(3));
  BOOST_TEST(!statement.IsNullAt(4));
  BOOST_TEST(statement.BlobAt(4) == "");
  BOOST_TEST(statement.status().ok());
}

BOOST_AUTO_TEST_CASE(a_column_of_another_type_is_an_error_and_no_guess) {
  auto connection = Open();
  Statement statement = connection->Prepare("SELECT '12'");
  BOOST_REQUIRE(statement.One().ok());
  BOOST_TEST(statement.IntegerAt(0) == 0);
  BOOST_TEST(ReasonOf(statement.status()) == "STORAGE_CORRUPT");
  BOOST_TEST(!statement.Step().ok());
}

BOOST_AUTO_TEST_CASE(errors_carry_reasons_and_no_values) {
  auto connection = Open();
  BOOST_REQUIRE(Migrate(*connection, kOne).ok());
  const auto add = [&] {
    return connection->Prepare("INSERT INTO word VALUES (?1)").Text("secret").Run();
  };
  BOOST_TEST(add().ok());
  const absl::Status again = add();
  BOOST_TEST(ReasonOf(again) == "ROW_EXISTS");
  BOOST_TEST(again.ToString().find("secret") == std::string::npos);
  BOOST_TEST(again.ToString().find("INSERT") == std::string::npos);
  BOOST_TEST(ReasonOf(connection->Prepare("SELECT nonsense").Step().status()) == "STORAGE_MISUSED");
  OpenOptions there;
  there.mode = OpenMode::kReadWrite;
  BOOST_TEST(ReasonOf(Connection::Open(folder + "/none.db", there).status()) ==
             "STORAGE_UNOPENABLE");
}

BOOST_AUTO_TEST_CASE(a_full_disk_has_a_reason_of_its_own) {
  auto connection = Open();
  BOOST_REQUIRE(Migrate(*connection, kOne).ok());
  BOOST_REQUIRE(connection->Execute("PRAGMA max_page_count = 4").ok());
  const std::string long_text(100'000, 'x');
  const absl::Status full =
      connection->Prepare("INSERT INTO word VALUES (?1)").Text(long_text).Run();
  BOOST_TEST(ReasonOf(full) == "DISK_FULL");
  BOOST_TEST(absl::IsResourceExhausted(full));
}

BOOST_AUTO_TEST_CASE(what_is_not_committed_is_undone) {
  auto connection = Open();
  BOOST_REQUIRE(Migrate(*connection, kOne).ok());
  {
    auto transaction = Transaction::Begin(*connection, TransactionKind::kWrite);
    BOOST_REQUIRE(connection->Prepare("INSERT INTO word VALUES ('a')").Run().ok());
    {
      auto part = Savepoint::Begin(*connection);
      BOOST_REQUIRE(connection->Prepare("INSERT INTO word VALUES ('b')").Run().ok());
    }
    BOOST_TEST(Count(*connection, "SELECT count(*) FROM word") == 1);
    BOOST_TEST(transaction->Commit().ok());
  }
  {
    auto transaction = Transaction::Begin(*connection, TransactionKind::kWrite);
    BOOST_REQUIRE(connection->Prepare("INSERT INTO word VALUES ('c')").Run().ok());
  }
  BOOST_TEST(Count(*connection, "SELECT count(*) FROM word") == 1);
}

BOOST_AUTO_TEST_CASE(what_could_not_be_undone_at_its_end_is_undone_before_the_next) {
  auto connection = Open();
  BOOST_REQUIRE(Migrate(*connection, kOne).ok());
  {
    auto transaction = Transaction::Begin(*connection, TransactionKind::kWrite);
    BOOST_REQUIRE(connection->Prepare("INSERT INTO word VALUES ('a')").Run().ok());
    const auto no_rollback = [](void*, int action, const char* operation, const char*, const char*,
                                const char*) {
      return action == SQLITE_TRANSACTION && std::string(operation) == "ROLLBACK" ? SQLITE_DENY
                                                                                  : SQLITE_OK;
    };
    sqlite3_set_authorizer(connection->handle(), no_rollback, nullptr);
  }
  sqlite3_set_authorizer(connection->handle(), nullptr, nullptr);
  BOOST_TEST(connection->in_transaction());
  {
    auto transaction = Transaction::Begin(*connection, TransactionKind::kWrite);
    BOOST_REQUIRE(transaction.ok());
    BOOST_REQUIRE(connection->Prepare("INSERT INTO word VALUES ('b')").Run().ok());
    BOOST_TEST(transaction->Commit().ok());
  }
  BOOST_TEST(Count(*connection, "SELECT count(*) FROM word") == 1);
}

BOOST_AUTO_TEST_CASE(the_owner_of_checkpoints_sees_and_empties_the_log) {
  OpenOptions owning;
  owning.automatic_checkpoints = false;
  auto connection = Open(owning);
  BOOST_REQUIRE(Migrate(*connection, kOne).ok());
  BOOST_TEST(connection->wal_pages() > 0);
  const auto result = connection->Checkpoint(CheckpointMode::kTruncate);
  BOOST_REQUIRE(result.ok());
  BOOST_TEST(result->complete);
  BOOST_TEST(std::filesystem::file_size(folder + "/file.db-wal") == 0);
}

BOOST_AUTO_TEST_CASE(the_log_is_cut_only_where_no_reader_is_in_the_way_and_nobody_waits) {
  OpenOptions owning;
  owning.automatic_checkpoints = false;
  owning.busy_timeout_ms = 20'000;
  auto connection = Open(owning);
  BOOST_REQUIRE(Migrate(*connection, kOne).ok());
  auto reader = Open();
  {
    auto reading = Transaction::Begin(*reader, TransactionKind::kRead);
    BOOST_TEST(Count(*reader, "SELECT count(*) FROM word") == 0);
    const Duration begun = SystemClock().Monotonic();
    const auto result = connection->Checkpoint(CheckpointMode::kTruncateUnlessBusy);
    BOOST_REQUIRE(result.ok());
    BOOST_TEST(!result->complete);
    BOOST_TEST((SystemClock().Monotonic().us - begun.us < Seconds(10).us));
  }
  BOOST_TEST(connection->Checkpoint(CheckpointMode::kTruncateUnlessBusy)->complete);
  BOOST_TEST(std::filesystem::file_size(folder + "/file.db-wal") == 0);
}

BOOST_AUTO_TEST_CASE(a_reserved_log_keeps_its_room_and_is_empty_once_it_was_moved) {
  constexpr uintmax_t kBytes = 1 << 20;
  OpenOptions owning;
  owning.automatic_checkpoints = false;
  owning.exclusive = true;
  const std::string log = folder + "/file.db-wal";
  auto connection = Open(owning);
  BOOST_REQUIRE(Migrate(*connection, kOne).ok());
  for (int i = 0; i < 2; ++i) BOOST_REQUIRE(connection->ReserveWal(kBytes).ok());
  BOOST_REQUIRE(connection->Prepare("INSERT INTO word VALUES ('a')").Run().ok());
  BOOST_TEST(std::filesystem::file_size(log) == kBytes);
  BOOST_REQUIRE(connection->Prepare("INSERT INTO word VALUES ('b')").Run().ok());
  BOOST_REQUIRE(connection->EmptyWal().ok());
  connection.reset();
  BOOST_TEST(std::filesystem::file_size(log) == kBytes);
  std::filesystem::rename(log, log + ".aside");
  BOOST_TEST(Count(*Open(), "SELECT count(*) FROM word") == 2);
  std::filesystem::rename(log + ".aside", log);
  // Nothing was written this time, and the room stays all the same.
  connection = Open(owning);
  BOOST_TEST(Count(*connection, "SELECT count(*) FROM word") == 2);
  BOOST_REQUIRE(connection->ReserveWal(kBytes).ok());
  BOOST_REQUIRE(connection->EmptyWal().ok());
  connection.reset();
  BOOST_TEST(std::filesystem::file_size(log) == kBytes);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_opened_for_one_alone_is_locked_to_others_and_needs_no_other_file) {
  OpenOptions alone;
  alone.exclusive = true;
  auto connection = Open(alone);
  BOOST_REQUIRE(Migrate(*connection, kOne).ok());
  connection->KeepWalOnClose();
  connection.reset();
  connection = Open(alone);
  BOOST_TEST(Count(*connection, "SELECT count(*) FROM word") == 0);
  BOOST_TEST(!std::filesystem::exists(folder + "/file.db-shm"));
  OpenOptions hasty;
  hasty.busy_timeout_ms = 0;
  BOOST_TEST(ReasonOf(Connection::Open(folder + "/file.db", hasty).status()) == "STORAGE_BUSY");
}

BOOST_AUTO_TEST_CASE(two_loans_of_one_text_do_not_disturb_each_other) {
  auto connection = Open();
  const char* kSql = "SELECT ?1";
  Statement a = connection->Prepare(kSql);
  a.Integer(1);
  BOOST_REQUIRE(a.One().ok());
  {
    Statement b = connection->Prepare(kSql);
    b.Integer(2);
    BOOST_REQUIRE(b.One().ok());
    BOOST_TEST(b.IntegerAt(0) == 2);
  }
  BOOST_TEST(a.IntegerAt(0) == 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::sqlite
