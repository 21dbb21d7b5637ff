// Whether the program works, in figures.
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"
#include "tessera/cli/figures.h"
#include "tessera/cli/metric_filter.h"
#include "tessera/cli/output.h"
#include "tessera/cli/rows.h"
#include "tessera/cli/session.h"
#include "tessera/cli/units.h"
#include "tessera/v1/insight_service.grpc.pb.h"

namespace tessera::cli {
namespace {

struct Dates {
  std::string month;
  std::string last;
  std::string from;
  std::string to;
};

void AddDates(CLI::App& command, Dates& dates) {
  command.add_option("--month", dates.month, "One calendar month: 2026-05");
  command.add_option("--last", dates.last, "So many days up to today, by the program's calendar: 90d");
  command.add_option("--from", dates.from, "First day: 2026-05-01");
  command.add_option("--to", dates.to, "Last day, included");
}

absl::StatusOr<DayRange> RangeOf(const Dates& dates, const Units& units) {
  TESSERA_ASSIGN_OR_RETURN(const absl::CivilDay today, Today(units));
  return ReadRange(dates.month, dates.last, dates.from, dates.to,
                   static_cast<int32_t>(today - absl::CivilDay(1970, 1, 1)));
}

struct Shown {
  Dates dates;
  MetricFilter filter;
  std::string by;
  std::vector<std::string> metrics;
  int32_t trend = 6;
  bool returns_are_activity = false;
  bool check = false;
};

v1::GroupBy GroupOf(const std::string& by) {
  if (by == "store") return v1::GROUP_BY_STORE;
  if (by == "region") return v1::GROUP_BY_REGION;
  if (by == "tier") return v1::GROUP_BY_TIER;
  if (by == "segment") return v1::GROUP_BY_SEGMENT;
  if (by == "month") return v1::GROUP_BY_MONTH;
  if (by == "stage") return v1::GROUP_BY_STAGE;
  return v1::GROUP_BY_UNSPECIFIED;
}

int Show(const Session& session, const Shown& shown) {
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    TESSERA_ASSIGN_OR_RETURN(const Units units, LoadUnits(client));
    TESSERA_ASSIGN_OR_RETURN(const DayRange range, RangeOf(shown.dates, units));
    v1::GetMetricsRequest request;
    request.set_first_date(range.first);
    request.set_last_date(range.last);
    request.mutable_metrics()->Assign(shown.metrics.begin(), shown.metrics.end());
    Put(shown.filter, request.mutable_filter());
    request.set_group_by(GroupOf(shown.by));
    request.set_trend_periods(shown.trend);
    request.set_returns_are_activity(shown.returns_are_activity);
    v1::GetMetricsResponse response;
    TESSERA_RETURN_IF_ERROR(client.Call<v1::InsightService>(&v1::InsightService::Stub::GetMetrics,
                                                            request, &response));
    std::vector<Column> columns = {{"METRIC"},      {"VALUE", true}, {"CHANGE", true}, {"TREND"},
                                   {"USUAL", true}, {"GOOD", true},  {"STANDING"}};
    if (!shown.by.empty()) columns.insert(columns.begin(), {{"GROUP"}, {"NAME"}});
    Rows rows(session, columns);
    bool missed = false;
    const bool for_programs = session.output == Output::kJson || session.output == Output::kJsonLines;
    for (const v1::MetricRow& row : response.rows()) {
      if (for_programs) TESSERA_RETURN_IF_ERROR(rows.Add({}, row));
      for (const v1::MetricValue& value : row.values()) {
        missed |= value.standing() == v1::STANDING_BELOW;
        const auto target = [&](int64_t figure) {
          return value.has_targets() ? FigureCell(units, value.unit(), figure) : Cell("", "");
        };
        std::vector<Cell> cells = {value.metric(),
                                   KnownCell(units, value.unit(), value.known(), value.figure()),
                                   ChangeCell(units, value), Trend(value), target(value.usual()),
                                   target(value.good()), StandingText(value.standing())};
        if (!shown.by.empty()) cells.insert(cells.begin(), {Cell(row.group()), Cell(row.name())});
        if (!for_programs) TESSERA_RETURN_IF_ERROR(rows.Add(cells, value));
      }
    }
    rows.Finish();
    if (session.output == Output::kTable && response.last_date() < range.last) {
      Print(absl::StrCat("The period is not over: figures go up to ", response.last_date(), ".\n"));
    }
    return shown.check && missed ? kFaultsFound : kDone;
  });
}

