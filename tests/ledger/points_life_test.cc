#include "tessera/ledger/points_life.h"

#include <boost/test/unit_test.hpp>

namespace tessera::ledger {
namespace {

// 2025-06-15T22:30:00Z, which in Moscow is 01:30 of the 16th.
constexpr Instant kEvening{1'750'026'600'000'000};
// 2025-06-15T21:00:00Z: the 16th begins in Moscow.
constexpr Instant kMidnight{1'750'021'200'000'000};

BOOST_AUTO_TEST_CASE(points_without_a_wait_are_active_at_once) {
  const auto life = LifeFrom(kEvening, 0, 0, "Europe/Moscow");
  BOOST_REQUIRE(life.ok());
  BOOST_TEST(life->active_from.us == kEvening.us);
  BOOST_TEST(!life->expires_at.has_value());
}

BOOST_AUTO_TEST_CASE(days_are_calendar_days_of_the_programs_time_zone) {
  const auto life = LifeFrom(kEvening, 14, 365, "Europe/Moscow");
  BOOST_REQUIRE(life.ok());
  BOOST_TEST(life->active_from.us == (kMidnight + Days(14)).us);
  BOOST_TEST(life->expires_at->us == (kMidnight + Days(14 + 365 + 1)).us);
}

BOOST_AUTO_TEST_CASE(a_day_of_a_clock_change_is_still_one_day) {
  // Berlin goes back an hour on 2025-10-26: that day has 25 hours.
  const Instant earned{1'761'300'000'000'000};  // 2025-10-24T10:00:00Z
  const auto life = LifeFrom(earned, 1, 2, "Europe/Berlin");
  BOOST_REQUIRE(life.ok());
  BOOST_TEST(life->active_from.us == 1'761'343'200'000'000);  // 2025-10-24T22:00:00Z
  BOOST_TEST((*life->expires_at - life->active_from).us == Days(3).us + Seconds(3'600).us);
}

BOOST_AUTO_TEST_CASE(an_unknown_time_zone_is_a_broken_invariant) {
  BOOST_TEST(absl::IsInternal(LifeFrom(kEvening, 1, 1, "Mars/Olympus").status()));
}

}  // namespace
}  // namespace tessera::ledger
