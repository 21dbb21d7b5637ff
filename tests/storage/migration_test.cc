// A database of schema 1, saved when that was the present one, in the hands of today's program.
#include <boost/test/unit_test.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "lying_disk.h"
#include "tessera/base/status.h"
#include "tessera/operations/audit/verify_ledger.h"
#include "tessera/operations/members/adjust_points.h"
#include "tessera/operations/members/enrol.h"
#include "tessera/operations/members/get_member.h"
#include "tessera/operations/sales/booking.h"
#include "tessera/operations/sales/refund.h"
#include "tessera/sqlite/migration.h"
#include "tessera/storage/sqlite/schema.h"
#include "tessera/storage/sqlite/sqlite_store.h"

namespace tessera::storage {
namespace {

using operations::Caller;

const Caller kHq{};
const Caller kTill{true, "store-1", "till-1"};

// Ids that were chosen when the database was made.
std::string Fixed(const std::string& number) {
  const std::string zeros(12 - number.size(), '0');
  return "01977380-0000-7000-8000-" + zeros + number;
}
MemberId MemberNumber(const std::string& number) {
  return *MemberId::Parse(Fixed(number), "member_id");
}

std::string Whole(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  BOOST_REQUIRE_MESSAGE(file.good(), path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

struct Saved {
  Saved() {
    std::string pattern = std::filesystem::temp_directory_path() / "tessera-saved-XXXXXX";
    BOOST_REQUIRE(mkdtemp(pattern.data()) != nullptr);
    folder = pattern;
    secrets.lookup_key.fill(1);
    secrets.seal_key.fill(2);
    Execute(Whole(TESSERA_SAVED_FOLDER "/schema-1.sql"));
  }
  ~Saved() {
    store.reset();
    std::filesystem::remove_all(folder);
  }

  std::string path() const { return folder + "/chain.db"; }

  void Execute(const std::string& script) {
    auto connection = tessera::sqlite::Connection::Open(path(), {});
    BOOST_REQUIRE_MESSAGE(connection.ok(), connection.status().ToString());
    const absl::Status status = (*connection)->Execute(script);
    BOOST_REQUIRE_MESSAGE(status.ok(), status.ToString());
  }

  int64_t Number(const char* query) {
    auto connection = tessera::sqlite::Connection::Open(path(), {});
    BOOST_REQUIRE(connection.ok());
    auto statement = (*connection)->Prepare(query);
    BOOST_REQUIRE_MESSAGE(statement.One().ok(), statement.status().ToString());
    return statement.IntegerAt(0);
  }

  absl::Status TryOpen() {
    sqlite::SqliteStoreOptions options;
    options.path = path();
    options.vfs = LyingDisk();
    auto opened = sqlite::SqliteStore::Open(options, SystemRandom());
    if (!opened.ok()) return opened.status();
    store = *std::move(opened);
    return absl::OkStatus();
  }
  void Open() {
    const absl::Status status = TryOpen();
    BOOST_REQUIRE_MESSAGE(status.ok(), status.ToString());
  }

  operations::Context As(const Caller& caller) {
    return operations::Context{now, SystemRandom(), secrets, programs, caller};
  }
  template <typename Work>
  void Reading(Work work) {
    const absl::Status status = store->Read([&](ReadTransaction& transaction) {
      work(transaction);
      return absl::OkStatus();
    });
    BOOST_REQUIRE_MESSAGE(status.ok(), status.ToString());
  }
  template <typename Work>
  void Writing(Work work) {
    const absl::Status status = store->WriteAndWait([&](Transaction& transaction) {
      work(transaction);
      return absl::OkStatus();
    });
    BOOST_REQUIRE_MESSAGE(status.ok(), status.ToString());
  }
  v1::VerifyLedgerResponse Verified() {
    v1::VerifyLedgerResponse response;
    Reading([&](ReadTransaction& transaction) {
      response = *operations::VerifyLedger(As(kHq), transaction, v1::VerifyLedgerRequest());
    });
    for (const v1::LedgerFault& fault : response.faults()) {
      BOOST_ERROR(fault.code() + ": " + fault.message());
    }
    return response;
  }

  Instant now{1'753'542'460'000'000};  // when the last of it was booked
  std::string folder;
  operations::Secrets secrets;
  operations::Programs programs;
  std::unique_ptr<sqlite::SqliteStore> store;
};

BOOST_FIXTURE_TEST_SUITE(migration, Saved)

BOOST_AUTO_TEST_CASE(the_ledger_balances_as_before) {
  Open();
  const v1::VerifyLedgerResponse verified = Verified();
  BOOST_TEST(verified.members() == 7);
  BOOST_TEST(verified.entries() == 17);
  BOOST_TEST(verified.sales() == 7);
  BOOST_TEST(verified.liability_points() == 860);
  store.reset();
  BOOST_TEST(Number("SELECT count(*) FROM pragma_foreign_key_check") == 0);
}

BOOST_AUTO_TEST_CASE(members_keep_their_names_tiers_and_cards) {
  Open();
  Reading([&](ReadTransaction& transaction) {
    v1::GetMemberRequest request;
    request.mutable_member()->set_member_id(Fixed("1"));
    const auto anna = operations::GetMember(As(kHq), transaction, request);
    BOOST_REQUIRE_MESSAGE(anna.ok(), anna.status().ToString());
    BOOST_TEST(anna->full_name() == "Анна Каренина");
    BOOST_TEST(anna->member().balance_points() == 280);
    BOOST_TEST(anna->member().pending_points() == 360);
    BOOST_TEST(anna->member().held_points() == 9);
    const Member row = **transaction.FindMember(MemberNumber("1"));
    BOOST_TEST(row.tier == "gold");
    BOOST_TEST(row.assigned_tier == "gold");
    BOOST_TEST((row.tier_since == row.created_at));
    BOOST_TEST((row.account_id() == row.member_id));
    const auto identifiers = *transaction.ListIdentifiers(row.member_id);
    BOOST_REQUIRE_EQUAL(identifiers.size(), 2u);
    BOOST_TEST((identifiers[0].status == IdentifierStatus::kActive));
    BOOST_TEST(((**transaction.FindMember(MemberNumber("3"))).status == MemberStatus::kBlocked));
  });
}

v1::EnrolRequest Enrolment(const std::string& number, const std::string& phone,
                           const std::string& name) {
  v1::EnrolRequest request;
  request.set_enrolment_id(Fixed(number));
  v1::Identifier* identifier = request.add_identifiers();
  identifier->set_kind(v1::IDENTIFIER_KIND_PHONE);
  identifier->set_value(phone);
  request.set_full_name(name);
  request.mutable_consent()->set_text_version("v1");
  request.mutable_consent()->set_given_at_us(1'750'000'000'000'000);
  request.mutable_consent()->set_channel("till");
  request.set_store_id("store-1");
  request.set_language("ru");
  return request;
}

BOOST_AUTO_TEST_CASE(enrolments_are_answered_as_the_first_time) {
  Open();
  Writing([&](Transaction& transaction) {
    const auto vera =
        operations::Enrol(As(kTill), transaction, Enrolment("101", "+79160000001", "Вера"));
    BOOST_REQUIRE_MESSAGE(vera.ok(), vera.status().ToString());
    BOOST_TEST(vera->member().masked_name() == "Вера");
    BOOST_TEST(vera->member().balance_points() == 0);
    const auto lengthy = operations::Enrol(
        As(kHq), transaction, Enrolment("103", "+79160000003", std::string(200, 'N')));
    BOOST_REQUIRE_MESSAGE(lengthy.ok(), lengthy.status().ToString());
    BOOST_TEST(lengthy->member().masked_name() == std::string(200, 'N'));
    const auto other =
        operations::Enrol(As(kTill), transaction, Enrolment("101", "+79160000001", "Ольга"));
    BOOST_TEST(ReasonOf(other.status()) == "ENROLMENT_ID_REUSED");
    BOOST_TEST(*transaction.CountMembers() == 7);
  });
}

BOOST_AUTO_TEST_CASE(adjustments_are_answered_as_the_first_time) {
  Open();
  Writing([&](Transaction& transaction) {
    const auto adjust = [&](const char* id, const char* member, int64_t points,
                            const char* comment) {
      v1::AdjustPointsRequest request;
      request.set_adjustment_id(Fixed(id));
      request.mutable_member()->set_member_id(Fixed(member));
      request.set_points(points);
      request.set_comment(comment);
      return operations::AdjustPoints(As(kHq), transaction, request);
    };
    const auto sorry = adjust("111", "1", 50, "sorry for the wait");
    BOOST_REQUIRE_MESSAGE(sorry.ok(), sorry.status().ToString());
    BOOST_TEST(sorry->entry().entry_no() == 2);
    BOOST_TEST(sorry->entry().balance_points() == 550);
    // An enrolment has the same id.
    const auto shared = adjust("101", "2", 7, "same id as an enrolment");
    BOOST_REQUIRE_MESSAGE(shared.ok(), shared.status().ToString());
    BOOST_TEST(shared->entry().points() == 7);
    BOOST_TEST(ReasonOf(adjust("112", "1", -30, "counted twice").status()) ==
               "ADJUSTMENT_ID_REUSED");
    const auto requested =
        *transaction.FindRequested(*ChangeId::Parse(Fixed("112"), "id"), "AdjustPoints");
    BOOST_REQUIRE(requested.has_value());
    BOOST_TEST(requested->comment == "counted twice");
    BOOST_TEST(requested->booked_at.us == 1'750'000'000'000'000);
  });
}

BOOST_AUTO_TEST_CASE(sales_and_refunds_are_answered_as_the_first_time_and_move_nothing) {
  Open();
  Writing([&](Transaction& transaction) {
    const auto sales = *transaction.ListSales({}, 100);
    for (const Sale& sale : sales) {
      v1::Sale document;
      BOOST_REQUIRE(document.ParseFromString(sale.document));
      if (!document.member().has_identifier_hash()) {
        const operations::Context context = As({true, sale.store_id, sale.terminal_id});
        const auto again =
            operations::BookSale(context, transaction, document,
                                 *operations::ReadSale(context, document),
                                 operations::OnDifference::kRecord);
        BOOST_REQUIRE_MESSAGE(again.ok(), again.status().ToString());
        BOOST_TEST(again->SerializeAsString() == sale.answer);
      }
      const auto refunds = *transaction.ListRefunds(sale.sale_id);
      for (const Refund& refund : refunds) {
        v1::Refund sent;
        BOOST_REQUIRE(sent.ParseFromString(refund.document));
        const auto returned = operations::BookRefund(As(kTill), transaction, sent,
                                                     operations::OnDifference::kRecord);
        BOOST_REQUIRE_MESSAGE(returned.ok(), returned.status().ToString());
        BOOST_TEST(returned->SerializeAsString() == refund.answer);
      }
    }
    BOOST_TEST(transaction.FindPendingRefund(*RefundId::Parse(Fixed("123"), "id"))->has_value());
  });
  BOOST_TEST(Verified().entries() == 17);
}

BOOST_AUTO_TEST_CASE(counters_begin_with_what_is_known) {
  Open();
  Reading([&](ReadTransaction& transaction) {
    const ledger::Purchases anna = *transaction.LoadPurchases(MemberNumber("1"));
    BOOST_TEST(anna.visits == 2);
    BOOST_TEST(anna.earned.value() == 1'010);  // 780 + 360 - 130
    BOOST_TEST((anna.last_at == Instant{1'753'542'400'000'000}));
    BOOST_TEST(transaction.LoadPurchases(MemberNumber("3"))->visits == 0);
  });
}

BOOST_AUTO_TEST_CASE(what_happens_next_is_due) {
  Open();
  Reading([&](ReadTransaction& transaction) {
    // The hold of the first lapses, points of the second become active; a third's have ended.
    const auto due = *transaction.ListAccountsDue(Instant{1'753'600'000'000'000}, 10);
    BOOST_REQUIRE_EQUAL(due.size(), 2u);
    BOOST_TEST((due[1] == MemberNumber("1")));
    BOOST_TEST(transaction.ListAccountsDue(Instant{1'753'736'400'000'000}, 10)->size() == 3u);
  });
}

BOOST_AUTO_TEST_CASE(a_saved_chain_goes_on_selling) {
  Open();
  Writing([&](Transaction& transaction) {
    v1::Refund refund;
    refund.set_refund_id(Fixed("500"));
    refund.set_store_id("store-1");
    refund.set_terminal_id("till-1");
    const auto sales = *transaction.ListSales({}, 100);
    for (const Sale& sale : sales) {
      if (sale.member_id != MemberNumber("1") || sale.refunds == 0) continue;
      refund.set_sale_id(sale.sale_id.ToText());
    }
    const auto returned = operations::BookRefund(As(kTill), transaction, refund,
                                                 operations::OnDifference::kRefuse);
    BOOST_REQUIRE_MESSAGE(returned.ok(), returned.status().ToString());
    BOOST_TEST(returned->returned_points() == 250);
  });
  BOOST_TEST(Verified().entries() > 17);
}

BOOST_AUTO_TEST_CASE(a_saved_chain_knows_in_which_stores_its_members_bought) {
  Open();
  Reading([&](ReadTransaction& transaction) {
    std::map<std::pair<std::string, std::string>, Instant> last;
    const auto sales = *transaction.ListSales({}, 100);
    for (const Sale& sale : sales) {
      if (!sale.member_id) continue;
      Instant& at = last[{sale.member_id->ToText(), sale.store_id}];
      at = std::max(at, sale.booked_at);
    }
    BOOST_REQUIRE(!last.empty());
    for (const auto& [key, at] : last) {
      const auto seen = transaction.FindSeen(*MemberId::Parse(key.first, ""), key.second);
      BOOST_REQUIRE((seen.ok() && seen->has_value()));
      BOOST_TEST((*seen)->us == at.us);
    }
    BOOST_TEST(!transaction.FindSeen(MemberNumber("1"), "nowhere")->has_value());
    BOOST_TEST(transaction.FindMember(MemberNumber("1"))->value().home_store == "");
  });
}

BOOST_AUTO_TEST_CASE(a_newer_schema_is_refused_and_untouched) {
  Execute("PRAGMA user_version = 1000");
  const std::string before = Whole(path());
  const absl::Status status = TryOpen();
  BOOST_TEST(absl::IsFailedPrecondition(status));
  BOOST_TEST(ReasonOf(status) == "SCHEMA_NEWER");
  BOOST_TEST(Whole(path()) == before);
}

BOOST_AUTO_TEST_CASE(a_migration_that_fails_at_its_last_statement_leaves_schema_1_whole) {
  Execute("CREATE TABLE job_run (in_the_way INTEGER)");
  BOOST_TEST(!TryOpen().ok());
  BOOST_TEST(Number("PRAGMA user_version") == 1);
  BOOST_TEST(Number("SELECT count(*) FROM adjustment") == 3);
  BOOST_TEST(Number("SELECT count(*) FROM enrolment") == 4);
  BOOST_TEST(Number("SELECT count(*) FROM pragma_table_info('member') WHERE name = 'shares'") == 0);
  BOOST_TEST(Number("SELECT count(*) FROM sqlite_schema WHERE name = 'tender'") == 0);
  Execute("DROP TABLE job_run");
  Open();
  BOOST_TEST(Verified().entries() == 17);
}

BOOST_AUTO_TEST_CASE(a_migration_that_finds_no_space_goes_on_once_there_is_some) {
  disk_is_full = true;
  BOOST_TEST(ReasonOf(TryOpen()) == "DISK_FULL");
  disk_is_full = false;
  BOOST_TEST(Number("PRAGMA user_version") == 1);
  Open();
  BOOST_TEST(Verified().entries() == 17);
}

// Opens the database in a process of its own, which dies at that write. True if it lived.
bool SurvivesOpening(Saved& saved, int writes) {
  const pid_t child = fork();
  if (child == 0) {
    writes_until_death = writes;
    _exit(saved.TryOpen().ok() ? 0 : 1);
  }
  int status = 0;
  BOOST_REQUIRE(waitpid(child, &status, 0) == child);
  BOOST_REQUIRE((WIFSIGNALED(status) || WEXITSTATUS(status) == 0));
  return WIFEXITED(status);
}

BOOST_AUTO_TEST_CASE(a_killed_migration_leaves_one_schema_or_the_other) {
  const std::string saved = Whole(path());
  int unfinished = 0;
  for (int writes = 1;; writes += 5) {
    std::filesystem::remove(path() + "-wal");
    std::filesystem::remove(path() + "-shm");
    std::ofstream(path(), std::ios::binary) << saved;
    if (SurvivesOpening(*this, writes)) break;
    const int64_t schema = Number("PRAGMA user_version");
    const bool old_tables =
        Number("SELECT count(*) FROM sqlite_schema WHERE name = 'enrolment'") == 1;
    const bool new_tables = Number("SELECT count(*) FROM sqlite_schema WHERE name = 'tender'") == 1;
    BOOST_TEST((schema == 1 ? old_tables && !new_tables : !old_tables && new_tables));
    const bool third = Number("SELECT count(*) FROM sqlite_schema WHERE name = 'run'") == 1;
    BOOST_TEST(third == (schema >= 3));
    const bool newest = Number("SELECT count(*) FROM sqlite_schema WHERE name = 'publication'") == 1;
    BOOST_TEST(newest == (schema == 4));
    if (schema == 1) ++unfinished;
    Open();
    BOOST_TEST(Verified().entries() == 17);
    store.reset();
  }
  BOOST_TEST(unfinished > 3);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::storage
