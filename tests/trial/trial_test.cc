#include "tessera/trial/trial.h"

#include <boost/test/unit_test.hpp>

namespace tessera::trial {
namespace {

constexpr char kProgram[] = R"(program_id: p
currency_code: RUB
currency_digits: 2
languages: [ru, en]
time_zone: Europe/Moscow
tiers: [{tier_id: gold, name: {ru: Золото, en: Gold}}]
sets:
  - {set_id: cheese, categories: [cheese]}
offers:
  - {offer_id: cheese, name: {ru: Сыры −10 %, en: Cheese −10 %}, effects: [{percent_off: {goods: {set_id: cheese}, percent: 10%}}]}
  - {offer_id: big, name: {ru: 100 от 1000, en: 100 off from 1000}, conditions: [{minimum_amount: 1000.00}], effects: [{amount_off: {amount: 100.00}}]}
  - {offer_id: night, name: {ru: Ночная, en: Night}, window: {from_time: "22:00"}, effects: [{percent_off: {percent: 50%}}]}
  - {offer_id: bag, name: {ru: Сумка, en: Bag}, conditions: [{minimum_quantity: 3}], effects: [{gift: {sku: bag, name: {ru: Сумка, en: Bag}, units: 1}}]}
  - {offer_id: points, name: {ru: Баллы, en: Points}, effects: [{earn_per_money: {per_amount: 100.00, points: 1}}]}
redemption: {points: 1, value: 1.00, maximum_share: 50%}
tenders: [{kind: GIFT_CARD}]
stores: [{store_id: omsk, time_zone: Asia/Omsk}]
)";

constexpr char kBasket[] = R"(lines:
  - {sku: a, name: Гауда, category: cheese, unit_price: 200.00, quantity: 2}
  - {sku: b, name: Яблоки, unit_price: 99.90, quantity: 1.25, weighed: true}
  - {sku: c, name: Хлеб, unit_price: 50.00}
coupon_codes: [ВЕСНА]
redeem_points: 5
tenders: [{kind: GIFT_CARD, code: "77"}]
)";

constexpr char kMember[] = R"(tier: gold
spendable_points: 22
tenders: [{kind: GIFT_CARD, code: "77", balance: 100.00}]
)";

TrialResult Try(const std::string& program, const std::string& basket, const std::string& member,
                const std::string& language, const std::string& at = "2026-03-04T12:00") {
  TrialInput input;
  input.program = {"p.yaml", program};
  input.basket = {"b.yaml", basket};
  if (!member.empty()) input.member = Source{"m.yaml", member};
  input.at = at;
  input.language = language;
  return RunTrial(input, Instant{});
}

std::vector<std::string> FaultsOf(const TrialResult& result) {
  std::vector<std::string> told;
  for (const TrialFault& fault : result.faults) {
    told.push_back(fault.file + ":" + std::to_string(fault.fault.line) + " " + fault.fault.path +
                   " " + fault.fault.reason);
  }
  return told;
}

void CheckFaults(const TrialResult& result, const std::vector<std::string>& wanted) {
  BOOST_TEST(FaultsOf(result) == wanted, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_receipt_reads_well_in_russian) {
  const TrialResult result = Try(kProgram, kBasket, kMember, "ru");
  CheckFaults(result, {});
  const std::string wanted = R"(среда, 4 марта 2026 г., 12:00
Карта клиента, Золото, на счёте 22 балла
------------------------------------------------------------
1 Гауда  2 × 200,00                                   400,00
    Сыры −10 %                                        −40,00
    Оплачено баллами                                   −3,36
2 Яблоки  1,250 × 99,90                               124,88
    Оплачено баллами                                   −1,17
3 Хлеб  1 × 50,00                                      50,00
    Оплачено баллами                                   −0,47
+ Сумка  1                                         в подарок
------------------------------------------------------------
Товары                                                574,88
Скидки                                                −40,00
Списано 5 баллов                                       −5,00
Итого                                                 529,88
Подарочная карта 77                                  −100,00
Осталось оплатить                                     429,88

Сработало
  Сумка: подарок: Сумка, 1 шт.
  Сыры −10 %: скидка 40,00
  Баллы: +5 баллов

Почти сработало
  Ещё на 425,12 — и «100 от 1000»

Не сработало
  Ночная: предложение действует в другие дни или часы

Купоны
  Купон ВЕСНА: такого купона нет

Баллы
  Начислим 5 баллов
  Спишем 5 баллов
  За этот чек можно списать 22 балла: больше на счёте нет
)";
  BOOST_TEST(result.receipt == wanted);
}

