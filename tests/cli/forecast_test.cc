// How a forecast reads, and what is said where there is none.
#include <boost/test/unit_test.hpp>

#include <cstdio>
#include <string>

#include <unistd.h>

#include "tessera/cli/forecast_answer.h"
#include "tessera/cli/session.h"
#include "tessera/cli/units.h"
#include "tessera/support/process.h"
#include "tessera/support/test_service.h"

namespace tessera::cli {
namespace {

Units Rubles() {
  Units units;
  units.currency_code = "RUB";
  units.currency_digits = 2;
  return units;
}

void Fill(v1::ForecastRow& row, int32_t purchases, int64_t customers, int64_t living_milli) {
  row.set_purchases(purchases);
  row.set_customers(customers);
  row.set_living_milli(living_milli);
  row.set_expected_purchases_milli(2'000 * customers);
  row.set_expected_revenue_minor(150'050 * customers);
  row.set_actual_purchases(3 * customers);
  row.set_actual_revenue_minor(200'000 * customers);
}

v1::GetForecastResponse Answer() {
  v1::GetForecastResponse answer;
  Fill(*answer.mutable_all(), 0, 400, 300'250);
  Fill(*answer.add_rows(), 1, 250, 250'000);
  Fill(*answer.add_rows(), 8, 150, 50'250);
  answer.set_repeat_buyers(150);
  answer.set_mean_spend_minor(75'025);
  answer.set_clv_minor(143'210);
  answer.set_first_date("2015-05-25");
  answer.set_last_date("2025-05-31");
  answer.set_until_date("2026-05-31");
  answer.set_actual_known(true);
  return answer;
}

std::string Printed(Output output, const v1::GetForecastResponse& answer) {
  std::fflush(stdout);
  const int kept = dup(STDOUT_FILENO);
  std::FILE* const file = std::tmpfile();
  BOOST_REQUIRE(file != nullptr);
  dup2(fileno(file), STDOUT_FILENO);
  Session session;
  session.output = output;
  BOOST_TEST(PrintForecast(session, Rubles(), answer).ok());
  std::fflush(stdout);
  dup2(kept, STDOUT_FILENO);
  close(kept);
  std::rewind(file);
  std::string text;
  for (int c = std::fgetc(file); c != EOF; c = std::fgetc(file)) text.push_back(static_cast<char>(c));
  std::fclose(file);
  return text;
}

bool Has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

BOOST_AUTO_TEST_CASE(a_forecast_reads_as_sentences_and_a_table_with_what_came) {
  const std::string text = Printed(Output::kTable, Answer());
  BOOST_TEST(Has(text, "400 members who first bought from 2015-05-25 to 2025-05-31"), text);
  BOOST_TEST(Has(text, "150 of them (37.5 %)"), text);
  BOOST_TEST(Has(text, "300.3 (75.0 %)"), text);
  BOOST_TEST(Has(text, "800.0; it was 1200, so the forecast had 66.7 % of it"), text);
  BOOST_TEST(Has(text, "600200.00 RUB; it was 800000.00 RUB, so the forecast had 75.0 % of it"), text);
  BOOST_TEST(Has(text, "1432.10 RUB up to that day"), text);
  BOOST_TEST(Has(text, "DID BUY"), text);
  BOOST_TEST(Has(text, "8+ "), text);
  BOOST_TEST(!Has(text, "do not go by the money"), text);
}

BOOST_AUTO_TEST_CASE(nothing_is_said_of_what_is_not_over_and_a_doubtful_figure_is_warned_of) {
  v1::GetForecastResponse answer = Answer();
  answer.set_actual_known(false);
  answer.set_correlation_milli(-420);
  const std::string text = Printed(Output::kTable, answer);
  BOOST_TEST(!Has(text, "DID BUY"), text);
  BOOST_TEST(!Has(text, "it was"), text);
  BOOST_TEST(Has(text, "do not go by the money above"), text);
}

BOOST_AUTO_TEST_CASE(spreadsheets_get_rows_and_programs_the_message) {
  BOOST_TEST(Printed(Output::kCsv, Answer()) ==
             "purchases_so_far,customers,still_buying,will_buy,will_pay,did_buy,did_pay\r\n"
             "1,250,250.000,500.000,375125.00,750,500000.00\r\n"
             "8+,150,50.250,300.000,225075.00,450,300000.00\r\n"
             "all,400,300.250,800.000,600200.00,1200,800000.00\r\n");
  const std::string json = Printed(Output::kJson, Answer());
  BOOST_TEST(Has(json, "\"living_milli\""), json);
  BOOST_TEST(Has(json, "\"until_date\": \"2026-05-31\""), json);
}

BOOST_AUTO_TEST_CASE(too_short_a_history_is_told_with_what_to_do) {
  support::TestService service;
  service.PublishYaml("program_id: club\ncurrency_code: RUB\ncurrency_digits: 2\nlanguages: [en]\n"
                      "time_zone: Europe/Moscow\n");
  const auto run = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"--server", service.address(), "--insecure"});
    support::Process process(TESSERA_CLI, arguments);
    const int exit_code = process.Wait();
    return std::to_string(exit_code) + " " + process.output();
  };
  run({"jobs", "run", "insight"});
  const std::string few = run({"insight", "forecast"});
  BOOST_TEST(few.substr(0, 2) == "3 ", few);
  BOOST_TEST(Has(few, "FORECAST_TOO_FEW"), few);
  BOOST_TEST(Has(few, "say an earlier --from"), few);
  const std::string percent = run({"insight", "forecast", "--discount", "ten"});
  BOOST_TEST(percent.substr(0, 2) == "2 ", percent);
  BOOST_TEST(Has(percent, "write it as 10 or 12.5"), percent);
  const std::string help = run({"insight", "forecast", "--help"});
  BOOST_TEST(Has(help, "tessera insight forecast --days 90 --region north"), help);
  support::Process completion(TESSERA_CLI, {"--complete", "insight", "fore"});
  BOOST_TEST(completion.Wait() == 0);
  BOOST_TEST(completion.output() == "forecast\n");
}

}  // namespace
}  // namespace tessera::cli
