// Who bought when, beside a count by hand.
#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <limits>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"
#include "tessera/insight/buyers.h"
#include "tessera/insight/scan.h"

namespace tessera::insight {
namespace {

constexpr int32_t kFirst = 1'000;
constexpr int32_t kLast = 1'100;
constexpr int32_t kLaterLast = 1'150;

Receipt Bought(int64_t member, int32_t day, int64_t net, int64_t flags = 0) {
  Receipt receipt;
  receipt[Column::kMember] = member;
  receipt[Column::kDay] = receipt[Column::kSaleDay] = day;
  receipt[Column::kNet] = net;
  receipt[Column::kFlags] = flags;
  receipt[Column::kStore] = 1;
  receipt[Column::kTier] = 1;
  return receipt;
}

BuyersQuestion Within() {
  BuyersQuestion question;
  question.observed = {kFirst, kLast};
  question.later_last = kLaterLast;
  return question;
}

std::string TextOf(const std::vector<Buyer>& buyers) {
  std::string text;
  for (const Buyer& buyer : buyers) {
    absl::StrAppend(&text, buyer.first_day, "-", buyer.last_day, " ", buyer.days, "+",
                    buyer.later_days, " ", buyer.repeat_net, "+", buyer.later_net, "; ");
  }
  return text;
}

std::string Listed(Receipts& receipts, const MemberColumns& members, const BuyersQuestion& question) {
  const auto buyers = ListBuyers(receipts, members, question);
  BOOST_REQUIRE_MESSAGE(buyers.ok(), buyers.status());
  return TextOf(*buyers);
}

std::string Listed(Receipts& receipts, const BuyersQuestion& question = Within()) {
  return Listed(receipts, receipts.members(), question);
}

BOOST_AUTO_TEST_CASE(several_receipts_of_a_day_are_one_purchase) {
  Receipts receipts;
  for (const int32_t day : {1'010, 1'010, 1'020, 1'020, 1'101, 1'101}) {
    receipts.Add(Bought(1, day, 100));
  }
  BOOST_TEST(Listed(receipts) == "1010-1020 2+1 200+200; ");
}

BOOST_AUTO_TEST_CASE(the_order_of_counting_does_not_matter) {
  Receipts receipts;
  for (const int32_t day : {1'030, 1'101, 1'010, 1'030, 1'020}) receipts.Add(Bought(1, day, day));
  BOOST_TEST(Listed(receipts) == "1010-1030 3+1 3080+1101; ");
}

BOOST_AUTO_TEST_CASE(returns_and_what_came_back_wholly_are_no_purchases) {
  Receipts receipts;
  receipts.Add(Bought(1, 1'005, 100, kWholeBack));
  receipts.Add(Bought(1, 1'010, 100));
  receipts.Add(Bought(1, 1'020, -100, kReturn));
  receipts.Add(Bought(1, 1'021, -100, kReturn | kNoSale));
  receipts.Add(Bought(2, 1'010, 100, kWholeBack));
  receipts.Add(Bought(0, 1'010, 100));
  MemberColumns members = receipts.members();
  members.first_day[1] = 1'010;
  BOOST_TEST(Listed(receipts, members, Within()) == "1010-1010 1+0 0+0; ");
}

BOOST_AUTO_TEST_CASE(who_bought_before_is_left_out_and_who_came_later_too) {
  Receipts receipts;
  receipts.Add(Bought(1, 999, 100));
  receipts.Add(Bought(1, 1'010, 100));
  receipts.Add(Bought(2, 1'000, 100));
  receipts.Add(Bought(3, 1'100, 100));
  receipts.Add(Bought(4, 1'101, 100));
  receipts.Add(Bought(2, 1'151, 100));
  BOOST_TEST(Listed(receipts) == "1000-1000 1+0 0+0; 1100-1100 1+0 0+0; ");
}

BOOST_AUTO_TEST_CASE(merged_members_are_one) {
  Receipts receipts;
  receipts.Add(Bought(1, 1'010, 100));
  receipts.Add(Bought(2, 1'010, 100));
  receipts.Add(Bought(3, 1'030, 70));
  MemberColumns members = receipts.members();
  members.into = {0, 0, 1, 2};
  BOOST_TEST(Listed(receipts, members, Within()) == "1010-1030 2+0 70+0; ");
}

BOOST_AUTO_TEST_CASE(stores_tiers_and_members_can_be_picked) {
  Receipts receipts;
  receipts.Add(Bought(1, 1'010, 100));
  Receipt elsewhere = Bought(1, 1'020, 100);
  elsewhere[Column::kStore] = 2;
  receipts.Add(elsewhere);
  Receipt above = Bought(2, 1'030, 100);
  above[Column::kTier] = 2;
  receipts.Add(above);
  BuyersQuestion question = Within();
  question.store_groups = {kLeftOut, kLeftOut, 0};
  BOOST_TEST(Listed(receipts, question) == "1020-1020 1+0 0+0; ");
  question = Within();
  question.tier_groups = {kLeftOut, kLeftOut, 0};
  BOOST_TEST(Listed(receipts, question) == "1030-1030 1+0 0+0; ");
  MemberSet only(receipts.members().size());
  only.Add(1);
  question = Within();
  question.only = &only;
  BOOST_TEST(Listed(receipts, question) == "1010-1020 2+0 100+0; ");
}

BOOST_AUTO_TEST_CASE(sums_beyond_64_bits_are_refused) {
  Receipts receipts;
  for (const int32_t day : {1'010, 1'020, 1'030}) {
    receipts.Add(Bought(1, day, std::numeric_limits<int64_t>::max()));
  }
  BOOST_TEST(ReasonOf(ListBuyers(receipts, receipts.members(), Within()).status()) ==
             "AMOUNT_OVERFLOW");
}

BOOST_AUTO_TEST_CASE(many_passes_list_what_one_does_and_what_a_count_by_hand_has) {
  constexpr uint64_t kSeed = 77;
  BOOST_TEST_MESSAGE("seed " << kSeed);
  std::mt19937_64 random(kSeed);
  Receipts receipts;
  std::map<int64_t, std::map<int32_t, int64_t>> days;
  for (int i = 0; i < 5'000; ++i) {
    const auto member = static_cast<int64_t>(1 + random() % (1 + random() % 400));
    const auto day = static_cast<int32_t>(980 + random() % 200);
    const auto net = static_cast<int64_t>(random() % 10'000);
    receipts.Add(Bought(member, day, net));
    days[member][day] += net;
  }
  std::vector<Buyer> expected;
  for (const auto& [member, bought] : days) {
    Buyer buyer;
    buyer.first_day = bought.begin()->first;
    if (buyer.first_day < kFirst || buyer.first_day > kLast) continue;
    for (const auto& [day, net] : bought) {
      if (day > kLaterLast) break;
      if (day > kLast) {
        ++buyer.later_days;
        buyer.later_net += net;
        continue;
      }
      ++buyer.days;
      buyer.last_day = day;
      if (day != buyer.first_day) buyer.repeat_net += net;
    }
    expected.push_back(buyer);
  }
  BOOST_TEST(expected.size() > 50U);
  for (const size_t rows : {size_t{1}, size_t{100}, size_t{1'000}, size_t{8'000'000}}) {
    BuyersQuestion question = Within();
    question.rows_at_once = rows;
    BOOST_TEST(Listed(receipts, question) == TextOf(expected), "rows " << rows);
  }
}

}  // namespace
}  // namespace tessera::insight
