// The arithmetic of metrics, periods, stages and columns by hand.
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tessera/insight/columns.h"
#include "tessera/insight/life_cycle.h"
#include "tessera/insight/metrics.h"
#include "tessera/insight/periods.h"
#include "tessera/insight/rfm.h"

namespace tessera::insight {
namespace {

Facts OneYear() {
  Facts facts;
  facts.period = {*ParseDay("2025-01-01"), *ParseDay("2025-12-31")};
  return facts;
}

Value ValueOf(const char* metric, const Facts& facts) { return FindMetric(metric)->compute(facts); }

BOOST_AUTO_TEST_CASE(retention_is_what_is_left_of_those_at_the_start) {
  Facts facts = OneYear();
  facts.sums.start = 1'000;
  facts.sums.end = 1'100;
  facts.sums.gained = 200;
  facts.sums.lost = 100;
  BOOST_TEST(ValueOf("crr", facts).figure == 90'000);
  BOOST_TEST(ValueOf("churn", facts).figure == 10'000);
}

BOOST_AUTO_TEST_CASE(fifty_lost_of_a_thousand_are_a_churn_of_five_percent) {
  Facts facts = OneYear();
  facts.sums.start = 1'000;
  facts.sums.end = 950;
  facts.sums.lost = 50;
  BOOST_TEST(ValueOf("churn", facts).figure == 5'000);
  BOOST_TEST(ValueOf("churn", facts).numerator == 50);
}

BOOST_AUTO_TEST_CASE(fifty_a_purchase_four_times_a_year_for_five_years_are_a_thousand) {
  Facts facts = OneYear();
  facts.lifetime_years_milli = 5'000;
  facts.sums.buyers = 10;
  facts.sums.purchases = 40;
  facts.sums.purchases_net = 40 * 5'000;
  BOOST_TEST(ValueOf("average_receipt_members", facts).figure == 5'000);
  BOOST_TEST(ValueOf("purchase_frequency", facts).figure == 4'000);
  BOOST_TEST(ValueOf("clv", facts).figure == 100'000);
}

BOOST_AUTO_TEST_CASE(a_lifetime_without_churn_ends_after_ten_years) {
  Facts facts = OneYear();
  facts.sums.start = 100;
  facts.sums.end = 100;
  const Value value = ValueOf("lifetime", facts);
  BOOST_TEST(value.known);
  BOOST_TEST(value.figure == 10'000);
  BOOST_TEST(value.note == "CAPPED");
  facts.sums.lost = 20;
  BOOST_TEST(ValueOf("lifetime", facts).figure == 5'000);
  BOOST_TEST(ValueOf("lifetime", facts).note == "");
}

BOOST_AUTO_TEST_CASE(what_has_nothing_to_divide_by_is_unknown) {
  for (const Metric& metric : Metrics()) {
    const Value value = metric.compute(OneYear());
    const bool is_sum = metric.needs != Needs::kPoints && metric.needs != Needs::kMembers &&
                        (metric.formula == "sum" || metric.formula == "count" ||
                         metric.id == "revenue" || metric.id.substr(0, 10) == "customers_");
    BOOST_TEST(value.known == is_sum, metric.id);
  }
}

BOOST_AUTO_TEST_CASE(promoters_less_detractors_are_counted_among_all_answers) {
  Facts facts = OneYear();
  facts.nps = AnswerFacts{10, 5, 2, 0};
  BOOST_TEST(ValueOf("nps", facts).figure == 30'000);
  facts.nps = AnswerFacts{4, 0, 4, 0};
  BOOST_TEST(ValueOf("nps", facts).figure == -100'000);
  facts.csat = AnswerFacts{3, 2, 0, 13};
  BOOST_TEST(ValueOf("csat", facts).figure == 66'667);
  BOOST_TEST(ValueOf("csat_mean", facts).figure == 4'333);
}

BOOST_AUTO_TEST_CASE(metrics_have_ids_of_their_own_and_words_in_both_languages) {
  std::set<std::string> ids;
  for (const Metric& metric : Metrics()) {
    BOOST_TEST(ids.insert(std::string(metric.id)).second, metric.id);
    BOOST_TEST(!metric.en.name.empty());
    BOOST_TEST(!metric.en.definition.empty());
    BOOST_TEST(!metric.ru.name.empty());
    BOOST_TEST(!metric.ru.definition.empty());
    BOOST_TEST(!metric.formula.empty());
    BOOST_TEST(!metric.source.empty());
  }
}

BOOST_AUTO_TEST_CASE(a_value_from_margins_takes_goods_without_a_cost_to_be_as_the_others) {
  Facts facts;
  facts.period = {0, 364};
  facts.lifetime_years_milli = 5'000;
  facts.sums.buyers = 10;
  facts.sums.purchases = 40;
  facts.sums.purchases_net = 2'000;
  BOOST_TEST(FindMetric("clv")->compute(facts).figure == 1'000);
  BOOST_TEST(!FindMetric("clv_margin")->compute(facts).known);
  facts.sums.purchases_costed = 1'000;
  facts.sums.purchases_margin = 300;
  BOOST_TEST(FindMetric("clv_margin")->compute(facts).figure == 300);
  BOOST_TEST(FindMetric("clv_margin")->compute(facts).note == "PARTIAL");
  BOOST_TEST(FindMetric("margin_rate")->compute(facts).figure == 30'000);
  facts.sums.purchases_costed = 2'000;
  facts.sums.purchases_margin = -100;
  BOOST_TEST(FindMetric("margin_rate")->compute(facts).figure == -5'000);
  BOOST_TEST(FindMetric("clv_margin")->compute(facts).figure == -50);
  BOOST_TEST(FindMetric("clv_margin")->compute(facts).note == "");
}

std::string UnitText(Unit unit) {
  switch (unit) {
    case Unit::kCount: return "count";
    case Unit::kMoneyMinor: return "money";
    case Unit::kPoints: return "points";
    case Unit::kPercentMilli: return "%";
    case Unit::kMilli: return "number";
    case Unit::kYearsMilli: return "years";
  }
  return "";
}

std::string TargetText(const Metric& metric, int64_t target) {
  if (!metric.has_targets) return "";
  if (metric.unit == Unit::kMoneyMinor) return std::to_string(target);
  const std::string rest = std::to_string(target % 1'000 + 1'000).substr(1);
  const size_t end = rest.find_last_not_of('0');
  return std::to_string(target / 1'000) +
         (end == std::string::npos ? "" : "." + rest.substr(0, end + 1));
}

std::string Table() {
  std::string table =
      "| metric | formula | unit | usual | good | what it is | source |\n"
      "| --- | --- | --- | --- | --- | --- | --- |\n";
  for (const Metric& metric : Metrics()) {
    table += "| " + std::string(metric.id) + " | " + std::string(metric.formula) + " | " +
            UnitText(metric.unit) + " | " + TargetText(metric, metric.usual) + " | " +
            TargetText(metric, metric.good) + " | " + std::string(metric.en.name) + ": " +
            std::string(metric.en.definition) + " | " + std::string(metric.source) + " |\n";
  }
  return table;
}

// To write it anew: TESSERA_METRICS_PAGE=service/insight/METRICS.md tessera_insight_test
BOOST_AUTO_TEST_CASE(the_table_of_metrics_says_what_the_definitions_say) {
  const auto read = [](const std::string& name) {
    std::ifstream file(name);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
  };
  if (const char* const to = std::getenv("TESSERA_METRICS_PAGE")) {
    const std::string page = read(to);
    std::ofstream(to) << page.substr(0, page.find("| metric |")) << Table();
  }
  const std::string page = read(TESSERA_SOURCE_FOLDER "/service/insight/METRICS.md");
  const size_t begin = page.find("| metric |");
  BOOST_REQUIRE(begin != std::string::npos);
  BOOST_TEST((page.substr(begin) == Table()), "write service/insight/METRICS.md anew, as said above");
}

BOOST_AUTO_TEST_CASE(standing_is_turned_round_where_less_is_better) {
  BOOST_TEST((StandingOf(75'000, 60'000, 75'000, false) == Standing::kGood));
  BOOST_TEST((StandingOf(74'999, 60'000, 75'000, false) == Standing::kUsual));
  BOOST_TEST((StandingOf(59'999, 60'000, 75'000, false) == Standing::kBelow));
  BOOST_TEST((StandingOf(25'000, 40'000, 25'000, true) == Standing::kGood));
  BOOST_TEST((StandingOf(41'000, 40'000, 25'000, true) == Standing::kBelow));
}

BOOST_AUTO_TEST_CASE(the_period_before_a_calendar_period_is_one) {
  const auto before = [](const char* first, const char* last) {
    const Period period = Before({*ParseDay(first), *ParseDay(last)});
    return DayText(period.first) + " " + DayText(period.last);
  };
  BOOST_TEST(before("2024-03-01", "2024-03-31") == "2024-02-01 2024-02-29");
  BOOST_TEST(before("2025-03-01", "2025-03-31") == "2025-02-01 2025-02-28");
  BOOST_TEST(before("2025-04-01", "2025-06-30") == "2025-01-01 2025-03-31");
  BOOST_TEST(before("2025-01-01", "2025-12-31") == "2024-01-01 2024-12-31");
  BOOST_TEST(before("2025-03-02", "2025-03-31") == "2025-01-31 2025-03-01");
  BOOST_TEST(!ParseDay("2025-02-29"));
  BOOST_TEST(!ParseDay("2025-2-09"));
  BOOST_TEST(!ParseMonth("2025-13"));
}

BOOST_AUTO_TEST_CASE(stages_follow_one_another) {
  const LifeCycle rules;
  const auto stage = [&](int32_t first, int32_t last, int64_t ever, int64_t lately) {
    return NameOf(StageOf(rules, {1'000 - first, 1'000 - last, ever, lately}, 1'000));
  };
  BOOST_TEST(stage(0, 0, 0, 0) == "potential");
  BOOST_TEST(stage(29, 5, 2, 2) == "new");
  BOOST_TEST(stage(30, 5, 2, 2) == "regular");
  BOOST_TEST(stage(29, 5, 3, 3) == "regular");
  BOOST_TEST(stage(500, 5, 40, 9) == "regular");
  BOOST_TEST(stage(500, 5, 40, 10) == "loyal");
  BOOST_TEST(stage(500, 89, 40, 10) == "loyal");
  BOOST_TEST(stage(500, 90, 40, 10) == "at-risk");
  BOOST_TEST(stage(500, 179, 40, 10) == "at-risk");
  BOOST_TEST(stage(500, 180, 40, 10) == "lost");
}

BOOST_AUTO_TEST_CASE(columns_come_back_as_they_were_written) {
  constexpr int64_t kLeast = std::numeric_limits<int64_t>::min();
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
  const std::vector<std::vector<int64_t>> columns = {
      {},       {5, 5, 5},           {0, 255},         {0, 256},       {-7, 65'528},
      {-7, 65'529}, {0, 4'294'967'295}, {0, 4'294'967'296}, {kLeast, kMost}, {kMost, kMost}};
  for (const std::vector<int64_t>& column : columns) {
    const std::string bytes = EncodeCells(column);
    std::vector<int64_t> read = {1, 2, 3};
    BOOST_TEST(DecodeCells(bytes, read).ok());
    BOOST_TEST(read == column, boost::test_tools::per_element());
    BOOST_TEST(!DecodeCells(bytes + "x", read).ok());
    BOOST_TEST(!DecodeCells(bytes.substr(0, bytes.size() - 1), read).ok());
  }
  BOOST_TEST(EncodeCells({7, 7, 7}).size() == 13U);
  BOOST_TEST(EncodeCells({300, 301, 555}).size() == 16U);
}

BOOST_AUTO_TEST_CASE(few_members_share_the_lowest_scores) {
  const RfmCuts cuts = CutsOf({{3, 2, 500}}, 5, 100);
  const RfmScores scores = ScoresOf({3, 2, 500}, cuts);
  BOOST_TEST(scores.recency == 5);
  BOOST_TEST(scores.frequency == 1);
  BOOST_TEST(scores.spend == 1);
  BOOST_TEST(ScoresOf({0, 0, 0}, CutsOf({}, 5, 100)).recency == 0);
}

}  // namespace
}  // namespace tessera::insight
