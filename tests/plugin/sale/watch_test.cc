// Cards that are shown too often, too late or twice, and what else a scan can be.
#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>

#include "checkout.h"
#include "tessera/base/dynamic_code.h"

using namespace tessera;
using plugin::Answer;
using plugin::Receipt;
using plugin::ScanAnswer;
using plugin::ScanKind;
using plugin::Source;

namespace {

constexpr char kRules[] = R"(
  - {kind: IDENTIFIER_KIND_QR, prefix: "TS:", skip: 3}
  - {kind: IDENTIFIER_KIND_CARD, prefix: "CPN-", meaning: SCAN_MEANING_COUPON}
  - {kind: IDENTIFIER_KIND_CARD, prefix: "GC-", meaning: SCAN_MEANING_GIFT_CARD}
guard:
  rules:
    - {scope: GUARD_SCOPE_TILL, sales: 2, window_seconds: 3600, action: GUARD_ACTION_FLAG}
    - {scope: GUARD_SCOPE_CASHIER, sales: 3, window_seconds: 3600, action: GUARD_ACTION_REFUSE}
  card_after_payment: GUARD_ACTION_FLAG
surveys:
  - {survey_id: nps, question: {by_language: {en: "Would you recommend us?"}}, minimum: 0, maximum: 10, share_milli: 50000}
)";

constexpr uint8_t kKeyNo = 3;

struct Watched : Checkout {
  plugin::Guard guard{*bench.folder};
  SigningKey key{SecretKey{9}};

  Watched() : Checkout(false) {
    service.PublishYaml(std::string(fakes::kProgram) + kRules);
    FillCacheWithKeys();
    plugin::TillOptions options = till->options();
    till = std::make_unique<plugin::Till>(
        plugin::Till::Parts{*bench.cache, *bench.outbox, bench.guarded, bench.delivery, bench.clock,
                            bench.random, &guard},
        options);
  }

  // As the service will send them.
  void FillCacheWithKeys() {
    const auto own = fakes::TillBench::Connect(service.address());
    v1::SnapshotRequest request;
    request.set_terminal_id("till-1");
    request.set_store_id("store-1");
    const absl::Status read = own->Snapshot(request, Seconds(5), [&](v1::SnapshotResponse part) {
      if (!part.has_header()) return bench.cache->AddToSnapshot(part.batch());
      v1::CodeKey* known = part.mutable_header()->add_code_keys();
      known->set_key_no(kKeyNo);
      known->set_public_key(std::string(key.public_key().begin(), key.public_key().end()));
      return bench.cache->BeginSnapshot(part.header());
    });
    BOOST_REQUIRE(read.ok());
    BOOST_REQUIRE(bench.cache->FinishSnapshot(bench.clock.Now()).ok());
  }

  std::string MemberIdOf(int number) {
    return Begin()->Scan(support::CardOf(number))->answer.member->member_id();
  }
  std::string CodeOf(const std::string& member_id, Duration age = Duration()) {
    return IssueDynamicCode(kKeyNo, key, MemberId::Parse(member_id, "").value(),
                            bench.clock.Now() - age, bench.random);
  }

  // A whole sale with this card.
  Answer Sell(int number) {
    auto sale = BeginWithGoods();
    BOOST_REQUIRE(sale->Scan(support::CardOf(number)).ok());
    BOOST_REQUIRE(sale->Quote().ok());
    return sale->Commit(Receipt()).value();
  }
  v1::Sale Waiting() { return bench.outbox->Pending(1).value().at(0).sale(); }
};