BOOST_AUTO_TEST_CASE(the_receipt_reads_well_in_english) {
  const std::string wanted = R"(Wednesday, 4 March 2026, 12:00
Member's card, Gold, 22 points on the account
------------------------------------------------------------
1 Гауда  2 × 200.00                                   400.00
    Cheese −10 %                                      −40.00
    Paid with points                                   −3.36
2 Яблоки  1.250 × 99.90                               124.88
    Paid with points                                   −1.17
3 Хлеб  1 × 50.00                                      50.00
    Paid with points                                   −0.47
+ Bag  1                                                gift
------------------------------------------------------------
Goods                                                 574.88
Discounts                                             −40.00
Paid with 5 points                                     −5.00
Total                                                 529.88
Gift card 77                                         −100.00
Left to pay                                           429.88

Applied
  Bag: gift: 1 × Bag
  Cheese −10 %: discount 40.00
  Points: +5 points

Nearly reached
  425.12 more for “100 off from 1000”

Not applied
  Night: this offer holds on other days or at other hours

Coupons
  Coupon ВЕСНА: there is no such coupon

Points
  Earns 5 points
  Spends 5 points
  Up to 22 points can be spent on this receipt: there are no more on the account
)";
  BOOST_TEST(Try(kProgram, kBasket, kMember, "en").receipt == wanted);
}

BOOST_AUTO_TEST_CASE(nouns_agree_with_their_numbers) {
  const auto words = [](int points, const char* language) {
    const std::string member = "spendable_points: " + std::to_string(points);
    const std::string receipt = Try(kProgram, "lines: []", member, language).receipt;
    const std::string behind = language[0] == 'r' ? "на счёте " : "";
    const size_t line = receipt.find('\n') + 1;
    const size_t comma = receipt.find(", ", line) + 2;
    return receipt.substr(comma, receipt.find('\n', comma) - comma).substr(behind.size());
  };
  BOOST_TEST(words(1, "ru") == "1 балл");
  BOOST_TEST(words(2, "ru") == "2 балла");
  BOOST_TEST(words(5, "ru") == "5 баллов");
  BOOST_TEST(words(11, "ru") == "11 баллов");
  BOOST_TEST(words(21, "ru") == "21 балл");
  BOOST_TEST(words(1, "en") == "1 point on the account");
  BOOST_TEST(words(21, "en") == "21 points on the account");
}

BOOST_AUTO_TEST_CASE(faults_of_all_documents_are_told_at_once) {
  TrialInput input;
  input.program = {"p.yaml", std::string(kProgram) + "ofers: []\n"};
  input.basket = {"b.yaml", "lines:\n  - {sku: a, unit_price: 1,50}\n  - {unit_price: 1.00}\n"
                            "  - {sku: c, unit_price: 1.00, quantity: 0}\ncurency: RUB\n"};
  input.member = Source{"m.yaml", "teir: gold\nbirthday: {month: 2, day: 30}\n"};
  input.at = "tomorrow";
  CheckFaults(RunTrial(input, Instant{}),
              {"p.yaml:18 ofers FIELD_UNKNOWN", "b.yaml:2 lines[0].50 FIELD_UNKNOWN",
               "b.yaml:3 lines[1].sku BASKET_SKU_INVALID",
               "b.yaml:4 lines[2].quantity_milli QUANTITY_INVALID", "b.yaml:5 curency FIELD_UNKNOWN",
               "m.yaml:1 teir FIELD_UNKNOWN", "m.yaml:2 birthday BIRTHDAY_INVALID",
               "--at:0  TIME_INVALID"});
}

