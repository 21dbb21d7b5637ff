// A forecast of members who bought at a chain's tills, beside what was counted by hand.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "counted.h"
#include "tessera/operations/insight/get_forecast.h"

namespace tessera::operations {
namespace {

constexpr int kMembers = 150;
constexpr int32_t kObservedDays = 40;
constexpr int32_t kDaysAhead = 20;

struct Forecast : Counted {
  absl::StatusOr<v1::GetForecastResponse> Ask(const v1::GetForecastRequest& request) {
    TESSERA_ASSIGN_OR_RETURN(const ForecastInput input, Read(ReadForecast, kHq, request));
    return GetForecast(input);
  }

  std::string Refused(const v1::GetForecastRequest& request) { return Why(Ask(request)); }

  // Everybody at least once in the first weeks, some often.
  void BuyForSixtyDays() {
    constexpr uint64_t kSeed = 4'711;
    BOOST_TEST_MESSAGE("seed " << kSeed);
    std::mt19937_64 random(kSeed);
    std::vector<std::string> members;
    for (int i = 0; i < kMembers; ++i) members.push_back(AddMember("CARD-" + std::to_string(1'000 + i), 0));
    first = Day();
    for (int32_t day = 0; day < kObservedDays + kDaysAhead; ++day) {
      for (size_t i = 0; i < members.size(); ++i) {
        const bool is_first = static_cast<size_t>(day) == i % 15;
        if (!is_first && (static_cast<size_t>(day) < i % 15 || random() % 1'000 >= 20 + i % 8 * 10)) continue;
        const auto price = static_cast<int64_t>(1'000 * (1 + random() % 20) + 900);
        Buy(members[i], price);
        bought[members[i]][day] += (price + 100) * 9 / 10;
      }
      now = now + Days(1);
    }
    Run(jobs::Kind::kInsight);
  }

  v1::GetForecastRequest OfThen() const {
    v1::GetForecastRequest request;
    request.set_last_date(insight::DayText(first + kObservedDays - 1));
    request.set_horizon_days(kDaysAhead);
    return request;
  }

  int32_t first = 0;
  std::map<std::string, std::map<int32_t, int64_t>> bought;  // by member, by day
};

BOOST_FIXTURE_TEST_SUITE(forecast, Forecast)

BOOST_AUTO_TEST_CASE(a_forecast_of_then_stands_beside_what_was_bought_since) {
  BuyForSixtyDays();
  std::map<int32_t, v1::ForecastRow> by_hand;
  v1::ForecastRow all;
  for (const auto& [member, days] : bought) {
    const auto later = days.lower_bound(kObservedDays);
    const auto purchases = static_cast<int32_t>(std::distance(days.begin(), later));
    for (v1::ForecastRow* row : {&by_hand[std::min(purchases, 8)], &all}) {
      row->set_customers(row->customers() + 1);
      for (auto at = later; at != days.end(); ++at) {
        row->set_actual_purchases(row->actual_purchases() + 1);
        row->set_actual_revenue_minor(row->actual_revenue_minor() + at->second);
      }
    }
  }
  const auto forecast = Ask(OfThen());
  BOOST_REQUIRE_EQUAL(Why(forecast), "OK");
  BOOST_TEST(forecast->actual_known());
  BOOST_TEST(forecast->last_date() == insight::DayText(first + 39));
  BOOST_TEST(forecast->until_date() == insight::DayText(first + 59));
  BOOST_REQUIRE(forecast->rows_size() == 8);
  for (const v1::ForecastRow& row : forecast->rows()) {
    const v1::ForecastRow& expected = by_hand[row.purchases()];
    BOOST_TEST(row.customers() == expected.customers());
    BOOST_TEST(row.actual_purchases() == expected.actual_purchases());
    BOOST_TEST(row.actual_revenue_minor() == expected.actual_revenue_minor());
    BOOST_TEST(row.living_milli() <= 1'000 * row.customers());
  }
  BOOST_TEST(forecast->all().purchases() == 0);
  BOOST_TEST(forecast->all().customers() == kMembers);
  BOOST_TEST(forecast->all().actual_purchases() == all.actual_purchases());
  BOOST_TEST(forecast->all().actual_revenue_minor() == all.actual_revenue_minor());
  BOOST_TEST(forecast->repeat_buyers() == kMembers - by_hand[1].customers());
  BOOST_TEST(forecast->fitted_customers() == kMembers);
  BOOST_TEST(forecast->parameters_size() == 7);
  // Of purchases made at rates of their own: within a quarter.
  const int64_t expected = forecast->all().expected_purchases_milli();
  BOOST_TEST(expected > 750 * all.actual_purchases());
  BOOST_TEST(expected < 1'250 * all.actual_purchases());
  BOOST_TEST(forecast->mean_spend_minor() > 5'000);
  BOOST_TEST(forecast->mean_spend_minor() < 15'000);
}

BOOST_AUTO_TEST_CASE(what_came_is_not_told_before_the_days_are_over) {
  BuyForSixtyDays();
  v1::GetForecastRequest request = OfThen();
  request.set_horizon_days(kDaysAhead + 1);
  const auto forecast = Ask(request);
  BOOST_REQUIRE_EQUAL(Why(forecast), "OK");
  BOOST_TEST(!forecast->actual_known());
  BOOST_TEST(forecast->all().actual_purchases() == 0);
  BOOST_TEST(forecast->all().actual_revenue_minor() == 0);
  const auto shorter = Ask(OfThen());
  BOOST_TEST(forecast->all().expected_purchases_milli() > shorter->all().expected_purchases_milli());
  BOOST_TEST(forecast->all().living_milli() == shorter->all().living_milli());
}

BOOST_AUTO_TEST_CASE(left_out_days_are_ten_years_back_up_to_today_and_a_year_ahead) {
  BuyForSixtyDays();
  const auto forecast = Ask({});
  BOOST_REQUIRE_EQUAL(Why(forecast), "OK");
  BOOST_TEST(forecast->last_date() == insight::DayText(Day()));
  BOOST_TEST(forecast->first_date() == insight::DayText(Day() - 3'659));
  BOOST_TEST(forecast->until_date() == insight::DayText(Day() + 365));
  v1::GetForecastRequest ahead;
  ahead.set_last_date(insight::DayText(Day() + 100));
  ahead.set_discount_milli(10'000);
  BOOST_TEST(Ask(ahead)->SerializeAsString() == forecast->SerializeAsString());
  ahead.set_discount_milli(0);
  BOOST_TEST(Ask(ahead)->clv_minor() > forecast->clv_minor());
}

BOOST_AUTO_TEST_CASE(who_bought_before_the_first_day_is_left_out) {
  BuyForSixtyDays();
  v1::GetForecastRequest request = OfThen();
  request.set_first_date(insight::DayText(first + 1));
  const auto forecast = Ask(request);
  BOOST_REQUIRE_EQUAL(Why(forecast), "OK");
  BOOST_TEST(forecast->all().customers() ==
             std::count_if(bought.begin(), bought.end(),
                           [](const auto& member) { return member.second.begin()->first > 0; }));
}

BOOST_AUTO_TEST_CASE(merged_members_are_one_customer) {
  BuyForSixtyDays();
  const std::string from = bought.begin()->first;
  const std::string into = std::next(bought.begin())->first;
  Merge(from, into);
  Run(jobs::Kind::kInsight);
  const auto forecast = Ask(OfThen());
  BOOST_REQUIRE_EQUAL(Why(forecast), "OK");
  BOOST_TEST(forecast->all().customers() == kMembers - 1);
}

BOOST_AUTO_TEST_CASE(a_store_without_sales_has_too_few_members_to_learn_from) {
  BuyForSixtyDays();
  v1::GetForecastRequest request = OfThen();
  request.mutable_filter()->add_store_ids("store-1");
  BOOST_TEST(Refused(request) == "OK");
  *request.mutable_filter()->mutable_store_ids(0) = "store-2";
  const auto nobody = Ask(request);
  BOOST_TEST(Why(nobody) == "FORECAST_TOO_FEW");
  BOOST_TEST(nobody.status().message().find("only 0 members") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_forecast_of_a_segment_waits_until_members_were_looked_at) {
  AddMember("CARD-0001", 0);
  v1::GetForecastRequest request;
  request.mutable_filter()->add_segments("regulars");
  BOOST_TEST(Refused(request) == "COUNTING");
  Run(jobs::Kind::kInsight);
  Run(jobs::Kind::kSegments);
  BOOST_TEST(Refused(request) == "FORECAST_TOO_FEW");
}

BOOST_AUTO_TEST_CASE(what_makes_no_sense_is_refused_by_its_field) {
  const auto refused = [&](auto change) {
    v1::GetForecastRequest request;
    change(request);
    const auto answer = Ask(request);
    return Why(answer) + " " + FieldOf(answer.status());
  };
  BOOST_TEST(refused([](auto& r) { r.set_last_date("yesterday"); }) == "DATE_INVALID last_date");
  BOOST_TEST(refused([](auto& r) { r.set_first_date("2025-02-30"); }) == "DATE_INVALID first_date");
  BOOST_TEST(refused([](auto& r) {
               r.set_first_date("2025-03-01");
               r.set_last_date("2025-02-01");
             }) == "DATE_INVALID last_date");
  BOOST_TEST(refused([](auto& r) { r.set_first_date("2001-01-01"); }) == "PERIOD_TOO_LONG last_date");
  BOOST_TEST(refused([](auto& r) { r.set_horizon_days(1'826); }) == "HORIZON_INVALID horizon_days");
  BOOST_TEST(refused([](auto& r) { r.set_horizon_days(-1); }) == "HORIZON_INVALID horizon_days");
  BOOST_TEST(refused([](auto& r) { r.set_discount_milli(-1); }) == "DISCOUNT_INVALID discount_milli");
  BOOST_TEST(refused([](auto& r) { r.set_discount_milli(100'001); }) ==
             "DISCOUNT_INVALID discount_milli");
  BOOST_TEST(refused([](auto& r) { r.mutable_filter()->add_segments("nobody"); }) ==
             "SEGMENT_UNKNOWN filter.segments[0]");
  BOOST_TEST(refused([](auto& r) { r.mutable_filter()->add_regions("moon"); }) ==
             "REGION_UNKNOWN filter.regions[0]");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::operations
