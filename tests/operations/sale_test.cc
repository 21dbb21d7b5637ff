#include <boost/test/unit_test.hpp>

#include "chain.h"
#include "tessera/base/identifier.h"
#include "tessera/operations/members/list_entries.h"
#include "tessera/operations/sales/cancel.h"
#include "tessera/operations/sales/get_sale.h"
#include "tessera/operations/sales/identify.h"
#include "tessera/operations/sales/list_differences.h"
#include "tessera/operations/sales/quote.h"
#include "tessera/operations/sales/redeem.h"

namespace tessera::operations {
namespace {

struct Open : Chain {
  Open() { Publish(SampleProgram()); }
  ~Open() {
    const v1::VerifyLedgerResponse verified = Verify();
    for (const v1::LedgerFault& fault : verified.faults()) {
      BOOST_ERROR(fault.code() + ": " + fault.message());
    }
  }
  v1::ListDifferencesResponse Differences() {
    return *Read(ListDifferences, kHq, v1::ListDifferencesRequest());
  }
  v1::Basket Redeeming(int64_t price, int64_t points) {
    v1::Basket basket = Basket({price});
    basket.set_redeem_points(points);
    return basket;
  }
};

BOOST_FIXTURE_TEST_SUITE(sale, Open)

BOOST_AUTO_TEST_CASE(a_scanned_card_names_its_member) {
  const std::string member_id = AddMember("CARD-0001", 500);
  v1::IdentifyRequest request;
  request.mutable_identifier()->set_kind(v1::IDENTIFIER_KIND_CARD);
  request.mutable_identifier()->set_value("card-0001");
  const auto found = Read(Identify, kTill, request);
  BOOST_REQUIRE_EQUAL(Why(found), "OK");
  BOOST_TEST(found->member().member_id() == member_id);
  BOOST_TEST(found->member().balance_points() == 500);
  request.mutable_identifier()->set_value("card-0002");
  BOOST_TEST(Why(Read(Identify, kTill, request)) == "MEMBER_UNKNOWN");
  request.mutable_identifier()->set_value("?");
  const auto malformed = Read(Identify, kTill, request);
  BOOST_TEST(Why(malformed) == "IDENTIFIER_INVALID");
  BOOST_TEST(FieldOf(malformed.status()) == "identifier.value");
}

BOOST_AUTO_TEST_CASE(a_sale_spends_and_earns_to_the_kopeck) {
  const std::string member_id = AddMember("CARD-0001", 500);
  const v1::Sale sale = Sell(member_id, Redeeming(100'000, 300));
  BOOST_TEST(Member(member_id).held_points() == 300);
  const auto result = Commit(sale);
  BOOST_REQUIRE_EQUAL(Why(result), "OK");
  BOOST_TEST(result->spent_points() == 300);
  BOOST_TEST(result->earned_points() == 600);  // of 1000.00 - 10 % - 300.00
  BOOST_TEST(result->balance_points() == 800);
  BOOST_TEST(!result->differs());
  BOOST_TEST(Member(member_id).held_points() == 0);
  v1::GetSaleRequest get;
  get.set_sale_id(sale.sale_id());
  BOOST_TEST(Read(GetSale, kHq, get)->sale().total_minor() == 60'000);
}

BOOST_AUTO_TEST_CASE(points_of_a_sale_pay_for_it_where_the_program_says_so) {
  v1::Program program = ProgramOf(R"(
earned_points_pay_at_once: true
offers:
  - offer_id: points
    name: Points
    effects: [{earn_per_money: {per_amount: 1.00, points: 5, basis: BEFORE_DISCOUNTS}}]
  - offer_id: fifth
    name: A fifth off
    priority: -1
    trigger: {choice: {cost_points: 500}}
    effects: [{percent_off: {percent: 20%}}]
)");
  program.set_program_id("club");
  Publish(program);
  const std::string member_id = AddMember("CARD-0001", 20);
  v1::Basket basket = Basket({11'500});
  v1::Choice* choice = basket.add_choices();
  choice->set_offer_id("fifth");
  choice->set_times(1);
  const auto result = Commit(Sell(member_id, basket));
  BOOST_REQUIRE_EQUAL(Why(result), "OK");
  BOOST_TEST(result->earned_points() == 575);
  BOOST_TEST(result->spent_points() == 500);
  BOOST_TEST(result->balance_points() == 95);
}

BOOST_AUTO_TEST_CASE(a_replayed_commit_gets_the_first_answer) {
  const std::string member_id = AddMember("CARD-0001", 0);
  v1::Sale sale = Sell(member_id, Basket({10'000}));
  const auto first = Commit(sale);
  BOOST_REQUIRE_EQUAL(Why(first), "OK");
  now = now + Days(40);
  sale.mutable_fiscal()->set_document_no(77);
  const auto again = Commit(sale, v1::DIFFERENCE_POLICY_RECORD);
  BOOST_REQUIRE_EQUAL(Why(again), "OK");
  BOOST_TEST(again->SerializeAsString() == first->SerializeAsString());
  sale.set_receipt_no("other");
  BOOST_TEST(Why(Commit(sale)) == "SALE_ID_REUSED");
  BOOST_TEST(Verify().sales() == 1);
}

BOOST_AUTO_TEST_CASE(a_commit_that_disagrees_with_the_quote_moves_nothing) {
  const std::string member_id = AddMember("CARD-0001", 100);
  v1::Sale sale = Sell(member_id, Basket({10'000}));
  sale.mutable_shown(0)->set_discount_minor(999);
  BOOST_TEST(Why(Commit(sale)) == "QUOTE_CHANGED");
  BOOST_TEST(Member(member_id).balance_points() == 100);
  BOOST_TEST(Verify().sales() == 0);
}

BOOST_AUTO_TEST_CASE(a_printed_receipt_is_booked_as_shown_and_the_difference_kept) {
  const std::string member_id = AddMember("CARD-0001", 100);
  v1::Sale sale = Sell(member_id, Basket({10'000}));
  sale.mutable_shown(0)->set_discount_minor(1'500);
  sale.mutable_shown(0)->set_earned_points(95);
  const auto result = Commit(sale, v1::DIFFERENCE_POLICY_RECORD);
  BOOST_REQUIRE_EQUAL(Why(result), "OK");
  BOOST_TEST(result->differs());
  BOOST_TEST(result->earned_points() == 95);
  const auto differences = Differences();
  BOOST_REQUIRE_EQUAL(differences.differences_size(), 1);
  BOOST_TEST(differences.differences(0).reason() == "AMOUNTS_DIFFER");
  BOOST_TEST(differences.differences(0).discount_minor() == 500);
  BOOST_TEST(differences.differences(0).earned_points() == 5);
}

BOOST_AUTO_TEST_CASE(a_receipt_that_contradicts_itself_is_refused_under_either_policy) {
  v1::Sale sale = Sell("", Basket({10'000, 5'000}));
  sale.mutable_shown(0)->set_discount_minor(10'001);
  BOOST_TEST(Why(Commit(sale, v1::DIFFERENCE_POLICY_RECORD)) == "SHOWN_INVALID");
  sale.mutable_shown(0)->set_discount_minor(-1);
  BOOST_TEST(Why(Commit(sale, v1::DIFFERENCE_POLICY_RECORD)) == "SHOWN_INVALID");
  sale.mutable_shown()->RemoveLast();
  sale.mutable_shown(0)->set_discount_minor(1'000);
  BOOST_TEST(Why(Commit(sale, v1::DIFFERENCE_POLICY_RECORD)) == "SHOWN_INVALID");
}

BOOST_AUTO_TEST_CASE(a_receipt_of_an_unknown_member_is_booked_without_one) {
  const std::string member_id = AddMember("CARD-0001", 0);
  v1::Sale sale = Sell(member_id, Basket({10'000}));
  sale.mutable_member()->set_identifier_hash(std::string(16, 'x'));
  BOOST_TEST(Why(Commit(sale)) == "MEMBER_UNKNOWN");
  const auto result = Commit(sale, v1::DIFFERENCE_POLICY_RECORD);
  BOOST_REQUIRE_EQUAL(Why(result), "OK");
  BOOST_TEST(result->member_id().empty());
  const auto differences = Differences();
  BOOST_REQUIRE_EQUAL(differences.differences_size(), 1);
  BOOST_TEST(differences.differences(0).reason() == "MEMBER_UNKNOWN");
  BOOST_TEST(differences.differences(0).earned_points() == 90);
}

BOOST_AUTO_TEST_CASE(a_card_that_an_offline_till_did_not_know_gets_its_points_on_delivery) {
  const std::string member_id = AddMember("CARD-0001", 0);
  const absl::StatusOr<Identifier> card =
      NormalizeIdentifier(IdentifierKind::kCard, "CARD-0001");
  v1::Sale sale = Sell("", Basket({10'000, 5'000}));
  sale.mutable_member()->set_identifier_hash(
      std::string(HashBytes(HashIdentifier(secrets().lookup_key, *card))));
  sale.set_quoted_offline(true);
  const auto result = Commit(sale, v1::DIFFERENCE_POLICY_RECORD);
  BOOST_REQUIRE_EQUAL(Why(result), "OK");
  BOOST_TEST(result->member_id() == member_id);
  BOOST_TEST(result->earned_points() == 135);
  BOOST_TEST(Member(member_id).balance_points() == 135);
  BOOST_TEST(Verify().faults_size() == 0);
}

BOOST_AUTO_TEST_CASE(a_till_without_a_program_promises_points_that_come_on_delivery) {
  const std::string member_id = AddMember("CARD-0001", 0);
  v1::Sale sale = Sell("", Basket({10'000}));
  sale.mutable_member()->set_member_id(member_id);
  sale.set_quoted_offline(true);
  sale.set_program_version(0);
  sale.mutable_shown(0)->set_discount_minor(0);
  const auto result = Commit(sale, v1::DIFFERENCE_POLICY_RECORD);
  BOOST_REQUIRE_EQUAL(Why(result), "OK");
  BOOST_TEST(result->earned_points() == 100);
  BOOST_TEST(Member(member_id).balance_points() == 100);
}

BOOST_AUTO_TEST_CASE(two_tills_racing_for_the_same_points_get_them_once) {
  const std::string member_id = AddMember("CARD-0001", 300);
  const v1::Sale first = Sell(member_id, Redeeming(100'000, 200));
  v1::RedeemRequest second;
  *second.mutable_quote() = Ask(member_id, Redeeming(100'000, 200));
  BOOST_TEST(Why(Write(Redeem, kOtherTill, second)) == "POINTS_INSUFFICIENT");
  second.mutable_quote()->mutable_basket()->set_redeem_points(100);
  BOOST_TEST(Why(Write(Redeem, kOtherTill, second)) == "OK");
  BOOST_TEST(Why(Commit(first)) == "OK");
  BOOST_TEST(Member(member_id).held_points() == 100);
}

BOOST_AUTO_TEST_CASE(points_spent_offline_beyond_the_balance_become_an_overdraft) {
  const std::string member_id = AddMember("CARD-0001", 300);
  const v1::Sale first = Sell(member_id, Redeeming(100'000, 200));
  v1::Sale second = first;
  second.set_sale_id(NewId());
  second.set_quoted_offline(true);
  BOOST_TEST(Why(Commit(first)) == "OK");
  // The first sale earned 700: take that away, so that only 100 are left.
  now = now + Days(31);
  BOOST_TEST(Member(member_id).balance_points() == 100);
  const auto refused = Commit(second);
  BOOST_TEST(Why(refused) == "POINTS_INSUFFICIENT");
  BOOST_TEST(FieldOf(refused.status()) == "sale.basket.redeem_points");
  second.set_quoted_at_us(now.us - 1);
  const auto result = Commit(second, v1::DIFFERENCE_POLICY_RECORD);
  BOOST_REQUIRE_EQUAL(Why(result), "OK");
  BOOST_TEST(result->overdraft_points() == 100);
  // Its own 700 earned points paid it off.
  BOOST_TEST(result->balance_points() == 600);
  BOOST_TEST(Differences().differences(0).overdraft_points() == 100);
}

BOOST_AUTO_TEST_CASE(a_lapsed_hold_gives_the_points_back) {
  const std::string member_id = AddMember("CARD-0001", 300);
  Sell(member_id, Redeeming(100'000, 300));
  now = now + Seconds(1'800);
  BOOST_TEST(Member(member_id).held_points() == 0);
  BOOST_TEST(Why(Commit(Sell(member_id, Redeeming(100'000, 300)))) == "OK");
}

BOOST_AUTO_TEST_CASE(a_cancelled_sale_releases_its_hold_and_stays_closed) {
  const std::string member_id = AddMember("CARD-0001", 300);
  const v1::Sale sale = Sell(member_id, Redeeming(100'000, 300));
  v1::CancelRequest cancel;
  cancel.set_sale_id(sale.sale_id());
  BOOST_TEST(Why(Write(Cancel, kTill, cancel)) == "OK");
  BOOST_TEST(Why(Write(Cancel, kTill, cancel)) == "OK");
  BOOST_TEST(Member(member_id).held_points() == 0);
  BOOST_TEST(Why(Commit(sale)) == "SALE_CLOSED");
  BOOST_TEST(Commit(sale, v1::DIFFERENCE_POLICY_RECORD)->differs());
  BOOST_TEST(Differences().differences(0).reason() == "SALE_CANCELLED");
  BOOST_TEST(Why(Write(Cancel, kTill, cancel)) == "SALE_CLOSED");
}

BOOST_AUTO_TEST_CASE(a_program_published_mid_sale_changes_nothing_for_it) {
  const std::string member_id = AddMember("CARD-0001", 0);
  const v1::Sale sale = Sell(member_id, Basket({10'000}));
  v1::Program dearer = SampleProgram();
  dearer.mutable_offers(0)->mutable_effects(0)->mutable_percent_off()->set_percent_milli(1'000);
  BOOST_TEST(Publish(dearer) == 2);
  BOOST_TEST(Publish(dearer) == 2);
  BOOST_TEST(Why(Commit(sale)) == "OK");
  BOOST_TEST(Sell(member_id, Basket({10'000})).program_version() == 2);
}

BOOST_AUTO_TEST_CASE(a_terminal_speaks_only_for_itself) {
  v1::Sale sale = Sell("", Basket({10'000}));
  v1::CommitRequest request;
  v1::QuoteRequest elsewhere = Ask("", Basket({10'000}));
  elsewhere.set_store_id("store-2");
  BOOST_TEST(Why(Read(Quote, kTill, elsewhere)) == "TERMINAL_MISMATCH");
  sale.set_quoted_at_us((now + Days(2)).us);
  const auto late = Commit(sale);
  BOOST_TEST(Why(late) == "QUOTED_AT_INVALID");
  BOOST_TEST(FieldOf(late.status()) == "sale.quoted_at_us");
}

BOOST_AUTO_TEST_CASE(entries_come_in_pages_in_order) {
  const std::string member_id = AddMember("CARD-0001", 10);
  for (int i = 0; i < 4; ++i) {
    BOOST_TEST(Why(Commit(Sell(member_id, Basket({10'000})))) == "OK");
  }
  v1::ListEntriesRequest request;
  request.mutable_member()->set_member_id(member_id);
  request.set_page_size(2);
  int64_t expected = 0;
  do {
    const auto page = Read(ListEntries, kHq, request);
    BOOST_REQUIRE_EQUAL(Why(page), "OK");
    for (const v1::Entry& entry : page->entries()) BOOST_TEST(entry.entry_no() == ++expected);
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  BOOST_TEST(expected == 5);
  request.set_page_token("nonsense");
  BOOST_TEST(Why(Read(ListEntries, kHq, request)) == "PAGE_TOKEN_INVALID");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::operations
