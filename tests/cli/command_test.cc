// The program itself against a real service.
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tessera/support/process.h"
#include "tessera/base/random.h"
#include "tessera/support/test_service.h"
#include "tessera/v1/sale.pb.h"

namespace tessera::tests {
namespace {

using support::Process;

struct Answer {
  int exit_code;
  std::string output;
};

struct Console {
  // With standard output on a full disk.
  Answer RunFull(const std::vector<std::string>& arguments) const {
    std::vector<std::string> words = {"-c", "exec \"$0\" \"$@\" >/dev/full", TESSERA_CLI, "--insecure",
                                      "--server", service.address()};
    words.insert(words.end(), arguments.begin(), arguments.end());
    Process process("/bin/bash", words);
    const int exit_code = process.Wait();
    return {exit_code, process.output()};
  }
  Answer Run(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "--insecure");
    if (arguments[1] != "--server") {
      arguments.insert(arguments.begin(), {"--server", service.address()});
    }
    Process process(TESSERA_CLI, arguments);
    const int exit_code = process.Wait();
    return {exit_code, process.output()};
  }
  std::string Write(const std::string& name, const std::string& text) const {
    const std::string path = (folder.path() / name).string();
    std::ofstream(path) << text;
    return path;
  }

  support::TestService service;
  support::TemporaryFolder folder;
};

constexpr char kProgram[] = R"(
program_id: club
currency_code: RUB
currency_digits: 2
languages: [en]
time_zone: Europe/Moscow
)";

bool Has(const Answer& answer, const std::string& text) {
  return answer.output.find(text) != std::string::npos;
}

BOOST_FIXTURE_TEST_SUITE(command, Console)

BOOST_AUTO_TEST_CASE(a_program_is_published_and_shown) {
  Answer answer = Run({"program", "publish", TESSERA_DEMO "/program.yaml"});
  BOOST_TEST(answer.exit_code == 0, answer.output);
  BOOST_TEST(Has(answer, "version      1\npublication  1\nstate        live"), answer.output);
  answer = Run({"program", "show"});
  BOOST_TEST(Has(answer, "cheese-10"), answer.output);
}

BOOST_AUTO_TEST_CASE(every_fault_of_a_program_is_listed_with_its_line) {
  const std::string file = Write("p.yaml", "program_id: x\ncurrency_code: RUBLES\nofers: []\n");
  const Answer answer = Run({"program", "check", file});
  BOOST_TEST(answer.exit_code == 1);
  BOOST_TEST(Has(answer, "p.yaml:2: currency_code: CURRENCY_INVALID"), answer.output);
  BOOST_TEST(Has(answer, "p.yaml:3: ofers: FIELD_UNKNOWN"), answer.output);
  BOOST_TEST(Run({"program", "publish", file}).exit_code == 1);
  BOOST_TEST(Run({"program", "check", file + ".none"}).exit_code == 2);
}

BOOST_AUTO_TEST_CASE(members_are_imported_shown_adjusted_and_told_their_history) {
  Run({"program", "publish", TESSERA_DEMO "/program.yaml"});
  Answer answer = Run({"member", "import", TESSERA_DEMO "/members.csv"});
  BOOST_TEST(answer.exit_code == 0, answer.output);
  BOOST_TEST(Has(answer, "30 members imported, 0 failed"));
  answer = Run({"member", "adjust", "--card", "2977000000010", "--points", "60", "--comment", "sorry"});
  BOOST_TEST(Has(answer, "points   +60\nbalance  900"), answer.output);
  answer = Run({"member", "show", "--card", "2977000000010"});
  BOOST_TEST(Has(answer, "balance  900"), answer.output);
  answer = Run({"member", "history", "--phone", "8 900 000 00 01"});
  BOOST_TEST(Has(answer, ": sorry"), answer.output);
  answer = Run({"ledger", "verify"});
  BOOST_TEST(answer.exit_code == 0);
  BOOST_TEST(Has(answer, "the ledger is whole"), answer.output);
}

BOOST_AUTO_TEST_CASE(rows_that_fail_are_named_and_the_others_stand) {
  const std::string id = support::MakeMember(1).member_id();
  const std::string other = support::MakeMember(2).member_id();
  const std::string file = Write("m.csv", "member_id,card,opening_points\n" + id + ",29770001,5\n" +
                                              other + ",29770001,5\nx,29770002,5\n" + other +
                                              ",29770003,-1\n");
  const Answer answer = Run({"member", "import", file});
  BOOST_TEST(answer.exit_code == 1);
  BOOST_TEST(Has(answer, "m.csv:3: IDENTIFIER_TAKEN"), answer.output);
  BOOST_TEST(Has(answer, "m.csv:4: ID_INVALID"), answer.output);
  BOOST_TEST(Has(answer, "m.csv:5: CELL_INVALID opening_points"), answer.output);
  BOOST_TEST(Has(answer, "1 members imported, 3 failed"), answer.output);
}

