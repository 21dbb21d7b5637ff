// What a scraper sees.
#include <boost/test/unit_test.hpp>

#include "scrape.h"
#include "tessera/base/status.h"
#include "tessera/metrics/exposer.h"
#include "tessera/support/stopped_clock.h"

namespace tessera::metrics {
namespace {

using support::StoppedClock;
using tests::Scrape;

struct Scraped {
  Scraped() {
    auto started = Exposer::Start("127.0.0.1:0", metrics);
    BOOST_TEST_REQUIRE(started.ok(), started.status());
    exposer = *std::move(started);
  }
  std::string Sample(const std::string& name) {
    const auto samples = Scrape(exposer->port());
    const auto found = samples.find(name);
    return found == samples.end() ? "" : found->second;
  }

  StoppedClock clock;
  Metrics metrics{clock};
  std::unique_ptr<Exposer> exposer;
};

BOOST_FIXTURE_TEST_SUITE(scraping, Scraped)

BOOST_AUTO_TEST_CASE(calls_are_counted_by_method_and_status_and_sorted_by_how_long_they_took) {
  metrics.CountCall("SaleService/Commit", "OK", Milliseconds(3));
  metrics.CountCall("SaleService/Commit", "OK", Milliseconds(30));
  metrics.CountCall("SaleService/Commit", "NOT_FOUND", Milliseconds(1));
  const auto samples = Scrape(exposer->port());
  const std::string ok = "code=\"OK\",method=\"SaleService/Commit\"";
  BOOST_TEST(samples.at("tessera_rpc_duration_seconds_count{" + ok + "}") == "2");
  BOOST_TEST(samples.at("tessera_rpc_duration_seconds_bucket{" + ok + ",le=\"0.005\"}") == "1");
  BOOST_TEST(samples.at("tessera_rpc_duration_seconds_bucket{" + ok + ",le=\"+Inf\"}") == "2");
  BOOST_TEST(samples.at("tessera_rpc_duration_seconds_count{code=\"NOT_FOUND\","
                        "method=\"SaleService/Commit\"}") == "1");
}

BOOST_AUTO_TEST_CASE(items_that_were_refused_are_counted_by_reason) {
  metrics.CountItem("SyncService/SubmitRecords", "INTERNAL");
  metrics.CountItem("SyncService/SubmitRecords", "INTERNAL");
  BOOST_TEST(Sample("tessera_items_refused_total{method=\"SyncService/SubmitRecords\","
                    "reason=\"INTERNAL\"}") == "2");
}

BOOST_AUTO_TEST_CASE(jobs_tell_when_they_last_went_well) {
  metrics.CountJob("points", true, 7);
  clock.Pass(Seconds(60));
  metrics.CountJob("points", false, 0);
  BOOST_TEST(Sample("tessera_job_last_success_timestamp_seconds{job=\"points\"}") == "1750000000");
  BOOST_TEST(Sample("tessera_job_changed_accounts_total{job=\"points\"}") == "7");
  BOOST_TEST(Sample("tessera_job_looks_total{job=\"points\",outcome=\"failed\"}") == "1");
}

BOOST_AUTO_TEST_CASE(a_terminal_has_its_last_figures_until_it_is_long_gone) {
  metrics.SeeTerminal({"12", "3", 5, 90, 1});
  metrics.SeeTerminal({"12", "3", 2, 30, 0});
  const std::string who = "{store=\"12\",terminal=\"3\"}";
  BOOST_TEST(Sample("tessera_terminal_outbox_records" + who) == "2");
  BOOST_TEST(Sample("tessera_terminal_outbox_age_seconds" + who) == "30");
  BOOST_TEST(Sample("tessera_terminal_parked_records" + who) == "0");
  clock.Pass(kTerminalMemory);
  clock.Pass(Seconds(1));
  for (size_t i = 0; i < kMaximumTerminals; ++i) {
    metrics.SeeTerminal({"1", std::to_string(i), 0, 0, 0});
  }
  BOOST_TEST(Sample("tessera_terminal_outbox_records" + who) == "");
  BOOST_TEST(Sample("tessera_terminal_reports_dropped_total") == "0");
  metrics.SeeTerminal({"1", "one too many", 0, 0, 0});
  BOOST_TEST(Sample("tessera_terminal_reports_dropped_total") == "1");
}

BOOST_AUTO_TEST_CASE(figures_are_asked_for_at_each_scrape_until_they_are_forgotten) {
  int64_t waiting = 3;
  metrics.AddGauge("tessera_write_queue_works", "Writes that wait.", [&] { return waiting++; });
  BOOST_TEST(Sample("tessera_write_queue_works") == "3");
  BOOST_TEST(Sample("tessera_write_queue_works") == "4");
  metrics.Forget();
  BOOST_TEST(Sample("tessera_write_queue_works") == "");
}

BOOST_AUTO_TEST_CASE(a_port_that_is_taken_is_told) {
  const auto second = Exposer::Start("127.0.0.1:" + std::to_string(exposer->port()), metrics);
  BOOST_TEST(ReasonOf(second.status()) == "METRICS_LISTEN_FAILED");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::metrics
