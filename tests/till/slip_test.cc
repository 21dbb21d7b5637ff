#include "tessera/till/slip.h"

#include <boost/test/unit_test.hpp>

#include <sstream>

#include "tessera/till/text.h"

namespace tessera::till {
namespace {

struct Sale {
  std::vector<Item> items;
  Quote quote;
  MemberState member_state = MemberState::kNone;
  std::optional<pos::Member> member;
  pos::CommitResult commit = {};
  std::vector<pos::Coupon> coupons = {};

  std::string Print(const SlipHeading& heading) const {
    return MakeSlip({items, quote, member_state, member, commit, coupons}, heading);
  }
};

// Two lines with a discount and points on the first: 2 x 94.90 - 9.49 - 20.00, and 1.250 kg at 799.00.
Sale MemberSale() {
  Sale sale;
  sale.items = {{1, "460", "Молоко Простоквашино отборное пастеризованное 2,5 % 0,93 л", "", "", "",
                 2000, 9490, 0, 0},
                {7, "200", "Сыр Российский вес.", "", "", "", 1250, 79900, 0, 0}};
  sale.quote.lines = {{1, 18980, 949, 2000, 16031, 16, 20}, {7, 99875, 0, 0, 99875, 99, 0}};
  sale.quote.totals = {TESSERA_SOURCE_SERVICE, 1, 118855, 949, 2000, 115906, 115, 20, 500, 115906, ""};
  sale.quote.slip_texts = {"Вы сэкономили 29,49 ₽ благодаря карте участника программы"};
  sale.member_state = MemberState::kKnown;
  sale.member = pos::Member{"id", "Анна К.", "friend", "Друг", 840, 0, 0, 0, 0, 0, 0, false};
  sale.commit = {true, "sale", 115, 20, 935, 0, 0, "", ""};
  return sale;
}

SlipHeading Heading(size_t width) {
  SlipHeading heading;
  heading.shop = "ПРОДУКТЫ У ДОМА";
  heading.store_id = "001";
  heading.terminal_id = "01";
  heading.receipt_no = "42";
  heading.time = "21.11.2026 20:31";
  heading.width = width;
  heading.cash_minor = 120000;
  return heading;
}

std::vector<std::string> LinesOf(const std::string& slip) {
  std::vector<std::string> lines;
  std::istringstream in(slip);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

bool Has(const std::string& slip, const std::string& text) {
  return slip.find(text) != std::string::npos;
}

BOOST_AUTO_TEST_SUITE(slips)

BOOST_AUTO_TEST_CASE(no_line_is_wider_than_the_paper_and_figures_end_at_its_edge) {
  for (size_t width : {32u, 40u}) {
    for (const std::string& line : LinesOf(MemberSale().Print(Heading(width)))) {
      BOOST_TEST(DisplayWidth(line) <= width, line);
      if (Has(line, "ИТОГО") || Has(line, " x ")) BOOST_TEST(DisplayWidth(line) == width, line);
    }
  }
}

BOOST_AUTO_TEST_CASE(each_line_shows_what_it_cost_what_came_off_and_what_is_to_pay) {
  const std::string slip = MemberSale().Print(Heading(40));
  BOOST_TEST(Has(slip, "1. Молоко Простоквашино отборное"), slip);
  BOOST_TEST(Has(slip, "   2 x 94,90                      189,80\n"), slip);
  BOOST_TEST(Has(slip, "   скидка                          -9,49\n"), slip);
  BOOST_TEST(Has(slip, "   баллами                        -20,00\n"), slip);
  BOOST_TEST(Has(slip, "   к оплате                       160,31\n"), slip);
  BOOST_TEST(Has(slip, "2. Сыр Российский вес.\n   1,250 x 799,00                 998,75\n---"), slip);
}

BOOST_AUTO_TEST_CASE(totals_cash_change_and_points_are_printed) {
  const std::string slip = MemberSale().Print(Heading(40));
  for (const char* row : {"Сумма без скидок                1 188,55\n", "Скидка                             -9,49\n",
                          "Оплачено баллами                  -20,00\n", "ИТОГО                           1 159,06\n",
                          "Получено                        1 200,00\n", "Сдача                              40,94\n",
                          "Анна К.\n", "Начислено баллов                     115\n",
                          "Списано баллов                        20\n", "Баланс баллов                        935\n",
                          "Чек № 42                21.11.2026 20:31\n", "Вы сэкономили 29,49 ₽ благодаря карте\n"}) {
    BOOST_TEST(Has(slip, row), std::string(row) + " is missing in\n" + slip);
  }
}

BOOST_AUTO_TEST_CASE(an_undelivered_sale_says_when_the_points_come_and_shows_no_balance) {
  Sale sale = MemberSale();
  sale.commit.delivered = false;
  const std::string slip = sale.Print(Heading(40));
  BOOST_TEST(Has(slip, "Баллы будут начислены"), slip);
  BOOST_TEST(Has(slip, "Будет начислено баллов               115\n"), slip);
  BOOST_TEST(!Has(slip, "Баланс баллов"), slip);
  // Of a card that could not be looked up nobody knows yet how many.
  sale.member_state = MemberState::kDeferred;
  sale.member.reset();
  BOOST_TEST(Has(sale.Print(Heading(40)), "Баллы будут начислены"));
  BOOST_TEST(!Has(sale.Print(Heading(40)), "ачислено баллов"));
}

BOOST_AUTO_TEST_CASE(no_points_are_promised_where_no_program_was_known) {
  Sale sale = MemberSale();
  sale.commit = {false, "sale", 0, 0, 0, 0, 0, "", ""};
  sale.quote.totals.source = TESSERA_SOURCE_NONE;
  BOOST_TEST(!Has(sale.Print(Heading(40)), "Будет начислено"));
  sale.quote.totals.source = TESSERA_SOURCE_CACHE;
  BOOST_TEST(Has(sale.Print(Heading(40)), "Будет начислено"));
}

BOOST_AUTO_TEST_CASE(a_sale_without_a_card_has_no_points_and_without_discounts_no_sum) {
  Sale sale = MemberSale();
  sale.member_state = MemberState::kNone;
  sale.member.reset();
  sale.quote.slip_texts.clear();
  sale.quote.lines = {{1, 18980, 0, 0, 18980, 0, 0}, {7, 99875, 0, 0, 99875, 0, 0}};
  sale.quote.totals = {TESSERA_SOURCE_NONE, 0, 118855, 0, 0, 118855, 0, 0, 0, 118855, ""};
  SlipHeading heading = Heading(32);
  heading.cash_minor = 0;
  const std::string slip = sale.Print(heading);
  BOOST_TEST(!Has(slip, "балл"), slip);
  BOOST_TEST(!Has(slip, "Сумма без скидок"), slip);
  BOOST_TEST(!Has(slip, "Сдача"), slip);
  BOOST_TEST(Has(slip, "ИТОГО                   1 188,55\n"), slip);
}

BOOST_AUTO_TEST_CASE(gifts_what_a_gift_card_pays_and_coupons_are_printed) {
  Sale sale = MemberSale();
  sale.quote.gifts = {{"mug", "m-1", "Кружка", 1000, 30000}};
  sale.quote.payments = {{TESSERA_TENDER_GIFT_CARD, "G-1", 100000, 0}};
  sale.quote.totals.due_minor = 15906;
  sale.coupons = {{"ABCD-1234", "thanks", "Спасибо", 0, 0}};
  SlipHeading heading = Heading(40);
  heading.cash_minor = 20000;
  const std::string slip = sale.Print(heading);
  for (const char* row : {"3. Кружка\n   1, подарок                       0,00\n",
                          "Подарочной картой               1 000,00\n",
                          "К доплате                         159,06\n",
                          "Сдача                              40,94\n", "ВАШ КУПОН\n", "ABCD-1234\n"}) {
    BOOST_TEST(Has(slip, row), std::string(row) + " is missing in\n" + slip);
  }
}

BOOST_AUTO_TEST_CASE(names_cannot_drive_the_printer) {
  Sale sale = MemberSale();
  sale.items[0].name = "Молоко\033@\n-100,00";
  BOOST_TEST(!Has(sale.Print(Heading(40)), "\033"));
  BOOST_TEST(!Has(sale.Print(Heading(40)), "\n-100,00"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::till
