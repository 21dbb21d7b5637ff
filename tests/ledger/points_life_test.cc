#include "tessera/ledger/points_life.h"

#include <boost/test/unit_test.hpp>

#include "clock_of.h"

namespace tessera::ledger {
namespace {

using engine::CalendarPeriod;

LotLife Life(const char* earned, const engine::PointsLife& rule, const char* zone) {
  const auto life = LifeFrom(At(earned, zone), rule, zone);
  BOOST_REQUIRE(life.ok());
  return *life;
}

engine::PointsLife Months(int32_t months) {
  engine::PointsLife rule;
  rule.lifetime_months = months;
  return rule;
}

BOOST_AUTO_TEST_CASE(points_without_a_wait_are_active_at_once_and_live_for_ever) {
  const LotLife life = Life("2025-06-16T01:30:00", {}, "Europe/Moscow");
  BOOST_TEST(life.active_from.us == At("2025-06-16T01:30:00", "Europe/Moscow").us);
  BOOST_TEST(!life.expires_at.has_value());
}

BOOST_AUTO_TEST_CASE(days_are_calendar_days_of_the_programs_time_zone) {
  // In Moscow it is the 16th already.
  engine::PointsLife rule;
  rule.activation_days = 14;
  rule.lifetime_days = 365;
  const auto life = LifeFrom(At("2025-06-15T22:30:00", "UTC"), rule, "Europe/Moscow");
  BOOST_REQUIRE(life.ok());
  BOOST_TEST(Text(life->active_from, "Europe/Moscow") == "2025-06-30T00:00:00");
  BOOST_TEST(Text(*life->expires_at, "Europe/Moscow") == "2026-07-01T00:00:00");
}

BOOST_AUTO_TEST_CASE(a_day_of_a_clock_change_is_still_one_day) {
  // Berlin goes back an hour on 2025-10-26: that day has 25 hours.
  engine::PointsLife rule;
  rule.activation_days = 1;
  rule.lifetime_days = 2;
  const LotLife life = Life("2025-10-24T12:00:00", rule, "Europe/Berlin");
  BOOST_TEST(Text(life.active_from, "Europe/Berlin") == "2025-10-25T00:00:00");
  BOOST_TEST((*life.expires_at - life.active_from).us == Days(3).us + Seconds(3'600).us);
}

BOOST_AUTO_TEST_CASE(a_skipped_midnight_is_the_first_instant_behind_the_gap) {
  engine::PointsLife rule;
  rule.activation_days = 1;
  const LotLife brazil = Life("2018-11-03T12:00:00", rule, "America/Sao_Paulo");
  BOOST_TEST(Text(brazil.active_from, "America/Sao_Paulo") == "2018-11-04T01:00:00");
  const LotLife beirut = Life("2022-03-26T12:00:00", rule, "Asia/Beirut");
  BOOST_TEST(Text(beirut.active_from, "Asia/Beirut") == "2022-03-27T01:00:00");
}

BOOST_AUTO_TEST_CASE(a_gap_around_midnight_is_no_part_of_either_day) {
  // At 23:30 of 1919-03-30 Toronto went on to 00:30 of the 31st.
  engine::PointsLife rule;
  rule.activation_days = 1;
  rule.lifetime_days = 1;
  const LotLife next = Life("1919-03-30T12:00:00", rule, "America/Toronto");
  BOOST_TEST(Text(next.active_from, "America/Toronto") == "1919-03-31T00:30:00");
  const LotLife last = Life("1919-03-28T12:00:00", rule, "America/Toronto");
  BOOST_TEST((last.expires_at == next.active_from));
}

BOOST_AUTO_TEST_CASE(a_last_day_before_a_skipped_midnight_ends_with_it) {
  engine::PointsLife rule;
  rule.lifetime_days = 1;
  const LotLife life = Life("2018-11-02T12:00:00", rule, "America/Sao_Paulo");
  BOOST_TEST(Text(*life.expires_at, "America/Sao_Paulo") == "2018-11-04T01:00:00");
}

BOOST_AUTO_TEST_CASE(a_last_day_whose_midnight_comes_twice_ends_with_the_second) {
  // At 00:01 of 2010-11-07 Newfoundland went back to 23:01 of the 6th.
  engine::PointsLife rule;
  rule.lifetime_days = 1;
  const LotLife life = Life("2010-11-05T12:00:00", rule, "America/St_Johns");
  const Instant before = *life.expires_at - Seconds(1);
  BOOST_TEST(Text(before, "America/St_Johns") == "2010-11-06T23:59:59");
  BOOST_TEST(Text(before - Seconds(3'600), "America/St_Johns") == "2010-11-06T23:59:59");
}

BOOST_AUTO_TEST_CASE(months_end_on_the_same_day_or_on_the_last) {
  const auto last_day = [](const char* earned, int32_t months) {
    return Text(*Life(earned, Months(months), "UTC").expires_at - Seconds(1), "UTC");
  };
  BOOST_TEST(last_day("2026-01-31T10:00:00", 1) == "2026-02-28T23:59:59");
  BOOST_TEST(last_day("2026-01-25T10:00:00", 1) == "2026-02-25T23:59:59");
  BOOST_TEST(last_day("2024-01-30T10:00:00", 1) == "2024-02-29T23:59:59");
  BOOST_TEST(last_day("2024-02-29T10:00:00", 12) == "2025-02-28T23:59:59");
  BOOST_TEST(last_day("2024-02-29T10:00:00", 48) == "2028-02-29T23:59:59");
  BOOST_TEST(last_day("2025-12-31T10:00:00", 2) == "2026-02-28T23:59:59");
}

BOOST_AUTO_TEST_CASE(a_period_rounds_the_last_day_up) {
  const auto last_day = [](CalendarPeriod period, int32_t days) {
    engine::PointsLife rule;
    rule.until_end_of = period;
    rule.lifetime_days = days;
    return Text(*Life("2024-02-10T10:00:00", rule, "UTC").expires_at - Seconds(1), "UTC");
  };
  BOOST_TEST(last_day(CalendarPeriod::kMonth, 0) == "2024-02-29T23:59:59");
  BOOST_TEST(last_day(CalendarPeriod::kQuarter, 0) == "2024-03-31T23:59:59");
  BOOST_TEST(last_day(CalendarPeriod::kYear, 0) == "2024-12-31T23:59:59");
  BOOST_TEST(last_day(CalendarPeriod::kMonth, 30) == "2024-03-31T23:59:59");
  BOOST_TEST(last_day(CalendarPeriod::kQuarter, 60) == "2024-06-30T23:59:59");
  BOOST_TEST(last_day(CalendarPeriod::kYear, 366) == "2025-12-31T23:59:59");
}

BOOST_AUTO_TEST_CASE(a_period_is_that_in_which_points_become_active) {
  engine::PointsLife rule;
  rule.activation_days = 5;
  rule.until_end_of = CalendarPeriod::kMonth;
  const LotLife life = Life("2024-01-29T10:00:00", rule, "UTC");
  BOOST_TEST(Text(*life.expires_at, "UTC") == "2024-03-01T00:00:00");
}

BOOST_AUTO_TEST_CASE(points_end_when_nothing_is_bought_but_no_later_than_they_would) {
  engine::PointsLife rule;
  rule.activation_days = 10;
  rule.idle_days = 7;
  LotLife life = Life("2024-01-01T10:00:00", rule, "UTC");
  BOOST_TEST(Text(*life.expires_at, "UTC") == "2024-01-19T00:00:00");
  BOOST_TEST(life.idle_days == 7);
  BOOST_TEST(!life.latest.has_value());
  rule.lifetime_days = 3;
  life = Life("2024-01-01T10:00:00", rule, "UTC");
  BOOST_TEST(Text(*life.expires_at, "UTC") == "2024-01-15T00:00:00");
  BOOST_TEST((life.latest == life.expires_at));
}

BOOST_AUTO_TEST_CASE(given_points_do_not_wait_and_live_as_long) {
  engine::PointsLife rule;
  rule.activation_days = 10;
  rule.lifetime_days = 3;
  const auto life = LifeAtOnce(At("2024-01-01T10:00:00", "UTC"), rule, "UTC");
  BOOST_REQUIRE(life.ok());
  BOOST_TEST(Text(life->active_from, "UTC") == "2024-01-01T10:00:00");
  BOOST_TEST(Text(*life->expires_at, "UTC") == "2024-01-05T00:00:00");
}

BOOST_AUTO_TEST_CASE(the_end_after_some_days_is_the_midnight_behind_the_last) {
  const auto end = EndAfterDays(At("2024-02-28T23:00:00", "UTC"), 1, "UTC");
  BOOST_REQUIRE(end.ok());
  BOOST_TEST(Text(*end, "UTC") == "2024-03-01T00:00:00");
}

BOOST_AUTO_TEST_CASE(an_unknown_time_zone_is_a_broken_invariant) {
  BOOST_TEST(absl::IsInternal(LifeFrom(Instant{}, {}, "Mars/Olympus").status()));
  BOOST_TEST(absl::IsInternal(EndAfterDays(Instant{}, 1, "Mars/Olympus").status()));
}

}  // namespace
}  // namespace tessera::ledger
