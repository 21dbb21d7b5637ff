// Figures that others published on public purchases, from the receipts on.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <sstream>
#include <string>
#include <vector>

#include "files.h"
#include "tessera/forecast/lifetime_value.h"
#include "tessera/forecast/outlook.h"
#include "tessera/forecast/repeat_buying.h"
#include "tessera/forecast/spend.h"
#include "tessera/insight/buyers.h"
#include "tessera/insight/periods.h"

namespace tessera::forecast {
namespace {

using insight::Buyer;
using insight::ParseDay;

std::vector<Buyer> BuyersOf(const std::vector<insight::Purchase>& purchases, const char* last,
                            const char* later_last) {
  insight::Receipts receipts = insight::ReceiptsOf(purchases);
  insight::BuyersQuestion question;
  question.observed = {*ParseDay("1990-01-01"), *ParseDay(last)};
  question.later_last = *ParseDay(later_last);
  const auto buyers = insight::ListBuyers(receipts, receipts.members(), question);
  BOOST_REQUIRE_MESSAGE(buyers.ok(), buyers.status());
  return *buyers;
}

std::vector<History> HistoriesOf(const std::vector<Buyer>& buyers, const char* last, double unit_days) {
  std::vector<History> histories;
  for (const Buyer& buyer : buyers) {
    histories.push_back({buyer.days - 1, (buyer.last_day - buyer.first_day) / unit_days,
                         (*ParseDay(last) - buyer.first_day) / unit_days});
  }
  return histories;
}

std::vector<Spending> SpendingsOf(const std::vector<Buyer>& buyers, double unit) {
  std::vector<Spending> spendings;
  for (const Buyer& buyer : buyers) {
    const int64_t repeats = buyer.days - 1;
    const double mean = repeats == 0 ? 0
                                     : static_cast<double>(buyer.repeat_net) /
                                           static_cast<double>(repeats) / unit;
    spendings.push_back({repeats, mean});
  }
  return spendings;
}

// To 1997-09-30, with what they did up to 1998-06-30.
std::vector<Buyer> Cdnow() { return BuyersOf(insight::ReadCdnow(), "1997-09-30", "1998-06-30"); }

// A table with blanks for commas.
std::vector<std::vector<double>> NumbersOf(const std::string& file) {
  std::vector<std::vector<double>> rows;
  const auto lines = insight::LinesOf(insight::DataFolder() + "/cdnow/" + file);
  for (size_t i = 1; i < lines.size(); ++i) {
    rows.emplace_back();
    for (const std::string& cell : insight::CellsOf(lines[i])) {
      rows.back().push_back(cell.empty() ? 0 : std::stod(cell));
    }
  }
  return rows;
}

RepeatBuyingFit FitCdnow() {
  const auto fit = Fit(HistoriesOf(Cdnow(), "1997-09-30", 7));
  BOOST_REQUIRE_MESSAGE(fit.ok(), fit.status());
  return *fit;
}

void Near(double actual, double expected, double tolerance) {
  BOOST_TEST(std::abs(actual - expected) <= tolerance, actual << " is not " << expected);
}

BOOST_AUTO_TEST_CASE(receipts_of_cdnow_become_the_published_histories) {
  if (insight::DataFolder().empty()) return;
  const std::vector<Buyer> buyers = Cdnow();
  const auto histories = HistoriesOf(buyers, "1997-09-30", 7);
  const auto spendings = SpendingsOf(buyers, 100);
  const auto expected = NumbersOf("cdnow_cbs_exact.csv");
  BOOST_REQUIRE(histories.size() == 2'357U);
  BOOST_REQUIRE(expected.size() == histories.size());
  for (size_t i = 0; i < expected.size(); ++i) {
    BOOST_TEST(static_cast<double>(histories[i].repeats) == expected[i][1]);
    Near(histories[i].recency, expected[i][2], 1e-9);
    Near(histories[i].age, expected[i][3], 1e-9);
    BOOST_TEST(buyers[i].later_days == expected[i][4]);
    Near(spendings[i].mean, expected[i][5], 1e-9);
  }
}

BOOST_AUTO_TEST_CASE(repeat_buying_of_cdnow_is_fitted_as_published) {
  if (insight::DataFolder().empty()) return;
  const RepeatBuyingFit fit = FitCdnow();
  Near(fit.model.r, 0.2425945, 1e-4 * 0.2425945);
  Near(fit.model.alpha, 4.4136019, 1e-4 * 4.4136019);
  Near(fit.model.a, 0.7929199, 1e-4 * 0.7929199);
  Near(fit.model.b, 2.4258881, 1e-4 * 2.4258881);
  Near(fit.log_likelihood, -9582.429, 0.001);
  BOOST_REQUIRE(fit.errors.has_value());
  Near(fit.errors->r, 0.012557, 0.01 * 0.012557);
  Near(fit.errors->alpha, 0.378221, 0.01 * 0.378221);
  Near(fit.errors->a, 0.185719, 0.01 * 0.185719);
  Near(fit.errors->b, 0.705345, 0.01 * 0.705345);
}

BOOST_AUTO_TEST_CASE(purchases_of_a_new_customer_of_cdnow_are_expected_as_published) {
  if (insight::DataFolder().empty()) return;
  const RepeatBuying model = FitCdnow().model;
  const double weeks[] = {0.1429, 1, 3, 31.8571, 32, 78};
  const double expected[] = {0.0078, 0.0532, 0.1506, 1.0405, 1.0437, 1.8576};
  for (size_t i = 0; i < 6; ++i) Near(ExpectedPurchases(model, weeks[i]), expected[i], 0.0005);
  Near(ExpectedPurchases(model, {2, 30.43, 38.86}, 39), 1.226, 0.001);
}

BOOST_AUTO_TEST_CASE(the_five_best_customers_of_cdnow_are_those_published) {
  if (insight::DataFolder().empty()) return;
  std::vector<History> histories;
  for (const auto& row : NumbersOf("cdnow_customers_summary.csv")) {
    histories.push_back({static_cast<int64_t>(row[1]), row[2], row[3]});
  }
  const auto fit = Fit(histories);
  BOOST_REQUIRE(fit.ok());
  std::vector<double> expected;
  for (const History& history : histories) {
    expected.push_back(ExpectedPurchases(fit->model, history, 1));
  }
  const double best[] = {0.424877, 0.474738, 0.486526, 0.662396, 0.710623};
  const size_t customers[] = {509, 841, 1'981, 157, 1'516};
  for (size_t i = 0; i < 5; ++i) Near(expected[customers[i] - 1], best[i], 1e-5);
  std::sort(expected.begin(), expected.end());
  for (size_t i = 0; i < 5; ++i) Near(expected[expected.size() - 5 + i], best[i], 1e-5);
}

BOOST_AUTO_TEST_CASE(numbers_of_purchases_are_as_likely_as_published) {
  const RepeatBuying model{0.243, 4.414, 0.793, 2.426};
  Near(Probability(model, 2, 10), 1.07869e-07, 1e-4 * 1.07869e-07);
  Near(Probability(model, 39, 0), 0.5737864, 1e-4 * 0.5737864);
  const double expected[] = {0.0019995214, 0.0015170236, 0.0011633150, 0.0009003148, 0.0007023638,
                             0.0005517902, 0.0004361913, 0.0003467171, 0.0002769613, 0.0002222260};
  for (int64_t i = 0; i < 10; ++i) Near(Probability(model, 30, 11 + i), expected[i], 1e-7);
}

BOOST_AUTO_TEST_CASE(hard_cases_have_the_published_likelihood) {
  const RepeatBuying model{0.25, 4, 0.8, 2.5};
  Near(LogLikelihood(model, History{0, 0, 40}), -0.59947382, 1e-4);
  Near(LogLikelihood(model, History{200, 38, 40}), 100.7957, 1e-4);
}

BOOST_AUTO_TEST_CASE(who_bought_once_is_there_and_who_bought_a_thousand_times_long_ago_is_not) {
  const RepeatBuying model{0.243, 4.414, 0.793, 2.426};
  BOOST_TEST(Alive(model, {0, 0, 39}) == 1.0);
  Near(Alive(model, {1'000, 10, 100}), 0, 1e-12);
}

BOOST_AUTO_TEST_CASE(spend_of_cdnow_is_fitted_as_published) {
  if (insight::DataFolder().empty()) return;
  const std::vector<Spending> spendings = SpendingsOf(Cdnow(), 100);
  const auto fit = Fit(spendings);
  BOOST_REQUIRE_MESSAGE(fit.ok(), fit.status());
  Near(fit->model.p, 6.25, 0.01);
  Near(fit->model.q, 3.74, 0.01);
  Near(fit->model.v, 15.44, 0.01);
  Near(fit->log_likelihood, -4055.917695, 0.0001);
  const double expected[] = {24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28, 35.17};
  for (size_t i = 0; i < 10; ++i) {
    Near(ExpectedSpend({6.25, 3.74, 15.44}, spendings[i]), expected[i], 0.1);
  }
}

BOOST_AUTO_TEST_CASE(spend_of_cdnow_in_cents_a_mean_is_expected_as_published) {
  if (insight::DataFolder().empty()) return;
  std::vector<Spending> spendings;
  for (const auto& row : NumbersOf("cdnow_customers_summary_with_transactions.csv")) {
    spendings.push_back({static_cast<int64_t>(row[1]), row[4]});
  }
  const auto fit = Fit(spendings);
  BOOST_REQUIRE(fit.ok());
  const double expected[] = {24.658619, 18.911489, 35.170981, 35.170981, 35.170981,
                             71.462843, 18.911489, 35.170981, 27.282408, 35.170981};
  for (size_t i = 0; i < 10; ++i) Near(ExpectedSpend(fit->model, spendings[i]), expected[i], 1e-4);
  double ahead = 0, seen = 0, repeat_buyers = 0;
  for (const Spending& spending : spendings) {
    ahead += ExpectedSpend(fit->model, spending);
    // The source's mean is of those whose repeat purchases cost something.
    if (spending.repeats == 0 || spending.mean <= 0) continue;
    seen += spending.mean;
    ++repeat_buyers;
  }
  BOOST_TEST(repeat_buyers == 946);
  Near(ahead / static_cast<double>(spendings.size()), 35.25295883, 1e-5);
  Near(seen / repeat_buyers, 35.078551797, 1e-5);
  Near(Correlation(spendings), 0.113884, 1e-6);
}

BOOST_AUTO_TEST_CASE(what_customers_of_cdnow_did_later_stands_beside_the_forecast) {
  if (insight::DataFolder().empty()) return;
  OutlookQuestion question;
  question.last_day = *ParseDay("1997-09-30");
  question.days = 273;
  question.discount_milli = 10'000;
  const auto outlook = LookAhead(Cdnow(), question);
  BOOST_REQUIRE_MESSAGE(outlook.ok(), outlook.status());
  const double means[] = {0.2367116, 0.6970387, 1.392523, 1.560000,
                          2.532258,  2.947368,  3.862069, 6.359375};
  const int64_t customers[] = {1'411, 439, 214, 100, 62, 38, 29, 64};
  int64_t purchases_milli = 0;
  for (size_t i = 0; i < kOutlookRows; ++i) {
    const OutlookRow& row = outlook->by_repeats[i];
    BOOST_TEST(row.customers == customers[i]);
    Near(static_cast<double>(row.actual_purchases) / static_cast<double>(row.customers), means[i],
         1e-6);
    BOOST_TEST(row.living_milli <= 1'000 * row.customers);
    purchases_milli += row.purchases_milli;
  }
  BOOST_TEST(outlook->all.customers == 2'357);
  BOOST_TEST(outlook->repeat_buyers == 946);
  BOOST_TEST(outlook->fitted == 2'357);
  BOOST_TEST(outlook->all.living_milli >= 1'411'000);
  Near(static_cast<double>(outlook->all.purchases_milli), static_cast<double>(purchases_milli), 8);
  // 39 weeks of 1,882 purchases were forecast as 1,653.
  Near(static_cast<double>(outlook->all.purchases_milli), 1'653'409, 100);
  BOOST_TEST(outlook->all.actual_purchases == 1'882);
  BOOST_TEST(outlook->purchases_log_likelihood_milli == -9'582'429);
  BOOST_TEST(outlook->correlation_milli == 114);
}

// Of days with a quantity above 0, whatever it cost, as the source took them.
std::vector<insight::Purchase> SoldOnline() {
  std::vector<insight::Purchase> purchases;
  const auto lines = insight::LinesOf(insight::DataFolder() + "/online_retail/online_retail.csv.gz");
  for (size_t i = 1; i < lines.size(); ++i) {
    const std::vector<std::string> cells = insight::CellsOf(lines[i]);
    const int64_t quantity = std::stoll(cells[3]);
    if (cells[6].empty() || quantity <= 0) continue;
    const auto thousandths = static_cast<int64_t>(std::llround(std::stod(cells[5]) * 1'000));
    purchases.push_back(
        {std::stoll(cells[6]), *ParseDay(cells[4].substr(0, 10)), quantity * thousandths, false});
  }
  std::stable_sort(purchases.begin(), purchases.end(),
                   [](const auto& one, const auto& other) { return one.customer < other.customer; });
  return purchases;
}

BOOST_AUTO_TEST_CASE(online_retail_is_fitted_as_published_though_nearly_flat) {
  if (insight::DataFolder().empty()) return;
  const auto buyers = BuyersOf(SoldOnline(), "2011-12-09", "2011-12-09");
  BOOST_REQUIRE(buyers.size() == 4'339U);
  const auto histories = HistoriesOf(buyers, "2011-12-09", 1);
  const auto spendings = SpendingsOf(buyers, 1'000);
  // Customers 12346 to 12350.
  const double summary[][4] = {{0, 0, 325, 0}, {6, 365, 367, 599.701667}, {3, 283, 358, 301.48},
                               {0, 0, 18, 0},  {0, 0, 310, 0}};
  for (size_t i = 0; i < 5; ++i) {
    BOOST_TEST(static_cast<double>(histories[i].repeats) == summary[i][0]);
    BOOST_TEST(histories[i].recency == summary[i][1]);
    BOOST_TEST(histories[i].age == summary[i][2]);
    Near(spendings[i].mean, summary[i][3], 1e-6);
  }
  const auto fit = Fit(histories);
  BOOST_REQUIRE_MESSAGE(fit.ok(), fit.status());
  Near(fit->model.a, 0.00, 0.005);
  Near(fit->model.alpha, 68.89, 0.005);
  Near(fit->model.b, 6.75, 0.005);
  Near(fit->model.r, 0.83, 0.005);
  Near(fit->log_likelihood, -61829.5848, 0.01);
  BOOST_TEST(fit->log_likelihood <= -61829.5848);
  const auto spend = Fit(spendings);
  BOOST_REQUIRE_MESSAGE(spend.ok(), spend.status());
  Near(spend->model.p, 2.10, 0.005);
  Near(spend->model.q, 3.45, 0.005);
  Near(spend->model.v, 485.57, 0.005);
  Near(spend->log_likelihood, -19083.290689, 0.001);
}

BOOST_AUTO_TEST_CASE(no_b_however_large_lifts_the_likelihood_of_online_retail) {
  if (insight::DataFolder().empty()) return;
  const auto histories =
      HistoriesOf(BuyersOf(SoldOnline(), "2011-12-09", "2011-12-09"), "2011-12-09", 1);
  for (double b = 10; b < 1e20; b *= 1e3) {
    const double value = LogLikelihood({0.826433, 68.890679, 0.0034427, b}, histories);
    BOOST_TEST(value < -61829.5848, "b " << b << ": " << value);
  }
}

}  // namespace
}  // namespace tessera::forecast
