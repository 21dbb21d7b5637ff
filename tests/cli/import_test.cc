// Files loaded by the program itself into a real service.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tessera/support/process.h"
#include "tessera/support/test_service.h"

namespace tessera::tests {
namespace {

using support::Process;

struct Answer {
  int exit_code;
  std::string output;
};

struct Loader {
  Answer Run(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"--insecure", "--server", service.address()});
    Process process(TESSERA_CLI, arguments);
    const int exit_code = process.Wait();
    return {exit_code, process.output()};
  }
  std::string Path(const std::string& name) const { return (folder.path() / name).string(); }
  std::string Write(const std::string& name, const std::string& text) const {
    std::ofstream(Path(name)) << text;
    return Path(name);
  }
  std::string Content(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream(Path(name)).rdbuf();
    return text.str();
  }

  support::TestService service;
  support::TemporaryFolder folder;
};

bool Has(const Answer& answer, const std::string& text) {
  return answer.output.find(text) != std::string::npos;
}

BOOST_FIXTURE_TEST_SUITE(import, Loader)

BOOST_AUTO_TEST_CASE(a_file_is_tried_then_loaded_and_refused_rows_can_be_corrected) {
  const std::string good = support::MakeMember(1).member_id();
  const std::string bad = support::MakeMember(2).member_id();
  const std::string file = Write("m.csv", "member_id,card,birthday,attribute:email\n" + good +
                                              ",29770001,1985-06-30,anna@example.org\n" + bad +
                                              ",29770001,06-30,\n");
  Answer answer = Run({"import", "members", file, "--dry-run"});
  BOOST_TEST(answer.exit_code == 1, answer.output);
  BOOST_TEST(Has(answer, "1 members would be imported, 1 failed"), answer.output);
  BOOST_TEST(Run({"member", "show", "--card", "29770001"}).exit_code == 3);
  answer = Run({"import", "members", file});
  BOOST_TEST(answer.exit_code == 1, answer.output);
  BOOST_TEST(Has(answer, "m.csv:3: IDENTIFIER_TAKEN"), answer.output);
  BOOST_TEST(Run({"member", "show", "--card", "29770001"}).exit_code == 0);
  std::string rejected = Content("m.csv.rejected.csv");
  BOOST_TEST(rejected.find("member_id,card,birthday,attribute:email,reject_reason") == 0, rejected);
  const size_t card = rejected.find(",29770001,");
  BOOST_TEST_REQUIRE(card != std::string::npos, rejected);
  rejected.replace(card, 10, ",29770002,");
  answer = Run({"import", "members", Write("again.csv", rejected)});
  BOOST_TEST(answer.exit_code == 0, answer.output);
  BOOST_TEST(Run({"member", "show", "--card", "29770002"}).exit_code == 0);
}

BOOST_AUTO_TEST_CASE(lines_of_json_are_loaded_too) {
  const std::string file = Write("p.jsonl",
                                 "{\"sku\": \"milk\", \"unit_cost_minor\": 4200}\n\n"
                                 "{\"sku\": \"bread\", \"price\": 1}\n");
  const Answer answer = Run({"import", "products", file});
  BOOST_TEST(answer.exit_code == 1, answer.output);
  BOOST_TEST(Has(answer, "1 products imported, 1 failed"), answer.output);
  BOOST_TEST(Has(answer, "p.jsonl:3: ROW_INVALID"), answer.output);
  BOOST_TEST(Content("p.jsonl.rejected.jsonl") == "{\"sku\": \"bread\", \"price\": 1}\n");
}

BOOST_AUTO_TEST_CASE(a_run_that_was_cut_is_gone_on_with_and_nothing_else) {
  const std::string file = Write("p.csv", "sku,name\nmilk,Milk\nbread,Bread\n");
  BOOST_TEST(Run({"import", "products", file, "--resume"}).exit_code == 2);
  // As a run leaves it whose first row was acknowledged.
  const std::string note = "{\"import_id\": \"01977c2e-8b40-7000-8000-000000000001\", \"size_bytes\": 31,"
                           " \"row_no\": 1, \"byte\": 19, \"line\": 2}";
  Write("p.csv.tessera-import", note);
  Answer answer = Run({"import", "products", file});
  BOOST_TEST(answer.exit_code == 2, answer.output);
  BOOST_TEST(Has(answer, "IMPORT_WAS_CUT"), answer.output);
  answer = Run({"import", "products", file, "--resume"});
  BOOST_TEST(answer.exit_code == 0, answer.output);
  BOOST_TEST(Has(answer, "1 products imported, 0 failed"), answer.output);
  BOOST_TEST(Content("p.csv.tessera-import").empty());
  Write("p.csv.tessera-import", note);
  Write("p.csv", "sku,name\n");
  BOOST_TEST(Has(Run({"import", "products", file, "--resume"}), "FILE_CHANGED"));
}

