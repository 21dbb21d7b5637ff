#include "tessera/engine/describe.h"

#include "sample.h"

namespace tessera::engine {
namespace {

using Lines = std::vector<std::string>;

void CheckTexts(const Lines& got, const Lines& wanted) {
  BOOST_TEST(got == wanted, boost::test_tools::per_element());
}

Program ProgramWithDigits(int32_t points_digits) {
  Program program = EmptyProgram();
  program.points_digits = points_digits;
  return program;
}

BOOST_AUTO_TEST_CASE(russian_points_stand_in_the_right_form) {
  const auto whole = Compiled(ProgramWithDigits(0));
  const std::pair<int64_t, const char*> cases[] = {
      {0, "0 баллов"},    {1, "1 балл"},      {2, "2 балла"},      {4, "4 балла"},
      {5, "5 баллов"},    {10, "10 баллов"},  {11, "11 баллов"},   {12, "12 баллов"},
      {14, "14 баллов"},  {15, "15 баллов"},  {20, "20 баллов"},   {21, "21 балл"},
      {22, "22 балла"},   {25, "25 баллов"},  {100, "100 баллов"}, {101, "101 балл"},
      {111, "111 баллов"}, {112, "112 баллов"}, {121, "121 балл"}, {1001, "1 001 балл"},
      {1012, "1 012 баллов"}, {-1, "-1 балл"}, {-3, "-3 балла"},   {-11, "-11 баллов"},
  };
  for (const auto& [points, text] : cases) {
    BOOST_TEST(FormatPoints(*whole, Points(points), "ru") == text);
  }
}

BOOST_AUTO_TEST_CASE(a_fraction_of_points_takes_the_genitive) {
  const auto hundredths = Compiled(ProgramWithDigits(2));
  BOOST_TEST(FormatPoints(*hundredths, Points(150), "ru") == "1,5 балла");
  BOOST_TEST(FormatPoints(*hundredths, Points(505), "ru") == "5,05 балла");
  BOOST_TEST(FormatPoints(*hundredths, Points(1200), "ru") == "12 баллов");
  BOOST_TEST(FormatPoints(*hundredths, Points(-50), "ru") == "-0,5 балла");
  BOOST_TEST(FormatPoints(*hundredths, Points(100), "en") == "1 point");
  BOOST_TEST(FormatPoints(*hundredths, Points(110), "en") == "1.1 points");
}

BOOST_AUTO_TEST_CASE(money_and_quantities_are_written_as_the_language_does) {
  const auto program = Compiled(EmptyProgram());
  BOOST_TEST(FormatMoney(*program, Money(123'450), "ru") == "1 234,50");
  BOOST_TEST(FormatMoney(*program, Money(123'450), "en") == "1,234.50");
  BOOST_TEST(FormatMoney(*program, Money(123'450), "de") == "1 234,50");
  BOOST_TEST(FormatMoney(*program, Money(5), "ru") == "0,05");
  BOOST_TEST(FormatMoney(*program, Money(-100'000'000), "en") == "-1,000,000.00");
  BOOST_TEST(FormatMoney(*program, Money(INT64_MIN), "en") == "-92,233,720,368,547,758.08");
  Program yen = EmptyProgram();
  yen.currency_digits = 0;
  BOOST_TEST(FormatMoney(*Compiled(yen), Money(1234), "en") == "1,234");
  BOOST_TEST(FormatQuantity(Quantity(2000), "ru") == "2");
  BOOST_TEST(FormatQuantity(Quantity(1250), "ru") == "1,250");
  BOOST_TEST(FormatQuantity(Quantity(1250), "en") == "1.250");
}

Program TalkativeProgram() {
  Program program = EmptyProgram();
  program.redemption = FullRedemption();
  program.offers = {OfferOf("cheese", Percent(10'000, "cheese"), 2), OfferOf("big", Off(5000), 1),
                    OfferOf("pair", Percent(5000, "cheese")), OfferOf("points", Earn(2000, 1)),
                    OfferOf("gold", Percent(5000)), OfferOf("far", Off(1))};
  program.offers[0].name = {{"ru", "Сыры −10 %"}, {"en", "Cheese −10 %"}};
  program.offers[1].name = {{"ru", "50 рублей от 600"}, {"en", "50 off from 600"}};
  program.offers[1].conditions = {{"", Money(60'000), Quantity()}};
  program.offers[2].name = {{"ru", "Второй сыр"}};
  program.offers[2].conditions = {{"cheese", Money(), Quantity(2000)}};
  program.offers[4].audience.tiers = {"gold"};
  program.offers[5].conditions = {{"", Money(10'000'000), Quantity()}};
  return program;
}

BOOST_AUTO_TEST_CASE(a_cashier_reads_what_to_do_in_russian) {
  const auto program = Compiled(TalkativeProgram());
  const Basket basket = BasketOf({LineOf(1, 45'000, 1000, "food/cheese"), LineOf(2, 4'500)});
  const auto evaluation = Evaluated(*program, MemberOf("silver", 120), basket);
  const Texts texts = Describe(*program, evaluation, "ru");
  CheckTexts(texts.cashier,
             {"Можно списать до 120 баллов", "Ещё 1 шт. — и «Второй сыр»",
              "Ещё на 150,00 — и «50 рублей от 600»", "Скидка 45,00: Сыры −10 %",
              "Будет начислено 22 балла"});
  CheckTexts(texts.display, {"Скидка 45,00", "+22 балла", "Ещё 1 шт. — и «Второй сыр»",
                             "Ещё на 150,00 — и «50 рублей от 600»"});
  CheckTexts(texts.slip, {"Скидка 45,00: Сыры −10 %", "Ваша выгода 45,00", "Начислено 22 балла"});
  CheckTexts(texts.explanations,
             {"Скидка 45,00", "Ещё на 150,00 — и «50 рублей от 600»",
              "Ещё на 99 550,00 — и «Акция far»",
              "Предложение не для этой карты или не для этого магазина",
              "Ещё 1 шт. — и «Второй сыр»", "+22 балла"});
}

BOOST_AUTO_TEST_CASE(spent_points_stand_on_the_slip) {
  const auto program = Compiled(TalkativeProgram());
  const Basket basket = BasketOf({LineOf(1, 6'000)}, 50);
  const auto evaluation = Evaluated(*program, MemberOf("silver", 120), basket);
  const Texts russian = Describe(*program, evaluation, "ru");
  CheckTexts(russian.cashier, {"Списано 50 баллов: −50,00"});
  CheckTexts(russian.slip, {"Списано 50 баллов", "Ваша выгода 50,00"});
  const Texts english = Describe(*program, evaluation, "en");
  CheckTexts(english.cashier, {"Spent 50 points: −50.00"});
  CheckTexts(english.slip, {"You spent 50 points", "You saved 50.00"});
}

BOOST_AUTO_TEST_CASE(an_unknown_language_reads_the_programs_first) {
  const auto program = Compiled(TalkativeProgram());
  const auto evaluation =
      Evaluated(*program, MemberOf(), BasketOf({LineOf(1, 45'000, 1000, "food/cheese")}));
  BOOST_TEST(Describe(*program, evaluation, "de").slip == Describe(*program, evaluation, "ru").slip);
  BOOST_TEST(Describe(*program, evaluation, "en").slip[0] == "Discount 45.00: Cheese −10 %");
}

BOOST_AUTO_TEST_CASE(a_till_without_a_link_says_why_points_cannot_be_spent) {
  const auto program = Compiled(TalkativeProgram());
  MemberView member = MemberOf("silver", 0);
  member.limit = MemberView::Limit::kOfflineStale;
  const auto evaluation = Evaluated(*program, member, BasketOf({LineOf(1, 1'000)}));
  CheckTexts(Describe(*program, evaluation, "ru").cashier,
             {"Нет связи: списать баллы сейчас нельзя"});
}

BOOST_AUTO_TEST_CASE(gifts_stamps_coupons_and_payments_are_told_with_right_plurals) {
  Program program = EmptyProgram();
  program.tenders = {{TenderKind::kGiftCard, {}}};
  Offer offer = OfferOf("a", Gift{"bag", {{"ru", "Сумка"}, {"en", "Bag"}}, 2});
  offer.effects.push_back(Stamps{"coffee", 3});
  offer.effects.push_back(IssueCoupon{"next", 5});
  Offer told = OfferOf("b", Message{true});
  told.cashier_text = {{"ru", "Предложите пакет"}};
  program.offers = {offer, told};
  const auto compiled = Compiled(program);
  Basket basket = BasketOf({LineOf(1, 1000)});
  basket.coupon_codes = {"NO"};
  basket.tenders = {{TenderKind::kGiftCard, "G", Money()}};
  MemberView member = MemberOf();
  member.tenders = {{TenderKind::kGiftCard, "G", Money(400)}};
  const Evaluation evaluation = Evaluated(*compiled, member, basket);
  const Texts russian = Describe(*compiled, evaluation, "ru");
  CheckTexts(russian.cashier,
             {"Купон NO: такого купона нет", "Подарок: Сумка, 2 шт.", "Предложите пакет",
              "+3 наклейки", "Выдать 5 купонов на следующую покупку",
              "Подарочной картой: 4,00, на ней осталось 0,00", "К оплате 6,00"});
  CheckTexts(russian.slip,
             {"Акция b", "Подарок: Сумка, 2 шт.", "+3 наклейки",
              "Выдать 5 купонов на следующую покупку",
              "Подарочной картой: 4,00, на ней осталось 0,00", "К оплате 6,00"});
  CheckTexts(Describe(*compiled, evaluation, "en").explanations,
             {"Gift: 2 × Bag, +3 stamps, Give 5 coupons for the next purchase",
              "This offer holds"});
}

}  // namespace
}  // namespace tessera::engine