BOOST_AUTO_TEST_CASE(a_refusal_gives_reason_and_field_and_3) {
  const Answer answer = Run({"sale", "show", "no-id"});
  BOOST_TEST(answer.exit_code == 3);
  BOOST_TEST(Has(answer, "reason: ID_INVALID"), answer.output);
  BOOST_TEST(Has(answer, "field: sale_id"), answer.output);
}

BOOST_AUTO_TEST_CASE(empty_lists_are_no_errors) {
  BOOST_TEST(Run({"sale", "list"}).exit_code == 0);
  BOOST_TEST(Run({"ledger", "differences"}).exit_code == 0);
  BOOST_TEST(Run({"refund", "pending"}).exit_code == 0);
  BOOST_TEST(Run({"refund", "without-sale"}).exit_code == 0);
  BOOST_TEST(Run({"sale", "suspicions"}).exit_code == 0);
  BOOST_TEST(Run({"survey", "list"}).exit_code == 0);
}

BOOST_AUTO_TEST_CASE(what_tills_noticed_and_took_down_is_listed) {
  service.PublishYaml(kProgram);
  service.Import({support::MakeMember(1)});
  const std::string member_id = support::MakeMember(1).member_id();
  const absl::Status written = service.store().WriteAndWait([&](storage::Transaction& transaction) {
    storage::Sale sale;
    sale.sale_id = *SaleId::Parse("01977c2e-8b40-7000-8000-000000000001", "");
    sale.store_id = "12";
    sale.terminal_id = "till-3";
    v1::Sale document;
    document.set_cashier_id("anna");
    v1::Suspicion& suspicion = *document.add_suspicions();
    suspicion.set_kind(v1::SUSPICION_KIND_CARD_TOO_OFTEN_BY_CASHIER);
    suspicion.set_sales(6);
    suspicion.set_window_seconds(28'800);
    sale.document = document.SerializeAsString();
    const auto sale_no = transaction.AddSale(sale);
    if (!sale_no.ok()) return sale_no.status();
    const absl::Status suspected = transaction.AddSuspectedSale(*sale_no);
    if (!suspected.ok()) return suspected;
    storage::SurveyAnswer answer;
    answer.survey_id = "nps";
    answer.member_id = *MemberId::Parse(member_id, "");
    v1::SurveyAnswer said;
    said.set_survey_id("nps");
    said.set_score(3);
    said.set_comment("Долго стояли");
    answer.document =
        Seal(service.secrets().seal_key, said.SerializeAsString(), SystemRandom());
    return transaction.AddSurveyAnswer(answer);
  });
  BOOST_TEST_REQUIRE(written.ok(), written.message());
  Answer answer = Run({"sale", "suspicions"});
  BOOST_TEST(Has(answer, "6 sales within 8h by the cashier"), answer.output);
  BOOST_TEST(Has(answer, "anna"), answer.output);
  answer = Run({"survey", "list"});
  BOOST_TEST(Has(answer, "Долго стояли"), answer.output);
  BOOST_TEST(Has(answer, member_id), answer.output);
  answer = Run({"member", "code", "--id", member_id});
  BOOST_TEST(answer.exit_code == 0, answer.output);
  BOOST_TEST(answer.output.rfind("TD1.", 0) == 0U, answer.output);
}

BOOST_AUTO_TEST_CASE(status_says_whether_the_service_serves) {
  BOOST_TEST(Run({"status"}).exit_code == 0);
  service.Stop();
  const Answer answer = Run({"status"});
  BOOST_TEST(answer.exit_code == 4);
  BOOST_TEST(Has(answer, "cannot reach the service at"), answer.output);
}

BOOST_AUTO_TEST_CASE(the_service_may_be_named_as_well_as_numbered) {
  const std::string port = service.address().substr(service.address().find(':'));
  const Answer answer = Run({"--server", "localhost" + port, "status"});
  BOOST_TEST(answer.exit_code == 0, answer.output);
}

BOOST_AUTO_TEST_CASE(what_was_done_and_could_not_be_said_is_5) {
  Run({"program", "publish", TESSERA_DEMO "/program.yaml"});
  Run({"member", "import", TESSERA_DEMO "/members.csv"});
  Answer answer = RunFull({"member", "adjust", "--card", "2977000000010", "--points", "60", "--comment", "sorry"});
  BOOST_TEST(answer.exit_code == 5, answer.output);
  BOOST_TEST(Has(answer, "OUTPUT_UNWRITABLE"), answer.output);
  BOOST_TEST(Has(Run({"member", "show", "--card", "2977000000010"}), "balance  900"));
  BOOST_TEST(RunFull({"export", "members"}).exit_code == 5);
  BOOST_TEST(RunFull({"--help"}).exit_code == 5);
  // Where it was to be kept can be seen before anything is sent, or only behind it.
  BOOST_TEST(Run({"export", "members", (folder.path() / "nowhere" / "m.csv").string()}).exit_code == 2);
  answer = Run({"program", "try", TESSERA_DEMO "/program.yaml", "--save", folder.path().string()});
  BOOST_TEST(answer.exit_code == 5, answer.output);
  BOOST_TEST(Has(answer, "receipts"), answer.output);
  // What did not come to be done is said first.
  BOOST_TEST(RunFull({"member", "show", "--card", "no-such-card-1"}).exit_code == 3);
  BOOST_TEST(RunFull({"wallet", "adjust", "--card", "2977000000010", "--amount", "300000", "--comment", "x"})
                 .exit_code == 2);
}

BOOST_AUTO_TEST_CASE(the_help_and_the_readme_know_every_exit_code) {
  const Answer help = Run({"--help"});
  std::ostringstream readme;
  readme << std::ifstream(TESSERA_README).rdbuf();
  const std::string text = readme.str();
  const size_t begin = text.find("exit codes:");
  BOOST_TEST_REQUIRE(begin != std::string::npos);
  const std::string codes = text.substr(begin, 400);
  for (const char* const code : {"0 done", "1 ", "2 ", "3 the", "4 ", "5 done", "130 "}) {
    BOOST_TEST(Has(help, code), code);
    BOOST_TEST(codes.find(code) != std::string::npos, code << ": " << codes);
  }
}

BOOST_AUTO_TEST_CASE(a_wrong_command_line_is_2) {
  BOOST_TEST(Run({"member", "show"}).exit_code == 2);
  BOOST_TEST(Run({"nonsense"}).exit_code == 2);
  BOOST_TEST(Run({"--timeout", "0", "status"}).exit_code == 2);
}

BOOST_AUTO_TEST_CASE(a_shell_completes_commands_options_and_values) {
  const auto complete = [](std::vector<std::string> words) {
    words.insert(words.begin(), "--complete");
    Process process(TESSERA_CLI, words);
    BOOST_TEST(process.Wait() == 0);
    return process.output();
  };
  BOOST_TEST(complete({"mem"}) == "member\n");
  BOOST_TEST(complete({"sale", "li"}) == "list\n");
  BOOST_TEST(complete({"sale", "list", "--term"}) == "--terminal\n");
  BOOST_TEST(complete({"sale", "list", "--store", "list", "--outp"}) == "--output\n");
  BOOST_TEST(complete({"--output", "j"}) == "json\njsonl\n");
  BOOST_TEST(complete({"--output", "=", "c"}) == "csv\n");
  BOOST_TEST(complete({"completion", "b"}) == "bash\n");
  BOOST_TEST(complete({"sale", "nothing-like-it"}).empty());
}

BOOST_AUTO_TEST_CASE(bash_itself_completes) {
  Process process("/bin/bash", {"-c", std::string("tessera() { \"") + TESSERA_CLI + R"(" "$@"; }
source <(tessera completion bash)
COMP_WORDS=(tessera sale sus) COMP_CWORD=2
_tessera
echo "<${COMPREPLY[*]}>")"});
  BOOST_TEST(process.Wait() == 0);
  BOOST_TEST(process.output() == "<suspicions>\n", process.output());
}

BOOST_AUTO_TEST_CASE(what_was_not_sent_is_not_called_a_refusal) {
  Run({"program", "publish", TESSERA_DEMO "/program.yaml"});
  Run({"member", "import", TESSERA_DEMO "/members.csv"});
  // Nobody can be asked here.
  Answer answer = Run({"wallet", "adjust", "--card", "2977000000010", "--amount", "300000", "--comment", "x"});
  BOOST_TEST(answer.exit_code == 2, answer.output);
  BOOST_TEST(Has(answer, "NOT_CONFIRMED"), answer.output);
  BOOST_TEST(Has(answer, "next: say --yes"), answer.output);
  answer = Run({"wallet", "adjust", "--card", "2977000000010", "--amount", "5.001", "--comment", "x"});
  BOOST_TEST(answer.exit_code == 2, answer.output);
  BOOST_TEST(Has(answer, "AMOUNT_INVALID"), answer.output);
  BOOST_TEST(Run({"member", "show", "--card", "no-such-card-1"}).exit_code == 3);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::tests
