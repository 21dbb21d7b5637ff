#include <boost/test/unit_test.hpp>

#include <string>

#include "run_host.h"
#include "tessera/support/test_service.h"

using namespace tessera;
using support::TemporaryFolder;
using support::TestService;

namespace {

constexpr char kEverything[] = R"(
program_id: test
currency_code: RUB
currency_digits: 2
languages: [en]
time_zone: Europe/Moscow
coupon_batches:
  - {batch_id: thanks, name: Thank you}
stamp_cards:
  - {card_id: coffee, name: Coffee card, full_stamps: 5, batch_id: thanks}
offers:
  - offer_id: summer
    name: Summer
    trigger: {coupon: {codes: [SUMMER]}}
    effects: [{amount_off: {amount_minor: 1000}}]
  - offer_id: chosen
    name: Chosen
    trigger: {choice: {cost_points: 100}}
    effects: [{amount_off: {amount_minor: 2000}}]
  - offer_id: by-card
    name: By card
    conditions: [{payment_methods: [card]}]
    effects: [{amount_off: {amount_minor: 500}}]
  - offer_id: mug
    name: A mug
    effects: [{gift: {sku: mug, name: Mug, units: 1, list_price_minor: 30000}}]
  - offer_id: stamp
    name: A stamp
    effects: [{stamps: {card_id: coffee, stamps: 1}}]
  - offer_id: thanks
    name: Thanks
    effects: [{issue_coupon: {batch_id: thanks, coupons: 1}}]
  - offer_id: thanked
    name: Thanked
    trigger: {coupon: {batch_id: thanks}}
    effects: [{amount_off: {amount_minor: 100}}]
card_formats:
  - {kind: IDENTIFIER_KIND_CARD, prefix: "2977", length: 13}
)";

int Run(const std::string& mode, const std::string& folder, const std::string& more = "") {
  return hosts::Run(TESSERA_HOST, mode + " " + folder + more);
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_c_host_sells_offline_and_the_sale_is_delivered_when_the_service_is_there) {
  const TemporaryFolder folder;
  BOOST_REQUIRE_EQUAL(Run("offline", folder.path().string()), 0);
  TestService service;
  service.PublishYaml(hosts::kProgram);
  service.Import({support::MakeMember(1, 500)});
  BOOST_REQUIRE_EQUAL(Run("online", folder.path().string(),
                          " " + service.address() + " " + support::CardOf(1)),
                      0);
}

BOOST_AUTO_TEST_CASE(a_c_host_gets_gifts_stamps_and_coupons_and_takes_goods_back) {
  const TemporaryFolder folder;
  TestService service;
  service.PublishYaml(kEverything);
  service.Import({support::MakeMember(1, 500)});
  BOOST_TEST(Run("everything", folder.path().string(),
                 " " + service.address() + " " + support::CardOf(1)) == 0);
}

BOOST_AUTO_TEST_CASE(bad_input_from_a_c_host_gets_a_stable_reason) {
  const TemporaryFolder folder;
  BOOST_TEST(Run("refusals", folder.path().string()) == 0);
}

BOOST_AUTO_TEST_CASE(two_threads_of_a_c_host_sell_at_once) {
  const TemporaryFolder folder;
  BOOST_TEST(Run("threads", folder.path().string()) == 0);
}
