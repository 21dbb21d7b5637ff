// What a backup does on a bad disk, and what it leaves there.
#include <boost/test/unit_test.hpp>

#include <filesystem>

#include "sample_folder.h"

namespace tessera::storage {
namespace {

absl::Status Always() { return absl::OkStatus(); }

struct Backup : Folder {
  Backup() {
    Open();
    for (uint32_t n = 0; n < 20; ++n) BOOST_REQUIRE(store->WriteAndWait(Adding(n)).ok());
  }
  absl::Status Make(absl::FunctionRef<absl::Status()> still_wanted = Always) {
    return store->Backup(copy(), SystemRandom(), still_wanted);
  }
  std::string copy() const { return path + "/copy.db"; }
  bool NothingIsLeft() const {
    for (const auto& file : std::filesystem::directory_iterator(path)) {
      if (file.path().filename().string().rfind("copy.db", 0) == 0) return false;
    }
    return true;
  }
};

BOOST_FIXTURE_TEST_SUITE(backup, Backup)

BOOST_AUTO_TEST_CASE(a_full_disk_ends_a_backup_wherever_it_is_and_nothing_stays) {
  disk_is_full = true;
  BOOST_TEST(ReasonOf(Make()) == "DISK_FULL");
  BOOST_TEST(NothingIsLeft());
  disk_is_full = false;
  // Full once the copy is made: its epoch cannot be written.
  const absl::Status status = Make([] {
    disk_is_full = true;
    return absl::OkStatus();
  });
  disk_is_full = false;
  BOOST_TEST(ReasonOf(status) == "DISK_FULL");
  BOOST_TEST(NothingIsLeft());
  BOOST_TEST(store->WriteAndWait(Adding(20)).ok());
  BOOST_TEST(Make().ok());
}

BOOST_AUTO_TEST_CASE(only_its_owner_reads_a_backup_and_it_is_a_single_file) {
  BOOST_REQUIRE(Make().ok());
  const auto permissions = std::filesystem::status(copy()).permissions();
  BOOST_TEST((permissions == (std::filesystem::perms::owner_read |
                              std::filesystem::perms::owner_write)));
  int files = 0;
  for (const auto& file : std::filesystem::directory_iterator(path)) {
    if (file.path().filename().string().rfind("copy.db", 0) == 0) ++files;
  }
  BOOST_TEST(files == 1);
}

BOOST_AUTO_TEST_CASE(what_an_interrupted_backup_left_is_no_obstacle) {
  std::filesystem::copy_file(path + "/chain.db", copy() + ".partial");
  std::filesystem::copy_file(path + "/chain.db", copy() + ".partial-wal");
  BOOST_TEST(Make().ok());
  BOOST_TEST(!std::filesystem::exists(copy() + ".partial"));
  BOOST_TEST(!std::filesystem::exists(copy() + ".partial-wal"));
}

BOOST_AUTO_TEST_CASE(no_copy_is_kept_of_a_damaged_database) {
  store->Stop();
  {
    auto connection = tessera::sqlite::Connection::Open(path + "/chain.db", {});
    BOOST_REQUIRE((*connection)
                      ->Execute("PRAGMA foreign_keys = OFF;"
                                "DELETE FROM member WHERE member_id IN"
                                " (SELECT member_id FROM member LIMIT 1)")
                      .ok());
  }
  BOOST_TEST(ReasonOf(Make()) == "STORAGE_CORRUPT");
  BOOST_TEST(NothingIsLeft());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::storage
