// Figures that others published on public purchases, and sums over them that were made another way.
#include <boost/test/unit_test.hpp>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "files.h"
#include "tessera/base/number.h"
#include "tessera/insight/cohorts.h"
#include "tessera/insight/metrics.h"
#include "tessera/insight/periods.h"
#include "tessera/insight/rfm.h"
#include "tessera/insight/scan.h"

namespace tessera::insight {
namespace {

Period Days(const char* first, const char* last) { return {*ParseDay(first), *ParseDay(last)}; }

std::vector<Facts> FactsOf(Receipts& receipts, const std::vector<Period>& periods,
                           bool returns_are_activity = false) {
  Question question;
  question.periods = periods;
  question.returns_are_activity = returns_are_activity;
  const auto answer = Scan(receipts, receipts.members(), question);
  BOOST_REQUIRE(answer.ok());
  std::vector<Facts> facts;
  for (size_t i = 0; i < periods.size(); ++i) {
    facts.emplace_back();
    facts.back().period = periods[i];
    facts.back().sums = answer->groups[0][i];
  }
  return facts;
}

int64_t FigureOf(const char* metric, const Facts& facts) {
  const Value value = FindMetric(metric)->compute(facts);
  BOOST_TEST(value.known);
  return value.figure;
}

std::vector<Cohort> CohortsOf(Receipts& receipts, const char* first, const char* last,
                              const char* until, bool returns_are_activity) {
  CohortQuestion question;
  question.first_month = MonthOf(ParseMonth(first)->first);
  question.last_month = MonthOf(ParseMonth(last)->first);
  question.until_month = MonthOf(ParseMonth(until)->first);
  question.returns_are_activity = returns_are_activity;
  auto cohorts = CountCohorts(receipts, receipts.members(), question);
  BOOST_REQUIRE(cohorts.ok());
  return *std::move(cohorts);
}

int64_t MoneyOf(const std::vector<Purchase>& purchases) {
  return std::accumulate(purchases.begin(), purchases.end(), int64_t{0},
                         [](int64_t sum, const Purchase& next) { return sum + next.money; });
}

BOOST_AUTO_TEST_CASE(cdnow_is_read_and_merged_by_day_as_published) {
  if (DataFolder().empty()) return;
  const std::vector<Purchase> lines = ReadCdnow();
  BOOST_TEST(lines.size() == 6'919U);
  BOOST_TEST(MoneyOf(lines) == 24'409'194);
  BOOST_TEST(Daily(lines).size() == 6'696U);
  Receipts receipts = ReceiptsOf(lines);
  BOOST_TEST(receipts.members().size() == 2'357U + 1);
}

BOOST_AUTO_TEST_CASE(retention_and_repeats_of_cdnow_are_those_of_plain_sums) {
  if (DataFolder().empty()) return;
  Receipts receipts = ReceiptsOf(Daily(ReadCdnow()));
  const auto halves = FactsOf(receipts, {Days("1997-01-01", "1997-06-30"),
                                         Days("1997-07-01", "1997-12-31"),
                                         Days("1998-01-01", "1998-06-30")});
  BOOST_TEST(halves[1].sums.buyers_before == 2'357);
  BOOST_TEST(halves[1].sums.retained == 619);
  BOOST_TEST(FigureOf("retention_rate", halves[1]) == 26'262);
  BOOST_TEST(halves[2].sums.retained == 322);
  BOOST_TEST(FigureOf("retention_rate", halves[2]) == 52'019);
  const auto year = FactsOf(receipts, {Days("1997-01-01", "1997-12-31")});
  BOOST_TEST(year[0].sums.repeaters == 1'040);
  BOOST_TEST(FigureOf("repeat_rate", year[0]) == 44'124);
}

BOOST_AUTO_TEST_CASE(the_first_cohort_of_cdnow_comes_back_as_counted_by_hand) {
  if (DataFolder().empty()) return;
  Receipts receipts = ReceiptsOf(ReadCdnow());
  const auto cohorts = CohortsOf(receipts, "1997-01", "1997-03", "1998-06", false);
  BOOST_TEST(absl::StrJoin(cohorts[0].members, " ") ==
             "781 124 95 70 65 77 65 53 52 45 62 59 45 47 63 37 37 33");
  int64_t members = 0;
  for (const Cohort& cohort : cohorts) members += cohort.members[0];
  BOOST_TEST(members == 2'357);
}

// Repeat purchases by week: days on which somebody bought who had bought before.
BOOST_AUTO_TEST_CASE(weekly_repeats_of_cdnow_are_as_published) {
  if (DataFolder().empty()) return;
  Receipts receipts = ReceiptsOf(Daily(ReadCdnow()));
  std::vector<Period> weeks;
  const int32_t start = *ParseDay("1997-01-01");
  for (int32_t week = 0; week < 78; ++week) {
    weeks.push_back({start + 7 * week, start + 7 * week + 6});
  }
  const auto facts = FactsOf(receipts, weeks);
  const auto lines = LinesOf(DataFolder() + "/cdnow/cdnow_weekly_repeat_transactions.csv");
  BOOST_REQUIRE(lines.size() == 79U);
  for (size_t week = 0; week < 78; ++week) {
    const int64_t repeats = facts[week].sums.purchases - facts[week].sums.newcomers;
    BOOST_TEST(absl::StrCat(repeats) == CellsOf(lines[week + 1])[1], "week " << week + 1);
  }
}

BOOST_AUTO_TEST_CASE(cohorts_of_online_retail_are_as_published) {
  if (DataFolder().empty()) return;
  Receipts receipts = ReceiptsOf(ReadOnlineRetail());
  const auto cohorts = CohortsOf(receipts, "2010-12", "2011-04", "2011-12", true);
  const auto lines = LinesOf(DataFolder() + "/known_answers/online_retail_cohorts_published.csv");
  BOOST_REQUIRE(lines.size() == cohorts.size() + 1);
  for (size_t i = 0; i < cohorts.size(); ++i) {
    std::string row = absl::StrCat(MonthText(MonthPeriod(cohorts[i].month).first), ",",
                                   absl::StrJoin(cohorts[i].members, ","));
    row.append(13 - cohorts[i].members.size(), ',');
    BOOST_TEST(row == lines[i + 1]);
  }
  const auto share = [&](size_t month) {
    return *MultiplyDivide(cohorts[0].members[month], 1'000'000, cohorts[0].members[0],
                           Rounding::kHalfUp);
  };
  BOOST_TEST(share(1) == 381'857);
  BOOST_TEST(share(2) == 334'388);
  BOOST_TEST(share(3) == 387'131);
  BOOST_TEST(share(11) == 500'000);
  BOOST_TEST(share(12) == 274'262);
}

BOOST_AUTO_TEST_CASE(purchases_of_online_retail_are_those_of_plain_sums) {
  if (DataFolder().empty()) return;
  std::vector<Purchase> purchases;
  for (const Purchase& purchase : ReadOnlineRetail()) {
    if (!purchase.is_return) purchases.push_back(purchase);
  }
  BOOST_TEST(purchases.size() == 18'532U);
  BOOST_TEST(MoneyOf(purchases) == 8'911'407'904);
  Receipts receipts = ReceiptsOf(purchases);
  BOOST_TEST(receipts.members().size() == 4'338U + 1);
  const auto cohorts = CohortsOf(receipts, "2010-12", "2011-02", "2011-12", false);
  BOOST_TEST(absl::StrJoin(cohorts[0].members, " ") ==
             "885 324 286 340 321 352 321 309 313 350 331 445 235");
  BOOST_TEST(absl::StrJoin(cohorts[1].members, " ").substr(0, 10) == "417 92 111");
  BOOST_TEST(absl::StrJoin(cohorts[2].members, " ").substr(0, 9) == "380 71 71");
  const auto all = FactsOf(receipts, {Days("2010-12-01", "2011-12-31")});
  BOOST_TEST(all[0].sums.repeaters == 2'845);
  BOOST_TEST(all[0].sums.buyers == 4'338);
  const auto halves =
      FactsOf(receipts, {Days("2010-12-01", "2011-05-31"), Days("2011-06-01", "2011-11-30")});
  BOOST_TEST(halves[1].sums.retained == 1'892);
  BOOST_TEST(halves[1].sums.buyers_before == 2'718);
  BOOST_TEST(FigureOf("retention_rate", halves[1]) == 69'610);
}

struct Ordered {
  std::map<std::string, RfmValues> customers;
  std::vector<RfmValues> values;
};

Ordered ReadOrders() {
  Ordered ordered;
  const int32_t until = *ParseDay("2006-12-31");
  const auto lines = LinesOf(DataFolder() + "/rfm_orders/rfm_data_orders.csv");
  for (size_t i = 1; i < lines.size(); ++i) {
    const auto cells = CellsOf(lines[i]);
    RfmValues& values = ordered.customers.emplace(cells[0], RfmValues{1'000'000, 0, 0}).first->second;
    values.recency_days = std::min<int64_t>(values.recency_days, until - *ParseDay(cells[1]));
    ++values.frequency;
    values.spend += std::stoll(cells[2]);
  }
  for (const auto& [customer, values] : ordered.customers) ordered.values.push_back(values);
  return ordered;
}

BOOST_AUTO_TEST_CASE(rfm_scores_are_as_published) {
  if (DataFolder().empty()) return;
  const Ordered ordered = ReadOrders();
  BOOST_TEST(ordered.customers.size() == 995U);
  const RfmCuts cuts = CutsOf(ordered.values, 5, 1);
  const auto line = [&](const char* customer) {
    const RfmValues& values = ordered.customers.at(customer);
    const RfmScores scores = ScoresOf(values, cuts);
    return absl::StrCat(values.recency_days, "/", values.frequency, "/", values.spend, "/",
                        scores.recency, scores.frequency, scores.spend);
  };
  BOOST_TEST(line("Abbey O'Reilly") == "205/6/472/343");
  BOOST_TEST(line("Add Senger") == "140/3/340/412");
  BOOST_TEST(line("Aden Lesch") == "194/4/405/323");
  BOOST_TEST(line("Aden Murphy") == "98/7/596/544");
  // In fifths: 115, 181, 297.4 and 482 days; 4, 5, 6 and 8 orders; 255.8, 382, 506.4 and 666.
  BOOST_TEST(absl::StrJoin(cuts.recency, " ") == "575 905 1487 2410");
  BOOST_TEST(absl::StrJoin(cuts.frequency, " ") == "20 25 30 40");
  BOOST_TEST(absl::StrJoin(cuts.spend, " ") == "1279 1910 2532 3330");
}

BOOST_AUTO_TEST_CASE(the_usual_cells_hold_everybody_once) {
  if (DataFolder().empty()) return;
  const Ordered ordered = ReadOrders();
  const RfmCuts cuts = CutsOf(ordered.values, 5, 1);
  std::map<std::string, int> cells;
  for (const RfmValues& values : ordered.values) {
    ++cells[std::string(CellOf(ScoresOf(values, cuts), UsualCells()))];
  }
  const std::map<std::string, int> expected = {
      {"champions", 99}, {"loyal", 170},         {"potential-loyalist", 146}, {"new", 30},
      {"promising", 31}, {"need-attention", 46}, {"about-to-sleep", 76},      {"at-risk", 135},
      {"cant-lose", 22}, {"hibernating", 240}};
  BOOST_TEST((cells == expected));
}

// The table of the source's own test: of several that fit the first counts.
BOOST_AUTO_TEST_CASE(cells_of_a_program_are_counted_as_published) {
  if (DataFolder().empty()) return;
  const std::vector<RfmCell> table = {
      {"Champions", 4, 5, 4, 5, 4, 5},          {"Loyal Customers", 2, 5, 3, 5, 3, 5},
      {"Potential Loyalist", 3, 5, 1, 3, 1, 3}, {"New Customers", 4, 5, 1, 1, 1, 1},
      {"Promising", 3, 4, 1, 1, 1, 1},          {"Need Attention", 2, 3, 2, 3, 2, 3},
      {"About To Sleep", 2, 3, 1, 2, 1, 2},     {"At Risk", 1, 2, 2, 5, 2, 5},
      {"Can't Lose Them", 1, 1, 4, 5, 4, 5},    {"Lost", 1, 2, 1, 2, 1, 2}};
  const Ordered ordered = ReadOrders();
  const RfmCuts cuts = CutsOf(ordered.values, 5, 1);
  std::map<std::string, RfmValues> cells;
  std::map<std::string, int> customers;
  for (const RfmValues& values : ordered.values) {
    const std::string cell(CellOf(ScoresOf(values, cuts), table));
    ++customers[cell];
    cells[cell].frequency += values.frequency;
    cells[cell].spend += values.spend;
  }
  BOOST_TEST(customers["Champions"] == 158);
  BOOST_TEST(cells["Champions"].frequency == 1'234);
  BOOST_TEST(cells["Champions"].spend == 120'178);
  BOOST_TEST(customers["Loyal Customers"] == 278);
  BOOST_TEST(customers["Potential Loyalist"] == 229);
  BOOST_TEST(customers["Need Attention"] == 35);
  BOOST_TEST(customers["About To Sleep"] == 50);
  BOOST_TEST(customers["At Risk"] == 86);
  BOOST_TEST(customers["Lost"] == 111);
  BOOST_TEST(customers[""] == 48);
}

}  // namespace
}  // namespace tessera::insight
