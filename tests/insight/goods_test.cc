// Segments by what members bought: as somebody counts who goes through all receipts by hand.
#include <boost/test/unit_test.hpp>
#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "counted.h"
#include "tessera/operations/programs/withdraw_publication.h"
#include "tessera/storage/insight_tables.h"

namespace tessera::operations {
namespace {

using Skus = std::set<std::string>;

const std::vector<std::string> kGoods = {"coffee", "tea", "milk"};

struct Bought {
  std::string sale_id;
  std::string member;
  int32_t day = 0;
  std::vector<std::string> skus;  // by line
  std::vector<int64_t> net;
  std::set<size_t> back;

  bool IsWholeBack() const { return back.size() == skus.size(); }
};

// A program whose "drinks" are `drinks`, and whose "coffee" is coffee.
v1::Program ProgramFor(const Skus& drinks) {
  v1::Program program = Chain::SampleProgram();
  for (const std::string id : {"coffee", "drinks"}) {
    v1::ProductSet& set = *program.add_sets();
    set.set_set_id(id);
    if (id == "coffee") set.add_skus("coffee");
    if (id == "drinks") set.mutable_skus()->Assign(drinks.begin(), drinks.end());
  }
  const auto add = [&](const char* id) -> v1::Bought& {
    v1::Segment& segment = *program.add_segments();
    segment.set_segment_id(id);
    (*segment.mutable_name()->mutable_by_language())["en"] = id;
    return *segment.add_bought();
  };
  v1::Bought& coffee = add("coffee-twice");
  coffee.set_set_id("coffee");
  coffee.set_days(12);
  coffee.set_minimum_visits(2);
  v1::Bought& drinks_for_much = add("drinks-for-much");
  drinks_for_much.set_set_id("drinks");
  drinks_for_much.set_days(20);
  drinks_for_much.set_minimum_spend_minor(10'000);
  v1::Bought& no_drinks = add("no-drinks");
  no_drinks.set_set_id("drinks");
  no_drinks.set_days(8);
  no_drinks.set_none(true);
  return program;
}

struct ByGoods : Counted {
  explicit ByGoods(unsigned seed = 4'096) : dice(seed) { Publish(ProgramFor(drinks)); }

  size_t Roll(size_t sides) { return dice() % sides; }

  void BuySome(const std::string& member) {
    Bought bought;
    v1::Basket basket = Basket({1'000, 2'000, 3'000});
    for (v1::Line& line : *basket.mutable_lines()) {
      const std::string& sku = kGoods[Roll(kGoods.size())];
      line.set_sku(sku);
      bought.skus.push_back(sku);
      bought.net.push_back(line.unit_price_minor() * 9 / 10);
    }
    const v1::Sale sale = Sell(member, basket);
    BOOST_REQUIRE_EQUAL(Why(Commit(sale)), "OK");
    bought.sale_id = sale.sale_id();
    bought.member = member;
    bought.day = Day();
    receipts.push_back(bought);
  }

  void ReturnSome() {
    Bought& bought = receipts[Roll(receipts.size())];
    v1::RefundRequest request;
    v1::Refund& refund = *request.mutable_refund();
    refund.set_refund_id(NewId());
    refund.set_sale_id(bought.sale_id);
    refund.set_store_id("store-1");
    refund.set_terminal_id("till-1");
    const bool all = Roll(2) == 0;
    for (size_t line = 0; line < bought.skus.size(); ++line) {
      if (bought.back.count(line) > 0 || (!all && Roll(2) == 0)) continue;
      v1::RefundLine& back = *refund.add_lines();
      back.set_line_no(static_cast<uint32_t>(line) + 1);
      back.set_quantity_milli(1'000);
      bought.back.insert(line);
    }
    if (refund.lines_size() > 0) BOOST_REQUIRE_EQUAL(Why(Write(Refund, kTill, request)), "OK");
  }

  // What whoever `member` is now bought of the goods within so many days: receipts, and money.
  std::pair<int64_t, int64_t> BoughtBy(const std::string& member, const Skus& goods,
                                       int32_t days) const {
    std::pair<int64_t, int64_t> sum;
    for (const Bought& bought : receipts) {
      const auto into = merged.find(bought.member);
      const std::string& who = into == merged.end() ? bought.member : into->second;
      if (who != member || bought.day <= Day() - days) continue;
      bool has = false;
      for (size_t line = 0; line < bought.skus.size(); ++line) {
        if (goods.count(bought.skus[line]) == 0) continue;
        has = true;
        if (bought.back.count(line) == 0) sum.second += bought.net[line];
      }
      if (has && !bought.IsWholeBack()) ++sum.first;
    }
    return sum;
  }

  std::vector<std::string> Expected(const std::string& member) const {
    std::vector<std::string> segments;
    if (BoughtBy(member, {"coffee"}, 12).first >= 2) segments.push_back("coffee-twice");
    const auto much = BoughtBy(member, drinks, 20);
    if (much.first >= 1 && much.second >= 10'000) segments.push_back("drinks-for-much");
    if (BoughtBy(member, drinks, 8).first == 0) segments.push_back("no-drinks");
    return segments;
  }

  void Compare() {
    Run(jobs::Kind::kInsight);
    Run(jobs::Kind::kSegments);
    const absl::Status read =
        store().Read([&](storage::ReadTransaction& transaction) -> absl::Status {
          for (const std::string& member : members) {
            if (merged.count(member) > 0) continue;
            TESSERA_ASSIGN_OR_RETURN(const auto row,
                                     transaction.FindMember(*MemberId::Parse(member, "")));
            BOOST_TEST(row->segments == Expected(member), boost::test_tools::per_element());
          }
          return absl::OkStatus();
        });
    BOOST_REQUIRE_MESSAGE(read.ok(), read);
  }

  std::vector<std::string> SegmentsOf(const std::string& member) {
    std::vector<std::string> segments;
    const absl::Status read =
        store().Read([&](storage::ReadTransaction& transaction) -> absl::Status {
          TESSERA_ASSIGN_OR_RETURN(const auto row,
                                   transaction.FindMember(*MemberId::Parse(member, "")));
          segments = row->segments;
          return absl::OkStatus();
        });
    BOOST_REQUIRE_MESSAGE(read.ok(), read);
    return segments;
  }

  // Takes the last publication back.
  void Withdraw() {
    v1::WithdrawPublicationRequest request;
    request.set_change_id(NewId());
    request.set_comment("a mistake");
    BOOST_REQUIRE_EQUAL(Why(Write(WithdrawPublication, kHq, request)), "OK");
  }

  std::mt19937 dice;
  Skus drinks = {"coffee", "tea"};
  std::vector<std::string> members;
  std::map<std::string, std::string> merged;
  std::vector<Bought> receipts;
};

BOOST_FIXTURE_TEST_SUITE(goods, ByGoods)

// Seeded, so that a failure comes again.
BOOST_AUTO_TEST_CASE(segments_by_goods_are_those_that_somebody_counts_by_hand) {
  for (int i = 0; i < 6; ++i) members.push_back(AddMember("CARD-200" + std::to_string(i), 0));
  for (int step = 0; step < 120; ++step) {
    const std::string& member = members[Roll(members.size())];
    switch (Roll(8)) {
      case 0: now = now + Days(static_cast<int64_t>(Roll(4))); break;
      case 1: Compare(); break;
      case 2:
        if (!receipts.empty()) ReturnSome();
        break;
      case 3:
        if (step > 40 && merged.empty()) {
          Merge(members[0], members[1]);
          merged[members[0]] = members[1];
        }
        break;
      default:
        if (merged.count(member) == 0) BuySome(member);
    }
  }
  Compare();
  // Other goods are drinks now: past receipts count as they would have.
  drinks = {"milk"};
  Publish(ProgramFor(drinks));
  Compare();
  BOOST_REQUIRE(jobs.CountAnew({}).ok());
  Compare();
}

// Somebody who buys while past receipts are gone through keeps the place that they gave.
BOOST_AUTO_TEST_CASE(nobody_moves_by_goods_of_which_only_a_part_is_counted) {
  members.push_back(AddMember("CARD-0001", 0));
  for (int i = 0; i < 12; ++i) BuySome(members[0]);
  Compare();
  const std::vector<std::string> before = SegmentsOf(members[0]);
  BOOST_REQUIRE(!before.empty());
  drinks = {"coffee", "tea", "juice"};  // the same of what was bought, and counted anew all the same
  Publish(ProgramFor(drinks));
  BuySome(members[0]);
  for (int portion = 0; portion < 4; ++portion) {
    CountSome(2);
    BOOST_TEST(SegmentsOf(members[0]) == before, boost::test_tools::per_element());
    const auto run = jobs.RunIfDue(jobs::Kind::kSegments, {});
    BOOST_REQUIRE_MESSAGE(run.ok(), run.status());
    BOOST_TEST(!run->has_value());
  }
  Compare();
}

BOOST_AUTO_TEST_CASE(scores_are_not_made_of_a_part_of_the_receipts) {
  members.push_back(AddMember("CARD-0001", 0));
  for (int i = 0; i < 6; ++i) BuySome(members[0]);
  Compare();
  BOOST_REQUIRE(store()
                    .WriteAndWait([](storage::Transaction& transaction) {
                      return CountAnew(transaction);
                    })
                    .ok());
  const auto due = jobs.RunIfDue(jobs::Kind::kSegments, {});
  BOOST_REQUIRE_MESSAGE(due.ok(), due.status());
  BOOST_TEST(!due->has_value());
  const auto run = jobs.Run(jobs::Kind::kSegments, {});
  BOOST_TEST(ReasonOf(run.status()) == "COUNTING");
  Compare();
}

// A publication that waited, or was taken back, adds no version.
BOOST_AUTO_TEST_CASE(goods_of_a_program_that_is_in_force_again_are_counted_before_segments) {
  members.push_back(AddMember("CARD-0001", 0));
  for (int i = 0; i < 6; ++i) BuySome(members[0]);
  Compare();
  const Skus former = drinks;
  drinks = {"milk"};
  Publish(ProgramFor(drinks));
  Compare();
  drinks = former;
  Withdraw();
  const auto early = jobs.RunIfDue(jobs::Kind::kSegments, {});
  BOOST_REQUIRE_MESSAGE(early.ok(), early.status());
  BOOST_TEST(!early->has_value());
  Compare();
}

BOOST_AUTO_TEST_CASE(goods_that_no_segment_names_are_forgotten) {
  members.push_back(AddMember("CARD-0001", 0));
  BuySome(members[0]);
  Run(jobs::Kind::kInsight);
  const auto days = [&] {
    size_t count = 0;
    BOOST_REQUIRE(store()
                      .Read([&](storage::ReadTransaction& transaction) {
                        const auto& tables = std::as_const(transaction).insight();
                        count = tables.ListBought(*tables.LastMember())->size();
                        return absl::OkStatus();
                      })
                      .ok());
    return count;
  };
  BOOST_TEST(days() > 0U);
  Publish(SampleProgram());
  Run(jobs::Kind::kInsight);
  BOOST_TEST(days() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::operations
