// Copies of a store in use.
#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "backends.h"
#include "sample.h"
#include "tessera/ledger/audit.h"

namespace tessera::storage {
namespace {

constexpr uint32_t kMembers = 600;  // enough for a backup to ask on its way whether it is wanted

MemberId Numbered(uint32_t n) {
  MemberId id;
  id.bytes[0] = static_cast<uint8_t>(n >> 8);
  id.bytes[1] = static_cast<uint8_t>(n);
  return id;
}

absl::Status Enrol(Transaction& transaction, uint32_t n) {
  Member member = Person(0);
  member.member_id = Numbered(n);
  TESSERA_RETURN_IF_ERROR(transaction.AddMember(member));
  TESSERA_ASSIGN_OR_RETURN(ledger::AccountState state,
                           transaction.LoadAccount(member.member_id, {}));
  ledger::Account account(std::move(state));
  TESSERA_RETURN_IF_ERROR(account.Adjust(Points(n), ledger::LotLife{Instant{1}, std::nullopt}, {Instant{1}}));
  TESSERA_RETURN_IF_ERROR(transaction.SaveAccount(account));
  return transaction.AppendMemberChange(member.member_id);
}

void Fill(Store& store) {
  Writing(store, [](Transaction& transaction) {
    for (uint32_t n = 1; n <= kMembers; ++n) BOOST_REQUIRE(Enrol(transaction, n).ok());
  });
}

// Members whose books balance; all of them must.
int64_t Audited(Store& store) {
  int64_t members = 0;
  Reading(store, [&](ReadTransaction& transaction) {
    const auto ids = *transaction.ListMembers(std::nullopt, 10'000);
    for (const MemberId& member_id : ids) {
      ledger::Audit audit(member_id);
      const auto entries = *transaction.ListEntries(member_id, 0, 100);
      for (const ledger::Entry& entry : entries) audit.Read(entry);
      for (const ledger::Fault& fault :
           audit.Finish(*transaction.LoadAccount(member_id, {}), Instant{1})) {
        BOOST_ERROR(fault.code << ": " << fault.message);
      }
      ++members;
    }
  });
  return members;
}

Uuid EpochOf(Store& store) {
  Uuid epoch{};
  Reading(store, [&](ReadTransaction& transaction) { epoch = *transaction.Epoch(); });
  return epoch;
}

std::vector<std::string> FilesIn(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    names.push_back(file.path().filename());
  }
  return names;
}

absl::Status Always() { return absl::OkStatus(); }

BOOST_AUTO_TEST_CASE_TEMPLATE(a_backup_is_one_state_while_writes_go_on, Backend, Backends) {
  Backend backend;
  auto store = backend.Open();
  Fill(*store);
  uint32_t added = 0;
  const absl::Status status =
      store->Backup(backend.folder() + "/copy.db", SystemRandom(), [&]() -> absl::Status {
        const uint32_t next = kMembers + ++added;
        return store->WriteAndWait(
            [next](Transaction& transaction) { return Enrol(transaction, next); });
      });
  BOOST_REQUIRE_MESSAGE(status.ok(), status.ToString());
  BOOST_TEST(added >= 2u);
  auto copy = backend.OpenBackup("copy.db");
  BOOST_TEST(Audited(*copy) == kMembers);
  BOOST_TEST(Audited(*store) == kMembers + added);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_backup_knows_all_but_has_an_epoch_of_its_own, Backend, Backends) {
  Backend backend;
  auto store = backend.Open();
  Fill(*store);
  const Uuid epoch = EpochOf(*store);
  BOOST_REQUIRE(store->Backup(backend.folder() + "/copy.db", SystemRandom(), Always).ok());
  BOOST_TEST((EpochOf(*store) == epoch));
  auto copy = backend.OpenBackup("copy.db");
  BOOST_TEST((EpochOf(*copy) != epoch));
  Reading(*copy, [](ReadTransaction& transaction) {
    BOOST_TEST(*transaction.LastChange() == kMembers);
    BOOST_TEST((**transaction.FindMember(Numbered(1))).masked_name == "Анна К.");
  });
  BOOST_TEST(copy->WriteAndWait([](Transaction& transaction) {
                   return Enrol(transaction, kMembers + 1);
                 }).ok());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_backup_overwrites_no_file, Backend, Backends) {
  Backend backend;
  auto store = backend.Open();
  BOOST_REQUIRE(Add(*store, 1).ok());
  const std::string path = backend.folder() + "/precious";
  std::ofstream(path) << "mine";
  const absl::Status status = store->Backup(path, SystemRandom(), Always);
  BOOST_TEST(absl::IsAlreadyExists(status));
  BOOST_TEST(ReasonOf(status) == "FILE_EXISTS");
  std::string text;
  std::ifstream(path) >> text;
  BOOST_TEST(text == "mine");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_backup_that_nobody_wants_any_more_ends_and_leaves_nothing, Backend,
                              Backends) {
  Backend backend;
  auto store = backend.Open();
  Fill(*store);
  const size_t files = FilesIn(backend.folder()).size();
  for (const int questions : {0, 1}) {
    int asked = 0;
    const absl::Status status =
        store->Backup(backend.folder() + "/copy.db", SystemRandom(), [&]() -> absl::Status {
          return asked++ < questions ? absl::OkStatus() : absl::DeadlineExceededError("late");
        });
    BOOST_TEST(absl::IsDeadlineExceeded(status));
    BOOST_TEST(FilesIn(backend.folder()).size() == files);
  }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(one_backup_is_made_at_a_time, Backend, Backends) {
  Backend backend;
  auto store = backend.Open();
  BOOST_REQUIRE(Add(*store, 1).ok());
  std::string second;
  BOOST_TEST(store->Backup(backend.folder() + "/copy.db", SystemRandom(),
                           [&]() -> absl::Status {
                             second = ReasonOf(store->Backup(backend.folder() + "/other.db",
                                                             SystemRandom(), Always));
                             return absl::OkStatus();
                           })
                 .ok());
  BOOST_TEST(second == "BACKUP_RUNNING");
  BOOST_TEST(store->Backup(backend.folder() + "/other.db", SystemRandom(), Always).ok());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_backup_says_where_it_cannot_be_written, Backend, Backends) {
  Backend backend;
  auto store = backend.Open();
  BOOST_REQUIRE(Add(*store, 1).ok());
  const absl::Status status =
      store->Backup(backend.folder() + "/nowhere/copy.db", SystemRandom(), Always);
  BOOST_TEST(ReasonOf(status) == "STORAGE_UNOPENABLE");
}

}  // namespace
}  // namespace tessera::storage
