// Calls that a host does not wait for.
#include <boost/test/unit_test.hpp>

#include <string>

#include "run_host.h"
#include "tessera/support/test_service.h"

using namespace tessera;

namespace {

int Run(const std::string& mode) {
  const support::TemporaryFolder folder;
  return hosts::Run(TESSERA_SUBMISSION_HOST, mode + " " + folder.path().string());
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_host_that_must_not_wait_sells_by_submissions) { BOOST_TEST(Run("sale") == 0); }

BOOST_AUTO_TEST_CASE(what_cannot_be_submitted_is_refused_at_once) { BOOST_TEST(Run("refusals") == 0); }

BOOST_AUTO_TEST_CASE(a_silent_service_keeps_no_deadline_waiting_however_long_the_queue) {
  BOOST_TEST(Run("late") == 0);
}

BOOST_AUTO_TEST_CASE(submissions_that_may_wait_for_long_keep_none_waiting_that_may_not) {
  BOOST_TEST(Run("overtakes") == 0);
}

BOOST_AUTO_TEST_CASE(sales_and_plugins_end_in_the_middle_of_submissions) { BOOST_TEST(Run("ends") == 0); }
