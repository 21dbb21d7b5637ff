#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "tessera/base/status.h"
#include "tessera/plugin/outbox/outbox.h"
#include "tessera/plugin_fakes/fakes.h"
#include "tessera/plugin_fakes/lying_disk.h"

using namespace tessera;
using plugin::DiskState;
using plugin::Folder;
using plugin::Outbox;

namespace {

struct Fixture {
  fakes::TemporaryFolder place;
  std::unique_ptr<Folder> folder = Folder::Open(place.path()).value();
  std::unique_ptr<Outbox> outbox = Outbox::Open(*folder, fakes::LyingDisk()).value();

  void Reopen() {
    outbox.reset();
    outbox = Outbox::Open(*folder, fakes::LyingDisk()).value();
  }
  // As large as a receipt of twenty lines.
  absl::Status Append(int number) {
    v1::OutboxRecord record;
    record.mutable_sale()->set_sale_id(absl::StrFormat("0194f3c0-0000-7000-8000-%012d", number));
    record.mutable_sale()->set_receipt_no(std::string(2'500, 'x'));
    return outbox->Append(record, {}).status();
  }
  size_t Kept() { return outbox->Pending(10'000).value().size(); }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(hundreds_of_receipts_fit_on_a_full_disk, Fixture) {
  constexpr int kReceipts = 300;
  BOOST_TEST((outbox->disk() == DiskState::kGood));
  {
    const fakes::NoRoom full;
    for (int i = 1; i <= kReceipts; ++i) {
      BOOST_REQUIRE_MESSAGE(Append(i).ok(), i);
      if (i % 50 == 0) BOOST_REQUIRE(outbox->Tend(Instant{}).ok());
    }
    BOOST_REQUIRE(outbox->Tend(Instant{}).ok());
    BOOST_TEST((outbox->disk() == DiskState::kReserve));
    // A till that is started again meanwhile.
    Reopen();
    BOOST_TEST(Kept() == size_t{kReceipts});
    BOOST_TEST(Append(kReceipts + 1).ok());
  }
  BOOST_REQUIRE(outbox->Tend(Instant{}).ok());
  BOOST_TEST((outbox->disk() == DiskState::kGood));
  Reopen();
  BOOST_TEST(Kept() == size_t{kReceipts + 1});
}

BOOST_FIXTURE_TEST_CASE(where_the_reserve_is_used_up_nothing_is_promised, Fixture) {
  size_t acknowledged = 0;
  {
    const fakes::NoRoom full;
    absl::Status status;
    for (int i = 1; i <= 10'000 && status.ok(); ++i) {
      status = Append(i);
      acknowledged += status.ok() ? 1 : 0;
    }
    BOOST_TEST(ReasonOf(status) == "DISK_FULL");
    BOOST_TEST((outbox->disk() == DiskState::kFull));
    BOOST_REQUIRE(outbox->Tend(Instant{}).ok());
    BOOST_TEST((outbox->disk() == DiskState::kFull));
    BOOST_TEST(Kept() == acknowledged);
  }
  BOOST_REQUIRE(outbox->Tend(Instant{}).ok());
  BOOST_TEST((outbox->disk() == DiskState::kGood));
  BOOST_TEST(Append(10'001).ok());
  Reopen();
  BOOST_TEST(Kept() == acknowledged + 1);
}

BOOST_FIXTURE_TEST_CASE(what_was_booked_meanwhile_is_told_once_there_is_room, Fixture) {
  {
    const fakes::NoRoom full;
    absl::Status status;
    for (int i = 1; status.ok(); ++i) status = Append(i);
    const std::vector<v1::OutboxRecord> records = outbox->Pending(100).value();
    for (const v1::OutboxRecord& record : records) {
      v1::SubmittedRecord booked;
      booked.set_sequence(record.sequence());
      booked.mutable_sale();
      outbox->Settle({booked});
    }
    BOOST_TEST(ReasonOf(outbox->Tend(Instant{})) == "DISK_FULL");
  }
  const int64_t pending = outbox->counts().pending;
  BOOST_REQUIRE(outbox->Tend(Instant{}).ok());
  Reopen();
  BOOST_TEST(outbox->counts().pending == pending);
}

BOOST_AUTO_TEST_CASE(a_till_starts_where_no_outbox_can_be_made) {
  const fakes::TemporaryFolder place;
  const auto folder = Folder::Open(place.path()).value();
  v1::OutboxRecord record;
  record.mutable_sale()->set_sale_id("0194f3c0-0000-7000-8000-000000000001");
  std::unique_ptr<Outbox> outbox;
  {
    const fakes::NoRoom full;
    outbox = Outbox::Open(*folder, fakes::LyingDisk()).value();
    BOOST_TEST((outbox->disk() == DiskState::kFull));
    BOOST_TEST(plugin::IsDiskFault(outbox->Append(record, {}).status()));
    BOOST_TEST(plugin::IsDiskFault(outbox->Pending(1).status()));
    BOOST_TEST(plugin::IsDiskFault(outbox->FindSale(record.sale().sale_id()).status()));
    BOOST_TEST(plugin::IsDiskFault(outbox->Parked().status()));
    BOOST_TEST(!outbox->Tend(Instant{}).ok());
    BOOST_TEST(outbox->outbox_id().empty());
    outbox->NoteBooked(plugin::OwnSale());
  }
  BOOST_REQUIRE(outbox->Tend(Instant{}).ok());
  BOOST_TEST((outbox->disk() == DiskState::kGood));
  BOOST_TEST(outbox->Append(record, {})->sequence == 1);
  BOOST_TEST(outbox->outbox_id().size() == 16u);
}

BOOST_FIXTURE_TEST_CASE(an_outbox_that_somebody_holds_is_opened_when_he_lets_go, Fixture) {
  BOOST_REQUIRE(Append(1).ok());
  outbox.reset();
  {
    const auto holder =
        sqlite::Connection::Open(folder->outbox_path(), sqlite::OpenOptions()).value();
    BOOST_REQUIRE(holder->Prepare("SELECT COUNT(*) FROM record").One().ok());
    outbox = Outbox::Open(*folder, fakes::LyingDisk()).value();
    BOOST_TEST(ReasonOf(Append(2)) == "STORAGE_BUSY");
  }
  BOOST_REQUIRE(outbox->Tend(Instant{}).ok());
  BOOST_TEST(Kept() == 1u);
  BOOST_TEST(Append(2).ok());
}