BOOST_AUTO_TEST_CASE(a_refused_row_is_kept_once_however_often_a_run_is_cut) {
  const std::string file = Write("p.csv", "sku,name\n,Nameless\nmilk,Milk\n");
  // As a run leaves it that wrote a refused row down and was killed before it noted that.
  Write("p.csv.rejected.csv", "sku,name,reject_reason,reject_field,reject_message\n,Nameless,X,,\n");
  Write("p.csv.tessera-import",
        "{\"import_id\": \"01977c2e-8b40-7000-8000-000000000002\", \"size_bytes\": 29}");
  const Answer answer = Run({"import", "products", file, "--resume"});
  BOOST_TEST(answer.exit_code == 1, answer.output);
  const std::string rejected = Content("p.csv.rejected.csv");
  BOOST_TEST(std::count(rejected.begin(), rejected.end(), '\n') == 2, rejected);
  BOOST_TEST(rejected.find("\n,Nameless,") != std::string::npos, rejected);
  BOOST_TEST(rejected.find("Nameless,X") == std::string::npos, rejected);
  const auto mode = std::filesystem::status(Path("p.csv.rejected.csv")).permissions();
  BOOST_TEST(((mode & (std::filesystem::perms::group_all | std::filesystem::perms::others_all)) ==
              std::filesystem::perms::none));
  Write("p.csv.tessera-import",
        "{\"import_id\": \"01977c2e-8b40-7000-8000-000000000002\", \"size_bytes\": 29,"
        " \"ends\": \"of another file\"}");
  BOOST_TEST(Has(Run({"import", "products", file, "--resume"}), "FILE_CHANGED"));
}

BOOST_AUTO_TEST_CASE(a_refused_row_that_could_not_be_written_down_is_written_by_the_next_run) {
  constexpr int kRefused = 60;
  std::string rows = "sku,name\nmilk,Milk\n";
  for (int i = 0; i < kRefused; ++i) rows += ",Nameless " + std::to_string(i) + "\n";
  const std::string file = Write("p.csv", rows + "bread,Bread\n");
  // The file of refused rows ends at 1 KiB, as on a full disk.
  Process full("/bin/bash", {"-c", "trap '' XFSZ; ulimit -f 1; exec \"$0\" \"$@\"", TESSERA_CLI, "--insecure",
                             "--server", service.address(), "import", "products", file});
  const int exit_code = full.Wait();
  BOOST_TEST(exit_code == 5, full.output());
  BOOST_TEST(full.output().find("FILE_UNWRITABLE") != std::string::npos, full.output());
  BOOST_TEST(full.output().find("--resume") != std::string::npos, full.output());
  BOOST_TEST(Has(Run({"import", "products", file}), "IMPORT_WAS_CUT"));
  const Answer answer = Run({"import", "products", file, "--resume"});
  BOOST_TEST(answer.exit_code == 1, answer.output);
  const std::string rejected = Content("p.csv.rejected.csv");
  BOOST_TEST(std::count(rejected.begin(), rejected.end(), '\n') == kRefused + 1, rejected);
  for (int i = 0; i < kRefused; ++i) {
    const std::string row = "\n,Nameless " + std::to_string(i) + ",";
    BOOST_TEST(rejected.find(row) != std::string::npos, row);
    BOOST_TEST(rejected.find(row) == rejected.rfind(row), row);
  }
}