void AddShow(CLI::App& insight, Session& session) {
  const auto shown = std::make_shared<Shown>();
  CLI::App* command = insight.add_subcommand(
      "show", "Metrics of a period, beside the periods before and their targets");
  AddDates(*command, shown->dates);
  AddFilter(*command, shown->filter);
  command->add_option("--by", shown->by, "A row for each store, region, tier, segment, month or stage")
      ->check(CLI::IsMember({"store", "region", "tier", "segment", "month", "stage"}));
  command->add_option("--metric", shown->metrics, "Only these; \"insight metrics\" lists them");
  command->add_option("--trend", shown->trend, "So many periods before, 1 to 24")
      ->check(CLI::Range(1, 24));
  command->add_flag("--returns-are-activity", shown->returns_are_activity,
                    "Whoever brings something back was active, too");
  command->add_flag("--check", shown->check, "Exit with 1 if a target is missed");
  command->footer(
      "Examples:\n  tessera insight show --month 2026-05\n"
      "  tessera insight show --last 90d --by store --metric crr --metric clv --output csv");
  command->callback([&session, shown] {
    session.run = [&session, shown] { return Show(session, *shown); };
  });
}

struct CohortTable {
  std::string first_month;
  std::string last_month;
  MetricFilter filter;
  bool shares = false;
  bool returns_are_activity = false;
};

// Thousandths of a percent, half up; sizes are far below 2^46.
std::string ShareOf(int64_t part, int64_t whole) {
  if (whole == 0) return "";
  return absl::StrCat(DecimalText((part * 1'000 + whole / 2) / whole, 1), "%");
}

int Cohorts(const Session& session, const CohortTable& table) {
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    v1::GetCohortsRequest request;
    request.set_first_month(table.first_month);
    request.set_last_month(table.last_month.empty() ? table.first_month : table.last_month);
    Put(table.filter, request.mutable_filter());
    request.set_returns_are_activity(table.returns_are_activity);
    v1::GetCohortsResponse response;
    TESSERA_RETURN_IF_ERROR(client.Call<v1::InsightService>(&v1::InsightService::Stub::GetCohorts,
                                                            request, &response));
    const size_t months = response.cohorts_size() == 0
                              ? 0
                              : static_cast<size_t>(response.cohorts(0).members_size());
    std::vector<std::string> titles;
    for (size_t i = 0; i < months; ++i) titles.push_back(absl::StrCat("+", i));
    std::vector<Column> columns = {{"COHORT"}};
    for (const std::string& title : titles) columns.push_back({title.c_str(), true});
    Rows rows(session, columns);
    for (const v1::Cohort& cohort : response.cohorts()) {
      std::vector<Cell> cells = {cohort.month()};
      for (const int64_t members : cohort.members()) {
        cells.push_back(table.shares ? Cell(ShareOf(members, cohort.members(0)))
                                     : NumberCell(members));
      }
      cells.resize(months + 1, Cell(""));
      TESSERA_RETURN_IF_ERROR(rows.Add(cells, cohort));
    }
    rows.Finish();
    return kDone;
  });
}

void AddCohorts(CLI::App& insight, Session& session) {
  const auto table = std::make_shared<CohortTable>();
  CLI::App* command = insight.add_subcommand(
      "cohorts", "Who came back: members by the month of their first purchase, over the months since");
  command->add_option("--from-month", table->first_month, "First cohort: 2025-01")->required();
  command->add_option("--to-month", table->last_month, "Last cohort; the first alone if left out");
  AddFilter(*command, table->filter);
  command->add_flag("--shares", table->shares, "Shares of the cohort instead of members");
  command->add_flag("--returns-are-activity", table->returns_are_activity,
                    "Whoever brings something back was active, too");
  command->footer("Examples:\n  tessera insight cohorts --from-month 2025-01 --to-month 2025-12 --shares");
  command->callback([&session, table] {
    session.run = [&session, table] { return Cohorts(session, *table); };
  });
}

struct Asked {
  Dates dates;
  std::vector<std::string> offers;
  std::vector<std::string> stores;
};

int Offers(const Session& session, const Asked& asked) {
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    TESSERA_ASSIGN_OR_RETURN(const Units units, LoadUnits(client));
    TESSERA_ASSIGN_OR_RETURN(const DayRange range, RangeOf(asked.dates, units));
    v1::GetOfferFiguresRequest request;
    request.set_first_date(range.first);
    request.set_last_date(range.last);
    request.mutable_offer_ids()->Assign(asked.offers.begin(), asked.offers.end());
    request.mutable_store_ids()->Assign(asked.stores.begin(), asked.stores.end());
    v1::GetOfferFiguresResponse response;
    TESSERA_RETURN_IF_ERROR(client.Call<v1::InsightService>(
        &v1::InsightService::Stub::GetOfferFigures, request, &response));
    Rows rows(session, {{"OFFER"}, {"NAME"}, {"RECEIPTS", true}, {"COST", true}, {"POINTS", true},
                        {"COUPONS", true}, {"REVENUE", true}, {"OF LINES", true}, {"SHARE", true},
                        {"RETURN", true}});
    for (const v1::OfferFigures& offer : response.offers()) {
      TESSERA_RETURN_IF_ERROR(rows.Add(
          {offer.offer_id(), offer.name(), NumberCell(offer.receipts()),
           MoneyCell(units, offer.cost_minor()), PointsCell(units, offer.given_points()),
           NumberCell(offer.coupons()), MoneyCell(units, offer.revenue_minor()),
           MoneyCell(units, offer.touched_minor()),
           FigureCell(units, v1::METRIC_UNIT_PERCENT_MILLI, offer.revenue_share_milli()),
           FigureCell(units, v1::METRIC_UNIT_MILLI, offer.return_milli())},
          offer));
    }
    rows.Finish();
    return kDone;
  });
}

