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
              "Не действует для этой карты или магазина",
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
              "+3 наклейки", "Выдайте 5 купонов на следующую покупку",
              "Подарочная карта: 4,00 (остаток 0,00)", "К оплате 6,00"});
  CheckTexts(russian.slip,
             {"Акция b", "Подарок: Сумка, 2 шт.", "+3 наклейки",
              "5 купонов на следующую покупку", "Подарочная карта: 4,00 (остаток 0,00)",
              "К оплате 6,00"});
  CheckTexts(Describe(*compiled, evaluation, "en").explanations,
             {"Gift: 2 × Bag; +3 stamps; 5 coupons for the next purchase",
              "This offer holds"});
}

std::string FirstForCashier(int64_t spendable, int64_t earned, const char* language) {
  Program program = EmptyProgram();
  if (spendable != 0) program.redemption = FullRedemption();
  if (earned != 0) program.offers = {OfferOf("e", EarnFixed{"", Points(earned)})};
  const auto compiled = Compiled(program);
  const Evaluation evaluation =
      Evaluated(*compiled, MemberOf("silver", spendable), BasketOf({LineOf(1, 100'000'000)}));
  return Describe(*compiled, evaluation, language).cashier.at(0);
}

BOOST_AUTO_TEST_CASE(behind_up_to_russian_points_stand_in_the_genitive) {
  const std::pair<int64_t, const char*> cases[] = {
      {1, "1 балла"},     {2, "2 баллов"},    {3, "3 баллов"},     {5, "5 баллов"},
      {11, "11 баллов"},  {12, "12 баллов"},  {21, "21 балла"},    {22, "22 баллов"},
      {101, "101 балла"}, {111, "111 баллов"}, {1001, "1 001 балла"},
  };
  for (const auto& [points, text] : cases) {
    BOOST_TEST(FirstForCashier(points, 0, "ru") == std::string("Можно списать до ") + text);
  }
  BOOST_TEST(FirstForCashier(1, 0, "en") == "Up to 1 point can be spent");
  BOOST_TEST(FirstForCashier(21, 0, "en") == "Up to 21 points can be spent");
}

