#include <boost/test/unit_test.hpp>

#include <string>

#include <unistd.h>

#include "tessera/cli/advice.h"
#include "tessera/cli/progress.h"
#include "tessera/cli/rows.h"
#include "tessera/cli/session.h"
#include "tessera/cli/units.h"
#include "tessera/base/status.h"
#include "tessera/v1/ledger.pb.h"

namespace tessera::cli {
namespace {

Units Rubles() {
  Units units;
  units.currency_code = "RUB";
  units.currency_digits = 2;
  units.points_digits = 1;
  return units;
}

v1::LedgerFault Named(const std::string& code) {
  v1::LedgerFault fault;
  fault.set_code(code);
  return fault;
}

// What `print` sends to standard output.
template <typename Print>
std::string Caught(Print print) {
  std::fflush(stdout);
  const int kept = dup(STDOUT_FILENO);
  std::FILE* const file = std::tmpfile();
  BOOST_REQUIRE(file != nullptr);
  dup2(fileno(file), STDOUT_FILENO);
  print();
  std::fflush(stdout);
  dup2(kept, STDOUT_FILENO);
  close(kept);
  std::rewind(file);
  std::string text;
  for (int c = std::fgetc(file); c != EOF; c = std::fgetc(file)) text.push_back(static_cast<char>(c));
  std::fclose(file);
  return text;
}

std::string Listed(Output output, bool header, const std::vector<std::string>& codes) {
  Session session;
  session.output = output;
  session.header = header;
  return Caught([&] {
    Rows rows(session, {{"FAULT CODE"}, {"PAID", true}});
    for (const std::string& code : codes) {
      BOOST_TEST(rows.Add({code, MoneyCell(Rubles(), 123'450)}, Named(code)).ok());
    }
    rows.Finish();
  });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rows)

BOOST_AUTO_TEST_CASE(a_table_is_for_people_and_csv_for_spreadsheets) {
  BOOST_TEST(Listed(Output::kTable, true, {"A"}) == "FAULT CODE         PAID\nA           1234.50 RUB\n");
  BOOST_TEST(Listed(Output::kTable, false, {"A"}) == "A           1234.50 RUB\n");
  BOOST_TEST(Listed(Output::kCsv, true, {"A", "B, \"C\""}) ==
             "fault_code,paid\r\nA,1234.50\r\n\"B, \"\"C\"\"\",1234.50\r\n");
  BOOST_TEST(Listed(Output::kCsv, false, {}) == "");
  BOOST_TEST(Listed(Output::kCsv, false, {""}) == ",1234.50\r\n");
}

BOOST_AUTO_TEST_CASE(what_is_worked_out_here_is_json_too) {
  const auto listed = [](Output output) {
    Session session;
    session.output = output;
    return Caught([&] {
      Rows rows(session, {{"SURVEY"}, {"ANSWERS", true}, {"RESULT", true}});
      rows.Add({"7", NumberCell(3), {"33.3 %", "33.3"}});
      rows.Add({"a \"b\"", NumberCell(0), ""});
      rows.Finish();
    });
  };
  BOOST_TEST(listed(Output::kJsonLines) ==
             "{\"survey\":\"7\",\"answers\":3,\"result\":33.3}\n"
             "{\"survey\":\"a \\\"b\\\"\",\"answers\":0,\"result\":\"\"}\n");
  BOOST_TEST(listed(Output::kJson) ==
             "[\n{\n  \"survey\": \"7\",\n  \"answers\": 3,\n  \"result\": 33.3\n},\n"
             "{\n  \"survey\": \"a \\\"b\\\"\",\n  \"answers\": 0,\n  \"result\": \"\"\n}\n]\n");
  BOOST_TEST(listed(Output::kCsv).find("7,3,33.3\r\n") != std::string::npos);
  BOOST_TEST(listed(Output::kTable).find("33.3 %") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(json_is_one_array_however_long_the_list_is) {
  BOOST_TEST(Listed(Output::kJson, true, {}) == "[]\n");
  const std::string two = Listed(Output::kJson, true, {"A", "B"});
  BOOST_TEST(two.front() == '[');
  BOOST_TEST(two.find("\"code\": \"A\"") < two.find("},\n{"));
  BOOST_TEST(two.find("\"code\": \"B\"") > two.find("},\n{"));
  BOOST_TEST(two.substr(two.size() - 4) == "}\n]\n");
  const std::string lines = Listed(Output::kJsonLines, true, {"A", "B"});
  BOOST_TEST(std::count(lines.begin(), lines.end(), '\n') == 2);
}

BOOST_AUTO_TEST_CASE(a_cell_that_a_spreadsheet_would_calculate_is_a_text) {
  BOOST_TEST(CsvCell("=1+1") == "'=1+1");
  BOOST_TEST(CsvCell("@SUM(A1)") == "'@SUM(A1)");
  BOOST_TEST(CsvCell("-cmd") == "'-cmd");
  BOOST_TEST(CsvCell("-12.50") == "-12.50");
  BOOST_TEST(CsvCell("+7") == "+7");
  BOOST_TEST(CsvCell("two\nlines") == "\"two\nlines\"");
}

BOOST_AUTO_TEST_CASE(amounts_are_read_as_people_write_them) {
  const Units units = Rubles();
  BOOST_TEST(*units.ParseMoney("50", "--amount") == 5'000);
  BOOST_TEST(*units.ParseMoney("-49.9", "--amount") == -4'990);
  BOOST_TEST(*units.ParsePoints("12.5", "--points") == 125);
  for (const char* text : {"", "50.001", "fifty", "1 000", "99999999999999999999"}) {
    BOOST_TEST_CONTEXT(text) {
      BOOST_TEST(ReasonOf(units.ParseMoney(text, "--amount").status()) == "AMOUNT_INVALID");
    }
  }
}

BOOST_AUTO_TEST_CASE(progress_says_how_fast_and_how_long) {
  BOOST_TEST(ProgressLine(412'000, 1'000'000, Seconds(10), "12 rejected") ==
             "412,000 of 1,000,000 (41 %)  41,200/s  15 s left  12 rejected");
  BOOST_TEST(ProgressLine(5, 0, Seconds(10), "") == "5  0/s");
  BOOST_TEST(ProgressLine(1'000, 1'000, Seconds(1), "") == "1,000 of 1,000 (100 %)  1,000/s");
  BOOST_TEST(ProgressLine(100, 1'000'000, Seconds(1), "") ==
             "100 of 1,000,000 (0 %)  100/s  2 h 46 min left");
}

BOOST_AUTO_TEST_CASE(only_what_the_service_said_is_a_refusal) {
  BOOST_TEST(Report(InvalidInput("NOT_CONFIRMED", "--yes", "nothing was done")) == kUsage);
  BOOST_TEST(Report(absl::UnavailableError("gone")) == kUnreachable);
  BOOST_TEST(!AdviceFor("CURSOR_TOO_OLD").empty());
  BOOST_TEST(AdviceFor("CURSOR_TOO").empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace tessera::cli
