#include <boost/test/unit_test.hpp>

#include "checkout.h"

using namespace tessera;
using plugin::Enrolment;
using plugin::Receipt;

BOOST_FIXTURE_TEST_CASE(a_new_member_can_be_enrolled_and_sold_to, Checkout) {
  const Enrolment enrolment{"8 (912) 345-67-89", "]E02977000077777", "Anna K", "terms-1"};
  const auto enrolled = till->Enrol(enrolment);
  BOOST_REQUIRE_MESSAGE(enrolled.ok(), enrolled.status().ToString());
  auto sale = BeginWithGoods();
  BOOST_TEST(sale->Scan("2977000077777")->answer.member->member_id() ==
             enrolled->member->member_id());
  BOOST_TEST(sale->SetMember(IdentifierKind::kPhone, "+79123456789").ok());
  BOOST_TEST(ReasonOf(till->Enrol(enrolment).status()) == "IDENTIFIER_TAKEN");
}

BOOST_FIXTURE_TEST_CASE(an_enrolment_whose_answer_was_lost_can_be_asked_again, Checkout) {
  const Enrolment enrolment{"+79123456789", "", "", "terms-1"};
  bench.link.Set(fakes::Weather::kLosesAnswers);
  BOOST_TEST(ReasonOf(till->Enrol(enrolment).status()) == "SERVICE_AWAY");
  GoOnline();
  BOOST_TEST(till->Enrol(enrolment).ok());
}

BOOST_FIXTURE_TEST_CASE(what_an_enrolment_needs_is_asked_for, Checkout) {
  BOOST_TEST(FieldOf(till->Enrol({"12", "", "", "terms-1"}).status()) == "phone");
  BOOST_TEST(ReasonOf(till->Enrol({"+79123456789", "", "", ""}).status()) == "CONSENT_REQUIRED");
  BOOST_TEST(ReasonOf(till->Enrol({"+79123456789", "4111111111111111", "", "terms-1"}).status()) ==
             "BANK_CARD_REFUSED");
  GoOffline();
  BOOST_TEST(ReasonOf(till->Enrol({"+79123456789", "", "", "terms-1"}).status()) == "SERVICE_AWAY");
}

BOOST_FIXTURE_TEST_CASE(goods_come_back_online_and_after_an_outage, Checkout) {
  auto sale = BeginWithGoods();
  BOOST_REQUIRE(sale->Scan(support::CardOf(1)).ok());
  BOOST_REQUIRE(sale->Quote().ok());
  BOOST_REQUIRE(sale->Commit(Receipt()).ok());
  v1::Refund refund;
  refund.set_sale_id(sale->id());
  v1::RefundLine* line = refund.add_lines();
  line->set_line_no(1);
  line->set_quantity_milli(1'000);
  const auto first = till->Refund(refund);
  BOOST_REQUIRE_MESSAGE(first.ok(), first.status().ToString());
  BOOST_TEST(first->refund->delivered);
  BOOST_TEST(first->refund->result.net_minor() > 0);
  GoOffline();
  const auto second = till->Refund(refund);
  BOOST_REQUIRE(second.ok());
  BOOST_TEST(!second->refund->delivered);
  BOOST_TEST(second->refund->result.refund_id().size() == 36u);
  GoOnline();
  BOOST_REQUIRE(bench.delivery.DeliverPending().ok());
  BOOST_TEST(bench.outbox->counts().parked == 0);
  BOOST_TEST(ReasonOf(till->Refund(refund).status()) == "REFUND_EXCEEDS_SALE");
  BOOST_TEST(bench.outbox->counts().pending == 0);
}

BOOST_FIXTURE_TEST_CASE(a_refund_that_makes_no_sense_is_refused_here, Checkout) {
  v1::Refund refund;
  BOOST_TEST(FieldOf(till->Refund(refund).status()) == "sale_id");
  refund.set_sale_id("0194f3c0-1111-7000-8000-000000000009");
  v1::RefundLine* line = refund.add_lines();
  line->set_line_no(1);
  BOOST_TEST(ReasonOf(till->Refund(refund).status()) == "QUANTITY_INVALID");
  line->set_quantity_milli(1'000);
  BOOST_TEST(ReasonOf(till->Refund(refund).status()) == "SALE_UNKNOWN");
  *refund.add_lines() = *line;
  BOOST_TEST(ReasonOf(till->Refund(refund).status()) == "LINE_NO_REPEATED");
}
