#include <boost/test/unit_test.hpp>

#include "tessera/codec/evaluation.h"
#include "tessera/engine/evaluate.h"

namespace tessera::codec {
namespace {

using engine::CompiledProgram;

std::shared_ptr<const CompiledProgram> SampleProgram() {
  engine::Program program;
  program.id = "p";
  program.currency_code = "RUB";
  program.languages = {"ru", "en"};
  program.time_zone = "Europe/Moscow";
  program.redemption = engine::Redemption{Points(1), Money(100), Points(), Points(), kWhole, {}};
  engine::Offer off;
  off.id = "ten";
  off.name = {{"ru", "Десять"}, {"en", "Ten"}};
  off.effects = {engine::PercentOff{{}, Share(10'000), std::nullopt}};
  engine::Offer earn = off;
  earn.id = "earn";
  earn.effects = {engine::EarnPerMoney{"", Money(100), Points(1)}};
  engine::Offer nearly = off;
  nearly.id = "nearly";
  nearly.conditions = {{"", Money(1'000'000), Quantity(9'000)}};
  program.offers = {off, earn, nearly};
  std::vector<engine::Fault> faults;
  return CompiledProgram::Compile(program, 5, &faults);
}

engine::Basket SampleBasket() {
  engine::Line line;
  line.line_no = 4;
  line.sku = "x";
  line.quantity = Quantity(1000);
  line.unit_price = Money(10'000);
  engine::Basket basket;
  basket.currency_code = "RUB";
  basket.lines = {line};
  return basket;
}

BOOST_AUTO_TEST_CASE(an_evaluation_is_sent_with_figures_names_and_texts) {
  const auto program = SampleProgram();
  engine::Basket basket = SampleBasket();
  basket.redeem = Points(20);
  engine::MemberView member;
  member.present = true;
  member.spendable = Points(30);
  const auto evaluation = engine::Evaluate(*program, member, basket, Instant{});
  BOOST_REQUIRE(evaluation.ok());
  const v1::Evaluation message = EvaluationToProto(*program, *evaluation, "en");
  BOOST_TEST(message.program_version() == 5);
  BOOST_TEST(message.lines(0).line_no() == 4U);
  BOOST_TEST(message.lines(0).gross_minor() == 10'000);
  BOOST_TEST(message.lines(0).discount_minor() == 1'000);
  BOOST_TEST(message.lines(0).redeemed_minor() == 2'000);
  BOOST_TEST(message.lines(0).net_minor() == 7'000);
  BOOST_TEST(message.lines(0).earned_points() == 70);
  BOOST_TEST(message.lines(0).spent_points() == 20);
  BOOST_TEST(message.lines(0).redeemable_minor() == 9'000);
  BOOST_TEST(message.total_minor() == 7'000);
  BOOST_TEST(message.max_redeem_points() == 30);
  BOOST_TEST(message.redeem_limit_reason() == "BALANCE");
  BOOST_REQUIRE(message.offers_size() == 3);
  const v1::OfferResult& nearly = message.offers(0);
  BOOST_TEST(nearly.offer_id() == "nearly");
  BOOST_TEST((nearly.outcome() == v1::OFFER_OUTCOME_NEARLY));
  BOOST_TEST(nearly.reason() == "MINIMUM_AMOUNT");
  BOOST_TEST(nearly.missing_minor() == 990'000);
  BOOST_TEST(nearly.missing_milli() == 8'000);
  const v1::OfferResult& ten = message.offers(1);
  BOOST_TEST(ten.offer_id() == "ten");
  BOOST_TEST(ten.name() == "Ten");
  BOOST_TEST((ten.outcome() == v1::OFFER_OUTCOME_APPLIED));
  BOOST_TEST(ten.reason() == "");
  BOOST_TEST(ten.shares(0).discount_minor() == 1'000);
  BOOST_TEST(ten.explanation() == "Discount 10.00");
  BOOST_TEST(message.offers(2).points() == 70);
  BOOST_TEST(message.cashier_texts_size() > 0);
  BOOST_TEST(message.display_texts_size() > 0);
  BOOST_TEST(message.slip_texts_size() > 0);
}

BOOST_AUTO_TEST_CASE(without_a_program_there_are_figures_only) {
  const auto evaluation = engine::EvaluateWithoutProgram(SampleBasket());
  BOOST_REQUIRE(evaluation.ok());
  const v1::Evaluation message = EvaluationToProto(*evaluation);
  BOOST_TEST(message.program_version() == 0);
  BOOST_TEST(message.total_minor() == 10'000);
  BOOST_TEST(message.offers_size() == 0);
  BOOST_TEST(message.cashier_texts_size() == 0);
}

}  // namespace
}  // namespace tessera::codec
