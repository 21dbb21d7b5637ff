#include "tessera/cli/words.h"

#include <boost/test/unit_test.hpp>

namespace tessera::cli {
namespace {

// 2025-03-20T12:00:00Z
constexpr Instant kNow{1'742'472'000'000'000};
constexpr int64_t kDay = 86'400'000'000;
// 2025-03-02T22:30:00Z: in Moscow it is the 3rd already.
constexpr int64_t kBooked = 1'740'954'600'000'000;

Units Moscow(int points_digits) {
  Units units;
  units.currency_code = "RUB";
  units.currency_digits = 2;
  units.points_digits = points_digits;
  units.time_zone = "Europe/Moscow";
  return units;
}

v1::Entry Entry(v1::EntryKind kind, int64_t points) {
  v1::Entry entry;
  entry.set_kind(kind);
  entry.set_points(points);
  entry.set_booked_at_us(kBooked);
  entry.set_sale_id("0194f3c0-1111-7000-8000-00000000000a");
  entry.set_receipt_no("1042");
  return entry;
}

std::string English(const v1::Entry& entry, int digits = 2) {
  return EntryWords(entry, Moscow(digits), kNow, Language::kEnglish);
}
std::string Russian(const v1::Entry& entry, int digits = 2) {
  return EntryWords(entry, Moscow(digits), kNow, Language::kRussian);
}

BOOST_AUTO_TEST_SUITE(words)

BOOST_AUTO_TEST_CASE(points_that_came_say_for_what_and_how_long) {
  v1::Entry entry = Entry(v1::ENTRY_KIND_EARN, 1'250);
  entry.set_active_from_us(kBooked + 14 * kDay);
  BOOST_TEST(English(entry) == "+12.50 points for receipt 1042 on 3 March, active from 17 March");
  BOOST_TEST(Russian(entry) == "+12,50 балла за чек 1042 от 3 марта, активны с 17 марта");
  entry.set_active_from_us(kBooked);
  entry.set_expires_at_us(kBooked + 365 * kDay);
  BOOST_TEST(English(entry) == "+12.50 points for receipt 1042 on 3 March, until 3 March 2026");
  entry.clear_receipt_no();
  entry.clear_expires_at_us();
  BOOST_TEST(English(entry) ==
             "+12.50 points for sale 0194f3c0-1111-7000-8000-00000000000a on 3 March");
}

BOOST_AUTO_TEST_CASE(russian_points_are_counted_as_russians_count) {
  const auto points = [](int64_t number) {
    const std::string words = Russian(Entry(v1::ENTRY_KIND_EXPIRE, number), 0);
    return words.substr(0, words.find(':'));
  };
  BOOST_TEST(points(-1) == "-1 балл");
  BOOST_TEST(points(-2) == "-2 балла");
  BOOST_TEST(points(-5) == "-5 баллов");
  BOOST_TEST(points(-11) == "-11 баллов");
  BOOST_TEST(points(-21) == "-21 балл");
  BOOST_TEST(points(-112) == "-112 баллов");
}

BOOST_AUTO_TEST_CASE(each_kind_of_movement_has_its_words) {
  BOOST_TEST(English(Entry(v1::ENTRY_KIND_SPEND, -500)) ==
             "-5.00 points spent on receipt 1042 on 3 March");
  BOOST_TEST(Russian(Entry(v1::ENTRY_KIND_SPEND, -500)) ==
             "-5,00 балла: оплата по чеку 1042 от 3 марта");
  BOOST_TEST(English(Entry(v1::ENTRY_KIND_REVOKE, -500)) ==
             "-5.00 points taken back: goods of receipt 1042 returned on 3 March");
  BOOST_TEST(Russian(Entry(v1::ENTRY_KIND_RETURN, 500)) ==
             "+5,00 балла: возвращено при возврате по чеку 1042, 3 марта");
  BOOST_TEST(English(Entry(v1::ENTRY_KIND_EXPIRE, -1), 0) == "-1 point expired on 3 March");
  v1::Entry hand = Entry(v1::ENTRY_KIND_ADJUST, 500);
  hand.set_comment("sorry");
  hand.set_lost_points(100);
  BOOST_TEST(English(hand) == "+5.00 points by headquarters on 3 March: sorry; 1.00 written off");
  v1::Entry out = Entry(v1::ENTRY_KIND_TRANSFER, -500);
  out.set_other_member_id("M");
  BOOST_TEST(English(out) == "-5.00 points to member M on 3 March");
  out.set_points(500);
  BOOST_TEST(Russian(out) == "+5,00 балла от участника M, 3 марта");
}

BOOST_AUTO_TEST_CASE(times_that_went_by_are_rounded_down) {
  BOOST_TEST(AgoWords(0, kNow) == "never");
  BOOST_TEST(AgoWords(kNow.us, kNow) == "now");
  BOOST_TEST(AgoWords(kNow.us - 12'900'000, kNow) == "12 s ago");
  BOOST_TEST(AgoWords(kNow.us - kDay * 7 / 2, kNow) == "3 days ago");
  BOOST_TEST(SpanWords(119) == "119 s");
  BOOST_TEST(SpanWords(120) == "2 min");
  BOOST_TEST(SpanWords(7'199) == "119 min");
  BOOST_TEST(SpanWords(47 * 3'600) == "47 h");
}

BOOST_AUTO_TEST_CASE(acts_and_troubles_are_told_and_unknown_ones_named) {
  BOOST_TEST(ActWords("AdjustPoints", Language::kEnglish) == "adjusted points");
  BOOST_TEST(ActWords("MergeMembers", Language::kRussian) == "объединил двух участников");
  BOOST_TEST(ActWords("Later", Language::kEnglish) == "Later");
  BOOST_TEST(TroubleWords("NEVER_SEEN", Language::kRussian) == "ни разу не выходила на связь");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::cli
