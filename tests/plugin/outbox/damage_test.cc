#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
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

  void Settle(int64_t first, int64_t last) {
    std::vector<v1::SubmittedRecord> answers;
    for (int64_t sequence = first; sequence <= last; ++sequence) {
      v1::SubmittedRecord& booked = answers.emplace_back();
      booked.set_sequence(sequence);
      booked.mutable_sale()->set_member_id("m");
      booked.mutable_sale()->set_spent_points(1);
    }
    outbox->Settle(answers);
  }

  // Where in the file the page with the lowest or the highest of the records is.
  uintmax_t LeafOf(bool highest) {
    sqlite::Statement root = outbox->connection().Prepare(
        "SELECT rootpage FROM sqlite_schema WHERE name = 'record'");
    BOOST_REQUIRE(root.One().ok());
    auto page = static_cast<size_t>(root.IntegerAt(0));
    std::ifstream file(path(), std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    const auto number = [&bytes](size_t at, int size) {
      size_t value = 0;
      for (int i = 0; i < size; ++i) value = value << 8 | static_cast<uint8_t>(bytes.at(at + i));
      return value;
    };
    constexpr size_t kPage = 4'096, kInterior = 5, kLeaf = 13;
    size_t at = (page - 1) * kPage;
    while (number(at, 1) == kInterior) {
      page = highest ? number(at + 8, 4) : number(at + number(at + 12, 2), 4);
      at = (page - 1) * kPage;
    }
    BOOST_REQUIRE(number(at, 1) == kLeaf);
    return at;
  }

  // What is on the disk from now on is in nobody's memory, and none of it in the log.
  void Reopen() {
    outbox.reset();
    outbox = Outbox::Open(*folder).value();
    BOOST_REQUIRE(outbox->connection().Execute("PRAGMA shrink_memory").ok());
  }

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

// The page that is written with each record is the likeliest to be torn.
BOOST_FIXTURE_TEST_CASE(what_stands_before_a_damaged_last_page_goes_on, Fixture) {
  constexpr int kDelivered = 120, kWaiting = 400;
  for (int i = 1; i <= kDelivered; ++i) Append(i);
  Settle(1, kDelivered);
  BOOST_REQUIRE(outbox->Tend(Instant{}).ok());
  for (int i = 1; i <= kWaiting; ++i) Append(kDelivered + i);
  Reopen();
  const uintmax_t leaf = LeafOf(/*highest=*/true);
  outbox.reset();
  Spoil(leaf, 4'096);
  outbox = Outbox::Open(*folder).value();
  BOOST_TEST(outbox->files_set_aside() == 1);
  const std::set<int64_t> kept = Kept();
  BOOST_TEST(kept.size() > kWaiting * 9u / 10u);
  BOOST_TEST(kept.size() < size_t{kWaiting});
  BOOST_TEST(kept.count(kDelivered + 1) == 1u);
  // Nobody can tell any more which number was the highest.
  BOOST_TEST(Append(1'000) > 1'000'000);
}

// After one damage the numbers begin anew far above the old ones: a page has both.
BOOST_FIXTURE_TEST_CASE(records_behind_a_gap_in_the_numbers_go_on_from_a_file_that_is_damaged_again,
                        Fixture) {
  constexpr int kRecords = 400;
  Append(1);
  BOOST_REQUIRE(
      outbox->connection().Execute("UPDATE file SET last_sequence = 1800000000").ok());
  Reopen();
  for (int i = 2; i <= kRecords; ++i) Append(i);
  Reopen();
  const uintmax_t leaf = LeafOf(/*highest=*/false);
  outbox.reset();
  Spoil(leaf, 4'096);
  outbox = Outbox::Open(*folder).value();
  BOOST_TEST(outbox->files_set_aside() == 1);
  const std::set<int64_t> kept = Kept();
  BOOST_TEST(kept.size() > kRecords * 9u / 10u);
  BOOST_TEST(kept.size() < size_t{kRecords});
  BOOST_TEST(Append(kRecords + 1) == 1'800'000'000 + kRecords);
}

BOOST_FIXTURE_TEST_CASE(a_file_that_proves_damaged_while_it_is_open_is_set_aside_by_and_by, Fixture) {
  constexpr int kRecords = 400;
  for (int i = 1; i <= kRecords; ++i) Append(i);
  Reopen();
  Spoil(LeafOf(/*highest=*/false), 4'096);
  const absl::Status damaged = outbox->Pending(10'000).status();
  BOOST_TEST(ReasonOf(damaged) == "STORAGE_CORRUPT");
  BOOST_TEST(plugin::IsDiskFault(damaged));
  // Not into a file that nobody can read later.
  BOOST_TEST((outbox->disk() == plugin::DiskState::kFull));
  BOOST_TEST(outbox->wants_tending());
  BOOST_TEST(plugin::IsDiskFault(outbox->Withdraw(kRecords)));
  BOOST_REQUIRE(outbox->Tend(Instant{}).ok());
  BOOST_TEST(outbox->files_set_aside() == 1);
  BOOST_TEST((outbox->disk() == plugin::DiskState::kGood));
  BOOST_TEST(!outbox->wants_tending());
  const std::set<int64_t> kept = Kept();
  BOOST_TEST(kept.size() > kRecords * 9u / 10u);
  BOOST_TEST(outbox->counts().pending == static_cast<int64_t>(kept.size()));
  BOOST_TEST(Append(kRecords + 1) == kRecords + 1);
}

BOOST_FIXTURE_TEST_CASE(a_page_that_is_damaged_where_receipts_are_written_stops_sales_for_a_moment,
                        Fixture) {
  constexpr int kRecords = 400;
  for (int i = 1; i <= kRecords; ++i) Append(i);
  Reopen();
  Spoil(LeafOf(/*highest=*/true), 4'096);
  v1::OutboxRecord record;
  record.mutable_sale()->set_sale_id("0194f3c0-0000-7000-8000-00000000aaaa");
  BOOST_TEST(ReasonOf(outbox->Append(record, {}).status()) == "STORAGE_CORRUPT");
  BOOST_REQUIRE(outbox->Tend(Instant{}).ok());
  BOOST_TEST(outbox->files_set_aside() == 1);
  BOOST_TEST(outbox->Append(record, {}).ok());
  BOOST_TEST(Kept().size() > kRecords * 9u / 10u);
}

BOOST_FIXTURE_TEST_CASE(what_was_answered_before_the_damage_was_found_does_not_come_back, Fixture) {
  constexpr int kRecords = 400, kBooked = 50, kParked = 10;
  for (int i = 1; i <= kRecords; ++i) Append(i);
  Reopen();
  Settle(1, kBooked);
  std::vector<v1::SubmittedRecord> refused(kParked);
  for (int i = 0; i < kParked; ++i) {
    refused[i].set_sequence(kBooked + 1 + i);
    refused[i].set_reason("QUANTITY_INVALID");
  }
  outbox->Settle(refused);
  // Of an open sale.
  const plugin::Reservation reserved{"0194f3c0-0000-7000-8000-00000000bbbb", "n", "n", Points(7),
                                     Instant{100}};
  Spoil(LeafOf(/*highest=*/true), 4'096);
  BOOST_TEST(ReasonOf(outbox->Pending(10'000).status()) == "STORAGE_CORRUPT");
  BOOST_REQUIRE(outbox->Tend(Instant{}).ok());
  BOOST_REQUIRE(outbox->Reserve(reserved).ok());
  const std::set<int64_t> kept = Kept();
  BOOST_TEST(kept.count(kBooked + kParked) == 0u);
  BOOST_TEST(kept.count(kBooked + kParked + 1) == 1u);
  BOOST_TEST(outbox->counts().pending == static_cast<int64_t>(kept.size()));
  BOOST_TEST(outbox->counts().parked == kParked);
  const int64_t spent = static_cast<int64_t>(kept.size()) + kParked + kBooked;
  BOOST_TEST(outbox->SpentBy("m", {}, "").value() == spent);
  // Once more, with a reservation of this process and with what is booked on the disk.
  Settle(kBooked + kParked + 1, kBooked + kParked + 1);
  BOOST_REQUIRE(outbox->connection().Execute("UPDATE record SET message = 'a text'"
                                             " WHERE sequence = 100").ok());
  BOOST_TEST(ReasonOf(outbox->Pending(10'000).status()) == "STORAGE_CORRUPT");
  BOOST_REQUIRE(outbox->Tend(Instant{}).ok());
  BOOST_TEST(outbox->files_set_aside() == 2);
  BOOST_TEST(outbox->SpentBy("m", {}, "").value() == spent - 1);
  BOOST_TEST(outbox->ReservedOf("n", "", Instant{200}).value() == 7);
  Settle(1, kRecords);
  BOOST_REQUIRE(outbox->Tend(Instant{}).ok());
  BOOST_TEST(outbox->counts().pending == 0);
  Reopen();
  BOOST_TEST(outbox->counts().pending == 0);
  BOOST_TEST(outbox->counts().parked == kParked);
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
