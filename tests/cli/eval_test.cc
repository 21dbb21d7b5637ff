// tessera eval and program check: the program itself, without any service.
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "tessera/support/process.h"
#include "tessera/support/test_service.h"

namespace tessera::tests {
namespace {

using support::Process;

struct Desk {
  // Exit code and output, standard error included.
  std::pair<int, std::string> Run(const std::vector<std::string>& arguments) const {
    Process process(TESSERA_CLI, arguments);
    const int exit_code = process.Wait();
    return {exit_code, process.output()};
  }
  std::string Write(const std::string& name, const std::string& text) const {
    const std::string path = (folder.path() / name).string();
    std::ofstream(path) << text;
    return path;
  }

  support::TemporaryFolder folder;
  const std::string program = TESSERA_DEMO "/program.yaml";
  const std::string basket = Write("b.yaml",
      "lines:\n  - {sku: gouda, category: food/dairy/cheese, unit_price: 300.00}\n");
  const std::string member = Write("m.yaml", "tier: friend\nspendable_points: 100\n");
};

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// The text between the fences that open with ```kind, behind `heading`.
std::string Fenced(const std::string& document, const std::string& heading, const std::string& kind) {
  const std::string open = "```" + kind + "\n";
  const size_t section = document.find(heading);
  BOOST_REQUIRE(section != std::string::npos);
  const size_t from = document.find(open, section) + open.size();
  return document.substr(from, document.find("```", from) - from);
}

BOOST_FIXTURE_TEST_SUITE(eval, Desk)

BOOST_AUTO_TEST_CASE(an_evaluation_is_json_with_the_contracts_names) {
  const auto [code, output] = Run({"eval", "--program", program, "--basket", basket, "--member",
                                   member, "--at", "2026-03-04T18:30"});
  BOOST_TEST(code == 0, output);
  const auto answer = nlohmann::ordered_json::parse(output);
  BOOST_TEST(answer["gross_minor"] == "30000");
  BOOST_TEST(answer["lines"][0]["line_no"] == 1);
  BOOST_TEST(answer["offers"][0]["offer_id"] == "cheese-10");
  BOOST_TEST(answer["search_cut_short"] == false);
  BOOST_TEST(answer.begin().key() == "program_version");
  const auto again = Run({"eval", "--program", program, "--basket", basket, "--member", member,
                          "--at", "2026-03-04T15:30:00Z"});
  BOOST_TEST(again.second == output);
}

BOOST_AUTO_TEST_CASE(the_moment_is_now_where_none_is_given) {
  const auto [code, output] = Run({"eval", "--program", program, "--basket", basket, "--explain"});
  BOOST_TEST(code == 0, output);
  BOOST_TEST(!Has(output, " 1970"));
}

BOOST_AUTO_TEST_CASE(faults_of_all_files_are_told_at_once_and_the_exit_code_is_1) {
  const std::string bad_basket = Write("bad-b.yaml", "lines:\n  - {sku: a, unit_prise: 1.00}\n");
  const std::string bad_member = Write("bad-m.yaml", "tier: freind\n");
  const auto [code, output] = Run({"eval", "--program", program, "--basket", bad_basket,
                                   "--member", bad_member, "--at", "soon"});
  BOOST_TEST(code == 1);
  BOOST_TEST(Has(output, "bad-b.yaml:2: lines[0].unit_prise: FIELD_UNKNOWN: did you mean unit_price?"),
             output);
  BOOST_TEST(Has(output, "bad-m.yaml:1: tier: TIER_UNKNOWN: the program has no tier \"freind\"; "
                         "did you mean \"friend\"?"),
             output);
  BOOST_TEST(Has(output, "--at: TIME_INVALID"), output);
  BOOST_TEST(Has(output, "3 faults"), output);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_not_there_and_a_wrong_command_line_are_2) {
  BOOST_TEST(Run({"eval", "--program", program, "--basket", "/nowhere"}).first == 2);
  BOOST_TEST(Run({"eval", "--program", "/", "--basket", basket}).first == 2);
  BOOST_TEST(Run({"eval", "--program", program}).first == 2);
}

BOOST_AUTO_TEST_CASE(several_programs_are_checked_at_once) {
  const std::string bad = Write("p.yaml", "program_id: x\nofers: []\n");
  const auto [code, output] = Run({"program", "check", program, bad});
  BOOST_TEST(code == 1);
  BOOST_TEST(Has(output, "program.yaml: good ("), output);
  BOOST_TEST(Has(output, "p.yaml:2: ofers: FIELD_UNKNOWN: did you mean offers?"), output);
  BOOST_TEST(Run({"program", "check", program, "/nowhere"}).first == 2);
}

BOOST_AUTO_TEST_CASE(a_warning_is_marked_and_stops_nothing) {
  const std::string odd = Write("odd.yaml",
      "program_id: x\ncurrency_code: RUB\ncurrency_digits: 2\nlanguages: [ru]\n"
      "time_zone: Europe/Moscow\nsets:\n  - {set_id: lonely}\n");
  const auto [code, output] = Run({"program", "check", odd});
  BOOST_TEST(code == 0);
  BOOST_TEST(Has(output, "odd.yaml:7: sets[0]: warning: SET_UNUSED: no offer"), output);
  BOOST_TEST(Has(output, "odd.yaml: good (0 offers, 1 sets, 0 tiers)"), output);
}

BOOST_AUTO_TEST_CASE(the_demo_program_gives_no_warning) {
  BOOST_TEST(!Has(Run({"program", "check", program}).second, "warning"));
}

BOOST_AUTO_TEST_CASE(the_example_of_the_readme_gives_what_it_shows) {
  std::ifstream file(TESSERA_README);
  std::ostringstream text;
  text << file.rdbuf();
  const char* heading = "## Try a program";
  const std::string shown = Write("basket.yaml", Fenced(text.str(), heading,
                                                         "yaml basket at=2026-03-04T18:30 language=en"));
  const std::string who = Write("member.yaml", Fenced(text.str(), heading, "yaml member"));
  const auto [code, output] = Run({"eval", "--program", program, "--basket", shown, "--member", who,
                                   "--at", "2026-03-04T18:30", "--language", "en", "--explain"});
  BOOST_TEST(code == 0);
  BOOST_TEST(output == Fenced(text.str(), heading, "text"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::tests
