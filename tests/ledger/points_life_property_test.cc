// Any rule, any instant, any of the time zones whose clocks do odd things.
#include <boost/test/unit_test.hpp>
#include <rapidcheck.h>

#include "tessera/ledger/calendar.h"
#include "tessera/ledger/points_life.h"

namespace tessera::ledger {
namespace {

std::string AnyZone() {
  return *rc::gen::element<std::string>(
      "UTC", "Europe/Moscow", "Europe/Berlin", "America/Sao_Paulo", "Asia/Beirut", "America/Havana",
      "America/St_Johns", "Africa/Cairo", "Asia/Tehran", "Pacific/Apia", "Australia/Lord_Howe");
}

// 1990 to 2040, at the hours around midnight more often than not.
Instant AnyInstant(const Calendar& calendar) {
  const absl::CivilDay day = absl::CivilDay(1990, 1, 1) + *rc::gen::inRange(0, 50 * 365);
  return calendar.StartOf(day) + Seconds(*rc::gen::inRange(-2 * 3'600, 4 * 3'600));
}

engine::PointsLife AnyRule() {
  engine::PointsLife rule;
  rule.activation_days = *rc::gen::inRange(0, 40);
  if (*rc::gen::arbitrary<bool>()) {
    rule.lifetime_days = *rc::gen::inRange(0, 800);
  } else {
    rule.lifetime_months = *rc::gen::inRange(0, 30);
  }
  rule.until_end_of = static_cast<engine::CalendarPeriod>(*rc::gen::inRange(0, 4));
  rule.idle_days = *rc::gen::element(0, 1, 30, 400);
  return rule;
}

BOOST_AUTO_TEST_CASE(no_points_end_before_they_can_be_spent_for_a_day) {
  BOOST_TEST(rc::check([] {
    const std::string zone = AnyZone();
    const Calendar calendar = *Calendar::Of(zone);
    const Instant earned = AnyInstant(calendar);
    const engine::PointsLife rule = AnyRule();
    const LotLife life = *LifeFrom(earned, rule, zone);
    RC_ASSERT(life.active_from >= earned);
    if (!life.expires_at) return;
    RC_ASSERT(*life.expires_at > life.active_from);
    RC_ASSERT(*life.expires_at >= calendar.EndOf(calendar.DayOf(life.active_from)));
    RC_ASSERT(life.expires_at <= life.latest.value_or(*life.expires_at));
  }));
}

BOOST_AUTO_TEST_CASE(the_last_day_counts_wholly_and_nothing_of_the_next) {
  BOOST_TEST(rc::check([] {
    const std::string zone = AnyZone();
    const Calendar calendar = *Calendar::Of(zone);
    const engine::PointsLife rule = AnyRule();
    const Instant earned = AnyInstant(calendar);
    const LotLife life = *LifeFrom(earned, rule, zone);
    if (!life.expires_at) return;
    const absl::CivilDay last = calendar.DayOf(Instant{life.expires_at->us - 1});
    RC_ASSERT(calendar.DayOf(*life.expires_at) > last);
    // No clock goes back by a day: whatever is still on the last day is before the end.
    for (int minute = 0; minute < 180; ++minute) {
      RC_ASSERT(calendar.DayOf(*life.expires_at + Seconds(60 * minute)) > last);
    }
  }));
}

BOOST_AUTO_TEST_CASE(who_earns_later_does_not_lose_sooner) {
  BOOST_TEST(rc::check([] {
    const std::string zone = AnyZone();
    const Calendar calendar = *Calendar::Of(zone);
    const engine::PointsLife rule = AnyRule();
    const Instant earned = AnyInstant(calendar);
    const Instant later = earned + Seconds(*rc::gen::inRange(0, 100 * 86'400));
    const LotLife first = *LifeFrom(earned, rule, zone);
    const LotLife second = *LifeFrom(later, rule, zone);
    if (rule.activation_days > 0) RC_ASSERT(first.active_from <= second.active_from);
    if (first.expires_at) RC_ASSERT(*first.expires_at <= *second.expires_at);
  }));
}

BOOST_AUTO_TEST_CASE(periods_tile_the_calendar) {
  BOOST_TEST(rc::check([] {
    const absl::CivilDay day = absl::CivilDay(1999, 12, 1) + *rc::gen::inRange(0, 10'000);
    for (const auto period : {engine::CalendarPeriod::kMonth, engine::CalendarPeriod::kQuarter,
                              engine::CalendarPeriod::kYear}) {
      const absl::CivilDay first = FirstDayOf(period, day);
      const absl::CivilDay last = LastDayOf(period, day);
      RC_ASSERT(first <= day);
      RC_ASSERT(day <= last);
      RC_ASSERT(FirstDayOf(period, last) == first);
      RC_ASSERT(FirstDayOf(period, last + 1) == last + 1);
    }
    RC_ASSERT(FirstDayOf(engine::CalendarPeriod::kNone, day) == day);
    RC_ASSERT(LastDayOf(engine::CalendarPeriod::kNone, day) == day);
  }));
}

}  // namespace
}  // namespace tessera::ledger
