#include <boost/test/unit_test.hpp>

#include "tessera/plugin/remote/backoff.h"
#include "tessera/plugin/remote/breaker.h"
#include "tessera/plugin_fakes/fakes.h"

using namespace tessera;
using plugin::Backoff;
using plugin::Breaker;
using plugin::Link;

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

BOOST_FIXTURE_TEST_CASE(what_comes_by_itself_does_not_close_it_but_is_a_reason_to_look, Fixture) {
  BOOST_TEST((breaker.link().link == Link::kConnecting));
  breaker.Heard();
  BOOST_TEST(breaker.online());
  breaker.Refused("TERMINAL_MISMATCH");
  int told = 0;
  breaker.OnOpened([&] { ++told; });
  // However much comes, it is one reason.
  for (int i = 0; i < 3; ++i) breaker.Heard();
  BOOST_TEST(!breaker.Closed());
  BOOST_TEST(!breaker.online());
  BOOST_TEST(told == 1);
  BOOST_TEST(breaker.UntilProbe().us == Seconds(2).us);
  clock.Advance(Seconds(2));
  BOOST_TEST(breaker.TakeProbe());
  BOOST_TEST(!breaker.TakeProbe());
}

BOOST_FIXTURE_TEST_CASE(a_terminal_that_is_refused_is_not_online_and_says_why, Fixture) {
  breaker.Refused("TERMINAL_MISMATCH");
  BOOST_TEST(!breaker.Closed());
  BOOST_TEST((breaker.link().link == Link::kRefused));
  BOOST_TEST(breaker.link().reason == "TERMINAL_MISMATCH");
  for (int i = 0; i < 3; ++i) {
    clock.Advance(Seconds(15));
    breaker.Refused("TERMINAL_MISMATCH");
    // Every other time a probe is due, however often it is refused meanwhile.
    BOOST_TEST(breaker.TakeProbe() == (i % 2 == 1));
  }
  breaker.Succeeded();
  BOOST_TEST(breaker.online());
  BOOST_TEST(breaker.link().reason.empty());
  breaker.Failed("TLS_FAILED");
  BOOST_TEST((breaker.link().link == Link::kAway));
  BOOST_TEST(breaker.link().reason == "TLS_FAILED");
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
