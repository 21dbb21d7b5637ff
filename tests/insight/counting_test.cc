// Figures of sales that a chain booked: counted as they come, counted anew, and counted by hand.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "counted.h"
#include "tessera/operations/insight/portion.h"
#include "tessera/operations/sales/quote.h"
#include "tessera/storage/insight_tables.h"

namespace tessera::operations {
namespace {

BOOST_FIXTURE_TEST_SUITE(counting, Counted)

BOOST_AUTO_TEST_CASE(sales_and_returns_are_counted_on_their_days) {
  const std::string anna = AddMember("CARD-0001", 0);
  const int32_t first = Day();
  const std::string back = Buy(anna, 10'000);
  Buy(anna, 20'000);
  Buy("", 30'000);
  now = now + Days(1);
  Return(back, true);
  Run(jobs::Kind::kInsight);
  const auto on_first = Metrics(first, first);
  BOOST_TEST(FigureOf(on_first, "receipts") == 3);
  BOOST_TEST(FigureOf(on_first, "gross") == 60'300);
  BOOST_TEST(FigureOf(on_first, "discount") == 6'030);
  BOOST_TEST(FigureOf(on_first, "revenue") == 54'270);
  BOOST_TEST(FigureOf(on_first, "average_receipt") == (18'090 + 27'090) / 2);
  BOOST_TEST(FigureOf(on_first, "card_share") == 66'667);
  BOOST_TEST(FigureOf(on_first, "active_members") == 1);
  BOOST_TEST(FigureOf(on_first, "repeat_rate") == 0);
  const auto on_second = Metrics(first + 1, first + 1);
  BOOST_TEST(FigureOf(on_second, "returns") == 9'090);
  BOOST_TEST(FigureOf(on_second, "revenue") == -9'090);
  BOOST_TEST(FigureOf(on_second, "active_members") == 0);
}

BOOST_AUTO_TEST_CASE(points_owed_are_those_of_the_ledger) {
  const std::string anna = AddMember("CARD-0001", 700);
  Return(Buy(anna, 10'000), false);
  v1::Basket basket = Basket({50'000});
  basket.set_redeem_points(200);
  BOOST_REQUIRE_EQUAL(Why(Commit(Sell(anna, basket))), "OK");
  now = now + Days(40);
  Run(jobs::Kind::kPoints);
  Run(jobs::Kind::kInsight);
  const auto metrics = Metrics(Day() - 45, Day());
  BOOST_TEST(FigureOf(metrics, "liability") == Verify().totals().member_points());
  BOOST_TEST(FigureOf(metrics, "points_redeemed") == 200);
  BOOST_TEST(FigureOf(metrics, "points_expired") > 0);
}

int64_t LargestOf(const v1::GetMetricsResponse& response, const std::string& metric) {
  int64_t largest = 0;
  for (const v1::MetricRow& row : response.rows()) {
    largest = std::max(largest, ValueOf(row, metric).figure());
  }
  return largest;
}

// All receipts are those of one member and one store.
BOOST_AUTO_TEST_CASE(points_of_a_store_are_those_of_its_receipts) {
  const std::string anna = AddMember("CARD-0001", 700);
  Return(Buy(anna, 10'000), false);
  v1::Basket basket = Basket({50'000});
  basket.set_redeem_points(200);
  BOOST_REQUIRE_EQUAL(Why(Commit(Sell(anna, basket))), "OK");
  now = now + Days(1);
  Run(jobs::Kind::kInsight);
  Run(jobs::Kind::kSegments);
  const auto chain = Metrics(Day() - 5, Day());
  for (const v1::GroupBy by : {v1::GROUP_BY_STORE, v1::GROUP_BY_STAGE}) {
    const auto parts = Metrics(Day() - 5, Day(), by);
    for (const char* metric : {"points_issued", "points_redeemed", "points_revoked", "redemption_rate"}) {
      BOOST_TEST_CONTEXT(metric) {
        BOOST_TEST(FigureOf(chain, metric) > 0);
        BOOST_TEST(LargestOf(parts, metric) == FigureOf(chain, metric));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(an_offer_costs_what_it_took_off) {
  const std::string anna = AddMember("CARD-0001", 0);
  Buy(anna, 10'000);
  Buy("", 30'000);
  Run(jobs::Kind::kInsight);
  v1::GetOfferFiguresRequest request;
  request.set_first_date(insight::DayText(Day()));
  request.set_last_date(insight::DayText(Day()));
  request.add_offer_ids("discount");
  const auto offers = Read(GetOfferFigures, kHq, request);
  BOOST_REQUIRE_EQUAL(Why(offers), "OK");
  BOOST_REQUIRE(offers->offers_size() == 1);
  BOOST_TEST(offers->offers(0).receipts() == 2);
  BOOST_TEST(offers->offers(0).cost_minor() == 4'020);
  BOOST_TEST(offers->offers(0).revenue_minor() == 36'180);
  BOOST_TEST(offers->offers(0).revenue_share_milli() == 100'000);
  BOOST_TEST(offers->offers(0).return_milli() == 9'000);
}

BOOST_AUTO_TEST_CASE(who_buys_often_belongs_to_the_segment_and_tills_hear_of_it) {
  const std::string anna = AddMember("CARD-0001", 0);
  const std::string boris = AddMember("CARD-0002", 0);
  Run(jobs::Kind::kInsight);
  Run(jobs::Kind::kSegments);
  v1::GetSegmentsResponse segments = *Read(GetSegments, kHq, v1::GetSegmentsRequest());
  BOOST_TEST(segments.segments(0).members() == 0);
  BOOST_TEST(segments.segments(1).members() == 2);
  BOOST_TEST(segments.stages(0).members() == 2);
  for (int i = 0; i < 3; ++i) Buy(anna, 10'000);
  Run(jobs::Kind::kInsight);
  segments = *Read(GetSegments, kHq, v1::GetSegmentsRequest());
  BOOST_TEST(segments.segments(0).members() == 1);
  BOOST_TEST(segments.segments(0).purchases() == 3);
  BOOST_TEST(segments.segments(1).members() == 1);
  const MemberId id = *MemberId::Parse(anna, "");
  BOOST_REQUIRE(store()
                    .Read([&](storage::ReadTransaction& transaction) -> absl::Status {
                      const auto member = *transaction.FindMember(id);
                      BOOST_TEST(member->segments == std::vector<std::string>{"regulars"},
                                 boost::test_tools::per_element());
                      BOOST_TEST(member->stage == v1::LIFE_CYCLE_STAGE_LOYAL);
                      BOOST_TEST(*transaction.HasChange(id));
                      return absl::OkStatus();
                    })
                    .ok());
  now = now + Days(200);
  Run(jobs::Kind::kSegments);
  segments = *Read(GetSegments, kHq, v1::GetSegmentsRequest());
  BOOST_TEST(segments.segments(0).members() == 0);
  BOOST_TEST(segments.stages(5).members() == 1);
}

BOOST_AUTO_TEST_CASE(an_offer_for_a_segment_applies_to_its_members) {
  v1::Program program = SampleProgram();
  v1::Segment& buyers = *program.add_segments();
  buyers.set_segment_id("buyers");
  for (const std::string& language : program.languages()) {
    (*buyers.mutable_name()->mutable_by_language())[language] = "Buyers";
  }
  buyers.add_bought()->set_days(30);
  program.mutable_offers(0)->mutable_audience()->clear_everyone();
  program.mutable_offers(0)->mutable_audience()->add_segments("buyers");
  Publish(program);
  const std::string anna = AddMember("CARD-0001", 0);
  const auto discount = [&] {
    const auto quote = Read(Quote, kTill, Ask(anna, Basket({10'000})));
    BOOST_REQUIRE_EQUAL(Why(quote), "OK");
    return quote->evaluation().discount_minor();
  };
  BOOST_TEST(discount() == 0);
  Buy(anna, 5'000);
  Run(jobs::Kind::kSegments);
  Run(jobs::Kind::kInsight);
  BOOST_TEST(discount() == 1'000);
}

// Seeded, so that a failure comes again.
BOOST_AUTO_TEST_CASE(counted_as_they_come_or_anew_figures_are_the_same) {
  std::mt19937 dice(2025);
  const auto roll = [&](int sides) { return static_cast<int>(dice() % static_cast<unsigned>(sides)); };
  std::vector<std::string> members;
  for (int i = 0; i < 10; ++i) members.push_back(AddMember("CARD-100" + std::to_string(i), 0));
  std::set<std::string> merged;
  std::vector<std::string> sales;
  std::set<std::string> returned;
  std::map<std::string, std::set<int32_t>> bought;
  const int32_t first = Day();
  int64_t gross = 0;
  for (int step = 0; step < 160; ++step) {
    const std::string& member = members[static_cast<size_t>(roll(10))];
    switch (roll(8)) {
      case 0: now = now + Days(roll(6)); break;
      case 1:
        if (!sales.empty()) {
          const std::string sale = sales[static_cast<size_t>(roll(static_cast<int>(sales.size())))];
          if (returned.insert(sale).second) Return(sale, roll(2) == 0);
        }
        break;
      case 2: Run(jobs::Kind::kInsight); break;
      case 3:
        if (roll(6) == 0 && merged.size() < 4) {
          const std::string& into = members[static_cast<size_t>(roll(10))];
          if (into != member && merged.count(into) == 0 && merged.insert(member).second) {
            Merge(member, into);
          }
        }
        break;
      default: {
        const int64_t price = 1'000 + roll(50) * 100;
        sales.push_back(Buy(roll(5) == 0 || merged.count(member) > 0 ? "" : member, price));
        gross += price + 100;
      }
    }
  }
  Run(jobs::Kind::kInsight);
  Run(jobs::Kind::kSegments);
  const int32_t last = Day();
  BOOST_TEST(FigureOf(Metrics(first, last), "gross") == gross);
  BOOST_TEST(FigureOf(Metrics(first, last), "receipts") == static_cast<int64_t>(sales.size()));
  BOOST_TEST(FigureOf(Metrics(first, last), "members") == static_cast<int64_t>(10 - merged.size()));
  const std::string as_they_came = All(first, last);
  BOOST_REQUIRE(jobs.CountAnew({}).ok());
  Run(jobs::Kind::kSegments);
  BOOST_TEST((All(first, last) == as_they_came));
  const auto metrics = Metrics(first, last, v1::GROUP_BY_STORE);
  BOOST_TEST(FigureOf(metrics, "gross") == gross);
}

// As where a job was cut behind its write, or an operator runs it beside the service.
BOOST_AUTO_TEST_CASE(what_was_read_twice_is_counted_once) {
  Buy(AddMember("CARD-0001", 0), 10'000);
  InsightPortion portion;
  BOOST_REQUIRE(store()
                    .Read([&](storage::ReadTransaction& transaction) -> absl::Status {
                      TESSERA_ASSIGN_OR_RETURN(portion,
                                               ReadInsightPortion(As(kHq), transaction, 100));
                      return absl::OkStatus();
                    })
                    .ok());
  for (const bool is_first : {true, false}) {
    BOOST_REQUIRE(store()
                      .WriteAndWait([&](storage::Transaction& transaction) -> absl::Status {
                        TESSERA_ASSIGN_OR_RETURN(const WrittenPortion written,
                                                 WriteInsightPortion(As(kHq), transaction, portion));
                        BOOST_TEST(written.is_counted == is_first);
                        return absl::OkStatus();
                      })
                      .ok());
  }
  Run(jobs::Kind::kInsight);
  BOOST_TEST(FigureOf(Metrics(Day(), Day()), "receipts") == 1);
  BOOST_TEST(FigureOf(Metrics(Day(), Day()), "points_issued") == 90);
}

BOOST_AUTO_TEST_CASE(nonsense_is_refused) {
  v1::GetMetricsRequest request;
  request.set_first_date("2025-02-30");
  request.set_last_date("2025-03-01");
  BOOST_TEST(Why(Read(GetMetrics, kHq, request)) == "DATE_INVALID");
  request.set_first_date("2025-03-02");
  BOOST_TEST(Why(Read(GetMetrics, kHq, request)) == "DATE_INVALID");
  request.set_first_date("2001-01-01");
  BOOST_TEST(Why(Read(GetMetrics, kHq, request)) == "PERIOD_TOO_LONG");
  request.set_first_date("2025-03-01");
  request.add_metrics("ctr");
  BOOST_TEST(Why(Read(GetMetrics, kHq, request)) == "METRIC_UNKNOWN");
  request.set_metrics(0, "crr");
  BOOST_TEST(Why(Read(GetMetrics, kHq, request)) == "OK");
  request.mutable_filter()->add_segments("nobody");
  BOOST_TEST(Why(Read(GetMetrics, kHq, request)) == "SEGMENT_UNKNOWN");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::operations
