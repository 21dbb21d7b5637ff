// A forecast in whole numbers.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

#include "simulated.h"
#include "tessera/base/status.h"
#include "tessera/forecast/outlook.h"

namespace tessera::forecast {
namespace {

using insight::Buyer;

constexpr int32_t kLastDay = 20'000;

// As many as there are histories, by days; each purchase at about 10.00.
std::vector<Buyer> Buyers(int customers) {
  std::vector<Buyer> buyers;
  const auto histories = Simulate(RepeatBuying{0.8, 5, 0.6, 3}, customers, 104, 17);
  const auto spendings = Simulate(Spend{5, 4, 600}, customers, 18);
  for (size_t i = 0; i < histories.size(); ++i) {
    Buyer buyer;
    buyer.first_day = kLastDay - static_cast<int32_t>(histories[i].age * 7);
    const auto recency = static_cast<int32_t>(std::ceil(histories[i].recency * 7));
    buyer.last_day = std::min(kLastDay, buyer.first_day + recency);
    buyer.days = 1 + static_cast<int32_t>(
                         std::min<int64_t>(histories[i].repeats, buyer.last_day - buyer.first_day));
    buyer.repeat_net = static_cast<int64_t>(spendings[i].mean) * (buyer.days - 1);
    buyer.later_days = static_cast<int32_t>(i % 3);
    buyer.later_net = static_cast<int64_t>(100 * (i % 3));
    buyers.push_back(buyer);
  }
  return buyers;
}

OutlookQuestion Ahead(int32_t days) {
  OutlookQuestion question;
  question.last_day = kLastDay;
  question.days = days;
  return question;
}

Outlook Look(const std::vector<Buyer>& buyers, const OutlookQuestion& question) {
  const auto outlook = LookAhead(buyers, question);
  BOOST_REQUIRE_MESSAGE(outlook.ok(), outlook.status());
  return *outlook;
}

BOOST_AUTO_TEST_CASE(rows_add_up_to_all_and_count_what_came) {
  const std::vector<Buyer> buyers = Buyers(3'000);
  const Outlook outlook = Look(buyers, Ahead(365));
  OutlookRow sum;
  for (const OutlookRow& row : outlook.by_repeats) {
    sum.customers += row.customers;
    sum.living_milli += row.living_milli;
    sum.purchases_milli += row.purchases_milli;
    sum.revenue_minor += row.revenue_minor;
    sum.actual_purchases += row.actual_purchases;
    sum.actual_minor += row.actual_minor;
  }
  BOOST_TEST(sum.customers == 3'000);
  BOOST_TEST(outlook.all.customers == 3'000);
  BOOST_TEST(sum.actual_purchases == 3'000);
  BOOST_TEST(outlook.all.actual_purchases == 3'000);
  BOOST_TEST(outlook.all.actual_minor == 300'000);
  BOOST_TEST(std::abs(sum.living_milli - outlook.all.living_milli) <= 8);
  BOOST_TEST(std::abs(sum.purchases_milli - outlook.all.purchases_milli) <= 8);
  BOOST_TEST(std::abs(sum.revenue_minor - outlook.all.revenue_minor) <= 8);
  BOOST_TEST(outlook.by_repeats[0].living_milli == 1'000 * outlook.by_repeats[0].customers);
  BOOST_TEST(outlook.repeat_buyers == 3'000 - outlook.by_repeats[0].customers);
}

BOOST_AUTO_TEST_CASE(without_a_discount_the_worth_is_the_mean_of_what_is_paid) {
  const std::vector<Buyer> buyers = Buyers(3'000);
  const Outlook plain = Look(buyers, Ahead(365));
  BOOST_TEST(std::abs(plain.value_minor - plain.all.revenue_minor / 3'000) <= 1);
  OutlookQuestion question = Ahead(365);
  question.discount_milli = 10'000;
  const Outlook discounted = Look(buyers, question);
  BOOST_TEST(discounted.all.revenue_minor == plain.all.revenue_minor);
  // Half a year's discount on average, and a little less, since most is bought early.
  BOOST_TEST(discounted.value_minor < plain.value_minor);
  BOOST_TEST(discounted.value_minor > plain.value_minor * 10 / 11);
}

BOOST_AUTO_TEST_CASE(more_days_bring_more_and_no_more_members) {
  const std::vector<Buyer> buyers = Buyers(2'000);
  const Outlook year = Look(buyers, Ahead(365));
  const Outlook years = Look(buyers, Ahead(1'825));
  BOOST_TEST(years.all.purchases_milli > year.all.purchases_milli);
  BOOST_TEST(years.all.purchases_milli < 5 * year.all.purchases_milli);
  BOOST_TEST(years.all.living_milli == year.all.living_milli);
}

BOOST_AUTO_TEST_CASE(of_many_some_are_learned_from_and_all_are_forecast) {
  const std::vector<Buyer> buyers = Buyers(9'000);
  const Outlook whole = Look(buyers, Ahead(365));
  OutlookQuestion question = Ahead(365);
  question.most_fitted = 3'000;
  const Outlook thinned = Look(buyers, question);
  BOOST_TEST(whole.fitted == 9'000);
  BOOST_TEST(thinned.fitted == 3'000);
  BOOST_TEST(thinned.all.customers == 9'000);
  BOOST_TEST(std::abs(thinned.all.purchases_milli - whole.all.purchases_milli) <
             whole.all.purchases_milli / 10);
}

BOOST_AUTO_TEST_CASE(parameters_are_named_as_in_the_papers) {
  const Outlook outlook = Look(Buyers(3'000), Ahead(365));
  std::string names;
  for (const Parameter& parameter : outlook.parameters) {
    names += parameter.name + " ";
    BOOST_TEST(parameter.micro > 0);
    BOOST_TEST(parameter.error.value_or(0) > 0);
  }
  BOOST_TEST(names == "r alpha a b p q v ");
}

BOOST_AUTO_TEST_CASE(nobody_can_be_learned_from_where_nobody_came_back) {
  BOOST_TEST(ReasonOf(LookAhead({}, Ahead(365)).status()) == "FORECAST_TOO_FEW");
}

}  // namespace
}  // namespace tessera::forecast
