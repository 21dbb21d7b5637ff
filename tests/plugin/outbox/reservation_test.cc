#include <boost/test/unit_test.hpp>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>

#include "tessera/plugin/outbox/outbox.h"
#include "tessera/plugin_fakes/fakes.h"

using namespace tessera;
using plugin::Folder;
using plugin::Outbox;
using plugin::Reservation;

namespace {

constexpr char kSale[] = "0194f3c0-0000-7000-8000-000000000001";
constexpr char kOther[] = "0194f3c0-0000-7000-8000-000000000002";
constexpr Instant kNow{1'000};
constexpr Instant kLapsed{2'000};

Reservation Of(const char* sale, int64_t points) {
  return {sale, "m", "family", Points(points), kLapsed};
}

struct Fixture {
  fakes::TemporaryFolder place;
  std::unique_ptr<Folder> folder = Folder::Open(place.path()).value();
  std::unique_ptr<Outbox> outbox = Outbox::Open(*folder).value();

  void Reopen() {
    outbox.reset();
    outbox = Outbox::Open(*folder).value();
  }
  int64_t ReservedFor(const char* asking, Instant now = kNow) {
    return outbox->ReservedOf("family", asking, now).value();
  }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_reservation_counts_for_all_sales_of_the_account_but_its_own, Fixture) {
  BOOST_REQUIRE(outbox->Reserve(Of(kSale, 60)).ok());
  BOOST_TEST(ReservedFor(kOther) == 60);
  BOOST_TEST(ReservedFor(kSale) == 0);
  BOOST_TEST(outbox->ReservedOf("m", kOther, kNow).value() == 0);
  BOOST_REQUIRE(outbox->Reserve(Of(kSale, 20)).ok());
  BOOST_TEST(ReservedFor(kOther) == 20);
  outbox->Release(kSale);
  BOOST_TEST(ReservedFor(kOther) == 0);
  Reopen();
  BOOST_TEST(ReservedFor(kOther) == 0);
}

BOOST_AUTO_TEST_CASE(a_reservation_that_was_shown_is_there_after_a_kill) {
  const fakes::TemporaryFolder place;
  int shown[2];
  BOOST_REQUIRE(::pipe(shown) == 0);
  const pid_t child = ::fork();
  BOOST_REQUIRE(child >= 0);
  if (child == 0) {
    const auto folder = Folder::Open(place.path());
    const auto outbox = folder.ok() ? Outbox::Open(**folder) : folder.status();
    if (!outbox.ok() || !(*outbox)->Reserve(Of(kSale, 60)).ok()) _exit(1);
    if (::write(shown[1], "x", 1) != 1) _exit(1);
    ::pause();
    _exit(1);
  }
  ::close(shown[1]);
  char seen = 0;
  BOOST_REQUIRE(::read(shown[0], &seen, 1) == 1);
  ::kill(child, SIGKILL);
  int status = 0;
  ::waitpid(child, &status, 0);
  ::close(shown[0]);
  const auto folder = Folder::Open(place.path()).value();
  auto outbox = Outbox::Open(*folder).value();
  BOOST_TEST(outbox->ReservedOf("family", kOther, kNow).value() == 60);
  // Nobody will ever end it, but the time.
  BOOST_TEST(outbox->ReservedOf("family", kOther, kLapsed).value() == 0);
  BOOST_REQUIRE(outbox->Tend(kLapsed).ok());
  outbox.reset();
  outbox = Outbox::Open(*folder).value();
  BOOST_TEST(outbox->ReservedOf("family", kOther, kNow).value() == 0);
}

BOOST_FIXTURE_TEST_CASE(the_sale_of_a_reservation_takes_it_over_when_it_is_begun_again, Fixture) {
  BOOST_REQUIRE(outbox->Reserve(Of(kSale, 60)).ok());
  Reopen();
  BOOST_TEST(ReservedFor(kSale) == 0);
  BOOST_REQUIRE(outbox->Reserve(Of(kSale, 60)).ok());
  // It is a sale of this process now: no clock ends it.
  BOOST_TEST(ReservedFor(kOther, kLapsed) == 60);
}

BOOST_FIXTURE_TEST_CASE(with_the_record_the_reservation_becomes_what_was_spent, Fixture) {
  BOOST_REQUIRE(outbox->Reserve(Of(kSale, 60)).ok());
  v1::OutboxRecord record;
  record.mutable_sale()->set_sale_id(kSale);
  BOOST_REQUIRE(outbox->Append(record, {kNow, "m", Points(60), "family", Money(100)}).ok());
  for (int i = 0; i < 2; ++i) {
    BOOST_TEST(ReservedFor(kOther) == 0);
    BOOST_TEST(outbox->SpentBy("family", {}, "").value() == 60);
    Reopen();
  }
}