std::string WhyNot(const absl::StatusOr<ScanAnswer>& scan) { return ReasonOf(scan.status()); }

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_card_that_is_used_too_often_is_told_and_reported, Watched) {
  for (const bool online : {true, false}) {
    const int member = online ? 1 : 2;
    if (!online) GoOffline();
    Sell(member);
    auto second = BeginWithGoods();
    BOOST_TEST(!second->Scan(support::CardOf(member))->warning);
    second.reset();
    Sell(member);
    auto third = BeginWithGoods();
    const ScanAnswer scan = third->Scan(support::CardOf(member)).value();
    BOOST_TEST((scan.kind == ScanKind::kMember));
    BOOST_TEST(scan.warning);
    BOOST_TEST(scan.answer.cashier_texts.size() == 1u);
  }
  while (!bench.outbox->Pending(1)->empty()) {
    GoOnline();
    BOOST_REQUIRE(bench.delivery.DeliverPending().ok());
  }
  GoOffline();
  Sell(1);
  const v1::Sale sale = Waiting();
  BOOST_REQUIRE(sale.suspicions_size() == 1);
  BOOST_TEST(sale.suspicions(0).kind() == v1::SUSPICION_KIND_CARD_TOO_OFTEN_AT_TILL);
  BOOST_TEST(sale.suspicions(0).sales() == 3);
  BOOST_TEST(sale.suspicions(0).window_seconds() == 3'600);
}

BOOST_FIXTURE_TEST_CASE(a_card_that_must_not_be_used_so_often_is_refused_and_the_sale_goes_on, Watched) {
  for (int i = 0; i < 3; ++i) Sell(1);
  auto sale = BeginWithGoods();
  BOOST_TEST(WhyNot(sale->Scan(support::CardOf(1))) == "CARD_TOO_OFTEN");
  BOOST_TEST(WhyNot(sale->SetMember(IdentifierKind::kCard, support::CardOf(1))) == "CARD_TOO_OFTEN");
  BOOST_TEST(!sale->Quote()->member.has_value());
  BOOST_TEST(sale->Commit(Receipt()).ok());
  BOOST_TEST(BeginWithGoods()->Scan(support::CardOf(2)).ok());
}

BOOST_FIXTURE_TEST_CASE(a_card_that_was_refused_is_told_to_headquarters_with_the_sale, Watched) {
  GoOffline();
  for (int i = 0; i < 3; ++i) Sell(1);
  auto sale = BeginWithGoods();
  for (int i = 0; i < 2; ++i) {
    BOOST_TEST(WhyNot(sale->Scan(support::CardOf(1))) == "CARD_TOO_OFTEN");
  }
  BOOST_REQUIRE(sale->Quote().ok());
  BOOST_REQUIRE(sale->Commit(Receipt()).ok());
  const v1::Sale kept = bench.outbox->Pending(100)->back().sale();
  BOOST_TEST(!kept.has_member());
  BOOST_REQUIRE(kept.suspicions_size() == 2);
  BOOST_TEST(kept.suspicions(1).kind() == v1::SUSPICION_KIND_CARD_TOO_OFTEN_BY_CASHIER);
  BOOST_TEST(kept.suspicions(1).sales() == 4);
}

BOOST_FIXTURE_TEST_CASE(a_card_after_payment_began_is_noted_unless_it_was_there_before, Watched) {
  GoOffline();
  auto sale = BeginWithGoods();
  BOOST_REQUIRE(sale->Scan(support::CardOf(1)).ok());
  BOOST_REQUIRE(sale->PaymentBegan().ok());
  BOOST_TEST(!sale->Scan(support::CardOf(1))->warning);
  BOOST_TEST(sale->Scan(support::CardOf(2))->warning);
  BOOST_REQUIRE(sale->Quote().ok());
  BOOST_REQUIRE(sale->Commit(Receipt()).ok());
  const v1::Sale sent = Waiting();
  BOOST_REQUIRE(sent.suspicions_size() == 1);
  BOOST_TEST(sent.suspicions(0).kind() == v1::SUSPICION_KIND_CARD_AFTER_PAYMENT);
  auto other = BeginWithGoods();
  BOOST_REQUIRE(other->PaymentBegan().ok());
  BOOST_REQUIRE(other->Scan(support::CardOf(2))->warning);
  BOOST_REQUIRE(other->ClearMember().ok());
  BOOST_REQUIRE(other->Quote().ok());
  BOOST_REQUIRE(other->Commit(Receipt()).ok());
  BOOST_TEST(bench.outbox->Pending(2)->at(1).sale().suspicions_size() == 0);
}

BOOST_FIXTURE_TEST_CASE(a_code_on_a_screen_is_known_with_the_service_away, Watched) {
  const std::string id = MemberIdOf(1);
  GoOffline();
  auto sale = BeginWithGoods();
  const std::string code = CodeOf(id);
  const ScanAnswer scan = sale->Scan("]Q1" + code).value();
  BOOST_TEST((scan.kind == ScanKind::kMember));
  BOOST_TEST((scan.carrier == Carrier::kQr));
  BOOST_TEST(scan.content == "");
  BOOST_TEST(scan.answer.member->balance_points() == 500);
  BOOST_TEST((scan.answer.source == Source::kCache));
  BOOST_TEST(sale->Scan(code).ok());
  BOOST_TEST(WhyNot(BeginWithGoods()->Scan(code)) == "CODE_USED");
  BOOST_TEST(till->CustomerCard({std::nullopt, CodeOf(id)})->member->balance_points() == 500);
  BOOST_TEST(till->Refer({std::nullopt, CodeOf(id)})->member_id() == id);
}

BOOST_FIXTURE_TEST_CASE(a_code_of_somebody_whom_the_cache_does_not_know_is_deferred, Watched) {
  GoOffline();
  auto sale = BeginWithGoods();
  const std::string stranger = "0190a0b0-c0d0-7000-8000-0102030405ff";
  BOOST_TEST((sale->Scan(CodeOf(stranger))->kind == ScanKind::kDeferred));
  BOOST_REQUIRE(sale->Quote().ok());
  BOOST_REQUIRE(sale->Commit(Receipt()).ok());
  BOOST_TEST(Waiting().member().member_id() == stranger);
}

BOOST_FIXTURE_TEST_CASE(a_code_that_is_not_to_be_believed_is_refused, Watched) {
  const std::string id = MemberIdOf(1);
  GoOffline();
  auto sale = BeginWithGoods();
  BOOST_TEST(WhyNot(sale->Scan(CodeOf(id, Seconds(90)))) == "CODE_OUTDATED");
  BOOST_TEST(WhyNot(sale->Scan(CodeOf(id, Seconds(-30)))) == "CODE_OUTDATED");
  const SigningKey other{SecretKey{8}};
  const MemberId member = MemberId::Parse(id, "").value();
  const Instant now = bench.clock.Now();
  BOOST_TEST(WhyNot(sale->Scan(IssueDynamicCode(kKeyNo, other, member, now, bench.random))) ==
             "CODE_FORGED");
  BOOST_TEST(WhyNot(sale->Scan(IssueDynamicCode(4, other, member, now, bench.random))) ==
             "SERVICE_AWAY");
  BOOST_TEST(WhyNot(sale->Scan("TD1.x")) == "CODE_INVALID");
}

BOOST_FIXTURE_TEST_CASE(a_scan_may_be_a_coupon_a_gift_card_or_goods, Watched) {
  auto sale = BeginWithGoods();
  const ScanAnswer coupon = sale->Scan("]C0CPN-SPRING").value();
  BOOST_TEST((coupon.kind == ScanKind::kCoupon));
  BOOST_TEST(coupon.content == "CPN-SPRING");
  BOOST_TEST(ReasonOf(sale->RemoveCoupon("CPN-SPRING")) == "OK");
  const ScanAnswer gift = sale->Scan("GC-0001").value();
  BOOST_TEST((gift.kind == ScanKind::kGiftCard));
  BOOST_TEST(gift.content == "GC-0001");
  const ScanAnswer goods = sale->Scan("]d2010460068200001321abc").value();
  BOOST_TEST((goods.kind == ScanKind::kOther));
  BOOST_TEST((goods.carrier == Carrier::kGs1));
  BOOST_TEST(goods.gtin == "04600682000013");
  BOOST_TEST(goods.content == "010460068200001321abc");
  // The number has one owner, whatever it is printed as.
  GoOffline();
  BOOST_TEST((sale->Scan("TS:unknown-1")->kind == ScanKind::kDeferred));
  BOOST_TEST((sale->SetMember(IdentifierKind::kQr, "TS:unknown-1")->kind == ScanKind::kDeferred));
  BOOST_TEST((sale->SetMember(IdentifierKind::kQr, "unknown-1")->kind == ScanKind::kDeferred));
}

BOOST_FIXTURE_TEST_CASE(a_bank_card_goes_nowhere, Watched) {
  const std::string number = "4111 1111 1111 1111";
  auto sale = BeginWithGoods();
  const auto refused = [](const absl::Status& status) {
    BOOST_TEST(ReasonOf(status) == "BANK_CARD_REFUSED");
    BOOST_TEST(status.ToString().find("1111") == std::string::npos);
  };
  const int calls = bench.link.calls();
  refused(sale->Scan(number).status());
  refused(sale->Scan(";4111111111111111=27121010000?").status());
  for (const IdentifierKind kind : {IdentifierKind::kCard, IdentifierKind::kPhone,
                                    IdentifierKind::kQr, IdentifierKind::kNfc}) {
    refused(sale->SetMember(kind, number).status());
    refused(till->CustomerCard({kind, number}).status());
    refused(till->Refer({kind, number}).status());
  }
  refused(sale->AddCoupon(number));
  refused(sale->AddCoupon("CPN-4111-1111-1111-1111"));
  refused(sale->SetTender({engine::TenderKind::kGiftCard, number, Money()}));
  plugin::Enrolment enrolment;
  enrolment.phone = "+7 912 345-67-89";
  enrolment.card = "%B4111111111111111^A/B^2712?";
  enrolment.consent_text_version = "1";
  refused(till->Enrol(enrolment).status());
  v1::SurveyAnswer answer;
  answer.set_survey_id("nps");
  answer.set_comment("my card is " + number);
  refused(till->AnswerSurvey(answer).status());
  BOOST_TEST(bench.link.calls() == calls);
  BOOST_TEST(bench.outbox->counts().pending == 0);
}

BOOST_FIXTURE_TEST_CASE(a_share_of_members_sales_is_asked_by_their_ids_alone, Watched) {
  GoOffline();
  int asked = 0;
  constexpr int kSales = 60;
  for (int i = 0; i < kSales; ++i) {
    auto sale = BeginWithGoods();
    // A card of its own each time: else the guard would step in.
    if (i % 2 == 0) BOOST_REQUIRE(sale->Scan("29779999999" + std::to_string(10 + i)).ok());
    BOOST_REQUIRE(sale->Quote().ok());
    const Answer answer = sale->Commit(Receipt()).value();
    if (i % 2 != 0) BOOST_TEST(!answer.survey.has_value());
    BOOST_TEST(sale->Commit(Receipt())->survey.has_value() == answer.survey.has_value());
    if (!answer.survey.has_value()) continue;
    ++asked;
    BOOST_TEST(answer.survey->survey_id == "nps");
    BOOST_TEST(answer.survey->question == "Would you recommend us?");
    BOOST_TEST(answer.survey->maximum == 10);
  }
  BOOST_TEST(asked > 3);
  BOOST_TEST(asked < kSales / 2 - 3);
}

BOOST_FIXTURE_TEST_CASE(what_a_customer_answered_waits_in_the_outbox, Watched) {
  GoOffline();
  const std::string sale_id = Sell(1).commit->sale_id;
  v1::SurveyAnswer answer;
  answer.set_answer_id("0194f3c0-1111-7000-8000-00000000000a");
  answer.set_survey_id("nps");
  answer.set_sale_id(sale_id);
  answer.set_score(9);
  answer.set_comment("quick");
  BOOST_REQUIRE(till->AnswerSurvey(answer).ok());
  BOOST_TEST(bench.outbox->counts().pending == 2);
  const v1::SurveyAnswer kept = bench.outbox->Pending(2)->at(1).survey();
  BOOST_TEST(kept.score() == 9);
  BOOST_TEST(kept.comment() == "quick");
  BOOST_TEST(kept.terminal_id() == "till-1");
  BOOST_TEST(kept.answered_at_us() > 0);
  BOOST_TEST(kept.member().member_id() == Waiting().member().member_id());
}

BOOST_FIXTURE_TEST_CASE(an_answer_that_can_t_be_one_is_refused, Watched) {
  v1::SurveyAnswer good;
  good.set_survey_id("nps");
  good.set_score(10);
  const auto why_not = [&](auto change) {
    v1::SurveyAnswer answer = good;
    change(answer);
    return ReasonOf(till->AnswerSurvey(answer).status());
  };
  using Answered = v1::SurveyAnswer;
  BOOST_TEST(why_not([](Answered& one) { one.set_survey_id("NPS"); }) == "SURVEY_ID_INVALID");
  BOOST_TEST(why_not([](Answered& one) { one.set_score(11); }) == "SCORE_INVALID");
  BOOST_TEST(why_not([](Answered& one) { one.set_score(-1); }) == "SCORE_INVALID");
  BOOST_TEST(why_not([](Answered& one) { one.clear_score(); }) == "ANSWER_EMPTY");
  BOOST_TEST(why_not([](Answered& one) { one.set_comment(std::string(513, 'x')); }) ==
             "COMMENT_INVALID");
  BOOST_TEST(why_not([](Answered& one) { one.set_sale_id("x"); }) == "ID_INVALID");
  BOOST_TEST(why_not([](Answered& one) { one.set_answer_id("x"); }) == "ID_INVALID");
  BOOST_TEST(bench.outbox->counts().pending == 0);
}
