// A chain whose sales are counted for figures, by the jobs themselves.
#ifndef TESSERA_TESTS_INSIGHT_COUNTED_H_
#define TESSERA_TESTS_INSIGHT_COUNTED_H_

#include <boost/test/unit_test.hpp>
#include <string>

#include "chain.h"
#include "tessera/insight/periods.h"
#include "tessera/jobs/jobs.h"
#include "tessera/operations/insight/get_cohorts.h"
#include "tessera/operations/insight/get_metrics.h"
#include "tessera/operations/insight/get_offer_figures.h"
#include "tessera/operations/insight/get_segments.h"
#include "tessera/operations/insight/portion.h"
#include "tessera/operations/members/merge_members.h"
#include "tessera/operations/sales/refund.h"
#include "tessera/v1/insight_service.pb.h"

namespace tessera::operations {

inline constexpr int64_t kDayUs = 86'400'000'000;

struct ChainClock : Clock {
  explicit ChainClock(const Instant& shown) : now(shown) {}
  Instant Now() const override { return now; }
  Duration Monotonic() const override { return {now.us}; }
  const Instant& now;
};

struct Counted : Chain {
  Counted() : clock(now), jobs(store(), programs, secrets(), clock, SystemRandom()) {
    v1::Program program = SampleProgram();
    program.mutable_life_cycle()->set_loyal_visits(3);
    v1::Segment& regulars = *program.add_segments();
    regulars.set_segment_id("regulars");
    (*regulars.mutable_name()->mutable_by_language())["en"] = "Regulars";
    (*regulars.mutable_name()->mutable_by_language())["ru"] = "Постоянные";
    regulars.add_stages(v1::LIFE_CYCLE_STAGE_LOYAL);
    v1::Segment& others = *program.add_segments();
    others.set_segment_id("others");
    *others.mutable_name() = regulars.name();
    others.add_none_of("regulars");
    Publish(program);
  }

  void Run(jobs::Kind kind) {
    const auto run = jobs.RunIfDue(kind, {});
    BOOST_REQUIRE_MESSAGE(run.ok(), run.status());
    if (*run) BOOST_TEST((*run)->reason == "");
  }

  // One portion, of at most so many receipts of a kind.
  void CountSome(int limit) {
    InsightPortion portion;
    const absl::Status read =
        store().Read([&](storage::ReadTransaction& transaction) -> absl::Status {
          TESSERA_ASSIGN_OR_RETURN(portion, ReadInsightPortion(As(kHq), transaction, limit));
          return absl::OkStatus();
        });
    BOOST_REQUIRE_MESSAGE(read.ok(), read);
    const absl::Status written = store().WriteAndWait([&](storage::Transaction& transaction) {
      return WriteInsightPortion(As(kHq), transaction, portion).status();
    });
    BOOST_REQUIRE_MESSAGE(written.ok(), written);
  }

  std::string Buy(const std::string& member_id, int64_t price) {
    const v1::Sale sale = Sell(member_id, Basket({price, 100}));
    BOOST_REQUIRE_EQUAL(Why(Commit(sale)), "OK");
    return sale.sale_id();
  }

  void Return(const std::string& sale_id, bool whole) {
    v1::RefundRequest request;
    v1::Refund& refund = *request.mutable_refund();
    refund.set_refund_id(NewId());
    refund.set_sale_id(sale_id);
    refund.set_store_id("store-1");
    refund.set_terminal_id("till-1");
    if (!whole) {
      refund.add_lines()->set_line_no(2);
      refund.mutable_lines(0)->set_quantity_milli(1'000);
    }
    BOOST_REQUIRE_EQUAL(Why(Write(Refund, kTill, request)), "OK");
  }

  void Merge(const std::string& from, const std::string& into) {
    v1::MergeMembersRequest request;
    request.set_change_id(NewId());
    request.mutable_from()->set_member_id(from);
    request.mutable_into()->set_member_id(into);
    request.set_comment("the same person");
    BOOST_REQUIRE_EQUAL(Why(Write(MergeMembers, kHq, request)), "OK");
  }

  int32_t Day() const { return static_cast<int32_t>((now.us + 3 * 3'600'000'000LL) / kDayUs); }

  v1::GetMetricsResponse Metrics(int32_t first, int32_t last,
                                 v1::GroupBy by = v1::GROUP_BY_UNSPECIFIED) {
    v1::GetMetricsRequest request;
    request.set_first_date(insight::DayText(first));
    request.set_last_date(insight::DayText(last));
    request.set_group_by(by);
    request.set_trend_periods(3);
    const auto response = Read(GetMetrics, kHq, request);
    BOOST_REQUIRE_EQUAL(Why(response), "OK");
    return *response;
  }

  std::string All(int32_t first, int32_t last) {
    std::string all;
    for (const v1::GroupBy by : {v1::GROUP_BY_UNSPECIFIED, v1::GROUP_BY_STORE, v1::GROUP_BY_TIER,
                                 v1::GROUP_BY_MONTH, v1::GROUP_BY_SEGMENT, v1::GROUP_BY_STAGE}) {
      all += Metrics(first, last, by).SerializeAsString();
    }
    v1::GetCohortsRequest cohorts;
    cohorts.set_first_month(insight::MonthText(first));
    cohorts.set_last_month(insight::MonthText(last));
    all += Read(GetCohorts, kHq, cohorts)->SerializeAsString();
    v1::GetOfferFiguresRequest offers;
    offers.set_first_date(insight::DayText(first));
    offers.set_last_date(insight::DayText(last));
    all += Read(GetOfferFigures, kHq, offers)->SerializeAsString();
    all += Read(GetSegments, kHq, v1::GetSegmentsRequest())->SerializeAsString();
    return all;
  }

  Programs programs;
  ChainClock clock;
  jobs::Jobs jobs;
};

inline const v1::MetricValue& ValueOf(const v1::MetricRow& row, const std::string& metric) {
  for (const v1::MetricValue& value : row.values()) {
    if (value.metric() == metric) return value;
  }
  BOOST_FAIL("no metric " << metric);
  return row.values(0);
}

inline int64_t FigureOf(const v1::GetMetricsResponse& response, const std::string& metric) {
  return ValueOf(response.rows(0), metric).figure();
}

}  // namespace tessera::operations

#endif  // TESSERA_TESTS_INSIGHT_COUNTED_H_
