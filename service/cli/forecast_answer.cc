#include "tessera/cli/forecast_answer.h"

#include <cstdlib>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tessera/base/number.h"
#include "tessera/base/status.h"
#include "tessera/cli/output.h"
#include "tessera/cli/rows.h"

namespace tessera::cli {
namespace {

constexpr int32_t kMostPurchases = 8;  // stands for all above, too
constexpr int64_t kDependentMilli = 300;

// Tenths for people, thousandths for programs; never negative.
Cell MilliCell(int64_t milli) {
  const int64_t tenths = milli / 100 + (milli % 100 >= 50 ? 1 : 0);
  return {DecimalText(tenths, 1), DecimalText(milli, 3)};
}

std::string PercentOf(int64_t part, int64_t whole) {
  const auto tenths = whole > 0 ? MultiplyDivide(part, 1'000, whole, Rounding::kHalfUp) : std::nullopt;
  return tenths ? absl::StrCat(DecimalText(*tenths, 1), " %") : "unknown";
}

std::string PurchasesSoFar(const v1::ForecastRow& row) {
  if (row.purchases() == 0) return "all";
  return absl::StrCat(row.purchases(), row.purchases() >= kMostPurchases ? "+" : "");
}

absl::Status PrintRows(const Session& session, const Units& units,
                       const v1::GetForecastResponse& forecast) {
  std::vector<Column> columns = {{"PURCHASES SO FAR"}, {"CUSTOMERS", true}, {"STILL BUYING", true},
                                 {"WILL BUY", true},   {"WILL PAY", true}};
  if (forecast.actual_known()) columns.insert(columns.end(), {{"DID BUY", true}, {"DID PAY", true}});
  Rows rows(session, columns);
  const auto add = [&](const v1::ForecastRow& row) {
    std::vector<Cell> cells = {PurchasesSoFar(row), NumberCell(row.customers()),
                               MilliCell(row.living_milli()),
                               MilliCell(row.expected_purchases_milli()),
                               MoneyCell(units, row.expected_revenue_minor())};
    if (forecast.actual_known()) {
      cells.push_back(NumberCell(row.actual_purchases()));
      cells.push_back(MoneyCell(units, row.actual_revenue_minor()));
    }
    return rows.Add(cells, row);
  };
  for (const v1::ForecastRow& row : forecast.rows()) TESSERA_RETURN_IF_ERROR(add(row));
  TESSERA_RETURN_IF_ERROR(add(forecast.all()));
  rows.Finish();
  return absl::OkStatus();
}

// "1653.4", and what came of it.
Cell Beside(const std::string& expected, const std::string& actual, const std::string& share,
            bool known) {
  if (!known) return expected;
  return absl::StrCat(expected, "; it was ", actual, ", so the forecast had ", share, " of it");
}

std::vector<Fact> FactsOf(const Units& units, const v1::GetForecastResponse& forecast) {
  const v1::ForecastRow& all = forecast.all();
  const bool known = forecast.actual_known();
  return {
      {"learned from", absl::StrCat(all.customers(), " members who first bought from ",
                                    forecast.first_date(), " to ", forecast.last_date())},
      {"came back", absl::StrCat(forecast.repeat_buyers(), " of them (",
                                 PercentOf(forecast.repeat_buyers(), all.customers()), ")")},
      {"still buying", absl::StrCat(MilliCell(all.living_milli()).shown, " (",
                                    PercentOf(all.living_milli() / 1'000, all.customers()), ")")},
      {"days ahead", absl::StrCat("up to ", forecast.until_date())},
      {"purchases", Beside(MilliCell(all.expected_purchases_milli()).shown,
                           absl::StrCat(all.actual_purchases()),
                           PercentOf(all.expected_purchases_milli() / 1'000, all.actual_purchases()),
                           known)},
      {"they pay", Beside(units.Money(all.expected_revenue_minor()),
                          units.Money(all.actual_revenue_minor()),
                          PercentOf(all.expected_revenue_minor(), all.actual_revenue_minor()), known)},
      {"for a purchase", units.Money(forecast.mean_spend_minor())},
      {"worth of a member", absl::StrCat(units.Money(forecast.clv_minor()),
                                         " up to that day, in money of the last day looked at")},
  };
}

}  // namespace

absl::Status PrintForecast(const Session& session, const Units& units,
                           const v1::GetForecastResponse& forecast) {
  if (session.output == Output::kCsv) return PrintRows(session, units, forecast);
  TESSERA_RETURN_IF_ERROR(PrintFacts(session, FactsOf(units, forecast), forecast));
  if (session.output != Output::kTable) return absl::OkStatus();
  Print("\n");
  TESSERA_RETURN_IF_ERROR(PrintRows(session, units, forecast));
  Print("\nEstimates (BG/NBD and Gamma-Gamma). The seasons are not known to them.\n");
  if (std::abs(forecast.correlation_milli()) >= kDependentMilli) {
    Print("What members pay at a time goes with how often they buy here: do not go by the money above.\n");
  }
  return absl::OkStatus();
}

}  // namespace tessera::cli
