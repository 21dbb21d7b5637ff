// What a sale does besides moving points: uses, coupons, stamps, gift cards, tiers; and its return.
#include <boost/test/unit_test.hpp>

#include <fstream>
#include <iterator>

#include "chain.h"
#include "tessera/ledger/tender.h"
#include "tessera/operations/account/situation.h"
#include "tessera/operations/members/get_member.h"
#include "tessera/operations/sales/quote.h"
#include "tessera/operations/sales/refund.h"

namespace tessera::operations {
namespace {

struct Counting : Chain {
  absl::StatusOr<v1::QuoteResponse> Asked(const v1::QuoteRequest& request) {
    return Read(Quote, kTill, request);
  }
  // Both tills have asked before either closes.
  v1::Sale Closed(const v1::QuoteRequest& request, const Caller& till = kTill) {
    const auto quote = Read(Quote, till, request);
    BOOST_REQUIRE_MESSAGE(quote.ok(), quote.status());
    return Close(till, request, *quote);
  }
  v1::RefundResult Back(const v1::Sale& sale, uint32_t line_no = 0, int64_t quantity_milli = 0) {
    v1::RefundRequest request;
    v1::Refund& refund = *request.mutable_refund();
    refund.set_refund_id(NewId());
    refund.set_sale_id(sale.sale_id());
    refund.set_store_id("store-1");
    refund.set_terminal_id("till-1");
    if (line_no != 0) {
      v1::RefundLine* line = refund.add_lines();
      line->set_line_no(line_no);
      line->set_quantity_milli(quantity_milli);
    }
    const auto response = Write(Refund, kTill, request);
    BOOST_REQUIRE_MESSAGE(response.ok(), response.status());
    return response->result();
  }
  v1::SaleResult Sold(const v1::Sale& sale) {
    const auto result = Commit(sale);
    BOOST_REQUIRE_MESSAGE(result.ok(), result.status());
    return *result;
  }
  v1::MemberHistory History(const std::string& member_id) {
    v1::GetMemberRequest request;
    request.mutable_member()->set_member_id(member_id);
    const auto response = Read(GetMember, kHq, request);
    BOOST_REQUIRE_MESSAGE(response.ok(), response.status());
    return response->history();
  }
  void Load(const ledger::TenderKey& key, int64_t amount) {
    const absl::Status done = store().WriteAndWait([&](storage::Transaction& transaction) {
      ledger::TenderState state;
      state.key = key;
      ledger::Tender tender(std::move(state));
      const ledger::Cause cause{now};
      const absl::Status put = key.kind == ledger::TenderKind::kWallet
                                   ? tender.Adjust(Money(amount), cause)
                                   : tender.Activate(Money(amount), std::nullopt, 0, cause);
      return put.ok() ? transaction.SaveTender(tender) : put;
    });
    BOOST_REQUIRE_MESSAGE(done.ok(), done);
  }
  int64_t Left(const ledger::TenderKey& key) {
    int64_t left = -1;
    const absl::Status read = store().Read([&](storage::ReadTransaction& transaction) {
      const auto state = transaction.FindTender(key);
      if (state.ok() && *state) left = (*state)->balance.value();
      return state.status();
    });
    BOOST_REQUIRE_MESSAGE(read.ok(), read);
    return left;
  }
  void IssueCoupon(const std::string& code, const std::string& batch, int uses = 1) {
    const absl::Status done = store().WriteAndWait([&](storage::Transaction& transaction) {
      storage::Coupon coupon;
      coupon.code = CouponHash(As(kHq), code);
      coupon.batch_id = batch;
      coupon.issued_at = coupon.active_from = now;
      coupon.maximum_uses = uses;
      return transaction.AddCoupon(coupon);
    });
    BOOST_REQUIRE_MESSAGE(done.ok(), done);
  }
  std::string ReasonOfOffer(const v1::QuoteResponse& quote, const std::string& offer_id) {
    for (const v1::OfferResult& offer : quote.evaluation().offers()) {
      if (offer.offer_id() == offer_id) return offer.reason();
    }
    return "NOT_TOLD";
  }
};

constexpr char kLimited[] = R"(
offers:
  - offer_id: once
    name: Once each
    limits: {uses_per_member: 1}
    effects: [{percent_off: {percent: 10%}}]
)";

BOOST_FIXTURE_TEST_SUITE(counting, Counting)

BOOST_AUTO_TEST_CASE(a_member_uses_an_offer_as_often_as_it_may) {
  Publish(ProgramOf(kLimited));
  const std::string member = AddMember("CARD-0001", 0);
  BOOST_TEST(Sell(member, Basket({10'000})).shown(0).discount_minor() == 1'000);
  Sold(Sell(member, Basket({10'000})));
  const auto second = Asked(Ask(member, Basket({10'000})));
  BOOST_REQUIRE(second.ok());
  BOOST_TEST(second->evaluation().discount_minor() == 0);
  BOOST_TEST(ReasonOfOffer(*second, "once") == "USE_LIMIT");
  BOOST_TEST(History(member).uses(0).uses() == 1);
}

BOOST_AUTO_TEST_CASE(a_quote_that_another_till_used_up_is_not_booked) {
  Publish(ProgramOf(kLimited));
  const std::string member = AddMember("CARD-0001", 0);
  const v1::Sale first = Closed(Ask(member, Basket({10'000})));
  const v1::Sale second = Closed(Ask(member, Basket({10'000})), kOtherTill);
  Sold(first);
  BOOST_TEST(Why(Commit(second)) == "QUOTE_CHANGED");
}

BOOST_AUTO_TEST_CASE(a_budget_is_never_exceeded) {
  Publish(ProgramOf(R"(
offers:
  - offer_id: budget
    name: While it lasts
    audience: {everyone: true}
    limits: {budget: 25.00, on_exceed: CUT}
    effects: [{percent_off: {percent: 10%}}]
)"));
  int64_t given = 0;
  for (int i = 0; i < 5; ++i) {
    const v1::Sale sale = Sell("", Basket({10'000}));
    given += sale.shown(0).discount_minor();
    Sold(sale);
  }
  BOOST_TEST(given == 2'500);
}

BOOST_AUTO_TEST_CASE(a_use_is_free_again_when_the_whole_sale_is_back_and_the_offer_says_so) {
  Publish(ProgramOf(R"(
offers:
  - offer_id: once
    name: Once each
    limits: {uses_per_member: 1, freed_by_return: true}
    effects: [{percent_off: {percent: 10%}}]
)"));
  const std::string member = AddMember("CARD-0001", 0);
  const v1::Sale sale = Sell(member, Basket({10'000, 5'000}));
  Sold(sale);
  Back(sale, 1, 1'000);
  BOOST_TEST(History(member).uses(0).uses() == 1);
  Back(sale);
  BOOST_TEST(History(member).uses(0).uses() == 0);
}

constexpr char kCoupons[] = R"(
coupon_batches:
  - {batch_id: letters, name: Letter}
  - {batch_id: coffee, name: Free coffee, lifetime_days: 30, personal: true}
stamp_cards:
  - {card_id: six, name: Six, full_stamps: 2, batch_id: coffee}
offers:
  - offer_id: letter
    name: Letter
    trigger: {coupon: {batch_id: letters}}
    audience: {everyone: true}
    limits: {freed_by_return: true}
    effects: [{amount_off: {amount: 10.00}}]
  - offer_id: coffee
    name: Coffee on us
    trigger: {coupon: {batch_id: coffee}}
    effects: [{amount_off: {amount: 5.00}}]
  - offer_id: stamp
    name: A stamp
    effects: [{stamps: {card_id: six, stamps: 1}}]
)";

BOOST_AUTO_TEST_CASE(one_code_that_two_tills_race_for_goes_to_one) {
  Publish(ProgramOf(kCoupons));
  IssueCoupon("ABCD-1", "letters");
  v1::Basket basket = Basket({10'000});
  basket.add_coupon_codes("abcd-1");
  const v1::Sale first = Closed(Ask("", basket));
  const v1::Sale second = Closed(Ask("", basket), kOtherTill);
  BOOST_TEST(first.shown(0).discount_minor() == 1'000);
  Sold(first);
  BOOST_TEST(Why(Commit(second)) == "QUOTE_CHANGED");
  const auto again = Asked(Ask("", basket));
  BOOST_REQUIRE(again.ok());
  BOOST_TEST(again->evaluation().refused_codes(0).reason() == "CODE_USED");
  Back(first);
  BOOST_TEST(Closed(Ask("", basket)).shown(0).discount_minor() == 1'000);
}

BOOST_AUTO_TEST_CASE(a_printed_receipt_with_a_used_code_is_booked_and_told) {
  Publish(ProgramOf(kCoupons));
  IssueCoupon("ABCD-1", "letters");
  v1::Basket basket = Basket({10'000});
  basket.add_coupon_codes("ABCD-1");
  const v1::Sale first = Closed(Ask("", basket));
  const v1::Sale second = Closed(Ask("", basket), kOtherTill);
  Sold(first);
  const auto printed = Commit(second, v1::DIFFERENCE_POLICY_RECORD);
  BOOST_REQUIRE_MESSAGE(printed.ok(), printed.status());
  BOOST_TEST(printed->differs());
}

BOOST_AUTO_TEST_CASE(a_full_stamp_card_gives_a_coupon_that_only_its_member_may_use) {
  Publish(ProgramOf(kCoupons));
  const std::string member = AddMember("CARD-0001", 0);
  const std::string other = AddMember("CARD-0002", 0);
  BOOST_TEST(Sold(Sell(member, Basket({100}))).coupons_size() == 0);
  BOOST_TEST(Member(member).stamps(0).stamps() == 1);
  BOOST_TEST(Member(member).stamps(0).full_stamps() == 2);
  const v1::Sale filling = Sell(member, Basket({100}));
  const v1::SaleResult result = Sold(filling);
  BOOST_REQUIRE(result.coupons_size() == 1);
  BOOST_TEST(Member(member).stamps_size() == 0);
  const v1::GivenCoupon& given = result.coupons(0);
  BOOST_TEST(given.code().size() == 12U);
  BOOST_TEST(given.name() == "Free coffee");
  BOOST_TEST(given.expires_at_us() > now.us);
  // The first answer, for ever.
  BOOST_TEST(Sold(filling).SerializeAsString() == result.SerializeAsString());

  v1::Basket basket = Basket({10'000});
  basket.add_coupon_codes(given.code());
  BOOST_TEST(Closed(Ask(other, basket)).shown(0).discount_minor() == 0);
  BOOST_TEST(Closed(Ask(member, basket)).shown(0).discount_minor() == 500);
  now = now + Days(32);
  const auto late = Asked(Ask(member, basket));
  BOOST_REQUIRE(late.ok());
  BOOST_TEST(late->evaluation().refused_codes(0).reason() == "CODE_EXPIRED");
}

BOOST_AUTO_TEST_CASE(what_a_returned_sale_gave_is_taken_back) {
  for (const std::string codes : {"", "codes_case_sensitive: true\n"}) {
    Publish(ProgramOf(codes + kCoupons));
    const std::string member = AddMember("CARD-" + std::to_string(codes.size()), 0);
    Sold(Sell(member, Basket({100})));
    const v1::Sale filling = Sell(member, Basket({100}));
    const std::string code = Sold(filling).coupons(0).code();
    v1::Basket basket = Basket({10'000});
    basket.add_coupon_codes(code);
    BOOST_TEST(Closed(Ask(member, basket)).shown(0).discount_minor() == 500);
    Back(filling);
    BOOST_TEST(Closed(Ask(member, basket)).shown(0).discount_minor() == 0);
  }
}

constexpr char kCardOfTen[] = R"(
coupon_batches:
  - {batch_id: coffee, name: Free coffee}
stamp_cards:
  - {card_id: ten, name: Ten, full_stamps: 10, batch_id: coffee, coupons: 2}
  - {card_id: bare, name: Bare, full_stamps: 10}
offers:
  - offer_id: coffee
    name: Coffee on us
    trigger: {coupon: {batch_id: coffee}}
    audience: {everyone: true}
    effects: [{amount_off: {amount: 5.00}}]
  - offer_id: stamp
    name: A stamp each
    effects:
      - stamps: {card_id: ten, stamps: 1, per_units: 1}
      - stamps: {card_id: bare, stamps: 1, per_units: 1}
)";

v1::Basket Cups(int64_t cups) {
  v1::Basket basket = Chain::Basket({10'000});
  basket.mutable_lines(0)->set_quantity_milli(cups * 1'000);
  return basket;
}

BOOST_AUTO_TEST_CASE(the_stamps_of_other_sales_survive_the_return_of_the_one_that_filled_the_card) {
  Publish(ProgramOf(kCardOfTen));
  const std::string member = AddMember("CARD-0001", 0);
  Sold(Sell(member, Cups(9)));
  for (const int64_t cups : {1, 11, 4}) {
    const v1::Sale filling = Sell(member, Cups(cups));
    BOOST_TEST(Sold(filling).coupons_size() == (9 + cups) / 10 * 2);
    Back(filling);
    BOOST_REQUIRE(Member(member).stamps_size() == 2);
    BOOST_TEST(Member(member).stamps(0).stamps() == 9);
    BOOST_TEST(Member(member).stamps(1).stamps() == 9);
  }
}

BOOST_AUTO_TEST_CASE(whatever_a_quote_promises_can_be_booked) {
  Publish(ProgramOf(R"(
coupon_batches:
  - {batch_id: raffle, name: Raffle}
stamp_cards:
  - {card_id: one, name: One, full_stamps: 1, batch_id: raffle}
offers:
  - offer_id: stamp
    name: A stamp each
    effects: [{stamps: {card_id: one, stamps: 2000, per_units: 1}}]
  - offer_id: raffle
    name: A coupon each
    repeat: PER_BUNDLE
    conditions: [{minimum_quantity: 1}]
    effects: [{issue_coupon: {batch_id: raffle, coupons: 1}}]
)"));
  const std::string member = AddMember("CARD-0001", 0);
  const v1::Sale sale = Sell(member, Cups(1'200));
  BOOST_REQUIRE_EQUAL(sale.shown_receipt().issued_coupons_size(), 1);
  BOOST_TEST(sale.shown_receipt().issued_coupons(0).coupons() == 1'000);
  BOOST_TEST(sale.shown_receipt().stamps(0).stamps() == 1'000'000);
  BOOST_TEST(Sold(sale).coupons_size() == 2'000);
  BOOST_TEST(Member(member).stamps(0).stamps() == 999'000);
}

BOOST_AUTO_TEST_CASE(stamps_whose_coupon_was_used_do_not_come_back) {
  Publish(ProgramOf(kCardOfTen));
  const std::string member = AddMember("CARD-0001", 0);
  Sold(Sell(member, Cups(9)));
  const v1::Sale filling = Sell(member, Cups(3));
  v1::Basket basket = Cups(1);
  basket.add_coupon_codes(Sold(filling).coupons(0).code());
  Sold(Sell("", basket));
  Back(filling);
  BOOST_REQUIRE(Member(member).stamps_size() == 1);
  BOOST_TEST(Member(member).stamps(0).card_id() == "bare");
}

BOOST_AUTO_TEST_CASE(no_code_that_is_worth_something_stands_in_the_database) {
  Publish(ProgramOf(kCoupons + std::string("  - offer_id: card\n    name: Pays\n"
                                           "    audience: {everyone: true}\n"
                                           "    effects: [{percent_off: {percent: 1%}}]\n"
                                           "tenders: [{kind: GIFT_CARD}]\n")));
  IssueCoupon("SECRETCODE1", "letters");
  Load(GiftCardKey(As(kHq), "SECRETCARD1"), 5'000);
  const std::string member = AddMember("CARD-0001", 0);
  Sold(Sell(member, Basket({100})));
  v1::Basket basket = Basket({10'000});
  basket.add_coupon_codes("SECRETCODE1");
  v1::Tender* tender = basket.add_tenders();
  tender->set_kind(v1::TENDER_KIND_GIFT_CARD);
  tender->set_code("SECRETCARD1");
  const v1::Sale sale = Sell(member, basket);
  BOOST_TEST(sale.shown_receipt().payments(0).amount_minor() == 5'000);
  const std::string given = Sold(sale).coupons(0).code();
  BOOST_REQUIRE(given.size() == 12U);
  for (const char* end : {"", "-wal"}) {
    std::ifstream file(path() + end, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    for (const std::string& code : {std::string("SECRETCODE1"), std::string("SECRETCARD1"), given}) {
      BOOST_TEST((bytes.find(code) == std::string::npos), code << " stands in the file" << end);
    }
  }
}

constexpr char kPays[] = R"(
tenders: [{kind: GIFT_CARD}, {kind: WALLET}]
offers:
  - {offer_id: points, name: Points, effects: [{earn_per_money: {per_amount: 1.00, points: 1}}]}
)";

BOOST_AUTO_TEST_CASE(gift_cards_and_the_wallet_pay_and_get_back_their_part) {
  Publish(ProgramOf(kPays));
  const std::string member = AddMember("CARD-0001", 0);
  const ledger::TenderKey card = GiftCardKey(As(kHq), "GIFT-1");
  const ledger::TenderKey wallet = WalletKey(MemberId::Parse(member, "").value());
  Load(card, 3'000);
  Load(wallet, 2'000);
  v1::Basket basket = Basket({6'000, 4'000});
  basket.add_tenders()->set_kind(v1::TENDER_KIND_GIFT_CARD);
  basket.mutable_tenders(0)->set_code("GIFT-1");
  basket.add_tenders()->set_kind(v1::TENDER_KIND_WALLET);
  const v1::Sale sale = Sell(member, basket);
  Sold(sale);
  BOOST_TEST(Left(card) == 0);
  BOOST_TEST(Left(wallet) == 0);
  const v1::RefundResult first = Back(sale, 1, 1'000);
  BOOST_TEST(first.net_minor() == 6'000);
  BOOST_REQUIRE(first.payments_size() == 1);
  BOOST_TEST(first.payments(0).amount_minor() == 3'000);
  const v1::RefundResult second = Back(sale);
  BOOST_REQUIRE(second.payments_size() == 1);
  BOOST_TEST(second.payments(0).amount_minor() == 2'000);
  BOOST_TEST(Left(card) == 3'000);
  BOOST_TEST(Left(wallet) == 2'000);
}

BOOST_AUTO_TEST_CASE(a_printed_receipt_that_cards_paid_which_nobody_issued_is_booked_and_told_once) {
  Publish(ProgramOf(kPays));
  v1::Sale sale = Sell("", Basket({3'000}));
  for (const char* code : {"FALSE-1", "FALSE-2"}) {
    v1::Payment* payment = sale.mutable_shown_receipt()->add_payments();
    payment->set_kind(v1::TENDER_KIND_GIFT_CARD);
    payment->set_code(code);
    payment->set_amount_minor(1'000);
  }
  const auto booked = Commit(sale, v1::DIFFERENCE_POLICY_RECORD);
  BOOST_REQUIRE_MESSAGE(booked.ok(), booked.status());
  BOOST_TEST(booked->differs());
}

BOOST_AUTO_TEST_CASE(a_gift_card_that_two_tills_spend_pays_once) {
  Publish(ProgramOf(kPays));
  Load(GiftCardKey(As(kHq), "GIFT-1"), 3'000);
  v1::Basket basket = Basket({3'000});
  basket.add_tenders()->set_kind(v1::TENDER_KIND_GIFT_CARD);
  basket.mutable_tenders(0)->set_code("GIFT-1");
  const v1::Sale first = Closed(Ask("", basket));
  const v1::Sale second = Closed(Ask("", basket), kOtherTill);
  Sold(first);
  BOOST_TEST(Why(Commit(second)) == "QUOTE_CHANGED");
  BOOST_TEST(Left(GiftCardKey(As(kHq), "GIFT-1")) == 0);
}

constexpr char kTiers[] = R"(
tiers:
  - {tier_id: silver, name: Silver, from_spend: 100.00}
  - {tier_id: gold, name: Gold, from_spend: 300.00}
tier_rules: {basis: SPEND, rolling_days: 30}
offers:
  - {offer_id: points, name: Points, effects: [{earn_per_money: {per_amount: 1.00, points: 1}}]}
  - offer_id: fourth
    name: Every fourth
    audience: {activity: [{days: 7, minimum_visits: 3}]}
    effects: [{percent_off: {percent: 50%}}]
)";

BOOST_AUTO_TEST_CASE(a_tier_is_reached_with_the_purchase_and_lost_with_its_return) {
  Publish(ProgramOf(kTiers));
  const std::string member = AddMember("CARD-0001", 0);
  BOOST_TEST(Sold(Sell(member, Basket({9'999}))).new_tier() == "");
  const v1::Sale rising = Sell(member, Basket({1}));
  BOOST_TEST(Sold(rising).new_tier() == "silver");
  BOOST_TEST(Member(member).tier() == "silver");
  BOOST_TEST(Member(member).tier_name() == "Silver");
  Back(rising);
  BOOST_TEST(Member(member).tier() == "");
}

BOOST_AUTO_TEST_CASE(visits_of_the_last_days_make_an_audience) {
  Publish(ProgramOf(kTiers));
  const std::string member = AddMember("CARD-0001", 0);
  for (int i = 0; i < 3; ++i) {
    const v1::Sale sale = Sell(member, Basket({1'000}));
    BOOST_TEST(sale.shown(0).discount_minor() == 0);
    Sold(sale);
    now = now + Days(1);
  }
  BOOST_TEST(Sell(member, Basket({1'000})).shown(0).discount_minor() == 500);
  now = now + Days(6);
  BOOST_TEST(Sell(member, Basket({1'000})).shown(0).discount_minor() == 0);
}

BOOST_AUTO_TEST_CASE(points_of_an_offer_with_a_life_of_its_own_are_a_lot_of_their_own) {
  Publish(ProgramOf(R"(
points_life: {lifetime_days: 100}
offers:
  - {offer_id: usual, name: Usual, effects: [{earn_per_money: {per_amount: 1.00, points: 1}}]}
  - offer_id: short
    name: Short
    points_life: {lifetime_days: 5}
    effects: [{earn_per_money: {per_amount: 1.00, points: 2}}]
)"));
  const std::string member = AddMember("CARD-0001", 0);
  const v1::Sale sale = Sell(member, Basket({10'000, 5'000}));
  Sold(sale);
  BOOST_TEST(Member(member).balance_points() == 450);
  BOOST_TEST(Member(member).expiring_points() == 300);
  // A line's return takes from each of its lots what it gave for that line.
  BOOST_TEST(Back(sale, 2, 1'000).revoked_points() == 150);
  BOOST_TEST(Member(member).expiring_points() + 0 > 0);
  now = now + Days(7);
  // Gone with their time, and not taken twice.
  const int64_t usual = Member(member).balance_points();
  BOOST_TEST(Back(sale).revoked_points() == 300);
  BOOST_TEST(Member(member).balance_points() == 0);
  BOOST_TEST(usual > 0);
  BOOST_TEST(Verify().faults_size() == 0);
}

BOOST_AUTO_TEST_CASE(what_a_choice_costs_is_spent_and_comes_back_with_the_whole_sale) {
  Publish(ProgramOf(R"(
offers:
  - offer_id: mug
    name: A mug
    trigger: {choice: {cost_points: 100}}
    effects: [{gift: {sku: mug, name: Mug, units: 1, list_price: 5.00}}]
)"));
  const std::string member = AddMember("CARD-0001", 150);
  v1::Basket basket = Basket({10'000});
  v1::Choice* choice = basket.add_choices();
  choice->set_offer_id("mug");
  choice->set_times(1);
  const v1::Sale sale = Sell(member, basket);
  BOOST_TEST(sale.shown_receipt().spent_points() == 100);
  BOOST_TEST(Sold(sale).spent_points() == 100);
  BOOST_TEST(Member(member).balance_points() == 50);
  BOOST_TEST(Back(sale).returned_points() == 100);
  BOOST_TEST(Member(member).balance_points() == 150);
}

BOOST_AUTO_TEST_CASE(a_receipt_that_makes_no_sense_is_refused) {
  Publish(ProgramOf(kPays));
  const v1::Sale sale = Sell(AddMember("CARD-0001", 0), Basket({10'000}));
  const auto why = [&](const std::function<void(v1::ShownReceipt&)>& change) {
    v1::Sale changed = sale;
    changed.set_sale_id(NewId());
    change(*changed.mutable_shown_receipt());
    return Why(Commit(changed, v1::DIFFERENCE_POLICY_RECORD));
  };
  BOOST_TEST(why([](v1::ShownReceipt& r) { r.mutable_offers(0)->set_units(-1); }) ==
             "SHOWN_INVALID");
  BOOST_TEST(why([](v1::ShownReceipt& r) { r.add_payments()->set_amount_minor(10'001); }) ==
             "SHOWN_INVALID");
  BOOST_TEST(why([](v1::ShownReceipt& r) { r.add_issued_coupons()->set_coupons(1'001); }) ==
             "SHOWN_INVALID");
  BOOST_TEST(why([](v1::ShownReceipt& r) { r.add_stamps()->set_stamps(-1); }) == "SHOWN_INVALID");
  BOOST_TEST(why([](v1::ShownReceipt& r) { r.set_spent_points(-1); }) == "SHOWN_INVALID");
}

BOOST_AUTO_TEST_CASE(a_terminal_that_says_nothing_of_the_receipt_is_booked_as_the_service_sees_it) {
  Publish(ProgramOf(kLimited));
  const std::string member = AddMember("CARD-0001", 0);
  v1::Sale sale = Sell(member, Basket({10'000}));
  sale.clear_shown_receipt();
  Sold(sale);
  BOOST_TEST(History(member).uses(0).uses() == 1);
}

constexpr char kTenders[] = R"(
tenders: [{kind: GIFT_CARD}, {kind: WALLET}]
offers:
  - offer_id: one
    name: One
    effects: [{percent_off: {percent: 1%}}]
)";

v1::Basket PaidBy(std::initializer_list<std::string> cards) {
  v1::Basket basket = Chain::Basket({10'000});
  for (const std::string& card : cards) {
    v1::Tender* tender = basket.add_tenders();
    tender->set_kind(v1::TENDER_KIND_GIFT_CARD);
    tender->set_code(card);
  }
  return basket;
}

BOOST_AUTO_TEST_CASE(a_gift_card_in_two_spellings_has_its_money_once) {
  Publish(ProgramOf(kTenders));
  Load(GiftCardKey(As(kHq), "GIFT-1"), 3'000);
  const v1::Sale sale = Closed(Ask("", PaidBy({"GIFT-1", "gift-1"})));
  int64_t paid = 0;
  for (const v1::Payment& payment : sale.shown_receipt().payments()) paid += payment.amount_minor();
  BOOST_TEST(paid == 3'000);
  Sold(sale);
  BOOST_TEST(Left(GiftCardKey(As(kHq), "GIFT-1")) == 0);
}

BOOST_AUTO_TEST_CASE(a_card_that_the_sale_never_charged_gets_nothing_back) {
  Publish(ProgramOf(kTenders));
  Load(GiftCardKey(As(kHq), "GIFT-1"), 3'000);
  v1::Sale sale = Closed(Ask("", PaidBy({"GIFT-1"})));
  sale.mutable_shown_receipt()->mutable_payments(0)->set_code("GIFT-2");
  BOOST_REQUIRE_EQUAL(Why(Commit(sale, v1::DIFFERENCE_POLICY_RECORD)), "OK");
  Load(GiftCardKey(As(kHq), "GIFT-2"), 500);
  BOOST_TEST(Back(sale).payments_size() == 0);
  BOOST_TEST(Left(GiftCardKey(As(kHq), "GIFT-2")) == 500);
}

BOOST_AUTO_TEST_CASE(hq_sees_what_is_in_a_wallet) {
  Publish(ProgramOf(kTenders));
  const std::string member = AddMember("CARD-0001", 0);
  BOOST_TEST(History(member).wallet_minor() == 0);
  Load(WalletKey(*MemberId::Parse(member, "")), 700);
  BOOST_TEST(History(member).wallet_minor() == 700);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::operations
