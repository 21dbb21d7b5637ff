// A database of schema 3, saved when that was the present one: it is migrated, and what was sold before anything
// was counted is in the figures.
#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <sstream>
#include <string>

#include "lying_disk.h"
#include "tessera/jobs/insight.h"
#include "tessera/operations/audit/verify_ledger.h"
#include "tessera/operations/insight/get_metrics.h"
#include "tessera/operations/sales/list_sales.h"
#include "tessera/operations/surveys/list_survey_answers.h"
#include "tessera/operations/tryout/try_out.h"
#include "tessera/sqlite/migration.h"
#include "tessera/storage/sqlite/sqlite_store.h"

namespace tessera::storage {
namespace {

struct Saved3 {
  Saved3() {
    std::string pattern = std::filesystem::temp_directory_path() / "tessera-saved3-XXXXXX";
    BOOST_REQUIRE(mkdtemp(pattern.data()) != nullptr);
    folder = pattern;
    secrets.lookup_key.fill(1);
    secrets.seal_key.fill(2);
    std::ostringstream script;
    script << std::ifstream(TESSERA_SAVED_FOLDER "/schema-3.sql").rdbuf();
    {
      auto connection = tessera::sqlite::Connection::Open(folder + "/chain.db", {});
      BOOST_REQUIRE(connection.ok());
      const absl::Status written = (*connection)->Execute(script.str());
      BOOST_REQUIRE_MESSAGE(written.ok(), written.ToString());
    }
    sqlite::SqliteStoreOptions options;
    options.path = folder + "/chain.db";
    options.vfs = LyingDisk();
    auto opened = sqlite::SqliteStore::Open(options, SystemRandom());
    BOOST_REQUIRE_MESSAGE(opened.ok(), opened.status().ToString());
    store = *std::move(opened);
  }
  ~Saved3() {
    store.reset();
    std::filesystem::remove_all(folder);
  }

  operations::Context As() { return {now, SystemRandom(), secrets, programs, {}}; }

  template <typename Work>
  void Reading(Work work) {
    const absl::Status status = store->Read([&](ReadTransaction& transaction) {
      work(transaction);
      return absl::OkStatus();
    });
    BOOST_REQUIRE_MESSAGE(status.ok(), status.ToString());
  }
  template <typename Response, typename Request>
  Response Asked(absl::StatusOr<Response> (*operation)(const operations::Context&, ReadTransaction&,
                                                       const Request&),
                 const Request& request) {
    Response answer;
    Reading([&](ReadTransaction& transaction) {
      auto response = operation(As(), transaction, request);
      BOOST_REQUIRE_MESSAGE(response.ok(), response.status().ToString());
      answer = *std::move(response);
    });
    return answer;
  }

  void Count() {
    for (const jobs::Kind kind : {jobs::Kind::kInsight, jobs::Kind::kSegments}) {
      jobs::Progress progress;
      while (!progress.is_done) {
        absl::Status status = store->Read([&](ReadTransaction& transaction) {
          return jobs::ReadInsight(kind, As(), transaction, progress);
        });
        if (status.ok()) {
          status = store->WriteAndWait([&](Transaction& transaction) {
            return jobs::WriteInsight(kind, As(), transaction, progress);
          });
        }
        BOOST_REQUIRE_MESSAGE(status.ok(), status.ToString());
      }
    }
  }

  // Of the days of the saved sales, by the metric's id.
  std::map<std::string, int64_t> Figures() {
    v1::GetMetricsRequest request;
    request.set_first_date("2026-11-20");
    request.set_last_date("2026-11-24");
    std::map<std::string, int64_t> figures;
    const auto answer = Asked(operations::GetMetrics, request);
    for (const v1::MetricRow& row : answer.rows()) {
      for (const v1::MetricValue& value : row.values()) figures[value.metric()] = value.figure();
    }
    return figures;
  }

  int64_t ReturnedMoney() {
    int64_t net = 0;
    Reading([&](ReadTransaction& transaction) {
      const auto sales = *transaction.ListSales({}, 100);
      for (const Sale& sale : sales) {
        const auto refunds = *transaction.ListRefunds(sale.sale_id);
        for (const Refund& refund : refunds) {
          v1::RefundResult result;
          BOOST_REQUIRE(result.ParseFromString(refund.answer));
          net += result.net_minor();
        }
      }
    });
    return net;
  }

  Instant now{1'795'440'000'000'000};  // 24 November 2026, behind the last of it
  std::string folder;
  operations::Secrets secrets;
  operations::Programs programs;
  std::unique_ptr<sqlite::SqliteStore> store;
};

BOOST_FIXTURE_TEST_SUITE(schema_3, Saved3)

BOOST_AUTO_TEST_CASE(the_ledger_is_whole_and_answers_are_kept) {
  const auto verified = Asked(operations::VerifyLedger, v1::VerifyLedgerRequest());
  BOOST_TEST(verified.faults_size() == 0);
  BOOST_TEST(verified.sales() == 9);
  BOOST_TEST(verified.members() == 30);
  const auto answers = Asked(operations::ListSurveyAnswers, v1::ListSurveyAnswersRequest());
  BOOST_REQUIRE_EQUAL(answers.answers_size(), 2);
}

BOOST_AUTO_TEST_CASE(what_was_sold_before_counts_as_if_it_were_sold_today) {
  v1::ListSalesRequest all;
  all.set_page_size(100);
  const auto sales = Asked(operations::ListSales, all).sales();
  int64_t gross = 0;
  int64_t paid = 0;
  int64_t with_card = 0;
  for (const v1::BookedSale& sale : sales) {
    gross += sale.gross_minor();
    paid += sale.total_minor();
    with_card += sale.result().member_id().empty() ? 0 : 1;
  }
  Count();
  auto figures = Figures();
  BOOST_TEST(figures["receipts"] == 9);
  BOOST_TEST(figures["gross"] == gross);
  BOOST_TEST(figures["returns"] == ReturnedMoney());
  BOOST_TEST(figures["revenue"] == paid - ReturnedMoney());
  BOOST_TEST(figures["card_share"] == (100'000 * with_card + 4) / 9);
  BOOST_TEST(figures["liability"] ==
             Asked(operations::VerifyLedger, v1::VerifyLedgerRequest()).totals().member_points());
  // Three bought, of whom one had it all brought back.
  BOOST_TEST(figures["active_members"] == 2);
  // A member's own, found among what was counted.
  v1::ListSalesRequest of_member;
  of_member.set_member_id(sales[0].result().member_id());
  BOOST_TEST(Asked(operations::ListSales, of_member).sales_size() == 5);
  const auto verified = Asked(operations::VerifyLedger, v1::VerifyLedgerRequest());
  BOOST_TEST(verified.faults_size() == 0);
}

BOOST_AUTO_TEST_CASE(its_receipts_can_be_tried_but_for_the_one_with_a_gift_card) {
  v1::TryOutProgramRequest request;
  request.mutable_program()->set_version(0);
  Reading([&](ReadTransaction& transaction) {
    auto run = operations::TryOutRun::Begin(As(), transaction, request);
    BOOST_REQUIRE_MESSAGE(run.ok(), run.status().ToString());
    while (*(*run)->Step(As(), transaction)) {
    }
    const auto report = (*run)->Finish(As(), transaction);
    BOOST_REQUIRE(report.ok());
    BOOST_TEST(report->receipts() == 8);
    BOOST_TEST(report->skipped() == 1);
    BOOST_TEST(report->without_situation() == 7);
  });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::storage