BOOST_AUTO_TEST_CASE(what_only_the_program_can_know_is_told_too) {
  CheckFaults(Try(kProgram, "lines: []\n\nredeem_points: 7\n", "spendable_points: 7", "ru"),
              {"b.yaml:3 redeem_points REDEEM_LIMIT"});
  CheckFaults(Try(kProgram, "choices: [{offer_id: cheese}]", "", "ru"),
              {"b.yaml:1 choices[0].offer_id CHOICE_UNKNOWN"});
  CheckFaults(Try(kProgram, "lines: []", "tier: glod\nuses: [{offer_id: chese, uses_total: -1}]", "ru"),
              {"m.yaml:1 tier TIER_UNKNOWN", "m.yaml:2 uses[0].offer_id OFFER_UNKNOWN",
               "m.yaml:2 uses[0].uses_total COUNT_INVALID"});
}

BOOST_AUTO_TEST_CASE(a_time_may_have_an_offset_or_be_the_stores) {
  const auto first_line = [](const std::string& at, const std::string& store) {
    TrialInput input;
    input.program = {"p.yaml", kProgram};
    input.basket = {"b.yaml", "{}"};
    input.at = at;
    input.store_id = store;
    input.language = "en";
    const TrialResult result = RunTrial(input, Instant{});
    CheckFaults(result, {});
    return result.receipt.substr(0, result.receipt.find('\n'));
  };
  BOOST_TEST(first_line("2026-03-01T18:30", "") == "Sunday, 1 March 2026, 18:30");
  BOOST_TEST(first_line("2026-03-01 18:30", "") == "Sunday, 1 March 2026, 18:30");
  BOOST_TEST(first_line("2026-03-01T18:30:00Z", "") == "Sunday, 1 March 2026, 21:30");
  BOOST_TEST(first_line("2026-03-01T18:30:00Z", "omsk") == "Monday, 2 March 2026, 00:30, store omsk");
  BOOST_TEST(first_line("2026-03-01", "omsk") == "Sunday, 1 March 2026, 00:00, store omsk");
}

BOOST_AUTO_TEST_CASE(a_member_document_carries_all_that_rules_may_know) {
  const std::string program = std::string(kProgram).substr(0, std::string(kProgram).find("offers:")) + R"(offers:
  - offer_id: all
    name: Всё
    audience: {tiers: [gold], tags: [student], segments: [vip], birthday_window: true, enrolled_from: 2025-01-01T00:00:00Z, purchase_no_from: 5, purchase_no_to: 5, most_days_since_purchase: 10, activity: [{days: 30, minimum_spend: 100.00, minimum_visits: 2}]}
    trigger: {coupon: {batch_id: spring}}
    limits: {uses_per_member: 2, uses_per_member_day: 2, uses_total: 6, units_per_member: 9, budget: 100.00}
    effects: [{percent_off: {percent: 10%}}]
tenders: [{kind: WALLET}]
)";
  const std::string member = R"(tier: gold
tags: [student]
segments: [vip]
birthday: {month: 3, day: 4}
enrolled_at: 2025-06-01T00:00:00+03:00
purchases: 4
last_purchase_at: 2026-03-01T00:00:00+03:00
activity: [{days: 30, spend: 100.00, visits: 2}]
uses: [{offer_id: all, uses_total: 5, uses_member: 1, uses_member_today: 1, units_member: 8, budget_used: 10.00}]
coupons: [{code: S1, batch_id: spring}]
tenders: [{kind: WALLET, balance: 30.00}]
)";
  const std::string basket =
      "lines: [{sku: a, unit_price: 100.00}]\ncoupon_codes: [S1]\ntenders: [{kind: WALLET}]\n";
  const TrialResult result = Try(program, basket, member, "ru");
  CheckFaults(result, {});
  BOOST_TEST(result.evaluation.discount_minor() == 1000);
  BOOST_TEST(result.evaluation.due_minor() == 6000);
  // Each of these is looked at: without it the offer does not apply.
  for (const char* key : {"tier", "tags", "segments", "birthday", "enrolled_at", "purchases",
                          "last_purchase_at", "activity", "coupons"}) {
    std::string less = member;
    const size_t at = less.find(std::string(key) + ": ");
    less.erase(at, less.find('\n', at) + 1 - at);
    BOOST_TEST(Try(program, basket, less, "ru").evaluation.discount_minor() == 0, key);
  }
  std::string used = member;
  used.replace(used.find("uses_total: 5"), 13, "uses_total: 6");
  BOOST_TEST(Try(program, basket, used, "ru").evaluation.discount_minor() == 0);
}

}  // namespace
}  // namespace tessera::trial