BOOST_AUTO_TEST_CASE(refused_rows_that_are_left_in_the_file_stay_when_the_import_goes_on) {
  const std::string file = Write("p.csv", "sku,name\n,Nameless\nmilk,Milk\n");
  const std::string left = "sku,name,reject_reason,reject_field,reject_message\n,Earlier,X,,\n";
  Write("p.csv.rejected.csv", left);
  Write("p.csv.tessera-import",
        "{\"import_id\": \"01977c2e-8b40-7000-8000-000000000003\", \"size_bytes\": 29,"
        " \"rejects_bytes\": 1000}");
  BOOST_TEST(Run({"import", "products", file, "--resume"}).exit_code == 1);
  const std::string rejected = Content("p.csv.rejected.csv");
  BOOST_TEST(rejected.rfind(left, 0) == 0U, rejected);
  BOOST_TEST(rejected.find("\n,Nameless,") != std::string::npos, rejected);
}

BOOST_AUTO_TEST_CASE(a_run_that_settled_nothing_leaves_nothing_to_go_on_from) {
  const std::string file = Write("p.csv", "sku,name\nmilk,Milk\n");
  service.Stop();
  const Answer away = Run({"import", "products", file});
  BOOST_TEST(away.exit_code == 4, away.output);
  BOOST_TEST(!Has(away, "--resume"), away.output);
  service.Start();
  // Refused as a whole: nobody may write so much about an import.
  const Answer refused = Run({"import", "products", file, "--comment", std::string(300, 'x')});
  BOOST_TEST(refused.exit_code == 3, refused.output);
  BOOST_TEST(!Has(refused, "--resume"), refused.output);
  BOOST_TEST(!std::filesystem::exists(Path("p.csv.tessera-import")));
  Write("p.csv", "sku,name\nmilk,Whole milk\n");
  const Answer answer = Run({"import", "products", file});
  BOOST_TEST(answer.exit_code == 0, answer.output);
}

BOOST_AUTO_TEST_CASE(a_trial_leaves_an_import_that_was_cut_as_it_is) {
  const std::string file = Write("p.csv", "sku,name\nmilk,Milk\nbread,Bread\n");
  const std::string note = "{\"import_id\": \"01977c2e-8b40-7000-8000-000000000001\", \"size_bytes\": 31,"
                           " \"row_no\": 1, \"byte\": 19, \"line\": 2}";
  Write("p.csv.tessera-import", note);
  BOOST_TEST(Has(Run({"import", "products", file, "--dry-run"}), "IMPORT_WAS_CUT"));
  BOOST_TEST(Run({"import", "products", file, "--dry-run", "--resume"}).exit_code == 0);
  BOOST_TEST(Content("p.csv.tessera-import") == note);
}

BOOST_AUTO_TEST_CASE(what_is_doubtful_is_told_with_lines_and_in_the_database_with_members) {
  std::string text = "member_id,full_name,card,phone,birthday\n";
  const auto add = [&](int number, const std::string& phone, const std::string& birthday) {
    text += support::MakeMember(number).member_id() + ",Anna Karenina,2977000" +
            std::to_string(number) + "," + phone + "," + birthday + "\n";
  };
  add(1, "+79001234567", "1985-06-30");
  add(2, "89001234567", "1985-06-30");
  add(3, "", "1985-06-30");
  add(4, "+79001234568", "1970-01-01");
  const Answer answer = Run({"import", "members", Write("q.csv", text)});
  BOOST_TEST(answer.exit_code == 1, answer.output);
  for (const char* const reason : {"PHONE_REPEATED", "CONTACT_MISSING", "DATE_UNLIKELY"}) {
    BOOST_TEST(Has(answer, reason), answer.output);
  }
  const Answer found = Run({"--output", "csv", "member", "quality", "--list"});
  BOOST_TEST(found.exit_code == 0, found.output);
  BOOST_TEST(Has(found, support::MakeMember(3).member_id() + ",PERSON_REPEATED,full_name," +
                            support::MakeMember(1).member_id()),
             found.output);
  BOOST_TEST(Has(found, support::MakeMember(4).member_id() + ",BIRTHDAY_UNLIKELY,birth_year,"),
             found.output);
  const Answer summary = Run({"member", "quality"});
  BOOST_TEST(Has(summary, "CONTACT_UNSEEN"), summary.output);
}

BOOST_AUTO_TEST_CASE(a_header_that_is_not_understood_sends_nothing) {
  const Answer answer = Run({"import", "coupons", Write("c.csv", "code,colour\nA,red\n")});
  BOOST_TEST(answer.exit_code == 2);
  BOOST_TEST(Has(answer, "COLUMN_UNKNOWN"), answer.output);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::tests
