// When jobs run by themselves.
#include <future>

#include <boost/test/unit_test.hpp>

#include "ripening.h"
#include "tessera/jobs/scheduler.h"
#include "tessera/sqlite/connection.h"

namespace tessera::jobs {
namespace {

struct Looking : Ripening {
  Looking()
      : scheduler(*jobs, clock, {}, [this](const Report& report) { reports.push_back(report); }) {}

  int Looks(Kind kind) const {
    return static_cast<int>(std::count_if(reports.begin(), reports.end(),
                                          [kind](const Report& report) { return report.kind == kind; }));
  }

  std::vector<Report> reports;
  Scheduler scheduler;
};

BOOST_FIXTURE_TEST_SUITE(looking, Looking)

BOOST_AUTO_TEST_CASE(points_are_looked_after_at_every_look_and_tiers_each_hour) {
  for (int minute = 0; minute < 61; ++minute) {
    scheduler.Look();
    clock.Pass(Seconds(60));
  }
  BOOST_TEST(Looks(Kind::kPoints) == 61);
  BOOST_TEST(Looks(Kind::kTiers) == 2);
}

BOOST_AUTO_TEST_CASE(a_job_that_failed_is_tried_again_at_the_next_look) {
  const MemberId member = Add(10, {clock.Now(), clock.Now() + Days(1)});
  clock.Pass(Days(1));
  auto disk = sqlite::Connection::Open(folder + "/chain.db", {});
  BOOST_TEST_REQUIRE(disk.ok(), disk.status());
  BOOST_TEST_REQUIRE((*disk)
                         ->Execute("CREATE TRIGGER refuse BEFORE UPDATE ON account"
                                   " BEGIN SELECT RAISE(ABORT, 'refused'); END")
                         .ok());
  scheduler.Look();
  BOOST_TEST(!reports.front().status.ok());
  BOOST_TEST_REQUIRE((*disk)->Execute("DROP TRIGGER refuse").ok());
  reports.clear();
  scheduler.Look();
  BOOST_TEST(reports.front().status.ok());
  BOOST_TEST_REQUIRE(reports.front().run.has_value());
  BOOST_TEST(reports.front().run->accounts == 1);
  BOOST_TEST(Account(member).balance.value() == 0);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_CASE(the_thread_looks_at_once_and_stops_without_waiting_out_its_pause, Ripening) {
  std::promise<void> looked;
  Scheduler scheduler(*jobs, clock, {Days(1), Days(1)}, [&](const Report& report) {
    if (report.kind == Kind::kTiers) looked.set_value();
  });
  scheduler.Start();
  looked.get_future().wait();
  scheduler.Stop();
  scheduler.Stop();
}

}  // namespace
}  // namespace tessera::jobs
