#include "tessera/ledger/tiers.h"

#include <boost/test/unit_test.hpp>

#include <limits>

#include "clock_of.h"

namespace tessera::ledger {
namespace {

using engine::CalendarPeriod;
using engine::TierBasis;
using engine::TierDowngrade;

constexpr char kZone[] = "Europe/Moscow";

// A member of a program with bronze from nothing, silver from 100 and gold from 200.
class Club {
 public:
  Club(TierBasis basis, TierDowngrade downgrade) {
    program.time_zone = kZone;
    program.tiers = {{"bronze", {}, 0}, {"silver", {}, 100}, {"gold", {}, 200}};
    program.tier_rules.basis = basis;
    program.tier_rules.downgrade = downgrade;
  }

  static Instant On(const std::string& day) { return At((day + "T12:00:00").c_str(), kZone); }

  void Spend(const std::string& day, int64_t amount, int64_t visits = 1) {
    PurchaseDay bought;
    bought.day = *DayOf(On(day), kZone);
    bought.spend = Money(amount);
    bought.visits = visits;
    bought.earned = Points(amount / 10);
    BOOST_REQUIRE(Add(bought, ever_).ok());
    for (PurchaseDay& known : days_) {
      if (known.day != bought.day) continue;
      BOOST_REQUIRE(Add(bought, known).ok());
      return;
    }
    days_.push_back(bought);
  }

  // The tier on a day, about noon.
  std::string Look(const std::string& day) { return LookAt(On(day)); }

  std::string LookAt(Instant now) {
    const auto first = FirstDayCounted(program, state, now);
    BOOST_REQUIRE(first.ok());
    // No more than it asks for.
    std::vector<PurchaseDay> days;
    for (const PurchaseDay& day : days_) {
      if (*first && day.day >= **first) days.push_back(day);
    }
    const auto judged = Judge(program, {ever_, days, Points(active)}, state, now);
    BOOST_REQUIRE(judged.ok());
    state = *judged;
    return state.tier;
  }

  // As a job would: whenever it is due until then.
  std::string Wait(const std::string& day) {
    for (int looks = 0; state.until && *state.until <= On(day); ++looks) {
      BOOST_REQUIRE(looks < 100);
      LookAt(*state.until);
    }
    return state.tier;
  }

  // Its last day.
  std::string Until() const {
    return state.until ? Text(*state.until - Seconds(1), kZone).substr(0, 10) : "";
  }

  engine::Program program;
  TierState state;
  int64_t active = 0;

