// The plugin inside of a process that has gRPC, OpenSSL, SQLite, protobuf and even the same messages itself:
// this very program, which runs the service.
#include <boost/test/unit_test.hpp>

#include <dlfcn.h>

#include <string>

#include "tessera/plugin.hpp"
#include "tessera/support/test_service.h"

using namespace tessera;

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
card_formats:
  - {kind: IDENTIFIER_KIND_CARD, prefix: "2977", length: 13}
)";

const tessera_api* Load() {
  void* const library = dlopen(TESSERA_LIBRARY, RTLD_NOW | RTLD_LOCAL);
  BOOST_REQUIRE_MESSAGE(library != nullptr, dlerror());
  const auto get_api = reinterpret_cast<tessera_get_api_function>(dlsym(library, "tessera_get_api"));
  BOOST_REQUIRE(get_api != nullptr);
  return get_api(TESSERA_ABI_MAJOR);
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_plugin_sells_beside_libraries_like_its_own) {
  support::TestService service;
  service.PublishYaml(kProgram);
  service.Import({support::MakeMember(1, 500)});
  const support::TemporaryFolder folder;
  pos::Config config;
  config.insecure = true;
  config.data_folder = (folder.path() / "till").string();
  config.server = service.address();
  config.store_id = "store-1";
  config.terminal_id = "till-1";
  config.deadline_ms = 5'000;
  config.commit_deadline_ms = 5'000;
  auto plugin = pos::Plugin::Open(Load(), config);
  BOOST_REQUIRE(plugin.ok());
  BOOST_REQUIRE(plugin->Synchronise(20'000).ok());
  BOOST_TEST(plugin->GetStatus()->online);
  auto sale = plugin->BeginSale();
  BOOST_REQUIRE(sale.ok());
  const auto scan = sale->ScanCard(support::CardOf(1));
  BOOST_REQUIRE(scan.ok());
  BOOST_TEST(scan->answer.member()->balance_points == 500);
  pos::Line line;
  line.line_no = 1;
  line.sku = "4600682000013";
  line.quantity_milli = 1'000;
  line.unit_price_minor = 10'000;
  BOOST_REQUIRE(sale->SetLine(line).ok());
  BOOST_TEST(sale->Quote()->totals()->total_minor == 9'500);
  BOOST_TEST(sale->Commit({})->commit()->delivered);
}
