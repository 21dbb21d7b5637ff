#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "tessera/base/status.h"
#include "tessera/plugin/outbox/outbox.h"
#include "tessera/plugin_fakes/fakes.h"

using namespace tessera;
using plugin::Folder;
using plugin::Outbox;

namespace {

struct Fixture {
  fakes::TemporaryFolder place;
  std::unique_ptr<Folder> folder = Folder::Open(place.path()).value();
  std::unique_ptr<Outbox> outbox = Outbox::Open(*folder).value();

  int64_t Append(int number) {
    v1::OutboxRecord record;
    record.mutable_sale()->set_sale_id(absl::StrFormat("0194f3c0-0000-7000-8000-%012d", number));
    record.mutable_sale()->set_cashier_id(std::string(300, 'c'));
    return outbox->Append(record, {Instant{number}, "m", Points(1)})->sequence;
  }
  std::set<int64_t> Kept() {
    std::set<int64_t> kept;
    const std::vector<v1::OutboxRecord> pending = outbox->Pending(10'000).value();
    for (const v1::OutboxRecord& record : pending) kept.insert(record.sequence());
    return kept;
  }
  std::string path() const { return folder->outbox_path(); }

  void Spoil(uintmax_t from, size_t bytes) {
    std::fstream file(path(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(from));
    file << std::string(bytes, '\x5a');
  }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_record_that_cannot_be_read_is_parked_and_those_behind_it_go_on, Fixture) {
  for (int i = 1; i <= 3; ++i) Append(i);
  BOOST_REQUIRE(
      outbox->connection().Execute("UPDATE record SET message = x'ffffff' WHERE sequence = 2").ok());
  BOOST_TEST(Kept() == (std::set<int64_t>{1, 3}), boost::test_tools::per_element());
  BOOST_TEST(outbox->counts().pending == 2);
  const auto parked = outbox->Parked().value();
  BOOST_REQUIRE(parked.size() == 1u);
  BOOST_TEST(parked[0].sequence == 2);
  BOOST_TEST(parked[0].reason == "RECORD_UNREADABLE");
  // The same receipt can still be handed in.
  BOOST_TEST(Append(2) == 4);
}

BOOST_FIXTURE_TEST_CASE(a_damaged_file_is_set_aside_and_what_can_be_read_of_it_goes_on, Fixture) {
  constexpr int kRecords = 400;
  for (int i = 1; i <= kRecords; ++i) Append(i);
  outbox.reset();
  const uintmax_t size = std::filesystem::file_size(path());
  Spoil(size / 8'192 * 4'096, 4'096);
  outbox = Outbox::Open(*folder).value();
  BOOST_TEST(outbox->files_set_aside() == 1);
  BOOST_TEST(std::filesystem::file_size(place.path() + "/outbox-damaged-1.db") == size);
  const std::set<int64_t> kept = Kept();
  BOOST_TEST(kept.size() > kRecords * 9u / 10u);
  BOOST_TEST(kept.count(1) == 1u);
  BOOST_TEST(kept.count(kRecords) == 1u);
  BOOST_TEST(outbox->SpentBy("m", {}, "").value() == static_cast<int64_t>(kept.size()));
  // No number is used again, and the damage is told until somebody looks at it.
  BOOST_TEST(Append(kRecords + 1) == kRecords + 1);
  outbox.reset();
  outbox = Outbox::Open(*folder).value();
  BOOST_TEST(outbox->files_set_aside() == 1);
  BOOST_TEST(Kept().size() == kept.size() + 1);
}

BOOST_FIXTURE_TEST_CASE(a_file_of_which_nothing_can_be_read_stops_no_sale, Fixture) {
  for (int i = 1; i <= 5; ++i) Append(i);
  outbox.reset();
  std::ofstream(path(), std::ios::trunc | std::ios::binary) << std::string(8192, 'x');
  outbox = Outbox::Open(*folder).value();
  BOOST_TEST(outbox->files_set_aside() == 1);
  BOOST_TEST(Kept().empty());
  // Nobody knows which numbers the service has seen: these are far beyond.
  BOOST_TEST(Append(6) > 1'000'000);
}

BOOST_FIXTURE_TEST_CASE(a_setting_aside_that_was_cut_off_is_finished_by_the_next_open, Fixture) {
  for (int i = 1; i <= 50; ++i) Append(i);
  outbox.reset();
  // It died after the first step: the file has its new name, and that was all.
  std::filesystem::rename(path(), place.path() + "/outbox-damaged-1.db");
  outbox = Outbox::Open(*folder).value();
  BOOST_TEST(Kept().size() == 50u);
}
