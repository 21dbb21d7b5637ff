#include <boost/test/unit_test.hpp>

#include <sys/wait.h>

#include <cstdlib>
#include <string>

#include "tessera/base/ids.h"
#include "tessera/storage/store.h"
#include "tessera/support/test_service.h"

using namespace tessera;
using support::TemporaryFolder;
using support::TestService;

namespace {

constexpr char kProgram[] = R"(
program_id: test
currency_code: RUB
currency_digits: 2
languages: [en]
time_zone: Europe/Moscow
offers:
  - offer_id: member-5
    name: {by_language: {en: "Member's five"}}
    effects: [{percent_off: {percent_milli: 5000}}]
  - offer_id: earn
    name: {by_language: {en: "Points"}}
    effects: [{earn_per_money: {per_amount_minor: 10000, points: 10}}]
redemption: {points: 1, value_minor: 100, minimum_points: 1, maximum_share_milli: 50000}
card_formats:
  - {kind: IDENTIFIER_KIND_CARD, prefix: "2977", length: 13}
)";

int Run(const std::string& mode, const std::string& folder, const std::string& more = "") {
  const std::string command =
      std::string(TESSERA_HOST) + " " + TESSERA_LIBRARY + " " + mode + " " + folder + more;
  const int status = std::system(command.c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_c_host_sells_offline_and_the_sale_is_delivered_when_the_service_is_there) {
  const TemporaryFolder folder;
  BOOST_REQUIRE_EQUAL(Run("offline", folder.path().string()), 0);
  TestService service;
  service.PublishYaml(kProgram);
  service.Import({support::MakeMember(1, 500)});
  BOOST_REQUIRE_EQUAL(Run("online", folder.path().string(),
                          " " + service.address() + " " + support::CardOf(1)),
                      0);
}

BOOST_AUTO_TEST_CASE(bad_input_from_a_c_host_gets_a_stable_reason) {
  const TemporaryFolder folder;
  BOOST_TEST(Run("refusals", folder.path().string()) == 0);
}

BOOST_AUTO_TEST_CASE(two_threads_of_a_c_host_sell_at_once) {
  const TemporaryFolder folder;
  BOOST_TEST(Run("threads", folder.path().string()) == 0);
}