void AddOffers(CLI::App& insight, Session& session) {
  const auto asked = std::make_shared<Asked>();
  CLI::App* command = insight.add_subcommand("offers", "What offers cost and brought, dearest first");
  AddDates(*command, asked->dates);
  command->add_option("--offer", asked->offers, "Only these");
  command->add_option("--store", asked->stores, "Only in these stores");
  command->footer("Examples:\n  tessera insight offers --last 30d --offer coffee-15");
  command->callback([&session, asked] {
    session.run = [&session, asked] { return Offers(session, *asked); };
  });
}

int Definitions(const Session& session, const std::string& language) {
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    v1::ListMetricsRequest request;
    request.set_language(language);
    v1::ListMetricsResponse response;
    TESSERA_RETURN_IF_ERROR(client.Call<v1::InsightService>(&v1::InsightService::Stub::ListMetrics,
                                                            request, &response));
    Rows rows(session, {{"METRIC"}, {"NAME"}, {"DEFINITION"}, {"FORMULA"}, {"SOURCE"}});
    for (const v1::MetricDefinition& metric : response.metrics()) {
      TESSERA_RETURN_IF_ERROR(rows.Add({metric.metric(), metric.name(), metric.definition(),
                                        metric.formula(), metric.source()},
                                       metric));
    }
    rows.Finish();
    return kDone;
  });
}

void AddDefinitions(CLI::App& insight, Session& session) {
  const auto language = std::make_shared<std::string>("en");
  CLI::App* command = insight.add_subcommand("metrics", "What each metric is, and where it comes from");
  command->add_option("--language", *language, "en or ru")->check(CLI::IsMember({"en", "ru"}));
  command->footer("Examples:\n  tessera insight metrics\n  tessera insight metrics --language ru");
  command->callback([&session, language] {
    session.run = [&session, language] { return Definitions(session, *language); };
  });
}

}  // namespace

void AddInsightCommands(CLI::App& app, Session& session) {
  CLI::App* insight = app.add_subcommand("insight", "See whether customers come back");
  insight->require_subcommand(1);
  AddShow(*insight, session);
  AddCohorts(*insight, session);
  AddOffers(*insight, session);
  AddInsightForecast(*insight, session);
  AddDefinitions(*insight, session);
}

}  // namespace tessera::cli
