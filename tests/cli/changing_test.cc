// What headquarters changes from the command line, against a real service.
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tessera/support/process.h"
#include "tessera/support/test_service.h"

namespace tessera::tests {
namespace {

using support::Process;

constexpr char kFirst[] = "2977000000010";
constexpr char kSecond[] = "2977000000027";

struct Headquarters {
  Headquarters() {
    Must({"program", "publish", TESSERA_DEMO "/program.yaml"});
    Must({"member", "import", TESSERA_DEMO "/members.csv"});
  }

  // Exit code and output: "0 ...".
  std::string Run(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"--server", service.address(), "--insecure"});
    Process process(TESSERA_CLI, arguments);
    const int exit_code = process.Wait();
    return std::to_string(exit_code) + " " + process.output();
  }
  std::string Must(const std::vector<std::string>& arguments) const {
    std::string answer = Run(arguments);
    BOOST_TEST_REQUIRE(answer[0] == '0', answer);
    return answer;
  }

  support::TestService service;
};

bool Has(const std::string& answer, const std::string& text) {
  return answer.find(text) != std::string::npos;
}

BOOST_FIXTURE_TEST_SUITE(changing, Headquarters)

BOOST_AUTO_TEST_CASE(a_member_is_blocked_for_a_while_and_only_with_a_yes) {
  BOOST_TEST(Has(Run({"member", "block", "--card", kFirst}), "NOT_CONFIRMED"));
  BOOST_TEST(Has(Must({"member", "show", "--card", kFirst}), "active"));
  BOOST_TEST(Has(Must({"member", "block", "--card", kFirst, "--yes"}), "status   blocked"));
  BOOST_TEST(Has(Must({"member", "unblock", "--card", kFirst}), "status   active"));
}

BOOST_AUTO_TEST_CASE(a_members_tags_are_set_and_the_rest_stays) {
  const std::string answer = Must({"member", "update", "--card", kFirst, "--tags", "vip|staff"});
  BOOST_TEST(Has(answer, "tags     staff|vip"), answer);
  BOOST_TEST(!Has(answer, "tier     none"), answer);
}

BOOST_AUTO_TEST_CASE(a_card_is_lost_replaced_and_found_again) {
  Must({"member", "card", "replace", kFirst, "2977000009990"});
  BOOST_TEST(Has(Run({"member", "show", "--card", kFirst}), "IDENTIFIER_BLOCKED"));
  Must({"member", "card", "add", kFirst, "--card", "2977000009990"});
  Must({"member", "card", "block", "2977000009990", "--yes"});
  Must({"member", "show", "--card", kFirst});
}

BOOST_AUTO_TEST_CASE(points_move_once_however_often_the_same_is_asked_for) {
  const std::vector<std::string> transfer = {
      "member", "transfer", "--from-card", kSecond, "--to-card", kFirst, "--points", "50", "--comment",
      "a gift", "--yes", "--change-id", "01977420-dc00-7000-8000-000000000001"};
  Must(transfer);
  BOOST_TEST(Has(Must(transfer), " 890"));
  const std::string history = Must({"member", "history", "--card", kFirst});
  BOOST_TEST(Has(history, "from member 0194f3c0-1001-7002-8101-00005e550001 on "), history);
  BOOST_TEST(Has(history, ": a gift"), history);
}

BOOST_AUTO_TEST_CASE(two_members_become_one_and_a_family_shares_and_parts) {
  Must({"member", "share", "--card", kFirst, "--with-card", kSecond});
  Must({"member", "leave", "--card", kFirst, "--yes"});
  Must({"member", "merge", "--from-card", kFirst, "--into-card", kSecond, "--comment", "one person",
        "--yes"});
  BOOST_TEST(Has(Must({"member", "show", "--card", kFirst}), "0194f3c0-1001-7002-8101-00005e550001"));
}

BOOST_AUTO_TEST_CASE(gift_cards_and_wallets_are_filled_shown_and_blocked) {
  Must({"gift-card", "activate", "GIFT-0001", "--amount", "3000"});
  BOOST_TEST(Has(Must({"gift-card", "show", "GIFT-0001"}), "3000.00"));
  BOOST_TEST(Has(Must({"gift-card", "block", "GIFT-0001", "--yes"}), "blocked"));
  BOOST_TEST(Has(Must({"gift-card", "unblock", "GIFT-0001"}), "active"));
  BOOST_TEST(Has(Must({"wallet", "adjust", "--card", kFirst, "--amount", "5", "--comment", "sorry"}),
                 "5.00"));
  BOOST_TEST(Has(Run({"coupon", "show", "NO-SUCH"}), "CODE_UNKNOWN"));
}

BOOST_AUTO_TEST_CASE(an_import_of_what_is_known_leaves_its_tags) {
  const std::string file = (std::filesystem::temp_directory_path() / "tessera-again.csv").string();
  std::ofstream(file) << "member_id,card\n0194f3c0-1000-7001-8100-00005e550000," << kFirst << "\n";
  Must({"member", "import", file});
  std::filesystem::remove(file);
  BOOST_TEST(Has(Must({"member", "show", "--card", kFirst}), "mailing"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::tests
