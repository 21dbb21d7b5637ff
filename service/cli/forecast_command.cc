// What members will buy.
#include <memory>
#include <optional>
#include <string>

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"
#include "tessera/cli/forecast_answer.h"
#include "tessera/cli/metric_filter.h"
#include "tessera/cli/session.h"
#include "tessera/cli/units.h"
#include "tessera/program/values.h"
#include "tessera/v1/insight_service.grpc.pb.h"

namespace tessera::cli {
namespace {

struct Forecast {
  std::string from;
  std::string to;
  int32_t days = 365;
  std::string discount = "10";
  MetricFilter filter;
};

absl::StatusOr<int64_t> ReadDiscount(const std::string& text) {
  if (const auto milli = program::ParseDecimal(text, 3)) return *milli;
  return InvalidInput("DISCOUNT_INVALID", "--discount",
                      absl::StrCat("\"", text, "\" is no percentage: write it as 10 or 12.5"));
}

int Show(const Session& session, const Forecast& asked) {
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    v1::GetForecastRequest request;
    TESSERA_ASSIGN_OR_RETURN(const int64_t discount, ReadDiscount(asked.discount));
    TESSERA_ASSIGN_OR_RETURN(const Units units, LoadUnits(client));
    request.set_first_date(asked.from);
    request.set_last_date(asked.to);
    request.set_horizon_days(asked.days);
    request.set_discount_milli(discount);
    Put(asked.filter, request.mutable_filter());
    v1::GetForecastResponse response;
    TESSERA_RETURN_IF_ERROR(client.Call<v1::InsightService>(&v1::InsightService::Stub::GetForecast,
                                                            request, &response));
    TESSERA_RETURN_IF_ERROR(PrintForecast(session, units, response));
    return kDone;
  });
}

}  // namespace

void AddInsightForecast(CLI::App& insight, Session& session) {
  const auto asked = std::make_shared<Forecast>();
  CLI::App* command = insight.add_subcommand(
      "forecast", "What members will buy and pay in the time ahead, by what they did so far");
  command->add_option("--days", asked->days, "Days ahead: 1 to 1825, a year if left out")
      ->check(CLI::Range(1, 1'825));
  command->add_option("--from", asked->from,
                      "Learn from members who first bought on this day or later: 2025-05-01; ten years "
                      "back if left out");
  command->add_option("--to", asked->to,
                      "Learn from what was bought up to this day; today if left out. With a day a year "
                      "ago it shows what was forecast then beside what came");
  command->add_option("--discount", asked->discount,
                      "Percent a year by which later money is worth less, for the worth of a member; 10 "
                      "if left out");
  AddFilter(*command, asked->filter);
  command->footer(
      "A purchase is a day on which a member bought. STILL BUYING adds up each member's chance not to have\n"
      "left; who bought once counts as still buying. Not meant for what is paid by subscription.\n\n"
      "Examples:\n  tessera insight forecast\n"
      "  tessera insight forecast --days 90 --region north\n"
      "  tessera insight forecast --to 2025-05-31 --days 365 --output csv");
  command->callback([&session, asked] {
    session.run = [&session, asked] { return Show(session, *asked); };
  });
}

}  // namespace tessera::cli
