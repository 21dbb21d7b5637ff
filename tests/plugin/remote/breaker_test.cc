#include <boost/test/unit_test.hpp>

#include "tessera/plugin/remote/backoff.h"
#include "tessera/plugin/remote/breaker.h"
#include "tessera/plugin_fakes/fakes.h"

using namespace tessera;
using plugin::Backoff;
using plugin::Breaker;

namespace {

struct Fixture {
  fakes::ManualClock clock;
  fakes::SeededRandom random{7};
  Breaker breaker{clock, random, Breaker::Options()};

  void Open() {
    breaker.Failed();
    breaker.Failed();
  }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(it_opens_after_failures_in_a_row_only, Fixture) {
  breaker.Failed();
  breaker.Succeeded();
  breaker.Failed();
  BOOST_TEST(breaker.Closed());
  breaker.Failed();
  BOOST_TEST(!breaker.Closed());
  BOOST_TEST(!breaker.online());
}

BOOST_FIXTURE_TEST_CASE(one_success_closes_it, Fixture) {
  Open();
  breaker.Succeeded();
  BOOST_TEST(breaker.Closed());
  BOOST_TEST(breaker.online());
  breaker.Failed();
  BOOST_TEST(breaker.Closed());
}

BOOST_FIXTURE_TEST_CASE(while_open_one_probe_is_due_at_a_time, Fixture) {
  BOOST_TEST(!breaker.TakeProbe());
  Open();
  BOOST_TEST(!breaker.TakeProbe());
  clock.Advance(breaker.UntilProbe());
  BOOST_TEST(breaker.TakeProbe());
  BOOST_TEST(!breaker.TakeProbe());
  breaker.Failed();
  BOOST_TEST(!breaker.Closed());
  BOOST_TEST(breaker.UntilProbe().us > 0);
  clock.Advance(breaker.UntilProbe());
  BOOST_TEST(breaker.TakeProbe());
}

BOOST_FIXTURE_TEST_CASE(probes_become_rarer_up_to_a_cap, Fixture) {
  Open();
  Duration last{};
  for (int i = 0; i < 12; ++i) {
    last = breaker.UntilProbe();
    BOOST_TEST(last.us <= Seconds(2).us);
    clock.Advance(last);
    BOOST_TEST(breaker.TakeProbe());
  }
  BOOST_TEST(last.us >= Seconds(1).us);
  breaker.Succeeded();
  Open();
  BOOST_TEST(breaker.UntilProbe().us <= Milliseconds(200).us);
}

BOOST_FIXTURE_TEST_CASE(a_backoff_has_jitter_between_half_a_step_and_all_of_it, Fixture) {
  Backoff backoff(random, Milliseconds(100), Milliseconds(800));
  int64_t step_us = Milliseconds(100).us;
  for (int i = 0; i < 6; ++i) {
    const Duration wait = backoff.Next();
    BOOST_TEST(wait.us >= step_us / 2);
    BOOST_TEST(wait.us <= step_us);
    step_us = std::min(step_us * 2, Milliseconds(800).us);
  }
}