BOOST_AUTO_TEST_CASE(russian_verbs_agree_with_the_points) {
  BOOST_TEST(FirstForCashier(0, 1, "ru") == "Будет начислен 1 балл");
  BOOST_TEST(FirstForCashier(0, 2, "ru") == "Будет начислено 2 балла");
  BOOST_TEST(FirstForCashier(0, 5, "ru") == "Будет начислено 5 баллов");
  BOOST_TEST(FirstForCashier(0, 11, "ru") == "Будет начислено 11 баллов");
  BOOST_TEST(FirstForCashier(0, 21, "ru") == "Будет начислен 21 балл");
  BOOST_TEST(FirstForCashier(0, 101, "ru") == "Будет начислен 101 балл");
  BOOST_TEST(FirstForCashier(0, 1, "en") == "This sale will earn 1 point");
  Program program = TalkativeProgram();
  program.offers = {OfferOf("e", Earn(100, 7))};
  const auto compiled = Compiled(program);
  const Evaluation evaluation =
      Evaluated(*compiled, MemberOf("silver", 21), BasketOf({LineOf(1, 2'400)}, 21));
  CheckTexts(Describe(*compiled, evaluation, "ru").cashier,
             {"Списан 21 балл: −21,00", "Будет начислен 21 балл"});
  CheckTexts(Describe(*compiled, evaluation, "ru").slip,
             {"Списан 21 балл", "Ваша выгода 21,00", "Начислен 21 балл"});
}

BOOST_AUTO_TEST_CASE(fractions_of_points_keep_their_form_behind_up_to) {
  Program program = ProgramWithDigits(2);
  program.redemption = Redemption{Points(1), Money(1), Points(), Points(), kWhole, Money()};
  const auto compiled = Compiled(program);
  const auto said = [&](int64_t spendable) {
    const auto evaluation =
        Evaluated(*compiled, MemberOf("silver", spendable), BasketOf({LineOf(1, 100'000)}));
    return Describe(*compiled, evaluation, "ru").cashier.at(0);
  };
  BOOST_TEST(said(1250) == "Можно списать до 12,5 балла");
  BOOST_TEST(said(1255) == "Можно списать до 12,55 балла");
  BOOST_TEST(said(1200) == "Можно списать до 12 баллов");
  BOOST_TEST(said(2100) == "Можно списать до 21 балла");
}

BOOST_AUTO_TEST_CASE(the_fewest_points_are_the_first_multiple_of_the_step) {
  Program program = EmptyProgram();
  program.redemption = FullRedemption();
  program.redemption->minimum = Points(100);
  program.redemption->step = Points(30);
  const auto compiled = Compiled(program);
  const auto evaluation =
      Evaluated(*compiled, MemberOf("silver", 110), BasketOf({LineOf(1, 100'000)}));
  CheckTexts(Describe(*compiled, evaluation, "ru").cashier, {"Списать можно от 120 баллов"});
  CheckTexts(Describe(*compiled, evaluation, "en").cashier,
             {"At least 120 points must be spent at a time"});
}

BOOST_AUTO_TEST_CASE(points_for_money_and_points_for_a_choice_are_told_apart) {
  Program program = EmptyProgram();
  program.redemption = FullRedemption();
  program.offers = {OfferOf("c", Off(5000))};
  program.offers[0].trigger = ChoiceTrigger{Points(200)};
  const auto compiled = Compiled(program);
  Basket basket = BasketOf({LineOf(1, 50'000)}, 101);
  basket.choices = {{"c", 1}};
  const auto evaluation = Evaluated(*compiled, MemberOf("silver", 500), basket);
  const Texts texts = Describe(*compiled, evaluation, "ru");
  CheckTexts(texts.cashier, {"Списан 101 балл: −101,00", "Списано 200 баллов: Акция c",
                             "Скидка 50,00: Акция c"});
  CheckTexts(texts.display, {"Скидка 50,00", "Списан 301 балл"});
  CheckTexts(texts.explanations, {"Скидка 50,00 за 200 баллов"});
  CheckTexts(Describe(*compiled, evaluation, "en").explanations,
             {"Discount 50.00 for 200 points"});
}

BOOST_AUTO_TEST_CASE(each_offer_tells_its_own_stamps_and_the_slip_their_sum) {
  Program program = EmptyProgram();
  program.offers = {OfferOf("a", Stamps{"coffee", 1}), OfferOf("b", Stamps{"coffee", 20})};
  program.offers[0].effects.push_back(IssueCoupon{"next", 1});
  program.offers[1].effects.push_back(IssueCoupon{"next", 1});
  const auto compiled = Compiled(program);
  const auto evaluation = Evaluated(*compiled, MemberOf(), BasketOf({LineOf(1, 1000)}));
  const Texts texts = Describe(*compiled, evaluation, "ru");
  CheckTexts(texts.explanations, {"+1 наклейка; 1 купон на следующую покупку",
                                  "+20 наклеек; 1 купон на следующую покупку"});
  CheckTexts(texts.cashier, {"+21 наклейка", "Выдайте 2 купона на следующую покупку"});
  CheckTexts(texts.slip, {"+21 наклейка", "2 купона на следующую покупку"});
}

BOOST_AUTO_TEST_CASE(as_many_stamps_as_there_can_be_are_told) {
  Program program = EmptyProgram();
  program.offers = {OfferOf("a", Stamps{"coffee", 1'000'000'000, 1})};
  const auto compiled = Compiled(program);
  std::vector<Line> lines;
  for (uint32_t i = 1; i <= 1000; ++i) lines.push_back(LineOf(i, 1, 1'000'000'000));
  const auto evaluation = Evaluated(*compiled, MemberOf(), BasketOf(std::move(lines)));
  CheckTexts(Describe(*compiled, evaluation, "en").slip, {"+1,000,000 stamps"});
}

BOOST_AUTO_TEST_CASE(a_hint_is_given_for_one_piece_or_where_half_is_there) {
  Program program = EmptyProgram();
  program.offers = {OfferOf("a", Percent(5000))};
  const auto hint = [&](int64_t asked, int64_t there) {
    program.offers[0].conditions = {{"cheese", {}, Quantity(asked * 1000)}};
    const auto compiled = Compiled(program);
    const auto evaluation = Evaluated(
        *compiled, MemberOf(), BasketOf({LineOf(1, 1000, there * 1000, "food/cheese")}));
    const Texts texts = Describe(*compiled, evaluation, "en");
    return texts.cashier.empty() ? std::string() : texts.cashier[0];
  };
  BOOST_TEST(hint(11, 1) == "");
  BOOST_TEST(hint(11, 5) == "");
  BOOST_TEST(hint(11, 6) == "5 more for “Акция a”");
  BOOST_TEST(hint(2, 1) == "1 more for “Акция a”");
}

BOOST_AUTO_TEST_CASE(points_that_are_taken_away_are_told_as_such) {
  Program program = EmptyProgram();
  program.offers = {OfferOf("base", Earn(100, 1), 2), OfferOf("less", EarnMultiplier{"", 790})};
  const auto compiled = Compiled(program);
  const auto evaluation = Evaluated(*compiled, MemberOf(), BasketOf({LineOf(1, 10'000)}));
  CheckTexts(Describe(*compiled, evaluation, "ru").explanations,
             {"+100 баллов", "Начислено на 21 балл меньше"});
  CheckTexts(Describe(*compiled, evaluation, "en").explanations,
             {"+100 points", "21 points less to earn"});
}

BOOST_AUTO_TEST_CASE(a_code_that_set_nothing_off_says_why_within_the_sentence) {
  Program program = EmptyProgram();
  program.offers = {OfferOf("a", Off(100))};
  program.offers[0].trigger = CouponTrigger{{"GOLD"}};
  program.offers[0].audience.tiers = {"gold"};
  const auto compiled = Compiled(program);
  Basket basket = BasketOf({LineOf(1, 10'000)});
  basket.coupon_codes = {"GOLD"};
  const auto silver = Evaluated(*compiled, MemberOf(), basket);
  CheckTexts(Describe(*compiled, silver, "ru").cashier,
             {"Купон GOLD: не действует для этой карты или магазина"});
  const auto nobody = Evaluated(*compiled, MemberView(), basket);
  CheckTexts(Describe(*compiled, nobody, "ru").cashier,
             {"Купон GOLD: для этого предложения нужна карта"});
  CheckTexts(Describe(*compiled, nobody, "en").cashier,
             {"Coupon GOLD: this offer needs a card"});
}

}  // namespace
}  // namespace tessera::engine
