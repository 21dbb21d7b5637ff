#include <boost/test/unit_test.hpp>

#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "tessera/plugin/outbox/outbox.h"
#include "tessera/plugin_fakes/fakes.h"
#include "tessera/plugin_fakes/lying_disk.h"

using namespace tessera;
using plugin::Folder;
using plugin::Outbox;

namespace {

struct Fixture {
  fakes::TemporaryFolder place;
  std::unique_ptr<Folder> folder = Folder::Open(place.path()).value();
  std::unique_ptr<Outbox> outbox = Outbox::Open(*folder, fakes::LyingDisk()).value();

  int64_t Append(int number) {
    v1::OutboxRecord record;
    record.mutable_sale()->set_sale_id(absl::StrFormat("0194f3c0-0000-7000-8000-%012d", number));
    return outbox->Append(record, {})->sequence;
  }
  void LosePower() {
    {
      const fakes::PowerCut cut;
      outbox.reset();
    }
    outbox = Outbox::Open(*folder, fakes::LyingDisk()).value();
  }
  std::set<int64_t> Kept() {
    std::set<int64_t> kept;
    const std::vector<v1::OutboxRecord> pending = outbox->Pending(10'000).value();
    for (const v1::OutboxRecord& record : pending) kept.insert(record.sequence());
    return kept;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(what_was_acknowledged_is_there_after_a_power_cut, Fixture) {
  std::set<int64_t> acknowledged;
  for (int round = 0; round < 5; ++round) {
    for (int i = 1; i <= 10; ++i) acknowledged.insert(Append(100 * round + i));
    LosePower();
    BOOST_TEST(Kept() == acknowledged, boost::test_tools::per_element());
  }
}

BOOST_FIXTURE_TEST_CASE(a_settlement_may_be_lost_with_the_power_but_no_record_after_it, Fixture) {
  const int64_t first = Append(1);
  v1::SubmittedRecord booked;
  booked.set_sequence(first);
  booked.mutable_sale();
  outbox->Settle({booked});
  LosePower();
  BOOST_TEST(Kept().count(first) == 1u);
  outbox->Settle({booked});
  const int64_t second = Append(2);
  LosePower();
  BOOST_TEST(Kept() == std::set<int64_t>{second}, boost::test_tools::per_element());
}

// Without this the tests above would say nothing.
BOOST_FIXTURE_TEST_CASE(a_disk_that_is_never_synced_loses_what_it_took, Fixture) {
  BOOST_REQUIRE(outbox->connection().Execute("PRAGMA synchronous = OFF").ok());
  Append(1);
  LosePower();
  BOOST_TEST(Kept().empty());
}