 private:
  Purchases ever_;
  std::vector<PurchaseDay> days_;
};

BOOST_AUTO_TEST_CASE(a_tier_is_reached_at_once_with_the_purchase_that_reaches_it) {
  Club club(TierBasis::kSpend, TierDowngrade::kAtOnce);
  BOOST_TEST(club.Look("2025-01-01") == "bronze");
  club.Spend("2025-01-02", 99);
  BOOST_TEST(club.Look("2025-01-02") == "bronze");
  club.Spend("2025-01-03", 1);
  BOOST_TEST(club.Look("2025-01-03") == "silver");
  BOOST_TEST(club.state.since.us == Club::On("2025-01-03").us);
  club.Spend("2025-01-04", 500);
  BOOST_TEST(club.Look("2025-01-04") == "gold");
}

BOOST_AUTO_TEST_CASE(visits_earned_points_and_active_points_count_where_the_program_says_so) {
  Club visits(TierBasis::kVisits, TierDowngrade::kAtOnce);
  visits.Spend("2025-01-02", 5'000, 100);
  BOOST_TEST(visits.Look("2025-01-02") == "silver");
  Club earned(TierBasis::kEarnedPoints, TierDowngrade::kAtOnce);
  earned.Spend("2025-01-02", 1'990);
  BOOST_TEST(earned.Look("2025-01-02") == "silver");
  Club active(TierBasis::kActivePoints, TierDowngrade::kAtOnce);
  active.Spend("2025-01-02", 5'000);
  BOOST_TEST(active.Look("2025-01-02") == "bronze");
  active.active = 200;
  BOOST_TEST(active.Look("2025-01-02") == "gold");
}

BOOST_AUTO_TEST_CASE(whoever_reaches_nothing_has_no_tier_where_the_first_has_a_threshold) {
  Club club(TierBasis::kSpend, TierDowngrade::kAtOnce);
  club.program.tiers.erase(club.program.tiers.begin());
  BOOST_TEST(club.Look("2025-01-02") == "");
  club.Spend("2025-01-02", 100);
  BOOST_TEST(club.Look("2025-01-02") == "silver");
}

BOOST_AUTO_TEST_CASE(returned_goods_count_back_at_once) {
  Club club(TierBasis::kSpend, TierDowngrade::kAtOnce);
  club.Spend("2025-01-02", 250);
  BOOST_TEST(club.Look("2025-01-02") == "gold");
  club.Spend("2025-01-02", -100);
  BOOST_TEST(club.Look("2025-01-09") == "silver");
  club.Spend("2025-01-02", -150, -1);
  BOOST_TEST(club.Look("2025-01-10") == "bronze");
  // Damage elsewhere does not cost what everybody has.
  club.Spend("2025-01-02", -1'000);
  BOOST_TEST(club.Look("2025-01-10") == "bronze");
}

BOOST_AUTO_TEST_CASE(a_return_costs_the_tier_in_the_same_period_too) {
  Club club(TierBasis::kSpend, TierDowngrade::kAtOnce);
  club.program.tier_rules.period = CalendarPeriod::kYear;
  club.Spend("2025-01-02", 250);
  BOOST_TEST(club.Look("2025-01-02") == "gold");
  club.Spend("2025-01-02", -250, -1);
  BOOST_TEST(club.Look("2025-01-03") == "bronze");
}

BOOST_AUTO_TEST_CASE(a_rolling_window_forgets_the_day_that_moves_out_of_it) {
  Club club(TierBasis::kSpend, TierDowngrade::kAtOnce);
  club.program.tier_rules.rolling_days = 30;
  club.Spend("2025-01-01", 50);
  club.Spend("2025-01-11", 60);
  BOOST_TEST(club.Look("2025-01-11") == "silver");
  // The last day on which the 1st still counts, today included.
  BOOST_TEST(club.Until() == "2025-01-30");
  BOOST_TEST(club.Look("2025-01-30") == "silver");
  BOOST_TEST(club.Wait("2025-01-31") == "bronze");
  BOOST_TEST(club.Until() == "");
}

BOOST_AUTO_TEST_CASE(a_return_brings_the_end_of_a_rolling_window_nearer) {
  Club club(TierBasis::kSpend, TierDowngrade::kAtOnce);
  club.program.tier_rules.rolling_days = 30;
  club.Spend("2026-03-01", 100);
  club.Spend("2026-03-10", 100);
  BOOST_TEST(club.Look("2026-03-10") == "gold");
  club.Spend("2026-03-10", -100, -1);
  BOOST_TEST(club.Look("2026-03-11") == "silver");
  BOOST_TEST(club.Until() == "2026-03-30");
  club.Spend("2026-03-20", 150);
  BOOST_TEST(club.Look("2026-03-20") == "gold");
  club.Spend("2026-03-20", -50);
  BOOST_TEST(club.Look("2026-03-21") == "gold");
  club.Spend("2026-03-21", 100);
  BOOST_TEST(club.Look("2026-03-21") == "gold");
  BOOST_TEST(club.Until() == "2026-04-18");
  club.Spend("2026-03-21", -100, -1);
  BOOST_TEST(club.Look("2026-03-22") == "gold");
  BOOST_TEST(club.Until() == "2026-03-30");
  BOOST_TEST(club.Wait("2026-04-01") == "silver");
}

BOOST_AUTO_TEST_CASE(a_rolling_window_is_looked_at_again_only_when_the_tier_may_be_lost) {
  Club club(TierBasis::kSpend, TierDowngrade::kAtOnce);
  club.program.tier_rules.rolling_days = 30;
  club.Spend("2025-01-01", 50);
  club.Spend("2025-01-11", 100);
  BOOST_TEST(club.Look("2025-01-11") == "silver");
  BOOST_TEST(club.Until() == "2025-02-09");
}

BOOST_AUTO_TEST_CASE(a_calendar_window_begins_anew_with_each_period) {
  Club club(TierBasis::kSpend, TierDowngrade::kAtOnce);
  club.program.tier_rules.period = CalendarPeriod::kQuarter;
  club.Spend("2025-02-10", 300);
  BOOST_TEST(club.Look("2025-02-10") == "gold");
  BOOST_TEST(club.Until() == "2025-03-31");
  BOOST_TEST(club.Wait("2025-04-01") == "bronze");
}

BOOST_AUTO_TEST_CASE(a_tier_is_kept_for_days_though_the_threshold_is_missed) {
  Club club(TierBasis::kActivePoints, TierDowngrade::kAtOnce);
  club.program.tier_rules.keep_days = 30;
  club.active = 150;
  BOOST_TEST(club.Look("2026-07-20") == "silver");
  club.active = 50;
  BOOST_TEST(club.Look("2026-07-25") == "silver");
  BOOST_TEST(club.Until() == "2026-08-19");
  BOOST_TEST(club.Wait("2026-08-19") == "silver");
  BOOST_TEST(club.Wait("2026-08-20") == "bronze");
}

BOOST_AUTO_TEST_CASE(a_tier_is_kept_for_a_month_and_on_to_its_end) {
  Club club(TierBasis::kActivePoints, TierDowngrade::kAtOnce);
  club.program.tier_rules.keep_months = 1;
  club.program.tier_rules.keep_until_end_of = CalendarPeriod::kMonth;
  club.active = 200;
  BOOST_TEST(club.Look("2026-07-20") == "gold");
  club.active = 50;
  BOOST_TEST(club.Look("2026-07-25") == "gold");
  BOOST_TEST(club.Until() == "2026-08-31");
  BOOST_TEST(club.Wait("2026-09-01") == "bronze");
}

BOOST_AUTO_TEST_CASE(a_tier_is_kept_until_the_end_of_the_year) {
  Club club(TierBasis::kActivePoints, TierDowngrade::kAtOnce);
  club.program.tier_rules.keep_until_end_of = CalendarPeriod::kYear;
  club.active = 200;
  BOOST_TEST(club.Look("2026-07-20") == "gold");
  club.active = 0;
  BOOST_TEST(club.Look("2026-07-21") == "gold");
  BOOST_TEST(club.Until() == "2026-12-31");
  BOOST_TEST(club.Wait("2027-01-01") == "bronze");
}

BOOST_AUTO_TEST_CASE(reaching_the_present_tier_again_keeps_it_longer) {
  Club club(TierBasis::kActivePoints, TierDowngrade::kAtOnce);
  club.program.tier_rules.keep_days = 30;
  club.active = 150;
  BOOST_TEST(club.Look("2026-07-20") == "silver");
  BOOST_TEST(club.Look("2026-08-01") == "silver");
  BOOST_TEST(club.Until() == "2026-08-31");
  BOOST_TEST(club.state.since.us == Club::On("2026-07-20").us);
}

BOOST_AUTO_TEST_CASE(a_kept_tier_that_is_still_reached_when_it_ends_goes_on) {
  Club club(TierBasis::kSpend, TierDowngrade::kAtOnce);
  club.program.tier_rules.keep_days = 30;
  club.Spend("2026-07-20", 150);
  BOOST_TEST(club.Look("2026-07-20") == "silver");
  BOOST_TEST(club.Wait("2027-07-20") == "silver");
}

BOOST_AUTO_TEST_CASE(what_a_fall_leads_to_is_kept_like_what_is_reached) {
  Club club(TierBasis::kActivePoints, TierDowngrade::kAtOnce);
  club.program.tier_rules.keep_days = 30;
  club.active = 200;
  BOOST_TEST(club.Look("2026-07-01") == "gold");
  club.active = 100;
  BOOST_TEST(club.Wait("2026-08-01") == "silver");
  BOOST_TEST(club.Until() == "2026-08-31");
}

BOOST_AUTO_TEST_CASE(a_lost_window_does_not_keep_longer_than_the_rule) {
  Club club(TierBasis::kSpend, TierDowngrade::kAtOnce);
  club.program.tier_rules.rolling_days = 365;
  club.program.tier_rules.keep_days = 10;
  club.Spend("2025-01-02", 250);
  BOOST_TEST(club.Look("2025-01-02") == "gold");
  BOOST_TEST(club.Until() == "2026-01-01");
  club.Spend("2025-01-02", -250, -1);
  BOOST_TEST(club.Look("2025-03-01") == "gold");
  BOOST_TEST(club.Until() == "2025-03-11");
  BOOST_TEST(club.Wait("2025-03-12") == "bronze");
}

BOOST_AUTO_TEST_CASE(what_a_year_reached_is_had_for_the_next_and_falls_at_its_end) {
  Club club(TierBasis::kSpend, TierDowngrade::kAtPeriodEnd);
  club.program.tier_rules.period = CalendarPeriod::kYear;
  club.Spend("2024-03-10", 250);
  BOOST_TEST(club.Look("2024-03-10") == "gold");
  BOOST_TEST(club.Until() == "2024-12-31");
  BOOST_TEST(club.Wait("2025-01-01") == "gold");
  club.Spend("2025-06-01", 120);
  BOOST_TEST(club.Look("2025-06-01") == "gold");
  BOOST_TEST(club.Wait("2025-12-31") == "gold");
  BOOST_TEST(club.Wait("2026-01-01") == "silver");
  BOOST_TEST(Text(club.state.since, kZone) == "2026-01-01T00:00:00");
  BOOST_TEST(club.Wait("2027-01-01") == "bronze");
  BOOST_TEST(club.Until() == "");
}

BOOST_AUTO_TEST_CASE(periods_that_nobody_looked_at_are_gone_through_one_by_one) {
  Club club(TierBasis::kSpend, TierDowngrade::kAtPeriodEnd);
  club.program.tier_rules.period = CalendarPeriod::kYear;
  club.Spend("2024-03-10", 250);
  BOOST_TEST(club.Look("2024-03-10") == "gold");
  club.Spend("2025-06-01", 120);
  club.Spend("2026-02-01", 10);
  BOOST_TEST(club.Look("2026-02-02") == "silver");
  BOOST_TEST(club.Until() == "2026-12-31");
}

BOOST_AUTO_TEST_CASE(a_new_period_that_reaches_more_already_raises_at_once) {
  Club club(TierBasis::kSpend, TierDowngrade::kAtPeriodEnd);
  club.program.tier_rules.period = CalendarPeriod::kYear;
  club.Spend("2024-03-10", 120);
  BOOST_TEST(club.Look("2024-03-10") == "silver");
  club.Spend("2025-01-02", 220);
  BOOST_TEST(club.Look("2025-01-02") == "gold");
}

BOOST_AUTO_TEST_CASE(a_tier_falls_one_step_at_each_period_end) {
  Club club(TierBasis::kSpend, TierDowngrade::kOneStep);
  club.program.tier_rules.period = CalendarPeriod::kMonth;
  club.Spend("2025-01-10", 250);
  BOOST_TEST(club.Look("2025-01-10") == "gold");
  BOOST_TEST(club.Wait("2025-02-28") == "gold");
  BOOST_TEST(club.Wait("2025-03-01") == "silver");
  BOOST_TEST(club.Wait("2025-03-31") == "silver");
  BOOST_TEST(club.Wait("2025-04-01") == "bronze");
}

BOOST_AUTO_TEST_CASE(active_points_are_looked_at_when_the_period_ends) {
  Club club(TierBasis::kActivePoints, TierDowngrade::kAtPeriodEnd);
  club.program.tiers = {{"ten", {}, 10}, {"fifteen", {}, 15}};
  club.program.tier_rules.period = CalendarPeriod::kMonth;
  club.active = 15;
  BOOST_TEST(club.Look("2025-01-10") == "fifteen");
  club.active = 11;
  BOOST_TEST(club.Look("2025-01-20") == "fifteen");
  BOOST_TEST(club.Wait("2025-02-01") == "ten");
}

BOOST_AUTO_TEST_CASE(points_earned_in_the_period_count_though_others_are_active) {
  Club club(TierBasis::kEarnedPoints, TierDowngrade::kAtPeriodEnd);
  club.program.tiers = {{"ten", {}, 10}, {"fifteen", {}, 15}};
  club.program.tier_rules.period = CalendarPeriod::kMonth;
  club.active = 1'000;
  club.state.tier = "fifteen";
  club.Spend("2025-01-10", 110);
  BOOST_TEST(club.Look("2025-01-10") == "fifteen");
  BOOST_TEST(club.Wait("2025-02-01") == "ten");
}

BOOST_AUTO_TEST_CASE(days_that_a_tier_is_kept_make_periods_too) {
  Club club(TierBasis::kSpend, TierDowngrade::kOneStep);
  club.program.tier_rules.rolling_days = 90;
  club.program.tier_rules.keep_days = 90;
  club.Spend("2025-01-01", 250);
  BOOST_TEST(club.Look("2025-01-01") == "gold");
  BOOST_TEST(club.Until() == "2025-04-01");
  // In the 90 days before the 2nd of April there is nothing.
  BOOST_TEST(club.Wait("2025-04-02") == "silver");
  BOOST_TEST(club.Until() == "2025-07-01");
  club.Spend("2025-06-30", 150);
  BOOST_TEST(club.Wait("2025-07-02") == "silver");
  BOOST_TEST(club.Until() == "2025-09-30");
}

BOOST_AUTO_TEST_CASE(a_period_kept_on_into_the_next_is_judged_by_the_whole_one) {
  Club club(TierBasis::kSpend, TierDowngrade::kAtPeriodEnd);
  club.program.tier_rules.period = CalendarPeriod::kYear;
  club.program.tier_rules.keep_months = 3;
  club.Spend("2024-11-15", 250);
  BOOST_TEST(club.Look("2024-11-15") == "gold");
  BOOST_TEST(club.Until() == "2025-02-15");
  BOOST_TEST(club.Wait("2025-02-16") == "gold");
  BOOST_TEST(club.Until() == "2025-12-31");
}

BOOST_AUTO_TEST_CASE(a_tier_that_is_never_lost_stays) {
  Club club(TierBasis::kSpend, TierDowngrade::kNever);
  club.program.tier_rules.rolling_days = 30;
  club.Spend("2025-01-01", 150);
  BOOST_TEST(club.Look("2025-01-01") == "silver");
  BOOST_TEST(club.Until() == "");
  BOOST_TEST(club.Look("2029-01-01") == "silver");
  club.Spend("2029-01-02", 200);
  BOOST_TEST(club.Look("2029-01-02") == "gold");
}

BOOST_AUTO_TEST_CASE(an_assigned_tier_is_a_floor_that_rules_may_raise_above) {
  Club club(TierBasis::kSpend, TierDowngrade::kAtOnce);
  club.state.assigned = "silver";
  BOOST_TEST(club.Look("2025-01-01") == "silver");
  club.Spend("2025-01-02", 250);
  BOOST_TEST(club.Look("2025-01-02") == "gold");
  club.Spend("2025-01-02", -250, -1);
  BOOST_TEST(club.Look("2025-01-03") == "silver");
  club.state.assigned = "";
  BOOST_TEST(club.Look("2025-01-04") == "bronze");
}

BOOST_AUTO_TEST_CASE(a_floor_holds_at_period_ends_and_needs_no_looks) {
  Club club(TierBasis::kSpend, TierDowngrade::kAtPeriodEnd);
  club.program.tier_rules.period = CalendarPeriod::kMonth;
  club.state.assigned = "silver";
  club.Spend("2025-01-02", 250);
  BOOST_TEST(club.Look("2025-01-02") == "gold");
  BOOST_TEST(club.Wait("2025-03-01") == "silver");
  BOOST_TEST(club.Until() == "");
  // Taken away in the midst of a period, the tier is had to its end.
  club.state.assigned = "";
  BOOST_TEST(club.Look("2025-03-10") == "silver");
  BOOST_TEST(club.Wait("2025-04-01") == "bronze");
}

BOOST_AUTO_TEST_CASE(a_late_look_dates_the_fall_to_the_floor_from_the_period_end) {
  Club club(TierBasis::kSpend, TierDowngrade::kAtPeriodEnd);
  club.program.tier_rules.period = CalendarPeriod::kMonth;
  club.state.assigned = "silver";
  club.Spend("2025-01-02", 250);
  BOOST_TEST(club.Look("2025-01-02") == "gold");
  BOOST_TEST(club.Look("2025-03-15") == "silver");
  BOOST_TEST(Text(club.state.since, kZone) == "2025-03-01T00:00:00");
}

BOOST_AUTO_TEST_CASE(an_imported_tier_is_kept_as_if_reached_on_the_day_it_came) {
  Club club(TierBasis::kSpend, TierDowngrade::kAtOnce);
  club.program.tier_rules.keep_days = 30;
  club.state.tier = "gold";
  club.state.since = Club::On("2025-01-01");
  BOOST_TEST(club.Look("2025-01-05") == "gold");
  BOOST_TEST(club.Until() == "2025-01-31");
  BOOST_TEST(club.Wait("2025-02-01") == "bronze");
}

BOOST_AUTO_TEST_CASE(periods_without_a_length_fall_at_once) {
  Club club(TierBasis::kSpend, TierDowngrade::kAtPeriodEnd);
  club.state.tier = "gold";
  BOOST_TEST(club.Look("2025-01-05") == "bronze");
  // The program said otherwise once.
  club.state.tier = "gold";
  club.state.until = Club::On("2025-01-01");
  BOOST_TEST(club.Look("2025-01-05") == "bronze");
}

BOOST_AUTO_TEST_CASE(a_tier_that_the_program_does_not_have_any_more_is_none) {
  Club club(TierBasis::kSpend, TierDowngrade::kNever);
  club.program.tiers.erase(club.program.tiers.begin());
  club.state.tier = "platinum";
  club.state.assigned = "diamond";
  BOOST_TEST(club.Look("2025-01-05") == "");
  BOOST_TEST(club.state.since.us == Club::On("2025-01-05").us);
}

BOOST_AUTO_TEST_CASE(without_rules_the_tier_is_the_assigned_one_or_stays) {
  Club club(TierBasis::kNone, TierDowngrade::kAtOnce);
  club.state.tier = "gold";
  BOOST_TEST(club.Look("2025-01-05") == "gold");
  club.state.assigned = "silver";
  BOOST_TEST(club.Look("2025-01-06") == "silver");
  BOOST_TEST(club.state.since.us == Club::On("2025-01-06").us);
  BOOST_TEST(club.Look("2025-01-07") == "silver");
  BOOST_TEST(club.state.since.us == Club::On("2025-01-06").us);
}

BOOST_AUTO_TEST_CASE(only_windows_need_days) {
  const auto first = [](const Club& club) {
    return *FirstDayCounted(club.program, club.state, Club::On("2025-05-20"));
  };
  const auto day = [](const char* text) { return *DayOf(Club::On(text), kZone); };
  Club club(TierBasis::kSpend, TierDowngrade::kAtPeriodEnd);
  BOOST_TEST(!first(club).has_value());
  club.program.tier_rules.period = CalendarPeriod::kQuarter;
  BOOST_TEST(*first(club) == day("2025-04-01"));
  club.state.until = At("2025-04-01T00:00:00", kZone);
  BOOST_TEST(*first(club) == day("2025-01-01"));
  club.program.tier_rules.downgrade = TierDowngrade::kAtOnce;
  BOOST_TEST(*first(club) == day("2025-04-01"));
  club.program.tier_rules.period = CalendarPeriod::kNone;
  club.program.tier_rules.rolling_days = 10;
  BOOST_TEST(*first(club) == day("2025-05-11"));
  club.program.tier_rules.basis = TierBasis::kActivePoints;
  BOOST_TEST(!first(club).has_value());
}

BOOST_AUTO_TEST_CASE(sums_beyond_64_bits_count_as_the_most_there_is) {
  Club club(TierBasis::kSpend, TierDowngrade::kAtOnce);
  club.program.tier_rules.rolling_days = 10;
  const Money most(std::numeric_limits<int64_t>::max());
  const std::vector<PurchaseDay> days = {{*DayOf(Club::On("2025-01-04"), kZone), 1, most, {}},
                                         {*DayOf(Club::On("2025-01-05"), kZone), 1, most, {}}};
  const auto judged = Judge(club.program, {{}, days, {}}, {}, Club::On("2025-01-05"));
  BOOST_REQUIRE(judged.ok());
  BOOST_TEST(judged->tier == "gold");
}

BOOST_AUTO_TEST_CASE(an_unknown_time_zone_is_a_broken_invariant_of_tiers) {
  Club club(TierBasis::kSpend, TierDowngrade::kAtOnce);
  club.program.tier_rules.rolling_days = 10;
  club.program.time_zone = "Mars/Olympus";
  BOOST_TEST(absl::IsInternal(FirstDayCounted(club.program, {}, Instant{}).status()));
  BOOST_TEST(absl::IsInternal(Judge(club.program, {}, {}, Instant{}).status()));
}

}  // namespace
}  // namespace tessera::ledger
