// When the service is taken for dead.
#include <boost/test/unit_test.hpp>

#include "tessera/app/watchdog.h"
#include "tessera/support/test_service.h"

namespace tessera::app {
namespace {

struct Watched {
  Watched()
      : watchdog([this] { return answer; }, 3, [this] { ++deaths; }) {}
  void Look(const absl::Status& status, int times) {
    answer = status;
    for (int i = 0; i < times; ++i) watchdog.Look();
  }

  absl::Status answer;
  int deaths = 0;
  Watchdog watchdog;
};

const absl::Status kSilence = absl::UnavailableError("nobody answers");

BOOST_FIXTURE_TEST_SUITE(watchdog, Watched)

BOOST_AUTO_TEST_CASE(so_many_failures_in_a_row_are_a_death_and_told_once) {
  Look(absl::OkStatus(), 1);
  Look(kSilence, 2);
  BOOST_TEST(deaths == 0);
  Look(absl::OkStatus(), 1);
  Look(kSilence, 2);
  BOOST_TEST(deaths == 0);
  Look(kSilence, 5);
  BOOST_TEST(deaths == 1);
}

BOOST_AUTO_TEST_CASE(a_service_that_could_never_be_asked_is_not_dead) {
  Look(kSilence, 10);
  BOOST_TEST(deaths == 0);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_CASE(a_call_to_a_service_that_runs_succeeds_and_to_one_that_stopped_fails) {
  support::TestService service;
  const Dial dial = DialOf({service.address(), Seconds(5), "", "", ""});
  BOOST_TEST(dial().ok(), dial());
  BOOST_TEST(dial().ok());
  service.Stop();
  BOOST_TEST(!dial().ok());
}

}  // namespace
}  // namespace tessera::app
